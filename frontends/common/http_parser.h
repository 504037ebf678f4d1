/*
 * HTTP/1.1 requests as a pure machine: bytes in, events out; no I/O, no clock. It refuses when in doubt: a
 * request that two programs could read differently is not read at all. The result does not depend on how the
 * bytes are split.
 */
#ifndef CHAT_FRONTEND_HTTP_PARSER_H
#define CHAT_FRONTEND_HTTP_PARSER_H

#include "chat/sys/alloc.h"
#include "frontends/common/http_chunked.h"
#include "frontends/common/http_head.h"

enum chat_http_event {
    CHAT_HTTP_MORE, /* everything was consumed; feed again */
    CHAT_HTTP_HEAD, /* `head` is there: allow its body with chat_http_parser_allow_body() and go on */
    CHAT_HTTP_BODY, /* a piece of the body */
    CHAT_HTTP_END,  /* the request is complete; nothing more is consumed before chat_http_parser_next() */
    CHAT_HTTP_ERROR /* answer `error_status` and close: where the next request begins is not known */
};

/** One connection's incoming side. Between requests it holds no memory. Fields are for reading. */
struct chat_http_parser {
    const struct chat_allocator *allocator;
    bool (*host_allowed)(const char *host, void *user_data);
    void *user_data;
    struct chat_http_head *head; /* owned; NULL until a request begins, complete after CHAT_HTTP_HEAD */
    size_t text_room;            /* bytes allocated behind `head` */
    uint64_t body_limit, body_bytes;
    const char *error_reason; /* static words */
    uint16_t error_status;    /* 0, or the answer */
    uint16_t head_bytes;
    uint16_t mark; /* where the part being read begins */
    uint16_t target, target_length;
    uint8_t state;
    struct chat_http_chunked chunked;
};

/** `host_allowed` answers whether a host is ours (421 if not); NULL: any is. Both are borrowed. */
void chat_http_parser_init(struct chat_http_parser *parser, const struct chat_allocator *allocator,
                           bool (*host_allowed)(const char *host, void *user_data), void *user_data);
void chat_http_parser_clear(struct chat_http_parser *parser);

/**
 * Take bytes from *at up to `end`, moving *at, until there is one event to tell; call again until MORE, END
 * or ERROR. For BODY, `piece` and `length` lie in the input.
 */
enum chat_http_event chat_http_parse(struct chat_http_parser *parser, const char **at, const char *end,
                                     const char **piece, size_t *length);

/**
 * After HEAD: how many bytes of body are welcome (none, until said). False when more are announced: the
 * parser is then in error with 413 before any of them was read.
 */
bool chat_http_parser_allow_body(struct chat_http_parser *parser, uint64_t limit);

/** After END: forget this request (its head is gone) and begin the next. */
void chat_http_parser_next(struct chat_http_parser *parser);

/** Whether bytes of a request have arrived since the start or the last chat_http_parser_next(). */
bool chat_http_parser_begun(const struct chat_http_parser *parser);

#endif
