/*
 * What runs on a loop's thread: its server, its port, errands from other threads, and a look around every
 * few seconds.
 */
#include "frontends/httpd/loop.h"

#include <assert.h>
#include <errno.h>
#include <event2/event.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "chat/sys/clock.h"
#include "frontends/httpd/httpd.h"
#include "frontends/httpd/site.h"
#include "frontends/httpd/sockets.h"
#include "frontends/httpd/stream.h"
#include "libchat/base/error.h"

#define SWEEP_S 5

/* Callbacks of the port in one turn of the loop: enough to be efficient, few enough that sockets get theirs.
 */
#define DISPATCH_MAX 256

/* While output waits so much has to leave, as a rate of 1 KiB a second. Longer than HTTPD_STUCK_US, so that a
 * WebSocket is told why. */
#define WRITE_MS    75000
#define WRITE_BYTES 76800

/* Something to be done on the loop's thread. */
struct httpd_errand {
    httpd_errand_fn run;
    void *data; /* owned */
    struct httpd_errand *next;
};

/* ---- Errands ---------------------------------------------------------------------------------------- */

static void wake(const struct httpd_loop *loop)
{
    const uint64_t one = 1;
    ssize_t written = write(loop->wake_fd, &one, sizeof(one));

    (void)written; /* a counter that is full wakes too */
}

void httpd_loop_post(struct httpd_loop *loop, httpd_errand_fn run, void *data)
{
    struct httpd_errand *errand = chat_alloc(NULL, sizeof(*errand));

    if (!errand) {
        chat_free(data);
        return;
    }
    errand->run = run;
    errand->data = data;
    pthread_mutex_lock(&loop->lock);
    if (loop->last)
        loop->last->next = errand;
    else
        loop->first = errand;
    loop->last = errand;
    pthread_mutex_unlock(&loop->lock);
    wake(loop);
}

static struct httpd_errand *errands_take(struct httpd_loop *loop)
{
    struct httpd_errand *first;

    pthread_mutex_lock(&loop->lock);
    first = loop->first;
    loop->first = NULL;
    loop->last = NULL;
    pthread_mutex_unlock(&loop->lock);
    return first;
}

static void on_errands(evutil_socket_t fd, short what, void *user_data)
{
    struct httpd_loop *loop = user_data;
    struct httpd_errand *errand, *next;
    uint64_t count;

    (void)what;
    if (read(fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
        return;
    for (errand = errands_take(loop); errand; errand = next) {
        next = errand->next;
        errand->run(loop, errand->data);
        chat_free(errand->data);
        chat_free(errand);
    }
}

/* ---- Events ----------------------------------------------------------------------------------------- */

static void on_port(evutil_socket_t fd, short what, void *user_data)
{
    struct httpd_loop *loop = user_data;

    (void)fd;
    (void)what;
    (void)chat_port_dispatch(loop->port, DISPATCH_MAX);
}

static void on_sweep(evutil_socket_t fd, short what, void *user_data)
{
    struct httpd_loop *loop = user_data;

    (void)fd;
    (void)what;
    httpd_sockets_sweep(loop);
    httpd_streams_sweep(loop);
}

static struct event *event_begin(struct httpd_loop *loop, int fd, short what, event_callback_fn callback,
                                 const struct timeval *every)
{
    struct event *event = event_new(loop->base, fd, what | EV_PERSIST, callback, loop);

    if (event && event_add(event, every) != 0) {
        event_free(event);
        event = NULL;
    }
    return event;
}

/* ---- Opening and closing ---------------------------------------------------------------------------- */

static enum chat_status people_init(struct httpd_loop *loop, struct chat_error *err)
{
    const struct chat_random *random = chat_random_system();
    uint64_t seed[2];

    if (random->fill(seed, sizeof(seed), random->user_data) != CHAT_OK)
        return chat_fail(err, CHAT_E_INTERNAL, "the system gives no random numbers");
    chat_map_init(&loop->people, NULL, seed);
    return CHAT_OK;
}

static enum chat_status server_open(struct httpd_loop *loop, struct chat_error *err)
{
    struct chat_server_options options = CHAT_SERVER_OPTIONS_INIT;

    options.write_ms = WRITE_MS;
    options.write_bytes = WRITE_BYTES;
    return chat_server_new(loop->base, &options, httpd_site_handlers(), loop, &loop->server, err);
}

enum chat_status httpd_loop_open(struct httpd_loop *loop, struct httpd *httpd, struct chat_error *err)
{
    const struct timeval every = {.tv_sec = SWEEP_S};
    enum chat_status status;

    loop->httpd = httpd;
    loop->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    (void)pthread_mutex_init(&loop->lock, NULL);
    loop->base = event_base_new();
    if (loop->wake_fd < 0 || !loop->base)
        return chat_fail(err, CHAT_E_INTERNAL, "the system gives no more descriptors: %s", strerror(errno));
    status = people_init(loop, err);
    if (status == CHAT_OK)
        status = chat_port_open(httpd->executor, &loop->port, err);
    if (status == CHAT_OK)
        status = server_open(loop, err);
    if (status != CHAT_OK)
        return status;
    loop->port_event = event_begin(loop, chat_port_fd(loop->port), EV_READ, on_port, NULL);
    loop->errand_event = event_begin(loop, loop->wake_fd, EV_READ, on_errands, NULL);
    loop->sweep_event = event_begin(loop, -1, 0, on_sweep, &every);
    if (!loop->port_event || !loop->errand_event || !loop->sweep_event)
        return chat_fail_nomem(err);
    return CHAT_OK;
}

void httpd_loop_run(struct httpd_loop *loop)
{
    (void)event_base_dispatch(loop->base);
}

static void *thread_main(void *user_data)
{
    httpd_loop_run(user_data);
    return NULL;
}

enum chat_status httpd_loop_start(struct httpd_loop *loop, struct chat_error *err)
{
    int error = pthread_create(&loop->thread, NULL, thread_main, loop);

    if (error != 0)
        return chat_fail(err, CHAT_E_INTERNAL, "the system gives no more threads: %s", strerror(error));
    loop->started = true;
    return CHAT_OK;
}

static void on_drained(void *user_data)
{
    struct httpd_loop *loop = user_data;

    (void)event_base_loopbreak(loop->base);
}

void httpd_loop_drain(struct httpd_loop *loop, unsigned timeout_ms)
{
    loop->stopping = true;
    httpd_sockets_bye(loop);
    httpd_streams_bye(loop);
    chat_server_drain(loop->server, timeout_ms, on_drained, loop);
}

void httpd_loop_join(struct httpd_loop *loop)
{
    if (loop->started)
        (void)pthread_join(loop->thread, NULL);
    loop->started = false;
}

static void event_end(struct event *event)
{
    if (event)
        event_free(event);
}

void httpd_loop_close(struct httpd_loop *loop)
{
    struct httpd_errand *errand, *next;

    event_end(loop->port_event);
    event_end(loop->errand_event);
    event_end(loop->sweep_event);
    chat_server_free(loop->server);
    chat_port_close(loop->port); /* runs what is due: requests that nobody waits for any more */
    assert(!loop->sockets && !loop->streams);
    for (errand = errands_take(loop); errand; errand = next) {
        next = errand->next;
        chat_free(errand->data);
        chat_free(errand);
    }
    chat_map_clear(&loop->people);
    if (loop->base)
        event_base_free(loop->base);
    if (loop->wake_fd >= 0)
        (void)close(loop->wake_fd);
    (void)pthread_mutex_destroy(&loop->lock);
}
