/*
 * The writer's memory of facts, against a model that keeps every state it was in.
 */
#include <string.h>

#include "chat/limits.h"
#include "libchat/service/facts.h"
#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/unit.h"

static const uint64_t seed[2] = {1, 2};

struct fixture {
    struct counting_alloc counting;
    struct chat_fact_cache cache;
};

static void open_cache(struct fixture *f)
{
    counting_alloc_init(&f->counting);
    chat_fact_cache_init(&f->cache, &f->counting.allocator, seed);
}

static void close_cache(struct fixture *f)
{
    chat_fact_cache_clear(&f->cache);
    ck_assert_int_eq(f->counting.alive, 0);
}

static struct chat_fact_entry *entry_of(struct fixture *f, enum chat_fact_kind kind, int64_t a, int64_t b)
{
    struct chat_fact_entry *entry = chat_fact_cache_entry(&f->cache, kind, a, b);

    ck_assert_ptr_nonnull(entry);
    return entry;
}

/* A head that was read from the store. */
static struct chat_fact_entry *given_head(struct fixture *f, int64_t log, int64_t seq)
{
    struct chat_fact_entry *entry = entry_of(f, CHAT_FACT_HEAD, log, 0);

    entry->fact.head = (struct chat_head_row){.log = {log}, .seq = seq};
    entry->fact.present = entry->loaded = true;
    return entry;
}

static void advance(struct fixture *f, int64_t log)
{
    struct chat_fact_entry *entry = entry_of(f, CHAT_FACT_HEAD, log, 0);

    ck_assert_int_eq(chat_fact_cache_touch(&f->cache, entry), CHAT_OK);
    entry->fact.head.seq++;
}

START_TEST(a_fact_is_found_under_its_own_key_alone)
{
    struct fixture f;
    open_cache(&f);
    struct chat_fact_entry *user = entry_of(&f, CHAT_FACT_USER, 7, 0);
    ck_assert(!user->loaded && !user->dirty && !user->fact.present);
    ck_assert_int_eq(user->fact.kind, CHAT_FACT_USER);
    ck_assert_ptr_eq(entry_of(&f, CHAT_FACT_USER, 7, 0), user);
    ck_assert_ptr_ne(entry_of(&f, CHAT_FACT_ROOM, 7, 0), user);
    ck_assert_ptr_ne(entry_of(&f, CHAT_FACT_USER, 8, 0), user);
    ck_assert_ptr_ne(entry_of(&f, CHAT_FACT_MEMBER, 7, 8), entry_of(&f, CHAT_FACT_MEMBER, 8, 7));
    ck_assert_ptr_ne(entry_of(&f, CHAT_FACT_USER, CHAT_FACT_ID_MAX - 1, 0),
                     entry_of(&f, CHAT_FACT_ROOM, 0, 0));
    close_cache(&f);
}
END_TEST

START_TEST(what_is_forgotten_is_read_again_unless_that_is_taken_back)
{
    struct fixture f;
    open_cache(&f);
    struct chat_fact_entry *head = given_head(&f, 5, 10);
    size_t mark = chat_fact_cache_mark(&f.cache);
    ck_assert_int_eq(chat_fact_cache_forget(&f.cache, CHAT_FACT_HEAD, 5, 0), CHAT_OK);
    ck_assert(!head->loaded);
    head->fact.head.seq = 99; /* read meanwhile from a transaction that is then refused */
    head->loaded = true;
    chat_fact_cache_undo(&f.cache, mark);
    ck_assert(head->loaded);
    ck_assert_int_eq(head->fact.head.seq, 10);

    mark = chat_fact_cache_mark(&f.cache);
    ck_assert_int_eq(chat_fact_cache_forget(&f.cache, CHAT_FACT_ROOM, 6, 0), CHAT_OK); /* never known */
    struct chat_fact_entry *room = entry_of(&f, CHAT_FACT_ROOM, 6, 0);
    room->fact.present = room->loaded = true;
    chat_fact_cache_undo(&f.cache, mark);
    ck_assert(!room->loaded); /* what was read in between is not believed */
    close_cache(&f);
}
END_TEST

#define LOGS  8
#define DEPTH 6
#define STEPS 4000

