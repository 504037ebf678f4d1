/*
 * Reading what was said: pages of history, how far one has read, what was said last.
 */
#include "chat/limits.h"
#include "chat/message.h"

#include "libchat/base/error.h"
#include "libchat/service/rows.h"

/* ---- Pages ---- */

static enum chat_status page_from_params(const struct chat_message_query *asked,
                                         const struct chat_facts *facts, struct chat_seq_page *page,
                                         struct chat_error *err)
{
    int given = (asked->before != CHAT_UNSET) + (asked->after != CHAT_UNSET) + (asked->around != CHAT_UNSET);

    if (given > 1)
        return chat_fail_field(err, "before", "at most one of before, after and around can be given");
    *page = (struct chat_seq_page){.before = asked->before,
                                   .after = asked->after,
                                   .around = asked->around,
                                   .floor = chat_tx_floor(facts),
                                   .limit = chat_limit_or(asked->limit, CHAT_PAGE_DEFAULT)};
    return CHAT_OK;
}

static enum chat_status authors(struct chat_tx *tx, struct chat_message_list *list, struct chat_error *err)
{
    chat_user_id *ids;
    enum chat_status status;

    if (list->messages_n == 0)
        return CHAT_OK;
    ids = chat_alloc_array(tx->allocator, list->messages_n, sizeof *ids);
    if (!ids)
        return chat_fail_nomem(err);
    for (size_t i = 0; i < list->messages_n; i++)
        ids[i] = list->messages[i].author;
    status = chat_tx_people(tx, ids, list->messages_n, &list->people, &list->people_n, err);
    chat_free(ids);
    return status;
}

/* A site admin may read a private room they are not in; where one writes (see audit.read) that leaves a row.
 */
static enum chat_status message_list_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                           const void *params, void *result, struct chat_error *err)
{
    const struct chat_message_query *asked = params;
    struct chat_message_list *out = result;
    struct chat_message_page page = {.n = 0};
    struct chat_seq_page wanted;
    struct chat_facts facts;
    enum chat_status status = chat_tx_may(tx, actor, asked->room, &facts, err);

    if (status == CHAT_OK)
        status = page_from_params(asked, &facts, &wanted, err);
    if (status == CHAT_OK)
        status = tx->storage->ops->message_page(tx->storage, asked->room, &wanted, &page, err);
    if (status != CHAT_OK)
        return status;
    out->messages = page.messages;
    out->messages_n = page.n;
    out->more_before = page.more_before;
    out->more_after = page.more_after;
    return authors(tx, out, err);
}

const struct chat_op chat_op_message_list = {
    .name = "message.list",
    .summary = "A page of a room's history, by number.",
    .action = CHAT_ACTION_ROOM_READ,
    .bucket = CHAT_BUCKET_READ,
    .cost = 1,
    .method = "GET",
    .path = "/api/v1/rooms/{room}/messages",
    .http_status = 200,
    .params = &chat_record_message_query,
    .result = &chat_record_message_list,
    .apply = message_list_apply,
};

/* ---- Markers ---- */

static enum chat_status standing(struct chat_tx *tx, const struct chat_member_row *row,
                                 struct chat_standing *out, struct chat_error *err)
{
    struct chat_head_row head;
    chat_storage_t *storage;
    int64_t tombstones = 0;
    enum chat_status status = chat_tx_head(tx, CHAT_ROOM_LOG(row->room), &head, err);

    if (status == CHAT_OK && row->marker_seq < head.seq) {
        status = chat_tx_storage(tx, &storage, err);
        if (status == CHAT_OK)
            status = storage->ops->tombstones_after(storage, row->room, row->marker_seq, &tombstones, err);
    }
    if (status == CHAT_OK)
        *out = (struct chat_standing){.state = row->state,
                                      .role = row->role,
                                      .joined_seq = row->joined_seq,
                                      .marker_seq = row->marker_seq,
                                      .unread = head.n - row->marker_n - tombstones};
    return status;
}

