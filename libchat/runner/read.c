/*
 * Reading operations, each in a snapshot of its own, and the slow part of those that hash.
 */
#include "chat/limits.h"

#include "libchat/base/error.h"
#include "libchat/runner/handle.h"

enum chat_status chat_reading_open(chat_t *chat, chat_reading_t **out, struct chat_error *err)
{
    const struct chat_storage_options options = {.size = sizeof options,
                                                 .location = chat->location,
                                                 .mode = CHAT_STORAGE_READER,
                                                 .allocator = chat->allocator};
    chat_reading_t *reading = chat_alloc(chat->allocator, sizeof *reading);
    enum chat_status status;

    if (!reading)
        return chat_fail_nomem(err);
    reading->chat = chat;
    status = chat->ops->open(&options, &reading->storage, err);
    if (status != CHAT_OK) {
        chat_free(reading);
        return status;
    }
    *out = reading;
    return CHAT_OK;
}

void chat_reading_close(chat_reading_t *reading)
{
    if (!reading)
        return;
    reading->chat->ops->close(reading->storage);
    chat_free(reading);
}

int64_t chat_now_us(const chat_t *chat, const struct chat_store_row *store)
{
    int64_t now_us = chat->clock->wall_us(chat->clock->user_data);
    return now_us > store->newest_us ? now_us : store->newest_us;
}

void chat_tx_begin_op(struct chat_tx *tx, chat_t *chat, struct chat_work *work,
                      const struct chat_store_row *store)
{
    tx->op = work->op;
    tx->now_us = chat_now_us(chat, store);
    tx->keep = false;
    tx->prepared = &work->prepared;
    tx->ref = (struct chat_result_ref){0, 0};
    tx->actor = (struct chat_actor_facts){0};
    tx->session = (struct chat_fact_session){0};
}

void chat_session_seen(chat_t *chat, const struct chat_fact_session *session, int64_t now_us)
{
    if (session->id.value == 0 || now_us - session->last_seen_at_us < CHAT_SESSION_SEEN_US)
        return;
    pthread_mutex_lock(&chat->seen_lock);
    size_t i = 0;
    while (i < chat->seen_n && chat->seen[i].value != session->id.value)
        i++;
    if (i == chat->seen_n && chat->seen_n < CHAT_SEEN_MAX) /* one left out is noted by its next use */
        chat->seen[chat->seen_n++] = session->id;
    pthread_mutex_unlock(&chat->seen_lock);
}

static enum chat_status run_step(chat_reading_t *reading, struct chat_work *work, struct chat_tx *tx,
                                 struct chat_store_row *store, chat_apply_fn step)
{
    chat_t *chat = reading->chat;
    enum chat_status status = chat->ops->begin(reading->storage, &work->err);

    if (status == CHAT_OK)
        status = chat->ops->store_load(reading->storage, store, &work->err);
    if (status != CHAT_OK)
        return status;
    *tx = (struct chat_tx){.storage = reading->storage,
                           .allocator = chat->allocator,
                           .random = chat->random,
                           .password_cost = chat->password_cost,
                           .store = store};
    chat_tx_begin_op(tx, chat, work, store);
    return step(tx, &work->actor, work->params, work->result, &work->err);
}

/* Begin a snapshot, load what the store knows of itself, run `step`, end the snapshot. */
static void run_in_snapshot(chat_reading_t *reading, struct chat_work *work, chat_apply_fn step)
{
    chat_t *chat = reading->chat;
    struct chat_store_row store = {.newest_us = 0};
    struct chat_tx tx;
    enum chat_status status;

    if (chat_broken(chat)) {
        chat_work_end(work, chat_fail_broken(&work->err), NULL);
        return;
    }
    status = run_step(reading, work, &tx, &store, step);
    chat->ops->rollback(reading->storage);
    if (status == CHAT_OK)
        chat_session_seen(chat, &tx.session, tx.now_us);
    chat_free(store.settings.site_name);
    chat_work_end(work, status, NULL);
}

void chat_reading_run(chat_reading_t *reading, struct chat_work *work)
{
    run_in_snapshot(reading, work, work->op->apply);
}

void chat_prepare_run(chat_reading_t *reading, struct chat_work *work)
{
    run_in_snapshot(reading, work, work->op->prepare);
    work->prepared.done = work->status == CHAT_OK;
}
