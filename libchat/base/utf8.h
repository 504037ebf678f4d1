/*
 * UTF-8 (RFC 3629): checked whole, checked as it arrives, counted. No overlong forms, no surrogates.
 */
#ifndef CHAT_BASE_UTF8_H
#define CHAT_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** State of a check that sees its input in pieces. Starts as zero. Plain value, nothing to release. */
struct chat_utf8_check {
    uint8_t need; /* continuation bytes still to come */
    uint8_t low;  /* the least and greatest value the next one may have */
    uint8_t high;
};

/** False as soon as no continuation can make the text valid (the earliest byte that can be known wrong). */
bool chat_utf8_feed(struct chat_utf8_check *check, const void *bytes, size_t length);

/** True between code points: only then may a text end. */
bool chat_utf8_done(const struct chat_utf8_check *check);

bool chat_utf8_valid(const void *bytes, size_t length);

/** Read one code point of valid UTF-8 at *at and step over it; at the end -1. */
int32_t chat_utf8_next(const char **at, const char *end);

/** Code points in valid UTF-8. */
size_t chat_utf8_count(const char *text, size_t length);

/** Write one code point; returns the bytes written (1 to 4), 0 for a surrogate or beyond U+10FFFF. */
size_t chat_utf8_put(char out[4], uint32_t code_point);

#endif
