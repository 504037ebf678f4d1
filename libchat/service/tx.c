/*
 * Facts and numbers inside a transaction. Staging is in stage.c, who may what in who.c.
 */
#include "libchat/service/tx.h"

#include <string.h>

#include "libchat/base/error.h"
#include "libchat/service/stage.h"

/* Reading: there is no memory between transactions, so each fact comes from the snapshot. */
static enum chat_status read_fact(struct chat_tx *tx, struct chat_fact *fact, struct chat_error *err)
{
    return tx->storage->ops->facts_load(tx->storage, fact, 1, err);
}

static enum chat_status cached_entry(struct chat_tx *tx, enum chat_fact_kind kind, int64_t a, int64_t b,
                                     struct chat_fact_entry **out, struct chat_error *err)
{
    struct chat_fact_entry *entry = chat_fact_cache_entry(tx->cache, kind, a, b);

    if (!entry)
        return chat_fail_nomem(err);
    if (!entry->loaded) {
        enum chat_status status = tx->storage->ops->facts_load(tx->storage, &entry->fact, 1, err);
        if (status != CHAT_OK)
            return status;
        entry->loaded = true;
    }
    *out = entry;
    return CHAT_OK;
}

enum chat_status chat_tx_fact(struct chat_tx *tx, enum chat_fact_kind kind, int64_t a, int64_t b,
                              struct chat_fact *out, struct chat_error *err)
{
    struct chat_fact_entry *entry;
    enum chat_status status;

    *out = (struct chat_fact){.kind = kind, .a = a, .b = b};
    if (a < 0 || a >= CHAT_FACT_ID_MAX) /* there is none, and the memory has no key for it */
        return CHAT_OK;
    if (!tx->cache)
        return read_fact(tx, out, err);
    status = cached_entry(tx, kind, a, b, &entry, err);
    if (status == CHAT_OK)
        *out = entry->fact;
    return status;
}

enum chat_status chat_tx_member(struct chat_tx *tx, chat_room_id room, chat_user_id user,
                                struct chat_member_row *out, struct chat_error *err)
{
    struct chat_fact fact;
    enum chat_status status = chat_tx_fact(tx, CHAT_FACT_MEMBER, room.value, user.value, &fact, err);

    if (status != CHAT_OK)
        return status;
    *out = fact.present
               ? fact.member
               : (struct chat_member_row){
                     .room = room, .user = user, .state = CHAT_MEMBER_NONE, .role = CHAT_ROLE_VIEWER};
    return CHAT_OK;
}

enum chat_status chat_tx_member_put(struct chat_tx *tx, const struct chat_member_row *row,
                                    struct chat_error *err)
{
    struct chat_fact_entry *entry =
        chat_fact_cache_entry(tx->cache, CHAT_FACT_MEMBER, row->room.value, row->user.value);

    if (!entry || chat_fact_cache_touch(tx->cache, entry) != CHAT_OK)
        return chat_fail_nomem(err);
    entry->fact.member = *row;
    entry->fact.present = true;
    entry->loaded = true;
    return chat_stage_member(tx, entry) == CHAT_OK ? CHAT_OK : chat_fail_nomem(err);
}

enum chat_status chat_tx_forget(struct chat_tx *tx, enum chat_fact_kind kind, int64_t a,
                                struct chat_error *err)
{
    return chat_fact_cache_forget(tx->cache, kind, a, 0) == CHAT_OK ? CHAT_OK : chat_fail_nomem(err);
}

enum chat_status chat_tx_head(struct chat_tx *tx, chat_log_id log, struct chat_head_row *out,
                              struct chat_error *err)
{
    struct chat_fact fact;
    enum chat_status status = chat_tx_fact(tx, CHAT_FACT_HEAD, log.value, 0, &fact, err);

    if (status == CHAT_OK)
        *out = fact.present ? fact.head : (struct chat_head_row){.log = log};
    return status;
}

