/*
 * The writer's memory of facts, so that a send does not read five tables to be judged. Only committed
 * events change what it holds: every change inside a batch is noted and can be taken back, for one
 * operation or for the whole batch. One thread at a time: it belongs to the writing connection.
 */
#ifndef CHAT_SERVICE_FACTS_H
#define CHAT_SERVICE_FACTS_H

#include "chat/sys/storage.h"

#include "libchat/base/map.h"

struct chat_fact_entry {
    struct chat_fact fact;
    bool loaded; /* false: read it from the store before use */
    bool dirty;  /* a member row that waits to be stored with the batch */
};

struct chat_fact_undo {
    struct chat_fact_entry *entry;
    struct chat_fact_entry before;
};

struct chat_fact_cache {
    const struct chat_allocator *allocator;
    struct chat_map map;
    struct chat_fact_undo *undo;
    size_t undo_n, undo_room;
};

void chat_fact_cache_init(struct chat_fact_cache *cache, const struct chat_allocator *allocator,
                          const uint64_t seed[2]);
void chat_fact_cache_clear(struct chat_fact_cache *cache);

/** No id is as large as this: above it stands the kind in a key. A stranger may name one all the same. */
#define CHAT_FACT_ID_MAX (INT64_C(1) << 56)

/** The entry of a key, made (not loaded) if there is none; NULL without memory. Stays valid until the cache
 * is trimmed. Ids are from 0 to below CHAT_FACT_ID_MAX. */
struct chat_fact_entry *chat_fact_cache_entry(struct chat_fact_cache *cache, enum chat_fact_kind kind,
                                              int64_t a, int64_t b);

/** Note what an entry is before it changes. CHAT_OK or CHAT_E_NOMEM. */
CHAT_CHECKED enum chat_status chat_fact_cache_touch(struct chat_fact_cache *cache,
                                                    struct chat_fact_entry *entry);

/** Make the next use read the store again. CHAT_OK or CHAT_E_NOMEM. */
CHAT_CHECKED enum chat_status chat_fact_cache_forget(struct chat_fact_cache *cache, enum chat_fact_kind kind,
                                                     int64_t a, int64_t b);

/** Where the notes stand now, to be taken back to. */
size_t chat_fact_cache_mark(const struct chat_fact_cache *cache);

/** Take back every change since the mark, newest first. */
void chat_fact_cache_undo(struct chat_fact_cache *cache, size_t mark);

/** The batch is lost: forget everything. */
void chat_fact_cache_drop(struct chat_fact_cache *cache);

/** The batch is committed: forget the notes, and everything when there is too much. */
void chat_fact_cache_settle(struct chat_fact_cache *cache);

#endif
