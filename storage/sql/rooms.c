/*
 * Rooms, and the directory: the page of rooms a reader is shown.
 */
#include "storage/sql/ops.h"

#include "libchat/base/error.h"
#include "storage/sql/rows.h"

static void bind_room(struct chat_query *q, const struct chat_room_row *row)
{
    const struct chat_room *room = &row->room;

    chat_bind_int(q, room->id.value);
    chat_bind_int(q, (int64_t)room->kind);
    chat_bind_int(q, (int64_t)room->state);
    chat_bind_text(q, room->title);
    chat_bind_text(q, room->name);
    chat_bind_ref(q, room->topic.value);
    chat_bind_text(q, room->description);
    chat_bind_int(q, (int64_t)room->joining);
    chat_bind_int(q, (int64_t)room->posting);
    chat_bind_int(q, (int64_t)room->threads);
    chat_bind_int(q, (int64_t)room->history);
    chat_bind_int(q, room->slow_mode_s);
    chat_bind_int(q, room->created_by.value);
    chat_bind_int(q, room->created_at_us);
    chat_bind_text(q, row->search);
    chat_bind_int(q, row->deleted_at_us);
}

static enum chat_status name_taken(struct chat_error *err)
{
    return chat_fail_exists(err, "name", "a room has that name");
}

enum chat_status chat_sql_room_insert(chat_storage_t *storage, const struct chat_room_row *row,
                                      struct chat_error *err)
{
    struct chat_query q;
    enum chat_status status;

    chat_query_begin(&q, storage, SQL_ROOM_INSERT, err);
    bind_room(&q, row);
    status = chat_query_run(&q);
    return status == CHAT_OK && q.changes == 0 ? name_taken(err) : status;
}

enum chat_status chat_sql_room_update(chat_storage_t *storage, const struct chat_room_row *row,
                                      struct chat_error *err)
{
    struct chat_query q;
    bool taken;
    enum chat_status status;

    chat_query_begin(&q, storage, SQL_ROOM_NAME_OTHER, err);
    chat_bind_text(&q, row->room.name);
    chat_bind_int(&q, row->room.id.value);
    taken = chat_query_next(&q);
    status = chat_query_end(&q);
    if (status != CHAT_OK)
        return status;
    if (taken)
        return name_taken(err);
    chat_query_begin(&q, storage, SQL_ROOM_UPDATE, err);
    bind_room(&q, row);
    return chat_query_run_found(&q, "room");
}

enum chat_status chat_sql_room_load(chat_storage_t *storage, chat_room_id room, struct chat_room_row *out,
                                    struct chat_error *err)
{
    struct chat_room_row row = {0};
    struct chat_query q;
    enum chat_status status;

    chat_query_begin(&q, storage, SQL_ROOM_LOAD, err);
    chat_bind_int(&q, room.value);
    if (chat_query_next(&q)) {
        chat_take_room(&q, &row.room);
        row.search = chat_take_text(&q);
        row.deleted_at_us = chat_take_int(&q);
    }
    status = chat_query_end_found(&q, "room");
    if (status == CHAT_OK) {
        *out = row;
        return CHAT_OK;
    }
    chat_record_clear(&chat_record_room, &row.room);
    chat_free(row.search);
    return status;
}

enum chat_status chat_sql_room_names_free(chat_storage_t *storage, int64_t before_us, struct chat_error *err)
{
    struct chat_query q;

    chat_query_begin(&q, storage, SQL_ROOM_NAMES_FREE, err);
    chat_bind_int(&q, before_us);
    return chat_query_run(&q);
}

/* Every variant finds the same; this is the one that starts from the fewest rooms. */
static enum chat_sql_id list_statement(const struct chat_room_filter *filter)
{
    if (filter->only.value != 0)
        return SQL_ROOM_LIST_ONE;
    if (filter->with_user.value != 0)
        return SQL_ROOM_LIST_WITH;
    if (filter->mine)
        return SQL_ROOM_LIST_MINE;
    if (filter->topic.value != 0)
        return SQL_ROOM_LIST_TOPIC;
    return SQL_ROOM_LIST;
}

/* Take what follows the columns of the room itself. */
static void take_listing(struct chat_query *q, struct chat_room *room)
{
    struct chat_standing *mine = &room->mine;
    int64_t head_n, marker_n, tombstones;

    room->topic_name = chat_take_text(q);
    room->head_seq = chat_sql_event_seq(chat_take_int(q));
    head_n = chat_take_int(q);
    room->last_activity_at_us = chat_take_int(q);
    room->members = chat_take_int(q);
    mine->state = (enum chat_member_state)chat_take_int(q);
    mine->role = (enum chat_room_role)chat_take_int(q);
    mine->joined_seq = chat_take_int(q);
    mine->marker_seq = chat_take_int(q);
    marker_n = chat_take_int(q);
    tombstones = chat_take_int(q);
    if (mine->state == 0)
        mine->state = CHAT_MEMBER_NONE;
    if (mine->state == CHAT_MEMBER_JOINED && head_n - marker_n > tombstones)
        mine->unread = head_n - marker_n - tombstones;
}

enum chat_status chat_sql_room_list(chat_storage_t *storage, const struct chat_reader *reader,
                                    const struct chat_room_filter *filter, struct chat_room **out,
                                    size_t *out_n, struct chat_error *err)
{
    struct chat_list list;
    struct chat_room *room;
    struct chat_query q;
    char *pattern;
    enum chat_status status = chat_sql_pattern(storage, filter->search, &pattern, err);

    if (status != CHAT_OK)
        return status;
    chat_items_init(&list, storage, sizeof *room, &chat_record_room);
    chat_query_begin(&q, storage, list_statement(filter), err);
    chat_bind_reader(&q, reader);
    chat_bind_text(&q, pattern);
    chat_bind_int(&q, filter->topic.value);
    chat_bind_int(&q, filter->mine);
    chat_bind_int(&q, filter->with_user.value);
    chat_bind_int(&q, filter->only.value);
    chat_bind_size(&q, filter->limit);
    chat_bind_size(&q, filter->offset);
    while (chat_query_next(&q) && (room = chat_items_add(&list, &q))) {
        chat_take_room(&q, room);
        take_listing(&q, room);
    }
    status = chat_items_give(&list, chat_query_end(&q), out, out_n);
    chat_free(pattern);
    return status;
}
