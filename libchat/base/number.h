/*
 * Numbers as text: one way to write each, and only that way is read.
 */
#ifndef CHAT_BASE_NUMBER_H
#define CHAT_BASE_NUMBER_H

#include "chat/api.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHAT_INT64_TEXT 21 /* a sign, 19 digits and the NUL */

/** Write `number` in decimal and return the length without the NUL. */
size_t chat_int64_print(int64_t number, char out[CHAT_INT64_TEXT]);

/**
 * Read a decimal number written as chat_int64_print() writes it: no blanks, no plus, no leading zeros,
 * no "-0". False, with *out unchanged, for anything else and for what does not fit.
 */
CHAT_CHECKED bool chat_int64_parse(const char *text, size_t length, int64_t *out);

#endif
