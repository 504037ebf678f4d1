/*
 * The loop's side of things: which connections there are, what happens at the end of a turn, taking over
 * sockets from other threads, coming to an end.
 */
#include "frontends/common/connection.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "chat/sys/clock.h"
#include "libchat/base/error.h"
#include "libchat/base/strbuf.h"

#define ADOPTED_FIRST 64

static const char continue_bytes[] = "HTTP/1.1 100 Continue\r\n\r\n";
static const uint8_t ping_bytes[] = {0x89, 0x00};
static const char full_bytes[] = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 5\r\n"
                                 "Connection: close\r\n\r\n";

int64_t chat_server_now_us(void)
{
    const struct chat_clock *clock = chat_clock_system();
    return clock->mono_us(clock->user_data);
}

const char *chat_server_date(chat_server_t *server)
{
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t now = time(NULL);
    struct tm tm;

    if (now == server->date_s || gmtime_r(&now, &tm) == NULL)
        return server->date;
    server->date_s = now;
    struct chat_strbuf text;
    chat_strbuf_init(&text, server->options.allocator, sizeof server->date - 1);
    chat_strbuf_addf(&text, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[tm.tm_wday], tm.tm_mday,
                     months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
    if (!text.failed)
        memcpy(server->date, text.text, text.length + 1);
    chat_strbuf_clear(&text);
    return server->date;
}

/*
 * An active event runs behind those already waiting, so one set off while sockets are read runs when all of
 * them have been. Set off from its own run it would go round without ever looking at a socket: then it
 * waits for the next turn.
 */
void chat_server_turn_later(chat_server_t *server)
{
    static const struct timeval at_once = {0, 0};
    if (server->in_turn)
        event_add(server->turn, &at_once);
    else
        event_active(server->turn, EV_TIMEOUT, 0);
}

static void tell_drained(chat_server_t *server)
{
    if (!server->draining || server->first != NULL || server->drained == NULL)
        return;
    void (*drained)(void *) = server->drained;
    server->drained = NULL;
    evtimer_del(server->drain_timer);
    drained(server->drained_data);
}

/* A connection that is also on the list for the next turn stays until that list has been gone through. */
static void reap_dead(chat_server_t *server)
{
    chat_connection_t *at = server->dead_first;

    server->dead_first = NULL;
    while (at != NULL) {
        chat_connection_t *next = at->next_dead;
        if (at->in_turn && !server->freeing) {
            at->next_dead = server->dead_first;
            server->dead_first = at;
        } else {
            chat_connection_reap(at);
        }
        at = next;
    }
}

static void end_turn(evutil_socket_t fd, short what, void *data)
{
    chat_server_t *server = data;
    (void)fd;
    (void)what;

    server->in_turn = true;
    chat_connection_t *connection = server->turn_first;
    server->turn_first = NULL;
    while (connection != NULL) {
        chat_connection_t *next = connection->next_in_turn;
        connection->in_turn = false;
        if (!connection->dead)
            chat_connection_turn(connection);
        connection = next;
    }
    reap_dead(server);
    server->in_turn = false;
    tell_drained(server);
}

/* ---- Taking over sockets ---------------------------------------------------------------------------- */

void chat_server_adopt(chat_server_t *server, int fd)
{
    bool kept = false;

    pthread_mutex_lock(&server->lock);
    if (!server->closed) {
        if (server->adopted_count == server->adopted_room) {
            size_t room = server->adopted_room > 0 ? server->adopted_room * 2 : ADOPTED_FIRST;
            int *grown = chat_realloc(server->options.allocator, server->adopted, room * sizeof *grown);
            if (grown != NULL) {
                server->adopted = grown;
                server->adopted_room = room;
            }
        }
        kept = server->adopted_count < server->adopted_room;
        if (kept) {
            server->adopted[server->adopted_count++] = fd;
            atomic_fetch_add(&server->connections, 1);
        }
    }
    pthread_mutex_unlock(&server->lock);
    if (!kept) {
        close(fd);
        return;
    }
    uint64_t one = 1;
    while (write(server->wake_fd, &one, sizeof one) < 0 && errno == EINTR)
        ;
}

/* Take the descriptors that wait, so that callbacks run without the lock. */
static size_t take_adopted(chat_server_t *server, int **out)
{
    pthread_mutex_lock(&server->lock);
    size_t count = server->adopted_count;
    *out = server->adopted;
    server->adopted = NULL;
    server->adopted_count = 0;
    server->adopted_room = 0;
    pthread_mutex_unlock(&server->lock);
    return count;
}

/* Answer 503 without making a connection of it. What has arrived is read first: else the reset eats the
 * answer. */
static void turn_away(chat_server_t *server, int fd)
{
    (void)recv(fd, server->buffer, sizeof server->buffer, MSG_DONTWAIT);
    (void)send(fd, full_bytes, sizeof full_bytes - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    shutdown(fd, SHUT_WR);
    close(fd);
    atomic_fetch_sub(&server->connections, 1);
    atomic_fetch_add(&server->refused_total, 1);
}

static void open_adopted(evutil_socket_t wake_fd, short what, void *data)
{
    chat_server_t *server = data;
    uint64_t count;
    int *fds;
    (void)what;

    (void)!read(wake_fd, &count, sizeof count);
    size_t n = take_adopted(server, &fds);
    for (size_t i = 0; i < n; i++) {
        if (server->draining || atomic_load(&server->connections) > server->options.connections_max)
            turn_away(server, fds[i]);
        else
            chat_connection_open(server, fds[i]);
    }
    chat_free(fds);
}

/* ---- Beginning and end ------------------------------------------------------------------------------ */

static void drain_timeout(evutil_socket_t fd, short what, void *data)
{
    chat_server_t *server = data;
    (void)fd;
    (void)what;
    for (chat_connection_t *at = server->first; at != NULL; at = at->next)
        chat_connection_kill(at);
    chat_server_turn_later(server);
}

static bool make_frames(chat_server_t *server)
{
    const struct chat_allocator *allocator = server->options.allocator;
    server->frame_continue =
        chat_frame_wrap(allocator, continue_bytes, sizeof continue_bytes - 1, NULL, NULL);
    server->frame_ping = chat_frame_wrap(allocator, ping_bytes, sizeof ping_bytes, NULL, NULL);
    server->frame_full = chat_frame_wrap(allocator, full_bytes, sizeof full_bytes - 1, NULL, NULL);
    return server->frame_continue != NULL && server->frame_ping != NULL && server->frame_full != NULL;
}

static bool make_events(chat_server_t *server)
{
    server->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (server->wake_fd < 0)
        return false;
    server->turn = event_new(server->base, -1, 0, end_turn, server);
    server->drain_timer = event_new(server->base, -1, 0, drain_timeout, server);
    server->wake = event_new(server->base, server->wake_fd, EV_READ | EV_PERSIST, open_adopted, server);
    return server->turn != NULL && server->drain_timer != NULL && server->wake != NULL &&
           event_add(server->wake, NULL) == 0;
}

enum chat_status chat_server_new(struct event_base *base, const struct chat_server_options *options,
                                 const struct chat_server_handlers *handlers, void *user_data,
                                 chat_server_t **out, struct chat_error *err)
{
    chat_server_t *server = chat_alloc(options->allocator, sizeof *server);
    if (server == NULL)
        return chat_fail_nomem(err);

    server->base = base;
    server->options = *options;
    server->handlers = handlers;
    server->user_data = user_data;
    server->wake_fd = -1;
    pthread_mutex_init(&server->lock, NULL);
    if (!make_frames(server)) {
        chat_server_free(server);
        return chat_fail_nomem(err);
    }
    if (!make_events(server)) {
        chat_server_free(server);
        return chat_fail(err, CHAT_E_INTERNAL, "the event loop could not be prepared: %s", strerror(errno));
    }
    *out = server;
    return CHAT_OK;
}

void chat_server_drain(chat_server_t *server, uint32_t timeout_ms, void (*done)(void *user_data),
                       void *user_data)
{
    struct timeval wait = {.tv_sec = timeout_ms / 1000, .tv_usec = (suseconds_t)(timeout_ms % 1000) * 1000};

    if (done != NULL) {
        server->drained = done;
        server->drained_data = user_data;
    }
    server->draining = true;
    for (chat_connection_t *at = server->first; at != NULL; at = at->next)
        if (chat_http_idle(at))
            chat_connection_kill(at);
    event_add(server->drain_timer, &wait);
    chat_server_turn_later(server);
}

void chat_server_free(chat_server_t *server)
{
    if (server == NULL)
        return;
    int *fds;

    pthread_mutex_lock(&server->lock);
    server->closed = true;
    pthread_mutex_unlock(&server->lock);
    size_t n = take_adopted(server, &fds);
    for (size_t i = 0; i < n; i++)
        close(fds[i]);
    chat_free(fds);

    server->freeing = true;
    for (chat_connection_t *at = server->first; at != NULL; at = at->next)
        chat_connection_kill(at);
    while (server->dead_first != NULL)
        reap_dead(server);

    struct event *events[] = {server->turn, server->drain_timer, server->wake};
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
        if (events[i] != NULL)
            event_free(events[i]);
    if (server->wake_fd >= 0)
        close(server->wake_fd);
    chat_frame_unref(server->frame_continue);
    chat_frame_unref(server->frame_ping);
    chat_frame_unref(server->frame_full);
    pthread_mutex_destroy(&server->lock);
    chat_free(server);
}

void chat_server_stats(const chat_server_t *server, struct chat_server_stats *out)
{
    out->connections_total = atomic_load(&server->connections_total);
    out->requests_total = atomic_load(&server->requests_total);
    out->refused_total = atomic_load(&server->refused_total);
    out->websockets_total = atomic_load(&server->websockets_total);
    out->bytes_in = atomic_load(&server->bytes_in);
    out->bytes_out = atomic_load(&server->bytes_out);
    out->connections = atomic_load(&server->connections);
    out->websockets = atomic_load(&server->websockets);
}
