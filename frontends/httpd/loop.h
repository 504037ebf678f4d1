/*
 * One loop thread: its connections, its port into the executor, and everybody who is connected through it.
 * Everything in it belongs to its thread, except where said.
 */
#ifndef CHAT_HTTPD_LOOP_H
#define CHAT_HTTPD_LOOP_H

#include "chat/executor.h"
#include "frontends/common/server.h"
#include "libchat/base/map.h"

#include <pthread.h>
#include <stdbool.h>

struct event;
struct event_base;
struct httpd;
struct httpd_errand;
struct httpd_socket;
struct httpd_stream;

struct httpd_loop {
    struct httpd *httpd;
    struct event_base *base;
    chat_server_t *server;
    chat_port_t *port;
    struct event *port_event;
    struct event *errand_event;
    struct event *sweep_event;
    struct httpd_socket *sockets; /* WebSockets, newest first */
    struct httpd_stream *streams; /* server-sent events, newest first */
    struct chat_map people;       /* user id: the first of that user's sockets on this loop */
    bool stopping;                /* saying goodbye to everybody */
    bool started;                 /* `thread` runs */
    pthread_t thread;             /* of all loops but the first, which is the main thread's */
    int wake_fd;                  /* an eventfd: errands wait. Any thread */
    pthread_mutex_t lock;         /* guards the errands; nothing else is locked under it */
    struct httpd_errand *first, *last;
};

/** CHAT_E_NOMEM, CHAT_E_INTERNAL, or what opening a port says. Release with httpd_loop_close() in any case.
 */
CHAT_CHECKED enum chat_status httpd_loop_open(struct httpd_loop *loop, struct httpd *httpd,
                                              struct chat_error *err);

/** Run until httpd_loop_stop(). */
void httpd_loop_run(struct httpd_loop *loop);

/** The same in a thread of its own. */
CHAT_CHECKED enum chat_status httpd_loop_start(struct httpd_loop *loop, struct chat_error *err);

/** Say goodbye to everybody, finish what is in flight for at most `timeout_ms`, then end the loop. Its own
 * thread. */
void httpd_loop_drain(struct httpd_loop *loop, unsigned timeout_ms);

/** Wait for its thread, if it has one. */
void httpd_loop_join(struct httpd_loop *loop);

/** After the executor has stopped: run the callbacks that are due, cut what is left, release. */
void httpd_loop_close(struct httpd_loop *loop);

typedef void (*httpd_errand_fn)(struct httpd_loop *loop, void *data);

/** Have `run` called on the loop's thread; then `data`, a block of chat_alloc(), is freed. Any thread. `data`
 * is moved in; without memory it is freed and nothing is run. */
void httpd_loop_post(struct httpd_loop *loop, httpd_errand_fn run, void *data);

#endif
