/*
 * SHA-256 in one call, by OpenSSL.
 */
#ifndef CHAT_BASE_SHA256_H
#define CHAT_BASE_SHA256_H

#include "chat/api.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHAT_SHA256_BYTES 32

/** False only when OpenSSL has no memory or no SHA-256; `out` is then zero. Any thread. */
CHAT_CHECKED bool chat_sha256(const void *bytes, size_t length, uint8_t out[CHAT_SHA256_BYTES]);

#endif
