#include <string.h>

#include "tests/storage/fixture.h"

static struct chat_store_row load_store(struct fixture *f)
{
    struct chat_store_row row = {0};

    ck_ok(f, f->ops->store_load(f->storage, &row, &f->err));
    return row;
}

static int64_t head_of(struct fixture *f, chat_storage_t *storage, int64_t log)
{
    struct chat_fact fact = {.kind = CHAT_FACT_HEAD, .a = log};

    ck_ok(f, f->ops->facts_load(storage, &fact, 1, &f->err));
    ck_assert(fact.present == (fact.head.seq > 0));
    ck_assert_int_eq(fact.head.log.value, log);
    return fact.head.seq;
}

START_TEST(a_new_store_has_no_epoch_and_no_name)
{
    struct fixture f = fixture_open(_i);
    struct chat_store_row row = load_store(&f);

    ck_assert_str_eq(row.epoch, "");
    ck_assert_ptr_null(row.settings.site_name);
    ck_assert(!row.claimed);
    ck_assert(!row.has_setup);
    ck_assert_int_eq(row.newest_us, 0);
    ck_assert_int_eq(row.next_log, 2); /* 1 is the site's */
    ck_assert_int_eq(row.next_id, 1);
    fixture_close(&f);
}
END_TEST

START_TEST(the_row_of_the_store_survives_reopening)
{
    struct fixture f = fixture_open(_i);
    struct chat_store_row row = {.epoch = "0123456789abcdef0123456789abcdef",
                                 .newest_us = INT64_C(1700000000000000),
                                 .next_log = 77,
                                 .next_id = INT64_C(1) << 40,
                                 .claimed = true,
                                 .has_setup = true,
                                 .settings = {.site_name = (char[]){"Caf\xc3\xa9 '; DROP TABLE store; --"},
                                              .registration = CHAT_REGISTRATION_INVITE,
                                              .room_create = CHAT_SITE_MODERATOR,
                                              .anonymous_read = true,
                                              .lockdown = true,
                                              .edit_window_s = -1}};

    memset(row.setup_hash, 0xa5, sizeof row.setup_hash);
    begin(&f);
    ck_ok(&f, f.ops->store_save(f.storage, &row, &f.err));
    commit(&f);
    fixture_reopen(&f);

    struct chat_store_row found = load_store(&f);
    ck_assert_str_eq(found.epoch, row.epoch);
    ck_assert_int_eq(found.newest_us, row.newest_us);
    ck_assert_int_eq(found.next_log, 77);
    ck_assert_int_eq(found.next_id, INT64_C(1) << 40);
    ck_assert(found.claimed && found.has_setup);
    ck_assert_mem_eq(found.setup_hash, row.setup_hash, sizeof row.setup_hash);
    ck_assert_str_eq(found.settings.site_name, row.settings.site_name);
    ck_assert_int_eq(found.settings.registration, CHAT_REGISTRATION_INVITE);
    ck_assert_int_eq(found.settings.room_create, CHAT_SITE_MODERATOR);
    ck_assert(found.settings.anonymous_read && found.settings.lockdown);
    ck_assert_int_eq(found.settings.edit_window_s, -1);
    chat_free(found.settings.site_name);

    row.has_setup = false;
    begin(&f);
    ck_ok(&f, f.ops->store_save(f.storage, &row, &f.err));
    commit(&f);
    found = load_store(&f);
    ck_assert(!found.has_setup);
    chat_free(found.settings.site_name);
    fixture_close(&f);
}
END_TEST

START_TEST(a_rollback_leaves_nothing_behind)
{
    struct fixture f = fixture_open(_i);

    given_event(&f, (struct event_spec){.log = 5, .seq = 1, .n = 1});
    begin(&f);
    ck_assert(f.ops->in_transaction(f.storage));
    ck_ok(&f, append_event(&f, (struct event_spec){.log = 5, .seq = 2, .n = 2}));
    ck_assert_int_eq(head_of(&f, f.storage, 5), 2);
    f.ops->rollback(f.storage);
    ck_assert(!f.ops->in_transaction(f.storage));
    ck_assert_int_eq(head_of(&f, f.storage, 5), 1);
    f.ops->rollback(f.storage); /* nothing is open: fine */
    given_event(&f, (struct event_spec){.log = 5, .seq = 2, .n = 2});
    ck_assert_int_eq(head_of(&f, f.storage, 5), 2);
    fixture_close(&f);
}
END_TEST

START_TEST(a_savepoint_takes_back_only_what_came_after_it)
{
    struct fixture f = fixture_open(_i);

    begin(&f);
    ck_ok(&f, append_event(&f, (struct event_spec){.log = 5, .seq = 1}));
    ck_ok(&f, f.ops->savepoint(f.storage, &f.err));
    ck_ok(&f, append_event(&f, (struct event_spec){.log = 5, .seq = 2}));
    ck_ok(&f, f.ops->savepoint_rollback(f.storage, &f.err));
    ck_assert(f.ops->in_transaction(f.storage));
    ck_assert_int_eq(head_of(&f, f.storage, 5), 1);

    ck_ok(&f, f.ops->savepoint(f.storage, &f.err));
    ck_ok(&f, append_event(&f, (struct event_spec){.log = 5, .seq = 2}));
    ck_ok(&f, f.ops->savepoint_release(f.storage, &f.err));
    commit(&f);
    fixture_reopen(&f);
    ck_assert_int_eq(head_of(&f, f.storage, 5), 2);
    fixture_close(&f);
}
END_TEST

