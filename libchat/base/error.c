/*
 * Failures: the words each status has by default, and how a sentence gets into a chat_error.
 */
#include "libchat/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *chat_status_code(enum chat_status status)
{
    switch (status) {
    case CHAT_OK:
        return "ok";
    case CHAT_E_INVALID:
        return "invalid";
    case CHAT_E_UNAUTHENTICATED:
        return "unauthenticated";
    case CHAT_E_DENIED:
        return "denied";
    case CHAT_E_NOT_FOUND:
        return "not_found";
    case CHAT_E_EXISTS:
        return "exists";
    case CHAT_E_CONFLICT:
        return "conflict";
    case CHAT_E_STALE:
        return "stale";
    case CHAT_E_TOO_LARGE:
        return "too_large";
    case CHAT_E_LIMITED:
        return "limited";
    case CHAT_E_BUSY:
        return "busy";
    case CHAT_E_UNAVAILABLE:
        return "unavailable";
    case CHAT_E_FULL:
        return "full";
    case CHAT_E_UNKNOWN:
        return "unknown";
    case CHAT_E_RESYNC:
        return "resync";
    case CHAT_E_STORAGE:
        return "storage";
    case CHAT_E_NOMEM:
        return "no_memory";
    case CHAT_E_UNSUPPORTED:
        return "unsupported";
    case CHAT_E_CLOSED:
        return "closed";
    case CHAT_E_INTERNAL:
        return "internal";
    }
    return "internal";
}

/* A sentence that is cut off may quote a person's text: end it between code points, not inside one. */
static void end_at_code_point(char *text, size_t length)
{
    while (length > 0 && ((unsigned char)text[length - 1] & 0xC0) == 0x80)
        length--;
    if (length > 0 && (unsigned char)text[length - 1] >= 0xC0)
        length--;
    text[length] = '\0';
}

static void fill(struct chat_error *err, enum chat_status status, const char *code, const char *format,
                 va_list arguments) CHAT_PRINTF(4, 0);

static void fill(struct chat_error *err, enum chat_status status, const char *code, const char *format,
                 va_list arguments)
{
    int written;

    if (!err)
        return;
    err->status = status;
    err->retry_after_ms = 0;
    err->code = code;
    err->field[0] = '\0';
    written = vsnprintf(err->message, sizeof err->message, format, arguments);
    if (written < 0)
        err->message[0] = '\0';
    else if ((size_t)written >= sizeof err->message)
        end_at_code_point(err->message, sizeof err->message - 1);
}

enum chat_status chat_fail(struct chat_error *err, enum chat_status status, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fill(err, status, chat_status_code(status), format, arguments);
    va_end(arguments);
    return status;
}

enum chat_status chat_fail_code(struct chat_error *err, enum chat_status status, const char *code,
                                const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fill(err, status, code, format, arguments);
    va_end(arguments);
    return status;
}

enum chat_status chat_fail_field(struct chat_error *err, const char *field, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fill(err, CHAT_E_INVALID, chat_status_code(CHAT_E_INVALID), format, arguments);
    va_end(arguments);
    if (err) {
        size_t length = strnlen(field, sizeof err->field - 1);

        memcpy(err->field, field, length);
        err->field[length] = '\0';
    }
    return CHAT_E_INVALID;
}

enum chat_status chat_fail_nomem(struct chat_error *err)
{
    return chat_fail(err, CHAT_E_NOMEM, "out of memory");
}
