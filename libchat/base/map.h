/*
 * A hash table from 128-bit keys to pointers, seeded so that no stranger can choose collisions
 * (SipHash-1-3, Aumasson and Bernstein 2012). It does not own its values.
 */
#ifndef CHAT_BASE_MAP_H
#define CHAT_BASE_MAP_H

#include "chat/sys/alloc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chat_map_key {
    int64_t a, b;
};

struct chat_map_slot;

struct chat_map {
    const struct chat_allocator *allocator;
    struct chat_map_slot *slots;
    size_t room; /* a power of two, or 0 */
    size_t count;
    uint64_t seed[2];
};

void chat_map_init(struct chat_map *map, const struct chat_allocator *allocator, const uint64_t seed[2]);
void chat_map_clear(struct chat_map *map);

/** SipHash-1-3 of the sixteen bytes of `key`, for whoever shards or samples by key. */
uint64_t chat_map_hash(const uint64_t seed[2], struct chat_map_key key);

/** NULL when absent. */
void *chat_map_find(const struct chat_map *map, struct chat_map_key key);

/** Add or replace; false when there is no memory (nothing changed). `value` is not NULL. */
CHAT_CHECKED bool chat_map_put(struct chat_map *map, struct chat_map_key key, void *value);

/** The value that was removed, or NULL. */
void *chat_map_remove(struct chat_map *map, struct chat_map_key key);

/** Walk: start with *at = 0; false at the end. The current entry may be removed only after the walk. */
bool chat_map_next(const struct chat_map *map, size_t *at, struct chat_map_key *key, void **value);

#endif
