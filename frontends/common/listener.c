/*
 * One listening socket, and who gets the next connection.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>

#include "frontends/common/peer.h"
#include "frontends/common/server.h"
#include "libchat/base/error.h"

#define BACKLOG     4096
#define ACCEPT_TURN 64  /* in one turn, so that a flood of connections does not hold up those there are */
#define REST_MS     100 /* when the system has no memory or descriptors left for a new connection */
#define UNIX_MODE   0660

static const char full_bytes[] = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 5\r\n"
                                 "Connection: close\r\n\r\n";

struct chat_listener {
    int fd;
    int reserve_fd; /* given up for a moment when there is no other descriptor left: to say so and close */
    struct event *readable, *rested;
    union chat_address address;
    char text[CHAT_ADDRESS_TEXT_MAX];
    size_t server_count;
    chat_server_t *servers[];
};

static chat_server_t *least_loaded(const chat_listener_t *listener)
{
    chat_server_t *best = listener->servers[0];
    uint64_t least = UINT64_MAX;

    for (size_t i = 0; i < listener->server_count; i++) {
        struct chat_server_stats stats;
        chat_server_stats(listener->servers[i], &stats);
        if (stats.connections < least) {
            least = stats.connections;
            best = listener->servers[i];
        }
    }
    return best;
}

/*
 * No descriptor is left. A connection that is never accepted would wait in the dark: tell it. False: none
 * waits, or not even that is possible (errno tells).
 */
static bool turn_away(chat_listener_t *listener)
{
    if (listener->reserve_fd >= 0)
        close(listener->reserve_fd);
    int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    int error = errno;
    if (fd >= 0) {
        char ignored[4096];
        (void)!recv(fd, ignored, sizeof ignored, 0);
        (void)!send(fd, full_bytes, sizeof full_bytes - 1, MSG_NOSIGNAL);
        shutdown(fd, SHUT_WR);
        close(fd);
    }
    listener->reserve_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    errno = error;
    return fd >= 0;
}

static void rest(chat_listener_t *listener)
{
    static const struct timeval wait = {.tv_usec = REST_MS * 1000};
    event_del(listener->readable);
    event_add(listener->rested, &wait);
}

static void rested(evutil_socket_t fd, short what, void *data)
{
    chat_listener_t *listener = data;
    (void)fd;
    (void)what;
    event_add(listener->readable, NULL);
}

/* False when there is nothing more to accept now. */
static bool accept_one(chat_listener_t *listener)
{
    int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
        chat_server_adopt(least_loaded(listener), fd);
        return true;
    }
    switch (errno) {
    case EMFILE:
    case ENFILE:
        if (turn_away(listener))
            return true;
        if (errno != EAGAIN)
            rest(listener);
        return false;
    case ENOBUFS:
    case ENOMEM:
        rest(listener);
        return false;
    case EAGAIN:
        return false;
    default: /* the one connection is already broken (ECONNABORTED and the network's errors) */
        return true;
    }
}

static void readable(evutil_socket_t fd, short what, void *data)
{
    chat_listener_t *listener = data;
    (void)fd;
    (void)what;
    for (int i = 0; i < ACCEPT_TURN && accept_one(listener); i++)
        ;
}

/* ---- Opening and closing ---------------------------------------------------------------------------- */

/* A socket file nobody listens on is left over from a server that was killed. */
static void remove_stale(const union chat_address *address, socklen_t length)
{
    struct stat info;
    if (lstat(address->local.sun_path, &info) != 0 || !S_ISSOCK(info.st_mode))
        return;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    if (connect(fd, &address->any, length) != 0 && errno == ECONNREFUSED)
        unlink(address->local.sun_path);
    close(fd);
}

static enum chat_status listen_failed(const char *address, struct chat_error *err)
{
    switch (errno) {
    case EADDRINUSE:
        return chat_fail(err, CHAT_E_EXISTS, "%.100s is in use: another server listens there", address);
    case EACCES:
    case EPERM:
        return chat_fail(err, CHAT_E_DENIED, "this user may not listen on %.100s", address);
    default:
        return chat_fail(err, CHAT_E_UNAVAILABLE, "cannot listen on %.80s: %s", address, strerror(errno));
    }
}

static bool open_socket(chat_listener_t *listener, socklen_t length)
{
    union chat_address *address = &listener->address;
    bool local = address->any.sa_family == AF_UNIX;
    const int one = 1;

    listener->fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener->fd < 0)
        return false;
    if (local)
        remove_stale(address, length);
    else
        (void)setsockopt(listener->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener->fd, &address->any, length) != 0)
        return false;
    if (local && chmod(address->local.sun_path, UNIX_MODE) != 0)
        return false;
    if (listen(listener->fd, BACKLOG) != 0)
        return false;
    return local || getsockname(listener->fd, &address->any, &length) == 0;
}

static bool make_events(chat_listener_t *listener, struct event_base *base)
{
    listener->readable = event_new(base, listener->fd, EV_READ | EV_PERSIST, readable, listener);
    listener->rested = event_new(base, -1, 0, rested, listener);
    return listener->readable != NULL && listener->rested != NULL && event_add(listener->readable, NULL) == 0;
}

/* Release without touching a socket file, which may be another server's. */
static void release(chat_listener_t *listener)
{
    if (listener->readable != NULL)
        event_free(listener->readable);
    if (listener->rested != NULL)
        event_free(listener->rested);
    if (listener->fd >= 0)
        close(listener->fd);
    if (listener->reserve_fd >= 0)
        close(listener->reserve_fd);
    chat_free(listener);
}

enum chat_status chat_listener_open(struct event_base *base, const char *address,
                                    chat_server_t *const *servers, size_t server_count, chat_listener_t **out,
                                    struct chat_error *err)
{
    union chat_address where;
    socklen_t length = 0;
    enum chat_status status = chat_address_read(address, &where, &length, err);
    if (status != CHAT_OK)
        return status;

    chat_listener_t *listener = chat_alloc(NULL, sizeof *listener + server_count * sizeof(chat_server_t *));
    if (listener == NULL)
        return chat_fail_nomem(err);
    listener->address = where;
    listener->server_count = server_count;
    memcpy(listener->servers, servers, server_count * sizeof(chat_server_t *));
    listener->reserve_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (!open_socket(listener, length)) {
        status = listen_failed(address, err);
        release(listener);
        return status;
    }
    if (!make_events(listener, base)) {
        release(listener);
        return chat_fail_nomem(err);
    }
    chat_address_text(&listener->address, listener->text);
    *out = listener;
    return CHAT_OK;
}

const char *chat_listener_address(const chat_listener_t *listener)
{
    return listener->text;
}

uint16_t chat_listener_port(const chat_listener_t *listener)
{
    switch (listener->address.any.sa_family) {
    case AF_INET:
        return ntohs(listener->address.v4.sin_port);
    case AF_INET6:
        return ntohs(listener->address.v6.sin6_port);
    default:
        return 0;
    }
}

void chat_listener_close(chat_listener_t *listener)
{
    if (listener == NULL)
        return;
    if (listener->address.any.sa_family == AF_UNIX)
        unlink(listener->address.local.sun_path);
    release(listener);
}
