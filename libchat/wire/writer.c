/*
 * The bytes of JSON. Beyond what JSON asks for, DEL is escaped, and U+2028 and U+2029, which end a line in
 * older JavaScript and in some logs.
 */
#include "libchat/wire/writer.h"

#include <string.h>

#include "libchat/base/error.h"
#include "libchat/base/number.h"
#include "libchat/base/rfc3339.h"
#include "libchat/base/utf8.h"

/* Far above the largest page; it only bounds what a bug could do. */
#define TEXT_BYTES_MAX (64u << 20)

/* Most events fit, so that their text is allocated once. */
#define FIRST_BYTES 384

void chat_writer_init(struct chat_writer *writer, const struct chat_allocator *allocator)
{
    writer->bad_text = false;
    chat_strbuf_init(&writer->text, allocator, TEXT_BYTES_MAX);
    (void)chat_strbuf_reserve(&writer->text, FIRST_BYTES); /* a failure is remembered */
}

/* A value or a name is coming. What precedes one directly is a bracket just opened, or a colon. */
static bool needs_comma(const struct chat_writer *writer)
{
    size_t length = writer->text.length;
    char last = length > 0 ? writer->text.text[length - 1] : '[';

    return last != '{' && last != '[' && last != ':';
}

/* The piece as it stands, after a comma if one is needed. */
static void add_piece(struct chat_writer *writer, const char *piece, size_t length)
{
    size_t comma = needs_comma(writer);
    char *at = chat_strbuf_reserve(&writer->text, comma + length);

    if (!at)
        return;
    *at = ','; /* overwritten unless needed; there is room for one byte at least */
    memcpy(at + comma, piece, length);
    chat_strbuf_commit(&writer->text, comma + length);
}

void chat_write_open(struct chat_writer *writer, char bracket)
{
    add_piece(writer, &bracket, 1);
}

void chat_write_close(struct chat_writer *writer, char bracket)
{
    chat_strbuf_addc(&writer->text, bracket);
}

void chat_write_name(struct chat_writer *writer, const char *name)
{
    size_t length = strlen(name), comma = needs_comma(writer);
    char *at = chat_strbuf_reserve(&writer->text, comma + length + 3);

    if (!at)
        return;
    *at = ',';
    at[comma] = '"';
    memcpy(at + comma + 1, name, length);
    memcpy(at + comma + 1 + length, "\":", 2);
    chat_strbuf_commit(&writer->text, comma + length + 3);
}

/* Bytes that need no look: everything but controls, quote, backslash, DEL and what may begin U+2028. */
static bool plain(unsigned char c)
{
    static const bool looked_at[256] = {
        true, true, true, true, true, true,         true,          true,          true,
        true, true, true, true, true, true,         true,          true,          true,
        true, true, true, true, true, true,         true,          true,          true,
        true, true, true, true, true, ['"'] = true, ['\\'] = true, [0x7F] = true, [0xE2] = true,
    };

    return !looked_at[c];
}

/* Write the escape of what stands at `at`; returns the bytes of the text it stands for. */
static size_t escape(struct chat_strbuf *text, const char *at, const char *end)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char c = (unsigned char)*at;

    if (c == 0xE2) {
        bool ends_line = end - at >= 3 && (unsigned char)at[1] == 0x80 &&
                         ((unsigned char)at[2] == 0xA8 || (unsigned char)at[2] == 0xA9);
        if (!ends_line) {
            chat_strbuf_addc(text, *at);
            return 1;
        }
        chat_strbuf_adds(text, (unsigned char)at[2] == 0xA8 ? "\\u2028" : "\\u2029");
        return 3;
    }
    if (c == '"' || c == '\\') {
        chat_strbuf_add(text, (const char[]){'\\', (char)c}, 2);
    } else if (c == '\n') {
        chat_strbuf_add(text, "\\n", 2);
    } else if (c == '\t') {
        chat_strbuf_add(text, "\\t", 2);
    } else {
        chat_strbuf_add(text, (const char[]){'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]}, 6);
    }
    return 1;
}

void chat_write_string(struct chat_writer *writer, const char *text, size_t length)
{
    const char *at = text;
    const char *end = text + length;

    if (!chat_utf8_valid(text, length))
        writer->bad_text = true;
    add_piece(writer, "\"", 1);
    while (at < end) {
        const char *run = at;
        while (at < end && plain((unsigned char)*at))
            at++;
        if (at > run)
            chat_strbuf_add(&writer->text, run, (size_t)(at - run));
        if (at < end)
            at += escape(&writer->text, at, end);
    }
    chat_strbuf_addc(&writer->text, '"');
}

void chat_write_int(struct chat_writer *writer, int64_t number)
{
    char digits[CHAT_INT64_TEXT];

    add_piece(writer, digits, chat_int64_print(number, digits));
}

void chat_write_bool(struct chat_writer *writer, bool value)
{
    add_piece(writer, value ? "true" : "false", value ? 4 : 5);
}

void chat_write_id(struct chat_writer *writer, int64_t id)
{
    char digits[CHAT_INT64_TEXT + 2] = {'"'};
    size_t length = chat_int64_print(id, digits + 1);

    digits[length + 1] = '"';
    add_piece(writer, digits, length + 2);
}

void chat_write_time(struct chat_writer *writer, int64_t us)
{
    char text[CHAT_RFC3339_TEXT];

    if (!chat_rfc3339_print(us, text))
        writer->bad_text = true; /* a time outside of the calendar has no text at all */
    add_piece(writer, "\"", 1);
    chat_strbuf_adds(&writer->text, text);
    chat_strbuf_addc(&writer->text, '"');
}

void chat_write_text_member(struct chat_writer *writer, const char *name, const char *text)
{
    if (!text)
        return;
    chat_write_name(writer, name);
    chat_write_string(writer, text, strlen(text));
}

void chat_write_int_member(struct chat_writer *writer, const char *name, int64_t number)
{
    chat_write_name(writer, name);
    chat_write_int(writer, number);
}

void chat_write_id_member(struct chat_writer *writer, const char *name, int64_t id)
{
    chat_write_name(writer, name);
    chat_write_id(writer, id);
}

enum chat_status chat_writer_finish(struct chat_writer *writer, struct chat_text *out, struct chat_error *err)
{
    struct chat_text text = CHAT_TEXT_INIT;
    enum chat_status status = chat_strbuf_status(&writer->text, err);

    if (status == CHAT_OK && writer->bad_text)
        status = chat_fail(err, CHAT_E_INTERNAL, "a text or time that was to be sent is not valid");
    if (status == CHAT_OK) {
        text.data = chat_strbuf_take(&writer->text, &text.length);
        if (text.data)
            *out = text;
        else
            status = chat_fail_nomem(err);
    }
    chat_strbuf_clear(&writer->text);
    return status;
}

void chat_text_clear(struct chat_text *text)
{
    if (!text)
        return;
    chat_free(text->data);
    *text = (struct chat_text)CHAT_TEXT_INIT;
}
