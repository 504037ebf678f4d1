/*
 * Everything that can be refused without the body is refused before it is read, so the second look at path
 * and sign-in, once the body is there, only finds what the first one found; nothing has to be kept between.
 */
#include "frontends/httpd/call.h"

#include <string.h>

#include "frontends/httpd/credentials.h"
#include "frontends/httpd/journal.h"
#include "frontends/httpd/marker.h"
#include "frontends/httpd/params.h"
#include "frontends/httpd/reply.h"
#include "libchat/base/error.h"

/* What a request asks for. */
struct asked {
    const struct chat_op *op;
    enum httpd_method method;
    struct httpd_captures captures;
    struct httpd_credentials credentials;
};

/* One that was submitted. */
struct call {
    struct httpd_loop *loop;
    chat_request_t *request; /* a reference */
    const struct chat_op *op;
    struct httpd_credentials credentials;
    chat_room_id marker_room; /* 0: it does not move a marker */
};

/* ---- The end ---------------------------------------------------------------------------------------- */

/* The cookie comes and goes with the session; a token in a cookie does not come in the body too, where
 * scripts could read it. */
static void reply_success(struct call *call, const void *result)
{
    const struct httpd_credentials *credentials = &call->credentials;
    const struct chat_op *op = call->op;
    struct httpd_headers headers = {.n = 0};
    struct chat_text text = CHAT_TEXT_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    char cookie[HTTPD_COOKIE_MAX];
    struct chat_signed_in signed_in;
    enum chat_status status = CHAT_OK;

    httpd_headers_api(&headers);
    if (op == &chat_op_session_close && credentials->by_cookie) {
        httpd_header_add(&headers, "Set-Cookie", httpd_cookie_value(credentials, NULL, cookie));
        httpd_header_add(&headers, "Clear-Site-Data", "\"cookies\", \"storage\"");
    }
    if (result && op->result == &chat_record_signed_in && credentials->wants_cookie) {
        signed_in = *(const struct chat_signed_in *)result; /* shallow: only the pointer is left out */
        httpd_header_add(&headers, "Set-Cookie", httpd_cookie_value(credentials, signed_in.token, cookie));
        signed_in.token = NULL;
        result = &signed_in;
    }
    if (result && op->http_status != 204)
        status = chat_wire_encode(op->result, result, NULL, &text, &err);
    if (status != CHAT_OK)
        httpd_reply_problem(call->request, 0, &err, NULL);
    else
        httpd_reply_json(call->request, op->http_status, &headers, &text);
    explicit_bzero(cookie, sizeof(cookie));
}

/* A cookie whose session is over is taken back, so that the browser is a visitor again at once. A mistyped
 * password says nothing about the session there is. */
static void reply_failure(struct call *call, const struct chat_error *err)
{
    struct httpd_headers headers = {.n = 0};
    char cookie[HTTPD_COOKIE_MAX];

    if (err->status == CHAT_E_UNAUTHENTICATED && call->credentials.by_cookie &&
        call->credentials.actor.kind != CHAT_AS_ANONYMOUS)
        httpd_header_add(&headers, "Set-Cookie", httpd_cookie_value(&call->credentials, NULL, cookie));
    httpd_reply_problem(call->request, 0, err, &headers);
}

static void call_done(enum chat_status status, const void *result, const struct chat_error *err,
                      void *user_data)
{
    struct call *call = user_data;

    if (status == CHAT_OK)
        reply_success(call, result);
    else
        reply_failure(call, err);
    if (status != CHAT_OK)
        httpd_journal_failure(call->loop->httpd, call->op, err);
    if (status == CHAT_OK && call->marker_room.value)
        httpd_marker_moved(call->loop, &call->credentials.actor, NULL, call->marker_room, result);
    chat_request_unref(call->request);
    chat_free(call);
}

/* ---- The beginning ---------------------------------------------------------------------------------- */

/* Who asks for a new session is nobody yet: a cookie left from an old one must not stand in the way. */
static void credentials_suit(const struct chat_op *op, struct httpd_credentials *credentials)
{
    if (op->result == &chat_record_signed_in && credentials->by_cookie)
        credentials->actor.kind = CHAT_AS_ANONYMOUS;
}

