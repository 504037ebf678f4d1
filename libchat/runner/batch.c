/*
 * The one place that begins, commits and publishes: a turn of the writer. Each operation sees the ones
 * before it; one that is refused gives back what it took; nobody hears of anything before the commit.
 */
#include <string.h>

#include "chat/limits.h"

#include "libchat/base/error.h"
#include "libchat/model/digest.h"
#include "libchat/runner/handle.h"

#define NEWEST_SAVE_US (60LL * 1000000)
#define TIDY_EVERY_US  (600LL * 1000000)
#define NAME_KEEP_US   (30LL * 24 * 3600 * 1000000)

/* ---- One operation ---- */

static const char *client_id_of(const struct chat_work *work)
{
    const struct chat_field *field = chat_record_field(work->op->params, "client_id");
    const char *client_id = NULL;

    if (field)
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
    if (tx->actor.id.value == 0 || tx->actor.session_over) /* nobody's calls are not remembered */
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

/* The store row as it stands in the store; ids that were given out are not given out again. */
static enum chat_status reload_store(chat_t *chat, struct chat_error *err)
{
    struct chat_store_row row;
    enum chat_status status = chat->ops->store_load(chat->writer, &row, err);

    if (status != CHAT_OK)
        return status;
    if (row.next_log < chat->store.next_log)
        row.next_log = chat->store.next_log;
    if (row.next_id < chat->store.next_id)
        row.next_id = chat->store.next_id;
    chat_free(chat->store.settings.site_name);
    chat->store = row;
    return CHAT_OK;
}

/* Take a refused operation back. The store's own rows go with the savepoint, what was staged and known with
 * the marks. */
static enum chat_status take_back(chat_t *chat, struct chat_tx *tx, struct chat_tx_mark mark,
                                  const struct chat_store_row *before, bool savepoint, struct chat_error *err)
{
    enum chat_status status = CHAT_OK;

    chat_tx_undo(tx, mark);
    if (!chat->ops->in_transaction(chat->writer))
        return err->status; /* the store has rolled back by itself, as SQLite does when the disk is full */
    if (savepoint)
        status = chat->ops->savepoint_rollback(chat->writer, err);
    tx->store_changed = false;
    if (status == CHAT_OK && memcmp(before, &chat->store, sizeof *before) != 0)
        status = reload_store(chat, err);
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
    if (status == CHAT_OK || tx->keep) {
        enum chat_status settled = savepoint ? settle_op(chat, tx, err) : CHAT_OK;
        if (settled != CHAT_OK)
            return settled;
        if (status == CHAT_OK)
            chat_session_seen(chat, &tx->session, tx->now_us);
        chat_work_end(work, status, NULL);
        return CHAT_OK;
    }
    chat_work_end(work, status, NULL);
    *err = work->err; /* should the batch be lost, this is why */
    return take_back(chat, tx, mark, &before, savepoint, err);
}

/* ---- The batch ---- */

/* Everything that had been done is not: the store is as before, and so is what is known of it. */
static void lose_batch(chat_t *chat, struct chat_work *const *works, size_t n, enum chat_status status,
                       const struct chat_error *err)
{
    if (status == CHAT_E_CLOSED || status == CHAT_E_UNKNOWN)
        atomic_store(&chat->broken, true);
    for (size_t i = 0; i < n; i++)
        if (works[i]->status == CHAT_OK)
            chat_work_end(works[i], status, err);
    chat->ops->rollback(chat->writer);
    chat_staged_reset(&chat->staged);
    chat_fact_cache_undo(&chat->cache, 0);
    if (reload_store(chat, NULL) != CHAT_OK)
        atomic_store(&chat->broken, true); /* cannot know what it holds: open it again */
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
    enum chat_status status = store_seen(chat, tx, err);

    if (chat->store.newest_us > chat->newest_saved_us + NEWEST_SAVE_US) {
        chat->newest_saved_us = chat->store.newest_us;
        tx->store_changed = true;
    }
    if (status == CHAT_OK)
        status = chat_tx_flush(tx, err);
    return status == CHAT_OK ? chat->ops->commit(chat->writer, err) : status;
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
    struct chat_tx tx;
    enum chat_status status;
    size_t done = 0;

    tx_init(&tx, chat);
    if (chat_broken(chat))
        status = chat_fail(&err, CHAT_E_CLOSED, "the store failed: restart to open it again");
    else
        status = chat->ops->begin(chat->writer, &err);
    for (; status == CHAT_OK && done < n; done++)
        status = run_one(chat, &tx, works[done], &err);
    if (status == CHAT_OK)
        status = finish(chat, &tx, &err);
    if (status != CHAT_OK) {
        err.status = status;
        lose_batch(chat, works, n, status, &err);
        return;
    }
    chat_publish(chat, chat->staged.events, chat->staged.events_n);
    chat_staged_reset(&chat->staged);
    chat_fact_cache_settle(&chat->cache);
}

/* ---- Between turns ---- */

static enum chat_status tidy(chat_t *chat, struct chat_error *err)
{
    int64_t now_us = chat_now_us(chat, &chat->store);
    enum chat_status status = chat->ops->begin(chat->writer, err);

    if (status != CHAT_OK)
        return status;
    status = chat->ops->calls_prune(chat->writer, now_us - CHAT_CLIENT_ID_KEEP_US, 10000, err);
    if (status == CHAT_OK)
        status = chat->ops->session_expire(chat->writer, now_us, err);
    if (status == CHAT_OK)
        status = chat->ops->room_names_free(chat->writer, now_us - NAME_KEEP_US, err);
    if (status == CHAT_OK)
        status = chat->ops->commit(chat->writer, err);
    if (status != CHAT_OK)
        chat->ops->rollback(chat->writer);
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
