/*
 * Requests and responses on a connection: order, bodies, answers now and later, and what becomes of them when
 * the peer goes.
 */
#include "frontends/common/server.h"

#include "tests/unit/common/loop.h"
#include "tests/unit/unit.h"

struct app {
    struct loop loop;
    void (*on_request)(struct app *app, chat_request_t *request);
    chat_request_t *kept;
    int requests, bodies, gone, closed, drained, slow;
    int refused_status;
    int replied_status;
    size_t body_limit;
    size_t streamed;
    char last_body[64];
    char last_path[64];
};

static void app_request(chat_request_t *request, void *user_data)
{
    struct app *app = user_data;
    app->requests++;
    snprintf(app->last_path, sizeof app->last_path, "%.60s", chat_request_head(request)->path);
    app->on_request(app, request);
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
    ck_assert_ptr_nonnull(reason);
    app->refused_status = status;
}

static void app_replied(chat_request_t *request, int status, void *user_data)
{
    struct app *app = user_data;
    ck_assert_ptr_nonnull(chat_request_head(request));
    app->replied_status = status;
}

static void app_gone(chat_request_t *request, void *user_data)
{
    struct app *app = user_data;
    ck_assert(!chat_request_alive(request));
    app->gone++;
}

static void app_open(struct app *app, void (*on_request)(struct app *app, chat_request_t *request))
{
    *app = (struct app){.on_request = on_request, .body_limit = 1000};
    loop_init(&app->loop);
    app->loop.handlers = (struct chat_server_handlers){.request = app_request,
                                                       .connection_closed = app_closed,
                                                       .refused = app_refused,
                                                       .replied = app_replied};
}

/* The options may be changed before. */
static int app_connect(struct app *app)
{
    if (app->loop.server == NULL)
        loop_open(&app->loop, app);
    return loop_connect(&app->loop);
}

static void app_close(struct app *app, int client)
{
    chat_request_unref(app->kept);
    close(client);
    loop_turn(&app->loop);
    loop_close(&app->loop);
}

static void reply_path(struct app *app, chat_request_t *request)
{
    const char *path = chat_request_head(request)->path;
    (void)app;
    ck_assert(chat_request_reply_text(request, 200, "text/plain", path, strlen(path)));
}

static void keep(struct app *app, chat_request_t *request)
{
    chat_request_unref(app->kept);
    app->kept = chat_request_ref(request);
    chat_request_on_gone(request, app_gone, app);
}

static void body_done(chat_request_t *request, void *user_data)
{
    struct app *app = user_data;
    size_t length;
    const char *body = chat_request_body(request, &length);

    app->bodies++;
    snprintf(app->last_body, sizeof app->last_body, "%.60s", body);
    ck_assert_uint_eq(strlen(body), length);
    (void)chat_request_reply_text(request, 200, NULL, NULL, 0);
}

static void collect(struct app *app, chat_request_t *request)
{
    chat_request_on_gone(request, app_gone, app);
    chat_request_read_body(request, app->body_limit, body_done, app);
}

/* ---- Order and lifetime ----------------------------------------------------------------------------- */

START_TEST(a_request_is_answered_and_the_connection_stays)
{
    struct app app;
    app_open(&app, reply_path);
    int client = app_connect(&app);

    client_says(&app.loop, client, "GET /one HTTP/1.1\r\nHost: h\r\n\r\n");
    const char *heard = client_hears(client, NULL, NULL);
    ck_assert_ptr_nonnull(strstr(heard, "HTTP/1.1 200 OK\r\nDate: "));
    ck_assert_ptr_nonnull(strstr(heard, " GMT\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n/one"));
    ck_assert_int_eq(app.replied_status, 200);

    client_says(&app.loop, client, "GET /two HTTP/1.1\r\nHost: h\r\n\r\n");
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, NULL), "/two"));
    app_close(&app, client);
    ck_assert_int_eq(app.closed, 1);
}
END_TEST

