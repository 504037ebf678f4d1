/*
 * Listening: addresses, ports in use, unix sockets, running out of descriptors, several loops.
 */
#include "frontends/common/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "frontends/common/peer.h"
#include "tests/unit/common/loop.h"
#include "tests/unit/unit.h"

static void hello(chat_request_t *request, void *user_data)
{
    (void)user_data;
    char text[CHAT_PEER_TEXT_MAX];
    chat_peer_text(chat_connection_peer(chat_request_connection(request)), text);
    (void)chat_request_reply_text(request, 200, "text/plain", text, strlen(text));
}

static void server_open(struct loop *loop)
{
    loop_init(loop);
    loop->handlers.request = hello;
    loop_open(loop, NULL);
}

static chat_listener_t *listen_on(struct loop *loop, const char *address)
{
    chat_listener_t *listener = NULL;
    struct chat_error err = CHAT_ERROR_INIT;
    ck_assert_msg(chat_listener_open(loop->base, address, &loop->server, 1, &listener, &err) == CHAT_OK, "%s",
                  err.message);
    return listener;
}

static int connect_port(uint16_t port)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(connect(client, (struct sockaddr *)&to, sizeof to), 0);
    ck_assert_int_eq(fcntl(client, F_SETFL, O_NONBLOCK), 0);
    return client;
}

START_TEST(an_address_reads_and_writes_the_same)
{
    static const char *const good[] = {"127.0.0.1:8080", "0.0.0.0:0", "[::1]:65535", "[::]:80",
                                       "unix:/tmp/x"};
    static const char *const bad[] = {
        "",          "127.0.0.1",    ":80",        "127.0.0.1:", "127.0.0.1:65536", "localhost:80",
        "::1:80",    "[::1]80",      "[::1:80",    "1.2.3:4",    "127.0.0.1:8a",    "unix:",
        "[::1]:80x", "127.0.0.1:-1", "[1.2.3.4]:5"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        union chat_address address;
        socklen_t length;
        char text[CHAT_ADDRESS_TEXT_MAX];
        ck_assert_int_eq(chat_address_read(good[i], &address, &length, NULL), CHAT_OK);
        ck_assert_str_eq(chat_address_text(&address, text), good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        union chat_address address;
        socklen_t length;
        struct chat_error err = CHAT_ERROR_INIT;
        ck_assert_msg(chat_address_read(bad[i], &address, &length, &err) == CHAT_E_INVALID, "%s", bad[i]);
        ck_assert_str_eq(err.field, "listen");
    }
}
END_TEST

START_TEST(any_free_port_is_chosen_and_said_and_taken_only_once)
{
    struct loop loop;
    server_open(&loop);
    chat_listener_t *listener = listen_on(&loop, "127.0.0.1:0");
    chat_listener_t *second = NULL;
    struct chat_error err = CHAT_ERROR_INIT;

    ck_assert_uint_gt(chat_listener_port(listener), 0);
    ck_assert_int_eq(
        chat_listener_open(loop.base, chat_listener_address(listener), &loop.server, 1, &second, &err),
        CHAT_E_EXISTS);
    ck_assert_ptr_nonnull(strstr(err.message, "in use"));
    ck_assert_int_eq(chat_listener_open(loop.base, "192.0.2.1:0", &loop.server, 1, &second, &err),
                     CHAT_E_UNAVAILABLE);
    chat_listener_close(listener);
    loop_close(&loop);
}
END_TEST

START_TEST(a_peer_is_known_by_its_address)
{
    struct loop loop;
    server_open(&loop);
    chat_listener_t *listener = listen_on(&loop, "127.0.0.1:0");
    int client = connect_port(chat_listener_port(listener));

    loop_turn(&loop);
    client_says(&loop, client, PLAIN_GET);
    loop_wait_ms(&loop, 20);
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, NULL), "\r\n\r\n127.0.0.1:"));
    close(client);
    loop_wait_ms(&loop, 20);
    ck_assert_uint_eq(open_connections(&loop), 0);
    chat_listener_close(listener);
    loop_close(&loop);
}
END_TEST

START_TEST(a_unix_socket_is_made_replaced_when_stale_and_removed)
{
    struct loop loop;
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    char address[sizeof to.sun_path];
    struct stat info;
    server_open(&loop);
    snprintf(to.sun_path, sizeof to.sun_path, "/tmp/chat-test-%d.sock", (int)getpid());
    snprintf(address, sizeof address, "unix:%.90s", to.sun_path);

    /* Left over by a server that was killed. */
    int stale = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(stale, (struct sockaddr *)&to, sizeof to), 0);
    close(stale);
    chat_listener_t *listener = listen_on(&loop, address);
    ck_assert_int_eq(stat(to.sun_path, &info), 0);
    ck_assert_uint_eq(info.st_mode & 0777, 0660);

    /* In use: left alone. */
    chat_listener_t *second = NULL;
    ck_assert_int_eq(chat_listener_open(loop.base, address, &loop.server, 1, &second, NULL), CHAT_E_EXISTS);
    int client = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(connect(client, (struct sockaddr *)&to, sizeof to), 0);
    loop_turn(&loop);
    client_says(&loop, client, PLAIN_GET);
    char expected[64];
    snprintf(expected, sizeof expected, "\r\n\r\nunix:%u", getuid());
    ck_assert_ptr_nonnull(strstr(client_hears(client, NULL, NULL), expected));
    close(client);
    loop_turn(&loop);
    chat_listener_close(listener);
    ck_assert_int_ne(stat(to.sun_path, &info), 0);
    loop_close(&loop);
}
END_TEST

