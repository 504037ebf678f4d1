/*
 * Reading a log by number: what a stream is made of. Every number after the one asked for is accounted
 * for, as an event or inside a skipped range.
 */
#include "chat/event.h"

#include <string.h>

#include "chat/limits.h"

#include "libchat/base/error.h"
#include "libchat/service/rows.h"

/* May the actor read this log, and from which number on? */
static enum chat_status log_may(struct chat_tx *tx, const struct chat_actor *actor, chat_log_id log,
                                int64_t *floor, struct chat_error *err)
{
    struct chat_facts facts;
    enum chat_status status = chat_tx_identify(tx, actor, err);

    if (status != CHAT_OK)
        return status;
    if (log.value == CHAT_SITE_LOG.value || (tx->actor.id.value && log.value == tx->actor.id.value)) {
        status = chat_tx_facts(tx, actor, CHAT_NO_ROOM, &facts, err);
        *floor = 0;
        return status == CHAT_OK ? chat_may(&facts, CHAT_ACTION_SYNC_READ, err) : status;
    }
    status = chat_tx_may(tx, actor, (chat_room_id){log.value}, &facts, err);
    *floor = chat_tx_floor(&facts);
    return status;
}

/* Events about a message that is hidden are hidden too. */
static bool is_hidden(const struct chat_event *event, int64_t floor)
{
    bool about = event->kind == CHAT_EVENT_MESSAGE_EDITED || event->kind == CHAT_EVENT_MESSAGE_DELETED;
    return about && event->target_seq <= floor;
}

/* Replace each run of hidden events, and what lies below the floor, by a range. Works in place: ranges only
 * shrink a list. */
static size_t hide(struct chat_event *events, size_t n, int64_t floor)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        if (!is_hidden(&events[i], floor)) {
            if (kept != i) {
                events[kept] = events[i];
                memset(&events[i], 0, sizeof events[i]);
            }
            kept++;
            continue;
        }
        struct chat_event range = {.log = events[i].log,
                                   .seq = events[i].seq,
                                   .kind = CHAT_EVENT_SKIPPED,
                                   .target_seq = events[i].seq,
                                   .arg = CHAT_SKIP_HIDDEN};
        chat_record_clear(&chat_record_event, &events[i]);
        if (kept > 0 && events[kept - 1].kind == CHAT_EVENT_SKIPPED)
            events[kept - 1].seq = range.seq;
        else
            events[kept++] = range;
    }
    return kept;
}

static enum chat_status read_log(struct chat_tx *tx, const struct chat_event_query *asked, int64_t after,
                                 int64_t floor, struct chat_event_list *out, struct chat_error *err)
{
    size_t limit = chat_limit_or(asked->limit, CHAT_PAGE_DEFAULT);
    int64_t from = floor > after ? floor : after;
    size_t got = 0;
    enum chat_status status =
        tx->storage->ops->event_list(tx->storage, asked->log, from, limit, &out->events, &got, err);

    if (status != CHAT_OK)
        return status;
    out->last = got > 0 ? out->events[got - 1].seq : (from < out->head ? from : out->head);
    out->events_n = hide(out->events, got, floor);
    return CHAT_OK;
}

/* Numbers below the floor come as one range in front. */
static enum chat_status range_in_front(struct chat_tx *tx, chat_log_id log, int64_t first, int64_t last,
                                       struct chat_event_list *out, struct chat_error *err)
{
    struct chat_event *events = chat_alloc_array(tx->allocator, out->events_n + 1, sizeof *events);

    if (!events)
        return chat_fail_nomem(err);
    if (out->events_n > 0)
        memcpy(events + 1, out->events, out->events_n * sizeof *events);
    events[0] = (struct chat_event){
        .log = log, .seq = last, .kind = CHAT_EVENT_SKIPPED, .target_seq = first, .arg = CHAT_SKIP_HIDDEN};
    chat_free(out->events);
    out->events = events;
    out->events_n++;
    return CHAT_OK;
}

static enum chat_status event_list_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                         const void *params, void *result, struct chat_error *err)
{
    const struct chat_event_query *asked = params;
    struct chat_event_list *out = result;
    int64_t after = asked->after == CHAT_UNSET ? 0 : asked->after;
    struct chat_head_row head;
    int64_t floor = 0;
    enum chat_status status = log_may(tx, actor, asked->log, &floor, err);

    if (status == CHAT_OK)
        status = chat_tx_head(tx, asked->log, &head, err);
    if (status == CHAT_OK && after > head.seq)
        status = chat_fail(err, CHAT_E_RESYNC, "this position is ahead of the log: fetch a new snapshot");
    if (status != CHAT_OK)
        return status;
    out->head = head.seq;
    out->floor = floor;
    if (floor > head.seq)
        floor = head.seq;
    status = read_log(tx, asked, after, floor, out, err);
    if (status == CHAT_OK && floor > after)
        status = range_in_front(tx, asked->log, after + 1, floor, out, err);
    return status;
}

const struct chat_op chat_op_event_list = {
    .name = "event.list",
    .summary = "Read on in a log.",
    .action = CHAT_ACTION_ROOM_READ,
    .bucket = CHAT_BUCKET_READ,
    .cost = 1,
    .method = "GET",
    .path = "/api/v1/logs/{log}/events",
    .http_status = 200,
    .params = &chat_record_event_query,
    .result = &chat_record_event_list,
    .apply = event_list_apply,
};
