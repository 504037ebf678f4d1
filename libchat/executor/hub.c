/*
 * From commits to ports.
 */
#include "libchat/executor/hub.h"

#include <assert.h>

static struct chat_map_key key_of(chat_log_id log)
{
    return (struct chat_map_key){log.value, 0};
}

bool chat_hub_init(struct chat_hub *hub, const struct chat_allocator *allocator, const uint64_t seed[2])
{
    *hub = (struct chat_hub){.allocator = allocator};
    chat_map_init(&hub->channels, allocator, seed);
    chat_list_init(&hub->outlets);
    return pthread_mutex_init(&hub->lock, NULL) == 0;
}

void chat_hub_clear(struct chat_hub *hub)
{
    assert(hub->channels.count == 0 && chat_list_empty(&hub->outlets));
    chat_map_clear(&hub->channels);
    (void)pthread_mutex_destroy(&hub->lock);
}

void chat_hub_enter(struct chat_hub *hub, struct chat_outlet *outlet)
{
    (void)pthread_mutex_lock(&hub->lock);
    chat_list_append(&hub->outlets, &outlet->in_hub, outlet);
    (void)pthread_mutex_unlock(&hub->lock);
}

void chat_hub_exit(struct chat_hub *hub, struct chat_outlet *outlet)
{
    (void)pthread_mutex_lock(&hub->lock);
    chat_list_remove(&outlet->in_hub);
    (void)pthread_mutex_unlock(&hub->lock);
}

bool chat_hub_join(struct chat_hub *hub, struct chat_channel *channel)
{
    struct chat_map_key key = key_of(channel->log);
    struct chat_channel *first;
    bool joined = true;

    (void)pthread_mutex_lock(&hub->lock);
    first = chat_map_find(&hub->channels, key);
    if (first) {
        channel->next = first->next;
        first->next = channel;
    } else {
        channel->next = NULL;
        joined = chat_map_put(&hub->channels, key, channel);
    }
    (void)pthread_mutex_unlock(&hub->lock);
    return joined;
}

void chat_hub_leave(struct chat_hub *hub, struct chat_channel *channel)
{
    struct chat_map_key key = key_of(channel->log);
    struct chat_channel *at;
    bool replaced = true;

    (void)pthread_mutex_lock(&hub->lock);
    at = chat_map_find(&hub->channels, key);
    if (at == channel && !channel->next) {
        chat_map_remove(&hub->channels, key);
    } else if (at == channel) {
        replaced = chat_map_put(&hub->channels, key, channel->next);
    } else {
        while (at->next != channel)
            at = at->next;
        at->next = channel->next;
    }
    (void)pthread_mutex_unlock(&hub->lock);
    assert(replaced); /* replacing a value needs no memory */
    (void)replaced;
}

/* The parcel of this turn for the port; room for all that is still to come, so that it is made once. */
static void hand_over(struct chat_hub *hub, struct chat_outlet *outlet, chat_shared_event_t *event,
                      size_t left, struct chat_outlet **touched)
{
    if (!outlet->touched) {
        outlet->touched = true;
        outlet->parcel = chat_parcel_new(hub->allocator, left);
        outlet->next_touched = *touched;
        *touched = outlet;
    }
    if (outlet->parcel)
        chat_parcel_add(outlet->parcel, event);
}

void chat_hub_publish(struct chat_hub *hub, chat_shared_event_t *const *events, size_t n)
{
    struct chat_outlet *touched = NULL;

    (void)pthread_mutex_lock(&hub->lock);
    for (size_t i = 0; i < n; i++) {
        struct chat_channel *channel =
            chat_map_find(&hub->channels, key_of(chat_shared_event_get(events[i])->log));

        for (; channel; channel = channel->next)
            hand_over(hub, channel->outlet, events[i], n - i, &touched);
    }
    for (; touched; touched = touched->next_touched) {
        if (touched->parcel)
            chat_inbox_deliver(touched->inbox, touched->parcel);
        else
            chat_inbox_lose(touched->inbox);
        touched->parcel = NULL;
        touched->touched = false;
    }
    (void)pthread_mutex_unlock(&hub->lock);
}

void chat_hub_all(struct chat_hub *hub, void (*act)(struct chat_inbox *inbox))
{
    (void)pthread_mutex_lock(&hub->lock);
    for (struct chat_link *link = hub->outlets.next; link != &hub->outlets; link = link->next) {
        struct chat_outlet *outlet = link->owner;

        act(outlet->inbox);
    }
    (void)pthread_mutex_unlock(&hub->lock);
}
