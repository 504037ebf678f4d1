/*
 * A connection over time: deadlines of every phase, writing to one who does not read, too many connections,
 * coming to an end, and running out of memory anywhere.
 */
#include "frontends/common/server.h"

#include "tests/unit/common/loop.h"
#include "tests/unit/unit.h"

struct app {
    struct loop loop;
    int requests, opened, closed, refused_status;
    bool accept;
    chat_request_t *kept;
    size_t reply_bytes;
    bool drained;
};

static void echo(chat_request_t *request, void *user_data)
{
    (void)user_data;
    size_t length;
    const char *body = chat_request_body(request, &length);
    (void)chat_request_reply_text(request, 200, "text/plain", body, length);
}

static void big(struct app *app, chat_request_t *request)
{
    void *block = chat_alloc(&app->loop.counting.allocator, app->reply_bytes);
    struct chat_frame *frame =
        block ? chat_frame_take(&app->loop.counting.allocator, block, app->reply_bytes) : NULL;
    if (frame == NULL)
        chat_free(block);
    (void)chat_request_reply(request, 200, NULL, 0, frame);
}

static void app_request(chat_request_t *request, void *user_data)
{
    struct app *app = user_data;
    const char *path = chat_request_head(request)->path;
    app->requests++;
    if (strcmp(path, "/keep") == 0)
        app->kept = chat_request_ref(request);
    else if (strcmp(path, "/big") == 0)
        big(app, request);
    else
        chat_request_read_body(request, 100000, echo, app);
}

static bool app_opened(chat_connection_t *connection, void *user_data)
{
    struct app *app = user_data;
    ck_assert(chat_connection_peer(connection)->local);
    app->opened++;
    return app->accept;
}

static void app_closed(chat_connection_t *connection, void *user_data)
{
    struct app *app = user_data;
    (void)connection;
    app->closed++;
}

static void app_refused(chat_connection_t *connection, int status, const char *reason, void *user_data)
{
    struct app *app = user_data;
    (void)connection;
    (void)reason;
    app->refused_status = status;
}

static void app_init(struct app *app)
{
    *app = (struct app){.accept = true};
    loop_init(&app->loop);
    app->loop.handlers = (struct chat_server_handlers){.request = app_request,
                                                       .connection_opened = app_opened,
                                                       .connection_closed = app_closed,
                                                       .refused = app_refused};
}

static bool is_closed(void *client)
{
    return client_is_closed(*(int *)client);
}

/* ---- Deadlines -------------------------------------------------------------------------------------- */

START_TEST(a_connection_that_says_nothing_is_closed)
{
    struct app app;
    app_init(&app);
    app.loop.options.head_ms = 50;
    loop_open(&app.loop, &app);
    int client = loop_connect(&app.loop);

    loop_until(&app.loop, is_closed, &client);
    ck_assert_int_eq(app.closed, 1);
    ck_assert_int_eq(app.refused_status, 0);
    close(client);
    loop_close(&app.loop);
}
END_TEST

START_TEST(a_head_that_dribbles_in_is_cut_off_however_alive_it_looks)
{
    struct app app;
    app_init(&app);
    app.loop.options.head_ms = 100;
    loop_open(&app.loop, &app);
    int client = loop_connect(&app.loop);
    int64_t began = chat_server_now_us();

    client_says(&app.loop, client, "GET / HTTP/1.1\r\n");
    while (app.refused_status == 0 && chat_server_now_us() - began < 3000000) {
        (void)!send(client, "X-A: b\r\n", 8, MSG_NOSIGNAL);
        loop_wait_ms(&app.loop, 5);
    }
    ck_assert_int_eq(app.refused_status, 408);
    ck_assert_int_ge(chat_server_now_us() - began, 90000);
    bool closed;
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, &closed), "HTTP/1.1 408 "));
    ck_assert(closed);
    close(client);
    loop_turn(&app.loop);
    loop_close(&app.loop);
}
END_TEST

