/*
 * What the parts of a request head mean together: framing, host, target, connection. Pure.
 */
#ifndef CHAT_FRONTEND_HTTP_JUDGE_H
#define CHAT_FRONTEND_HTTP_JUDGE_H

#include "frontends/common/http_head.h"

/** Status 0, or the status to refuse with and why, in static words. */
struct chat_http_verdict {
    int status;
    const char *reason;
};

/**
 * Fill in what follows from method, version, fields and the raw target, which is decoded in place. `text` is
 * head->text, writable; the target stands in it at `target`.
 */
struct chat_http_verdict chat_http_judge(struct chat_http_head *head, char *text, size_t target,
                                         size_t target_length);

#endif
