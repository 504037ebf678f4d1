#include "libchat/service/stage.h"

#include <stdlib.h>
#include <string.h>

#include "libchat/base/error.h"

/* Room for one more; the list may move. */
static bool grow(const struct chat_allocator *allocator, void **list, size_t n, size_t *room, size_t each)
{
    if (n < *room)
        return true;
    size_t more = *room ? *room * 2 : 16;
    void *grown = chat_realloc(allocator, *list, more * each);
    if (!grown)
        return false;
    *list = grown;
    *room = more;
    return true;
}

enum chat_status chat_stage_event(struct chat_tx *tx, struct chat_event *event)
{
    struct chat_staged *staged = tx->staged;
    void *list = staged->events;

    if (!grow(tx->allocator, &list, staged->events_n, &staged->events_room, sizeof *staged->events))
        return CHAT_E_NOMEM;
    staged->events = list;
    chat_shared_event_t *shared = chat_shared_event_new(tx->allocator, event);
    if (!shared)
        return CHAT_E_NOMEM;
    staged->events[staged->events_n++] = shared;
    return CHAT_OK;
}

enum chat_status chat_stage_member(struct chat_tx *tx, struct chat_fact_entry *entry)
{
    struct chat_staged *staged = tx->staged;
    void *list = staged->members;

    if (entry->dirty)
        return CHAT_OK;
    if (!grow(tx->allocator, &list, staged->members_n, &staged->members_room, sizeof *staged->members))
        return CHAT_E_NOMEM;
    staged->members = list;
    staged->members[staged->members_n++] = entry;
    entry->dirty = true;
    return CHAT_OK;
}

enum chat_status chat_stage_call(struct chat_tx *tx, const struct chat_call_row *row)
{
    struct chat_staged *staged = tx->staged;
    void *list = staged->calls;

    if (!grow(tx->allocator, &list, staged->calls_n, &staged->calls_room, sizeof *staged->calls))
        return CHAT_E_NOMEM;
    staged->calls = list;
    char *client_id = chat_strdup(tx->allocator, row->client_id);
    if (!client_id)
        return CHAT_E_NOMEM;
    staged->calls[staged->calls_n] = *row;
    staged->calls[staged->calls_n++].client_id = client_id;
    return CHAT_OK;
}

enum chat_status chat_stage_audit(struct chat_tx *tx, const struct chat_audit_row *row)
{
    struct chat_staged *staged = tx->staged;
    void *list = staged->audits;

    if (!grow(tx->allocator, &list, staged->audits_n, &staged->audits_room, sizeof *staged->audits))
        return CHAT_E_NOMEM;
    staged->audits = list;
    staged->audits[staged->audits_n++] = *row;
    return CHAT_OK;
}

struct chat_tx_mark chat_tx_mark(const struct chat_tx *tx)
{
    return (struct chat_tx_mark){.undo = chat_fact_cache_mark(tx->cache),
                                 .events = tx->staged->events_n,
                                 .members = tx->staged->members_n,
                                 .calls = tx->staged->calls_n,
                                 .audits = tx->staged->audits_n,
                                 .store_changed = tx->store_changed};
}

static void drop_client_id(struct chat_call_row *row)
{
    char *owned;
    memcpy(&owned, &row->client_id, sizeof owned); /* staged rows own theirs */
    chat_free(owned);
}

static void cut(size_t *n, size_t *stored, size_t mark)
{
    if (*n > mark)
        *n = mark;
    if (*stored > *n)
        *stored = *n;
}

/* Shorten each list to a mark. What was stored meanwhile is gone with the savepoint, so it counts as not
 * stored. */
static void staged_cut(struct chat_staged *staged, struct chat_tx_mark mark)
{
    for (size_t i = mark.events; i < staged->events_n; i++)
        chat_shared_event_unref(staged->events[i]);
    for (size_t i = mark.calls; i < staged->calls_n; i++)
        drop_client_id(&staged->calls[i]);
    cut(&staged->events_n, &staged->events_stored, mark.events);
    cut(&staged->members_n, &staged->members_stored, mark.members);
    cut(&staged->calls_n, &staged->calls_stored, mark.calls);
    cut(&staged->audits_n, &staged->audits_stored, mark.audits);
}