enum chat_status chat_tx_emit(struct chat_tx *tx, struct chat_event *event, int64_t *seq,
                              struct chat_error *err)
{
    struct chat_fact_entry *entry;
    enum chat_status status = cached_entry(tx, CHAT_FACT_HEAD, event->log.value, 0, &entry, err);

    if (status != CHAT_OK)
        return status;
    struct chat_head_row head =
        entry->fact.present ? entry->fact.head : (struct chat_head_row){.log = event->log};
    if (head.seq >= UINT32_MAX)
        return chat_fail(err, CHAT_E_TOO_LARGE, "this log is full: start a new room");
    head.seq++;
    head.n += event->kind == CHAT_EVENT_MESSAGE;
    head.at_us = tx->now_us > head.at_us ? tx->now_us : head.at_us; /* time never goes back within a log */
    event->seq = head.seq;
    event->n = head.n;
    event->at_us = head.at_us;
    if (event->kind == CHAT_EVENT_MESSAGE) {
        event->message.seq = head.seq;
        event->message.n = head.n;
        event->message.created_at_us = head.at_us;
    }
    if (chat_fact_cache_touch(tx->cache, entry) != CHAT_OK || chat_stage_event(tx, event) != CHAT_OK)
        return chat_fail_nomem(err);
    entry->fact.head = head;
    entry->fact.present = true;
    if (tx->store->newest_us < head.at_us)
        tx->store->newest_us = head.at_us;
    if (seq)
        *seq = head.seq;
    return CHAT_OK;
}

enum chat_status chat_tx_tell(struct chat_tx *tx, chat_log_id log, enum chat_event_kind kind, int64_t subject,
                              int64_t *seq, struct chat_error *err)
{
    struct chat_event event = {.log = log, .kind = kind, .actor = tx->actor.id, .subject = subject};
    return chat_tx_emit(tx, &event, seq, err);
}

enum chat_status chat_tx_audit(struct chat_tx *tx, const struct chat_actor *actor, int64_t subject,
                               chat_room_id room, struct chat_error *err)
{
    struct chat_audit_row row = {.at_us = tx->now_us,
                                 .actor = tx->actor.id,
                                 .origin = actor->origin,
                                 .operation = tx->op->name,
                                 .subject = subject,
                                 .room = room.value};
    return chat_stage_audit(tx, &row) == CHAT_OK ? CHAT_OK : chat_fail_nomem(err);
}

int64_t chat_tx_new_log(struct chat_tx *tx)
{
    tx->store_changed = true;
    return tx->store->next_log++;
}

int64_t chat_tx_new_id(struct chat_tx *tx)
{
    tx->store_changed = true;
    return tx->store->next_id++;
}

enum chat_status chat_tx_storage(struct chat_tx *tx, chat_storage_t **out, struct chat_error *err)
{
    *out = tx->storage;
    return tx->staged ? chat_tx_flush(tx, err) : CHAT_OK;
}

enum chat_status chat_tx_remember(struct chat_tx *tx, const char *client_id, const uint8_t digest[32],
                                  struct chat_error *err)
{
    struct chat_call_row row = {
        .author = tx->actor.id, .client_id = client_id, .ref = tx->ref, .at_us = tx->now_us};

    memcpy(row.digest, digest, sizeof row.digest);
    return chat_stage_call(tx, &row) == CHAT_OK ? CHAT_OK : chat_fail_nomem(err);
}

enum chat_status chat_tx_recall(struct chat_tx *tx, struct chat_call_row *row, struct chat_error *err)
{
    const char *client_id = row->client_id;

    for (size_t i = 0; i < tx->staged->calls_n; i++) {
        const struct chat_call_row *staged = &tx->staged->calls[i];
        if (staged->author.value == row->author.value && strcmp(staged->client_id, client_id) == 0) {
            *row = *staged;
            row->client_id = client_id;
            row->present = true;
            return CHAT_OK;
        }
    }
    return tx->storage->ops->calls_find(tx->storage, row, 1, err);
}
