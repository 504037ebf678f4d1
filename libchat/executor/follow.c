/*
 * One followed log.
 */
#include "libchat/executor/follow.h"

#include <string.h>

static int64_t number_of(const chat_shared_event_t *event)
{
    return chat_shared_event_get(event)->seq;
}

static void waiting_clear(struct chat_waiting *waiting)
{
    for (size_t i = 0; i < waiting->n; i++)
        chat_shared_event_unref(waiting->events[waiting->at + i]);
    chat_free(waiting->events);
    *waiting = (struct chat_waiting){0};
}

static chat_shared_event_t *waiting_take(struct chat_waiting *waiting)
{
    chat_shared_event_t *event = waiting->events[waiting->at];

    waiting->at++;
    waiting->n--;
    if (waiting->n == 0)
        waiting_clear(waiting);
    return event;
}

static bool waiting_grow(struct chat_waiting *waiting, const struct chat_allocator *allocator)
{
    size_t room = waiting->room > 0 ? waiting->room * 2 : 8;
    chat_shared_event_t **events;

    if (waiting->at > 0) { /* what was taken from the front is room at the end */
        memmove(waiting->events, waiting->events + waiting->at, waiting->n * sizeof(chat_shared_event_t *));
        waiting->at = 0;
        return true;
    }
    events = waiting->events ? chat_realloc(allocator, waiting->events, room * sizeof(chat_shared_event_t *))
                             : chat_alloc_array(allocator, room, sizeof(chat_shared_event_t *));
    if (!events)
        return false;
    waiting->events = events;
    waiting->room = room;
    return true;
}

/* Moves the reference in. */
static bool waiting_add(struct chat_waiting *waiting, const struct chat_allocator *allocator,
                        chat_shared_event_t *event)
{
    if (waiting->at + waiting->n == waiting->room && !waiting_grow(waiting, allocator))
        return false;
    waiting->events[waiting->at + waiting->n++] = event;
    return true;
}

void chat_follow_start(struct chat_follow *follow, int64_t after, int64_t since)
{
    chat_follow_clear(follow);
    follow->position = after;
    follow->since = since;
    follow->from_head = since == 0;
    follow->behind = true;
    follow->asked = follow->rejoined = follow->over = follow->told = false;
}

void chat_follow_rejoin(struct chat_follow *follow, int64_t number)
{
    if (number > follow->since)
        follow->since = number;
    follow->rejoined = follow->asked;
}

void chat_follow_stop(struct chat_follow *follow, enum chat_unfollow_reason reason)
{
    chat_follow_clear(follow);
    follow->over = true;
    follow->reason = reason;
}

void chat_follow_clear(struct chat_follow *follow)
{
    waiting_clear(&follow->page);
    waiting_clear(&follow->kept);
}

void chat_follow_fall_behind(struct chat_follow *follow)
{
    follow->behind = true;
    waiting_clear(&follow->kept);
}

void chat_follow_drop(struct chat_follow *follow)
{
    if (follow->page.n == 0 && follow->kept.n == 0)
        return;
    chat_follow_clear(follow);
    follow->behind = true;
}

bool chat_follow_is_live(const struct chat_follow *follow)
{
    return !follow->over && !follow->behind && !follow->asked && follow->page.n == 0 && follow->kept.n == 0;
}

bool chat_follow_is_ready(const struct chat_follow *follow)
{
    if (follow->over)
        return !follow->told;
    return follow->page.n > 0 || (follow->kept.n > 0 && !follow->asked);
}

bool chat_follow_wants_read(const struct chat_follow *follow)
{
    return !follow->over && follow->behind && !follow->asked && follow->page.n == 0;
}

/* Keep what came while a read is on its way or its page is told. Gaps are seen when it is taken out. */
static void keep(struct chat_follow *follow, const struct chat_allocator *allocator,
                 chat_shared_event_t *event)
{
    if (follow->behind)
        return;
    if (follow->kept.n >= CHAT_FOLLOW_KEPT_MAX || !waiting_add(&follow->kept, allocator, event))
        chat_follow_fall_behind(follow);
    else
        (void)chat_shared_event_ref(event);
}

/* What is hidden, or is about what is hidden: a read says how to tell that. */
static bool is_hidden(const struct chat_follow *follow, const struct chat_event *event)
{
    return event->seq <= follow->floor || (event->target_seq > 0 && event->target_seq <= follow->floor);
}

bool chat_follow_live(struct chat_follow *follow, const struct chat_allocator *allocator,
                      chat_shared_event_t *event)
{
    int64_t seq = number_of(event);

    if (follow->over || seq <= follow->position)
        return false;
    if (!chat_follow_is_live(follow)) {
        keep(follow, allocator, event);
        return false;
    }
    if (seq != follow->position + 1 || is_hidden(follow, chat_shared_event_get(event))) {
        chat_follow_fall_behind(follow);
        return false;
    }
    follow->position = seq;
    return true;
}

static bool wrap(struct chat_follow *follow, const struct chat_allocator *allocator, struct chat_event *event)
{
    chat_shared_event_t *shared = chat_shared_event_new(allocator, event);

    if (!shared)
        return false;
    if (waiting_add(&follow->page, allocator, shared))
        return true;
    chat_shared_event_unref(shared);
    return false;
}

enum chat_status chat_follow_page(struct chat_follow *follow, const struct chat_allocator *allocator,
                                  struct chat_event_list *list)
{
    follow->asked = false;
    for (size_t i = 0; i < list->events_n; i++) {
        if (list->events[i].seq <= follow->position)
            continue;
        if (!wrap(follow, allocator, &list->events[i])) {
            waiting_clear(&follow->page);
            chat_follow_fall_behind(follow);
            return CHAT_E_NOMEM;
        }
    }
    if (follow->from_head && list->head > follow->since)
        follow->since = list->head;
    follow->from_head = false;
    follow->floor = list->floor;
    if (list->last < list->head) {
        chat_follow_fall_behind(follow);
        /* Asking the same again at once would never end. */
        if (follow->page.n == 0)
            return CHAT_E_INTERNAL;
    }
    return CHAT_OK;
}

chat_shared_event_t *chat_follow_next(struct chat_follow *follow, bool *live)
{
    chat_shared_event_t *event;

    if (follow->page.n > 0) {
        event = waiting_take(&follow->page);
        follow->position = number_of(event);
        *live = false;
        return event;
    }
    while (follow->kept.n > 0 && !follow->asked) {
        chat_shared_event_t *next = follow->kept.events[follow->kept.at];
        int64_t seq = number_of(next);

        if (seq <= follow->position) {
            chat_shared_event_unref(waiting_take(&follow->kept));
        } else if (seq > follow->position + 1 || is_hidden(follow, chat_shared_event_get(next))) {
            chat_follow_fall_behind(follow);
        } else {
            follow->position = seq;
            *live = true;
            return waiting_take(&follow->kept);
        }
    }
    return NULL;
}