START_TEST(requests_sent_at_once_are_run_one_after_the_other)
{
    struct app app;
    app_open(&app, keep);
    int client = app_connect(&app);

    client_says(&app.loop, client,
                "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\nGET /3 "
                "HTTP/1.1\r\nHost: h\r\n\r\n");
    for (int i = 1; i <= 3; i++) {
        ck_assert_int_eq(app.requests, i);
        ck_assert(chat_request_reply_text(app.kept, 200, NULL, app.last_path, 2));
        loop_turn(&app.loop);
        const char *heard = client_hears(client, NULL, NULL);
        ck_assert_int_eq(heard[strlen(heard) - 1], '0' + i);
    }
    app_close(&app, client);
    ck_assert_int_eq(app.gone, 0);
}
END_TEST

START_TEST(an_answer_to_a_peer_that_has_gone_does_nothing)
{
    struct app app;
    app_open(&app, keep);
    int client = app_connect(&app);

    client_says(&app.loop, client, PLAIN_GET);
    ck_assert(chat_request_alive(app.kept));
    /* A close with unread data is a reset, which cannot be mistaken for half a close. */
    client_says(&app.loop, client, "GET");
    struct linger hard = {.l_onoff = 1};
    setsockopt(client, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close(client);
    loop_turn(&app.loop);
    (void)chat_request_reply_text(app.kept, 200, NULL, "late", 4);
    loop_turn(&app.loop);
    ck_assert(!chat_request_alive(app.kept));
    ck_assert(!chat_request_reply_text(app.kept, 200, NULL, "again", 5));
    ck_assert_ptr_null(chat_request_head(app.kept));
    ck_assert_ptr_null(chat_request_connection(app.kept));
    app_close(&app, -1);
    ck_assert_int_eq(app.closed, 1);
}
END_TEST

START_TEST(a_request_outlives_its_server)
{
    struct app app;
    app_open(&app, keep);
    int client = app_connect(&app);

    client_says(&app.loop, client, PLAIN_GET);
    chat_server_free(app.loop.server);
    ck_assert_int_eq(app.gone, 1);
    ck_assert(!chat_request_alive(app.kept));
    ck_assert(!chat_request_reply_text(app.kept, 200, NULL, "late", 4));
    chat_request_unref(app.kept);
    ck_assert_int_eq(app.loop.counting.alive, 0);
    event_base_free(app.loop.base);
    close(client);
}
END_TEST

START_TEST(a_peer_that_has_only_stopped_talking_still_gets_its_answer)
{
    struct app app;
    app_open(&app, keep);
    int client = app_connect(&app);

    client_says(&app.loop, client, PLAIN_GET);
    shutdown(client, SHUT_WR);
    loop_turn(&app.loop);
    ck_assert(chat_request_alive(app.kept));
    ck_assert(chat_request_reply_text(app.kept, 200, NULL, "still", 5));
    loop_turn(&app.loop);
    bool closed;
    const char *heard = client_hears(client, NULL, &closed);
    ck_assert_ptr_nonnull(strstr(heard, "Connection: close\r\n\r\nstill"));
    ck_assert(closed);
    app_close(&app, client);
}
END_TEST

static void forget(struct app *app, chat_request_t *request)
{
    (void)app;
    (void)request;
}

START_TEST(a_request_that_is_forgotten_is_answered_500)
{
    struct app app;
    app_open(&app, forget);
    int client = app_connect(&app);

    client_says(&app.loop, client, PLAIN_GET);
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, NULL), "HTTP/1.1 500 "));

    app.on_request = keep;
    client_says(&app.loop, client, PLAIN_GET);
    ck_assert_str_eq(client_hears(client, NULL, NULL), "");
    chat_request_unref(app.kept);
    app.kept = NULL;
    loop_turn(&app.loop);
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, NULL), "HTTP/1.1 500 "));
    app_close(&app, client);
    ck_assert_int_eq(app.gone, 0);
}
END_TEST

