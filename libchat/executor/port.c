/*
 * Opening and closing ports, submitting through them, waiting.
 */
#include "libchat/executor/port.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <time.h>

#include "chat/limits.h"
#include "libchat/base/error.h"

enum chat_status chat_port_open(chat_executor_t *executor, chat_port_t **out, struct chat_error *err)
{
    chat_port_t *port;
    enum chat_status status;

    if (executor->stopped || chat_broken(executor->chat))
        return chat_fail(err, CHAT_E_CLOSED, "the server is stopping");
    port = chat_alloc(executor->allocator, sizeof *port);
    if (!port)
        return chat_fail_nomem(err);
    status = chat_inbox_init(&port->inbox, CHAT_PORT_EVENTS_MAX, err);
    if (status != CHAT_OK) {
        chat_free(port);
        return status;
    }
    port->executor = executor;
    port->outlet.inbox = &port->inbox;
    port->later_us = INT64_MAX;
    chat_map_init(&port->channels, executor->allocator, executor->seed);
    chat_list_init(&port->subscriptions);
    chat_list_init(&port->news);
    chat_list_init(&port->reading);
    chat_list_init(&port->later);
    chat_hub_enter(&executor->hub, &port->outlet);
    *out = port;
    return CHAT_OK;
}

int chat_port_fd(const chat_port_t *port)
{
    return port->inbox.wake.read_fd;
}

/* Every accepted operation completes, so this ends: the library's threads put the completions, or the
 * caller runs them. */
static void finish(chat_port_t *port)
{
    struct pollfd wait = {.fd = chat_port_fd(port), .events = POLLIN};

    while (chat_inbox_in_flight(&port->inbox) > 0) {
        (void)chat_executor_run(port->executor);
        if (chat_port_run(port, 0, UINT64_MAX) == 0 && chat_inbox_in_flight(&port->inbox) > 0) {
            chat_inbox_settle(&port->inbox, false);
            (void)poll(&wait, 1, -1);
        }
    }
    (void)chat_port_run(port, 0, UINT64_MAX);
}

void chat_port_close(chat_port_t *port)
{
    if (!port)
        return;
    assert(port->depth == 0); /* never from inside a callback */
    port->closing = true;
    (void)chat_port_run(port, 0, chat_inbox_newest(&port->inbox));
    while (!chat_list_empty(&port->subscriptions))
        chat_subscription_close(chat_list_first(&port->subscriptions));
    finish(port);
    chat_hub_exit(&port->executor->hub, &port->outlet);
    chat_inbox_clear(&port->inbox);
    chat_map_clear(&port->channels);
    chat_free(port);
}

static bool goes_to_the_writer(const struct chat_op *op)
{
    return (op->flags & (CHAT_OP_WRITES | CHAT_OP_PREPARES)) != 0;
}

enum chat_status chat_port_submit(chat_port_t *port, struct chat_work *work,
                                  void (*answered)(struct chat_work *work, void *user_data),
                                  struct chat_error *err)
{
    struct chat_ticket *ticket = chat_alloc(port->executor->allocator, sizeof *ticket);
    enum chat_status status;

    if (!ticket)
        return chat_fail_nomem(err);
    ticket->item = (struct chat_item){.kind = CHAT_ITEM_COMPLETION, .owner = ticket};
    ticket->work = work;
    ticket->port = port;
    ticket->answered = answered;
    ticket->writes = goes_to_the_writer(work->op);
    work->owner = ticket;
    chat_inbox_expect(&port->inbox, ticket->writes);
    status = chat_executor_enqueue(port->executor, work, err);
    if (status != CHAT_OK) {
        chat_inbox_forget(&port->inbox, goes_to_the_writer(work->op));
        work->owner = NULL;
        chat_free(ticket);
    } else if (!port->executor->threads) {
        chat_inbox_nudge(&port->inbox); /* the work waits for the caller: dispatch does it */
    }
    return status;
}

enum chat_status chat_submit(chat_port_t *port, const struct chat_op *op, const struct chat_actor *actor,
                             const void *params, chat_done_fn done, void *user_data, struct chat_error *err)
{
    struct chat_work *work = NULL;
    enum chat_status status;

    if (port->closing)
        return chat_fail(err, CHAT_E_CLOSED, "the port is closing");
    status = chat_work_new(port->executor->chat, op, actor, params, &work, err);
    if (status != CHAT_OK)
        return status;
    work->done = done;
    work->user_data = user_data;
    status = chat_port_submit(port, work, NULL, err);
    if (status != CHAT_OK)
        chat_work_free(work);
    return status;
}

bool chat_port_is_due(chat_port_t *port)
{
    return port->event || !chat_list_empty(&port->news) || chat_inbox_waiting(&port->inbox);
}

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* How long a program without threads may sleep before a subscription tries to read again; -1: for ever. */
static int64_t until_retry_ms(const chat_port_t *port)
{
    const struct chat_clock *clock = port->executor->clock;
    int64_t left_us;

    if (port->executor->threads || port->later_us == INT64_MAX)
        return -1;
    left_us = port->later_us - clock->mono_us(clock->user_data);
    return left_us > 0 ? left_us / 1000 + 1 : 0;
}

static int least(int64_t a_ms, int64_t b_ms)
{
    int64_t ms = a_ms < 0 || (b_ms >= 0 && b_ms < a_ms) ? b_ms : a_ms;

    return ms > 60000 ? 60000 : (int)ms;
}

bool chat_port_wait(chat_port_t *port, int timeout_ms)
{
    struct pollfd wait = {.fd = chat_port_fd(port), .events = POLLIN};
    int64_t deadline_ms = timeout_ms < 0 ? -1 : now_ms() + timeout_ms;
    int64_t left_ms = timeout_ms;

    for (;;) {
        chat_port_pump(port);
        (void)chat_executor_run(port->executor);
        if (chat_port_is_due(port))
            return true;
        if (left_ms == 0)
            return false;
        chat_inbox_settle(&port->inbox, false);
        (void)poll(&wait, 1, least(left_ms, until_retry_ms(port)));
        if (deadline_ms >= 0) {
            left_ms = deadline_ms - now_ms();
            left_ms = left_ms < 0 ? 0 : left_ms;
        }
    }
}
