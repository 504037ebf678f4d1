/*
 * Rooms: creating, finding, editing, archiving, deleting. Joining and members are in member.c.
 */
#include "chat/limits.h"
#include "chat/room.h"

#include <stdio.h>
#include <string.h>

#include "libchat/base/error.h"
#include "libchat/base/text.h"
#include "libchat/service/rows.h"

/* A public room is in the directory, so everybody may hear that there is something to read again. */
static enum chat_status tell_directory(struct chat_tx *tx, const struct chat_room *room,
                                       struct chat_error *err)
{
    if (room->kind != CHAT_ROOM_PUBLIC)
        return CHAT_OK;
    return chat_tx_tell(tx, CHAT_SITE_LOG, CHAT_EVENT_ROOM_LISTED, room->id.value, NULL, err);
}

/* ---- Create ---- */

static enum chat_status room_from_params(struct chat_tx *tx, const struct chat_room_params *asked,
                                         struct chat_room *room, struct chat_error *err)
{
    if (asked->kind == CHAT_ROOM_DIRECT)
        return chat_fail_field(err, "kind",
                               "kind is public or private: a direct room is opened with its people");
    room->title = chat_strdup(tx->allocator, asked->title);
    if (!room->title)
        return chat_fail_nomem(err);
    room->kind = asked->kind ? asked->kind : CHAT_ROOM_PUBLIC;
    room->state = CHAT_ROOM_OPEN;
    room->joining = asked->joining
                        ? asked->joining
                        : (room->kind == CHAT_ROOM_PUBLIC ? CHAT_JOINING_OPEN : CHAT_JOINING_INVITE);
    room->posting = asked->posting ? asked->posting : CHAT_POSTING_MEMBERS;
    room->threads = CHAT_THREADS_OFF;
    room->history = asked->history ? asked->history : CHAT_HISTORY_SHARED;
    room->slow_mode_s = asked->slow_mode_s == CHAT_UNSET ? 0 : asked->slow_mode_s;
    room->created_by = tx->actor.id;
    room->created_at_us = tx->now_us;
    return chat_tx_set_text(tx, &room->description, asked->description, err);
}

/* A name that was asked for is given or refused; a suggested one gives way to room-<id>. */
static enum chat_status room_store(struct chat_tx *tx, const char *name, struct chat_room_row *row,
                                   struct chat_error *err)
{
    char suggested[CHAT_HANDLE_TEXT];
    chat_storage_t *storage;
    enum chat_status status;

    row->room.id.value = chat_tx_new_log(tx);
    if (!name && chat_handle_suggest(row->room.title, strlen(row->room.title), suggested) == 0)
        snprintf(suggested, sizeof suggested, "room-%lld", (long long)row->room.id.value);
    for (int attempt = 0;; attempt++) {
        status = chat_tx_set_text(tx, &row->room.name, name ? name : suggested, err);
        if (status == CHAT_OK)
            status = chat_tx_room_search(tx, row, err);
        if (status == CHAT_OK)
            status = chat_tx_storage(tx, &storage, err);
        if (status == CHAT_OK)
            status = storage->ops->room_insert(storage, row, err);
        if (status != CHAT_E_EXISTS || name || attempt > 0)
            return status;
        snprintf(suggested, sizeof suggested, "room-%lld", (long long)row->room.id.value);
    }
}

static enum chat_status room_open(struct chat_tx *tx, const struct chat_room *room, struct chat_error *err)
{
    struct chat_member_row host = {.room = room->id,
                                   .user = tx->actor.id,
                                   .state = CHAT_MEMBER_JOINED,
                                   .role = CHAT_ROLE_HOST,
                                   .since_us = tx->now_us};
    struct chat_event joined = {.log = CHAT_USER_LOG(tx->actor.id),
                                .kind = CHAT_EVENT_JOINED_ROOM,
                                .actor = tx->actor.id,
                                .subject = room->id.value};
    enum chat_status status =
        chat_tx_tell(tx, CHAT_ROOM_LOG(room->id), CHAT_EVENT_ROOM_CREATED, 0, NULL, err);

