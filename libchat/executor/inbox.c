/*
 * The inbox of a port. The descriptor is written only when nothing had set it, and cleared only by the
 * port's thread when nothing is left: one write and one read for however much came in between.
 */
#include "libchat/executor/inbox.h"

#include <assert.h>

#include "libchat/base/error.h"

struct chat_parcel *chat_parcel_new(const struct chat_allocator *allocator, size_t n_max)
{
    struct chat_parcel *parcel =
        chat_alloc(allocator, sizeof *parcel + n_max * sizeof(chat_shared_event_t *));

    if (parcel)
        parcel->item = (struct chat_item){.kind = CHAT_ITEM_PARCEL, .owner = parcel};
    return parcel;
}

void chat_parcel_add(struct chat_parcel *parcel, chat_shared_event_t *event)
{
    parcel->events[parcel->n++] = chat_shared_event_ref(event);
}

void chat_parcel_free(struct chat_parcel *parcel)
{
    if (!parcel)
        return;
    while (parcel->taken < parcel->n)
        chat_shared_event_unref(parcel->events[parcel->taken++]);
    chat_free(parcel);
}

enum chat_status chat_inbox_init(struct chat_inbox *inbox, size_t events_max, struct chat_error *err)
{
    enum chat_status status;

    *inbox = (struct chat_inbox){.wake = CHAT_WAKE_INIT, .events_max = events_max};
    inbox->over.kind = CHAT_ITEM_OVER;
    status = chat_wake_open(&inbox->wake, err);
    if (status != CHAT_OK)
        return status;
    if (pthread_mutex_init(&inbox->lock, NULL) == 0)
        return CHAT_OK;
    chat_wake_close(&inbox->wake);
    return chat_fail_nomem(err);
}

void chat_inbox_clear(struct chat_inbox *inbox)
{
    struct chat_item *next;

    assert(inbox->in_flight == 0);
    for (struct chat_item *item = inbox->first; item; item = next) {
        next = item->next;
        assert(item->kind != CHAT_ITEM_COMPLETION);
        if (item->kind == CHAT_ITEM_PARCEL)
            chat_parcel_free(item->owner);
    }
    chat_wake_close(&inbox->wake);
    (void)pthread_mutex_destroy(&inbox->lock);
}

void chat_inbox_expect(struct chat_inbox *inbox, bool writes)
{
    (void)pthread_mutex_lock(&inbox->lock);
    inbox->in_flight++;
    inbox->writes += writes;
    (void)pthread_mutex_unlock(&inbox->lock);
}

void chat_inbox_forget(struct chat_inbox *inbox, bool writes)
{
    (void)pthread_mutex_lock(&inbox->lock);
    inbox->in_flight--;
    inbox->writes -= writes;
    (void)pthread_mutex_unlock(&inbox->lock);
}

size_t chat_inbox_in_flight(struct chat_inbox *inbox)
{
    size_t n;

    (void)pthread_mutex_lock(&inbox->lock);
    n = inbox->in_flight;
    (void)pthread_mutex_unlock(&inbox->lock);
    return n;
}

bool chat_inbox_writing(struct chat_inbox *inbox)
{
    bool writing;

    (void)pthread_mutex_lock(&inbox->lock);
    writing = inbox->writes > 0;
    (void)pthread_mutex_unlock(&inbox->lock);
    return writing;
}

/* Under the lock, also the write: once it is released the port may be closed. */
static void set_descriptor(struct chat_inbox *inbox)
{
    if (inbox->set)
        return;
    inbox->set = true;
    chat_wake_set(&inbox->wake);
}

static void put(struct chat_inbox *inbox, struct chat_item *item)
{
    item->next = NULL;
    item->number = ++inbox->number;
    if (inbox->last)
        inbox->last->next = item;
    else
        inbox->first = item;
    inbox->last = item;
    set_descriptor(inbox);
}

void chat_inbox_complete(struct chat_inbox *inbox, struct chat_ticket *ticket)
{
    (void)pthread_mutex_lock(&inbox->lock);
    inbox->in_flight--;
    inbox->writes -= ticket->writes;
    put(inbox, &ticket->item);
    (void)pthread_mutex_unlock(&inbox->lock);
}

