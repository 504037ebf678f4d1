/*
 * Who stands how to which room.
 */
#include "storage/sql/ops.h"

#include "storage/sql/rows.h"

static enum chat_status put(chat_storage_t *storage, const struct chat_member_row *row,
                            struct chat_error *err)
{
    struct chat_query q;

    chat_query_begin(&q, storage, SQL_MEMBER_PUT, err);
    chat_bind_int(&q, row->room.value);
    chat_bind_int(&q, row->user.value);
    chat_bind_int(&q, (int64_t)row->state);
    chat_bind_int(&q, (int64_t)row->role);
    chat_bind_int(&q, row->since_us);
    chat_bind_int(&q, row->joined_seq);
    chat_bind_int(&q, row->muted_until_us);
    chat_bind_int(&q, row->last_sent_us);
    chat_bind_int(&q, row->marker_seq);
    chat_bind_int(&q, row->marker_n);
    return chat_query_run(&q);
}

enum chat_status chat_sql_members_put(chat_storage_t *storage, const struct chat_member_row *rows, size_t n,
                                      struct chat_error *err)
{
    enum chat_status status = CHAT_OK;

    for (size_t i = 0; i < n && status == CHAT_OK; i++)
        status = put(storage, &rows[i], err);
    return status;
}

enum chat_status chat_sql_member_list(chat_storage_t *storage, chat_room_id room, int64_t after, size_t limit,
                                      struct chat_member **out, size_t *out_n, struct chat_error *err)
{
    struct chat_list list;
    struct chat_member *member;
    struct chat_query q;

    chat_items_init(&list, storage, sizeof *member, &chat_record_member);
    chat_query_begin(&q, storage, SQL_MEMBER_LIST, err);
    chat_bind_int(&q, room.value);
    chat_bind_int(&q, after);
    chat_bind_size(&q, limit);
    while (chat_query_next(&q) && (member = chat_items_add(&list, &q))) {
        chat_take_person(&q, &member->person);
        member->state = (enum chat_member_state)chat_take_int(&q);
        member->role = (enum chat_room_role)chat_take_int(&q);
        member->since_us = chat_take_int(&q);
    }
    return chat_items_give(&list, chat_query_end(&q), out, out_n);
}

enum chat_status chat_sql_member_heir(chat_storage_t *storage, chat_room_id room, chat_user_id but_not,
                                      chat_user_id *out, size_t *hosts_left, struct chat_error *err)
{
    chat_user_id heir = CHAT_NO_USER;
    size_t hosts = 0;
    struct chat_query q;
    enum chat_status status;

    chat_query_begin(&q, storage, SQL_MEMBER_HOSTS, err);
    chat_bind_int(&q, room.value);
    chat_bind_int(&q, but_not.value);
    if (chat_query_next(&q))
        hosts = (size_t)chat_take_int(&q);
    status = chat_query_end(&q);
    if (status != CHAT_OK)
        return status;

    chat_query_begin(&q, storage, SQL_MEMBER_HEIR, err);
    chat_bind_int(&q, room.value);
    chat_bind_int(&q, but_not.value);
    if (chat_query_next(&q))
        heir.value = chat_take_int(&q);
    status = chat_query_end(&q);
    if (status == CHAT_OK) {
        *out = heir;
        *hosts_left = hosts;
    }
    return status;
}

enum chat_status chat_sql_rooms_joined(chat_storage_t *storage, chat_user_id user, chat_room_id **out,
                                       size_t *out_n, struct chat_error *err)
{
    struct chat_list list;
    chat_room_id *room;
    struct chat_query q;

    chat_items_init(&list, storage, sizeof *room, NULL);
    chat_query_begin(&q, storage, SQL_ROOMS_JOINED, err);
    chat_bind_int(&q, user.value);
    while (chat_query_next(&q) && (room = chat_items_add(&list, &q)))
        room->value = chat_take_int(&q);
    return chat_items_give(&list, chat_query_end(&q), out, out_n);
}