    if (status == CHAT_OK)
        status = chat_tx_tell(tx, CHAT_ROOM_LOG(room->id), CHAT_EVENT_MEMBER_JOINED, tx->actor.id.value,
                              &host.joined_seq, err);
    host.marker_seq = host.joined_seq;
    joined.arg = host.joined_seq;
    if (status == CHAT_OK)
        status = chat_tx_member_put(tx, &host, err);
    if (status == CHAT_OK)
        status = chat_tx_emit(tx, &joined, NULL, err);
    return status == CHAT_OK ? tell_directory(tx, room, err) : status;
}

static enum chat_status room_create_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                          const void *params, void *result, struct chat_error *err)
{
    const struct chat_room_params *asked = params;
    struct chat_room_row row = {.deleted_at_us = 0};
    struct chat_facts facts;
    enum chat_status status = chat_tx_may_account(tx, actor, CHAT_NO_ROOM, &facts, err);

    if (status == CHAT_OK)
        status = chat_tx_may_join_more(tx, err);
    if (status == CHAT_OK)
        status = room_from_params(tx, asked, &row.room, err);
    if (status == CHAT_OK)
        status = chat_tx_topic(tx, asked->topic, &row.room.topic, err);
    if (status == CHAT_OK)
        status = room_store(tx, asked->name, &row, err);
    if (status == CHAT_OK)
        status = chat_tx_forget(tx, CHAT_FACT_ROOM, row.room.id.value, err);
    if (status == CHAT_OK)
        status = room_open(tx, &row.room, err);
    tx->ref.a = row.room.id.value;
    if (status == CHAT_OK)
        status = chat_tx_room_view(tx, &facts, row.room.id, result, err);
    chat_room_row_clear(&row);
    return status;
}

const struct chat_op chat_op_room_create = {
    .name = "room.create",
    .summary = "Create a room as its host, on a topic that is found or made.",
    .action = CHAT_ACTION_ROOM_CREATE,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_CREATE,
    .cost = 1,
    .method = "POST",
    .path = "/api/v1/rooms",
    .http_status = 201,
    .params = &chat_record_room_params,
    .result = &chat_record_room,
    .apply = room_create_apply,
    .replay = chat_tx_room_replay,
};

/* ---- Find ---- */

static enum chat_status room_get_apply(struct chat_tx *tx, const struct chat_actor *actor, const void *params,
                                       void *result, struct chat_error *err)
{
    const struct chat_room_id_params *asked = params;
    struct chat_facts facts;
    enum chat_status status = chat_tx_may(tx, actor, asked->room, &facts, err);
    return status == CHAT_OK ? chat_tx_room_view(tx, &facts, asked->room, result, err) : status;
}

const struct chat_op chat_op_room_get = {
    .name = "room.get",
    .summary = "One room as one sees it.",
    .action = CHAT_ACTION_ROOM_SEE,
    .bucket = CHAT_BUCKET_READ,
    .cost = 1,
    .method = "GET",
    .path = "/api/v1/rooms/{room}",
    .http_status = 200,
    .params = &chat_record_room_id_params,
    .result = &chat_record_room,
    .apply = room_get_apply,
};

static enum chat_status room_list_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                        const void *params, void *result, struct chat_error *err)
{
    const struct chat_room_query *asked = params;
    struct chat_room_list *out = result;
    size_t limit = chat_limit_or(asked->limit, CHAT_PAGE_DEFAULT);
    struct chat_room_filter filter = {.topic = asked->topic,
                                      .mine = asked->mine,
                                      .offset = chat_limit_or(asked->offset, 0),
                                      .limit = limit + 1};
    struct chat_facts facts;
    char *search = NULL;
    enum chat_status status = chat_tx_may(tx, actor, CHAT_NO_ROOM, &facts, err);

    if (status == CHAT_OK)
        status = chat_tx_search_key(tx, asked->text, &search, err);
    if (status == CHAT_OK) {
        struct chat_reader reader = chat_tx_reader(&facts);
        filter.search = search;
        status = tx->storage->ops->room_list(tx->storage, &reader, &filter, &out->rooms, &out->rooms_n, err);
    }
    chat_free(search);
    if (status == CHAT_OK && out->rooms_n > limit) {
        out->more = true;
        chat_record_clear(&chat_record_room, &out->rooms[--out->rooms_n]);
    }
    return status;
}

