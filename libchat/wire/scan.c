/*
 * Strings are stepped over, brackets counted, and everything else that begins is a value. On text that is
 * not JSON the counts mean nothing, but then the parser stops at the first wrong byte, having seen no more
 * brackets and values than were counted before it.
 */
#include "libchat/wire/scan.h"

#include <limits.h>
#include <stdbool.h>

/* The index after the string that begins at text[i]. */
static size_t string_end(const char *text, size_t length, size_t i)
{
    for (i++; i < length && text[i] != '"'; i++)
        if (text[i] == '\\')
            i++;
    return i < length ? i + 1 : length;
}

/* Whether `c` belongs to a number or to true, false or null. */
static bool of_a_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '+' || c == '.';
}

static size_t word_end(const char *text, size_t length, size_t i)
{
    while (i < length && of_a_word(text[i]))
        i++;
    return i;
}

/* Whether the string that ended before text[i] names a member. */
static bool names_a_member(const char *text, size_t length, size_t i)
{
    while (i < length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r'))
        i++;
    return i < length && text[i] == ':';
}

struct chat_json_extent chat_json_scan(const char *text, size_t length)
{
    struct chat_json_extent extent = {0, 0};
    unsigned depth = 0;
    size_t i = 0;

    while (i < length) {
        char c = text[i];
        if (c == '"') {
            i = string_end(text, length, i);
            if (!names_a_member(text, length, i))
                extent.values++;
        } else if (of_a_word(c)) {
            extent.values++;
            i = word_end(text, length, i);
        } else {
            if (c == '{' || c == '[') {
                extent.values++;
                if (depth < UINT_MAX)
                    depth++;
                if (depth > extent.depth)
                    extent.depth = depth;
            } else if ((c == '}' || c == ']') && depth > 0) {
                depth--;
            }
            i++;
        }
    }
    return extent;
}