START_TEST(an_idle_connection_is_closed_and_a_late_head_has_its_own_time)
{
    struct app app;
    app_init(&app);
    app.loop.options.idle_ms = 200;
    app.loop.options.head_ms = 10000;
    loop_open(&app.loop, &app);
    int client = loop_connect(&app.loop);

    client_says(&app.loop, client, PLAIN_GET);
    client_says(&app.loop, client, "GET /");
    loop_wait_ms(&app.loop, 300);
    client_says(&app.loop, client, " HTTP/1.1\r\nHost: h\r\n\r\n");
    ck_assert_int_eq(app.requests, 2);
    (void)client_hears(client, NULL, NULL);
    loop_until(&app.loop, is_closed, &client);
    close(client);
    loop_turn(&app.loop);
    loop_close(&app.loop);
}
END_TEST

START_TEST(a_body_has_time_by_its_size_and_no_more)
{
    static const char *const heads[] = {
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 300\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1",
    };
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        struct app app;
        app_init(&app);
        app.loop.options.body_ms = 50;
        app.loop.options.body_rate = 10000;
        loop_open(&app.loop, &app);
        int client = loop_connect(&app.loop);

        client_says(&app.loop, client, heads[i]);
        loop_wait_ms(&app.loop, 200);
        bool closed;
        ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, &closed), "HTTP/1.1 408 "));
        ck_assert(closed);
        close(client);
        loop_turn(&app.loop);
        loop_close(&app.loop);
    }
}
END_TEST

START_TEST(a_handler_may_take_its_time)
{
    struct app app;
    app_init(&app);
    app.loop.options.head_ms = 30;
    app.loop.options.body_ms = 30;
    app.loop.options.idle_ms = 30;
    loop_open(&app.loop, &app);
    int client = loop_connect(&app.loop);

    client_says(&app.loop, client, "GET /keep HTTP/1.1\r\nHost: h\r\n\r\n");
    loop_wait_ms(&app.loop, 150);
    ck_assert(chat_request_alive(app.kept));
    ck_assert(chat_request_reply_text(app.kept, 200, NULL, "at last", 7));
    loop_turn(&app.loop);
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, NULL), "at last"));
    chat_request_unref(app.kept);
    close(client);
    loop_turn(&app.loop);
    loop_close(&app.loop);
}
END_TEST

static bool one_closed(void *data)
{
    return ((struct app *)data)->closed == 1;
}