const struct chat_op chat_op_room_list = {
    .name = "room.list",
    .summary = "The directory of rooms, by topic and text.",
    .action = CHAT_ACTION_SEARCH,
    .bucket = CHAT_BUCKET_SEARCH,
    .cost = 1,
    .method = "GET",
    .path = "/api/v1/rooms",
    .http_status = 200,
    .params = &chat_record_room_query,
    .result = &chat_record_room_list,
    .apply = room_list_apply,
};

/* ---- Change ---- */

static enum chat_status room_change(struct chat_tx *tx, const struct chat_room_edit_params *asked,
                                    struct chat_room_row *row, struct chat_error *err)
{
    struct chat_room *room = &row->room;
    enum chat_status status;

    if (asked->kind == CHAT_ROOM_DIRECT || (asked->kind && room->kind == CHAT_ROOM_DIRECT))
        return chat_fail_field(err, "kind", "kind is public or private, and never changes for a direct room");
    status = chat_tx_set_text(tx, &room->title, asked->title, err);
    if (status == CHAT_OK)
        status = chat_tx_set_text(tx, &room->name, asked->name, err);
    if (status == CHAT_OK)
        status = chat_tx_set_text(tx, &room->description, asked->description, err);
    if (status == CHAT_OK && asked->topic)
        status = chat_tx_topic(tx, asked->topic, &room->topic, err);
    if (asked->kind)
        room->kind = asked->kind;
    if (asked->joining)
        room->joining = asked->joining;
    if (asked->posting)
        room->posting = asked->posting;
    if (asked->slow_mode_s != CHAT_UNSET)
        room->slow_mode_s = asked->slow_mode_s;
    return status == CHAT_OK ? chat_tx_room_search(tx, row, err) : status;
}

/* Write the row back and tell the room, and the directory if the room is or was in it. */
static enum chat_status room_save(struct chat_tx *tx, const struct chat_room_row *row,
                                  enum chat_room_kind before, enum chat_event_kind kind,
                                  struct chat_error *err)
{
    const struct chat_room listed = {.id = row->room.id,
                                     .kind = before == CHAT_ROOM_PUBLIC ? before : row->room.kind};
    chat_storage_t *storage;
    enum chat_status status = chat_tx_storage(tx, &storage, err);

    if (status == CHAT_OK)
        status = storage->ops->room_update(storage, row, err);
    if (status == CHAT_OK)
        status = chat_tx_forget(tx, CHAT_FACT_ROOM, row->room.id.value, err);
    if (status == CHAT_OK)
        status = chat_tx_tell(tx, CHAT_ROOM_LOG(row->room.id), kind, 0, NULL, err);
    return status == CHAT_OK ? tell_directory(tx, &listed, err) : status;
}

/* What every change of a room begins with: judge, and load the row. */
static enum chat_status room_for_change(struct chat_tx *tx, const struct chat_actor *actor, chat_room_id room,
                                        struct chat_facts *facts, struct chat_room_row *row,
                                        struct chat_error *err)
{
    chat_storage_t *storage;
    enum chat_status status = chat_tx_may(tx, actor, room, facts, err);

    if (status == CHAT_OK)
        status = chat_tx_storage(tx, &storage, err);
    return status == CHAT_OK ? storage->ops->room_load(storage, room, row, err) : status;
}

static enum chat_status room_edit_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                        const void *params, void *result, struct chat_error *err)
{
    const struct chat_room_edit_params *asked = params;
    struct chat_room_row row = {.deleted_at_us = 0};
    struct chat_facts facts;
    enum chat_status status = room_for_change(tx, actor, asked->room, &facts, &row, err);
    enum chat_room_kind before = row.room.kind;

    if (status == CHAT_OK)
        status = room_change(tx, asked, &row, err);
    if (status == CHAT_OK)
        status = room_save(tx, &row, before, CHAT_EVENT_ROOM_EDITED, err);
    tx->ref.a = asked->room.value;
    if (status == CHAT_OK)
        status = chat_tx_room_view(tx, &facts, asked->room, result, err);
    chat_room_row_clear(&row);
    return status;
}

