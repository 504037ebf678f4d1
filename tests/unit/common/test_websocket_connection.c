/*
 * A WebSocket on a connection: the upgrade, messages, closing from either side, pings, slow readers. What
 * the codec refuses is in test_websocket.c.
 */
#include "frontends/common/server.h"

#include "frontends/common/websocket.h"
#include "tests/unit/common/loop.h"
#include "tests/unit/unit.h"

struct app {
    struct loop loop;
    struct chat_websocket_options options;
    chat_websocket_t *ws;
    chat_request_t *kept;
    int messages, at_other, closed, slow, drained, connections_closed;
    bool upgrade_later, echo;
    unsigned close_code;
    char close_reason[128];
    char last[64];
    size_t last_length;
};

static void on_message(chat_websocket_t *ws, bool text, const char *payload, size_t length, void *user_data)
{
    struct app *app = user_data;
    (void)text;
    app->messages++;
    app->last_length = length;
    snprintf(app->last, sizeof app->last, "%.*s", (int)(length < 60 ? length : 60), payload);
    if (strcmp(app->last, "bye") == 0)
        chat_websocket_close(ws, 4001, "you said bye");
    if (strcmp(app->last, "other") == 0)
        app->at_other = app->messages;
    if (strcmp(app->last, "abort") == 0)
        chat_websocket_abort(ws);
    if (app->echo) {
        struct chat_frame *frame = chat_frame_text(&app->loop.counting.allocator, payload, length);
        if (frame != NULL)
            (void)chat_websocket_send(ws, frame);
        chat_frame_unref(frame);
    }
}

static void on_closed(chat_websocket_t *ws, unsigned code, const char *reason, void *user_data)
{
    struct app *app = user_data;
    ck_assert_ptr_null(chat_websocket_connection(ws));
    app->closed++;
    app->close_code = code;
    snprintf(app->close_reason, sizeof app->close_reason, "%s", reason);
}

static void on_slow(chat_websocket_t *ws, size_t pending, void *user_data)
{
    struct app *app = user_data;
    ck_assert_uint_eq(pending, chat_websocket_pending(ws));
    app->slow++;
}

static void on_drained(chat_websocket_t *ws, void *user_data)
{
    struct app *app = user_data;
    ck_assert_uint_eq(chat_websocket_pending(ws), 0);
    app->drained++;
}

static const struct chat_websocket_handlers handlers = {on_message, on_closed, on_slow, on_drained};

static void upgrade(struct app *app, chat_request_t *request)
{
    chat_websocket_t *ws = chat_request_upgrade(request, &app->options, &handlers, app);
    if (ws == NULL)
        return;
    ck_assert_ptr_eq(chat_websocket_user(ws), app);
    app->ws = chat_websocket_ref(ws);
}

static void app_request(chat_request_t *request, void *user_data)
{
    struct app *app = user_data;
    if (app->upgrade_later)
        app->kept = chat_request_ref(request);
    else
        upgrade(app, request);
}

static void app_connection_closed(chat_connection_t *connection, void *user_data)
{
    struct app *app = user_data;
    (void)connection;
    app->connections_closed++;
}

static void app_init(struct app *app)
{
    *app = (struct app){.options = CHAT_WEBSOCKET_OPTIONS_INIT, .echo = true};
    loop_init(&app->loop);
    app->loop.handlers =
        (struct chat_server_handlers){.request = app_request, .connection_closed = app_connection_closed};
}

#define HANDSHAKE                                                                                         \
    "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: " \
    "13\r\n"                                                                                              \
    "Sec-WebSocket-Protocol: other, chat.v1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

static size_t masked(char *out, enum chat_ws_opcode opcode, bool fin, const char *payload, size_t length)
{
    static const uint8_t mask[4] = {1, 2, 3, 4};
    size_t at = chat_ws_encode_header((uint8_t *)out, opcode, fin, length, mask);
    memcpy(out + at, payload, length);
    chat_ws_mask((uint8_t *)out + at, length, mask, 0);
    return at + length;
}

static void client_frame(struct app *app, int client, enum chat_ws_opcode opcode, bool fin,
                         const char *payload)
{
    static char bytes[1 << 17];
    client_send(&app->loop, client, bytes, masked(bytes, opcode, fin, payload, strlen(payload)));
}

