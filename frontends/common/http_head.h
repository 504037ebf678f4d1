/*
 * The head of one HTTP request as our parser hands it over: already judged, decoded once, every string
 * NUL-terminated. Readers for header fields, the query string and cookies. Pure; knows nothing of sockets.
 */
#ifndef CHAT_FRONTEND_HTTP_HEAD_H
#define CHAT_FRONTEND_HTTP_HEAD_H

#include "chat/api.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHAT_HTTP_LINE_MAX     8192  /* request line; a longer one is 414 */
#define CHAT_HTTP_HEAD_MAX     16384 /* request line and all fields; more is 431 */
#define CHAT_HTTP_FIELDS_MAX   100   /* field lines; one more is 431 */
#define CHAT_HTTP_METHOD_MAX   32    /* no method is that long; a longer one is 501 */
#define CHAT_HTTP_CHUNK_EXTRAS 1024  /* chunk extensions and trailers of one message, skipped; more is 400 */
#define CHAT_HTTP_CHUNK_MAX    INT64_C(0x80000000) /* one chunk; a larger size is 400 */

/** Where a field stands in `text`. */
struct chat_http_field {
    uint16_t name, name_length, value, value_length;
};

/** One request head. Borrowed: lives as long as the request it belongs to. */
struct chat_http_head {
    const char *method; /* as sent; methods are case-sensitive */
    const char
        *path; /* decoded once: UTF-8, begins with '/', no dot segment, no control byte; "*" for OPTIONS * */
    size_t path_length; /* the length of `path`, which holds no NUL */
    const char *query;  /* what follows '?', not decoded but known to be decodable; "" when there is none */
    const char *host;   /* "name" or "name:port", lower case; "" only from HTTP/1.0 without Host */
    int64_t content_length; /* -1 when the length is not known: chunked */
    uint8_t minor;          /* HTTP/1.0 or HTTP/1.1 */
    bool chunked;
    bool keep_alive;      /* the client lets us keep the connection */
    bool expect_continue; /* the client waits for 100 before it sends the body */
    uint8_t field_count;
    const char *text; /* what the fields point into */
    struct chat_http_field fields[CHAT_HTTP_FIELDS_MAX];
};

/** Whether a body follows, empty ones not counted. */
bool chat_http_has_body(const struct chat_http_head *head);

/**
 * The value of the first field of that name (compared without case), or NULL. The parser refuses a request
 * that repeats a field which must stand once (Host, Authorization, Cookie, Origin, Content-Type, ...).
 */
const char *chat_http_find(const struct chat_http_head *head, const char *name);

/** Whether a comma-separated list field (all its lines) holds `token`, compared without case. */
bool chat_http_has_token(const struct chat_http_head *head, const char *name, const char *token);

/** What a reader of one named value found. */
enum chat_http_found {
    CHAT_HTTP_ABSENT,
    CHAT_HTTP_FOUND,
    CHAT_HTTP_REPEATED, /* more than one of that name: refuse it */
    CHAT_HTTP_TOO_LONG  /* does not fit the buffer */
};

/** One name and value of a query string, still encoded. */
struct chat_http_param {
    const char *name, *value; /* `value` is "" without '='; not NUL-terminated */
    size_t name_length, value_length;
};

/** Walk a query string: `*at` starts as head->query. False at the end. Empty parts between '&' are skipped.
 */
bool chat_http_query_next(const char **at, struct chat_http_param *out);

/** Decode percent escapes and '+' into `out` with a NUL; returns the length, or -1 if it does not fit or is
 * malformed. */
ptrdiff_t chat_http_decode(const char *text, size_t length, char *out, size_t room);

/** The decoded value of the parameter `name` (which is compared decoded) with a NUL into `out`. */
enum chat_http_found chat_http_query_find(const char *query, const char *name, char *out, size_t room);

/** The value of the cookie `name`, without surrounding quotes, with a NUL into `out`. NULL `cookies` is fine.
 */
enum chat_http_found chat_http_cookie(const char *cookies, const char *name, char *out, size_t room);

/** The standard phrase of a status code, or "Status". Static. */
const char *chat_http_phrase(int status);

#endif
