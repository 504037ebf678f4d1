/*
 * Logs: appending events and reading them again. A message is the row of its event.
 */
#include "storage/sql/ops.h"

#include "libchat/base/error.h"
#include "storage/sql/rows.h"

/* The message of an event shares its room, number, author, time and ordinal, which are stored once. */
static bool is_consistent(const struct chat_event *event)
{
    const struct chat_message *message = &event->message;

    if (event->log.value < 1 || event->log.value > CHAT_SQL_LOG_MAX || event->seq < 1 ||
        event->seq > CHAT_SQL_SEQ_MAX)
        return false;
    return event->kind != CHAT_EVENT_MESSAGE ||
           (message->room.value == event->log.value && message->seq == event->seq &&
            message->author.value == event->actor.value && message->created_at_us == event->at_us &&
            message->n == event->n);
}

static enum chat_status append(chat_storage_t *storage, const struct chat_event *event,
                               struct chat_error *err)
{
    static const struct chat_message none;
    const struct chat_message *message = event->kind == CHAT_EVENT_MESSAGE ? &event->message : &none;
    struct chat_query q;
    enum chat_status status;

    if (!is_consistent(event))
        return chat_fail(err, CHAT_E_INTERNAL, "event %lld of log %lld contradicts itself",
                         (long long)event->seq, (long long)event->log.value);
    chat_query_begin(&q, storage, SQL_EVENT_INSERT, err);
    chat_bind_int(&q, chat_sql_event_id(event->log.value, event->seq));
    chat_bind_int(&q, (int64_t)event->kind);
    chat_bind_int(&q, event->n);
    chat_bind_int(&q, event->actor.value);
    chat_bind_int(&q, event->at_us);
    chat_bind_int(&q, event->target_seq);
    chat_bind_int(&q, event->subject);
    chat_bind_int(&q, event->arg);
    chat_bind_text(&q, message->body);
    chat_bind_int(&q, message->reply_to);
    chat_bind_int(&q, (int64_t)message->origin);
    chat_bind_int(&q, message->version);
    chat_bind_int(&q, message->edited_at_us);
    chat_bind_int(&q, message->deleted_at_us);
    status = chat_query_run(&q);
    if (status == CHAT_E_EXISTS)
        return chat_fail(err, CHAT_E_STALE, "number %lld of log %lld is taken", (long long)event->seq,
                         (long long)event->log.value);
    return status;
}

enum chat_status chat_sql_events_append(chat_storage_t *storage, const struct chat_event *const *events,
                                        size_t n, struct chat_error *err)
{
    struct chat_sql *sql = (struct chat_sql *)storage;
    enum chat_status status = CHAT_OK;

    if (sql->driver->events_append)
        return sql->driver->events_append(sql, events, n, err);
    for (size_t i = 0; i < n && status == CHAT_OK; i++)
        status = append(storage, events[i], err);
    return status;
}

static void take_event(struct chat_query *q, struct chat_event *event)
{
    int64_t id;

    event->kind = (enum chat_event_kind)chat_take_int(q);
    event->target_seq = chat_take_int(q);
    event->subject = chat_take_int(q);
    event->arg = chat_take_int(q);
    event->actor.value = chat_take_int(q);
    event->at_us = chat_take_int(q);
    event->n = chat_take_int(q);
    id = chat_take_int(q);
    event->log.value = chat_sql_event_log(id);
    event->seq = chat_sql_event_seq(id);
    if (chat_take_int(q) == CHAT_EVENT_MESSAGE)
        chat_take_message(q, &event->message);
}

enum chat_status chat_sql_event_list(chat_storage_t *storage, chat_log_id log, int64_t after, size_t limit,
                                     struct chat_event **out, size_t *out_n, struct chat_error *err)
{
    struct chat_list list;
    struct chat_event *event;
    struct chat_query q;

    chat_items_init(&list, storage, sizeof *event, &chat_record_event);
    chat_query_begin(&q, storage, SQL_EVENT_LIST, err);
    chat_bind_int(&q, chat_sql_event_id(log.value, after));
    chat_bind_int(&q, chat_sql_event_id(log.value, CHAT_SQL_SEQ_MAX));
    chat_bind_size(&q, limit);
    while (chat_query_next(&q) && (event = chat_items_add(&list, &q)))
        take_event(&q, event);
    return chat_items_give(&list, chat_query_end(&q), out, out_n);
}