/* Upgraded, with the 101 read. */
static int app_open(struct app *app)
{
    if (app->loop.server == NULL)
        loop_open(&app->loop, app);
    int client = loop_connect(&app->loop);
    client_says(&app->loop, client, HANDSHAKE);
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, NULL), "HTTP/1.1 101 "));
    return client;
}

static void app_close(struct app *app, int client)
{
    close(client);
    loop_turn(&app->loop);
    ck_assert_int_eq(app->closed, 1);
    ck_assert_int_eq(app->connections_closed, 1);
    chat_websocket_unref(app->ws);
    loop_close(&app->loop);
}

START_TEST(the_upgrade_confirms_key_protocol_and_further_fields)
{
    struct app app;
    app_init(&app);
    struct chat_http_header more = {"X-More", "yes"};
    app.options.protocol = "chat.v1";
    app.options.headers = &more;
    app.options.header_count = 1;
    loop_open(&app.loop, &app);
    int client = loop_connect(&app.loop);

    client_says(&app.loop, client, HANDSHAKE);
    const char *heard = client_hears(client, NULL, NULL);
    ck_assert_ptr_nonnull(strstr(heard, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    ck_assert_ptr_nonnull(strstr(heard, "Sec-WebSocket-Protocol: chat.v1\r\n"));
    ck_assert_ptr_nonnull(strstr(heard, "X-More: yes\r\n"));
    ck_assert_ptr_nonnull(strstr(heard, "Connection: Upgrade\r\n"));
    ck_assert_ptr_null(strstr(heard, "Content-Length"));
    app_close(&app, client);
    ck_assert_uint_eq(app.close_code, 1006);
}
END_TEST

START_TEST(a_protocol_that_was_not_offered_is_refused)
{
    struct app app;
    app_init(&app);
    app.options.protocol = "chat.v2";
    loop_open(&app.loop, &app);
    int client = loop_connect(&app.loop);

    client_says(&app.loop, client, HANDSHAKE);
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, NULL), "HTTP/1.1 400 "));
    ck_assert_ptr_null(app.ws);
    close(client);
    loop_turn(&app.loop);
    loop_close(&app.loop);
}
END_TEST

START_TEST(frames_that_come_with_the_handshake_are_read_after_it)
{
    struct app app;
    app_init(&app);
    app.upgrade_later = true;
    loop_open(&app.loop, &app);
    int client = loop_connect(&app.loop);
    char bytes[512] = HANDSHAKE;
    size_t length = strlen(bytes);

    length += masked(bytes + length, CHAT_WS_TEXT, true, "early", 5);
    client_send(&app.loop, client, bytes, length);
    ck_assert_int_eq(app.messages, 0);
    upgrade(&app, app.kept);
    ck_assert(!chat_request_alive(app.kept));
    chat_request_unref(app.kept);
    loop_turn(&app.loop);
    ck_assert_str_eq(app.last, "early");
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, NULL), "\r\n\r\n\x81\x05"
                                                                   "early"));
    app_close(&app, client);
}
END_TEST

START_TEST(a_message_in_pieces_is_put_together_and_its_memory_given_back)
{
    struct app app;
    app_init(&app);
    app.echo = false;
    int client = app_open(&app);
    long before = app.loop.counting.alive;

    client_frame(&app, client, CHAT_WS_TEXT, false, "one ");
    ck_assert_int_gt(app.loop.counting.alive, before);
    client_frame(&app, client, CHAT_WS_PING, true, "");
    ck_assert_int_eq(app.messages, 0);
    client_frame(&app, client, CHAT_WS_CONTINUATION, true, "two");
    ck_assert_str_eq(app.last, "one two");
    ck_assert_int_eq(app.loop.counting.alive, before);
    app_close(&app, client);
}
END_TEST

START_TEST(a_declared_length_allocates_nothing)
{
    struct app app;
    app_init(&app);
    app.options.message_max = 1u << 30;
    int client = app_open(&app);
    long before = app.loop.counting.alive;
    static const uint8_t header[] = {0x82, 0xFF, 0, 0, 0, 0, 0x3F, 0, 0, 0, 0, 0, 0, 0};

    client_send(&app.loop, client, header, sizeof header);
    ck_assert_int_eq(app.loop.counting.alive, before);
    client_says(&app.loop, client, "abc");
    ck_assert_int_eq(app.loop.counting.alive, before + 1);
    app_close(&app, client);
}
END_TEST