START_TEST(one_who_does_not_read_is_cut)
{
    struct app app;
    app_init(&app);
    app.loop.options.write_ms = 100;
    app.reply_bytes = 4 << 20;
    loop_open(&app.loop, &app);
    int client = loop_connect(&app.loop);

    client_says(&app.loop, client, "GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
    ck_assert_int_eq(app.closed, 0);
    loop_until(&app.loop, one_closed, &app);
    close(client);
    loop_close(&app.loop);
}
END_TEST

START_TEST(one_who_reads_slowly_but_steadily_is_served)
{
    struct app app;
    app_init(&app);
    app.loop.options.write_ms = 100;
    app.loop.options.write_bytes = 1000;
    app.loop.options.idle_ms = 20; /* begins when the response has left */
    app.reply_bytes = 2 << 20;
    loop_open(&app.loop, &app);
    int client = loop_connect(&app.loop);
    size_t heard = 0;

    client_says(&app.loop, client, "GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
    while (heard < app.reply_bytes) {
        static char piece[65536];
        ssize_t n = recv(client, piece, sizeof piece, 0);
        ck_assert_int_gt(n, 0);
        heard += (size_t)n;
        loop_wait_ms(&app.loop, 15);
    }
    close(client);
    loop_turn(&app.loop);
    loop_close(&app.loop);
}
END_TEST

START_TEST(what_is_not_read_back_stops_what_is_read_in)
{
    struct app app;
    app_init(&app);
    app.reply_bytes = 100000;
    app.loop.options.pending_max = 150000;
    loop_open(&app.loop, &app);
    int client = loop_connect(&app.loop);
    static const char request[] = "GET /big HTTP/1.1\r\nHost: h\r\n\r\n";

    for (int i = 0; i < 2000; i++) {
        if (send(client, request, sizeof request - 1, MSG_NOSIGNAL) < 0)
            break;
        loop_turn(&app.loop);
    }
    /* What the sockets hold, and pending_max, at 100 kB each. */
    ck_assert_int_lt(app.requests, 20);
    int before = app.requests;
    (void)client_hears(client, NULL, NULL);
    loop_turn(&app.loop);
    ck_assert_int_gt(app.requests, before);
    close(client);
    loop_turn(&app.loop);
    loop_close(&app.loop);
}
END_TEST

/* ---- Too many, and the end -------------------------------------------------------------------------- */

START_TEST(a_connection_too_many_is_told_so)
{
    struct app app;
    app_init(&app);
    app.loop.options.connections_max = 1;
    loop_open(&app.loop, &app);
    int first = loop_connect(&app.loop);
    int second = loop_connect(&app.loop);
    bool closed;

    ck_assert_ptr_nonnull(strstr(client_hears(second, NULL, &closed), "HTTP/1.1 503 "));
    ck_assert(closed);
    ck_assert_uint_eq(open_connections(&app.loop), 1);
    client_says(&app.loop, first, PLAIN_GET);
    ck_assert_ptr_nonnull(strstr(client_hears(first, NULL, NULL), "HTTP/1.1 200 "));
    close(first);
    loop_turn(&app.loop);
    ck_assert_uint_eq(open_connections(&app.loop), 0);
    close(second);
    loop_close(&app.loop);
}
END_TEST

START_TEST(a_connection_the_program_does_not_want_is_told_so)
{
    struct app app;
    app_init(&app);
    app.accept = false;
    loop_open(&app.loop, &app);
    int client = loop_connect(&app.loop);
    bool closed;

    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, &closed), "HTTP/1.1 503 "));
    ck_assert(closed);
    close(client);
    loop_turn(&app.loop);
    ck_assert_int_eq(app.opened, 1);
    ck_assert_int_eq(app.closed, 0);
    loop_close(&app.loop);
}
END_TEST

static void note_drained(void *data)
{
    ((struct app *)data)->drained = true;
}

START_TEST(draining_ends_idle_connections_at_once_and_others_after_their_answer)
{
    struct app app;
    app_init(&app);
    loop_open(&app.loop, &app);
    int idle = loop_connect(&app.loop);
    int busy = loop_connect(&app.loop);

    client_says(&app.loop, busy, "GET /keep HTTP/1.1\r\nHost: h\r\n\r\n");
    chat_server_drain(app.loop.server, 10000, note_drained, &app);
    loop_turn(&app.loop);
    ck_assert(client_is_closed(idle));
    ck_assert(!app.drained);
    int late = loop_connect(&app.loop);
    ck_assert_ptr_nonnull(strstr(client_hears(late, NULL, NULL), "HTTP/1.1 503 "));

    ck_assert(chat_request_reply_text(app.kept, 200, NULL, "bye", 3));
    chat_request_unref(app.kept);
    loop_turn(&app.loop);
    bool closed;
    ck_assert_ptr_nonnull(strstr(client_hears(busy, NULL, &closed), "Connection: close\r\n\r\nbye"));
    ck_assert(closed);
    close(busy);
    loop_turn(&app.loop);
    ck_assert(app.drained);
    close(idle);
    close(late);
    loop_close(&app.loop);
}
END_TEST

static bool has_drained(void *data)
{
    return ((struct app *)data)->drained;
}

