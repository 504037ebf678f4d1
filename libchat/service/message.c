/*
 * Saying something, changing it, taking it back. Reading what was said is in history.c.
 */
#include "chat/message.h"

#include "chat/limits.h"

#include "libchat/base/error.h"
#include "libchat/service/rows.h"

static enum chat_status message_copy(struct chat_tx *tx, const struct chat_message *message,
                                     struct chat_message *out, struct chat_error *err)
{
    return chat_record_copy(&chat_record_message, tx->allocator, out, message) == CHAT_OK
               ? CHAT_OK
               : chat_fail_nomem(err);
}

/* A message that is there and may be seen; anything else is not found. */
static enum chat_status message_visible(struct chat_tx *tx, const struct chat_facts *facts, chat_room_id room,
                                        int64_t seq, struct chat_message *out, struct chat_error *err)
{
    chat_storage_t *storage;
    enum chat_status status = chat_tx_storage(tx, &storage, err);

    if (status == CHAT_OK && !chat_seq_visible(facts, seq))
        return chat_fail(err, CHAT_E_NOT_FOUND, "%s", chat_rule_sentence(CHAT_RULE_NOT_VISIBLE));
    if (status == CHAT_OK)
        status = storage->ops->message_load(storage, room, seq, out, err);
    if (status == CHAT_E_NOT_FOUND)
        return chat_fail(err, CHAT_E_NOT_FOUND, "%s", chat_rule_sentence(CHAT_RULE_NOT_VISIBLE));
    return status;
}

static enum chat_status message_replay(struct chat_tx *tx, const struct chat_actor *actor,
                                       struct chat_result_ref ref, void *result, struct chat_error *err)
{
    chat_storage_t *storage;
    enum chat_status status = chat_tx_storage(tx, &storage, err);

    (void)actor; /* it was theirs when they sent it */
    return status == CHAT_OK ? storage->ops->message_load(storage, (chat_room_id){ref.a}, ref.b, result, err)
                             : status;
}

/* ---- Send ---- */

static enum chat_status reply_check(struct chat_tx *tx, const struct chat_facts *facts,
                                    const struct chat_message_params *asked, struct chat_error *err)
{
    struct chat_message parent = {.body = NULL};
    enum chat_status status;

    if (asked->reply_to == CHAT_UNSET)
        return CHAT_OK;
    status = message_visible(tx, facts, asked->room, asked->reply_to, &parent, err);
    chat_record_clear(&chat_record_message, &parent);
    if (status == CHAT_E_NOT_FOUND)
        return chat_fail_field(err, "reply_to", "reply_to is the number of no message in this room");
    return status;
}

/* Whoever speaks has read up to there. */
static enum chat_status author_moves(struct chat_tx *tx, const struct chat_message *message,
                                     struct chat_error *err)
{
    struct chat_member_row row;
    enum chat_status status = chat_tx_member(tx, message->room, message->author, &row, err);

    if (status != CHAT_OK)
        return status;
    row.last_sent_us = message->created_at_us;
    row.marker_seq = message->seq;
    row.marker_n = message->n;
    return chat_tx_member_put(tx, &row, err);
}

static enum chat_status message_send_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                           const void *params, void *result, struct chat_error *err)
{
    const struct chat_message_params *asked = params;
    struct chat_message *out = result;
    struct chat_event event = {.log = CHAT_ROOM_LOG(asked->room), .kind = CHAT_EVENT_MESSAGE};
    struct chat_facts facts;
    enum chat_status status = chat_tx_may_account(tx, actor, asked->room, &facts, err);

    if (status == CHAT_OK)
        status = reply_check(tx, &facts, asked, err);
    if (status != CHAT_OK)
        return status;
    *out = (struct chat_message){
        .room = asked->room,
        .author = facts.actor.id,
        .body = chat_strdup(tx->allocator, asked->body),
        .reply_to = asked->reply_to == CHAT_UNSET ? 0 : asked->reply_to,
        .origin = actor->origin,
        .version = 1,
    };
    event.actor = facts.actor.id;
    status = out->body ? message_copy(tx, out, &event.message, err) : chat_fail_nomem(err);
    if (status == CHAT_OK)
        status = chat_tx_emit(tx, &event, &out->seq, err);
    if (status == CHAT_OK) {
        out->n = event.n;
        out->created_at_us = event.at_us;
        status = author_moves(tx, out, err);
    }
    chat_record_clear(&chat_record_message, &event.message); /* what was not moved */
    tx->ref = (struct chat_result_ref){asked->room.value, out->seq};
    return status;
}

const struct chat_op chat_op_message_send = {
    .name = "message.send",
    .summary = "Say something in a room.",
    .action = CHAT_ACTION_MESSAGE_SEND,
    .flags = CHAT_OP_WRITES | CHAT_OP_STAGES,
    .bucket = CHAT_BUCKET_SEND,
    .cost = 1,
    .method = "POST",
    .path = "/api/v1/rooms/{room}/messages",
    .http_status = 201,
    .params = &chat_record_message_params,
    .result = &chat_record_message,
    .apply = message_send_apply,
    .replay = message_replay,
};

/* ---- Edit and delete ---- */

/* Judge an act on a message: it has to be seen first, then may() decides by whose it is. */
static enum chat_status may_act_on(struct chat_tx *tx, const struct chat_actor *actor, chat_room_id room,
                                   int64_t seq, struct chat_facts *facts, struct chat_message *message,
                                   struct chat_error *err)
{
    enum chat_status status = chat_tx_facts(tx, actor, room, facts, err);