void chat_tx_undo(struct chat_tx *tx, struct chat_tx_mark mark)
{
    staged_cut(tx->staged, mark);
    chat_fact_cache_undo(tx->cache, mark.undo);
    tx->store_changed = mark.store_changed;
}

void chat_staged_reset(struct chat_staged *staged)
{
    for (size_t i = 0; i < staged->members_n; i++)
        staged->members[i]->dirty = false;
    staged_cut(staged, (struct chat_tx_mark){0});
}

void chat_staged_clear(struct chat_staged *staged)
{
    chat_staged_reset(staged);
    chat_free(staged->events);
    chat_free(staged->members);
    chat_free(staged->calls);
    chat_free(staged->audits);
    memset(staged, 0, sizeof *staged);
}

static int by_log_and_seq(const void *a, const void *b)
{
    const struct chat_event *x = *(const struct chat_event *const *)a,
                            *y = *(const struct chat_event *const *)b;
    if (x->log.value != y->log.value)
        return x->log.value < y->log.value ? -1 : 1;
    return (x->seq > y->seq) - (x->seq < y->seq);
}

static enum chat_status store_events(struct chat_tx *tx, struct chat_error *err)
{
    struct chat_staged *staged = tx->staged;
    size_t n = staged->events_n - staged->events_stored;
    const struct chat_event **sorted;
    enum chat_status status;

    if (n == 0)
        return CHAT_OK;
    sorted = chat_alloc_array(tx->allocator, n, sizeof *sorted);
    if (!sorted)
        return chat_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        sorted[i] = chat_shared_event_get(staged->events[staged->events_stored + i]);
    qsort(sorted, n, sizeof *sorted, by_log_and_seq);
    status = tx->storage->ops->events_append(tx->storage, sorted, n, err);
    chat_free(sorted);
    if (status == CHAT_E_STALE) /* nobody's fault who asked: what is known of this log is wrong */
        return chat_fail(err, CHAT_E_INTERNAL, "a number of a log was taken already");
    if (status == CHAT_OK)
        staged->events_stored = staged->events_n;
    return status;
}

static enum chat_status store_members(struct chat_tx *tx, struct chat_error *err)
{
    struct chat_staged *staged = tx->staged;
    size_t n = staged->members_n - staged->members_stored;
    struct chat_fact_entry **waiting;
    struct chat_member_row *rows;
    enum chat_status status;

    if (n == 0)
        return CHAT_OK;
    waiting = staged->members + staged->members_stored;
    rows = chat_alloc_array(tx->allocator, n, sizeof *rows);
    if (!rows)
        return chat_fail_nomem(err);
    for (size_t i = 0; i < n; i++)
        rows[i] = waiting[i]->fact.member;
    status = tx->storage->ops->members_put(tx->storage, rows, n, err);
    chat_free(rows);
    if (status != CHAT_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        waiting[i]->dirty = false;
    staged->members_stored = staged->members_n;
    return CHAT_OK;
}

static enum chat_status store_rest(struct chat_tx *tx, struct chat_error *err)
{
    struct chat_staged *staged = tx->staged;
    const struct chat_storage_ops *ops = tx->storage->ops;
    enum chat_status status = CHAT_OK;

    if (staged->calls_n > staged->calls_stored)
        status = ops->calls_put(tx->storage, staged->calls + staged->calls_stored,
                                staged->calls_n - staged->calls_stored, err);
    if (status == CHAT_OK && staged->audits_n > staged->audits_stored)
        status = ops->audit_append(tx->storage, staged->audits + staged->audits_stored,
                                   staged->audits_n - staged->audits_stored, err);
    if (status == CHAT_OK && tx->store_changed)
        status = ops->store_save(tx->storage, tx->store, err);
    if (status != CHAT_OK)
        return status;
    staged->calls_stored = staged->calls_n;
    staged->audits_stored = staged->audits_n;
    tx->store_changed = false;
    return CHAT_OK;
}

enum chat_status chat_tx_flush(struct chat_tx *tx, struct chat_error *err)
{
    enum chat_status status = store_events(tx, err);
    if (status == CHAT_OK)
        status = store_members(tx, err);
    return status == CHAT_OK ? store_rest(tx, err) : status;
}