START_TEST(a_second_answer_is_refused)
{
    struct app app;
    app_open(&app, keep);
    int client = app_connect(&app);

    client_says(&app.loop, client, PLAIN_GET);
    ck_assert(chat_request_reply_text(app.kept, 204, NULL, NULL, 0));
    ck_assert(!chat_request_reply_text(app.kept, 200, NULL, "more", 4));
    loop_turn(&app.loop);
    const char *heard = client_hears(client, NULL, NULL);
    ck_assert_ptr_nonnull(strstr(heard, "HTTP/1.1 204 "));
    ck_assert_ptr_null(strstr(heard, "Content-Length"));
    ck_assert_ptr_null(strstr(heard, "more"));
    app_close(&app, client);
}
END_TEST

/* ---- Bodies ----------------------------------------------------------------------------------------- */

START_TEST(a_body_is_collected_up_to_its_limit)
{
    struct app app;
    app_open(&app, collect);
    app.body_limit = 5;
    int client = app_connect(&app);

    client_says(&app.loop, client, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhe");
    ck_assert_int_eq(app.bodies, 0);
    client_says(&app.loop, client, "llo");
    ck_assert_int_eq(app.bodies, 1);
    ck_assert_str_eq(app.last_body, "hello");
    client_says(&app.loop, client, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    ck_assert_int_eq(app.bodies, 2);
    ck_assert_str_eq(app.last_body, "");
    (void)client_hears(client, NULL, NULL);

    client_says(&app.loop, client, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\n");
    bool closed;
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, &closed), "HTTP/1.1 413 "));
    ck_assert(closed);
    ck_assert_int_eq(app.refused_status, 413);
    app_close(&app, client);
    ck_assert_int_eq(app.bodies, 2);
    ck_assert_int_eq(app.gone, 1);
}
END_TEST

START_TEST(a_chunked_body_past_its_limit_is_413_when_its_chunk_is_announced)
{
    struct app app;
    app_open(&app, collect);
    app.body_limit = 5;
    int client = app_connect(&app);

    client_says(&app.loop, client,
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n2\r\n");
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, NULL), "HTTP/1.1 413 "));
    app_close(&app, client);
    ck_assert_int_eq(app.gone, 1);
}
END_TEST

START_TEST(a_compressed_body_is_415)
{
    struct app app;
    app_open(&app, collect);
    int client = app_connect(&app);

    client_says(&app.loop, client,
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx");
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, NULL), "HTTP/1.1 415 "));
    app_close(&app, client);
}
END_TEST

START_TEST(the_client_is_told_to_continue_when_somebody_wants_its_body)
{
    static const char head[] =
        "POST /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    struct app app;
    app_open(&app, keep);
    int client = app_connect(&app);

    client_says(&app.loop, client, head);
    ck_assert_str_eq(client_hears(client, NULL, NULL), "");
    chat_request_read_body(app.kept, 10, body_done, &app);
    loop_turn(&app.loop);
    ck_assert_str_eq(client_hears(client, NULL, NULL), "HTTP/1.1 100 Continue\r\n\r\n");
    client_says(&app.loop, client, "ok");
    ck_assert_str_eq(app.last_body, "ok");
    (void)client_hears(client, NULL, NULL);

    /* Refused without reading: whether the body still comes is not known, so the connection ends. */
    app.on_request = reply_path;
    client_says(&app.loop, client, head);
    bool closed;
    const char *heard = client_hears(client, NULL, &closed);
    ck_assert_ptr_null(strstr(heard, "100 Continue"));
    ck_assert_ptr_nonnull(strstr(heard, "Connection: close\r\n\r\n/x"));
    ck_assert(closed);
    app_close(&app, client);
}
END_TEST

