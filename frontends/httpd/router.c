/*
 * A tree of segments. Forty routes over six levels: children are searched one after the other.
 */
#include "frontends/httpd/router.h"

#include <assert.h>
#include <string.h>

#include "libchat/base/error.h"

struct httpd_node {
    const char *segment; /* borrowed from the path of a row; of a capture, the name between the braces */
    size_t length;
    bool captures;
    struct httpd_route routes[HTTPD_METHOD_COUNT];
    struct httpd_node *child, *next;
};

static const char *const method_names[HTTPD_METHOD_COUNT] = {
    [HTTPD_GET] = "GET",     [HTTPD_POST] = "POST",     [HTTPD_PUT] = "PUT",
    [HTTPD_PATCH] = "PATCH", [HTTPD_DELETE] = "DELETE",
};

enum httpd_method httpd_method_find(const char *method)
{
    if (strcmp(method, "HEAD") == 0)
        return HTTPD_GET;
    for (int i = 0; i < HTTPD_METHOD_COUNT; i++)
        if (strcmp(method, method_names[i]) == 0)
            return (enum httpd_method)i;
    return HTTPD_NO_METHOD;
}

/* The next segment of a path that begins with '/'. False at the end. */
static bool segment_next(const char **at, const char **segment, size_t *length)
{
    if (**at != '/')
        return false;
    *segment = *at + 1;
    *length = strcspn(*segment, "/");
    *at = *segment + *length;
    return true;
}

static struct httpd_node *child_named(const struct httpd_node *node, bool captures, const char *segment,
                                      size_t length)
{
    for (struct httpd_node *child = node->child; child; child = child->next)
        if (child->captures == captures && child->length == length &&
            memcmp(child->segment, segment, length) == 0)
            return child;
    return NULL;
}

static struct httpd_node *child_for(const struct httpd_node *node, const char *segment, size_t length)
{
    struct httpd_node *child = child_named(node, false, segment, length);

    if (child)
        return child;
    for (child = node->child; child; child = child->next)
        if (child->captures && length > 0)
            return child;
    return NULL;
}

static struct httpd_node *child_add(struct httpd_node *node, bool captures, const char *segment,
                                    size_t length)
{
    struct httpd_node *child = child_named(node, captures, segment, length);

    if (child)
        return child;
    child = chat_alloc(NULL, sizeof(*child));
    if (!child)
        return NULL;
    child->segment = segment;
    child->length = length;
    child->captures = captures;
    child->next = node->child;
    node->child = child;
    return child;
}

enum chat_status httpd_router_add(struct httpd_router *router, const char *method, const char *path,
                                  const struct httpd_route *route, struct chat_error *err)
{
    enum httpd_method m = httpd_method_find(method);
    struct httpd_node *node = router->root;
    const char *at = path, *segment;
    size_t length, captured = 0;

    if (m == HTTPD_NO_METHOD || path[0] != '/')
        return chat_fail(err, CHAT_E_INTERNAL, "%s %s cannot be a route", method, path);
    while (segment_next(&at, &segment, &length)) {
        bool captures = length > 2 && segment[0] == '{' && segment[length - 1] == '}';

        if (captures && ++captured > HTTPD_CAPTURES_MAX)
            return chat_fail(err, CHAT_E_INTERNAL, "%s has too many parameters", path);
        node = captures ? child_add(node, true, segment + 1, length - 2)
                        : child_add(node, false, segment, length);
        if (!node)
            return chat_fail_nomem(err);
    }
    if (node->routes[m].op || node->routes[m].handler)
        return chat_fail(err, CHAT_E_CONFLICT, "%s %s is there twice", method, path);
    node->routes[m] = *route;
    return CHAT_OK;
}

enum chat_status httpd_router_init(struct httpd_router *router, const struct chat_op *const *ops, size_t n,
                                   struct chat_error *err)
{
    router->root = chat_alloc(NULL, sizeof(*router->root));
    if (!router->root)
        return chat_fail_nomem(err);
    for (size_t i = 0; i < n; i++) {
        struct httpd_route route = {.op = ops[i]};
        enum chat_status status = httpd_router_add(router, ops[i]->method, ops[i]->path, &route, err);
        if (status != CHAT_OK)
            return status;
    }
    return CHAT_OK;
}

/* The tree is as deep as the longest path of the table: a handful of levels. */
static void node_free(struct httpd_node *node)
{
    while (node) {
        struct httpd_node *next = node->next;
        node_free(node->child);
        chat_free(node);
        node = next;
    }
}

void httpd_router_clear(struct httpd_router *router)
{
    node_free(router->root);
    router->root = NULL;
}

static bool node_answers(const struct httpd_node *node)
{
    for (int i = 0; i < HTTPD_METHOD_COUNT; i++)
        if (node->routes[i].op || node->routes[i].handler)
            return true;
    return false;
}

const struct httpd_node *httpd_router_find(const struct httpd_router *router, const char *path,
                                           struct httpd_captures *captures)
{
    const struct httpd_node *node = router->root;
    const char *at = path, *segment;
    size_t length;

    captures->n = 0;
    while (segment_next(&at, &segment, &length)) {
        node = child_for(node, segment, length);
        if (!node)
            return NULL;
        if (node->captures) {
            assert(captures->n < HTTPD_CAPTURES_MAX);
            captures->at[captures->n++] = (struct httpd_capture){
                .field = node->segment, .field_length = node->length, .text = segment, .length = length};
        }
    }
    return node_answers(node) ? node : NULL;
}

const struct httpd_route *httpd_node_route(const struct httpd_node *node, enum httpd_method method)
{
    const struct httpd_route *route;

    if (method == HTTPD_NO_METHOD)
        return NULL;
    route = &node->routes[method];
    return route->op || route->handler ? route : NULL;
}

void httpd_node_allow(const struct httpd_node *node, char out[HTTPD_ALLOW_MAX])
{
    size_t used = 0;

    out[0] = '\0';
    for (int i = 0; i < HTTPD_METHOD_COUNT; i++) {
        const char *name = i == HTTPD_GET ? "GET, HEAD" : method_names[i];
        size_t length = strlen(name);

        if (!node->routes[i].op && !node->routes[i].handler)
            continue;
        assert(used + length + 3 < HTTPD_ALLOW_MAX);
        if (used > 0) {
            memcpy(out + used, ", ", 2);
            used += 2;
        }
        memcpy(out + used, name, length + 1);
        used += length;
    }
}
