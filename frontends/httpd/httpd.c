/*
 * Opening, running and ending the process, in that order and back.
 */
#include "frontends/httpd/httpd.h"

#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "chat/wire.h"
#include "frontends/httpd/site.h"
#include "frontends/httpd/store.h"
#include "libchat/base/error.h"

#define DRAIN_MS 10000 /* for what is in flight when a signal comes */
#define WATCH_S  1

/* ---- The end ---------------------------------------------------------------------------------------- */

static void drain(struct httpd_loop *loop, void *data)
{
    (void)data;
    httpd_loop_drain(loop, DRAIN_MS);
}

static void stop(struct httpd *httpd)
{
    if (atomic_exchange(&httpd->stopping, true))
        return;
    chat_listener_close(httpd->listener);
    httpd->listener = NULL;
    for (size_t i = 1; i < httpd->loop_n; i++)
        httpd_loop_post(&httpd->loops[i], drain, NULL);
    drain(&httpd->loops[0], NULL);
}

/* Whatever is acknowledged is on the disk already, so who is in a hurry may go at once. */
static void on_signal(evutil_socket_t number, short what, void *user_data)
{
    struct httpd *httpd = user_data;

    (void)what;
    if (atomic_load(&httpd->stopping))
        _exit(128 + (int)number);
    stop(httpd);
}

/* A store that failed to sync is not to be trusted with anything more: it has to be opened again. */
static void on_watch(evutil_socket_t fd, short what, void *user_data)
{
    struct httpd *httpd = user_data;
    struct chat_executor_stats stats;

    (void)fd;
    (void)what;
    chat_executor_stats_get(httpd->executor, &stats);
    if (!stats.broken)
        return;
    httpd->failed = true;
    chat_log_say(&httpd->log, CHAT_LOG_ERROR, "the store is lost", NULL, NULL);
    stop(httpd);
}

/* ---- The beginning ---------------------------------------------------------------------------------- */

/* One loop up to three cores; above that two are left for the writer and the readers. */
static size_t loops_wanted(const struct httpd_options *options)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (options->loops > 0)
        return (size_t)options->loops;
    if (cores <= 3)
        return 1;
    return cores - 2 > HTTPD_LOOPS_MAX ? HTTPD_LOOPS_MAX : (size_t)(cores - 2);
}

static void descriptors_allow(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit); /* what there is has to do, if it cannot be more */
}

static enum chat_status routes_make(struct httpd *httpd, struct chat_error *err)
{
    struct chat_text text = CHAT_TEXT_INIT;
    size_t n;
    const struct chat_op *const *ops = chat_ops(&n);
    enum chat_status status = httpd_router_init(&httpd->router, ops, n, err);

    if (status == CHAT_OK)
        status = httpd_site_routes(&httpd->router, err);
    if (status == CHAT_OK)
        status = chat_wire_openapi(ops, n, httpd->options->public_url ? httpd->options->public_url : "/",
                                   NULL, &text, err);
    if (status != CHAT_OK)
        return status;
    httpd->openapi = chat_frame_take(NULL, text.data, text.length);
    if (!httpd->openapi) {
        chat_text_clear(&text);
        return chat_fail_nomem(err);
    }
    return CHAT_OK;
}

static enum chat_status loops_open(struct httpd *httpd, struct chat_error *err)
{
    size_t n = loops_wanted(httpd->options);
    enum chat_status status = CHAT_OK;

    httpd->loops = chat_alloc_array(NULL, n, sizeof(*httpd->loops));
    if (!httpd->loops)
        return chat_fail_nomem(err);
    for (size_t i = 0; i < n && status == CHAT_OK; i++) {
        httpd->loop_n++;
        status = httpd_loop_open(&httpd->loops[i], httpd, err);
    }
    return status;
}

static enum chat_status listen_failed(enum chat_status status, const char *address,
                                      const struct chat_error *why, struct chat_error *err)
{
    switch (status) {
    case CHAT_E_EXISTS:
        return chat_fail(err, status,
                         "%s is in use by another program: stop it, or choose another port with --listen",
                         address);
    case CHAT_E_DENIED:
        return chat_fail(err, status,
                         "this user may not listen on %s: choose a port above 1023 with --listen", address);
    case CHAT_E_UNAVAILABLE:
        return chat_fail(err, status,
                         "this machine does not have the address %s: choose another with --listen", address);
    case CHAT_E_INVALID:
        return chat_fail(err, status, "\"%s\" is not an address to listen on: write it like 127.0.0.1:8080",
                         address);
    default:
        return chat_fail(err, status, "cannot listen on %s: %.96s", address, why->message);
    }
}

static enum chat_status listener_open(struct httpd *httpd, struct chat_error *err)
{
    chat_server_t *servers[HTTPD_LOOPS_MAX];
    struct chat_error why = CHAT_ERROR_INIT;
    const char *address = httpd->options->listen;
    enum chat_status status;

