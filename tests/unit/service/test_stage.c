/*
 * What waits to be stored with a batch, over a store that only notes what it is given.
 */
#include <string.h>

#include "libchat/service/stage.h"
#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/unit.h"

/* ---- A store that notes ---- */

struct noting {
    chat_storage_t storage; /* first: what the transaction holds */
    struct chat_storage_ops ops;
    int64_t seqs[64]; /* of events, in the order in which they were stored */
    int64_t logs[64];
    size_t events, members, calls, audits, saves;
    struct chat_member_row last_member;
    enum chat_status fail_calls, fail_audits, fail_events;
};

static struct noting *noting_of(chat_storage_t *storage)
{
    return (struct noting *)(void *)storage;
}

static enum chat_status facts_load(chat_storage_t *storage, struct chat_fact *facts, size_t n,
                                   struct chat_error *err)
{
    (void)storage, (void)err;
    for (size_t i = 0; i < n; i++)
        facts[i].present = false;
    return CHAT_OK;
}

static enum chat_status events_append(chat_storage_t *storage, const struct chat_event *const *events,
                                      size_t n, struct chat_error *err)
{
    struct noting *noting = noting_of(storage);

    (void)err;
    if (noting->fail_events != CHAT_OK)
        return noting->fail_events;
    for (size_t i = 0; i < n; i++) {
        noting->logs[noting->events] = events[i]->log.value;
        noting->seqs[noting->events++] = events[i]->seq;
    }
    return CHAT_OK;
}

static enum chat_status members_put(chat_storage_t *storage, const struct chat_member_row *rows, size_t n,
                                    struct chat_error *err)
{
    (void)err;
    noting_of(storage)->members += n;
    noting_of(storage)->last_member = rows[n - 1];
    return CHAT_OK;
}

static enum chat_status calls_put(chat_storage_t *storage, const struct chat_call_row *rows, size_t n,
                                  struct chat_error *err)
{
    (void)rows, (void)err;
    if (noting_of(storage)->fail_calls != CHAT_OK)
        return noting_of(storage)->fail_calls;
    noting_of(storage)->calls += n;
    return CHAT_OK;
}

static enum chat_status calls_find(chat_storage_t *storage, struct chat_call_row *rows, size_t n,
                                   struct chat_error *err)
{
    (void)storage, (void)err;
    for (size_t i = 0; i < n; i++)
        rows[i].present = false;
    return CHAT_OK;
}

static enum chat_status audit_append(chat_storage_t *storage, const struct chat_audit_row *rows, size_t n,
                                     struct chat_error *err)
{
    (void)rows, (void)err;
    if (noting_of(storage)->fail_audits != CHAT_OK)
        return noting_of(storage)->fail_audits;
    noting_of(storage)->audits += n;
    return CHAT_OK;
}

static enum chat_status store_save(chat_storage_t *storage, const struct chat_store_row *row,
                                   struct chat_error *err)
{
    (void)row, (void)err;
    noting_of(storage)->saves++;
    return CHAT_OK;
}

/* ---- A transaction over it ---- */

static const struct chat_op some_op = {.name = "test.op"};

struct fixture {
    struct counting_alloc counting;
    struct noting noting;
    struct chat_store_row store;
    struct chat_fact_cache cache;
    struct chat_staged staged;
    struct chat_tx tx;
    struct chat_error err;
    uint8_t digest[32];
};

static void open_stage(struct fixture *f)
{
    static const uint64_t seed[2] = {1, 2};

    memset(f, 0, sizeof *f);
    counting_alloc_init(&f->counting);
    f->noting.ops = (struct chat_storage_ops){.facts_load = facts_load,
                                              .events_append = events_append,
                                              .members_put = members_put,
                                              .calls_find = calls_find,
                                              .calls_put = calls_put,
                                              .audit_append = audit_append,
                                              .store_save = store_save};
    f->noting.storage = (chat_storage_t){&f->noting.ops, &f->counting.allocator};
    chat_fact_cache_init(&f->cache, &f->counting.allocator, seed);
    f->tx = (struct chat_tx){.storage = &f->noting.storage,
                             .allocator = &f->counting.allocator,
                             .store = &f->store,
                             .cache = &f->cache,
                             .staged = &f->staged,
                             .op = &some_op,
                             .now_us = 1000,
                             .actor.id = {7}};
}

static void close_stage(struct fixture *f)
{
    chat_staged_clear(&f->staged);
    chat_fact_cache_clear(&f->cache);
    ck_assert_int_eq(f->counting.alive, 0);
}

#define ck_ok(f, call) ck_assert_msg((call) == CHAT_OK, "%s: %s", #call, (f)->err.message)

static int64_t tell(struct fixture *f, int64_t log)
{
    int64_t seq;

    ck_ok(f, chat_tx_tell(&f->tx, (chat_log_id){log}, CHAT_EVENT_ROOM_EDITED, 0, &seq, &f->err));
    return seq;
}

static void put(struct fixture *f, int64_t user, int64_t marker)
{
    struct chat_member_row row = {.room = {5}, .user = {user}, .marker_seq = marker};

    ck_ok(f, chat_tx_member_put(&f->tx, &row, &f->err));
}

