/*
 * Subscriptions: a feed of one reader, tied to its port.
 */
#include "libchat/executor/port.h"

#include "libchat/base/error.h"

void chat_subscription_unref(chat_subscription_t *subscription)
{
    if (--subscription->refs > 0)
        return;
    chat_feed_clear(&subscription->feed);
    chat_free(subscription);
}

static enum chat_status check_actor(const struct chat_actor *actor, struct chat_error *err)
{
    bool fine = actor->user.value > 0 &&
                (actor->kind == CHAT_AS_USER || (actor->kind == CHAT_AS_SESSION && actor->session.value > 0));

    return fine ? CHAT_OK : chat_fail_field(err, "actor", "a subscription belongs to a user or a session");
}

enum chat_status chat_subscription_open(chat_port_t *port, const struct chat_actor *actor,
                                        const struct chat_subscriber *subscriber, void *user_data,
                                        chat_subscription_t **out, struct chat_error *err)
{
    enum chat_status status = check_actor(actor, err);
    chat_subscription_t *subscription;

    if (status != CHAT_OK)
        return status;
    if (port->closing || port->over)
        return chat_fail(err, CHAT_E_CLOSED, "the server is stopping");
    subscription = chat_alloc(port->executor->allocator, sizeof *subscription);
    if (!subscription)
        return chat_fail_nomem(err);
    subscription->port = port;
    subscription->actor = *actor;
    subscription->subscriber = *subscriber;
    subscription->user_data = user_data;
    subscription->refs = 1;
    chat_feed_init(&subscription->feed, port->executor->allocator, port->executor->seed, actor);
    subscription->feed.detach = chat_port_detach;
    subscription->feed.subscription = subscription;
    chat_list_append(&port->subscriptions, &subscription->in_port, subscription);
    *out = subscription;
    return CHAT_OK;
}

void chat_subscription_close(chat_subscription_t *subscription)
{
    if (!subscription)
        return;
    subscription->closed = true;
    chat_list_remove(&subscription->in_port);
    chat_list_remove(&subscription->in_news);
    chat_list_remove(&subscription->in_reading);
    chat_feed_clear(&subscription->feed); /* leaves its channels now, also while reads are under way */
    chat_subscription_unref(subscription);
}

enum chat_status chat_subscription_follow(chat_subscription_t *subscription, chat_log_id log, int64_t after,
                                          struct chat_error *err)
{
    enum chat_status status = chat_feed_follow(&subscription->feed, log, after, err);

    if (status != CHAT_OK)
        return status;
    chat_subscription_settle(subscription);
    chat_port_pump(subscription->port);
    return CHAT_OK;
}

void chat_subscription_unfollow(chat_subscription_t *subscription, chat_log_id log)
{
    chat_feed_unfollow(&subscription->feed, log);
}

void chat_subscription_pause(chat_subscription_t *subscription)
{
    chat_feed_pause(&subscription->feed);
}

void chat_subscription_resume(chat_subscription_t *subscription)
{
    chat_feed_resume(&subscription->feed);
    chat_subscription_settle(subscription);
    chat_port_pump(subscription->port);
}

void chat_port_lost(chat_port_t *port)
{
    for (struct chat_link *link = port->subscriptions.next; link != &port->subscriptions; link = link->next) {
        chat_subscription_t *subscription = link->owner;

        chat_feed_behind(&subscription->feed);
        chat_subscription_settle(subscription);
    }
}

void chat_port_over(chat_port_t *port)
{
    struct chat_error err = CHAT_ERROR_INIT;

    (void)chat_fail(&err, CHAT_E_CLOSED, "the store is closed");
    port->over = true;
    for (struct chat_link *link = port->subscriptions.next; link != &port->subscriptions; link = link->next) {
        chat_subscription_t *subscription = link->owner;

        chat_feed_end(&subscription->feed, CHAT_E_CLOSED, &err);
        chat_subscription_settle(subscription);
    }
}

void chat_subscription_tell(chat_subscription_t *subscription, const struct chat_tell *tell)
{
    const struct chat_subscriber *to = &subscription->subscriber;

    subscription->refs++;
    switch (tell->kind) {
    case CHAT_TELL_EVENT:
        if (to->event)
            to->event(subscription, tell->event, subscription->user_data);
        chat_shared_event_unref(tell->event);
        break;
    case CHAT_TELL_UNFOLLOWED:
        if (to->unfollowed)
            to->unfollowed(subscription, tell->log, tell->reason, subscription->user_data);
        break;
    case CHAT_TELL_ENDED:
        if (to->ended)
            to->ended(subscription, subscription->feed.status, &subscription->feed.err,
                      subscription->user_data);
        break;
    case CHAT_TELL_NOTHING:
        break;
    }
    chat_subscription_unref(subscription);
}
