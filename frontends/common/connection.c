/*
 * One socket: reading, writing, deadlines, being cut. What the bytes mean is the phase's business.
 */
#include "frontends/common/connection.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "frontends/common/peer.h"

/* A peer that answers nothing, not even keep-alive probes, is gone after 75 s. */
#define KEEPALIVE_IDLE_S     30
#define KEEPALIVE_INTERVAL_S 15
#define KEEPALIVE_COUNT      3
#define USER_TIMEOUT_MS      75000

/* ---- The end of a connection ------------------------------------------------------------------------ */

void chat_connection_later(chat_connection_t *connection)
{
    chat_server_t *server = connection->server;
    if (connection->in_turn)
        return;
    connection->in_turn = true;
    connection->next_in_turn = server->turn_first;
    server->turn_first = connection;
    chat_server_turn_later(server);
}

void chat_connection_kill(chat_connection_t *connection)
{
    chat_server_t *server = connection->server;
    if (connection->dead)
        return;
    connection->dead = true;
    event_del(&connection->read_event);
    event_del(&connection->write_event);
    event_del(&connection->timer);
    close(connection->fd);
    connection->fd = -1;
    connection->next_dead = server->dead_first;
    server->dead_first = connection;
    if (!server->freeing)
        chat_server_turn_later(server);
}

static void unlink_from_server(chat_connection_t *connection)
{
    if (connection->previous != NULL)
        connection->previous->next = connection->next;
    else
        connection->server->first = connection->next;
    if (connection->next != NULL)
        connection->next->previous = connection->previous;
}

void chat_connection_reap(chat_connection_t *connection)
{
    chat_server_t *server = connection->server;

    chat_http_reap(connection);
    chat_ws_reap(connection);
    if (connection->accepted && server->handlers->connection_closed != NULL)
        server->handlers->connection_closed(connection, server->user_data);
    unlink_from_server(connection);
    chat_output_clear(&connection->output);
    chat_http_parser_clear(&connection->parser);
    chat_free(connection->ahead);
    chat_free(connection);
    atomic_fetch_sub(&server->connections, 1);
}

static void shut_down(chat_connection_t *connection)
{
    connection->shut = true;
    shutdown(connection->fd, SHUT_WR);
    if (connection->eof)
        chat_connection_kill(connection);
    else
        chat_connection_deadline(connection, chat_server_now_us() + (int64_t)connection->linger_ms * 1000);
}

void chat_connection_finish(chat_connection_t *connection, uint32_t linger_ms)
{
    if (connection->dead || connection->phase == CHAT_PHASE_LINGER)
        return;
    connection->phase = CHAT_PHASE_LINGER;
    connection->linger_ms = linger_ms;
    connection->deadline_us = 0;
    chat_free(connection->ahead);
    connection->ahead = NULL;
    connection->ahead_length = 0;
    /* Writing is at the end of the turn; it shuts down behind the last byte. */
    chat_connection_later(connection);
}

/* ---- Deadlines -------------------------------------------------------------------------------------- */

/*
 * The timer is only ever moved forward when it must go off earlier. A deadline that moved back, which is the
 * common case, is noticed when the timer goes off early and is set again.
 */
static void arm(chat_connection_t *connection)
{
    int64_t next = connection->deadline_us;
    if (connection->write_deadline_us != 0 && (next == 0 || connection->write_deadline_us < next))
        next = connection->write_deadline_us;
    if (next == 0 || connection->dead || (connection->timer_set && connection->timer_us <= next))
        return;

    int64_t wait = next - chat_server_now_us();
    if (wait < 0)
        wait = 0;
    struct timeval tv = {.tv_sec = wait / 1000000, .tv_usec = wait % 1000000};
    connection->timer_set = true;
    connection->timer_us = next;
    event_add(&connection->timer, &tv);
}

void chat_connection_deadline(chat_connection_t *connection, int64_t at_us)
{
    connection->deadline_us = at_us;
    arm(connection);
}

/* A span of writing has passed: enough must have left. */
static void check_writing(chat_connection_t *connection, int64_t now)
{
    const struct chat_server_options *options = &connection->server->options;
    if (connection->written < options->write_bytes) {
        chat_connection_kill(connection);
        return;
    }
    connection->written = 0;
    connection->write_deadline_us = now + (int64_t)options->write_ms * 1000;
}

static void phase_timeout(chat_connection_t *connection)
{
    connection->deadline_us = 0;
    switch (connection->phase) {
    case CHAT_PHASE_HTTP:
        chat_http_timeout(connection);
        break;
    case CHAT_PHASE_WEBSOCKET:
        chat_ws_timeout(connection);
        break;
    case CHAT_PHASE_LINGER:
        chat_connection_kill(connection);
        break;
    }
}

