/*
 * A small community for one reader's feed: logs that grow, reads that are answered from them whenever the
 * test says, and one queue through which answers and live events come, as through a port. Everything that
 * is told is checked against what the reader may be told.
 */
#ifndef CHAT_TESTS_EXECUTOR_WORLD_H
#define CHAT_TESTS_EXECUTOR_WORLD_H

#include <stdlib.h>
#include <string.h>

#include "libchat/executor/feed.h"
#include "tests/unit/executor/require.h"
#include "tests/unit/unit.h"

#define WORLD_LOGS   6
#define WORLD_EVENTS 400
#define WORLD_ITEMS  2000
#define WORLD_PAGE   2 /* events in an answer: small, so that most logs take several */

enum { WORLD_SELF = 2, WORLD_ROOM = 3, WORLD_ROOMS_END = WORLD_LOGS, WORLD_SESSION = 77 };

struct world_event {
    struct chat_event event;
    bool may_hear; /* when it was committed the reader was allowed it */
    bool was_read; /* an allowed read has returned it */
};

struct world_log {
    int64_t head;
    int64_t floor; /* numbers up to here are hidden from the reader */
    bool hidden, member;
    bool attached;
    int64_t told; /* the last number told; the next must be told + 1 ... */
    bool jump;    /* ... unless it is followed anew from a later number */
    unsigned unfollowed;
    enum chat_unfollow_reason reason;
};

struct world_item {
    bool answer;
    chat_log_id log;
    int64_t seq;
    uint64_t generation;
    enum chat_status status;
    struct chat_event_list list;
};

struct world {
    struct chat_feed feed;
    struct world_log logs[WORLD_LOGS];
    size_t first, last;          /* of the items: the queue of the port */
    struct world_item reads[64]; /* asked; seq: after */
    size_t reads_n;
    bool lost;               /* the queue of the port has dropped something */
    bool dead;               /* the session is over: reads say so */
    enum chat_status refuse; /* what the next read that runs answers instead */
    unsigned told_n, ended;

    /* Large, and written before they are read: not zeroed. */
    struct world_item items[WORLD_ITEMS];
    struct world_event past[WORLD_LOGS][WORLD_EVENTS + 1]; /* by log and number */
};

/* The feed's detach hook has no argument for the world: the follow's own lets it find the log. */
static inline void world_detach(struct chat_follow *follow)
{
    if (follow->channel) {
        struct world_log *log = (void *)follow->channel;

        log->attached = false;
        follow->channel = NULL;
    }
}

static inline void world_open(struct world *world, enum chat_actor_kind kind)
{
    static const uint64_t seed[2] = {3, 5};
    const struct chat_actor actor = {
        .kind = kind, .user = {WORLD_SELF}, .session = {kind == CHAT_AS_SESSION ? WORLD_SESSION : 0}};

    memset(world, 0, offsetof(struct world, items));
    chat_feed_init(&world->feed, NULL, seed, &actor);
    world->feed.detach = world_detach;
}

static inline void world_close(struct world *world)
{
    for (; world->first < world->last; world->first++)
        chat_free(world->items[world->first].list.events);
    chat_feed_clear(&world->feed);
}

static inline bool world_readable(const struct world *world, int64_t log)
{
    return log == WORLD_SELF || !world->logs[log].hidden || world->logs[log].member;
}

/* Commit one event and put it into the queue of whoever is attached. `heard` false: the queue is full. */
static inline int64_t world_commit(struct world *world, int64_t id, struct chat_event event, bool heard)
{
    struct world_log *log = &world->logs[id];

    REQUIRE(log->head < WORLD_EVENTS);
    event.log = (chat_log_id){id};
    event.seq = ++log->head;
    world->past[id][event.seq] = (struct world_event){event, world_readable(world, id), false};
    if (log->attached && heard) {
        REQUIRE(world->last < WORLD_ITEMS);
        world->items[world->last++] = (struct world_item){.log = event.log, .seq = event.seq};
    } else if (log->attached) {
        world->lost = true;
    }
    return event.seq;
}

static inline int64_t world_message(struct world *world, int64_t room)
{
    return world_commit(world, room, (struct chat_event){.kind = CHAT_EVENT_MESSAGE}, true);
}