START_TEST(undoing_goes_back_to_any_mark)
{
    struct fixture f;
    int64_t states[DEPTH][LOGS];
    size_t marks[DEPTH];
    int depth = 0;
    uint64_t random = UINT64_C(88172645463325252) + (uint64_t)_i;
    open_cache(&f);
    for (int64_t log = 0; log < LOGS; log++)
        given_head(&f, log + 1, 0);

    for (int step = 0; step < STEPS; step++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        if (random % 16 == 0 && depth < DEPTH) {
            marks[depth] = chat_fact_cache_mark(&f.cache);
            for (int64_t log = 0; log < LOGS; log++)
                states[depth][log] = entry_of(&f, CHAT_FACT_HEAD, log + 1, 0)->fact.head.seq;
            depth++;
        } else if (random % 16 == 1 && depth > 0) {
            depth = (int)(random / 16 % (uint64_t)depth);
            chat_fact_cache_undo(&f.cache, marks[depth]);
            for (int64_t log = 0; log < LOGS; log++)
                ck_assert_int_eq(entry_of(&f, CHAT_FACT_HEAD, log + 1, 0)->fact.head.seq, states[depth][log]);
        } else if (random % 256 == 2) {
            chat_fact_cache_settle(&f.cache); /* committed: there is nothing to go back to */
            ck_assert_uint_eq(chat_fact_cache_mark(&f.cache), 0);
            depth = 0;
        } else {
            advance(&f, (int64_t)(random / 16 % LOGS) + 1);
        }
    }
    close_cache(&f);
}
END_TEST

START_TEST(a_lost_batch_leaves_nothing_known)
{
    struct fixture f;
    open_cache(&f);
    given_head(&f, 5, 10);
    advance(&f, 5);
    chat_fact_cache_drop(&f.cache);
    ck_assert_uint_eq(chat_fact_cache_mark(&f.cache), 0);
    ck_assert(!entry_of(&f, CHAT_FACT_HEAD, 5, 0)->loaded);
    close_cache(&f);
}
END_TEST

START_TEST(memory_is_bounded_between_batches)
{
    struct fixture f;
    open_cache(&f);
    for (int64_t user = 1; user <= CHAT_FACTS_MAX; user++)
        (void)chat_fact_cache_entry(&f.cache, CHAT_FACT_USER, user, 0);
    chat_fact_cache_settle(&f.cache);
    ck_assert_uint_eq(f.cache.map.count, CHAT_FACTS_MAX); /* that many are kept */
    entry_of(&f, CHAT_FACT_USER, CHAT_FACTS_MAX + 1, 0);
    chat_fact_cache_settle(&f.cache);
    ck_assert_uint_eq(f.cache.map.count, 0);
    close_cache(&f);
}
END_TEST

START_TEST(without_memory_nothing_changes)
{
    struct fixture f;
    open_cache(&f);
    struct chat_fact_entry *head = given_head(&f, 5, 10);
    f.counting.fail_at = f.counting.requests + 1;
    ck_assert_ptr_null(chat_fact_cache_entry(&f.cache, CHAT_FACT_USER, 1, 0));
    ck_assert_int_eq(chat_fact_cache_touch(&f.cache, head), CHAT_E_NOMEM);
    ck_assert_int_eq(chat_fact_cache_forget(&f.cache, CHAT_FACT_HEAD, 5, 0), CHAT_E_NOMEM);
    ck_assert(head->loaded); /* what cannot be noted does not happen */
    f.counting.fail_at = 0;
    ck_assert_int_eq(chat_fact_cache_forget(&f.cache, CHAT_FACT_HEAD, 5, 0), CHAT_OK);
    close_cache(&f);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, a_fact_is_found_under_its_own_key_alone);
    tcase_add_test(cases, what_is_forgotten_is_read_again_unless_that_is_taken_back);
    tcase_add_loop_test(cases, undoing_goes_back_to_any_mark, 0, 8);
    tcase_add_test(cases, a_lost_batch_leaves_nothing_known);
    tcase_add_test(cases, memory_is_bounded_between_batches);
    tcase_add_test(cases, without_memory_nothing_changes);
}

int main(void)
{
    return unit_main("service/facts", list);
}
