/*
 * Everything that goes out over HTTP passes through here, so no response lacks its protecting fields.
 */
#include "frontends/httpd/reply.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "libchat/base/error.h"
#include "libchat/base/number.h"

void httpd_header_add(struct httpd_headers *headers, const char *name, const char *value)
{
    assert(headers->n < HTTPD_HEADERS_MAX);
    headers->list[headers->n++] = (struct chat_http_header){name, value};
}

void httpd_headers_secure(struct httpd_headers *headers)
{
    httpd_header_add(headers, "X-Content-Type-Options", "nosniff");
    httpd_header_add(headers, "X-Frame-Options", "DENY");
    httpd_header_add(headers, "Referrer-Policy", "same-origin");
    httpd_header_add(headers, "Cross-Origin-Opener-Policy", "same-origin");
    httpd_header_add(headers, "Cross-Origin-Resource-Policy", "same-origin");
}

void httpd_headers_api(struct httpd_headers *headers)
{
    httpd_headers_secure(headers);
    httpd_header_add(headers, "Cache-Control", "no-store");
    httpd_header_add(headers, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
}

static void reply_text(chat_request_t *request, int status, const struct httpd_headers *headers,
                       struct chat_text *text)
{
    struct chat_frame *body = NULL;

    if (text->data) {
        body = chat_frame_take(NULL, text->data, text->length);
        if (!body) {
            chat_text_clear(text); /* the last reference to the request answers 500 */
            return;
        }
        *text = (struct chat_text)CHAT_TEXT_INIT;
    }
    (void)chat_request_reply(request, status, headers->list, headers->n, body);
}

void httpd_reply_json(chat_request_t *request, int status, struct httpd_headers *headers,
                      struct chat_text *text)
{
    struct httpd_headers own = {.n = 0};

    if (!headers) {
        httpd_headers_api(&own);
        headers = &own;
    }
    if (text->data)
        httpd_header_add(headers, "Content-Type", "application/json");
    reply_text(request, status, headers, text);
}

void httpd_reply_problem(chat_request_t *request, int http_status, const struct chat_error *error,
                         const struct httpd_headers *more)
{
    struct httpd_headers headers = {.n = 0};
    struct chat_text text = CHAT_TEXT_INIT;
    char seconds[CHAT_INT64_TEXT];
    int status = http_status ? http_status : chat_wire_http_status(error);

    if (chat_wire_problem(http_status, error, NULL, &text, NULL) != CHAT_OK)
        return;
    httpd_headers_api(&headers);
    httpd_header_add(&headers, "Content-Type", "application/problem+json");
    if (error->retry_after_ms > 0) {
        (void)chat_int64_print(((int64_t)error->retry_after_ms + 999) / 1000, seconds);
        httpd_header_add(&headers, "Retry-After", seconds);
    }
    if (status == 401)
        httpd_header_add(&headers, "WWW-Authenticate", "Bearer");
    for (size_t i = 0; more && i < more->n; i++)
        httpd_header_add(&headers, more->list[i].name, more->list[i].value);
    reply_text(request, status, &headers, &text);
}

void httpd_reply_refusal(chat_request_t *request, int http_status, const char *code, const char *detail,
                         const struct httpd_headers *more)
{
    struct chat_error error = CHAT_ERROR_INIT;

    (void)chat_fail_code(&error, CHAT_E_INVALID, code, "%s", detail);
    httpd_reply_problem(request, http_status, &error, more);
}