static void call_submit(struct httpd_loop *loop, chat_request_t *request, const struct asked *asked,
                        const void *params)
{
    struct call *call = chat_alloc(NULL, sizeof(*call));
    struct chat_error err = CHAT_ERROR_INIT;
    enum chat_status status;

    if (!call) {
        (void)chat_fail_nomem(&err);
        httpd_reply_problem(request, 0, &err, NULL);
        return;
    }
    call->loop = loop;
    call->request = chat_request_ref(request);
    call->op = asked->op;
    call->credentials = asked->credentials;
    call->marker_room = httpd_marker_room(asked->op, params);
    status = chat_submit(loop->port, asked->op, &asked->credentials.actor, params, call_done, call, &err);
    if (status != CHAT_OK)
        call_done(status, NULL, &err, call);
}

static void call_start(struct httpd_loop *loop, chat_request_t *request, const struct asked *asked)
{
    const struct chat_op *op = asked->op;
    void *params = chat_alloc(NULL, op->params->size);
    struct chat_error err = CHAT_ERROR_INIT;
    enum chat_status status;

    if (params) {
        chat_record_init(op->params, params);
        status = httpd_params_read(op, asked->method, &asked->captures, request, &asked->credentials, params,
                                   &err);
        if (status == CHAT_OK)
            call_submit(loop, request, asked, params);
        chat_record_clear(op->params, params);
        chat_free(params);
    } else {
        status = chat_fail_nomem(&err);
    }
    if (status != CHAT_OK)
        httpd_reply_problem(request, 0, &err, NULL);
}

/* Find what is asked for, or answer that it cannot be. A handler of ours is run here and now. */
static bool asked_read(struct httpd_loop *loop, chat_request_t *request, struct asked *out)
{
    const struct chat_http_head *head = chat_request_head(request);
    const struct httpd_node *node = httpd_router_find(&loop->httpd->router, head->path, &out->captures);
    const struct httpd_route *route;
    struct httpd_headers headers = {.n = 0};
    struct chat_error err = CHAT_ERROR_INIT;
    char allow[HTTPD_ALLOW_MAX];

    if (!node) {
        (void)chat_fail(&err, CHAT_E_NOT_FOUND, "there is nothing here");
        httpd_reply_problem(request, 0, &err, NULL);
        return false;
    }
    httpd_node_allow(node, allow);
    httpd_header_add(&headers, "Allow", allow);
    if (strcmp(head->method, "OPTIONS") == 0) {
        struct chat_text nothing = CHAT_TEXT_INIT;
        httpd_headers_api(&headers);
        httpd_reply_json(request, 204, &headers, &nothing);
        return false;
    }
    out->method = httpd_method_find(head->method);
    route = httpd_node_route(node, out->method);
    if (!route) {
        httpd_reply_refusal(request, 405, "method_not_allowed", "this path does not have that method",
                            &headers);
        return false;
    }
    if (route->handler) {
        route->handler(loop, request);
        return false;
    }
    out->op = route->op;
    if (httpd_credentials_read(loop->httpd, request, out->method == HTTPD_GET ? HTTPD_READS : HTTPD_WRITES,
                               &out->credentials, &err) != CHAT_OK) {
        httpd_reply_problem(request, 0, &err, NULL);
        return false;
    }
    credentials_suit(out->op, &out->credentials);
    return true;
}

static bool is_json(const char *content_type)
{
    size_t length = content_type ? strcspn(content_type, "; \t") : 0;

    return length == 16 && strncasecmp(content_type, "application/json", length) == 0;
}

static void body_ready(chat_request_t *request, void *user_data)
{
    struct httpd_loop *loop = user_data;
    struct asked asked;

    if (asked_read(loop, request, &asked))
        call_start(loop, request, &asked);
}

void httpd_api_request(struct httpd_loop *loop, chat_request_t *request)
{
    const struct chat_http_head *head = chat_request_head(request);
    struct asked asked;

    if (!asked_read(loop, request, &asked))
        return;
    if (!chat_http_has_body(head))
        call_start(loop, request, &asked);
    else if (!httpd_method_has_body(asked.method))
        httpd_reply_refusal(request, 400, "no_body_here",
                            "parameters of this method stand in the query string", NULL);
    else if (!is_json(chat_http_find(head, "Content-Type")))
        httpd_reply_refusal(request, 415, "unsupported_media_type", "the body is application/json", NULL);
    else
        chat_request_read_body(request, CHAT_JSON_BYTES_MAX, body_ready, loop);
}
