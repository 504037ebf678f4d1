/*
 * A server on a loop that a test turns by hand, with clients on socket pairs.
 */
#ifndef CHAT_TESTS_LOOP_H
#define CHAT_TESTS_LOOP_H

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <check.h>
#include <event2/event.h>

#include "frontends/common/connection.h"
#include "frontends/common/server.h"
#include "tests/unit/base/counting_alloc.h"

struct loop {
    struct event_base *base;
    chat_server_t *server;
    struct counting_alloc counting;
    struct chat_server_options options;
    struct chat_server_handlers handlers;
};

/* Fill in handlers and options before loop_open(). */
static inline void loop_init(struct loop *loop)
{
    *loop = (struct loop){.options = CHAT_SERVER_OPTIONS_INIT};
    counting_alloc_init(&loop->counting);
    loop->options.allocator = &loop->counting.allocator;
}

static inline void loop_open(struct loop *loop, void *user_data)
{
    loop->base = event_base_new();
    ck_assert_ptr_nonnull(loop->base);
    ck_assert_int_eq(
        chat_server_new(loop->base, &loop->options, &loop->handlers, user_data, &loop->server, NULL),
        CHAT_OK);
}

/* Everything that can happen now without waiting. */
static inline void loop_turn(struct loop *loop)
{
    for (int i = 0; i < 8; i++)
        event_base_loop(loop->base, EVLOOP_NONBLOCK);
}

/* Turn until `done` says so, or fail after five seconds. */
static inline void loop_until(struct loop *loop, bool (*done)(void *), void *data)
{
    int64_t end = chat_server_now_us() + 5000000;
    while (!done(data)) {
        ck_assert_msg(chat_server_now_us() < end, "it did not happen within five seconds");
        loop_turn(loop);
        usleep(1000);
    }
}

static inline void loop_wait_ms(struct loop *loop, int ms)
{
    int64_t end = chat_server_now_us() + (int64_t)ms * 1000;
    while (chat_server_now_us() < end) {
        loop_turn(loop);
        usleep(1000);
    }
}

/* Also shows that nothing is left allocated. */
static inline void loop_close(struct loop *loop)
{
    chat_server_free(loop->server);
    event_base_free(loop->base);
    ck_assert_int_eq(loop->counting.alive, 0);
}

/* A client's end of a new connection, non-blocking. */
static inline int loop_connect(struct loop *loop)
{
    int pair[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    chat_server_adopt(loop->server, pair[1]);
    loop_turn(loop);
    return pair[0];
}

static inline void client_send(struct loop *loop, int client, const void *bytes, size_t length)
{
    ck_assert_int_eq(send(client, bytes, length, MSG_NOSIGNAL), (ssize_t)length);
    loop_turn(loop);
}

static inline void client_says(struct loop *loop, int client, const char *text)
{
    client_send(loop, client, text, strlen(text));
}

#define CLIENT_BYTES_MAX (1 << 20)

/* What has come so far, NUL-terminated, in one static buffer; `closed` tells whether the server has ended it.
 */
static inline const char *client_hears(int client, size_t *length, bool *closed)
{
    static char bytes[CLIENT_BYTES_MAX];
    size_t have = 0;
    ssize_t n;

    while ((n = recv(client, bytes + have, sizeof bytes - 1 - have, 0)) > 0)
        have += (size_t)n;
    bytes[have] = '\0';
    if (closed != NULL)
        *closed = n == 0 || (n < 0 && errno != EAGAIN);
    if (length != NULL)
        *length = have;
    return bytes;
}

static inline bool client_is_closed(int client)
{
    bool closed;
    (void)client_hears(client, NULL, &closed);
    return closed;
}

static inline size_t open_connections(const struct loop *loop)
{
    struct chat_server_stats stats;
    chat_server_stats(loop->server, &stats);
    return stats.connections;
}

#define PLAIN_GET "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

#endif
