/*
 * The one place that begins, commits and publishes: a turn of the writer. Each operation sees the ones
 * before it; one that is refused gives back what it took; nobody hears of anything before the commit.
 */
#include <assert.h>
#include <string.h>

#include "chat/limits.h"

#include "libchat/base/error.h"
#include "libchat/model/digest.h"
#include "libchat/runner/handle.h"

#define NEWEST_SAVE_US (60LL * 1000000)
#define TIDY_EVERY_US  (600LL * 1000000)
#define NAME_KEEP_US   (30LL * 24 * 3600 * 1000000)

/* ---- One operation ---- */

/*
 * The client id to remember the call under, or NULL. What takes a password is not remembered: the digest of
 * a password would be quick to guess, and a repeat of such a call does no harm.
 */
static const char *client_id_of(const struct chat_work *work)
{
    const struct chat_field *field = chat_record_field(work->op->params, "client_id");
    const char *client_id = NULL;

    if (field && !(work->op->flags & CHAT_OP_PREPARES))
        memcpy(&client_id, (const char *)work->params + field->offset, sizeof client_id);
    return client_id;
}

static enum chat_status replay(struct chat_tx *tx, struct chat_work *work, const struct chat_call_row *row,
                               const uint8_t digest[32], struct chat_error *err)
{
    if (memcmp(row->digest, digest, sizeof row->digest) != 0)
        return chat_fail_code(err, CHAT_E_CONFLICT, "client_id_reused",
                              "this client_id was used for something else: choose a new one");
    return work->op->replay ? work->op->replay(tx, &work->actor, row->ref, work->result, err) : CHAT_OK;
}

/* Under a client id: the first result again, or the operation and a note of it. */
static enum chat_status apply_once(struct chat_tx *tx, struct chat_work *work, const char *client_id,
                                   struct chat_error *err)
{
    struct chat_call_row row = {.client_id = client_id};
    uint8_t digest[32];
    enum chat_status status = chat_tx_identify(tx, &work->actor, err);

    if (status != CHAT_OK)
        return status;
    /* Nobody's calls are not remembered, and whose rights have ended is not answered from memory. */
    if (tx->actor.id.value == 0 || tx->actor.session_over || tx->actor.state != CHAT_USER_ACTIVE)
        return work->op->apply(tx, &work->actor, work->params, work->result, err);
    status = chat_record_digest(tx->allocator, work->op->name, work->op->params, work->params, digest);
    if (status != CHAT_OK)
        return chat_fail(err, status, "out of memory");
    row.author = tx->actor.id;
    status = chat_tx_recall(tx, &row, err);
    if (status == CHAT_OK && row.present && row.at_us > tx->now_us - CHAT_CLIENT_ID_KEEP_US)
        return replay(tx, work, &row, digest, err);
    if (status == CHAT_OK)
        status = work->op->apply(tx, &work->actor, work->params, work->result, err);
    return status == CHAT_OK ? chat_tx_remember(tx, client_id, digest, err) : status;
}

static enum chat_status apply(struct chat_tx *tx, struct chat_work *work, struct chat_error *err)
{
    const char *client_id = client_id_of(work);

    return client_id ? apply_once(tx, work, client_id, err)
                     : work->op->apply(tx, &work->actor, work->params, work->result, err);
}

/*
 * The store row as it stands in the store. Ids that were given out are not given out again, and the newest
 * time, which is not saved with every batch, is at least `newest_us`.
 */
static enum chat_status reload_store(chat_t *chat, int64_t newest_us, struct chat_error *err)
{
    struct chat_store_row row;
    enum chat_status status = chat->ops->store_load(chat->writer, &row, err);

    if (status != CHAT_OK)
        return status;
    if (row.next_log < chat->store.next_log)
        row.next_log = chat->store.next_log;
    if (row.next_id < chat->store.next_id)
        row.next_id = chat->store.next_id;
    if (row.newest_us < newest_us)
        row.newest_us = newest_us;
    chat_free(chat->store.settings.site_name);
    chat->store = row;
    chat->store_known = true;
    return CHAT_OK;
}

/* Whether a status is the answer to what was asked. Every other failure is the store's or the machine's, and
 * after it nothing that was read or written in the transaction can be trusted. */
static bool is_refusal(enum chat_status status)
{
    return status <= CHAT_E_INVALID && status >= CHAT_E_BUSY;
}

/* Take a refused operation back. The store's own rows go with the savepoint, what was staged and known with
 * the marks. */
