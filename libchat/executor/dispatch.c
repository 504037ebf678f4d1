/*
 * Running what is due: one callback at a time, each after everything it may ask about has been settled, so
 * that a callback may call anything, this function included.
 *
 * What subscriptions have to tell goes first, then the followers of the event at hand, then the next thing
 * out of the inbox: so the order of the inbox is the order of what it leads to.
 */
#include "libchat/executor/port.h"

static void complete(struct chat_ticket *ticket)
{
    struct chat_work *work = ticket->work;

    chat_free(ticket);
    if (work->done)
        work->done(work->status, work->status == CHAT_OK ? work->result : NULL, &work->err, work->user_data);
    chat_work_free(work);
}

static void answer(struct chat_ticket *ticket)
{
    struct chat_work *work = ticket->work;

    ticket->answered(work, work->user_data);
    chat_free(ticket);
    chat_work_free(work);
}

/* True when a callback ran. */
static bool tell_news(chat_port_t *port)
{
    chat_subscription_t *subscription = chat_list_first(&port->news);
    struct chat_tell tell = chat_feed_next(&subscription->feed);

    if (!chat_feed_has_news(&subscription->feed))
        chat_list_remove(&subscription->in_news);
    chat_subscription_settle(subscription);
    if (tell.kind == CHAT_TELL_NOTHING)
        return false;
    chat_subscription_tell(subscription, &tell);
    return true;
}

static void begin_event(chat_port_t *port, chat_shared_event_t *event)
{
    const struct chat_map_key key = {chat_shared_event_get(event)->log.value, 0};
    struct chat_channel *channel = chat_map_find(&port->channels, key);

    if (!channel) { /* the last follower has gone since */
        chat_shared_event_unref(event);
        return;
    }
    port->event = event;
    port->channel = channel;
    chat_list_insert(&channel->followers, &port->cursor, NULL);
}

static void end_event(chat_port_t *port)
{
    chat_list_remove(&port->cursor);
    chat_shared_event_unref(port->event);
    port->event = NULL;
    port->channel = NULL;
}

/* True when a callback ran. */
static bool tell_follower(chat_port_t *port)
{
    struct chat_link *link = port->cursor.next;
    struct chat_follow *follow = link->owner;
    struct chat_tell tell = {.kind = CHAT_TELL_EVENT, .event = port->event};
    chat_subscription_t *subscription;
    bool told;

    if (link == &port->channel->followers) {
        end_event(port);
        return false;
    }
    chat_list_remove(&port->cursor);
    chat_list_insert(link, &port->cursor, NULL);
    subscription = follow->subscription;
    (void)chat_shared_event_ref(tell.event); /* the channel may go with its last follower */
    told = chat_feed_live(&subscription->feed, follow, tell.event);
    chat_subscription_settle(subscription);
    if (told)
        chat_subscription_tell(subscription, &tell);
    else
        chat_shared_event_unref(tell.event);
    return told;
}

void chat_port_detach(struct chat_follow *follow)
{
    struct chat_channel *channel = follow->channel;
    chat_port_t *port = follow->subscription->port;

    if (!channel)
        return;
    follow->channel = NULL;
    chat_list_remove(&follow->in_channel);
    if (channel->followers.next != &channel->followers) {
        bool only_the_cursor = port->channel == channel && port->cursor.next == port->cursor.prev;

        if (!only_the_cursor)
            return;
        end_event(port);
    }
    chat_hub_leave(&port->executor->hub, channel);
    chat_map_remove(&port->channels, (struct chat_map_key){channel->log.value, 0});
    chat_free(channel);
}

/* The next callback. False: nothing is due. */
static bool step(chat_port_t *port, uint64_t newest)
{
    struct chat_taken taken;

    for (;;) {
        if (!chat_list_empty(&port->news)) {
            if (tell_news(port))
                return true;
            continue;
        }
        if (port->event) {
            if (tell_follower(port))
                return true;
            continue;
        }
        taken = chat_inbox_take(&port->inbox, newest);
        switch (taken.news) {
        case CHAT_INBOX_NOTHING:
            return false;
        case CHAT_INBOX_LOST:
            chat_port_lost(port);
            break;
        case CHAT_INBOX_OVER:
            chat_port_over(port);
            break;
        case CHAT_INBOX_EVENT:
            begin_event(port, taken.event);
            break;
        case CHAT_INBOX_TICKET:
            if (!taken.ticket->answered) {
                complete(taken.ticket);
                return true;
            }
            answer(taken.ticket);
            break;
        }
    }
}

size_t chat_port_run(chat_port_t *port, size_t max, uint64_t newest)
{
    size_t ran = 0;

    port->depth++;
    while ((max == 0 || ran < max) && step(port, newest))
        ran++;
    port->depth--;
    return ran;
}

size_t chat_port_dispatch(chat_port_t *port, size_t max)
{
    chat_executor_t *executor = port->executor;
    size_t ran;

    (void)chat_executor_run(executor);
    ran = chat_port_run(port, max, chat_inbox_newest(&port->inbox));
    chat_port_pump(port);
    if (port->depth == 0) {
        bool work = !executor->threads && chat_lane_length(&executor->writer) +
                                                  chat_lane_length(&executor->readers) +
                                                  chat_lane_length(&executor->passwords) >
                                              0;

        chat_inbox_settle(&port->inbox, work || port->event || !chat_list_empty(&port->news));
    }
    return ran;
}