START_TEST(the_peer_closes_and_is_answered)
{
    struct app app;
    app_init(&app);
    int client = app_open(&app);
    bool closed;

    client_frame(&app, client, CHAT_WS_CLOSE, true,
                 "\x0f\xa1"
                 "done");
    ck_assert_str_eq(client_hears(client, NULL, &closed), "\x88\x02\x0f\xa1");
    ck_assert(closed);
    ck_assert(!chat_websocket_send(app.ws, app.loop.server->frame_ping));
    app_close(&app, client);
    ck_assert_uint_eq(app.close_code, 4001);
    ck_assert_str_eq(app.close_reason, "done");
}
END_TEST

static bool is_closed(void *data)
{
    return ((struct app *)data)->closed > 0;
}

START_TEST(tcp_goes_within_a_second_of_the_close_handshake)
{
    struct app app;
    app_init(&app);
    int client = app_open(&app);
    int64_t began = chat_server_now_us();

    client_frame(&app, client, CHAT_WS_CLOSE, true, "\x03\xe8");
    /* The peer keeps its end open. */
    loop_until(&app.loop, is_closed, &app);
    ck_assert_int_lt(chat_server_now_us() - began, 1000000);
    app_close(&app, client);
    ck_assert_uint_eq(app.close_code, 1000);
}
END_TEST

START_TEST(we_close_and_wait_for_the_answer)
{
    struct app app;
    app_init(&app);
    int client = app_open(&app);
    bool closed;

    client_frame(&app, client, CHAT_WS_TEXT, true, "bye");
    ck_assert_str_eq(client_hears(client, NULL, &closed), "\x88\x0e\x0f\xa1you said bye");
    ck_assert(!closed);
    client_frame(&app, client, CHAT_WS_TEXT, true, "still talking");
    ck_assert_int_eq(app.messages, 1);
    client_frame(&app, client, CHAT_WS_CLOSE, true, "\x0f\xa1");
    ck_assert_str_eq(client_hears(client, NULL, &closed), "");
    ck_assert(closed);
    app_close(&app, client);
    ck_assert_uint_eq(app.close_code, 4001);
    ck_assert_str_eq(app.close_reason, "you said bye");
}
END_TEST

START_TEST(a_close_that_is_never_answered_ends_in_time)
{
    struct app app;
    app_init(&app);
    app.loop.options.ws_close_ms = 50;
    int client = app_open(&app);

    chat_websocket_close(app.ws, 1001, NULL);
    loop_until(&app.loop, is_closed, &app);
    app_close(&app, client);
    ck_assert_uint_eq(app.close_code, 1001);
}
END_TEST

START_TEST(aborting_from_inside_a_message_is_safe)
{
    struct app app;
    app_init(&app);
    int client = app_open(&app);
    char bytes[64];
    size_t length = masked(bytes, CHAT_WS_TEXT, true, "abort", 5);

    length += masked(bytes + length, CHAT_WS_TEXT, true, "after", 5);
    client_send(&app.loop, client, bytes, length);
    ck_assert_int_eq(app.messages, 1);
    ck_assert(client_is_closed(client));
    app_close(&app, client);
    ck_assert_uint_eq(app.close_code, 1006);
}
END_TEST

START_TEST(what_the_codec_refuses_is_said_and_told)
{
    struct app app;
    app_init(&app);
    int client = app_open(&app);
    bool closed;

    client_frame(&app, client, CHAT_WS_TEXT, true, "\xff");
    const char *heard = client_hears(client, NULL, &closed);
    ck_assert_int_eq(strncmp(heard, "\x88\x13\x03\xef", 4), 0);
    ck_assert(closed);
    app_close(&app, client);
    ck_assert_uint_eq(app.close_code, 1007);
    ck_assert_int_eq(app.messages, 0);
}
END_TEST

START_TEST(a_silent_peer_is_pinged_and_then_given_up)
{
    struct app app;
    app_init(&app);
    app.options.ping_ms = 50;
    app.options.dead_ms = 200;
    int client = app_open(&app);

    loop_wait_ms(&app.loop, 120);
    ck_assert_mem_eq(client_hears(client, NULL, NULL), "\x89\x00", 2);
    client_frame(&app, client, CHAT_WS_PONG, true, "");
    loop_wait_ms(&app.loop, 120);
    ck_assert_int_eq(app.closed, 0);
    size_t length;
    ck_assert_mem_eq(client_hears(client, &length, NULL), "\x89\x00", 2);
    ck_assert_uint_eq(length, 2);
    loop_until(&app.loop, is_closed, &app);
    app_close(&app, client);
    ck_assert_uint_eq(app.close_code, 1006);
}
END_TEST

