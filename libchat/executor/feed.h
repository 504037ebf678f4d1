/*
 * All the logs one reader follows, and what the events in them mean for reading on: joining a room follows
 * it, leaving ends it, the end of the session ends everything, and what may have changed rights is judged
 * again by reading. Pure: events and answers are put in, reads to make and things to tell come out.
 */
#ifndef CHAT_EXECUTOR_FEED_H
#define CHAT_EXECUTOR_FEED_H

#include "libchat/base/map.h"
#include "libchat/executor/follow.h"

/* Logs that ended by themselves and are remembered, so that an old "joined" in the user's log, told late,
 * does not start them over. */
#define CHAT_FEED_OVER_MAX 64

struct chat_feed {
    const struct chat_allocator *allocator;
    chat_user_id user;
    chat_session_id session; /* 0: the program vouches for the user */
    /** Called before a follow is gone or starts over, to take it out of where live events come from. */
    void (*detach)(struct chat_follow *follow);
    struct chat_subscription *subscription; /* written into each follow */

    struct chat_map follows;  /* by log */
    struct chat_link quiet;   /* live, or a read is on its way */
    struct chat_link ready;   /* something to tell */
    struct chat_link wanting; /* a read has to begin */
    struct chat_link over;    /* ended and told; oldest first */
    size_t over_n;
    uint64_t generation;
    bool paused;
    bool ended, ended_told;
    enum chat_status status; /* why it ended */
    struct chat_error err;
};

void chat_feed_init(struct chat_feed *feed, const struct chat_allocator *allocator, const uint64_t seed[2],
                    const struct chat_actor *actor);
void chat_feed_clear(struct chat_feed *feed);

CHAT_CHECKED enum chat_status chat_feed_follow(struct chat_feed *feed, chat_log_id log, int64_t after,
                                               struct chat_error *err);
void chat_feed_unfollow(struct chat_feed *feed, chat_log_id log);

void chat_feed_pause(struct chat_feed *feed);
void chat_feed_resume(struct chat_feed *feed);

/** Every log may have missed something, or has to be judged again. */
void chat_feed_behind(struct chat_feed *feed);

/** Nothing is followed any more; told by chat_feed_next. Only the first end counts. */
void chat_feed_end(struct chat_feed *feed, enum chat_status status, const struct chat_error *err);

/** A live event for one of the follows. True: tell it now. The follow may be gone afterwards. */
CHAT_CHECKED bool chat_feed_live(struct chat_feed *feed, struct chat_follow *follow,
                                 chat_shared_event_t *event);

/** True when a read has to begin. */
bool chat_feed_wants_read(const struct chat_feed *feed);

/** Begin the next read: fills in the query. Answer it, also when it could not be asked. Never NULL after
 * chat_feed_wants_read. */
struct chat_follow *chat_feed_ask(struct chat_feed *feed, struct chat_event_query *query);

/**
 * How the read of `log` in that generation ended. `list` (NULL unless status is CHAT_OK) is emptied of what
 * is used. False: it could not be answered now, so wait before the next read.
 */
CHAT_CHECKED bool chat_feed_answer(struct chat_feed *feed, chat_log_id log, uint64_t generation,
                                   enum chat_status status, const struct chat_error *err,
                                   struct chat_event_list *list);

enum chat_tell_kind { CHAT_TELL_NOTHING, CHAT_TELL_EVENT, CHAT_TELL_UNFOLLOWED, CHAT_TELL_ENDED };

struct chat_tell {
    enum chat_tell_kind kind;
    chat_shared_event_t *event; /* a reference, now the caller's */
    chat_log_id log;
    enum chat_unfollow_reason reason;
};

bool chat_feed_has_news(const struct chat_feed *feed);

/** The next thing to tell. What it changes has been done, so the teller may call anything. */
struct chat_tell chat_feed_next(struct chat_feed *feed);

#endif
