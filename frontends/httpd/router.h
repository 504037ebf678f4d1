/*
 * From method and path to what answers them. Routes are made once from the table of operations and a few
 * of our own; a path is then walked segment by segment. "{room}" in a path stands for any one segment,
 * which becomes the parameter of that name; a literal segment is preferred.
 */
#ifndef CHAT_HTTPD_ROUTER_H
#define CHAT_HTTPD_ROUTER_H

#include "chat/operation.h"
#include "frontends/common/server.h"

struct httpd_loop;

enum httpd_method {
    HTTPD_GET, /* and HEAD */
    HTTPD_POST,
    HTTPD_PUT,
    HTTPD_PATCH,
    HTTPD_DELETE,
    HTTPD_METHOD_COUNT,
    HTTPD_NO_METHOD = HTTPD_METHOD_COUNT
};

#define HTTPD_CAPTURES_MAX 4
#define HTTPD_ALLOW_MAX    64

/** The segments of a path that are parameters. Borrowed from the routes and from the path. */
struct httpd_captures {
    size_t n;
    struct httpd_capture {
        const char *field; /* not NUL-terminated: `field_length` */
        const char *text;
        size_t field_length, length;
    } at[HTTPD_CAPTURES_MAX];
};

typedef void (*httpd_handler_fn)(struct httpd_loop *loop, chat_request_t *request);

/** What a method of a path does: an operation, or a handler of ours. */
struct httpd_route {
    const struct chat_op *op;
    httpd_handler_fn handler;
};

struct httpd_node;

/** Built before the loops run, then only read. */
struct httpd_router {
    struct httpd_node *root;
};

/** CHAT_E_CONFLICT when two rows have one method and path, CHAT_E_INTERNAL for a path it does not understand.
 */
CHAT_CHECKED enum chat_status httpd_router_init(struct httpd_router *router, const struct chat_op *const *ops,
                                                size_t n, struct chat_error *err);
void httpd_router_clear(struct httpd_router *router);

/** Add a route of our own. `path` is borrowed for the life of the router. */
CHAT_CHECKED enum chat_status httpd_router_add(struct httpd_router *router, const char *method,
                                               const char *path, const struct httpd_route *route,
                                               struct chat_error *err);

/** The place of a path, or NULL when nothing answers it. */
const struct httpd_node *httpd_router_find(const struct httpd_router *router, const char *path,
                                           struct httpd_captures *captures);

/** What a method does there; NULL when nothing. */
const struct httpd_route *httpd_node_route(const struct httpd_node *node, enum httpd_method method);

/** The methods that do something there, as the Allow field has them. */
void httpd_node_allow(const struct httpd_node *node, char out[HTTPD_ALLOW_MAX]);

/** HTTPD_NO_METHOD for one that is not known. */
enum httpd_method httpd_method_find(const char *method);

#endif
