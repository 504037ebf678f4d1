/*
 * Times as text: RFC 3339 in UTC, such as 2026-11-22T17:40:00.123456Z. Fixed width, so that sorting the
 * text sorts the times.
 */
#ifndef CHAT_BASE_RFC3339_H
#define CHAT_BASE_RFC3339_H

#include "chat/api.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHAT_RFC3339_TEXT 28 /* with the NUL */

/** Write microseconds since 1970-01-01 UTC; false, and out is "", outside the years 0000 to 9999. */
bool chat_rfc3339_print(int64_t us, char out[CHAT_RFC3339_TEXT]);

/**
 * Read a time in UTC. The fraction may be absent or have 1 to 9 digits; what is finer than a microsecond
 * is dropped. False, with *us unchanged, for another zone, a date that does not exist, or a leap second.
 */
CHAT_CHECKED bool chat_rfc3339_parse(const char *text, size_t length, int64_t *us);

#endif
