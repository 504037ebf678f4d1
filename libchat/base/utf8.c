/*
 * UTF-8 by the table of RFC 3629 section 4: the first byte says how many follow and between which values
 * the second one lies, and that alone keeps out overlong forms, surrogates and values past U+10FFFF.
 */
#include "libchat/base/utf8.h"

#include <string.h>

/* Set up the check for what must follow `byte`; false when nothing may begin with it. */
static bool begin(struct chat_utf8_check *check, uint8_t byte)
{
    check->low = 0x80;
    check->high = 0xBF;
    if (byte < 0x80) {
        check->need = 0;
    } else if (byte >= 0xC2 && byte <= 0xDF) {
        check->need = 1;
    } else if (byte >= 0xE0 && byte <= 0xEF) {
        check->need = 2;
        if (byte == 0xE0)
            check->low = 0xA0; /* below: overlong */
        else if (byte == 0xED)
            check->high = 0x9F; /* above: surrogates */
    } else if (byte >= 0xF0 && byte <= 0xF4) {
        check->need = 3;
        if (byte == 0xF0)
            check->low = 0x90; /* below: overlong */
        else if (byte == 0xF4)
            check->high = 0x8F; /* above: past U+10FFFF */
    } else {
        return false;
    }
    return true;
}

/* Most text is ASCII: the number of leading ASCII bytes, eight at a time. */
static size_t ascii_run(const uint8_t *bytes, size_t length)
{
    size_t run = 0;

    while (length - run >= sizeof(uint64_t)) {
        uint64_t word;

        memcpy(&word, bytes + run, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
        run += sizeof word;
    }
    while (run < length && bytes[run] < 0x80)
        run++;
    return run;
}

bool chat_utf8_feed(struct chat_utf8_check *check, const void *bytes, size_t length)
{
    const uint8_t *at = bytes;
    size_t i = 0;

    while (i < length) {
        if (check->need == 0) {
            i += ascii_run(at + i, length - i);
            if (i < length && !begin(check, at[i++]))
                return false;
            continue;
        }
        if (at[i] < check->low || at[i] > check->high)
            return false;
        check->low = 0x80;
        check->high = 0xBF;
        check->need--;
        i++;
    }
    return true;
}

bool chat_utf8_done(const struct chat_utf8_check *check)
{
    return check->need == 0;
}

bool chat_utf8_valid(const void *bytes, size_t length)
{
    struct chat_utf8_check check = {0, 0, 0};

    return chat_utf8_feed(&check, bytes, length) && chat_utf8_done(&check);
}

int32_t chat_utf8_next(const char **at, const char *end)
{
    const uint8_t *bytes = (const uint8_t *)*at;
    int32_t code_point;
    size_t more;

    if (*at >= end)
        return -1;
    if (bytes[0] < 0x80) {
        code_point = bytes[0];
        more = 0;
    } else if (bytes[0] < 0xE0) {
        code_point = bytes[0] & 0x1F;
        more = 1;
    } else if (bytes[0] < 0xF0) {
        code_point = bytes[0] & 0x0F;
        more = 2;
    } else {
        code_point = bytes[0] & 0x07;
        more = 3;
    }
    /* The text is valid by contract; a wrong caller still may not read past the end. */
    if (more >= (size_t)(end - *at))
        more = (size_t)(end - *at) - 1;
    for (size_t i = 1; i <= more; i++)
        code_point = code_point * 64 + (bytes[i] & 0x3F);
    *at += more + 1;
    return code_point;
}

size_t chat_utf8_count(const char *text, size_t length)
{
    size_t count = 0;

    for (size_t i = 0; i < length; i++)
        count += ((uint8_t)text[i] & 0xC0) != 0x80;
    return count;
}

size_t chat_utf8_put(char out[4], uint32_t code_point)
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xC0 | (code_point >> 6));
        out[1] = (char)(0x80 | (code_point & 0x3F));
        return 2;
    }
    if (code_point < 0x10000) {
        if (code_point >= 0xD800 && code_point <= 0xDFFF)
            return 0;
        out[0] = (char)(0xE0 | (code_point >> 12));
        out[1] = (char)(0x80 | ((code_point >> 6) & 0x3F));
        out[2] = (char)(0x80 | (code_point & 0x3F));
        return 3;
    }
    if (code_point > 0x10FFFF)
        return 0;
    out[0] = (char)(0xF0 | (code_point >> 18));
    out[1] = (char)(0x80 | ((code_point >> 12) & 0x3F));
    out[2] = (char)(0x80 | ((code_point >> 6) & 0x3F));
    out[3] = (char)(0x80 | (code_point & 0x3F));
    return 4;
}
