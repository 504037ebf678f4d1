/*
 * The snapshot a client starts from: state and positions from one transaction, so that what comes after
 * the positions is exactly what the state does not hold yet.
 */
#include "chat/limits.h"
#include "chat/site.h"

#include "libchat/base/error.h"
#include "libchat/service/rows.h"

static enum chat_status my_account(struct chat_tx *tx, struct chat_sync *out, struct chat_error *err)
{
    struct chat_user_row row = {.password = NULL};
    enum chat_status status = tx->storage->ops->user_find(tx->storage, tx->actor.id, NULL, &row, err);

    if (status == CHAT_OK)
        chat_user_row_take(&row, &out->me);
    chat_user_row_clear(&row);
    out->session = tx->session.id;
    out->epoch = chat_strdup(tx->allocator, tx->store->epoch);
    if (status == CHAT_OK && !out->epoch)
        return chat_fail_nomem(err);
    return status;
}

static enum chat_status my_rooms(struct chat_tx *tx, const struct chat_facts *facts, struct chat_sync *out,
                                 struct chat_error *err)
{
    struct chat_reader reader = chat_tx_reader(facts);
    /* Who was invited everywhere may still have joined as many others. */
    struct chat_room_filter filter = {.mine = true,
                                      .limit = 2 * CHAT_ROOMS_JOINED_MAX + CHAT_ROOMS_INVITED_MAX};
    chat_user_id *ids;
    enum chat_status status =
        tx->storage->ops->room_list(tx->storage, &reader, &filter, &out->rooms, &out->rooms_n, err);

    if (status != CHAT_OK || out->rooms_n == 0)
        return status;
    ids = chat_alloc_array(tx->allocator, out->rooms_n, sizeof *ids);
    if (!ids)
        return chat_fail_nomem(err);
    for (size_t i = 0; i < out->rooms_n; i++)
        ids[i] = out->rooms[i].created_by;
    status = chat_tx_people(tx, ids, out->rooms_n, &out->people, &out->people_n, err);
    chat_free(ids);
    return status;
}

static enum chat_status position(struct chat_tx *tx, chat_log_id log, struct chat_sync *out,
                                 struct chat_error *err)
{
    struct chat_head_row head;
    enum chat_status status = chat_tx_head(tx, log, &head, err);

    if (status == CHAT_OK)
        out->positions[out->positions_n++] = (struct chat_position){log, head.seq};
    return status;
}

static enum chat_status my_positions(struct chat_tx *tx, struct chat_sync *out, struct chat_error *err)
{
    enum chat_status status;

    out->positions = chat_alloc_array(tx->allocator, out->rooms_n + 2, sizeof *out->positions);
    if (!out->positions)
        return chat_fail_nomem(err);
    status = position(tx, CHAT_SITE_LOG, out, err);
    if (status == CHAT_OK)
        status = position(tx, CHAT_USER_LOG(tx->actor.id), out, err);
    for (size_t i = 0; i < out->rooms_n; i++)
        if (out->rooms[i].mine.state == CHAT_MEMBER_JOINED)
            out->positions[out->positions_n++] =
                (struct chat_position){CHAT_ROOM_LOG(out->rooms[i].id), out->rooms[i].head_seq};
    return status;
}

static enum chat_status sync_apply(struct chat_tx *tx, const struct chat_actor *actor, const void *params,
                                   void *result, struct chat_error *err)
{
    struct chat_sync *out = result;
    struct chat_facts facts;
    enum chat_status status = chat_tx_may_account(tx, actor, CHAT_NO_ROOM, &facts, err);

    (void)params;
    if (status == CHAT_OK)
        status = my_account(tx, out, err);
    if (status == CHAT_OK)
        status = chat_tx_site(tx, &out->site, err);
    if (status == CHAT_OK)
        status = my_rooms(tx, &facts, out, err);
    return status == CHAT_OK ? my_positions(tx, out, err) : status;
}

const struct chat_op chat_op_sync_get = {
    .name = "sync.get",
    .summary = "Everything a client needs to begin, from one snapshot.",
    .action = CHAT_ACTION_SYNC_READ,
    .bucket = CHAT_BUCKET_READ,
    .cost = 5,
    .method = "GET",
    .path = "/api/v1/sync",
    .http_status = 200,
    .params = &chat_record_nothing,
    .result = &chat_record_sync,
    .apply = sync_apply,
};
