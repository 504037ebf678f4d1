#include "libchat/base/map.h"

#include <string.h>

#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/unit.h"

static const uint64_t seed[2] = {UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)};

static struct chat_map_key key_of(int64_t a, int64_t b)
{
    return (struct chat_map_key){a, b};
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

START_TEST(the_hash_is_siphash_1_3)
{
    /* From the reference implementation: key 00..0f; the messages are 16 zero bytes, and 00..0f. */
    ck_assert_uint_eq(chat_map_hash(seed, key_of(0, 0)), UINT64_C(0x403e4b0d4f19f787));
    ck_assert_uint_eq(chat_map_hash(seed, key_of(0x0706050403020100, 0x0f0e0d0c0b0a0908)),
                      UINT64_C(0xcc4fdd1a7d908b66));
}
END_TEST

START_TEST(another_seed_gives_another_order)
{
    static const uint64_t other[2] = {1, 2};
    unsigned same = 0;

    for (int64_t i = 0; i < 64; i++)
        same += (chat_map_hash(seed, key_of(i, 0)) & 15) == (chat_map_hash(other, key_of(i, 0)) & 15);
    ck_assert_uint_lt(same, 20); /* 4 are expected by chance */
}
END_TEST

START_TEST(an_empty_map_finds_and_removes_nothing)
{
    struct chat_map map;
    struct chat_map_key key;
    size_t at = 0;
    void *value;

    chat_map_init(&map, NULL, seed);
    ck_assert_ptr_null(chat_map_find(&map, key_of(1, 2)));
    ck_assert_ptr_null(chat_map_remove(&map, key_of(1, 2)));
    ck_assert(!chat_map_next(&map, &at, &key, &value));
    chat_map_clear(&map);
    chat_map_clear(NULL);
}
END_TEST

START_TEST(both_halves_of_the_key_count)
{
    struct chat_map map;
    int one, two, three;

    chat_map_init(&map, NULL, seed);
    ck_assert(chat_map_put(&map, key_of(1, 2), &one));
    ck_assert(chat_map_put(&map, key_of(2, 1), &two));
    ck_assert(chat_map_put(&map, key_of(-1, INT64_MIN), &three));
    ck_assert_ptr_eq(chat_map_find(&map, key_of(1, 2)), &one);
    ck_assert_ptr_eq(chat_map_find(&map, key_of(2, 1)), &two);
    ck_assert_ptr_eq(chat_map_find(&map, key_of(-1, INT64_MIN)), &three);
    ck_assert_ptr_null(chat_map_find(&map, key_of(1, 1)));
    chat_map_clear(&map);
}
END_TEST

START_TEST(putting_again_replaces_and_does_not_count_twice)
{
    struct chat_map map;
    int old, fresh;

    chat_map_init(&map, NULL, seed);
    ck_assert(chat_map_put(&map, key_of(1, 1), &old));
    ck_assert(chat_map_put(&map, key_of(1, 1), &fresh));
    ck_assert_uint_eq(map.count, 1);
    ck_assert_ptr_eq(chat_map_remove(&map, key_of(1, 1)), &fresh);
    ck_assert_uint_eq(map.count, 0);
    chat_map_clear(&map);
}
END_TEST

/* Keys whose home is the last slot of a table of 16, so that their run wraps around the end. */
static size_t colliding_keys(struct chat_map_key *keys, size_t count)
{
    size_t found = 0;

    for (int64_t i = 0; found < count; i++)
        if ((chat_map_hash(seed, key_of(i, 0)) & 15) == 15)
            keys[found++] = key_of(i, 0);
    return found;
}

START_TEST(colliding_keys_survive_the_removal_of_any_one_of_them)
{
    struct chat_map_key keys[8];
    int values[8];
    size_t count = colliding_keys(keys, 8);

    for (size_t gone = 0; gone < count; gone++) {
        struct chat_map map;

        chat_map_init(&map, NULL, seed);
        for (size_t i = 0; i < count; i++)
            ck_assert(chat_map_put(&map, keys[i], &values[i]));
        ck_assert_uint_eq(map.room, 16); /* they do share a run */
        ck_assert_ptr_eq(chat_map_remove(&map, keys[gone]), &values[gone]);
        for (size_t i = 0; i < count; i++)
            ck_assert_ptr_eq(chat_map_find(&map, keys[i]), i == gone ? NULL : &values[i]);
        chat_map_clear(&map);
    }
}
END_TEST

START_TEST(no_memory_to_grow_changes_nothing)
{
    struct counting_alloc counting;
    struct chat_map map;
    int value;
    int64_t stored = 0;

    counting_alloc_init(&counting);
    counting.fail_at = 2;
    chat_map_init(&map, &counting.allocator, seed);
    while (chat_map_put(&map, key_of(stored, 0), &value))
        stored++;
    ck_assert_int_eq(stored, 12);
    ck_assert_uint_eq(map.count, 12);
    for (int64_t i = 0; i < stored; i++)
        ck_assert_ptr_eq(chat_map_find(&map, key_of(i, 0)), &value);
    /* Replacing needs no memory. */
    ck_assert(chat_map_put(&map, key_of(3, 0), &stored));
    chat_map_clear(&map);
    ck_assert_int_eq(counting.alive, 0);
}
END_TEST

START_TEST(a_walk_sees_every_entry_once)
{
    struct chat_map map;
    int values[100], seen[100] = {0};
    struct chat_map_key key;
    size_t at = 0;
    void *value;

    chat_map_init(&map, NULL, seed);
    for (int64_t i = 0; i < 100; i++)
        ck_assert(chat_map_put(&map, key_of(i, -i), &values[i]));
    while (chat_map_next(&map, &at, &key, &value)) {
        ck_assert_int_eq(key.b, -key.a);
        ck_assert_ptr_eq(value, &values[key.a]);
        seen[key.a]++;
    }
    for (int i = 0; i < 100; i++)
        ck_assert_int_eq(seen[i], 1);
    chat_map_clear(&map);
}
END_TEST

#define MODEL_KEYS 600

START_TEST(a_long_life_agrees_with_a_plain_array)
{
    static char values[MODEL_KEYS * 4];
    void *model[MODEL_KEYS] = {NULL};
    uint64_t random = 88172645463325252u;
    struct chat_map map;
    size_t count = 0;

    chat_map_init(&map, NULL, seed);
    for (int step = 0; step < 100000; step++) {
        uint64_t dice = next_random(&random);
        size_t k = (size_t)(dice >> 8) % MODEL_KEYS;
        /* Waves: mostly adding, then mostly removing, so that the table is seen full and nearly empty. */
        bool adding = (dice & 7) < ((step / 10000) % 2 == 0 ? 6u : 2u);
        struct chat_map_key key = key_of((int64_t)(k % 25), (int64_t)(k / 25));
        bool agrees = chat_map_find(&map, key) == model[k];

        if (adding) {
            count += model[k] == NULL;
            model[k] = &values[next_random(&random) % sizeof values];
            agrees = agrees && chat_map_put(&map, key, model[k]);
        } else {
            count -= model[k] != NULL;
            agrees = agrees && chat_map_remove(&map, key) == model[k];
            model[k] = NULL;
        }
        if (!agrees || map.count != count)
            ck_abort_msg("step %d: key %zu", step, k);
    }
    for (size_t k = 0; k < MODEL_KEYS; k++)
        ck_assert_ptr_eq(chat_map_find(&map, key_of((int64_t)(k % 25), (int64_t)(k / 25))), model[k]);
    chat_map_clear(&map);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, the_hash_is_siphash_1_3);
    tcase_add_test(cases, another_seed_gives_another_order);
    tcase_add_test(cases, an_empty_map_finds_and_removes_nothing);
    tcase_add_test(cases, both_halves_of_the_key_count);
    tcase_add_test(cases, putting_again_replaces_and_does_not_count_twice);
    tcase_add_test(cases, colliding_keys_survive_the_removal_of_any_one_of_them);
    tcase_add_test(cases, no_memory_to_grow_changes_nothing);
    tcase_add_test(cases, a_walk_sees_every_entry_once);
    tcase_add_test(cases, a_long_life_agrees_with_a_plain_array);
}

int main(void)
{
    return unit_main("base/map", list);
}
