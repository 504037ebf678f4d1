#include <stdio.h>
#include <string.h>

#include "tests/storage/fixture.h"

static struct chat_session_row session_of(int64_t id, int64_t user, uint8_t byte)
{
    struct chat_session_row row = {.session = {.id = {id},
                                               .kind = CHAT_SESSION_WEB,
                                               .created_at_us = 10 * id,
                                               .last_seen_at_us = 20 * id,
                                               .expires_at_us = 30 * id,
                                               .user_agent = text("Mozilla/5.0 '\""),
                                               .address = text("2001:db8::1")},
                                   .user = {user}};

    memset(row.token_hash, byte, sizeof row.token_hash);
    return row;
}

static void given_session(struct fixture *f, struct chat_session_row row)
{
    begin(f);
    ck_ok(f, f->ops->session_insert(f->storage, &row, &f->err));
    commit(f);
}

static struct chat_fact fact_of_token(struct fixture *f, uint8_t byte)
{
    struct chat_fact fact = {.kind = CHAT_FACT_TOKEN};

    memset(fact.hash, byte, sizeof fact.hash);
    ck_ok(f, f->ops->facts_load(f->storage, &fact, 1, &f->err));
    return fact;
}

static bool has_session(struct fixture *f, int64_t id)
{
    struct chat_fact fact = {.kind = CHAT_FACT_SESSION, .a = id};

    ck_ok(f, f->ops->facts_load(f->storage, &fact, 1, &f->err));
    return fact.present;
}

START_TEST(a_session_is_found_by_its_token_and_by_its_id)
{
    struct fixture f = fixture_open(_i);
    struct chat_fact fact;

    given_user(&f, 2, "anna");
    given_session(&f, session_of(7, 2, 0x00));
    given_session(&f, session_of(8, 2, 0xff));
    fixture_reopen(&f);
    fact = fact_of_token(&f, 0x00);
    ck_assert(fact.present);
    ck_assert_int_eq(fact.session.id.value, 7);
    ck_assert_int_eq(fact.session.user.value, 2);
    ck_assert_int_eq(fact.session.kind, CHAT_SESSION_WEB);
    ck_assert_int_eq(fact.session.last_seen_at_us, 140);
    ck_assert_int_eq(fact.session.expires_at_us, 210);
    ck_assert_int_eq(fact_of_token(&f, 0xff).session.id.value, 8);
    ck_assert(!fact_of_token(&f, 0x01).present);
    ck_assert(has_session(&f, 7));
    ck_assert(!has_session(&f, 9));
    fixture_close(&f);
}
END_TEST

START_TEST(a_token_stands_for_one_session)
{
    struct fixture f = fixture_open(_i);
    struct chat_session_row again = session_of(8, 2, 0x11);

    given_user(&f, 2, "anna");
    given_session(&f, session_of(7, 2, 0x11));
    begin(&f);
    ck_assert_int_eq(f.ops->session_insert(f.storage, &again, &f.err), CHAT_E_EXISTS);
    f.ops->rollback(f.storage);
    ck_assert_int_eq(fact_of_token(&f, 0x11).session.id.value, 7);
    fixture_close(&f);
}
END_TEST

START_TEST(sessions_are_listed_newest_first_and_of_one_user)
{
    struct fixture f = fixture_open(_i);
    struct chat_session *sessions;
    size_t n;

    given_user(&f, 2, "anna");
    given_user(&f, 3, "bert");
    given_session(&f, session_of(7, 2, 1));
    given_session(&f, session_of(8, 3, 2));
    given_session(&f, session_of(9, 2, 3));
    ck_ok(&f, f.ops->session_list(f.storage, (chat_user_id){2}, &sessions, &n, &f.err));
    ck_assert_uint_eq(n, 2);
    ck_assert_int_eq(sessions[0].id.value, 9);
    ck_assert_int_eq(sessions[1].id.value, 7);
    ck_assert_int_eq(sessions[1].created_at_us, 70);
    ck_assert_str_eq(sessions[1].user_agent, "Mozilla/5.0 '\"");
    ck_assert_str_eq(sessions[1].address, "2001:db8::1");
    for (size_t i = 0; i < n; i++)
        chat_record_clear(&chat_record_session, &sessions[i]);
    chat_free(sessions);
    fixture_close(&f);
}
END_TEST

START_TEST(a_touch_moves_both_times)
{
    struct fixture f = fixture_open(_i);
    struct chat_fact fact;

    given_user(&f, 2, "anna");
    given_session(&f, session_of(7, 2, 1));
    begin(&f);
    ck_ok(&f, f.ops->session_touch(f.storage, (chat_session_id){7}, 1000, 2000, &f.err));
    commit(&f);
    fact = fact_of_token(&f, 1);
    ck_assert_int_eq(fact.session.last_seen_at_us, 1000);
    ck_assert_int_eq(fact.session.expires_at_us, 2000);
    fixture_close(&f);
}
END_TEST

