/*
 * One followed log: where its reader stands and how reading joins live delivery without a seam. Pure: no
 * threads, no clock, no calls out; the feed holds many of these and decides what their events mean.
 *
 * A log is live when nothing was missed: the next number that comes is told at once. Otherwise it is
 * behind and has to be read. What comes live after the read was asked is kept, a bounded number of events:
 * the page is told, then the kept ones from there on, and with nothing missed the log is live. What comes
 * while it is behind is dropped, because the read that is still to be asked will see it.
 */
#ifndef CHAT_EXECUTOR_FOLLOW_H
#define CHAT_EXECUTOR_FOLLOW_H

#include "chat/sys/runner.h"
#include "libchat/executor/list.h"

/* Live events that wait for a read of their log to end. Past this the log is read once more instead. */
#define CHAT_FOLLOW_KEPT_MAX 256

/** Shared events that wait to be told, in order; owns a reference of each. */
struct chat_waiting {
    chat_shared_event_t **events;
    size_t room, n, at; /* events[at .. at + n - 1] wait */
};

struct chat_follow {
    chat_log_id log;
    uint64_t generation;      /* of this start: answers to earlier ones are not for it */
    int64_t position;         /* the last number told */
    int64_t since;            /* up to here is history: leaving in it is not the end */
    bool from_head;           /* the head of the first page is such history too */
    int64_t floor;            /* numbers up to here are hidden from the reader: so the last page said */
    struct chat_waiting page; /* what was read */
    struct chat_waiting kept; /* what came live after that; empty while behind */
    bool behind;              /* a read has to be asked */
    bool asked;               /* a read is on its way */
    bool rejoined;            /* since it was asked, the reader joined: "not found" may be out of date */
    bool over;                /* followed no more */
    bool told;                /* and that was told */
    enum chat_unfollow_reason reason;

    struct chat_link place;       /* for the feed: where it stands in ... */
    struct chat_link *list;       /* ... which of its lists */
    struct chat_channel *channel; /* for the subscription: where live events come from, NULL: nowhere yet */
    struct chat_link in_channel;
    struct chat_subscription *subscription;
};

/** (Re)start after `after`. What waited is dropped. `since` 0: what is there at the first read is history. */
void chat_follow_start(struct chat_follow *follow, int64_t after, int64_t since);

/** The reader joined at `number`, perhaps after a read was asked. */
void chat_follow_rejoin(struct chat_follow *follow, int64_t number);

/** Followed no more. What waited is dropped. */
void chat_follow_stop(struct chat_follow *follow, enum chat_unfollow_reason reason);

/** Drop what waits. */
void chat_follow_clear(struct chat_follow *follow);

/** Something was missed, or must be judged again. What was read already is still told. */
void chat_follow_fall_behind(struct chat_follow *follow);

/** Drop what waits to be told, and remember that it must be read again. */
void chat_follow_drop(struct chat_follow *follow);

/** True when the next number may be told as it comes. */
bool chat_follow_is_live(const struct chat_follow *follow);

/** True when there is something to tell now. */
bool chat_follow_is_ready(const struct chat_follow *follow);

/** True when a read has to begin. */
bool chat_follow_wants_read(const struct chat_follow *follow);

/**
 * A live event. True: it is next and is told now (the position has moved). Otherwise it was had already,
 * or is kept, or has put the log behind.
 */
CHAT_CHECKED bool chat_follow_live(struct chat_follow *follow, const struct chat_allocator *allocator,
                                   chat_shared_event_t *event);

/**
 * The page that was asked for; its events are moved out. CHAT_OK, or CHAT_E_NOMEM or CHAT_E_INTERNAL (the
 * page did not go on from the position): then it has to be read again.
 */
CHAT_CHECKED enum chat_status chat_follow_page(struct chat_follow *follow,
                                               const struct chat_allocator *allocator,
                                               struct chat_event_list *list);

/**
 * The next waiting event, with its reference, or NULL. `live`: it was kept, so the read it came after did
 * not see it.
 */
CHAT_CHECKED chat_shared_event_t *chat_follow_next(struct chat_follow *follow, bool *live);

#endif
