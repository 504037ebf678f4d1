#include "libchat/base/encode.h"

#include <stdint.h>
#include <string.h>

static const char hex_digits[] = "0123456789abcdef";
static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char base64url_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char base62_digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* The value of a digit, or -1. */
static int value_of(const char *alphabet, char digit)
{
    const char *found = digit != '\0' ? strchr(alphabet, digit) : NULL;

    return found ? (int)(found - alphabet) : -1;
}

void chat_hex_encode(const void *bytes, size_t length, char *out)
{
    const uint8_t *from = bytes;

    for (size_t i = 0; i < length; i++) {
        out[2 * i] = hex_digits[from[i] >> 4];
        out[2 * i + 1] = hex_digits[from[i] & 15];
    }
    out[2 * length] = '\0';
}

bool chat_hex_decode(const char *text, size_t text_length, void *out, size_t out_length)
{
    uint8_t *to = out;

    if (text_length % 2 != 0 || text_length / 2 != out_length)
        return false;
    for (size_t i = 0; i < out_length; i++) {
        int high = value_of(hex_digits, text[2 * i]);
        int low = value_of(hex_digits, text[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        to[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}

static size_t write_base64(const char *alphabet, const void *bytes, size_t length, char *out)
{
    const uint8_t *from = bytes;
    unsigned bits = 0; /* how many of `pending` are still to be written */
    uint32_t pending = 0;
    size_t at = 0;

    for (size_t i = 0; i < length; i++) {
        pending = (pending << 8 | from[i]) & 0xFFFF;
        for (bits += 8; bits >= 6; bits -= 6)
            out[at++] = alphabet[pending >> (bits - 6) & 63];
    }
    if (bits > 0)
        out[at++] = alphabet[pending << (6 - bits) & 63];
    out[at] = '\0';
    return at;
}

static bool read_base64(const char *alphabet, const char *text, size_t text_length, void *out, size_t room,
                        size_t *length)
{
    uint8_t *to = out;
    unsigned bits = 0;
    uint32_t pending = 0;
    size_t at = 0;

    if (text_length % 4 == 1)
        return false;
    for (size_t i = 0; i < text_length; i++) {
        int value = value_of(alphabet, text[i]);

        if (value < 0)
            return false;
        pending = (pending << 6 | (uint32_t)value) & 0xFFFF;
        bits += 6;
        if (bits < 8)
            continue;
        if (at == room)
            return false;
        bits -= 8;
        to[at++] = (uint8_t)(pending >> bits);
    }
    /* Bits left over must be zero, or two texts would mean the same bytes. */
    if (pending & ((1u << bits) - 1))
        return false;
    *length = at;
    return true;
}

size_t chat_base64url_encode(const void *bytes, size_t length, char *out)
{
    return write_base64(base64url_digits, bytes, length, out);
}

bool chat_base64url_decode(const char *text, size_t text_length, void *out, size_t room, size_t *length)
{
    return read_base64(base64url_digits, text, text_length, out, room, length);
}

size_t chat_base64_encode(const void *bytes, size_t length, char *out)
{
    return write_base64(base64_digits, bytes, length, out);
}

bool chat_base64_decode(const char *text, size_t text_length, void *out, size_t room, size_t *length)
{
    return read_base64(base64_digits, text, text_length, out, room, length);
}

bool chat_base62_encode(const void *bytes, size_t length, char *out, size_t digits)
{
    uint8_t number[CHAT_BASE62_BYTES_MAX];
    unsigned left = 0;

    if (length > sizeof number)
        return false;
    if (length > 0)
        memcpy(number, bytes, length);
    for (size_t d = digits; d-- > 0;) {
        unsigned rest = 0;

        for (size_t i = 0; i < length; i++) {
            rest = rest * 256 + number[i];
            number[i] = (uint8_t)(rest / 62);
            rest %= 62;
        }
        out[d] = base62_digits[rest];
    }
    out[digits] = '\0';
    for (size_t i = 0; i < length; i++)
        left |= number[i];
    explicit_bzero(number, sizeof number);
    return left == 0;
}

bool chat_base62_decode(const char *text, size_t digits, void *out, size_t length)
{
    uint8_t *number = out;

    memset(number, 0, length);
    for (size_t d = 0; d < digits; d++) {
        int value = value_of(base62_digits, text[d]);
        unsigned carry;

        if (value < 0)
            return false;
        carry = (unsigned)value;
        for (size_t i = length; i-- > 0; carry >>= 8) {
            carry += number[i] * 62u;
            number[i] = (uint8_t)carry;
        }
        if (carry != 0)
            return false;
    }
    return true;
}
