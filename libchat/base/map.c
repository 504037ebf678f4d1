/*
 * The hash table: open addressing with linear probing. Removing shifts the rest of the run back, so there
 * are no tombstones and a table that lives long does not slow down.
 */
#include "libchat/base/map.h"

#include <assert.h>

#define FIRST_ROOM 16

struct chat_map_slot {
    struct chat_map_key key;
    void *value; /* NULL: empty */
};

static uint64_t rotate(uint64_t word, unsigned by)
{
    return (word << by) | (word >> (64 - by));
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

static void sip_absorb(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    v[0] ^= word;
}

uint64_t chat_map_hash(const uint64_t seed[2], struct chat_map_key key)
{
    uint64_t v[4] = {
        seed[0] ^ UINT64_C(0x736f6d6570736575),
        seed[1] ^ UINT64_C(0x646f72616e646f6d),
        seed[0] ^ UINT64_C(0x6c7967656e657261),
        seed[1] ^ UINT64_C(0x7465646279746573),
    };

    sip_absorb(v, (uint64_t)key.a);
    sip_absorb(v, (uint64_t)key.b);
    sip_absorb(v, UINT64_C(16) << 56); /* the length of the key, as SipHash ends a message */
    v[2] ^= 0xFF;
    sip_round(v);
    sip_round(v);
    sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static bool same_key(struct chat_map_key x, struct chat_map_key y)
{
    return x.a == y.a && x.b == y.b;
}

static size_t home_of(const struct chat_map *map, struct chat_map_key key)
{
    return (size_t)chat_map_hash(map->seed, key) & (map->room - 1);
}

/* The slot that holds `key`, or the empty one where it belongs. The table is never full. */
static struct chat_map_slot *slot_for(const struct chat_map *map, struct chat_map_key key)
{
    size_t at = home_of(map, key);

    while (map->slots[at].value && !same_key(map->slots[at].key, key))
        at = (at + 1) & (map->room - 1);
    return &map->slots[at];
}

void chat_map_init(struct chat_map *map, const struct chat_allocator *allocator, const uint64_t seed[2])
{
    *map = (struct chat_map){.allocator = allocator, .seed = {seed[0], seed[1]}};
}

void chat_map_clear(struct chat_map *map)
{
    if (!map)
        return;
    chat_free(map->slots);
    map->slots = NULL;
    map->room = 0;
    map->count = 0;
}

void *chat_map_find(const struct chat_map *map, struct chat_map_key key)
{
    return map->count > 0 ? slot_for(map, key)->value : NULL;
}

static bool grow(struct chat_map *map)
{
    struct chat_map bigger = *map;

    bigger.room = map->room > 0 ? map->room * 2 : FIRST_ROOM;
    if (bigger.room < map->room)
        return false;
    bigger.slots = chat_alloc_array(map->allocator, bigger.room, sizeof *bigger.slots);
    if (!bigger.slots)
        return false;
    for (size_t i = 0; i < map->room; i++)
        if (map->slots[i].value)
            *slot_for(&bigger, map->slots[i].key) = map->slots[i];
    chat_free(map->slots);
    *map = bigger;
    return true;
}

bool chat_map_put(struct chat_map *map, struct chat_map_key key, void *value)
{
    bool is_new = chat_map_find(map, key) == NULL;

    assert(value);
    /* At most three quarters full: runs stay short. */
    if (is_new && map->count >= map->room / 4 * 3 && !grow(map))
        return false;
    *slot_for(map, key) = (struct chat_map_slot){key, value};
    map->count += is_new;
    return true;
}

void *chat_map_remove(struct chat_map *map, struct chat_map_key key)
{
    size_t mask = map->room - 1, hole, at;
    struct chat_map_slot *slot;
    void *value;

    if (map->count == 0)
        return NULL;
    slot = slot_for(map, key);
    value = slot->value;
    if (!value)
        return NULL;
    hole = (size_t)(slot - map->slots);
    for (at = (hole + 1) & mask; map->slots[at].value; at = (at + 1) & mask) {
        size_t home = home_of(map, map->slots[at].key);

        /* An entry may move back to the hole unless its home lies after it. */
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            map->slots[hole] = map->slots[at];
            hole = at;
        }
    }
    map->slots[hole].value = NULL;
    map->count--;
    return value;
}

bool chat_map_next(const struct chat_map *map, size_t *at, struct chat_map_key *key, void **value)
{
    for (; *at < map->room; ++*at) {
        const struct chat_map_slot *slot = &map->slots[*at];

        if (!slot->value)
            continue;
        *key = slot->key;
        *value = slot->value;
        ++*at;
        return true;
    }
    return false;
}
