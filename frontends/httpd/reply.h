/*
 * Responses: JSON, problems, and the fields that every response of ours carries.
 */
#ifndef CHAT_HTTPD_REPLY_H
#define CHAT_HTTPD_REPLY_H

#include "chat/wire.h"
#include "frontends/common/server.h"

#define HTTPD_HEADERS_MAX 16

/** Fields of one response, gathered; the texts are borrowed until it is sent. */
struct httpd_headers {
    struct chat_http_header list[HTTPD_HEADERS_MAX];
    size_t n;
};

void httpd_header_add(struct httpd_headers *headers, const char *name, const char *value);

/** What protects every response: nosniff, no framing, no referrer, an origin of its own. */
void httpd_headers_secure(struct httpd_headers *headers);

/** The same, with what responses under /api need besides: never stored, nothing to run. */
void httpd_headers_api(struct httpd_headers *headers);

/** JSON that was written, moved in. `headers` may be NULL: those of the API. */
void httpd_reply_json(chat_request_t *request, int status, struct httpd_headers *headers,
                      struct chat_text *text);

/** A failure. `http_status` 0: as its status says. `headers` (more fields than those of the API) may be NULL.
 */
void httpd_reply_problem(chat_request_t *request, int http_status, const struct chat_error *error,
                         const struct httpd_headers *more);

/** What HTTP refuses by itself: a code of its own and one sentence. */
void httpd_reply_refusal(chat_request_t *request, int http_status, const char *code, const char *detail,
                         const struct httpd_headers *more);

#endif