static void timer_fired(evutil_socket_t fd, short what, void *data)
{
    chat_connection_t *connection = data;
    int64_t now = chat_server_now_us();
    (void)fd;
    (void)what;

    connection->timer_set = false;
    if (connection->write_deadline_us != 0 && connection->write_deadline_us <= now)
        check_writing(connection, now);
    if (!connection->dead && connection->deadline_us != 0 && connection->deadline_us <= now)
        phase_timeout(connection);
    if (!connection->dead)
        arm(connection);
}

/* ---- Reading ---------------------------------------------------------------------------------------- */

void chat_connection_watch(chat_connection_t *connection)
{
    if (connection->dead)
        return;
    bool paused = connection->request != NULL && connection->request->paused;
    bool full = connection->ahead_length >= CHAT_AHEAD_BYTES ||
                connection->output.bytes > connection->server->options.pending_max || paused;
    bool want = !connection->eof && (connection->phase == CHAT_PHASE_LINGER || !full);

    if (want && !connection->reading)
        event_add(&connection->read_event, NULL);
    else if (!want && connection->reading)
        event_del(&connection->read_event);
    connection->reading = want;
}

/* Hand bytes to the phase's reader until it wants no more. */
static void consume(chat_connection_t *connection, uint8_t **at, uint8_t *end)
{
    enum chat_phase phase;

    connection->consuming = true;
    do {
        phase = connection->phase;
        if (phase == CHAT_PHASE_HTTP)
            chat_http_consume(connection, at, end);
        else if (phase == CHAT_PHASE_WEBSOCKET)
            chat_ws_consume(connection, at, end);
        else
            *at = end;
    } while (!connection->dead && connection->phase != phase);
    connection->consuming = false;
}

static void keep_ahead(chat_connection_t *connection, const uint8_t *bytes, size_t length)
{
    if (connection->dead || connection->phase == CHAT_PHASE_LINGER || length == 0)
        return;
    uint8_t *ahead = chat_realloc(connection->server->options.allocator, connection->ahead,
                                  connection->ahead_length + length);
    if (ahead == NULL) {
        chat_connection_kill(connection);
        return;
    }
    memcpy(ahead + connection->ahead_length, bytes, length);
    connection->ahead = ahead;
    connection->ahead_length += length;
}

/* Try again with what was kept. It is taken off the connection meanwhile, which may change phase. */
static void consume_ahead(chat_connection_t *connection)
{
    uint8_t none;
    uint8_t *bytes = connection->ahead;
    uint8_t *at = bytes != NULL ? bytes : &none;
    uint8_t *end = at + connection->ahead_length;

    connection->ahead = NULL;
    connection->ahead_length = 0;
    consume(connection, &at, end);
    if (at != end)
        keep_ahead(connection, at, (size_t)(end - at));
    chat_free(bytes);
}

static void took_in(chat_connection_t *connection, uint8_t *bytes, size_t length)
{
    atomic_fetch_add_explicit(&connection->server->bytes_in, length, memory_order_relaxed);
    if (connection->phase == CHAT_PHASE_LINGER)
        return;
    if (connection->phase == CHAT_PHASE_WEBSOCKET)
        chat_ws_heard(connection->ws);
    if (connection->ahead_length > 0) {
        keep_ahead(connection, bytes, length);
        if (!connection->dead)
            consume_ahead(connection);
        return;
    }
    uint8_t *at = bytes;
    consume(connection, &at, bytes + length);
    keep_ahead(connection, at, (size_t)(bytes + length - at));
}

static void end_of_input(chat_connection_t *connection)
{
    connection->eof = true;
    switch (connection->phase) {
    case CHAT_PHASE_HTTP:
        chat_http_eof(connection);
        break;
    case CHAT_PHASE_WEBSOCKET:
        chat_ws_eof(connection);
        break;
    case CHAT_PHASE_LINGER:
        if (connection->shut)
            chat_connection_kill(connection);
        break;
    }
}

static void readable(evutil_socket_t fd, short what, void *data)
{
    chat_connection_t *connection = data;
    chat_server_t *server = connection->server;
    size_t room = connection->request != NULL ? CHAT_AHEAD_BYTES : sizeof server->buffer;
    (void)what;

    ssize_t n = recv(fd, server->buffer, room, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n < 0)
        chat_connection_kill(connection);
    else if (n == 0)
        end_of_input(connection);
    else
        took_in(connection, server->buffer, (size_t)n);
    chat_connection_watch(connection);
}

/* ---- Writing ---------------------------------------------------------------------------------------- */

bool chat_connection_send(chat_connection_t *connection, struct chat_frame *frame, bool keep)
{
    const struct chat_server_options *options = &connection->server->options;
    if (connection->dead || connection->shut)
        return false;
    bool was_empty = connection->output.count == 0;
    if (frame == NULL || !chat_output_push(&connection->output, options->allocator, frame, keep)) {
        chat_connection_kill(connection);
        return false;
    }
    if (was_empty && connection->output.count > 0) {
        connection->written = 0;
        connection->write_deadline_us = chat_server_now_us() + (int64_t)options->write_ms * 1000;
        arm(connection);
    }
    if (!connection->writing)
        chat_connection_later(connection);
    return true;
}

