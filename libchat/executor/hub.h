/*
 * Who is told of a commit: for each log the ports that have a follower of it. The writer publishes here,
 * each port joins and leaves for its own channels. An event goes to a port once, however many follow there.
 */
#ifndef CHAT_EXECUTOR_HUB_H
#define CHAT_EXECUTOR_HUB_H

#include "libchat/base/map.h"
#include "libchat/executor/inbox.h"
#include "libchat/executor/list.h"

/** Where the hub reaches one port. */
struct chat_outlet {
    struct chat_inbox *inbox;
    struct chat_link in_hub; /* from here on guarded by the hub's lock */
    struct chat_outlet *next_touched;
    struct chat_parcel *parcel; /* being filled while publishing */
    bool touched;
};

/** A log that is followed on one port. */
struct chat_channel {
    chat_log_id log;
    struct chat_outlet *outlet;
    struct chat_channel *next;  /* guarded by the hub's lock: the same log on another port */
    struct chat_link followers; /* the port's thread only */
};

struct chat_hub {
    pthread_mutex_t lock; /* before any inbox's lock, after nothing */
    const struct chat_allocator *allocator;
    struct chat_map channels; /* by log: the first channel */
    struct chat_link outlets;
};

CHAT_CHECKED bool chat_hub_init(struct chat_hub *hub, const struct chat_allocator *allocator,
                                const uint64_t seed[2]);
void chat_hub_clear(struct chat_hub *hub);

/** From here on the port hears what is said to all. */
void chat_hub_enter(struct chat_hub *hub, struct chat_outlet *outlet);

/** The port's channels have left. */
void chat_hub_exit(struct chat_hub *hub, struct chat_outlet *outlet);

/** What is published from here on reaches the channel's port. False without memory. */
CHAT_CHECKED bool chat_hub_join(struct chat_hub *hub, struct chat_channel *channel);
void chat_hub_leave(struct chat_hub *hub, struct chat_channel *channel);

/** Hand events, in commit order, to the ports that follow their logs. */
void chat_hub_publish(struct chat_hub *hub, chat_shared_event_t *const *events, size_t n);

/** Do one thing to the inbox of every port. */
void chat_hub_all(struct chat_hub *hub, void (*act)(struct chat_inbox *inbox));

#endif
