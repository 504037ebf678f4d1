/*
 * The reads of a port's subscriptions: one after the other in turn, a bounded number at once, and after a
 * refusal not before a while has passed. Nothing here runs a callback.
 */
#include "libchat/executor/port.h"

#include "libchat/base/error.h"

/* One read under way. */
struct subscription_read {
    chat_subscription_t *subscription; /* a reference */
    chat_log_id log;
    uint64_t generation;
};

static int64_t now_us(const chat_port_t *port)
{
    const struct chat_clock *clock = port->executor->clock;

    return clock->mono_us(clock->user_data);
}

void chat_subscription_settle(chat_subscription_t *subscription)
{
    chat_port_t *port = subscription->port;

    if (subscription->closed)
        return;
    if (chat_feed_has_news(&subscription->feed) && !chat_list_has(&subscription->in_news)) {
        chat_list_append(&port->news, &subscription->in_news, subscription);
        if (port->depth == 0)
            chat_inbox_nudge(&port->inbox);
    }
    if (!chat_feed_wants_read(&subscription->feed) || chat_list_has(&subscription->in_reading))
        return;
    if (subscription->failures == 0) {
        chat_list_append(&port->reading, &subscription->in_reading, subscription);
        return;
    }
    chat_list_append(&port->later, &subscription->in_reading, subscription);
    if (subscription->retry_us < port->later_us)
        port->later_us = subscription->retry_us;
}

static void back_off(chat_subscription_t *subscription, const struct chat_error *err)
{
    unsigned doublings = subscription->failures < 8 ? subscription->failures : 8;
    int64_t wait_us = CHAT_RETRY_FIRST_US << doublings;
    int64_t advice_us = err ? (int64_t)err->retry_after_ms * 1000 : 0;

    if (wait_us > CHAT_RETRY_LAST_US)
        wait_us = CHAT_RETRY_LAST_US;
    if (wait_us < advice_us)
        wait_us = advice_us;
    subscription->failures++;
    subscription->retry_us = now_us(subscription->port) + wait_us;
}

static void take_answer(chat_subscription_t *subscription, chat_log_id log, uint64_t generation,
                        enum chat_status status, const struct chat_error *err, struct chat_event_list *list)
{
    if (subscription->closed)
        return;
    if (chat_feed_answer(&subscription->feed, log, generation, status, err, list))
        subscription->failures = 0;
    else
        back_off(subscription, err);
    chat_subscription_settle(subscription);
}

static void answered(struct chat_work *work, void *user_data)
{
    struct subscription_read *read = user_data;

    read->subscription->port->reads--;
    take_answer(read->subscription, read->log, read->generation, work->status, &work->err, work->result);
    chat_subscription_unref(read->subscription);
    chat_free(read);
}

static struct chat_channel *channel_of(chat_port_t *port, chat_log_id log)
{
    const struct chat_map_key key = {log.value, 0};
    struct chat_channel *channel = chat_map_find(&port->channels, key);

    if (channel)
        return channel;
    channel = chat_alloc(port->executor->allocator, sizeof *channel);
    if (!channel)
        return NULL;
    channel->log = log;
    channel->outlet = &port->outlet;
    chat_list_init(&channel->followers);
    if (!chat_map_put(&port->channels, key, channel)) {
        chat_free(channel);
        return NULL;
    }
    if (!chat_hub_join(&port->executor->hub, channel)) {
        chat_map_remove(&port->channels, key);
        chat_free(channel);
        return NULL;
    }
    return channel;
}

/* From here on the follow is told of what is committed. Before the read begins, or there would be a seam. */
static bool attach(chat_port_t *port, struct chat_follow *follow)
{
    if (follow->channel)
        return true;
    follow->channel = channel_of(port, follow->log);
    if (!follow->channel)
        return false;
    chat_list_append(&follow->channel->followers, &follow->in_channel, follow);
    return true;
}

static enum chat_status begin_read(chat_subscription_t *subscription, const struct chat_follow *follow,
                                   const struct chat_event_query *query, struct chat_error *err)
{
    chat_port_t *port = subscription->port;
    struct subscription_read *read = chat_alloc(port->executor->allocator, sizeof *read);
    struct chat_work *work = NULL;
    enum chat_status status;

    if (!read)
        return chat_fail_nomem(err);
    *read = (struct subscription_read){subscription, follow->log, follow->generation};
    status = chat_work_new(port->executor->chat, &port->executor->read_on, &subscription->actor, query, &work,
                           err);
    if (status == CHAT_OK) {
        work->user_data = read;
        status = chat_port_submit(port, work, answered, err);
    }
    if (status != CHAT_OK) {
        chat_work_free(work);
        chat_free(read);
        return status;
    }
    subscription->refs++;
    port->reads++;
    return CHAT_OK;
}

static void ask(chat_subscription_t *subscription)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_event_query query;
    struct chat_follow *follow = chat_feed_ask(&subscription->feed, &query);
    enum chat_status status;

    if (attach(subscription->port, follow))
        status = begin_read(subscription, follow, &query, &err);
    else
        status = chat_fail_nomem(&err);
    if (status != CHAT_OK)
        take_answer(subscription, query.log, follow->generation, status, &err, NULL);
    else
        chat_subscription_settle(subscription); /* behind the others, with its next log */
}

/* Move those that have waited long enough. */
static void wake_late(chat_port_t *port)
{
    struct chat_link *next;
    int64_t now;

    if (chat_list_empty(&port->later))
        return;
    now = now_us(port);
    if (now < port->later_us)
        return;
    port->later_us = INT64_MAX;
    for (struct chat_link *link = port->later.next; link != &port->later; link = next) {
        chat_subscription_t *subscription = link->owner;

        next = link->next;
        if (subscription->retry_us <= now) {
            chat_list_remove(link);
            chat_list_append(&port->reading, link, subscription);
        } else if (subscription->retry_us < port->later_us) {
            port->later_us = subscription->retry_us;
        }
    }
}

void chat_port_pump(chat_port_t *port)
{
    wake_late(port);
    while (port->reads < CHAT_PORT_READS_MAX && !port->closing && !chat_list_empty(&port->reading)) {
        chat_subscription_t *subscription = chat_list_first(&port->reading);

        chat_list_remove(&subscription->in_reading);
        if (chat_feed_wants_read(&subscription->feed))
            ask(subscription);
    }
    if (port->later_us != INT64_MAX && port->executor->threads)
        chat_lane_timer(&port->executor->readers, port->later_us - now_us(port));
}