void chat_inbox_deliver(struct chat_inbox *inbox, struct chat_parcel *parcel)
{
    bool dropped;

    (void)pthread_mutex_lock(&inbox->lock);
    dropped = parcel->n > inbox->events_max - inbox->events;
    if (dropped) {
        inbox->lost = true;
        set_descriptor(inbox);
    } else {
        inbox->events += parcel->n;
        put(inbox, &parcel->item);
    }
    (void)pthread_mutex_unlock(&inbox->lock);
    if (dropped)
        chat_parcel_free(parcel);
}

void chat_inbox_lose(struct chat_inbox *inbox)
{
    (void)pthread_mutex_lock(&inbox->lock);
    inbox->lost = true;
    set_descriptor(inbox);
    (void)pthread_mutex_unlock(&inbox->lock);
}

void chat_inbox_end(struct chat_inbox *inbox)
{
    (void)pthread_mutex_lock(&inbox->lock);
    if (inbox->over.number == 0)
        put(inbox, &inbox->over);
    (void)pthread_mutex_unlock(&inbox->lock);
}

void chat_inbox_nudge(struct chat_inbox *inbox)
{
    (void)pthread_mutex_lock(&inbox->lock);
    set_descriptor(inbox);
    (void)pthread_mutex_unlock(&inbox->lock);
}

uint64_t chat_inbox_newest(struct chat_inbox *inbox)
{
    uint64_t number;

    (void)pthread_mutex_lock(&inbox->lock);
    number = inbox->number;
    (void)pthread_mutex_unlock(&inbox->lock);
    return number;
}

static void remove_first(struct chat_inbox *inbox)
{
    inbox->first = inbox->first->next;
    if (!inbox->first)
        inbox->last = NULL;
}

/* The next event of the parcel that stands first; with its last one the parcel goes. */
static chat_shared_event_t *take_event(struct chat_inbox *inbox, struct chat_parcel *parcel)
{
    chat_shared_event_t *event = parcel->events[parcel->taken++];

    inbox->events--;
    if (parcel->taken == parcel->n) {
        remove_first(inbox);
        chat_parcel_free(parcel);
    }
    return event;
}

static struct chat_taken take(struct chat_inbox *inbox, uint64_t newest)
{
    struct chat_item *item = inbox->first;

    if (inbox->lost) {
        inbox->lost = false;
        return (struct chat_taken){.news = CHAT_INBOX_LOST};
    }
    if (!item || item->number > newest)
        return (struct chat_taken){.news = CHAT_INBOX_NOTHING};
    if (item->kind == CHAT_ITEM_PARCEL)
        return (struct chat_taken){.news = CHAT_INBOX_EVENT, .event = take_event(inbox, item->owner)};
    remove_first(inbox);
    if (item->kind == CHAT_ITEM_OVER)
        return (struct chat_taken){.news = CHAT_INBOX_OVER};
    return (struct chat_taken){.news = CHAT_INBOX_TICKET, .ticket = item->owner};
}

struct chat_taken chat_inbox_take(struct chat_inbox *inbox, uint64_t newest)
{
    struct chat_taken taken;

    (void)pthread_mutex_lock(&inbox->lock);
    taken = take(inbox, newest);
    (void)pthread_mutex_unlock(&inbox->lock);
    return taken;
}

void chat_inbox_settle(struct chat_inbox *inbox, bool more)
{
    (void)pthread_mutex_lock(&inbox->lock);
    if (more || inbox->first || inbox->lost) {
        set_descriptor(inbox);
    } else if (inbox->set) {
        inbox->set = false;
        chat_wake_clear(&inbox->wake);
    }
    (void)pthread_mutex_unlock(&inbox->lock);
}

bool chat_inbox_waiting(struct chat_inbox *inbox)
{
    bool waiting;

    (void)pthread_mutex_lock(&inbox->lock);
    waiting = inbox->first || inbox->lost;
    (void)pthread_mutex_unlock(&inbox->lock);
    return waiting;
}
