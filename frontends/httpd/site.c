/*
 * The first look at a request, and the small answers that need no operation.
 */
#include "frontends/httpd/site.h"

#include <string.h>

#include "frontends/httpd/call.h"
#include "frontends/httpd/files.h"
#include "frontends/httpd/journal.h"
#include "frontends/httpd/reply.h"
#include "frontends/httpd/socket.h"
#include "frontends/httpd/stream.h"

/* ---- Health ----------------------------------------------------------------------------------------- */

static void reply_line(chat_request_t *request, int status, const char *line)
{
    struct httpd_headers headers = {.n = 0};

    httpd_headers_api(&headers);
    httpd_header_add(&headers, "Content-Type", "text/plain; charset=utf-8");
    (void)chat_request_reply(request, status, headers.list, headers.n,
                             chat_frame_copy(NULL, line, strlen(line)));
}

static void store_answered(enum chat_status status, const void *result, const struct chat_error *err,
                           void *user_data)
{
    chat_request_t *request = user_data;

    (void)result;
    if (status == CHAT_OK)
        reply_line(request, 200, "ready\n");
    else
        reply_line(request, 503, err->message);
    chat_request_unref(request);
}

/* The store is ready when it answers, so it is asked. */
static void ready_request(struct httpd_loop *loop, chat_request_t *request)
{
    const struct chat_actor system = CHAT_AS_SYSTEM_INIT;
    struct chat_executor_stats stats;
    struct chat_nothing nothing = {0};
    struct chat_error err = CHAT_ERROR_INIT;

    chat_executor_stats_get(loop->httpd->executor, &stats);
    if (atomic_load(&loop->httpd->stopping))
        reply_line(request, 503, "the server is stopping\n");
    else if (stats.broken)
        reply_line(request, 503, "the store is lost: the server has to be started again\n");
    else if (chat_submit(loop->port, &chat_op_site_get, &system, &nothing, store_answered,
                         chat_request_ref(request), &err) != CHAT_OK)
        store_answered(err.status, NULL, &err, request);
}

/* ---- Where requests go ------------------------------------------------------------------------------ */

static void openapi_request(struct httpd_loop *loop, chat_request_t *request)
{
    struct httpd_headers headers = {.n = 0};

    httpd_headers_api(&headers);
    httpd_header_add(&headers, "Content-Type", "application/json");
    (void)chat_request_reply(request, 200, headers.list, headers.n, chat_frame_ref(loop->httpd->openapi));
}

enum chat_status httpd_site_routes(struct httpd_router *router, struct chat_error *err)
{
    static const struct {
        const char *path;
        struct httpd_route route;
    } routes[] = {
        {"/api/v1/ws", {.handler = httpd_socket_request}},
        {"/api/v1/events", {.handler = httpd_stream_request}},
        {"/api/v1/openapi.json", {.handler = openapi_request}},
    };

    for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
        enum chat_status status = httpd_router_add(router, "GET", routes[i].path, &routes[i].route, err);
        if (status != CHAT_OK)
            return status;
    }
    return CHAT_OK;
}

static bool is_read(const struct chat_http_head *head)
{
    return strcmp(head->method, "GET") == 0 || strcmp(head->method, "HEAD") == 0;
}

static void on_request(chat_request_t *request, void *user_data)
{
    struct httpd_loop *loop = user_data;
    const struct chat_http_head *head = chat_request_head(request);
    struct httpd_headers headers = {.n = 0};

    httpd_header_add(&headers, "Allow", "GET, HEAD");
    if (strncmp(head->path, "/api/", 5) == 0)
        httpd_api_request(loop, request);
    else if (!is_read(head))
        httpd_reply_refusal(request, 405, "method_not_allowed", "this path can only be read", &headers);
    else if (strcmp(head->path, "/healthz") == 0)
        reply_line(request, 200, "alive\n");
    else if (strcmp(head->path, "/readyz") == 0)
        ready_request(loop, request);
    else
        httpd_files_request(loop, request);
}

static bool on_host(const char *host, void *user_data)
{
    const struct httpd_loop *loop = user_data;

    return httpd_origins_find(&loop->httpd->origins, host) != NULL;
}

static const struct chat_server_handlers handlers = {.request = on_request,
                                                     .host_allowed = on_host,
                                                     .refused = httpd_journal_refused,
                                                     .replied = httpd_journal_replied};

const struct chat_server_handlers *httpd_site_handlers(void)
{
    return &handlers;
}
