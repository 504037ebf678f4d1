#include "libchat/base/number.h"

#include <string.h>

size_t chat_int64_print(int64_t number, char out[CHAT_INT64_TEXT])
{
    char digits[CHAT_INT64_TEXT];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    digits[--at] = '\0';
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        digits[--at] = '-';
    memcpy(out, digits + at, sizeof digits - at);
    return sizeof digits - at - 1;
}

bool chat_int64_parse(const char *text, size_t length, int64_t *out)
{
    bool negative = length > 0 && text[0] == '-';
    uint64_t most = negative ? (uint64_t)INT64_MAX + 1 : INT64_MAX;
    uint64_t number = 0;
    size_t first = negative;

    if (first == length || (text[first] == '0' && length > 1))
        return false;
    for (size_t i = first; i < length; i++) {
        unsigned digit = (unsigned)((unsigned char)text[i] - '0');

        if (digit > 9 || number > (most - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    /* Through -(number - 1) - 1, because the least value has no positive counterpart. */
    *out = negative ? -(int64_t)(number - 1) - 1 : (int64_t)number;
    return true;
}