/* All has left. */
static void drained(chat_connection_t *connection)
{
    connection->write_deadline_us = 0;
    switch (connection->phase) {
    case CHAT_PHASE_HTTP:
        chat_http_drained(connection);
        break;
    case CHAT_PHASE_WEBSOCKET:
        chat_ws_drained(connection);
        break;
    case CHAT_PHASE_LINGER:
        break;
    }
}

static void want_writable(chat_connection_t *connection, bool want)
{
    if (want && !connection->writing)
        event_add(&connection->write_event, NULL);
    else if (!want && connection->writing)
        event_del(&connection->write_event);
    connection->writing = want;
}

/* One system call; what it leaves waits for the socket, or, if only the vector was full, for the next turn.
 */
static void write_some(chat_connection_t *connection)
{
    struct iovec iov[CHAT_OUTPUT_IOV_MAX];
    size_t frames = chat_output_fill(&connection->output, iov);
    struct msghdr message = {.msg_iov = iov, .msg_iovlen = frames};
    size_t offered = 0;
    size_t before = connection->output.bytes;
    size_t pending_max = connection->server->options.pending_max;

    for (size_t i = 0; i < frames; i++)
        offered += iov[i].iov_len;
    ssize_t n = sendmsg(connection->fd, &message, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && errno != EINTR && errno != ENOBUFS) {
        chat_connection_kill(connection);
        return;
    }
    size_t left = n > 0 ? (size_t)n : 0;
    atomic_fetch_add_explicit(&connection->server->bytes_out, left, memory_order_relaxed);
    connection->written += left;
    chat_output_advance(&connection->output, left);
    want_writable(connection, left < offered);
    if (left == offered && connection->output.count > 0)
        chat_connection_later(connection);
    /* What was kept while too much waited may go on. */
    if (before > pending_max && connection->output.bytes <= pending_max)
        chat_connection_later(connection);
    if (connection->output.count == 0)
        drained(connection);
}

static void writable(evutil_socket_t fd, short what, void *data)
{
    chat_connection_t *connection = data;
    (void)fd;
    (void)what;
    /* At the end of the turn, with what the turn adds. */
    want_writable(connection, false);
    chat_connection_later(connection);
}

void chat_connection_turn(chat_connection_t *connection)
{
    if (connection->phase != CHAT_PHASE_LINGER)
        consume_ahead(connection);
    if (!connection->dead && connection->output.count > 0 && !connection->writing)
        write_some(connection);
    if (!connection->dead && connection->phase == CHAT_PHASE_LINGER && !connection->shut &&
        connection->output.count == 0)
        shut_down(connection);
    chat_connection_watch(connection);
}

/* ---- The beginning ---------------------------------------------------------------------------------- */

static void set_option(int fd, int level, int name, int value)
{
    /* Not every socket is TCP; a refusal only loses the refinement. */
    (void)setsockopt(fd, level, name, &value, sizeof value);
}

static void set_options(int fd, bool local)
{
    if (local)
        return;
    set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_S);
    set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL_S);
    set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_COUNT);
    set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, USER_TIMEOUT_MS);
}

void chat_connection_open(chat_server_t *server, int fd)
{
    chat_connection_t *connection = chat_alloc(server->options.allocator, sizeof *connection);
    if (connection == NULL) {
        close(fd);
        atomic_fetch_sub(&server->connections, 1);
        return;
    }
    connection->server = server;
    connection->fd = fd;
    connection->phase = CHAT_PHASE_HTTP;
    chat_peer_of(fd, &connection->peer);
    set_options(fd, connection->peer.local);
    event_assign(&connection->read_event, server->base, fd, EV_READ | EV_PERSIST, readable, connection);
    event_assign(&connection->write_event, server->base, fd, EV_WRITE | EV_PERSIST, writable, connection);
    evtimer_assign(&connection->timer, server->base, timer_fired, connection);
    connection->next = server->first;
    if (server->first != NULL)
        server->first->previous = connection;
    server->first = connection;
    atomic_fetch_add(&server->connections_total, 1);
    chat_http_opened(connection);

    connection->accepted = server->handlers->connection_opened == NULL ||
                           server->handlers->connection_opened(connection, server->user_data);
    if (!connection->accepted) {
        chat_connection_send(connection, server->frame_full, true);
        chat_connection_finish(connection, server->options.linger_ms);
    }
    chat_connection_watch(connection);
}

const struct chat_peer *chat_connection_peer(const chat_connection_t *connection)
{
    return &connection->peer;
}

void chat_connection_set_user(chat_connection_t *connection, void *user)
{
    connection->user = user;
}

void *chat_connection_user(const chat_connection_t *connection)
{
    return connection->user;
}

size_t chat_connection_pending(const chat_connection_t *connection)
{
    return connection->output.bytes;
}
