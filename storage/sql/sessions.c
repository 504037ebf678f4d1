/*
 * Sessions, and the count of failed sign-ins.
 */
#include "storage/sql/ops.h"

#include "storage/sql/rows.h"

enum chat_status chat_sql_session_insert(chat_storage_t *storage, const struct chat_session_row *row,
                                         struct chat_error *err)
{
    const struct chat_session *session = &row->session;
    struct chat_query q;

    chat_query_begin(&q, storage, SQL_SESSION_INSERT, err);
    chat_bind_int(&q, session->id.value);
    chat_bind_int(&q, row->user.value);
    chat_bind_int(&q, (int64_t)session->kind);
    chat_bind_blob(&q, row->token_hash, sizeof row->token_hash);
    chat_bind_int(&q, session->created_at_us);
    chat_bind_int(&q, session->last_seen_at_us);
    chat_bind_int(&q, session->expires_at_us);
    chat_bind_text(&q, session->user_agent);
    chat_bind_text(&q, session->address);
    return chat_query_run(&q);
}

enum chat_status chat_sql_session_touch(chat_storage_t *storage, chat_session_id session,
                                        int64_t last_seen_at_us, int64_t expires_at_us,
                                        struct chat_error *err)
{
    struct chat_query q;

    chat_query_begin(&q, storage, SQL_SESSION_TOUCH, err);
    chat_bind_int(&q, session.value);
    chat_bind_int(&q, last_seen_at_us);
    chat_bind_int(&q, expires_at_us);
    return chat_query_run_found(&q, "session");
}

enum chat_status chat_sql_session_list(chat_storage_t *storage, chat_user_id user, struct chat_session **out,
                                       size_t *out_n, struct chat_error *err)
{
    struct chat_list list;
    struct chat_session *session;
    struct chat_query q;

    chat_items_init(&list, storage, sizeof *session, &chat_record_session);
    chat_query_begin(&q, storage, SQL_SESSION_LIST, err);
    chat_bind_int(&q, user.value);
    while (chat_query_next(&q) && (session = chat_items_add(&list, &q))) {
        session->id.value = chat_take_int(&q);
        session->kind = (enum chat_session_kind)chat_take_int(&q);
        session->created_at_us = chat_take_int(&q);
        session->last_seen_at_us = chat_take_int(&q);
        session->expires_at_us = chat_take_int(&q);
        session->user_agent = chat_take_text(&q);
        session->address = chat_take_text(&q);
    }
    return chat_items_give(&list, chat_query_end(&q), out, out_n);
}

enum chat_status chat_sql_session_delete(chat_storage_t *storage, chat_user_id user, chat_session_id session,
                                         struct chat_error *err)
{
    struct chat_query q;

    chat_query_begin(&q, storage, SQL_SESSION_DELETE, err);
    chat_bind_int(&q, session.value);
    chat_bind_int(&q, user.value);
    return chat_query_run_found(&q, "session");
}

enum chat_status chat_sql_session_expire(chat_storage_t *storage, int64_t now_us, struct chat_error *err)
{
    struct chat_query q;

    chat_query_begin(&q, storage, SQL_SESSION_EXPIRE, err);
    chat_bind_int(&q, now_us);
    return chat_query_run(&q);
}

enum chat_status chat_sql_attempt_load(chat_storage_t *storage, struct chat_attempt_row *row,
                                       struct chat_error *err)
{
    struct chat_query q;

    row->failures = row->since_us = 0;
    chat_query_begin(&q, storage, SQL_ATTEMPT_LOAD, err);
    chat_bind_text(&q, row->key);
    if (chat_query_next(&q)) {
        row->failures = chat_take_int(&q);
        row->since_us = chat_take_int(&q);
    }
    return chat_query_end(&q);
}

enum chat_status chat_sql_attempt_save(chat_storage_t *storage, const struct chat_attempt_row *row,
                                       struct chat_error *err)
{
    struct chat_query q;

    chat_query_begin(&q, storage, row->failures > 0 ? SQL_ATTEMPT_SAVE : SQL_ATTEMPT_DELETE, err);
    chat_bind_text(&q, row->key);
    if (row->failures > 0) {
        chat_bind_int(&q, row->failures);
        chat_bind_int(&q, row->since_us);
    }
    return chat_query_run(&q);
}