START_TEST(a_flood_of_pings_is_1008)
{
    struct app app;
    app_init(&app);
    app.options.control_burst = 5;
    int client = app_open(&app);
    size_t length;

    for (int i = 0; i < 5; i++)
        client_frame(&app, client, CHAT_WS_PING, true, "x");
    (void)client_hears(client, &length, NULL);
    ck_assert_uint_eq(length, 15);
    client_frame(&app, client, CHAT_WS_PING, true, "x");
    ck_assert_int_eq(strncmp(client_hears(client, NULL, NULL) + 2, "\x03\xf0", 2), 0);
    app_close(&app, client);
    ck_assert_uint_eq(app.close_code, 1008);
}
END_TEST

START_TEST(one_frame_goes_to_many_without_a_copy)
{
    struct app app;
    app_init(&app);
    int first = app_open(&app);
    chat_websocket_t *first_ws = app.ws;
    int second = app_open(&app);
    struct chat_frame *frame = chat_frame_text(&app.loop.counting.allocator, "to all", 6);
    long before = app.loop.counting.alive;

    ck_assert(chat_websocket_send(first_ws, frame));
    ck_assert(chat_websocket_send(app.ws, frame));
    ck_assert_uint_eq(atomic_load(&frame->refs), 3);
    ck_assert_int_eq(app.loop.counting.alive, before);
    loop_turn(&app.loop);
    ck_assert_uint_eq(atomic_load(&frame->refs), 1);
    ck_assert_str_eq(client_hears(first, NULL, NULL), "\x81\x06to all");
    ck_assert_str_eq(client_hears(second, NULL, NULL), "\x81\x06to all");
    chat_frame_unref(frame);
    close(first);
    loop_turn(&app.loop);
    chat_websocket_unref(first_ws);
    app.closed = 0;
    app.connections_closed = 0;
    app_close(&app, second);
}
END_TEST

START_TEST(a_slow_reader_is_told_of_and_dropping_never_cuts_a_frame)
{
    static char payload[50000];
    struct app app;
    app_init(&app);
    app.options.slow_bytes = 300000;
    int client = app_open(&app);
    memset(payload, 'p', sizeof payload);
    struct chat_frame *frame = chat_frame_text(&app.loop.counting.allocator, payload, sizeof payload);
    struct chat_frame *last = chat_frame_text(&app.loop.counting.allocator, "last", 4);
    size_t sent = 0;

    for (; app.slow == 0; sent++) {
        ck_assert(chat_websocket_send(app.ws, frame));
        loop_turn(&app.loop);
    }
    size_t dropped = chat_websocket_drop(app.ws);
    ck_assert_uint_ge(dropped, 5);
    ck_assert(chat_websocket_send(app.ws, last));

    /* The client gets whole frames: those that were not dropped, then the last. */
    static char heard[1 << 20];
    size_t have = 0;
    for (int i = 0; i < 20; i++) {
        ssize_t n = recv(client, heard + have, sizeof heard - have, 0);
        have += n > 0 ? (size_t)n : 0;
        loop_turn(&app.loop);
    }
    ck_assert_uint_eq(have, (sent - dropped) * (4 + sizeof payload) + 6);
    ck_assert_mem_eq(heard + have - 6, "\x81\x04last", 6);
    ck_assert_int_gt(app.drained, 0);
    chat_frame_unref(frame);
    chat_frame_unref(last);
    app_close(&app, client);
}
END_TEST

