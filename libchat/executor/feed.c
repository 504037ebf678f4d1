/*
 * The logs of one reader.
 */
#include "libchat/executor/feed.h"

#include "chat/limits.h"
#include "libchat/base/error.h"

/* A page of long messages is a megabyte or two: small enough to have several on their way. */
#define FEED_PAGE 100

void chat_feed_init(struct chat_feed *feed, const struct chat_allocator *allocator, const uint64_t seed[2],
                    const struct chat_actor *actor)
{
    *feed = (struct chat_feed){.allocator = allocator, .user = actor->user};
    if (actor->kind == CHAT_AS_SESSION)
        feed->session = actor->session;
    chat_map_init(&feed->follows, allocator, seed);
    chat_list_init(&feed->quiet);
    chat_list_init(&feed->ready);
    chat_list_init(&feed->wanting);
    chat_list_init(&feed->over);
}

static struct chat_map_key key_of(chat_log_id log)
{
    return (struct chat_map_key){log.value, 0};
}

static struct chat_follow *find(const struct chat_feed *feed, chat_log_id log)
{
    return chat_map_find(&feed->follows, key_of(log));
}

static void leave_list(struct chat_feed *feed, struct chat_follow *follow)
{
    if (follow->list == &feed->over)
        feed->over_n--;
    chat_list_remove(&follow->place);
    follow->list = NULL;
}

static void forget(struct chat_feed *feed, struct chat_follow *follow)
{
    if (feed->detach)
        feed->detach(follow);
    leave_list(feed, follow);
    chat_map_remove(&feed->follows, key_of(follow->log));
    chat_follow_clear(follow);
    chat_free(follow);
}

/* Put a follow into the list that its state asks for. In a list it already stands in it keeps its place. */
static void settle(struct chat_feed *feed, struct chat_follow *follow)
{
    struct chat_link *list = &feed->quiet;

    if (follow->over && follow->told)
        list = &feed->over;
    else if (chat_follow_is_ready(follow))
        list = &feed->ready;
    else if (chat_follow_wants_read(follow))
        list = &feed->wanting;
    if (list == follow->list)
        return;
    leave_list(feed, follow);
    chat_list_append(list, &follow->place, follow);
    follow->list = list;
    if (list == &feed->over && ++feed->over_n > CHAT_FEED_OVER_MAX)
        forget(feed, chat_list_first(&feed->over));
}

static void forget_all(struct chat_feed *feed, struct chat_link *list)
{
    while (!chat_list_empty(list))
        forget(feed, chat_list_first(list));
}

void chat_feed_clear(struct chat_feed *feed)
{
    forget_all(feed, &feed->quiet);
    forget_all(feed, &feed->ready);
    forget_all(feed, &feed->wanting);
    forget_all(feed, &feed->over);
    chat_map_clear(&feed->follows);
}

/* Do `change` to every follow of one list that is not over, and put each where it then belongs. */
static void change_all(struct chat_feed *feed, struct chat_link *list,
                       void (*change)(struct chat_follow *follow))
{
    struct chat_link *next;

    for (struct chat_link *link = list->next; link != list; link = next) {
        struct chat_follow *follow = link->owner;

        next = link->next;
        if (follow->over)
            continue;
        change(follow);
        settle(feed, follow);
    }
}

void chat_feed_behind(struct chat_feed *feed)
{
    change_all(feed, &feed->ready, chat_follow_fall_behind);
    change_all(feed, &feed->quiet, chat_follow_fall_behind);
}

void chat_feed_pause(struct chat_feed *feed)
{
    feed->paused = true;
    change_all(feed, &feed->ready, chat_follow_drop);
    change_all(feed, &feed->wanting, chat_follow_drop);
    change_all(feed, &feed->quiet, chat_follow_drop);
}

void chat_feed_resume(struct chat_feed *feed)
{
    feed->paused = false;
}

void chat_feed_end(struct chat_feed *feed, enum chat_status status, const struct chat_error *err)
{
    if (feed->ended)
        return;
    feed->ended = true;
    feed->status = status;
    if (err && err->status == status)
        feed->err = *err;
    else
        (void)chat_fail(&feed->err, status, "the session is over");
    chat_feed_clear(feed);
}

static struct chat_follow *add(struct chat_feed *feed, chat_log_id log)
{
    struct chat_follow *follow = chat_alloc(feed->allocator, sizeof *follow);

    if (!follow || !chat_map_put(&feed->follows, key_of(log), follow)) {
        chat_free(follow);
        return NULL;
    }
    follow->log = log;
    follow->subscription = feed->subscription;
    return follow;
}

static void start(struct chat_feed *feed, struct chat_follow *follow, int64_t after, int64_t since)
{
    chat_follow_start(follow, after, since);
    follow->generation = ++feed->generation;
    settle(feed, follow);
}

