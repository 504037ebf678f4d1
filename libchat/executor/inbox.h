/*
 * What waits for a port: completions and events in one order, put there by any thread and taken by the
 * port's own, with a descriptor that is readable meanwhile. Completions are never dropped and need no
 * memory to be put; events are dropped past a bound, and then the port is told that it lost some.
 */
#ifndef CHAT_EXECUTOR_INBOX_H
#define CHAT_EXECUTOR_INBOX_H

#include "chat/sys/runner.h"
#include "libchat/executor/wake.h"

#include <pthread.h>

struct chat_call;

enum chat_item_kind { CHAT_ITEM_COMPLETION = 1, CHAT_ITEM_PARCEL, CHAT_ITEM_OVER };

/** The head of what can wait in an inbox. */
struct chat_item {
    struct chat_item *next;
    enum chat_item_kind kind;
    uint64_t number; /* in the order of arrival, from 1 */
    void *owner;     /* the ticket or the parcel */
};

/** An accepted operation and where its completion goes: to a port, or to a thread that waits (`call`). */
struct chat_ticket {
    struct chat_item item;
    struct chat_ticket *held; /* the next one that waits for the writer's turn to end */
    struct chat_work *work;
    struct chat_port *port;
    struct chat_call *call;
    /** Instead of work->done, for the port's own reads. */
    void (*answered)(struct chat_work *work, void *user_data);
    bool writes;
};

/** Events of one commit on their way to one port; owns a reference of each that was not taken. */
struct chat_parcel {
    struct chat_item item;
    size_t n, taken;
    chat_shared_event_t *events[];
};

/** A parcel with room for `n_max` events, or NULL. */
struct chat_parcel *chat_parcel_new(const struct chat_allocator *allocator, size_t n_max);

/** Add one, with a reference of its own. */
void chat_parcel_add(struct chat_parcel *parcel, chat_shared_event_t *event);
void chat_parcel_free(struct chat_parcel *parcel);

struct chat_inbox {
    struct chat_wake wake; /* fixed after init */
    size_t events_max;     /* fixed after init */
    pthread_mutex_t lock;  /* taken after the hub's and the turn's lock; guards what follows */
    struct chat_item *first, *last;
    uint64_t number;  /* of the last item put */
    size_t events;    /* waiting in parcels */
    size_t in_flight; /* accepted operations whose completion was not put yet */
    size_t writes;    /* those of them that go to the writer */
    bool lost;        /* events were dropped since this was last taken */
    bool set;         /* the descriptor is readable */
    struct chat_item over;
};

CHAT_CHECKED enum chat_status chat_inbox_init(struct chat_inbox *inbox, size_t events_max,
                                              struct chat_error *err);
/** Nothing is in flight. Drops the events that wait; completions have been taken. */
void chat_inbox_clear(struct chat_inbox *inbox);

/** Count an operation that is about to be accepted, and take that back when it was refused. */
void chat_inbox_expect(struct chat_inbox *inbox, bool writes);
void chat_inbox_forget(struct chat_inbox *inbox, bool writes);
size_t chat_inbox_in_flight(struct chat_inbox *inbox);
bool chat_inbox_writing(struct chat_inbox *inbox);

/** Put a completion that was expected. The port may be gone when this returns. */
void chat_inbox_complete(struct chat_inbox *inbox, struct chat_ticket *ticket);

/** Put events; takes the parcel over. */
void chat_inbox_deliver(struct chat_inbox *inbox, struct chat_parcel *parcel);

/** Say that events were lost before they could be put. */
void chat_inbox_lose(struct chat_inbox *inbox);

/** Put the last word: the store is gone or the executor has stopped. Only the first counts. */
void chat_inbox_end(struct chat_inbox *inbox);

/** Make the descriptor readable, so that the port looks after itself. */
void chat_inbox_nudge(struct chat_inbox *inbox);

/** The number of the last item that is there. */
uint64_t chat_inbox_newest(struct chat_inbox *inbox);

enum chat_inbox_news {
    CHAT_INBOX_NOTHING,
    CHAT_INBOX_LOST,
    CHAT_INBOX_TICKET,
    CHAT_INBOX_EVENT,
    CHAT_INBOX_OVER
};

/** One thing out of the inbox. */
struct chat_taken {
    enum chat_inbox_news news;
    struct chat_ticket *ticket; /* now the caller's */
    chat_shared_event_t *event; /* a reference, now the caller's */
};

/** Take the next thing that is not newer than `newest`. */
struct chat_taken chat_inbox_take(struct chat_inbox *inbox, uint64_t newest);

/** Clear the descriptor if nothing waits here, or set it because something does (also `more`, elsewhere). */
void chat_inbox_settle(struct chat_inbox *inbox, bool more);

/** True when something waits here. */
bool chat_inbox_waiting(struct chat_inbox *inbox);

#endif