static inline void world_join(struct world *world, int64_t room, bool heard)
{
    int64_t seq;

    world->logs[room].member = true;
    seq = world_commit(world, room,
                       (struct chat_event){.kind = CHAT_EVENT_MEMBER_JOINED, .subject = WORLD_SELF}, heard);
    (void)world_commit(world, WORLD_SELF,
                       (struct chat_event){.kind = CHAT_EVENT_JOINED_ROOM, .subject = room, .arg = seq},
                       heard);
}

static inline void world_leave(struct world *world, int64_t room, enum chat_event_kind kind, bool heard)
{
    int64_t seq;

    seq = world_commit(world, room, (struct chat_event){.kind = kind, .subject = WORLD_SELF}, heard);
    world->logs[room].member = false;
    (void)world_commit(world, WORLD_SELF,
                       (struct chat_event){.kind = CHAT_EVENT_LEFT_ROOM, .subject = room, .arg = seq}, heard);
}

static inline void world_hide(struct world *world, int64_t room, bool hidden, bool heard)
{
    bool could = world_readable(world, room);
    int64_t seq;

    world->logs[room].hidden = hidden;
    seq = world_commit(world, room, (struct chat_event){.kind = CHAT_EVENT_ROOM_EDITED}, heard);
    world->past[room][seq].may_hear |= could;
}

/* Ask for one read, if one is wanted. */
static inline bool world_ask(struct world *world)
{
    struct chat_event_query query;
    struct chat_follow *follow;

    if (!chat_feed_wants_read(&world->feed))
        return false;
    follow = chat_feed_ask(&world->feed, &query);
    follow->channel = (void *)&world->logs[query.log.value];
    world->logs[query.log.value].attached = true;
    REQUIRE(world->reads_n < 64);
    world->reads[world->reads_n++] = (struct world_item){
        .answer = true, .log = query.log, .generation = follow->generation, .seq = query.after};
    return true;
}

static inline void world_fill_page(struct world *world, struct world_item *read)
{
    const struct world_log *log = &world->logs[read->log.value];
    struct world_event *past = world->past[read->log.value];
    struct chat_event_list *list = &read->list;

    list->head = log->head;
    list->floor = log->floor;
    list->events = chat_alloc_array(NULL, WORLD_PAGE, sizeof *list->events);
    REQUIRE(list->events);
    if (read->seq < log->floor && read->seq < log->head) {
        int64_t last = log->floor < log->head ? log->floor : log->head;

        list->events[list->events_n++] = (struct chat_event){
            .log = read->log, .seq = last, .kind = CHAT_EVENT_SKIPPED, .target_seq = read->seq + 1};
        read->seq = last;
    }
    while (read->seq < log->head && list->events_n < WORLD_PAGE) {
        past[++read->seq].was_read = true;
        list->events[list->events_n++] = past[read->seq].event;
    }
    list->last = read->seq;
}

/* Run one of the asked reads in a snapshot of now. */
static inline bool world_read(struct world *world, size_t which)
{
    struct world_item read;
    struct world_log *log;

    if (which >= world->reads_n)
        return false;
    read = world->reads[which];
    world->reads_n--;
    memmove(&world->reads[which], &world->reads[which + 1], (world->reads_n - which) * sizeof read);
    log = &world->logs[read.log.value];
    if (world->refuse != CHAT_OK) {
        read.status = world->refuse;
        world->refuse = CHAT_OK;
    } else if (world->dead) {
        read.status = CHAT_E_UNAUTHENTICATED;
    } else if (!world_readable(world, read.log.value)) {
        read.status = CHAT_E_NOT_FOUND;
    } else if (read.seq > log->head) {
        read.status = CHAT_E_RESYNC;
    } else {
        world_fill_page(world, &read);
    }
    REQUIRE(world->last < WORLD_ITEMS);
    world->items[world->last++] = read;
    return true;
}

/* Numbers the reader may not see come as ranges, and nothing tells of them. */
static inline void world_check_visible(const struct world *world, const struct chat_event *event)
{
    const struct world_event *past = &world->past[event->log.value][event->seq];
    int64_t floor = world->logs[event->log.value].floor;

    if (event->kind == CHAT_EVENT_SKIPPED)
        return;
    REQUIRE(past->may_hear || past->was_read);
    REQUIRE(event->seq > floor && (event->target_seq == 0 || event->target_seq > floor));
}

