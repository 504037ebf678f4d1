/*
 * Bytes as text and back: hexadecimal, base64 (RFC 4648 sections 4 and 5, without padding) and
 * base62 for tokens, which a double click selects whole. Each value has one text, and only that text is
 * decoded. None of these is constant-time in its input: compare secrets by their hashes.
 */
#ifndef CHAT_BASE_ENCODE_H
#define CHAT_BASE_ENCODE_H

#include "chat/api.h"

#include <stdbool.h>
#include <stddef.h>

/* Room for the text of `n` bytes, with the NUL. */
#define CHAT_HEX_TEXT(n)    (2 * (n) + 1)
#define CHAT_BASE64_TEXT(n) (((n)*4 + 2) / 3 + 1)

/** The most bytes that base62 takes at once. */
#define CHAT_BASE62_BYTES_MAX 64

/** Lower-case hexadecimal, 2 * length digits and a NUL. */
void chat_hex_encode(const void *bytes, size_t length, char *out);

/** Read exactly 2 * `out_length` lower-case digits; false for anything else. */
CHAT_CHECKED bool chat_hex_decode(const char *text, size_t text_length, void *out, size_t out_length);

/** The alphabet that ends in "-_", for URLs. Returns the length of the text without its NUL. */
size_t chat_base64url_encode(const void *bytes, size_t length, char *out);

/** At most `room` bytes go to `out`, their number to *length; false for what the encoder does not write. */
CHAT_CHECKED bool chat_base64url_decode(const char *text, size_t text_length, void *out, size_t room,
                                        size_t *length);

/** The same with the alphabet that ends in "+/", as in PHC strings. */
size_t chat_base64_encode(const void *bytes, size_t length, char *out);
CHAT_CHECKED bool chat_base64_decode(const char *text, size_t text_length, void *out, size_t room,
                                     size_t *length);

/**
 * The bytes as one number, most significant first, in exactly `digits` digits 0-9 A-Z a-z and a NUL.
 * False when it does not fit, or there are more than CHAT_BASE62_BYTES_MAX bytes.
 */
CHAT_CHECKED bool chat_base62_encode(const void *bytes, size_t length, char *out, size_t digits);

/** The reverse: false for another digit or a number that does not fit into `length` bytes. */
CHAT_CHECKED bool chat_base62_decode(const char *text, size_t digits, void *out, size_t length);

#endif