static enum chat_status take_back(chat_t *chat, struct chat_tx *tx, struct chat_tx_mark mark,
                                  const struct chat_store_row *before, bool savepoint, struct chat_error *err)
{
    enum chat_status status = CHAT_OK;

    assert(savepoint || tx->staged->events_stored <= mark.events); /* what STAGES promises */
    chat_tx_undo(tx, mark);
    if (savepoint)
        status = chat->ops->savepoint_rollback(chat->writer, err);
    /* Padding that differs costs a needless read.
     * NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-*) */
    if (status == CHAT_OK && memcmp(before, &chat->store, sizeof *before) != 0)
        status = reload_store(chat, before->newest_us, err);
    return status;
}

static enum chat_status open_savepoint(chat_t *chat, struct chat_tx *tx, struct chat_error *err)
{
    enum chat_status status = chat_tx_flush(tx, err);
    return status == CHAT_OK ? chat->ops->savepoint(chat->writer, err) : status;
}

static enum chat_status settle_op(chat_t *chat, struct chat_tx *tx, struct chat_error *err)
{
    enum chat_status status = chat_tx_flush(tx, err);
    return status == CHAT_OK ? chat->ops->savepoint_release(chat->writer, err) : status;
}

/*
 * Run one operation. What is wrong with the operation goes into the work; the return value is about the
 * batch: anything but CHAT_OK and its transaction is good for nothing.
 */
static enum chat_status run_one(chat_t *chat, struct chat_tx *tx, struct chat_work *work,
                                struct chat_error *err)
{
    struct chat_store_row before;
    struct chat_tx_mark mark;
    bool savepoint = !(work->op->flags & CHAT_OP_STAGES);
    enum chat_status status = CHAT_OK;

    chat_tx_begin_op(tx, chat, work, &chat->store);
    if (savepoint && (status = open_savepoint(chat, tx, err)) != CHAT_OK)
        return status;
    memcpy(&before, &chat->store, sizeof before);
    mark = chat_tx_mark(tx);
    status = apply(tx, work, &work->err);
    chat_work_end(work, status, NULL);
    if (status == CHAT_OK)
        chat_session_seen(chat, &tx->session, tx->now_us);
    if (status == CHAT_OK || tx->keep)
        return savepoint ? settle_op(chat, tx, err) : CHAT_OK;
    if (is_refusal(status) && chat->ops->in_transaction(chat->writer))
        return take_back(chat, tx, mark, &before, savepoint, err);
    *err = work->err;
    return status;
}

/* ---- The batch ---- */

/*
 * Everything that had been done is not: the store is as before, and what was read is forgotten. Those that
 * were refused are told the same as all others: they were judged by what is not there.
 */
static void lose_batch(chat_t *chat, struct chat_work *const *works, size_t n, int64_t newest_us,
                       enum chat_status status, const struct chat_error *err)
{
    if (status == CHAT_E_CLOSED || status == CHAT_E_UNKNOWN)
        atomic_store(&chat->broken, true);
    for (size_t i = 0; i < n; i++)
        chat_work_end(works[i], status, err);
    chat->ops->rollback(chat->writer);
    chat_staged_reset(&chat->staged);
    chat_fact_cache_drop(&chat->cache);
    chat->store.newest_us = newest_us;
    chat->store_known = false; /* read again when the store can be read */
}

static enum chat_status begin(chat_t *chat, struct chat_error *err)
{
    enum chat_status status = chat->ops->begin(chat->writer, err);

    if (status == CHAT_OK && !chat->store_known)
        status = reload_store(chat, chat->store.newest_us, err);
    return status;
}

/* Write down when sessions were last used; at most once an hour each. */
static enum chat_status store_seen(chat_t *chat, struct chat_tx *tx, struct chat_error *err)
{
    chat_session_id seen[CHAT_SEEN_MAX];
    int64_t now_us = chat_now_us(chat, &chat->store);
    enum chat_status status = CHAT_OK;
    size_t n;

    pthread_mutex_lock(&chat->seen_lock);
    n = chat->seen_n;
    memcpy(seen, chat->seen, n * sizeof *seen);
    chat->seen_n = 0;
    pthread_mutex_unlock(&chat->seen_lock);
    for (size_t i = 0; status == CHAT_OK && i < n; i++) {
        status = chat->ops->session_touch(chat->writer, seen[i], now_us, now_us + CHAT_SESSION_LIFE_US, err);
        if (status == CHAT_E_NOT_FOUND) /* it ended meanwhile, perhaps in this very batch */
            status = CHAT_OK;
        else if (status == CHAT_OK)
            status = chat_tx_forget(tx, CHAT_FACT_SESSION, seen[i].value, err);
    }
    return status;
}