    if (status == CHAT_OK)
        status = chat_may(facts, CHAT_ACTION_ROOM_READ, err);
    if (status == CHAT_OK)
        status = message_visible(tx, facts, room, seq, message, err);
    if (status == CHAT_OK)
        status = chat_tx_target(tx, facts, room, message->author, err);
    if (status != CHAT_OK)
        return status;
    facts->target.missing = false;
    facts->target.seq = seq;
    facts->target.created_at_us = message->created_at_us;
    return chat_may(facts, tx->op->action, err);
}

/* Tell the room what a message is now. `message` is copied. */
static enum chat_status tell_message(struct chat_tx *tx, const struct chat_message *message,
                                     enum chat_event_kind kind, struct chat_error *err)
{
    struct chat_event event = {.log = CHAT_ROOM_LOG(message->room),
                               .kind = kind,
                               .actor = tx->actor.id,
                               .target_seq = message->seq,
                               .arg = message->version};
    enum chat_status status = message_copy(tx, message, &event.message, err);

    if (status == CHAT_OK)
        status = chat_tx_emit(tx, &event, NULL, err);
    chat_record_clear(&chat_record_message, &event.message);
    return status;
}

static enum chat_status edit_check(const struct chat_message *message,
                                   const struct chat_message_edit_params *asked, struct chat_error *err)
{
    if (message->deleted_at_us)
        return chat_fail_code(err, CHAT_E_CONFLICT, "message_deleted", "this message was deleted");
    if (asked->version != CHAT_UNSET && asked->version != message->version)
        return chat_fail_code(err, CHAT_E_STALE, "version_mismatch",
                              "this message was edited meanwhile: read it again");
    if (message->version >= CHAT_MESSAGE_VERSIONS_MAX)
        return chat_fail(err, CHAT_E_TOO_LARGE, "a message has at most %d versions",
                         CHAT_MESSAGE_VERSIONS_MAX);
    return CHAT_OK;
}

static enum chat_status message_edit_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                           const void *params, void *result, struct chat_error *err)
{
    const struct chat_message_edit_params *asked = params;
    struct chat_message *out = result;
    struct chat_facts facts;
    enum chat_status status = may_act_on(tx, actor, asked->room, asked->seq, &facts, out, err);

    if (status == CHAT_OK)
        status = edit_check(out, asked, err);
    if (status == CHAT_OK)
        status = chat_tx_set_text(tx, &out->body, asked->body, err);
    if (status == CHAT_OK) {
        out->version++;
        out->edited_at_us = tx->now_us;
        status = tx->storage->ops->message_edit(tx->storage, out, err);
    }
    if (status == CHAT_OK)
        status = tell_message(tx, out, CHAT_EVENT_MESSAGE_EDITED, err);
    tx->ref = (struct chat_result_ref){asked->room.value, asked->seq};
    return status;
}

const struct chat_op chat_op_message_edit = {
    .name = "message.edit",
    .summary = "Change what one said.",
    .action = CHAT_ACTION_MESSAGE_EDIT,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_SEND,
    .cost = 1,
    .method = "PATCH",
    .path = "/api/v1/rooms/{room}/messages/{seq}",
    .http_status = 200,
    .params = &chat_record_message_edit_params,
    .result = &chat_record_message,
    .apply = message_edit_apply,
    .replay = message_replay,
};

static enum chat_status erase(struct chat_tx *tx, struct chat_message *message, struct chat_error *err)
{
    enum chat_status status =
        tx->storage->ops->message_erase(tx->storage, message->room, message->seq, tx->now_us, err);

    message->deleted_at_us = tx->now_us;
    chat_free(message->body);
    message->body = NULL;
    return status == CHAT_OK ? tell_message(tx, message, CHAT_EVENT_MESSAGE_DELETED, err) : status;
}

static enum chat_status message_delete_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                             const void *params, void *result, struct chat_error *err)
{
    const struct chat_message_ref_params *asked = params;
    struct chat_message message = {.body = NULL};
    struct chat_facts facts;
    enum chat_status status = may_act_on(tx, actor, asked->room, asked->seq, &facts, &message, err);

    (void)result;
    if (status == CHAT_OK && message.deleted_at_us == 0) {
        status = erase(tx, &message, err);
        if (status == CHAT_OK && !facts.target.own)
            status = chat_tx_audit(tx, actor, message.author.value, asked->room, err);
    }
    chat_record_clear(&chat_record_message, &message);
    return status;
}

const struct chat_op chat_op_message_delete = {
    .name = "message.delete",
    .summary = "Take a message back, leaving a tombstone.",
    .action = CHAT_ACTION_MESSAGE_DELETE,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_SEND,
    .cost = 1,
    .method = "DELETE",
    .path = "/api/v1/rooms/{room}/messages/{seq}",
    .http_status = 204,
    .params = &chat_record_message_ref_params,
    .apply = message_delete_apply,
};

/* ---- Get ---- */

static enum chat_status message_get_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                          const void *params, void *result, struct chat_error *err)
{
    const struct chat_message_id_params *asked = params;
    struct chat_facts facts;
    enum chat_status status = chat_tx_may(tx, actor, asked->room, &facts, err);
    return status == CHAT_OK ? message_visible(tx, &facts, asked->room, asked->seq, result, err) : status;
}

const struct chat_op chat_op_message_get = {
    .name = "message.get",
    .summary = "One message.",
    .action = CHAT_ACTION_ROOM_READ,
    .bucket = CHAT_BUCKET_READ,
    .cost = 1,
    .method = "GET",
    .path = "/api/v1/rooms/{room}/messages/{seq}",
    .http_status = 200,
    .params = &chat_record_message_id_params,
    .result = &chat_record_message,
    .apply = message_get_apply,
};