    for (size_t i = 0; i < httpd->loop_n; i++)
        servers[i] = httpd->loops[i].server;
    status =
        chat_listener_open(httpd->loops[0].base, address, servers, httpd->loop_n, &httpd->listener, &why);
    return status == CHAT_OK ? CHAT_OK : listen_failed(status, address, &why, err);
}

static enum chat_status origins_make(struct httpd *httpd, struct chat_error *err)
{
    const struct httpd_options *options = httpd->options;
    struct httpd_origins *origins = &httpd->origins;
    enum chat_status status = CHAT_OK;

    if (options->public_url)
        status = httpd_origins_add_url(origins, options->public_url, err);
    if (status == CHAT_OK && options->public_url && origins->list[0].https)
        status = httpd_proxies_add_this_machine(&httpd->proxies, err);
    if (status == CHAT_OK && options->trusted_proxy)
        status = httpd_proxies_add(&httpd->proxies, options->trusted_proxy, err);
    if (status == CHAT_OK && httpd_address_is_local(options->listen))
        status = httpd_origins_add_loopback(origins, chat_listener_address(httpd->listener),
                                            chat_listener_port(httpd->listener), err);
    else if (!options->public_url)
        origins->any = true;
    return status;
}

static enum chat_status signals_watch(struct httpd *httpd, struct chat_error *err)
{
    static const int numbers[] = {SIGINT, SIGTERM};
    const struct timeval every = {.tv_sec = WATCH_S};
    struct event_base *base = httpd->loops[0].base;

    for (size_t i = 0; i < 2; i++) {
        httpd->signals[i] = evsignal_new(base, numbers[i], on_signal, httpd);
        if (!httpd->signals[i] || event_add(httpd->signals[i], NULL) != 0)
            return chat_fail_nomem(err);
    }
    httpd->watch_event = event_new(base, -1, EV_PERSIST, on_watch, httpd);
    if (!httpd->watch_event || event_add(httpd->watch_event, &every) != 0)
        return chat_fail_nomem(err);
    return CHAT_OK;
}

enum chat_status httpd_open(struct httpd *httpd, const struct httpd_options *options, struct chat_error *err)
{
    const struct chat_executor_options executor_options = CHAT_EXECUTOR_OPTIONS_INIT;
    enum chat_status status;

    *httpd = (struct httpd){.options = options, .log = {.fd = STDERR_FILENO, .level = options->level}};
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes is a full disk, not a reason to be killed */
    descriptors_allow();
    status = routes_make(httpd, err);
    if (status == CHAT_OK)
        status = httpd_store_open(options, &httpd->chat, err);
    if (status == CHAT_OK)
        status = chat_executor_open(httpd->chat, &executor_options, &httpd->executor, err);
    if (status == CHAT_OK)
        status = loops_open(httpd, err);
    if (status == CHAT_OK)
        status = listener_open(httpd, err);
    if (status == CHAT_OK)
        status = origins_make(httpd, err);
    if (status == CHAT_OK)
        status = signals_watch(httpd, err);
    for (size_t i = 1; i < httpd->loop_n && status == CHAT_OK; i++)
        status = httpd_loop_start(&httpd->loops[i], err);
    return status;
}

bool httpd_run(struct httpd *httpd)
{
    httpd_loop_run(&httpd->loops[0]);
    return !httpd->failed;
}

static void event_end(struct event *event)
{
    if (event)
        event_free(event);
}

void httpd_close(struct httpd *httpd)
{
    chat_listener_close(httpd->listener);
    event_end(httpd->signals[0]);
    event_end(httpd->signals[1]);
    event_end(httpd->watch_event);
    for (size_t i = 1; i < httpd->loop_n; i++) {
        if (httpd->loops[i].started && !atomic_load(&httpd->stopping)) /* a start that failed half-way */
            httpd_loop_post(&httpd->loops[i], drain, NULL);
        httpd_loop_join(&httpd->loops[i]);
    }
    chat_executor_stop(httpd->executor);
    for (size_t i = 0; i < httpd->loop_n; i++)
        httpd_loop_close(&httpd->loops[i]);
    chat_free(httpd->loops);
    chat_executor_close(httpd->executor);
    chat_close(httpd->chat);
    chat_frame_unref(httpd->openapi);
    httpd_router_clear(&httpd->router);
}

const char *httpd_url(const struct httpd *httpd, char out[HTTPD_URL_MAX])
{
    if (httpd->options->public_url)
        (void)snprintf(out, HTTPD_URL_MAX, "%.*s", (int)strcspn(httpd->options->public_url, " "),
                       httpd->options->public_url);
    else
        (void)snprintf(out, HTTPD_URL_MAX, "http://%s", chat_listener_address(httpd->listener));
    for (size_t length = strlen(out); length > 0 && out[length - 1] == '/'; length--)
        out[length - 1] = '\0';
    return out;
}