static int64_t marker_of(struct fixture *f, int64_t user)
{
    struct chat_member_row row;

    ck_ok(f, chat_tx_member(&f->tx, (chat_room_id){5}, (chat_user_id){user}, &row, &f->err));
    return row.marker_seq;
}

static void audit(struct fixture *f)
{
    static const struct chat_actor actor = CHAT_AS_SYSTEM_INIT;

    ck_ok(f, chat_tx_audit(&f->tx, &actor, 1, CHAT_NO_ROOM, &f->err));
}

static void remember(struct fixture *f, const char *client_id)
{
    ck_ok(f, chat_tx_remember(&f->tx, client_id, f->digest, &f->err));
}

static bool recalls(struct fixture *f, int64_t author, const char *client_id)
{
    struct chat_call_row row = {.author = {author}, .client_id = client_id};

    ck_ok(f, chat_tx_recall(&f->tx, &row, &f->err));
    return row.present;
}

/* ---- Tests ---- */

START_TEST(events_get_the_next_number_of_their_log_and_are_stored_in_its_order)
{
    struct fixture f;
    open_stage(&f);
    ck_assert_int_eq(tell(&f, 9), 1);
    ck_assert_int_eq(tell(&f, 5), 1);
    ck_assert_int_eq(tell(&f, 9), 2);
    ck_assert_int_eq(tell(&f, 5), 2);
    ck_assert_uint_eq(f.noting.events, 0);
    ck_ok(&f, chat_tx_flush(&f.tx, &f.err));
    static const int64_t logs[] = {5, 5, 9, 9}, seqs[] = {1, 2, 1, 2};
    ck_assert_uint_eq(f.noting.events, 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(f.noting.logs[i], logs[i]);
        ck_assert_int_eq(f.noting.seqs[i], seqs[i]);
    }
    ck_assert_int_eq(f.store.newest_us, 1000);
    close_stage(&f);
}
END_TEST

START_TEST(each_thing_is_stored_once)
{
    struct fixture f;
    open_stage(&f);
    for (int round = 0; round < 3; round++) {
        tell(&f, 5);
        put(&f, 1, round);
        put(&f, 1, round + 10); /* the same row again: only the last is stored */
        remember(&f, round == 0 ? "a" : round == 1 ? "b" : "c");
        audit(&f);
        f.tx.store_changed = true;
        ck_ok(&f, chat_tx_flush(&f.tx, &f.err));
        ck_ok(&f, chat_tx_flush(&f.tx, &f.err));
    }
    ck_assert_uint_eq(f.noting.events, 3);
    ck_assert_uint_eq(f.noting.members, 3);
    ck_assert_int_eq(f.noting.last_member.marker_seq, 12);
    ck_assert_uint_eq(f.noting.calls, 3);
    ck_assert_uint_eq(f.noting.audits, 3);
    ck_assert_uint_eq(f.noting.saves, 3);
    ck_assert_uint_eq(f.staged.events_n, 3); /* kept, to be told of after the commit */
    close_stage(&f);
}
END_TEST

START_TEST(what_is_taken_back_is_neither_stored_nor_known)
{
    struct fixture f;
    open_stage(&f);
    tell(&f, 5);
    put(&f, 1, 100);
    remember(&f, "kept");
    audit(&f);
    struct chat_tx_mark mark = chat_tx_mark(&f.tx);
    tell(&f, 5);
    tell(&f, 6);
    put(&f, 1, 200);
    put(&f, 2, 200);
    remember(&f, "dropped");
    audit(&f);
    f.tx.store_changed = true;
    chat_tx_undo(&f.tx, mark);

    ck_assert_int_eq(marker_of(&f, 1), 100);
    ck_assert_int_eq(marker_of(&f, 2), 0);
    ck_assert(recalls(&f, 7, "kept"));
    ck_assert(!recalls(&f, 7, "dropped"));
    ck_assert(!recalls(&f, 8, "kept")); /* somebody else's */
    ck_assert_int_eq(tell(&f, 5), 2);   /* the number was given back */
    ck_ok(&f, chat_tx_flush(&f.tx, &f.err));
    ck_assert_uint_eq(f.noting.events, 2);
    ck_assert_uint_eq(f.noting.members, 1);
    ck_assert_int_eq(f.noting.last_member.marker_seq, 100);
    ck_assert_uint_eq(f.noting.calls, 1);
    ck_assert_uint_eq(f.noting.audits, 1);
    ck_assert_uint_eq(f.noting.saves, 0);
    close_stage(&f);
}
END_TEST