/* What is hidden from a reader is not unread, so a marker never lies below `floor`. */
static enum chat_status marker_set(struct chat_tx *tx, const struct chat_marker_params *asked, int64_t floor,
                                   struct chat_member_row *row, struct chat_error *err)
{
    int64_t seq = asked->seq > floor ? asked->seq : floor;
    struct chat_head_row head;
    chat_storage_t *storage;
    enum chat_status status = chat_tx_head(tx, CHAT_ROOM_LOG(asked->room), &head, err);

    if (status == CHAT_OK && seq > head.seq)
        return chat_fail_field(err, "seq", "seq is a number from 0 to %lld, the head of the room's log",
                               (long long)head.seq);
    if (status != CHAT_OK || row->marker_seq == seq)
        return status;
    row->marker_seq = seq;
    row->marker_n = head.n;
    if (seq < head.seq) {
        status = chat_tx_storage(tx, &storage, err);
        if (status == CHAT_OK)
            status = storage->ops->message_ordinal(storage, asked->room, seq, &row->marker_n, err);
    }
    return status == CHAT_OK ? chat_tx_member_put(tx, row, err) : status;
}

static enum chat_status marker_move_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                          const void *params, void *result, struct chat_error *err)
{
    const struct chat_marker_params *asked = params;
    struct chat_member_row row;
    struct chat_facts facts;
    enum chat_status status = chat_tx_may_account(tx, actor, asked->room, &facts, err);

    if (status == CHAT_OK)
        status = chat_tx_member(tx, asked->room, facts.actor.id, &row, err);
    if (status == CHAT_OK)
        status = marker_set(tx, asked, chat_tx_floor(&facts), &row, err);
    tx->ref.a = asked->room.value;
    return status == CHAT_OK ? standing(tx, &row, result, err) : status;
}

static enum chat_status marker_replay(struct chat_tx *tx, const struct chat_actor *actor,
                                      struct chat_result_ref ref, void *result, struct chat_error *err)
{
    struct chat_member_row row;
    struct chat_facts facts;
    enum chat_status status = chat_tx_may_account(tx, actor, (chat_room_id){ref.a}, &facts, err);

    if (status == CHAT_OK)
        status = chat_tx_member(tx, (chat_room_id){ref.a}, facts.actor.id, &row, err);
    return status == CHAT_OK ? standing(tx, &row, result, err) : status;
}

const struct chat_op chat_op_marker_move = {
    .name = "marker.move",
    .summary = "Say how far one has read in a room.",
    .action = CHAT_ACTION_MARKER_MOVE,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .method = "PUT",
    .path = "/api/v1/rooms/{room}/marker",
    .http_status = 200,
    .params = &chat_record_marker_params,
    .result = &chat_record_standing,
    .apply = marker_move_apply,
    .replay = marker_replay,
};

/* ---- Activity ---- */

static enum chat_status activity_apply(struct chat_tx *tx, const struct chat_actor *actor, const void *params,
                                       void *result, struct chat_error *err)
{
    const struct chat_activity_query *asked = params;
    struct chat_activity_list *out = result;
    struct chat_facts facts;
    enum chat_status status = chat_tx_may(tx, actor, CHAT_NO_ROOM, &facts, err);

    if (status != CHAT_OK)
        return status;
    struct chat_reader reader = chat_tx_reader(&facts);
    return tx->storage->ops->activity_list(tx->storage, &reader, chat_limit_or(asked->limit, 20),
                                           &out->activity, &out->activity_n, err);
}

const struct chat_op chat_op_activity_list = {
    .name = "activity.list",
    .summary = "What was said last in the rooms one can see.",
    .action = CHAT_ACTION_SEARCH,
    .bucket = CHAT_BUCKET_SEARCH,
    .cost = 1,
    .method = "GET",
    .path = "/api/v1/activity",
    .http_status = 200,
    .params = &chat_record_activity_query,
    .result = &chat_record_activity_list,
    .apply = activity_apply,
};