START_TEST(a_short_body_nobody_asked_for_is_skipped)
{
    struct app app;
    app_open(&app, reply_path);
    int client = app_connect(&app);

    client_says(&app.loop, client, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nGE");
    client_says(&app.loop, client, "T /GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    ck_assert_int_eq(app.requests, 2);
    ck_assert_str_eq(app.last_path, "/b");
    client_says(&app.loop, client,
                "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\nGET /d "
                "HTTP/1.1\r\nHost: h\r\n\r\n");
    ck_assert_str_eq(app.last_path, "/d");
    ck_assert_int_eq(app.requests, 4);
    app_close(&app, client);
}
END_TEST

START_TEST(a_long_body_nobody_asked_for_ends_the_connection)
{
    struct app app;
    app_open(&app, reply_path);
    int client = app_connect(&app);

    client_says(&app.loop, client, "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nxxx");
    /* It keeps sending, and still hears the answer: the server lingers. */
    for (int i = 0; i < 20; i++)
        client_says(&app.loop, client, "more of the body");
    bool closed;
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, &closed), "Connection: close\r\n\r\n/a"));
    ck_assert(closed);
    ck_assert_int_eq(app.requests, 1);
    app_close(&app, client);
}
END_TEST

START_TEST(an_answer_arrives_although_the_body_behind_it_is_malformed)
{
    struct app app;
    app_open(&app, reply_path);
    int client = app_connect(&app);

    client_says(&app.loop, client,
                "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n" PLAIN_GET);
    bool closed;
    const char *heard = client_hears(client, NULL, &closed);
    ck_assert_ptr_nonnull(strstr(heard, "\r\n\r\n/a"));
    ck_assert_ptr_null(strstr(heard + 1, "HTTP/1.1"));
    ck_assert(closed);
    ck_assert_int_eq(app.requests, 1);
    app_close(&app, client);
    ck_assert_int_eq(app.gone, 0);
}
END_TEST

static void stream_chunk(chat_request_t *request, const void *bytes, size_t length, void *user_data)
{
    struct app *app = user_data;
    (void)bytes;
    app->streamed += length;
    chat_request_pause(request);
}

static const struct chat_body_sink sink = {stream_chunk, body_done};

static void stream_body(struct app *app, chat_request_t *request)
{
    keep(app, request);
    chat_request_stream_body(request, 1 << 20, &sink, app);
}

START_TEST(a_paused_body_is_held_back_and_goes_on)
{
    struct app app;
    static char body[200000];
    app_open(&app, stream_body);
    int client = app_connect(&app);
    size_t sent = 0;

    memset(body, 'b', sizeof body);
    client_says(&app.loop, client, "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n");
    while (app.bodies == 0) {
        ssize_t n = send(client, body + sent, sizeof body - sent, MSG_NOSIGNAL);
        if (n > 0)
            sent += (size_t)n;
        size_t before = app.streamed;
        loop_turn(&app.loop);
        /* One piece at most between two calls to go on. */
        ck_assert_uint_le(app.streamed - before, CHAT_READ_BYTES);
        before = app.streamed;
        loop_turn(&app.loop);
        ck_assert_uint_eq(app.streamed, before);
        chat_request_resume(app.kept);
        loop_turn(&app.loop);
    }
    ck_assert_uint_eq(app.streamed, sizeof body);
    app_close(&app, client);
}
END_TEST

