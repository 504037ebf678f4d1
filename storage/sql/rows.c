/*
 * From columns to the values of the model. The order of the columns is fixed by the macros of the same
 * names in statements.c.
 */
#include "storage/sql/rows.h"

#include <stdio.h>
#include <string.h>

#include "libchat/base/error.h"

int64_t chat_sql_event_id(int64_t log, int64_t seq)
{
    if (log < 0 || log > CHAT_SQL_LOG_MAX)
        log = 0;
    if (seq < 0)
        seq = 0;
    if (seq > CHAT_SQL_SEQ_MAX)
        seq = CHAT_SQL_SEQ_MAX;
    return (int64_t)((uint64_t)log << 32 | (uint64_t)seq);
}

int64_t chat_sql_event_log(int64_t id)
{
    return id / (CHAT_SQL_SEQ_MAX + 1);
}

int64_t chat_sql_event_seq(int64_t id)
{
    return id & CHAT_SQL_SEQ_MAX;
}

enum chat_status chat_sql_pattern(chat_storage_t *storage, const char *search, char **out,
                                  struct chat_error *err)
{
    char *at;

    *out = NULL;
    if (!search)
        return CHAT_OK;
    *out = at = chat_alloc_array(storage->allocator, strlen(search) + 2, 2);
    if (!at)
        return chat_fail_nomem(err);
    *at++ = '%';
    for (; *search; search++) {
        if (*search == '%' || *search == '_' || *search == '!')
            *at++ = '!';
        *at++ = *search;
    }
    *at = '%';
    return CHAT_OK;
}

enum chat_status chat_fail_exists(struct chat_error *err, const char *field, const char *message)
{
    enum chat_status status = chat_fail(err, CHAT_E_EXISTS, "%s", message);

    if (err)
        (void)snprintf(err->field, sizeof err->field, "%s", field);
    return status;
}

void chat_bind_reader(struct chat_query *q, const struct chat_reader *reader)
{
    chat_bind_int(q, reader->user.value);
    chat_bind_int(q, reader->sees_public);
    chat_bind_int(q, reader->sees_private);
}

void chat_take_person(struct chat_query *q, struct chat_person *out)
{
    out->id.value = chat_take_int(q);
    out->handle = chat_take_text(q);
    out->display_name = chat_take_text(q);
    out->kind = (enum chat_user_kind)chat_take_int(q);
    out->state = (enum chat_user_state)chat_take_int(q);
}

void chat_take_room(struct chat_query *q, struct chat_room *out)
{
    out->id.value = chat_take_int(q);
    out->kind = (enum chat_room_kind)chat_take_int(q);
    out->state = (enum chat_room_state)chat_take_int(q);
    out->title = chat_take_text(q);
    out->name = chat_take_text(q);
    out->topic.value = chat_take_int(q);
    out->description = chat_take_text(q);
    out->joining = (enum chat_joining)chat_take_int(q);
    out->posting = (enum chat_posting)chat_take_int(q);
    out->threads = (enum chat_threads)chat_take_int(q);
    out->history = (enum chat_history)chat_take_int(q);
    out->slow_mode_s = chat_take_int(q);
    out->created_by.value = chat_take_int(q);
    out->created_at_us = chat_take_int(q);
}

void chat_take_message(struct chat_query *q, struct chat_message *out)
{
    int64_t id = chat_take_int(q);

    out->room.value = chat_sql_event_log(id);
    out->seq = chat_sql_event_seq(id);
    out->n = chat_take_int(q);
    out->author.value = chat_take_int(q);
    out->body = chat_take_text(q);
    out->reply_to = chat_take_int(q);
    out->origin = (enum chat_origin)chat_take_int(q);
    out->version = chat_take_int(q);
    out->created_at_us = chat_take_int(q);
    out->edited_at_us = chat_take_int(q);
    out->deleted_at_us = chat_take_int(q);
}

void chat_take_standing(struct chat_query *q, struct chat_member_row *out)
{
    out->state = (enum chat_member_state)chat_take_int(q);
    out->role = (enum chat_room_role)chat_take_int(q);
    out->since_us = chat_take_int(q);
    out->joined_seq = chat_take_int(q);
    out->muted_until_us = chat_take_int(q);
    out->last_sent_us = chat_take_int(q);
    out->marker_seq = chat_take_int(q);
    out->marker_n = chat_take_int(q);
}
