/*
 * The chunked transfer coding (RFC 9112 section 7.1), read strictly: sizes are hex digits and nothing else;
 * extensions and trailers are checked for form, skipped, and limited together. Pure.
 */
#ifndef CHAT_FRONTEND_HTTP_CHUNKED_H
#define CHAT_FRONTEND_HTTP_CHUNKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chat_http_chunked {
    int64_t left;    /* bytes of this chunk still to come */
    uint16_t extras; /* bytes of extensions and trailers so far */
    uint8_t digits;
    uint8_t state;
};

enum chat_http_chunked_event {
    CHAT_HTTP_CHUNKED_MORE,
    CHAT_HTTP_CHUNKED_SIZE, /* a chunk of `left` bytes begins: the moment to compare with a limit */
    CHAT_HTTP_CHUNKED_DATA, /* `piece` and `length`, in the input */
    CHAT_HTTP_CHUNKED_END,
    CHAT_HTTP_CHUNKED_ERROR /* malformed; every later call says so too */
};

void chat_http_chunked_init(struct chat_http_chunked *chunked);

enum chat_http_chunked_event chat_http_chunked_next(struct chat_http_chunked *chunked, const char **at,
                                                    const char *end, const char **piece, size_t *length);

#endif