START_TEST(a_flood_of_messages_leaves_others_their_turn)
{
    struct app app;
    app_init(&app);
    app.echo = false;
    int flooding = app_open(&app);
    chat_websocket_t *flooding_ws = app.ws;
    int other = app_open(&app);
    char bytes[2000];
    size_t length = 0;

    for (int i = 0; i < 200; i++)
        length += masked(bytes + length, CHAT_WS_BINARY, true, "x", 1);
    ck_assert_int_eq(send(flooding, bytes, length, 0), (ssize_t)length);
    length = masked(bytes, CHAT_WS_TEXT, true, "other", 5);
    ck_assert_int_eq(send(other, bytes, length, 0), (ssize_t)length);
    loop_turn(&app.loop);
    ck_assert_int_eq(app.messages, 201);
    ck_assert_int_gt(app.at_other, 0);
    ck_assert_int_le(app.at_other, 64);
    close(flooding);
    loop_turn(&app.loop);
    chat_websocket_unref(flooding_ws);
    app.closed = 0;
    app.connections_closed = 0;
    app_close(&app, other);
}
END_TEST

/* Through an upgrade, messages and a close, with the n-th request for memory refused. */
static long scenario(long fail_at)
{
    struct app app;
    app_init(&app);
    loop_open(&app.loop, &app);
    long begun = app.loop.counting.requests;
    app.loop.counting.fail_at = fail_at > 0 ? begun + fail_at : 0;

    int client = loop_connect(&app.loop);
    char bytes[1024] = HANDSHAKE;
    size_t length = strlen(bytes);
    length += masked(bytes + length, CHAT_WS_TEXT, false, "in ", 3);
    length += masked(bytes + length, CHAT_WS_PING, true, "p", 1);
    length += masked(bytes + length, CHAT_WS_CONTINUATION, true, "pieces", 6);
    length += masked(bytes + length, CHAT_WS_CLOSE, true, "\x03\xe8ok", 4);
    (void)!send(client, bytes, length, MSG_NOSIGNAL);
    loop_turn(&app.loop);
    long requests = app.loop.counting.requests - begun;
    close(client);
    loop_turn(&app.loop);
    ck_assert_int_eq(app.closed, app.ws != NULL);
    chat_websocket_unref(app.ws);
    loop_close(&app.loop);
    return requests;
}

START_TEST(running_out_of_memory_anywhere_ends_the_connection_and_leaks_nothing)
{
    long requests = scenario(0);
    ck_assert_int_gt(requests, 10);
    for (long n = 1; n <= requests; n++)
        scenario(n);
}
END_TEST

START_TEST(an_idle_websocket_is_small)
{
    struct app app;
    app_init(&app);
    loop_open(&app.loop, &app);
    long before = app.loop.counting.alive;
    int client = app_open(&app);

    client_frame(&app, client, CHAT_WS_TEXT, true, "hello");
    (void)client_hears(client, NULL, NULL);
    /* Connection, WebSocket, the queue's few pointers. */
    ck_assert_int_le(app.loop.counting.alive - before, 3);
    ck_assert_uint_le(sizeof(struct chat_connection) + sizeof(struct chat_websocket), 1536);
    app_close(&app, client);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, the_upgrade_confirms_key_protocol_and_further_fields);
    tcase_add_test(cases, a_protocol_that_was_not_offered_is_refused);
    tcase_add_test(cases, frames_that_come_with_the_handshake_are_read_after_it);
    tcase_add_test(cases, a_message_in_pieces_is_put_together_and_its_memory_given_back);
    tcase_add_test(cases, a_declared_length_allocates_nothing);
    tcase_add_test(cases, the_peer_closes_and_is_answered);
    tcase_add_test(cases, tcp_goes_within_a_second_of_the_close_handshake);
    tcase_add_test(cases, we_close_and_wait_for_the_answer);
    tcase_add_test(cases, a_close_that_is_never_answered_ends_in_time);
    tcase_add_test(cases, aborting_from_inside_a_message_is_safe);
    tcase_add_test(cases, what_the_codec_refuses_is_said_and_told);
    tcase_add_test(cases, a_silent_peer_is_pinged_and_then_given_up);
    tcase_add_test(cases, a_flood_of_pings_is_1008);
    tcase_add_test(cases, one_frame_goes_to_many_without_a_copy);
    tcase_add_test(cases, a_slow_reader_is_told_of_and_dropping_never_cuts_a_frame);
    tcase_add_test(cases, a_flood_of_messages_leaves_others_their_turn);
    tcase_add_test(cases, running_out_of_memory_anywhere_ends_the_connection_and_leaks_nothing);
    tcase_add_test(cases, an_idle_websocket_is_small);
}

int main(void)
{
    return unit_main("common/websocket_connection", list);
}
