/*
 * A port and its subscriptions inside. All of it belongs to the port's thread, but for the inbox and the
 * outlet, which say themselves who may touch what.
 */
#ifndef CHAT_EXECUTOR_PORT_H
#define CHAT_EXECUTOR_PORT_H

#include "libchat/executor/executor.h"
#include "libchat/executor/feed.h"

/* Reads that the subscriptions of one port have under way: enough to keep the readers busy, few enough
 * that the pages fit in memory and other reads are not kept waiting behind them. */
#define CHAT_PORT_READS_MAX 16

/* A subscription that was refused a read waits this long, then twice as long, up to the last. */
#define CHAT_RETRY_FIRST_US (100 * INT64_C(1000))
#define CHAT_RETRY_LAST_US  (5 * INT64_C(1000000))

struct chat_port {
    chat_executor_t *executor;
    struct chat_inbox inbox;
    struct chat_outlet outlet;
    bool closing;   /* refuses what is new */
    bool over;      /* the store is gone or the executor has stopped: nothing more to follow */
    unsigned depth; /* of chat_port_dispatch on the stack */

    struct chat_map channels; /* by log: what is followed here */
    struct chat_link subscriptions;
    struct chat_link news;    /* subscriptions with something to tell */
    struct chat_link reading; /* subscriptions with a read to begin */
    struct chat_link later;   /* and those that wait before the next */
    int64_t later_us;         /* the handle's monotonic clock: not before this for any of `later` */
    unsigned reads;           /* under way */

    /* An event on its way to the followers of its log: the cursor stands among them, behind the last told. */
    chat_shared_event_t *event;
    struct chat_channel *channel;
    struct chat_link cursor;
};

struct chat_subscription {
    chat_port_t *port;
    struct chat_actor actor;
    struct chat_subscriber subscriber;
    void *user_data;
    struct chat_feed feed;
    unsigned refs; /* of the program, of reads under way and of callbacks that run */
    bool closed;
    unsigned failures; /* reads refused in a row */
    int64_t retry_us;  /* when the next may begin */
    struct chat_link in_port, in_news, in_reading;
};

/** What chat_submit does, and with `answered` a read of the port's own. */
CHAT_CHECKED enum chat_status chat_port_submit(chat_port_t *port, struct chat_work *work,
                                               void (*answered)(struct chat_work *work, void *user_data),
                                               struct chat_error *err);

/** Run callbacks until `max` have run (0: no bound) or nothing not newer than `newest` is due. */
size_t chat_port_run(chat_port_t *port, size_t max, uint64_t newest);

/** True when a callback may be due. */
bool chat_port_is_due(chat_port_t *port);

/** Begin reads, as far as they are due and may be under way at once. */
void chat_port_pump(chat_port_t *port);

/** Let every subscription look into the store again; end every one. */
void chat_port_lost(chat_port_t *port);
void chat_port_over(chat_port_t *port);

/** Take the follow out of the channel it is in, if any. */
void chat_port_detach(struct chat_follow *follow);

/** Put the subscription where its feed asks for, after any change of it. */
void chat_subscription_settle(chat_subscription_t *subscription);

/** Callbacks of one subscription. The feed has moved on already, so they may do anything. */
void chat_subscription_tell(chat_subscription_t *subscription, const struct chat_tell *tell);

void chat_subscription_unref(chat_subscription_t *subscription);

#endif