static bool is_full(const struct chat_feed *feed)
{
    return feed->follows.count - feed->over_n >= CHAT_FOLLOWED_LOGS_MAX;
}

enum chat_status chat_feed_follow(struct chat_feed *feed, chat_log_id log, int64_t after,
                                  struct chat_error *err)
{
    struct chat_follow *follow = find(feed, log);

    if (log.value <= 0)
        return chat_fail_field(err, "log", "a log has a number above zero");
    if (after < 0)
        return chat_fail_field(err, "after", "a position is zero or more");
    if (feed->ended)
        return chat_fail(err, CHAT_E_CLOSED, "the subscription has ended");
    if ((!follow || follow->list == &feed->over) && is_full(feed))
        return chat_fail(err, CHAT_E_TOO_LARGE, "at most %d logs can be followed at once",
                         CHAT_FOLLOWED_LOGS_MAX);
    if (!follow)
        follow = add(feed, log);
    if (!follow)
        return chat_fail_nomem(err);
    start(feed, follow, after, 0);
    return CHAT_OK;
}

void chat_feed_unfollow(struct chat_feed *feed, chat_log_id log)
{
    struct chat_follow *follow = find(feed, log);

    if (follow)
        forget(feed, follow);
}

static void stop(struct chat_feed *feed, struct chat_follow *follow, enum chat_unfollow_reason reason)
{
    if (feed->detach)
        feed->detach(follow);
    chat_follow_stop(follow, reason);
    settle(feed, follow);
}

/* The reader joined a room at `number` of its log: follow it from there, unless that was seen already. */
static void join(struct chat_feed *feed, chat_log_id log, int64_t number)
{
    struct chat_follow *follow = find(feed, log);
    bool full = is_full(feed);

    if (number < 1)
        return;
    if (follow && follow->over && follow->reason == CHAT_UNFOLLOWED_GONE && number <= follow->position)
        return;
    if (follow && !follow->over) {
        chat_follow_rejoin(follow, number);
    } else if (follow && !follow->told) {
        /* Nobody was told that it had ended: then it has not. */
        start(feed, follow, follow->position, number);
    } else {
        if (!follow)
            follow = add(feed, log);
        if (!follow) {
            struct chat_error err = CHAT_ERROR_INIT;

            chat_feed_end(feed, chat_fail_nomem(&err), &err);
            return;
        }
        start(feed, follow, number - 1, number);
        if (full)
            stop(feed, follow, CHAT_UNFOLLOWED_RESYNC);
    }
}

static bool ends_session(const struct chat_feed *feed, const struct chat_event *event)
{
    return event->kind == CHAT_EVENT_SESSION_ENDED && event->log.value == feed->user.value &&
           feed->session.value != 0 && (event->subject == 0 || event->subject == feed->session.value);
}

/* What an event of the reader's own log means. `live`: the read that allowed what is told had not seen it. */
static void learn_own(struct chat_feed *feed, const struct chat_event *event, bool live)
{
    switch (event->kind) {
    case CHAT_EVENT_JOINED_ROOM:
        join(feed, (chat_log_id){event->subject}, event->arg);
        break;
    case CHAT_EVENT_SESSION_ENDED:
        if (live && ends_session(feed, event))
            chat_feed_end(feed, CHAT_E_UNAUTHENTICATED, NULL);
        else if (ends_session(feed, event) || event->subject == 0)
            chat_feed_behind(feed); /* a page with this in it was allowed: let the other logs be judged too */
        break;
    case CHAT_EVENT_ACCOUNT_CHANGED:
        chat_feed_behind(feed);
        break;
    default:
        break;
    }
}

static void learn_room(struct chat_feed *feed, struct chat_follow *follow, const struct chat_event *event,
                       bool live)
{
    switch (event->kind) {
    case CHAT_EVENT_MEMBER_LEFT:
    case CHAT_EVENT_MEMBER_REMOVED:
    case CHAT_EVENT_MEMBER_BANNED:
        if (event->subject == feed->user.value && event->seq > follow->since)
            stop(feed, follow, CHAT_UNFOLLOWED_GONE);
        break;
    case CHAT_EVENT_MEMBER_JOINED:
    case CHAT_EVENT_MEMBER_ROLE:
        if (live && event->subject == feed->user.value) /* what is hidden may have changed */
            chat_follow_fall_behind(follow);
        break;
    case CHAT_EVENT_ROOM_DELETED:
        stop(feed, follow, CHAT_UNFOLLOWED_GONE);
        break;
    case CHAT_EVENT_ROOM_EDITED:
        if (live) /* it may have become private */
            chat_follow_fall_behind(follow);
        break;
    default:
        break;
    }
}