START_TEST(closing_takes_back_what_was_not_committed)
{
    struct fixture f = fixture_open(_i);

    given_event(&f, (struct event_spec){.log = 5, .seq = 1});
    begin(&f);
    ck_ok(&f, append_event(&f, (struct event_spec){.log = 5, .seq = 2}));
    fixture_reopen(&f);
    ck_assert_int_eq(head_of(&f, f.storage, 5), 1);
    fixture_close(&f);
}
END_TEST

START_TEST(closing_nothing_is_fine)
{
    struct fixture f = fixture_prepare(_i);

    f.ops->close(NULL);
    fixture_close(&f);
}
END_TEST

START_TEST(a_reader_sees_what_was_committed_and_nothing_else)
{
    struct fixture f = fixture_open(_i);
    chat_storage_t *reader;

    given_event(&f, (struct event_spec){.log = 5, .seq = 1});
    reader = fixture_reader(&f);
    begin(&f);
    ck_ok(&f, append_event(&f, (struct event_spec){.log = 5, .seq = 2}));
    ck_assert_int_eq(head_of(&f, reader, 5), 1);
    commit(&f);
    ck_assert_int_eq(head_of(&f, reader, 5), 2);
    f.ops->close(reader);
    fixture_close(&f);
}
END_TEST

START_TEST(a_reader_in_a_transaction_has_one_snapshot)
{
    struct fixture f = fixture_open(_i);
    chat_storage_t *reader;

    given_event(&f, (struct event_spec){.log = 5, .seq = 1});
    reader = fixture_reader(&f);
    ck_ok(&f, f.ops->begin(reader, &f.err));
    ck_assert_int_eq(head_of(&f, reader, 5), 1);
    given_event(&f, (struct event_spec){.log = 5, .seq = 2});
    ck_assert_int_eq(head_of(&f, reader, 5), 1);
    ck_ok(&f, f.ops->commit(reader, &f.err));
    ck_assert_int_eq(head_of(&f, reader, 5), 2);
    f.ops->close(reader);
    fixture_close(&f);
}
END_TEST

START_TEST(a_reader_cannot_write)
{
    struct fixture f = fixture_open(_i);
    chat_storage_t *writer = f.storage;

    f.storage = fixture_reader(&f);
    ck_assert_int_lt(append_event(&f, (struct event_spec){.log = 5, .seq = 1}), 0);
    f.ops->close(f.storage);
    f.storage = writer;
    ck_assert_int_eq(head_of(&f, f.storage, 5), 0);
    fixture_close(&f);
}
END_TEST

START_TEST(there_is_one_owner_at_a_time)
{
    struct fixture f = fixture_open(_i);
    chat_storage_t *second = NULL;

    ck_assert_int_eq(fixture_connect(&f, CHAT_STORAGE_WRITER, &second), CHAT_E_BUSY);
    ck_assert_ptr_null(second);
    ck_assert_int_eq(f.err.status, CHAT_E_BUSY);
    /* The refused one has not disturbed the first. */
    given_event(&f, (struct event_spec){.log = 5, .seq = 1});
    fixture_reopen(&f);
    ck_assert_int_eq(head_of(&f, f.storage, 5), 1);
    fixture_close(&f);
}
END_TEST

START_TEST(housekeeping_changes_nothing_that_is_stored)
{
    struct fixture f = fixture_open(_i);

    given_messages(&f, (chat_room_id){5}, (chat_user_id){2}, 100);
    if (f.ops->maintain) {
        ck_ok(&f, f.ops->maintain(f.storage, true, &f.err));
        ck_ok(&f, f.ops->maintain(f.storage, false, &f.err));
    }
    ck_assert_int_eq(head_of(&f, f.storage, 5), 100);
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_storage_test(cases, a_new_store_has_no_epoch_and_no_name);
    tcase_add_storage_test(cases, the_row_of_the_store_survives_reopening);
    tcase_add_storage_test(cases, a_rollback_leaves_nothing_behind);
    tcase_add_storage_test(cases, a_savepoint_takes_back_only_what_came_after_it);
    tcase_add_storage_test(cases, closing_takes_back_what_was_not_committed);
    tcase_add_storage_test(cases, closing_nothing_is_fine);
    tcase_add_storage_test(cases, a_reader_sees_what_was_committed_and_nothing_else);
    tcase_add_storage_test(cases, a_reader_in_a_transaction_has_one_snapshot);
    tcase_add_storage_test(cases, a_reader_cannot_write);
    tcase_add_storage_test(cases, there_is_one_owner_at_a_time);
    tcase_add_storage_test(cases, housekeeping_changes_nothing_that_is_stored);
}

int main(void)
{
    return unit_main("storage: the store and its transactions", tests);
}
