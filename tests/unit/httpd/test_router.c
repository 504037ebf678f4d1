#include "frontends/httpd/router.h"

#include <string.h>

#include "tests/unit/unit.h"

static const struct chat_op rooms_list = {.method = "GET", .path = "/api/v1/rooms"};
static const struct chat_op rooms_create = {.method = "POST", .path = "/api/v1/rooms"};
static const struct chat_op room_get = {.method = "GET", .path = "/api/v1/rooms/{room}"};
static const struct chat_op room_leave = {.method = "DELETE", .path = "/api/v1/rooms/{room}/members/me"};
static const struct chat_op member_remove = {.method = "DELETE",
                                             .path = "/api/v1/rooms/{room}/members/{user}"};
static const struct chat_op member_role = {.method = "PUT",
                                           .path = "/api/v1/rooms/{room}/members/{user}/role"};

static void handler(struct httpd_loop *loop, chat_request_t *request)
{
    (void)loop;
    (void)request;
}

static struct httpd_router given_routes(void)
{
    static const struct chat_op *const ops[] = {&rooms_list, &rooms_create,  &room_get,
                                                &room_leave, &member_remove, &member_role};
    struct httpd_router router = {NULL};

    ck_assert_int_eq(httpd_router_init(&router, ops, sizeof(ops) / sizeof(ops[0]), NULL), CHAT_OK);
    return router;
}

static const struct chat_op *found(const struct httpd_router *router, const char *method, const char *path,
                                   struct httpd_captures *captures)
{
    const struct httpd_node *node = httpd_router_find(router, path, captures);
    const struct httpd_route *route = node ? httpd_node_route(node, httpd_method_find(method)) : NULL;

    return route ? route->op : NULL;
}

START_TEST(a_method_and_a_path_lead_to_their_row)
{
    struct httpd_router router = given_routes();
    struct httpd_captures captures;

    ck_assert_ptr_eq(found(&router, "GET", "/api/v1/rooms", &captures), &rooms_list);
    ck_assert_uint_eq(captures.n, 0);
    ck_assert_ptr_eq(found(&router, "HEAD", "/api/v1/rooms", &captures), &rooms_list);
    ck_assert_ptr_eq(found(&router, "POST", "/api/v1/rooms", &captures), &rooms_create);
    ck_assert_ptr_null(found(&router, "PUT", "/api/v1/rooms", &captures));
    ck_assert_ptr_null(found(&router, "get", "/api/v1/rooms", &captures));
    httpd_router_clear(&router);
}
END_TEST

START_TEST(segments_in_braces_are_captured_by_name)
{
    struct httpd_router router = given_routes();
    struct httpd_captures captures;

    ck_assert_ptr_eq(found(&router, "PUT", "/api/v1/rooms/7/members/12/role", &captures), &member_role);
    ck_assert_uint_eq(captures.n, 2);
    ck_assert_uint_eq(captures.at[0].field_length, 4);
    ck_assert_mem_eq(captures.at[0].field, "room", 4);
    ck_assert_uint_eq(captures.at[0].length, 1);
    ck_assert_mem_eq(captures.at[0].text, "7", 1);
    ck_assert_mem_eq(captures.at[1].field, "user", 4);
    ck_assert_uint_eq(captures.at[1].length, 2);
    ck_assert_mem_eq(captures.at[1].text, "12", 2);
    httpd_router_clear(&router);
}
END_TEST

START_TEST(a_literal_segment_goes_before_a_captured_one)
{
    struct httpd_router router = given_routes();
    struct httpd_captures captures;

    ck_assert_ptr_eq(found(&router, "DELETE", "/api/v1/rooms/7/members/me", &captures), &room_leave);
    ck_assert_ptr_eq(found(&router, "DELETE", "/api/v1/rooms/7/members/mee", &captures), &member_remove);
    ck_assert_ptr_eq(found(&router, "DELETE", "/api/v1/rooms/7/members/m", &captures), &member_remove);
    httpd_router_clear(&router);
}
END_TEST

START_TEST(paths_that_are_nearly_there_lead_nowhere)
{
    static const char *const paths[] = {"/",
                                        "",
                                        "*",
                                        "/api",
                                        "/api/v1",
                                        "/api/v1/rooms/",
                                        "/api/v1//rooms",
                                        "/api/v1/rooms/7/",
                                        "/api/v1/rooms//members/me",
                                        "/api/v1/rooms/7/members",
                                        "/api/v1/room",
                                        "/api/v1/roomss",
                                        "/api/v1/rooms/7/members/me/role"};
    struct httpd_router router = given_routes();
    struct httpd_captures captures;

    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        ck_assert_msg(!httpd_router_find(&router, paths[i], &captures), "%s leads somewhere", paths[i]);
    httpd_router_clear(&router);
}
END_TEST

START_TEST(a_path_says_which_methods_it_has)
{
    struct httpd_router router = given_routes();
    struct httpd_captures captures;
    char allow[HTTPD_ALLOW_MAX];

    httpd_node_allow(httpd_router_find(&router, "/api/v1/rooms", &captures), allow);
    ck_assert_str_eq(allow, "GET, HEAD, POST");
    httpd_node_allow(httpd_router_find(&router, "/api/v1/rooms/7/members/8", &captures), allow);
    ck_assert_str_eq(allow, "DELETE");
    httpd_router_clear(&router);
}
END_TEST

START_TEST(a_route_of_our_own_stands_beside_the_operations)
{
    const struct httpd_route route = {.handler = handler};
    struct httpd_router router = given_routes();
    struct httpd_captures captures;
    const struct httpd_node *node;

    ck_assert_int_eq(httpd_router_add(&router, "GET", "/api/v1/ws", &route, NULL), CHAT_OK);
    node = httpd_router_find(&router, "/api/v1/ws", &captures);
    ck_assert_ptr_nonnull(node);
    ck_assert(httpd_node_route(node, HTTPD_GET)->handler == handler);
    httpd_router_clear(&router);
}
END_TEST

START_TEST(two_rows_cannot_share_a_method_and_a_path)
{
    const struct httpd_route route = {.handler = handler};
    struct httpd_router router = given_routes();
    struct chat_error err = CHAT_ERROR_INIT;

    ck_assert_int_eq(httpd_router_add(&router, "GET", "/api/v1/rooms", &route, &err), CHAT_E_CONFLICT);
    ck_assert_str_eq(err.message, "GET /api/v1/rooms is there twice");
    ck_assert_int_eq(httpd_router_add(&router, "BREW", "/tea", &route, &err), CHAT_E_INTERNAL);
    ck_assert_int_eq(httpd_router_add(&router, "GET", "tea", &route, &err), CHAT_E_INTERNAL);
    ck_assert_int_eq(httpd_router_add(&router, "GET", "/{a}/{b}/{c}/{d}/{e}", &route, &err), CHAT_E_INTERNAL);
    httpd_router_clear(&router);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, a_method_and_a_path_lead_to_their_row);
    tcase_add_test(cases, segments_in_braces_are_captured_by_name);
    tcase_add_test(cases, a_literal_segment_goes_before_a_captured_one);
    tcase_add_test(cases, paths_that_are_nearly_there_lead_nowhere);
    tcase_add_test(cases, a_path_says_which_methods_it_has);
    tcase_add_test(cases, a_route_of_our_own_stands_beside_the_operations);
    tcase_add_test(cases, two_rows_cannot_share_a_method_and_a_path);
}

int main(void)
{
    return unit_main("httpd/router", list);
}
