#include "frontends/common/http_chars.h"

#include <stdint.h>

/* One bit for each ASCII byte of the class, from bit 0 of the first word. */
static const uint32_t token_bits[4] = {0x00000000u, 0x03ff6cfau, 0xc7fffffeu,
                                       0x57ffffffu}; /* letters, digits, !#$%&'*+-.^_`|~ */
static const uint32_t path_bits[4] = {0x00000000u, 0x2ffffff2u, 0x87ffffffu,
                                      0x47fffffeu}; /* letters, digits, -._~%!$&'()*+,;=:@/ */

static bool has_bit(const uint32_t bits[4], unsigned char c)
{
    return c < 128 && (bits[c >> 5] >> (c & 31u) & 1u) != 0;
}

bool chat_http_is_token(unsigned char c)
{
    return has_bit(token_bits, c);
}

bool chat_http_is_path(unsigned char c)
{
    return has_bit(path_bits, c);
}

bool chat_http_is_value(unsigned char c)
{
    return (c >= 0x20 && c != 0x7F) || c == '\t';
}

int chat_http_hex(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

char chat_http_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool chat_http_same(const char *a, size_t a_length, const char *b, size_t b_length)
{
    if (a_length != b_length)
        return false;
    for (size_t i = 0; i < a_length; i++)
        if (chat_http_lower(a[i]) != chat_http_lower(b[i]))
            return false;
    return true;
}
