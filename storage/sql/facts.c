/*
 * What the core asks for before it decides: one look-up by key for each fact.
 */
#include "storage/sql/ops.h"

#include "storage/sql/rows.h"

static enum chat_status load_user(chat_storage_t *storage, struct chat_fact *fact, struct chat_error *err)
{
    struct chat_query q;

    fact->user = (struct chat_fact_user){0};
    chat_query_begin(&q, storage, SQL_FACT_USER, err);
    chat_bind_int(&q, fact->a);
    fact->present = chat_query_next(&q);
    if (fact->present) {
        fact->user.state = (enum chat_user_state)chat_take_int(&q);
        fact->user.kind = (enum chat_user_kind)chat_take_int(&q);
        fact->user.role = (enum chat_site_role)chat_take_int(&q);
        fact->user.created_at_us = chat_take_int(&q);
    }
    return chat_query_end(&q);
}

static enum chat_status load_room(chat_storage_t *storage, struct chat_fact *fact, struct chat_error *err)
{
    struct chat_query q;

    fact->room = (struct chat_fact_room){0};
    chat_query_begin(&q, storage, SQL_FACT_ROOM, err);
    chat_bind_int(&q, fact->a);
    fact->present = chat_query_next(&q);
    if (fact->present) {
        fact->room.kind = (enum chat_room_kind)chat_take_int(&q);
        fact->room.state = (enum chat_room_state)chat_take_int(&q);
        fact->room.joining = (enum chat_joining)chat_take_int(&q);
        fact->room.posting = (enum chat_posting)chat_take_int(&q);
        fact->room.threads = (enum chat_threads)chat_take_int(&q);
        fact->room.history = (enum chat_history)chat_take_int(&q);
        fact->room.slow_mode_s = chat_take_int(&q);
        fact->room.topic.value = chat_take_int(&q);
    }
    return chat_query_end(&q);
}

static enum chat_status load_member(chat_storage_t *storage, struct chat_fact *fact, struct chat_error *err)
{
    struct chat_query q;

    /* Ready to be filled in and put when it is not there. */
    fact->member = (struct chat_member_row){.room = {fact->a}, .user = {fact->b}, .state = CHAT_MEMBER_NONE};
    chat_query_begin(&q, storage, SQL_FACT_MEMBER, err);
    chat_bind_int(&q, fact->a);
    chat_bind_int(&q, fact->b);
    fact->present = chat_query_next(&q);
    if (fact->present)
        chat_take_standing(&q, &fact->member);
    return chat_query_end(&q);
}

static enum chat_status load_head(chat_storage_t *storage, struct chat_fact *fact, struct chat_error *err)
{
    struct chat_query q;

    fact->head = (struct chat_head_row){.log = {fact->a}};
    chat_query_begin(&q, storage, SQL_FACT_HEAD, err);
    chat_bind_int(&q, chat_sql_event_id(fact->a, 0));
    chat_bind_int(&q, chat_sql_event_id(fact->a, CHAT_SQL_SEQ_MAX));
    fact->present = chat_query_next(&q);
    if (fact->present) {
        fact->head.seq = chat_sql_event_seq(chat_take_int(&q));
        fact->head.n = chat_take_int(&q);
        fact->head.at_us = chat_take_int(&q);
    }
    return chat_query_end(&q);
}

static enum chat_status load_session(chat_storage_t *storage, struct chat_fact *fact, struct chat_error *err)
{
    struct chat_query q;

    fact->session = (struct chat_fact_session){0};
    if (fact->kind == CHAT_FACT_TOKEN) {
        chat_query_begin(&q, storage, SQL_FACT_TOKEN, err);
        chat_bind_blob(&q, fact->hash, sizeof fact->hash);
    } else {
        chat_query_begin(&q, storage, SQL_FACT_SESSION, err);
        chat_bind_int(&q, fact->a);
    }
    fact->present = chat_query_next(&q);
    if (fact->present) {
        fact->session.id.value = chat_take_int(&q);
        fact->session.user.value = chat_take_int(&q);
        fact->session.kind = (enum chat_session_kind)chat_take_int(&q);
        fact->session.last_seen_at_us = chat_take_int(&q);
        fact->session.expires_at_us = chat_take_int(&q);
    }
    return chat_query_end(&q);
}

static enum chat_status load(chat_storage_t *storage, struct chat_fact *fact, struct chat_error *err)
{
    switch (fact->kind) {
    case CHAT_FACT_USER:
        return load_user(storage, fact, err);
    case CHAT_FACT_ROOM:
        return load_room(storage, fact, err);
    case CHAT_FACT_MEMBER:
        return load_member(storage, fact, err);
    case CHAT_FACT_HEAD:
        return load_head(storage, fact, err);
    case CHAT_FACT_SESSION:
    case CHAT_FACT_TOKEN:
        break;
    }
    return load_session(storage, fact, err);
}

enum chat_status chat_sql_facts_load(chat_storage_t *storage, struct chat_fact *facts, size_t n,
                                     struct chat_error *err)
{
    enum chat_status status = CHAT_OK;

    for (size_t i = 0; i < n && status == CHAT_OK; i++)
        status = load(storage, &facts[i], err);
    return status;
}