static enum chat_status finish(chat_t *chat, struct chat_tx *tx, struct chat_error *err)
{
    bool save_newest = chat->store.newest_us > chat->newest_saved_us + NEWEST_SAVE_US;
    enum chat_status status = store_seen(chat, tx, err);

    if (save_newest)
        tx->store_changed = true;
    if (status == CHAT_OK)
        status = chat_tx_flush(tx, err);
    if (status == CHAT_OK && chat->staged.calls_n > 0) /* however busy: forget faster than remember */
        status =
            chat->ops->calls_prune(chat->writer, chat_now_us(chat, &chat->store) - CHAT_CLIENT_ID_KEEP_US,
                                   2 * chat->staged.calls_n, err);
    if (status == CHAT_OK)
        status = chat->ops->commit(chat->writer, err);
    if (status == CHAT_OK && save_newest)
        chat->newest_saved_us = chat->store.newest_us;
    return status;
}

static void tx_init(struct chat_tx *tx, chat_t *chat)
{
    memset(tx, 0, sizeof *tx);
    tx->storage = chat->writer;
    tx->allocator = chat->allocator;
    tx->random = chat->random;
    tx->password_cost = chat->password_cost;
    tx->store = &chat->store;
    tx->cache = &chat->cache;
    tx->staged = &chat->staged;
}

void chat_batch_run(chat_t *chat, struct chat_work *const *works, size_t n)
{
    struct chat_error err = CHAT_ERROR_INIT;
    int64_t newest_us = chat->store.newest_us;
    struct chat_tx tx;
    enum chat_status status;

    if (chat_broken(chat)) {
        status = chat_fail_broken(&err);
        for (size_t i = 0; i < n; i++)
            chat_work_end(works[i], status, &err);
        return;
    }
    tx_init(&tx, chat);
    status = begin(chat, &err);
    for (size_t i = 0; status == CHAT_OK && i < n; i++)
        status = run_one(chat, &tx, works[i], &err);
    if (status == CHAT_OK)
        status = finish(chat, &tx, &err);
    if (status != CHAT_OK) {
        lose_batch(chat, works, n, newest_us, status, &err);
        return;
    }
    chat_publish(chat, chat->staged.events, chat->staged.events_n);
    chat_staged_reset(&chat->staged);
    chat_fact_cache_settle(&chat->cache);
}

/* ---- Between turns ---- */

/* A batch of the handle's own. Sessions that are only read with are kept alive here. */
static enum chat_status tidy(chat_t *chat, struct chat_error *err)
{
    const struct chat_storage_ops *ops = chat->ops;
    struct chat_tx tx;
    enum chat_status status = begin(chat, err);
    int64_t newest_us = chat->store.newest_us;
    int64_t now_us = chat_now_us(chat, &chat->store);

    tx_init(&tx, chat);
    if (status == CHAT_OK)
        status = ops->calls_prune(chat->writer, now_us - CHAT_CLIENT_ID_KEEP_US, 10000, err);
    if (status == CHAT_OK)
        status = ops->room_names_free(chat->writer, now_us - NAME_KEEP_US, err);
    if (status == CHAT_OK)
        status = store_seen(chat, &tx, err);
    if (status == CHAT_OK)
        status = ops->session_expire(chat->writer, now_us, err);
    if (status == CHAT_OK)
        status = ops->commit(chat->writer, err);
    if (status == CHAT_OK)
        chat_fact_cache_settle(&chat->cache);
    else
        lose_batch(chat, NULL, 0, newest_us, status, err);
    return status;
}

void chat_batch_idle(chat_t *chat, bool idle)
{
    struct chat_error err = CHAT_ERROR_INIT;
    int64_t mono_us = chat->clock->mono_us(chat->clock->user_data);
    enum chat_status status = CHAT_OK;

    if (chat_broken(chat))
        return;
    if (idle && mono_us - chat->tidied_us > TIDY_EVERY_US) {
        chat->tidied_us = mono_us;
        status = tidy(chat, &err);
    }
    if (status == CHAT_OK && chat->ops->maintain)
        status = chat->ops->maintain(chat->writer, idle, &err);
    if (status == CHAT_E_CLOSED)
        atomic_store(&chat->broken, true);
}