START_TEST(what_was_stored_and_went_with_a_savepoint_is_taken_back_too)
{
    struct fixture f;
    open_stage(&f);
    tell(&f, 5);
    put(&f, 1, 100);
    ck_ok(&f, chat_tx_flush(&f.tx, &f.err)); /* as before a savepoint */
    struct chat_tx_mark mark = chat_tx_mark(&f.tx);
    tell(&f, 5);
    put(&f, 1, 200);
    audit(&f);
    ck_ok(&f, chat_tx_flush(&f.tx, &f.err)); /* inside it */
    chat_tx_undo(&f.tx, mark);
    f.noting.events = 0;
    put(&f, 1, 300);
    ck_assert_int_eq(tell(&f, 5), 2);
    audit(&f);
    ck_ok(&f, chat_tx_flush(&f.tx, &f.err));
    ck_assert_uint_eq(f.noting.events, 1);
    ck_assert_int_eq(f.noting.seqs[0], 2);
    ck_assert_int_eq(f.noting.last_member.marker_seq, 300);
    ck_assert_uint_eq(f.noting.audits, 2);
    close_stage(&f);
}
END_TEST

START_TEST(what_others_staged_and_one_that_is_refused_stored_counts_as_stored)
{
    struct fixture f;
    open_stage(&f);
    tell(&f, 5);
    put(&f, 1, 100);
    audit(&f);
    remember(&f, "kept");
    struct chat_tx_mark mark = chat_tx_mark(&f.tx);
    ck_ok(&f, chat_tx_flush(&f.tx, &f.err)); /* to read, without a savepoint */
    put(&f, 1, 200);
    audit(&f);
    chat_tx_undo(&f.tx, mark);
    ck_assert_int_eq(marker_of(&f, 1), 100);
    ck_ok(&f, chat_tx_flush(&f.tx, &f.err));
    ck_assert_uint_eq(f.noting.events, 1);
    ck_assert_uint_eq(f.noting.members, 1);
    ck_assert_uint_eq(f.noting.audits, 1);
    put(&f, 1, 300);
    ck_ok(&f, chat_tx_flush(&f.tx, &f.err));
    ck_assert_uint_eq(f.noting.members, 2);
    ck_assert_int_eq(f.noting.last_member.marker_seq, 300);
    close_stage(&f);
}
END_TEST

START_TEST(a_number_that_was_taken_is_a_bug_and_not_an_answer)
{
    struct fixture f;
    open_stage(&f);
    tell(&f, 5);
    f.noting.fail_events = CHAT_E_STALE;
    ck_assert_int_eq(chat_tx_flush(&f.tx, &f.err), CHAT_E_INTERNAL);
    ck_assert_int_eq(f.err.status, CHAT_E_INTERNAL);
    close_stage(&f);
}
END_TEST

START_TEST(time_never_goes_back_within_a_log)
{
    struct fixture f;
    open_stage(&f);
    tell(&f, 5);
    f.tx.now_us = 400;
    tell(&f, 5);
    tell(&f, 6);
    ck_assert_int_eq(chat_shared_event_get(f.staged.events[1])->at_us, 1000);
    ck_assert_int_eq(chat_shared_event_get(f.staged.events[2])->at_us, 400);
    close_stage(&f);
}
END_TEST

START_TEST(without_memory_nothing_is_half_staged)
{
    struct fixture f;
    open_stage(&f);
    for (long n = 1;; n++) {
        struct chat_event event = {.log = {5}, .kind = CHAT_EVENT_MESSAGE};
        struct chat_tx_mark mark = chat_tx_mark(&f.tx);
        struct chat_member_row row = {.room = {5}, .user = {n}};
        enum chat_status status;
        event.message.body = chat_strdup(&f.counting.allocator, "hello");
        f.counting.requests = 0;
        f.counting.fail_at = n;
        status = chat_tx_emit(&f.tx, &event, NULL, &f.err);
        if (status == CHAT_OK)
            status = chat_tx_member_put(&f.tx, &row, &f.err);
        if (status == CHAT_OK)
            status = chat_tx_remember(&f.tx, "c-1", f.digest, &f.err);
        f.counting.fail_at = 0;
        chat_record_clear(&chat_record_event, &event); /* what was not moved */
        if (status == CHAT_OK) {
            ck_assert_int_gt(n, 5);
            break;
        }
        ck_assert_int_eq(status, CHAT_E_NOMEM);
        chat_tx_undo(&f.tx, mark);
        ck_assert_uint_eq(f.staged.events_n, 0);
        ck_assert_uint_eq(f.staged.members_n, 0);
        ck_assert_uint_eq(f.staged.calls_n, 0);
    }
    ck_assert_int_eq(chat_shared_event_get(f.staged.events[0])->seq, 1);
    close_stage(&f);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, events_get_the_next_number_of_their_log_and_are_stored_in_its_order);
    tcase_add_test(cases, each_thing_is_stored_once);
    tcase_add_test(cases, what_is_taken_back_is_neither_stored_nor_known);
    tcase_add_test(cases, what_was_stored_and_went_with_a_savepoint_is_taken_back_too);
    tcase_add_test(cases, what_others_staged_and_one_that_is_refused_stored_counts_as_stored);
    tcase_add_test(cases, a_number_that_was_taken_is_a_bug_and_not_an_answer);
    tcase_add_test(cases, time_never_goes_back_within_a_log);
    tcase_add_test(cases, without_memory_nothing_is_half_staged);
}

int main(void)
{
    return unit_main("service/stage", list);
}