/* Draw the conclusions of an event that is about to be told. Everything may be gone afterwards. */
static void learn(struct chat_feed *feed, struct chat_follow *follow, const struct chat_event *event,
                  bool live)
{
    if (follow->log.value == feed->user.value)
        learn_own(feed, event, live);
    else
        learn_room(feed, follow, event, live);
    if (!feed->ended)
        settle(feed, follow);
}

bool chat_feed_live(struct chat_feed *feed, struct chat_follow *follow, chat_shared_event_t *event)
{
    const struct chat_event *plain = chat_shared_event_get(event);
    bool last = plain->seq > follow->position && ends_session(feed, plain);

    if (follow->over)
        return false;
    if (feed->paused) {
        if (plain->seq > follow->position)
            chat_follow_fall_behind(follow);
    } else if (chat_follow_live(follow, feed->allocator, event)) {
        learn(feed, follow, plain, true);
        return true;
    }
    /* The end of the session waits neither for a slow reader nor for a read. */
    if (last)
        chat_feed_end(feed, CHAT_E_UNAUTHENTICATED, NULL);
    else
        settle(feed, follow);
    return false;
}

bool chat_feed_wants_read(const struct chat_feed *feed)
{
    return !feed->paused && !chat_list_empty(&feed->wanting);
}

struct chat_follow *chat_feed_ask(struct chat_feed *feed, struct chat_event_query *query)
{
    struct chat_follow *follow = chat_list_first(&feed->wanting);

    follow->asked = true;
    follow->behind = false;
    follow->rejoined = false;
    settle(feed, follow);
    *query = (struct chat_event_query){.log = follow->log, .after = follow->position, .limit = FEED_PAGE};
    return follow;
}

static bool may_be_temporary(enum chat_status status)
{
    return status == CHAT_E_BUSY || status == CHAT_E_LIMITED || status == CHAT_E_UNAVAILABLE ||
           status == CHAT_E_UNKNOWN || status == CHAT_E_NOMEM;
}

/* A read that did not give a page. False: it may do so later. */
static bool take_failure(struct chat_feed *feed, struct chat_follow *follow, enum chat_status status,
                         const struct chat_error *err)
{
    follow->asked = false;
    if (status == CHAT_E_NOT_FOUND || status == CHAT_E_DENIED) {
        if (follow->rejoined)
            chat_follow_fall_behind(follow);
        else
            stop(feed, follow, CHAT_UNFOLLOWED_GONE);
    } else if (status == CHAT_E_RESYNC) {
        stop(feed, follow, CHAT_UNFOLLOWED_RESYNC);
    } else if (may_be_temporary(status)) {
        chat_follow_fall_behind(follow);
        settle(feed, follow);
        return false;
    } else {
        chat_feed_end(feed, status, err);
        return true;
    }
    settle(feed, follow);
    return true;
}

bool chat_feed_answer(struct chat_feed *feed, chat_log_id log, uint64_t generation, enum chat_status status,
                      const struct chat_error *err, struct chat_event_list *list)
{
    struct chat_follow *follow = feed->ended ? NULL : find(feed, log);

    if (!follow || follow->generation != generation || !follow->asked)
        return true;
    if (status != CHAT_OK)
        return take_failure(feed, follow, status, err);
    if (feed->paused) {
        follow->asked = false;
        chat_follow_fall_behind(follow);
    } else {
        status = chat_follow_page(follow, feed->allocator, list);
    }
    settle(feed, follow);
    return status == CHAT_OK;
}

bool chat_feed_has_news(const struct chat_feed *feed)
{
    if (feed->ended)
        return !feed->ended_told;
    return !feed->paused && !chat_list_empty(&feed->ready);
}

static struct chat_tell tell_of(struct chat_feed *feed, struct chat_follow *follow)
{
    struct chat_tell tell = {.kind = CHAT_TELL_NOTHING, .log = follow->log};
    bool live = false;

    if (follow->over) {
        tell.kind = CHAT_TELL_UNFOLLOWED;
        tell.reason = follow->reason;
        follow->told = true;
        settle(feed, follow);
        return tell;
    }
    tell.event = chat_follow_next(follow, &live);
    if (tell.event) {
        tell.kind = CHAT_TELL_EVENT;
        learn(feed, follow, chat_shared_event_get(tell.event), live);
    } else {
        settle(feed, follow);
    }
    return tell;
}

struct chat_tell chat_feed_next(struct chat_feed *feed)
{
    struct chat_tell tell = {.kind = CHAT_TELL_NOTHING};

    if (feed->ended && !feed->ended_told) {
        feed->ended_told = true;
        tell.kind = CHAT_TELL_ENDED;
        return tell;
    }
    while (tell.kind == CHAT_TELL_NOTHING && !feed->paused && !chat_list_empty(&feed->ready))
        tell = tell_of(feed, chat_list_first(&feed->ready));
    return tell;
}
