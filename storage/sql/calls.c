/*
 * Remembered calls: what was asked under which client id.
 */
#include "storage/sql/ops.h"

#include "storage/sql/rows.h"

static enum chat_status find(chat_storage_t *storage, struct chat_call_row *row, struct chat_error *err)
{
    struct chat_query q;

    chat_query_begin(&q, storage, SQL_CALL_FIND, err);
    chat_bind_int(&q, row->author.value);
    chat_bind_text(&q, row->client_id);
    row->present = chat_query_next(&q);
    if (row->present) {
        (void)chat_take_blob(&q, row->digest, sizeof row->digest);
        row->ref.a = chat_take_int(&q);
        row->ref.b = chat_take_int(&q);
        row->at_us = chat_take_int(&q);
    }
    return chat_query_end(&q);
}

enum chat_status chat_sql_calls_find(chat_storage_t *storage, struct chat_call_row *rows, size_t n,
                                     struct chat_error *err)
{
    enum chat_status status = CHAT_OK;

    for (size_t i = 0; i < n && status == CHAT_OK; i++)
        status = find(storage, &rows[i], err);
    return status;
}

static enum chat_status put(chat_storage_t *storage, const struct chat_call_row *row, struct chat_error *err)
{
    struct chat_query q;

    chat_query_begin(&q, storage, SQL_CALL_PUT, err);
    chat_bind_int(&q, row->author.value);
    chat_bind_text(&q, row->client_id);
    chat_bind_blob(&q, row->digest, sizeof row->digest);
    chat_bind_int(&q, row->ref.a);
    chat_bind_int(&q, row->ref.b);
    chat_bind_int(&q, row->at_us);
    return chat_query_run(&q);
}

enum chat_status chat_sql_calls_put(chat_storage_t *storage, const struct chat_call_row *rows, size_t n,
                                    struct chat_error *err)
{
    enum chat_status status = CHAT_OK;

    for (size_t i = 0; i < n && status == CHAT_OK; i++)
        status = put(storage, &rows[i], err);
    return status;
}

enum chat_status chat_sql_calls_prune(chat_storage_t *storage, int64_t before_us, size_t limit,
                                      struct chat_error *err)
{
    struct chat_query q;

    chat_query_begin(&q, storage, SQL_CALLS_PRUNE, err);
    chat_bind_int(&q, before_us);
    chat_bind_size(&q, limit);
    return chat_query_run(&q);
}
