/*
 * The byte classes of RFC 9110 and RFC 3986 that the readers of HTTP share. No locale.
 */
#ifndef CHAT_FRONTEND_HTTP_CHARS_H
#define CHAT_FRONTEND_HTTP_CHARS_H

#include <stdbool.h>
#include <stddef.h>

/** A byte of a method or a field name. */
bool chat_http_is_token(unsigned char c);

/** A byte of a field value: visible ASCII, blanks, and bytes above ASCII. No other control byte. */
bool chat_http_is_value(unsigned char c);

/** A byte of a path as RFC 3986 has it, '%' included and '/' too; a query may hold '?' as well. */
bool chat_http_is_path(unsigned char c);

/** 0 to 15, or -1. */
int chat_http_hex(unsigned char c);

/** ASCII letters without case; other bytes as they are. */
char chat_http_lower(char c);
bool chat_http_same(const char *a, size_t a_length, const char *b, size_t b_length);

#endif
