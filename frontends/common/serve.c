#include "frontends/common/serve.h"

#include <signal.h>

#include <event2/event.h>

#include "libchat/base/error.h"

struct serving {
    struct event_base *base;
    struct event *interrupted, *terminated;
    chat_server_t *server;
    chat_listener_t *listener;
    uint32_t drain_ms;
};

static void drained(void *data)
{
    struct serving *serving = data;
    event_base_loopbreak(serving->base);
}

/* The first signal drains, the second does not wait. */
static void stop(evutil_socket_t signal_number, short what, void *data)
{
    struct serving *serving = data;
    (void)signal_number;
    (void)what;
    chat_server_drain(serving->server, serving->listener != NULL ? serving->drain_ms : 0, drained, serving);
    chat_listener_close(serving->listener);
    serving->listener = NULL;
}

static enum chat_status open_all(struct serving *serving, const char *address,
                                 const struct chat_server_options *options,
                                 const struct chat_server_handlers *handlers, void *user_data,
                                 struct chat_error *err)
{
    serving->base = event_base_new();
    if (serving->base == NULL)
        return chat_fail_nomem(err);
    serving->interrupted = evsignal_new(serving->base, SIGINT, stop, serving);
    serving->terminated = evsignal_new(serving->base, SIGTERM, stop, serving);
    if (serving->interrupted == NULL || serving->terminated == NULL ||
        event_add(serving->interrupted, NULL) != 0 || event_add(serving->terminated, NULL) != 0)
        return chat_fail_nomem(err);
    enum chat_status status =
        chat_server_new(serving->base, options, handlers, user_data, &serving->server, err);
    if (status != CHAT_OK)
        return status;
    return chat_listener_open(serving->base, address, &serving->server, 1, &serving->listener, err);
}

enum chat_status chat_serve(const char *address, const struct chat_server_options *options,
                            const struct chat_server_handlers *handlers, uint32_t drain_ms,
                            void (*ready)(const char *address, void *user_data), void *user_data,
                            struct chat_error *err)
{
    struct serving serving = {.drain_ms = drain_ms};
    enum chat_status status = open_all(&serving, address, options, handlers, user_data, err);

    if (status == CHAT_OK) {
        ready(chat_listener_address(serving.listener), user_data);
        event_base_dispatch(serving.base);
    }
    chat_listener_close(serving.listener);
    chat_server_free(serving.server);
    if (serving.interrupted != NULL)
        event_free(serving.interrupted);
    if (serving.terminated != NULL)
        event_free(serving.terminated);
    if (serving.base != NULL)
        event_base_free(serving.base);
    return status;
}