START_TEST(without_descriptors_a_new_connection_is_told_503)
{
    struct loop loop;
    server_open(&loop);
    chat_listener_t *listener = listen_on(&loop, "127.0.0.1:0");
    int first = connect_port(chat_listener_port(listener));
    loop_wait_ms(&loop, 20);
    int second = connect_port(chat_listener_port(listener));
    struct rlimit old;
    struct rlimit now;

    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &old), 0);
    now = old;
    int lowest = open("/dev/null", O_RDONLY | O_CLOEXEC);
    close(lowest);
    now.rlim_cur = (rlim_t)lowest;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &now), 0);
    loop_wait_ms(&loop, 20);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &old), 0);
    bool closed;
    ck_assert_ptr_nonnull(strstr(client_hears(second, NULL, &closed), "HTTP/1.1 503 "));
    ck_assert(closed);

    client_says(&loop, first, PLAIN_GET);
    loop_wait_ms(&loop, 20);
    ck_assert_ptr_nonnull(strstr(client_hears(first, NULL, NULL), "HTTP/1.1 200 "));
    int third = connect_port(chat_listener_port(listener));
    loop_wait_ms(&loop, 20);
    ck_assert_uint_eq(open_connections(&loop), 2);
    close(first);
    close(second);
    close(third);
    loop_wait_ms(&loop, 20);
    chat_listener_close(listener);
    loop_close(&loop);
}
END_TEST

START_TEST(each_connection_goes_to_the_server_that_has_fewest)
{
    struct loop loop;
    server_open(&loop);
    chat_server_t *servers[2] = {loop.server, NULL};
    ck_assert_int_eq(chat_server_new(loop.base, &loop.options, &loop.handlers, NULL, &servers[1], NULL),
                     CHAT_OK);
    chat_listener_t *listener = NULL;
    ck_assert_int_eq(chat_listener_open(loop.base, "127.0.0.1:0", servers, 2, &listener, NULL), CHAT_OK);
    int clients[10];

    for (size_t i = 0; i < 10; i++)
        clients[i] = connect_port(chat_listener_port(listener));
    loop_wait_ms(&loop, 50);
    for (size_t i = 0; i < 2; i++) {
        struct chat_server_stats stats;
        chat_server_stats(servers[i], &stats);
        ck_assert_uint_eq(stats.connections, 5);
    }
    for (size_t i = 0; i < 10; i++)
        close(clients[i]);
    loop_wait_ms(&loop, 20);
    chat_listener_close(listener);
    chat_server_free(servers[1]);
    loop_close(&loop);
}
END_TEST

static void *run_loop(void *base)
{
    event_base_loop(base, EVLOOP_NO_EXIT_ON_EMPTY);
    return NULL;
}

static void stop_loop(evutil_socket_t fd, short what, void *base)
{
    (void)fd;
    (void)what;
    event_base_loopbreak(base);
}

static bool has_three(void *server)
{
    struct chat_server_stats stats;
    chat_server_stats(server, &stats);
    return stats.requests_total == 3;
}

/* The program of several loops: one thread accepts, another serves. */
START_TEST(connections_are_handed_over_to_another_thread)
{
    struct loop serving;
    struct loop accepting;
    pthread_t thread;
    int stop[2];
    int clients[3];
    loop_init(&serving);
    serving.handlers.request = hello;
    serving.options.allocator = NULL; /* two threads allocate, and the counting one is for one */
    loop_open(&serving, NULL);
    loop_init(&accepting);
    accepting.base = event_base_new();
    ck_assert_int_eq(pipe(stop), 0);
    struct event *stopped = event_new(serving.base, stop[0], EV_READ, stop_loop, serving.base);
    event_add(stopped, NULL);
    chat_listener_t *listener = NULL;
    ck_assert_int_eq(chat_listener_open(accepting.base, "127.0.0.1:0", &serving.server, 1, &listener, NULL),
                     CHAT_OK);
    ck_assert_int_eq(pthread_create(&thread, NULL, run_loop, serving.base), 0);

    for (size_t i = 0; i < 3; i++) {
        clients[i] = connect_port(chat_listener_port(listener));
        client_says(&accepting, clients[i], PLAIN_GET);
    }
    loop_until(&accepting, has_three, serving.server);
    chat_listener_close(listener);
    ck_assert_int_eq(write(stop[1], "x", 1), 1);
    pthread_join(thread, NULL);
    for (size_t i = 0; i < 3; i++)
        close(clients[i]);
    event_free(stopped);
    close(stop[0]);
    close(stop[1]);
    event_base_free(accepting.base);
    loop_close(&serving);
}
END_TEST

START_TEST(a_server_that_is_gone_for_good_closes_what_was_still_to_be_adopted)
{
    struct loop loop;
    int pair[2];
    server_open(&loop);
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    chat_server_adopt(loop.server, pair[1]);
    loop_close(&loop);
    ck_assert(client_is_closed(pair[0]));
    close(pair[0]);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, an_address_reads_and_writes_the_same);
    tcase_add_test(cases, any_free_port_is_chosen_and_said_and_taken_only_once);
    tcase_add_test(cases, a_peer_is_known_by_its_address);
    tcase_add_test(cases, a_unix_socket_is_made_replaced_when_stale_and_removed);
    tcase_add_test(cases, without_descriptors_a_new_connection_is_told_503);
    tcase_add_test(cases, each_connection_goes_to_the_server_that_has_fewest);
    tcase_add_test(cases, connections_are_handed_over_to_another_thread);
    tcase_add_test(cases, a_server_that_is_gone_for_good_closes_what_was_still_to_be_adopted);
}

int main(void)
{
    return unit_main("common/listener", list);
}
