#include "libchat/service/facts.h"

#include <assert.h>
#include <string.h>

#include "chat/limits.h"

void chat_fact_cache_init(struct chat_fact_cache *cache, const struct chat_allocator *allocator,
                          const uint64_t seed[2])
{
    memset(cache, 0, sizeof *cache);
    cache->allocator = allocator;
    chat_map_init(&cache->map, allocator, seed);
}

void chat_fact_cache_drop(struct chat_fact_cache *cache)
{
    struct chat_map_key key;
    void *value;
    for (size_t at = 0; chat_map_next(&cache->map, &at, &key, &value);)
        chat_free(value);
    chat_map_clear(&cache->map);
    cache->undo_n = 0;
}

void chat_fact_cache_clear(struct chat_fact_cache *cache)
{
    chat_fact_cache_drop(cache);
    chat_free(cache->undo);
    cache->undo = NULL;
    cache->undo_room = 0;
}

struct chat_fact_entry *chat_fact_cache_entry(struct chat_fact_cache *cache, enum chat_fact_kind kind,
                                              int64_t a, int64_t b)
{
    struct chat_map_key key = {(int64_t)kind * CHAT_FACT_ID_MAX + a, b};
    struct chat_fact_entry *entry = chat_map_find(&cache->map, key);

    assert(a >= 0 && a < CHAT_FACT_ID_MAX);
    if (entry)
        return entry;
    entry = chat_alloc(cache->allocator, sizeof *entry);
    if (!entry)
        return NULL;
    entry->fact.kind = kind;
    entry->fact.a = a;
    entry->fact.b = b;
    if (!chat_map_put(&cache->map, key, entry)) {
        chat_free(entry);
        return NULL;
    }
    return entry;
}

enum chat_status chat_fact_cache_touch(struct chat_fact_cache *cache, struct chat_fact_entry *entry)
{
    if (cache->undo_n == cache->undo_room) {
        size_t room = cache->undo_room ? cache->undo_room * 2 : 64;
        struct chat_fact_undo *undo = chat_realloc(cache->allocator, cache->undo, room * sizeof *undo);
        if (!undo)
            return CHAT_E_NOMEM;
        cache->undo = undo;
        cache->undo_room = room;
    }
    cache->undo[cache->undo_n++] = (struct chat_fact_undo){entry, *entry};
    return CHAT_OK;
}

enum chat_status chat_fact_cache_forget(struct chat_fact_cache *cache, enum chat_fact_kind kind, int64_t a,
                                        int64_t b)
{
    /* Also when there is none yet: what is read from now on is only good if the operation succeeds. */
    struct chat_fact_entry *entry = chat_fact_cache_entry(cache, kind, a, b);
    if (!entry || chat_fact_cache_touch(cache, entry) != CHAT_OK)
        return CHAT_E_NOMEM;
    entry->loaded = false;
    return CHAT_OK;
}

size_t chat_fact_cache_mark(const struct chat_fact_cache *cache)
{
    return cache->undo_n;
}

void chat_fact_cache_undo(struct chat_fact_cache *cache, size_t mark)
{
    while (cache->undo_n > mark) {
        struct chat_fact_undo *undo = &cache->undo[--cache->undo_n];
        *undo->entry = undo->before;
    }
}

void chat_fact_cache_settle(struct chat_fact_cache *cache)
{
    cache->undo_n = 0;
    if (cache->map.count > CHAT_FACTS_MAX)
        chat_fact_cache_drop(cache);
}