static inline void world_check_event(struct world *world, chat_shared_event_t *shared)
{
    const struct chat_event *event = chat_shared_event_get(shared);
    struct world_log *log = &world->logs[event->log.value];
    int64_t first = event->kind == CHAT_EVENT_SKIPPED ? event->target_seq : event->seq;

    REQUIRE(world->ended == 0);
    REQUIRE(first == log->told + 1 || (log->jump && first > log->told));
    world_check_visible(world, event);
    log->jump = false;
    log->told = event->seq;
    world->told_n++;
}

/* Tell all there is to tell. */
static inline void world_tell(struct world *world)
{
    struct chat_tell tell;

    while ((tell = chat_feed_next(&world->feed)).kind != CHAT_TELL_NOTHING) {
        struct world_log *log = &world->logs[tell.log.value];

        switch (tell.kind) {
        case CHAT_TELL_EVENT:
            world_check_event(world, tell.event);
            chat_shared_event_unref(tell.event);
            break;
        case CHAT_TELL_UNFOLLOWED:
            log->jump = true;
            log->unfollowed++;
            log->reason = tell.reason;
            break;
        default:
            world->ended++;
            break;
        }
    }
    REQUIRE(!chat_feed_has_news(&world->feed));
}

static inline void world_hear(struct world *world, const struct world_item *item)
{
    struct chat_event copy = world->past[item->log.value][item->seq].event;
    struct chat_follow *follow =
        chat_map_find(&world->feed.follows, (struct chat_map_key){item->log.value, 0});
    chat_shared_event_t *event;

    if (!follow || !follow->channel)
        return;
    event = chat_shared_event_new(NULL, &copy);
    REQUIRE(event);
    if (chat_feed_live(&world->feed, follow, event))
        world_check_event(world, event);
    chat_shared_event_unref(event);
}

/* Take one thing out of the queue and tell what comes of it. */
static inline bool world_pop(struct world *world)
{
    struct world_item *item = &world->items[world->first];

    if (world->lost) {
        world->lost = false;
        chat_feed_behind(&world->feed);
        return true;
    }
    if (world->first == world->last)
        return false;
    world->first++;
    if (item->answer) {
        bool answered = chat_feed_answer(&world->feed, item->log, item->generation, item->status, NULL,
                                         item->status == CHAT_OK ? &item->list : NULL);

        REQUIRE(answered || item->status == CHAT_E_BUSY);
        chat_free(item->list.events);
        item->list.events = NULL;
    } else {
        world_hear(world, item);
    }
    world_tell(world);
    return true;
}

/* Let everything run its course. */
static inline void world_settle(struct world *world)
{
    unsigned steps = 0;

    while (world_pop(world) || world_ask(world) || world_read(world, 0))
        REQUIRE(steps++ < 100000);
    world_tell(world);
}

static inline bool world_is_live(const struct world *world, int64_t log)
{
    const struct chat_follow *follow = chat_map_find(&world->feed.follows, (struct chat_map_key){log, 0});

    return follow && chat_follow_is_live(follow);
}

/* Everything of the log was told and what comes next will be told as it comes. */
static inline void world_check_complete(const struct world *world, int64_t log)
{
    REQUIRE(world->logs[log].told == world->logs[log].head);
    REQUIRE(world_is_live(world, log));
}

static inline void world_follow(struct world *world, int64_t log, int64_t after)
{
    REQUIRE(chat_feed_follow(&world->feed, (chat_log_id){log}, after, NULL) == CHAT_OK);
    world->logs[log].told = after;
    world->logs[log].jump = false;
}

/* xorshift64: the same numbers from the same seed everywhere. */
static inline unsigned world_random(uint64_t *state, unsigned below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (unsigned)((*state >> 11) % below);
}

static inline struct world *given_world(enum chat_actor_kind kind)
{
    struct world *world = malloc(sizeof *world);

    REQUIRE(world);
    world_open(world, kind);
    return world;
}

static inline void done_with(struct world *world)
{
    world_close(world);
    free(world);
}

#endif