START_TEST(only_its_user_can_end_a_session)
{
    struct fixture f = fixture_open(_i);

    given_user(&f, 2, "anna");
    given_user(&f, 3, "bert");
    given_session(&f, session_of(7, 2, 1));
    begin(&f);
    ck_assert_int_eq(f.ops->session_delete(f.storage, (chat_user_id){3}, (chat_session_id){7}, &f.err),
                     CHAT_E_NOT_FOUND);
    f.ops->rollback(f.storage);
    ck_assert(has_session(&f, 7));
    begin(&f);
    ck_ok(&f, f.ops->session_delete(f.storage, (chat_user_id){2}, (chat_session_id){7}, &f.err));
    ck_assert_int_eq(f.ops->session_delete(f.storage, (chat_user_id){2}, (chat_session_id){7}, &f.err),
                     CHAT_E_NOT_FOUND);
    commit(&f);
    ck_assert(!has_session(&f, 7));
    ck_assert(!fact_of_token(&f, 1).present);
    fixture_close(&f);
}
END_TEST

START_TEST(sessions_expire_at_their_time_and_not_before)
{
    struct fixture f = fixture_open(_i);
    struct chat_session_row never = session_of(9, 2, 3);

    never.session.expires_at_us = 0;
    given_user(&f, 2, "anna");
    given_session(&f, session_of(7, 2, 1)); /* at 210 */
    given_session(&f, session_of(8, 2, 2)); /* at 240 */
    given_session(&f, never);
    begin(&f);
    ck_ok(&f, f.ops->session_expire(f.storage, 209, &f.err));
    commit(&f);
    ck_assert(has_session(&f, 7));
    begin(&f);
    ck_ok(&f, f.ops->session_expire(f.storage, 210, &f.err));
    commit(&f);
    ck_assert(!has_session(&f, 7));
    ck_assert(has_session(&f, 8));
    ck_assert(has_session(&f, 9));
    fixture_close(&f);
}
END_TEST

static struct chat_attempt_row attempt(struct fixture *f, const char *key)
{
    struct chat_attempt_row row = {.failures = 77, .since_us = 77};

    (void)snprintf(row.key, sizeof row.key, "%s", key);
    ck_ok(f, f->ops->attempt_load(f->storage, &row, &f->err));
    return row;
}

static void save_attempt(struct fixture *f, const char *key, int64_t failures, int64_t since_us)
{
    struct chat_attempt_row row = {.failures = failures, .since_us = since_us};

    (void)snprintf(row.key, sizeof row.key, "%s", key);
    begin(f);
    ck_ok(f, f->ops->attempt_save(f->storage, &row, &f->err));
    commit(f);
}

START_TEST(failed_sign_ins_are_counted_by_key)
{
    struct fixture f = fixture_open(_i);

    ck_assert_int_eq(attempt(&f, "user:1").failures, 0);
    ck_assert_int_eq(attempt(&f, "user:1").since_us, 0);
    save_attempt(&f, "user:1", 1, 100);
    save_attempt(&f, "user:1", 2, 100);
    save_attempt(&f, "addr:203.0.113.7", 9, 50);
    fixture_reopen(&f);
    ck_assert_int_eq(attempt(&f, "user:1").failures, 2);
    ck_assert_int_eq(attempt(&f, "user:1").since_us, 100);
    ck_assert_int_eq(attempt(&f, "addr:203.0.113.7").failures, 9);
    ck_assert_int_eq(attempt(&f, "user:").failures, 0);
    save_attempt(&f, "user:1", 0, 0);
    save_attempt(&f, "user:1", 0, 0); /* there is none: fine */
    ck_assert_int_eq(attempt(&f, "user:1").failures, 0);
    ck_assert_int_eq(attempt(&f, "addr:203.0.113.7").failures, 9);
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_storage_test(cases, a_session_is_found_by_its_token_and_by_its_id);
    tcase_add_storage_test(cases, a_token_stands_for_one_session);
    tcase_add_storage_test(cases, sessions_are_listed_newest_first_and_of_one_user);
    tcase_add_storage_test(cases, a_touch_moves_both_times);
    tcase_add_storage_test(cases, only_its_user_can_end_a_session);
    tcase_add_storage_test(cases, sessions_expire_at_their_time_and_not_before);
    tcase_add_storage_test(cases, failed_sign_ins_are_counted_by_key);
}

int main(void)
{
    return unit_main("storage: sessions", tests);
}
