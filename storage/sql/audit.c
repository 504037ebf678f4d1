/*
 * The audit trail: rows are added and never changed.
 */
#include "storage/sql/ops.h"

#include "storage/sql/rows.h"

static enum chat_status append(chat_storage_t *storage, const struct chat_audit_row *row,
                               struct chat_error *err)
{
    struct chat_query q;

    chat_query_begin(&q, storage, SQL_AUDIT_APPEND, err);
    chat_bind_int(&q, row->at_us);
    chat_bind_int(&q, row->actor.value);
    chat_bind_int(&q, (int64_t)row->origin);
    chat_bind_text(&q, row->operation);
    chat_bind_int(&q, row->subject);
    chat_bind_int(&q, row->room);
    return chat_query_run(&q);
}

enum chat_status chat_sql_audit_append(chat_storage_t *storage, const struct chat_audit_row *rows, size_t n,
                                       struct chat_error *err)
{
    enum chat_status status = CHAT_OK;

    for (size_t i = 0; i < n && status == CHAT_OK; i++)
        status = append(storage, &rows[i], err);
    return status;
}
