/*
 * Every call of one batch fails in turn, in each way. Afterwards the store holds all of the batch or nothing
 * of it, and is of use again.
 */
#include <string.h>

#include "tests/storage/failing.h"
#include "tests/storage/fixture.h"

static struct fixture open_failing(int backend)
{
    struct fixture f = fixture_prepare(backend);

    failing_wrap(f.ops);
    f.ops = failing_storage();
    ck_ok(&f, fixture_connect(&f, CHAT_STORAGE_WRITER, &f.storage));
    given_user(&f, 2, "anna");
    given_room(&f, (struct room_spec){.id = 50});
    return f;
}

/* What a send does: facts, a message, a membership, a remembered call. */
static enum chat_status write_batch(struct fixture *f)
{
    struct chat_fact fact = {.kind = CHAT_FACT_HEAD, .a = 50};
    struct chat_member_row member = {
        .room = {50}, .user = {2}, .state = CHAT_MEMBER_JOINED, .role = CHAT_ROLE_MEMBER, .marker_seq = 1};
    struct chat_call_row call = {.author = {2}, .client_id = "once", .at_us = 1};
    enum chat_status status = f->ops->facts_load(f->storage, &fact, 1, &f->err);

    if (status == CHAT_OK)
        status =
            append_event(f, (struct event_spec){.log = 50, .seq = fact.head.seq + 1, .actor = 2, .n = 1});
    if (status == CHAT_OK)
        status = f->ops->savepoint(f->storage, &f->err);
    if (status == CHAT_OK)
        status = f->ops->members_put(f->storage, &member, 1, &f->err);
    if (status == CHAT_OK)
        status = f->ops->savepoint_release(f->storage, &f->err);
    if (status == CHAT_OK)
        status = f->ops->calls_put(f->storage, &call, 1, &f->err);
    return status;
}

static enum chat_status run_batch(struct fixture *f)
{
    enum chat_status status = f->ops->begin(f->storage, &f->err);

    if (status == CHAT_OK)
        status = write_batch(f);
    if (status == CHAT_OK)
        status = f->ops->commit(f->storage, &f->err);
    if (status != CHAT_OK)
        f->ops->rollback(f->storage);
    return status;
}

/* How many of the three rows are there: 0 or 3. */
static int count_stored(struct fixture *f)
{
    struct chat_fact facts[] = {{.kind = CHAT_FACT_HEAD, .a = 50},
                                {.kind = CHAT_FACT_MEMBER, .a = 50, .b = 2}};
    struct chat_call_row call = {.author = {2}, .client_id = "once"};

    ck_ok(f, f->ops->facts_load(f->storage, facts, 2, &f->err));
    ck_ok(f, f->ops->calls_find(f->storage, &call, 1, &f->err));
    return facts[0].present + facts[1].present + call.present;
}

static long calls_of_a_batch(int backend)
{
    struct fixture f = open_failing(backend);
    long calls;

    failing_plan((struct failing){0});
    ck_ok(&f, run_batch(&f));
    calls = failing_calls();
    fixture_close(&f);
    return calls;
}

static void fail_each_call(int backend, enum chat_status status, bool after)
{
    long calls = calls_of_a_batch(backend);

    ck_assert_int_eq(calls, 8);
    for (long nth = 1; nth <= calls; nth++) {
        struct fixture f = open_failing(backend);
        bool done;

        failing_plan((struct failing){.nth = nth, .status = status, .after = after});
        ck_assert_int_eq(run_batch(&f), status);
        ck_assert_ptr_nonnull(failing_member());
        done = after && strcmp(failing_member(), "commit") == 0;
        ck_assert(!f.ops->in_transaction(f.storage));
        failing_plan((struct failing){0});
        if (status == CHAT_E_CLOSED || status == CHAT_E_UNKNOWN) {
            ck_assert_int_eq(f.ops->begin(f.storage, &f.err), CHAT_E_CLOSED);
            fixture_reopen(&f);
        }
        ck_assert_int_eq(count_stored(&f), done ? 3 : 0);
        ck_ok(&f, run_batch(&f));
        ck_assert_int_eq(count_stored(&f), 3);
        fixture_close(&f);
    }
}

static const enum chat_status statuses[] = {CHAT_E_UNAVAILABLE, CHAT_E_FULL,   CHAT_E_STORAGE,
                                            CHAT_E_NOMEM,       CHAT_E_CLOSED, CHAT_E_UNKNOWN};

START_TEST(a_call_that_fails_leaves_nothing_behind)
{
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        fail_each_call(_i, statuses[i], false);
}
END_TEST

START_TEST(a_call_that_fails_after_its_effect_leaves_all_or_nothing)
{
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        fail_each_call(_i, statuses[i], true);
}
END_TEST

START_TEST(a_plan_can_be_for_one_member_and_for_as_long_as_wished)
{
    struct fixture f = open_failing(_i);

    failing_plan((struct failing){.nth = 2, .times = 2, .status = CHAT_E_UNAVAILABLE, .only = "begin"});
    for (int i = 1; i <= 4; i++) {
        ck_assert_int_eq(f.ops->begin(f.storage, &f.err), i == 2 || i == 3 ? CHAT_E_UNAVAILABLE : CHAT_OK);
        f.ops->rollback(f.storage);
    }
    ck_assert_int_eq(failing_calls(), 4);
    failing_plan((struct failing){.nth = 1, .status = CHAT_E_STORAGE, .of = CHAT_STORAGE_READER});
    begin(&f);
    commit(&f);
    ck_assert_ptr_null(failing_member());
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_storage_test(cases, a_call_that_fails_leaves_nothing_behind);
    tcase_add_storage_test(cases, a_call_that_fails_after_its_effect_leaves_all_or_nothing);
    tcase_add_storage_test(cases, a_plan_can_be_for_one_member_and_for_as_long_as_wished);
}

int main(void)
{
    return unit_main("storage: failing calls", tests);
}