START_TEST(draining_cuts_what_does_not_end_in_time)
{
    struct app app;
    app_init(&app);
    loop_open(&app.loop, &app);
    int client = loop_connect(&app.loop);

    client_says(&app.loop, client, "GET /keep HTTP/1.1\r\nHost: h\r\n\r\n");
    chat_server_drain(app.loop.server, 50, note_drained, &app);
    loop_until(&app.loop, has_drained, &app);
    ck_assert(!chat_request_alive(app.kept));
    chat_request_unref(app.kept);
    close(client);
    loop_close(&app.loop);
}
END_TEST

START_TEST(an_idle_connection_is_small)
{
    struct app app;
    app_init(&app);
    loop_open(&app.loop, &app);
    long before = app.loop.counting.alive;
    int client = loop_connect(&app.loop);

    client_says(&app.loop, client, PLAIN_GET);
    (void)client_hears(client, NULL, NULL);
    /* The connection itself, and a few pointers of its queue. */
    ck_assert_int_le(app.loop.counting.alive - before, 2);
    ck_assert_uint_le(sizeof(struct chat_connection), 1024);
    close(client);
    loop_turn(&app.loop);
    loop_close(&app.loop);
}
END_TEST

/* One connection through all that allocates, with the n-th request for memory refused. */
static long scenario(long fail_at)
{
    struct app app;
    app_init(&app);
    app.reply_bytes = 100;
    loop_open(&app.loop, &app);
    long begun = app.loop.counting.requests;
    app.loop.counting.fail_at = fail_at > 0 ? begun + fail_at : 0;

    int client = loop_connect(&app.loop);
    static const char text[] =
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloGET /big HTTP/1.1\r\nHost: h\r\n\r\n"
        "GET /keep HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\n";
    (void)!send(client, text, sizeof text - 1, MSG_NOSIGNAL);
    loop_turn(&app.loop);
    if (app.kept != NULL) {
        (void)chat_request_reply_text(app.kept, 200, "text/plain", "kept", 4);
        chat_request_unref(app.kept);
    }
    loop_turn(&app.loop);
    (void)!send(client, "malformed\r\n\r\n", 13, MSG_NOSIGNAL);
    loop_turn(&app.loop);
    long requests = app.loop.counting.requests - begun;
    close(client);
    loop_turn(&app.loop);
    ck_assert_uint_eq(open_connections(&app.loop), 0);
    ck_assert_int_eq(app.closed, app.opened);
    loop_close(&app.loop);
    return requests;
}

START_TEST(running_out_of_memory_anywhere_ends_the_connection_and_leaks_nothing)
{
    long requests = scenario(0);
    ck_assert_int_gt(requests, 15);
    for (long n = 1; n <= requests; n++)
        scenario(n);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, a_connection_that_says_nothing_is_closed);
    tcase_add_test(cases, a_head_that_dribbles_in_is_cut_off_however_alive_it_looks);
    tcase_add_test(cases, an_idle_connection_is_closed_and_a_late_head_has_its_own_time);
    tcase_add_test(cases, a_body_has_time_by_its_size_and_no_more);
    tcase_add_test(cases, a_handler_may_take_its_time);
    tcase_add_test(cases, one_who_does_not_read_is_cut);
    tcase_add_test(cases, one_who_reads_slowly_but_steadily_is_served);
    tcase_add_test(cases, what_is_not_read_back_stops_what_is_read_in);
    tcase_add_test(cases, a_connection_too_many_is_told_so);
    tcase_add_test(cases, a_connection_the_program_does_not_want_is_told_so);
    tcase_add_test(cases, draining_ends_idle_connections_at_once_and_others_after_their_answer);
    tcase_add_test(cases, draining_cuts_what_does_not_end_in_time);
    tcase_add_test(cases, an_idle_connection_is_small);
    tcase_add_test(cases, running_out_of_memory_anywhere_ends_the_connection_and_leaks_nothing);
}

int main(void)
{
    return unit_main("common/connection", list);
}