START_TEST(who_waits_for_a_body_hears_that_the_peer_has_gone)
{
    struct app app;
    app_open(&app, collect);
    int client = app_connect(&app);

    client_says(&app.loop, client, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhe");
    close(client);
    loop_turn(&app.loop);
    ck_assert_int_eq(app.gone, 1);
    ck_assert_int_eq(app.bodies, 0);
    ck_assert_int_eq(app.closed, 1);
    app_close(&app, -1);
}
END_TEST

/* ---- Responses -------------------------------------------------------------------------------------- */

START_TEST(head_gets_the_length_without_the_bytes)
{
    struct app app;
    app_open(&app, reply_path);
    int client = app_connect(&app);

    client_says(&app.loop, client, "HEAD /path HTTP/1.1\r\nHost: h\r\n\r\n");
    size_t length;
    const char *heard = client_hears(client, &length, NULL);
    ck_assert_ptr_nonnull(strstr(heard, "Content-Length: 5\r\n\r\n"));
    ck_assert_str_eq(heard + length - 4, "\r\n\r\n");
    app_close(&app, client);
}
END_TEST

static void inject(struct app *app, chat_request_t *request)
{
    struct chat_http_header bad = {"Location", "/x\r\nSet-Cookie: a=b"};
    (void)app;
    ck_assert(!chat_request_reply(request, 302, &bad, 1, NULL));
}

START_TEST(a_field_that_would_begin_another_line_is_never_sent)
{
    struct app app;
    app_open(&app, inject);
    int client = app_connect(&app);

    client_says(&app.loop, client, PLAIN_GET);
    const char *heard = client_hears(client, NULL, NULL);
    ck_assert_ptr_nonnull(strstr(heard, "HTTP/1.1 500 "));
    ck_assert_ptr_null(strstr(heard, "Set-Cookie"));
    app_close(&app, client);
}
END_TEST

static void stream_drained(chat_request_t *request, void *user_data)
{
    struct app *app = user_data;
    (void)request;
    app->drained++;
}

static void stream_slow(chat_request_t *request, size_t pending, void *user_data)
{
    struct app *app = user_data;
    ck_assert_uint_eq(pending, chat_request_stream_pending(request));
    app->slow++;
}

static const struct chat_stream_handlers stream_handlers = {
    .drained = stream_drained, .slow = stream_slow, .slow_bytes = 400000};

static void stream(struct app *app, chat_request_t *request)
{
    struct chat_http_header type = {"Content-Type", "text/event-stream"};
    keep(app, request);
    ck_assert(chat_request_stream_begin(request, 200, &type, 1, -1, &stream_handlers, app));
}

START_TEST(a_stream_flows_until_its_end_or_until_the_peer_leaves)
{
    struct app app;
    app_open(&app, stream);
    int client = app_connect(&app);
    struct chat_frame *frame = chat_frame_copy(&app.loop.counting.allocator, "data: x\n\n", 9);

    client_says(&app.loop, client, PLAIN_GET);
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, NULL), "Connection: close\r\n\r\n"));
    ck_assert(chat_request_stream_send(app.kept, frame));
    ck_assert(chat_request_stream_send(app.kept, frame));
    loop_turn(&app.loop);
    ck_assert_str_eq(client_hears(client, NULL, NULL), "data: x\n\ndata: x\n\n");
    ck_assert_int_ge(app.drained, 2);

    shutdown(client, SHUT_WR);
    loop_turn(&app.loop);
    ck_assert_int_eq(app.gone, 1);
    ck_assert(!chat_request_stream_send(app.kept, frame));
    close(client);

    client = app_connect(&app);
    client_says(&app.loop, client, PLAIN_GET);
    chat_request_stream_end(app.kept);
    loop_turn(&app.loop);
    ck_assert(client_is_closed(client));
    chat_frame_unref(frame);
    app_close(&app, client);
    ck_assert_int_eq(app.gone, 1);
}
END_TEST

