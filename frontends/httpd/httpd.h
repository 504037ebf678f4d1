/*
 * The process: what all loops share. Made before the loops run and only read by them, but for `stopping`.
 */
#ifndef CHAT_HTTPD_HTTPD_H
#define CHAT_HTTPD_HTTPD_H

#include "chat/executor.h"
#include "frontends/common/log.h"
#include "frontends/httpd/loop.h"
#include "frontends/httpd/options.h"
#include "frontends/httpd/origins.h"
#include "frontends/httpd/proxies.h"
#include "frontends/httpd/router.h"

#include <stdatomic.h>

struct httpd {
    const struct httpd_options *options;
    struct chat_log log;
    struct httpd_origins origins;
    struct httpd_proxies proxies;
    struct httpd_router router;
    struct chat_frame *openapi;
    chat_t *chat;
    chat_executor_t *executor;
    chat_listener_t *listener;
    struct httpd_loop *loops;
    size_t loop_n;
    struct event *signals[2];  /* SIGINT, SIGTERM: on the first loop */
    struct event *watch_event; /* looks whether the store still works: on the first loop */
    atomic_bool stopping;      /* a signal came, or the store is lost: not ready any more */
    bool failed;               /* the store is lost: the exit status says so. First loop only */
};

/** Open the store, the loops and the listening socket. CHAT_OK, or one sentence about what to do. */
CHAT_CHECKED enum chat_status httpd_open(struct httpd *httpd, const struct httpd_options *options,
                                         struct chat_error *err);

/** Serve until a signal comes. False when the end was forced by a store that was lost. */
CHAT_CHECKED bool httpd_run(struct httpd *httpd);

/** Release everything; also after a failed httpd_open(). */
void httpd_close(struct httpd *httpd);

/** The address people type, such as "http://127.0.0.1:8080", into `out`, which is returned. */
#define HTTPD_URL_MAX 300
const char *httpd_url(const struct httpd *httpd, char out[HTTPD_URL_MAX]);

#endif
