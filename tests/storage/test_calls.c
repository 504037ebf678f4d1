#include <string.h>

#include "tests/storage/fixture.h"

static struct chat_call_row call_of(int64_t author, const char *client_id)
{
    return (struct chat_call_row){.author = {author}, .client_id = client_id};
}

static struct chat_call_row find(struct fixture *f, int64_t author, const char *client_id)
{
    struct chat_call_row row = call_of(author, client_id);

    ck_ok(f, f->ops->calls_find(f->storage, &row, 1, &f->err));
    return row;
}

static void given_call(struct fixture *f, int64_t author, const char *client_id, int64_t at_us)
{
    struct chat_call_row row = call_of(author, client_id);

    memset(row.digest, (int)at_us, sizeof row.digest);
    row.ref = (struct chat_result_ref){.a = -at_us, .b = INT64_MAX};
    row.at_us = at_us;
    begin(f);
    ck_ok(f, f->ops->calls_put(f->storage, &row, 1, &f->err));
    commit(f);
}

START_TEST(a_call_is_remembered_by_author_and_client_id)
{
    struct fixture f = fixture_open(_i);
    struct chat_call_row row;
    uint8_t digest[32];

    given_call(&f, 2, "abc", 7);
    given_call(&f, 3, "abc", 8);
    fixture_reopen(&f);
    row = find(&f, 2, "abc");
    memset(digest, 7, sizeof digest);
    ck_assert(row.present);
    ck_assert_mem_eq(row.digest, digest, sizeof digest);
    ck_assert_int_eq(row.ref.a, -7);
    ck_assert_int_eq(row.ref.b, INT64_MAX);
    ck_assert_int_eq(row.at_us, 7);
    ck_assert_str_eq(row.client_id, "abc");
    ck_assert_int_eq(find(&f, 3, "abc").at_us, 8);
    ck_assert(!find(&f, 4, "abc").present);
    ck_assert(!find(&f, 2, "ABC").present);
    ck_assert(!find(&f, 2, "ab").present);
    fixture_close(&f);
}
END_TEST

START_TEST(several_calls_are_found_at_once)
{
    struct fixture f = fixture_open(_i);
    struct chat_call_row rows[3] = {call_of(2, "a"), call_of(2, "b"), call_of(2, "c")};

    given_call(&f, 2, "c", 3);
    given_call(&f, 2, "a", 1);
    ck_ok(&f, f.ops->calls_find(f.storage, rows, 3, &f.err));
    ck_assert(rows[0].present && !rows[1].present && rows[2].present);
    ck_assert_int_eq(rows[0].at_us, 1);
    ck_assert_int_eq(rows[2].at_us, 3);
    ck_ok(&f, f.ops->calls_find(f.storage, rows, 0, &f.err));
    fixture_close(&f);
}
END_TEST

START_TEST(a_call_that_was_forgotten_may_be_put_again)
{
    struct fixture f = fixture_open(_i);

    given_call(&f, 2, "abc", 7);
    given_call(&f, 2, "abc", 9); /* too old for the core, and not yet pruned */
    ck_assert_int_eq(find(&f, 2, "abc").at_us, 9);
    ck_assert_int_eq(find(&f, 2, "abc").ref.a, -9);
    fixture_close(&f);
}
END_TEST

START_TEST(old_calls_are_forgotten_oldest_first_and_few_at_a_time)
{
    struct fixture f = fixture_open(_i);

    for (int64_t i = 1; i <= 5; i++)
        given_call(&f, 10 - i, "x", 10 * i);
    begin(&f);
    ck_ok(&f, f.ops->calls_prune(f.storage, 40, 2, &f.err));
    commit(&f);
    ck_assert(!find(&f, 9, "x").present);
    ck_assert(!find(&f, 8, "x").present);
    ck_assert(find(&f, 7, "x").present);
    begin(&f);
    ck_ok(&f, f.ops->calls_prune(f.storage, 40, 100, &f.err));
    commit(&f);
    ck_assert(!find(&f, 7, "x").present);
    ck_assert(find(&f, 6, "x").present); /* at 40: not older */
    ck_assert(find(&f, 5, "x").present);
    fixture_close(&f);
}
END_TEST

START_TEST(hostile_client_ids_are_only_text)
{
    struct fixture f = fixture_open(_i);

    for (int i = 0; i < hostile_n; i++)
        given_call(&f, 2, hostile[i], i + 1);
    for (int i = 0; i < hostile_n; i++)
        ck_assert_int_eq(find(&f, 2, hostile[i]).at_us, i + 1);
    fixture_close(&f);
}
END_TEST

START_TEST(the_audit_trail_takes_rows_in_the_same_transaction)
{
    struct fixture f = fixture_open(_i);
    const struct chat_audit_row rows[] = {
        {.at_us = 1, .actor = {2}, .origin = CHAT_ORIGIN_WEB, .operation = "room.delete", .room = 5},
        {.at_us = 1, .actor = {0}, .origin = CHAT_ORIGIN_CTL, .operation = "user.suspend", .subject = 3}};

    begin(&f);
    ck_ok(&f, f.ops->audit_append(f.storage, rows, 2, &f.err));
    ck_ok(&f, f.ops->audit_append(f.storage, rows, 0, &f.err));
    commit(&f);
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_storage_test(cases, a_call_is_remembered_by_author_and_client_id);
    tcase_add_storage_test(cases, several_calls_are_found_at_once);
    tcase_add_storage_test(cases, a_call_that_was_forgotten_may_be_put_again);
    tcase_add_storage_test(cases, old_calls_are_forgotten_oldest_first_and_few_at_a_time);
    tcase_add_storage_test(cases, hostile_client_ids_are_only_text);
    tcase_add_storage_test(cases, the_audit_trail_takes_rows_in_the_same_transaction);
}

int main(void)
{
    return unit_main("storage: calls and audit", tests);
}