START_TEST(a_slow_reader_of_a_stream_is_told_of_and_its_queue_can_be_dropped)
{
    static char bytes[100000];
    struct app app;
    app_open(&app, stream);
    int client = app_connect(&app);
    struct chat_frame *frame = chat_frame_wrap(&app.loop.counting.allocator, bytes, sizeof bytes, NULL, NULL);

    client_says(&app.loop, client, PLAIN_GET);
    for (int i = 0; i < 20 && app.slow == 0; i++) {
        ck_assert(chat_request_stream_send(app.kept, frame));
        loop_turn(&app.loop);
    }
    ck_assert_int_eq(app.slow, 1);
    ck_assert_uint_gt(chat_request_stream_drop(app.kept), 0);
    /* What has begun to leave is still to come, so that nothing is cut in the middle. */
    ck_assert_uint_lt(chat_request_stream_pending(app.kept), sizeof bytes);
    chat_frame_unref(frame);
    app_close(&app, client);
}
END_TEST

static void promise(struct app *app, chat_request_t *request)
{
    keep(app, request);
    ck_assert(chat_request_stream_begin(request, 200, NULL, 0, 10, NULL, NULL));
}

START_TEST(a_stream_of_known_length_keeps_the_connection_if_the_promise_is_kept)
{
    struct app app;
    app_open(&app, promise);
    int client = app_connect(&app);
    struct chat_frame *five = chat_frame_copy(&app.loop.counting.allocator, "12345", 5);
    struct chat_frame *six = chat_frame_copy(&app.loop.counting.allocator, "123456", 6);

    client_says(&app.loop, client, PLAIN_GET);
    ck_assert(chat_request_stream_send(app.kept, five));
    ck_assert(!chat_request_stream_send(app.kept, six));
    ck_assert(chat_request_stream_send(app.kept, five));
    chat_request_stream_end(app.kept);
    loop_turn(&app.loop);
    bool closed;
    ck_assert_ptr_nonnull(
        strstr(client_hears(client, NULL, &closed), "Content-Length: 10\r\n\r\n1234512345"));
    ck_assert(!closed);

    client_says(&app.loop, client, PLAIN_GET);
    ck_assert(chat_request_stream_send(app.kept, five));
    chat_request_stream_end(app.kept);
    loop_turn(&app.loop);
    ck_assert(client_is_closed(client));
    chat_frame_unref(five);
    chat_frame_unref(six);
    app_close(&app, client);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, a_request_is_answered_and_the_connection_stays);
    tcase_add_test(cases, requests_sent_at_once_are_run_one_after_the_other);
    tcase_add_test(cases, an_answer_to_a_peer_that_has_gone_does_nothing);
    tcase_add_test(cases, a_request_outlives_its_server);
    tcase_add_test(cases, a_peer_that_has_only_stopped_talking_still_gets_its_answer);
    tcase_add_test(cases, a_request_that_is_forgotten_is_answered_500);
    tcase_add_test(cases, a_second_answer_is_refused);
    tcase_add_test(cases, a_body_is_collected_up_to_its_limit);
    tcase_add_test(cases, a_chunked_body_past_its_limit_is_413_when_its_chunk_is_announced);
    tcase_add_test(cases, a_compressed_body_is_415);
    tcase_add_test(cases, the_client_is_told_to_continue_when_somebody_wants_its_body);
    tcase_add_test(cases, a_short_body_nobody_asked_for_is_skipped);
    tcase_add_test(cases, a_long_body_nobody_asked_for_ends_the_connection);
    tcase_add_test(cases, an_answer_arrives_although_the_body_behind_it_is_malformed);
    tcase_add_test(cases, a_paused_body_is_held_back_and_goes_on);
    tcase_add_test(cases, who_waits_for_a_body_hears_that_the_peer_has_gone);
    tcase_add_test(cases, head_gets_the_length_without_the_bytes);
    tcase_add_test(cases, a_field_that_would_begin_another_line_is_never_sent);
    tcase_add_test(cases, a_stream_flows_until_its_end_or_until_the_peer_leaves);
    tcase_add_test(cases, a_slow_reader_of_a_stream_is_told_of_and_its_queue_can_be_dropped);
    tcase_add_test(cases, a_stream_of_known_length_keeps_the_connection_if_the_promise_is_kept);
}

int main(void)
{
    return unit_main("common/request", list);
}
