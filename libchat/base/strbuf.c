/*
 * Text that grows up to a limit. The first failure sticks: what comes after it is dropped, so a text
 * with a hole in the middle cannot pass for a whole one.
 */
#include "libchat/base/strbuf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "libchat/base/error.h"
#include "libchat/base/number.h"

#define FIRST_ROOM 64

void chat_strbuf_init(struct chat_strbuf *buffer, const struct chat_allocator *allocator, size_t limit)
{
    *buffer = (struct chat_strbuf){.allocator = allocator, .limit = limit};
}

void chat_strbuf_clear(struct chat_strbuf *buffer)
{
    if (!buffer)
        return;
    chat_free(buffer->text);
    chat_strbuf_init(buffer, buffer->allocator, buffer->limit);
}

void chat_strbuf_reset(struct chat_strbuf *buffer)
{
    buffer->length = 0;
    buffer->failed = false;
    buffer->no_memory = false;
    if (buffer->text)
        buffer->text[0] = '\0';
}

/* Room for `bytes` more and the NUL, or false and the buffer is marked. */
static bool grow(struct chat_strbuf *buffer, size_t bytes)
{
    size_t needed, room;
    char *text;

    if (buffer->failed)
        return false;
    if (bytes > buffer->limit - buffer->length || buffer->length + bytes == SIZE_MAX) {
        buffer->failed = true;
        return false;
    }
    needed = buffer->length + bytes + 1;
    if (needed <= buffer->room)
        return true;
    room = buffer->room < FIRST_ROOM / 2 ? FIRST_ROOM : buffer->room * 2;
    if (room > buffer->limit || room < buffer->room)
        room = buffer->limit < SIZE_MAX ? buffer->limit + 1 : SIZE_MAX;
    if (room < needed)
        room = needed;
    text = chat_realloc(buffer->allocator, buffer->text, room);
    if (!text) {
        buffer->failed = true;
        buffer->no_memory = true;
        return false;
    }
    buffer->text = text;
    buffer->room = room;
    return true;
}

char *chat_strbuf_reserve(struct chat_strbuf *buffer, size_t bytes)
{
    return grow(buffer, bytes) ? buffer->text + buffer->length : NULL;
}

void chat_strbuf_commit(struct chat_strbuf *buffer, size_t bytes)
{
    assert(bytes < buffer->room - buffer->length);
    buffer->length += bytes;
    buffer->text[buffer->length] = '\0';
}

void chat_strbuf_add(struct chat_strbuf *buffer, const void *bytes, size_t length)
{
    char *at = chat_strbuf_reserve(buffer, length);

    if (!at)
        return;
    if (length > 0)
        memcpy(at, bytes, length);
    chat_strbuf_commit(buffer, length);
}

void chat_strbuf_adds(struct chat_strbuf *buffer, const char *text)
{
    chat_strbuf_add(buffer, text, strlen(text));
}

void chat_strbuf_addc(struct chat_strbuf *buffer, char c)
{
    chat_strbuf_add(buffer, &c, 1);
}

void chat_strbuf_addi(struct chat_strbuf *buffer, int64_t number)
{
    char digits[CHAT_INT64_TEXT];

    chat_strbuf_add(buffer, digits, chat_int64_print(number, digits));
}

void chat_strbuf_addf(struct chat_strbuf *buffer, const char *format, ...)
{
    va_list arguments, again;
    int length;
    char *at;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    at = length < 0 ? NULL : chat_strbuf_reserve(buffer, (size_t)length);
    if (length < 0)
        buffer->failed = true;
    if (at) {
        (void)vsnprintf(at, (size_t)length + 1, format, again);
        chat_strbuf_commit(buffer, (size_t)length);
    }
    va_end(again);
}

char *chat_strbuf_take(struct chat_strbuf *buffer, size_t *length)
{
    char *text;

    if (!grow(buffer, 0))
        return NULL;
    text = buffer->text;
    text[buffer->length] = '\0';
    if (length)
        *length = buffer->length;
    chat_strbuf_init(buffer, buffer->allocator, buffer->limit);
    return text;
}

enum chat_status chat_strbuf_status(const struct chat_strbuf *buffer, struct chat_error *err)
{
    if (!buffer->failed)
        return CHAT_OK;
    if (buffer->no_memory)
        return chat_fail_nomem(err);
    return chat_fail(err, CHAT_E_TOO_LARGE, "the text is longer than %zu bytes", buffer->limit);
}