const struct chat_op chat_op_room_edit = {
    .name = "room.edit",
    .summary = "Change title, name, topic, description or policies of a room.",
    .action = CHAT_ACTION_ROOM_EDIT,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .method = "PATCH",
    .path = "/api/v1/rooms/{room}",
    .http_status = 200,
    .params = &chat_record_room_edit_params,
    .result = &chat_record_room,
    .apply = room_edit_apply,
    .replay = chat_tx_room_replay,
};

static enum chat_status room_delete_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                          const void *params, void *result, struct chat_error *err)
{
    const struct chat_room_ref_params *asked = params;
    struct chat_room_row row = {.deleted_at_us = 0};
    struct chat_facts facts;
    enum chat_status status = room_for_change(tx, actor, asked->room, &facts, &row, err);

    (void)result;
    if (status == CHAT_OK) {
        row.room.state = CHAT_ROOM_DELETED;
        row.deleted_at_us = tx->now_us;
        status = room_save(tx, &row, row.room.kind, CHAT_EVENT_ROOM_DELETED, err);
    }
    if (status == CHAT_OK && facts.member.state != CHAT_MEMBER_JOINED)
        status = chat_tx_audit(tx, actor, 0, asked->room, err);
    chat_room_row_clear(&row);
    return status;
}

const struct chat_op chat_op_room_delete = {
    .name = "room.delete",
    .summary = "Delete a room for everybody.",
    .action = CHAT_ACTION_ROOM_DELETE,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .method = "DELETE",
    .path = "/api/v1/rooms/{room}",
    .http_status = 204,
    .params = &chat_record_room_ref_params,
    .apply = room_delete_apply,
};

/* Archiving what is archived already is fine and changes nothing. */
static enum chat_status room_set_state(struct chat_tx *tx, const struct chat_actor *actor,
                                       const struct chat_room_ref_params *asked, enum chat_room_state state,
                                       enum chat_event_kind kind, struct chat_room *out,
                                       struct chat_error *err)
{
    struct chat_room_row row = {.deleted_at_us = 0};
    struct chat_facts facts;
    enum chat_status status = room_for_change(tx, actor, asked->room, &facts, &row, err);

    if (status == CHAT_OK && row.room.state != state) {
        row.room.state = state;
        status = room_save(tx, &row, row.room.kind, kind, err);
    }
    tx->ref.a = asked->room.value;
    if (status == CHAT_OK)
        status = chat_tx_room_view(tx, &facts, asked->room, out, err);
    chat_room_row_clear(&row);
    return status;
}

static enum chat_status room_archive_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                           const void *params, void *result, struct chat_error *err)
{
    return room_set_state(tx, actor, params, CHAT_ROOM_ARCHIVED, CHAT_EVENT_ROOM_ARCHIVED, result, err);
}

const struct chat_op chat_op_room_archive = {
    .name = "room.archive",
    .summary = "Make a room read-only and take it out of the directory.",
    .action = CHAT_ACTION_ROOM_ARCHIVE,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .method = "PUT",
    .path = "/api/v1/rooms/{room}/archive",
    .http_status = 200,
    .params = &chat_record_room_ref_params,
    .result = &chat_record_room,
    .apply = room_archive_apply,
    .replay = chat_tx_room_replay,
};

static enum chat_status room_unarchive_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                             const void *params, void *result, struct chat_error *err)
{
    return room_set_state(tx, actor, params, CHAT_ROOM_OPEN, CHAT_EVENT_ROOM_UNARCHIVED, result, err);
}

const struct chat_op chat_op_room_unarchive = {
    .name = "room.unarchive",
    .summary = "Open an archived room again.",
    .action = CHAT_ACTION_ROOM_ARCHIVE,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .method = "DELETE",
    .path = "/api/v1/rooms/{room}/archive",
    .http_status = 200,
    .params = &chat_record_room_ref_params,
    .result = &chat_record_room,
    .apply = room_unarchive_apply,
    .replay = chat_tx_room_replay,
};
