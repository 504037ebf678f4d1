/*
 * Registering, signing in and out, sessions and passwords, on a real store.
 */
#include <stdio.h>
#include <string.h>

#include "tests/core/steps.h"
#include "tests/unit/unit.h"

#define TEXT(constant) ((char[]){constant})

START_TEST(an_unclaimed_site_is_claimed_once_with_the_setup_token)
{
    struct fixture f = {0};
    const struct chat_actor nobody = CHAT_AS_ANONYMOUS_INIT;
    PARAMS(register_params, params);
    PARAMS(signed_in, out);
    char token[CHAT_TOKEN_TEXT_MAX];
    fixture_open_empty(&f);
    params.handle = TEXT("first");
    params.password = TEXT("correct horse");
    ck_status(chat_account_register(f.chat, &nobody, &params, &out, &f.err), CHAT_E_DENIED);
    ck_assert_str_eq(f.err.code, "unclaimed");
    ck_ok(&f, chat_setup_token(f.chat, token, &f.err));
    params.setup_token = token;
    ck_ok(&f, chat_account_register(f.chat, &nobody, &params, &out, &f.err));
    ck_assert_int_eq(out.user.role, CHAT_SITE_OWNER);
    CLEAR(signed_in, &out);

    params.handle = TEXT("second");
    ck_ok(&f, chat_account_register(f.chat, &nobody, &params, &out, &f.err));
    ck_assert_int_eq(out.user.role, CHAT_SITE_MEMBER); /* the token is used up */
    CLEAR(signed_in, &out);
    ck_status(chat_setup_token(f.chat, token, &f.err), CHAT_E_CONFLICT);
    fixture_close(&f);
}
END_TEST

START_TEST(a_handle_is_taken_once_whatever_its_case)
{
    struct fixture f = {0};
    PARAMS(register_params, params);
    PARAMS(signed_in, out);
    fixture_open(&f);
    params.handle = TEXT("ada");
    params.password = TEXT("correct horse");
    ck_status(chat_account_register(f.chat, &f.system, &params, &out, &f.err), CHAT_E_EXISTS);
    ck_assert_str_eq(f.err.field, "handle");
    params.handle = TEXT("Ada");
    ck_status(chat_account_register(f.chat, &f.system, &params, &out, &f.err), CHAT_E_INVALID);
    fixture_close(&f);
}
END_TEST

START_TEST(a_wrong_password_and_an_unknown_handle_have_the_same_answer)
{
    struct fixture f = {0};
    PARAMS(signed_in, out);
    struct chat_error wrong;
    fixture_open(&f);
    ck_status(sign_in(&f, "ada", "wrong horse", &out), CHAT_E_UNAUTHENTICATED);
    wrong = f.err;
    ck_status(sign_in(&f, "nobody", "wrong horse", &out), CHAT_E_UNAUTHENTICATED);
    ck_assert_str_eq(wrong.message, f.err.message);
    ck_assert_str_eq(wrong.code, f.err.code);
    ck_assert_str_eq(wrong.code, "invalid_credentials");
    fixture_close(&f);
}
END_TEST

START_TEST(failures_are_counted_also_over_a_restart_and_pass_with_time)
{
    struct fixture f = {0};
    PARAMS(signed_in, out);
    fixture_open(&f);
    for (int i = 0; i < 5; i++)
        ck_status(sign_in(&f, "ada", "wrong horse", &out), CHAT_E_UNAUTHENTICATED);
    fixture_restart(&f);
    ck_status(sign_in(&f, "ada", "correct horse", &out), CHAT_E_LIMITED);
    ck_assert_uint_gt(f.err.retry_after_ms, 0);
    ck_ok(&f, sign_in(&f, "bob", "correct horse", &out));
    CLEAR(signed_in, &out);
    f.now_us += INT64_C(301) * 1000000;
    ck_ok(&f, sign_in(&f, "ada", "correct horse", &out));
    CLEAR(signed_in, &out);
    fixture_close(&f);
}
END_TEST

START_TEST(a_session_that_ended_is_worth_nothing)
{
    struct fixture f = {0};
    PARAMS(signed_in, in);
    PARAMS(signed_in, other);
    PARAMS(session_list, sessions);
    PARAMS(session_params, which);
    fixture_open(&f);
    struct chat_actor here = given_signed_in(&f, "ada", &in);
    struct chat_actor there = given_signed_in(&f, "ada", &other);
    ck_ok(&f, chat_session_list_get(f.chat, &here, &sessions, &f.err));
    ck_assert_uint_eq(sessions.sessions_n, 3); /* with the one registering made */
    CLEAR(session_list, &sessions);

    which.session = other.session.id;
    ck_ok(&f, chat_session_revoke(f.chat, &here, &which, &f.err));
    ck_status(chat_session_list_get(f.chat, &there, &sessions, &f.err), CHAT_E_UNAUTHENTICATED);
    ck_assert_str_eq(f.err.code, "session_over");
    ck_ok(&f, chat_session_close(f.chat, &here, &f.err));
    ck_status(chat_session_close(f.chat, &here, &f.err), CHAT_E_UNAUTHENTICATED);
    which.session = in.session.id;
    ck_status(chat_session_revoke(f.chat, &f.bob, &which, &f.err), CHAT_E_NOT_FOUND);
    CLEAR(signed_in, &in);
    CLEAR(signed_in, &other);
    fixture_close(&f);
}
END_TEST

START_TEST(an_expired_session_stays_expired_when_the_clock_goes_back)
{
    struct fixture f = {0};
    PARAMS(signed_in, in);
    PARAMS(session_list, sessions);
    fixture_open(&f);
    struct chat_actor here = given_signed_in(&f, "ada", &in);
    chat_room_id room = given_room(&f, &f.bob, "General");
    f.now_us += INT64_C(31) * 24 * 3600 * 1000000;
    ck_status(chat_session_list_get(f.chat, &here, &sessions, &f.err), CHAT_E_UNAUTHENTICATED);
    given_said(&f, &f.bob, room, "this time is stored");
    f.now_us -= INT64_C(31) * 24 * 3600 * 1000000;
    fixture_restart(&f);
    ck_status(chat_session_list_get(f.chat, &here, &sessions, &f.err), CHAT_E_UNAUTHENTICATED);
    CLEAR(signed_in, &in);
    fixture_close(&f);
}
END_TEST

START_TEST(a_session_in_use_lives_on)
{
    struct fixture f = {0};
    PARAMS(signed_in, in);
    fixture_open(&f);
    struct chat_actor here = given_signed_in(&f, "ada", &in);
    chat_room_id room = given_room(&f, &f.ada, "General");
    for (int day = 0; day < 60; day += 20) {
        f.now_us += INT64_C(20) * 24 * 3600 * 1000000;
        ck_ok(&f, say(&f, &here, room, "still here"));
    }
    CLEAR(signed_in, &in);
    fixture_close(&f);
}
END_TEST

START_TEST(one_signs_out_however_long_the_session_was_in_use)
{
    struct fixture f = {0};
    PARAMS(signed_in, in);
    PARAMS(session_list, sessions);
    fixture_open(&f);
    struct chat_actor here = given_signed_in(&f, "ada", &in);
    f.now_us += INT64_C(2) * 3600 * 1000000; /* "last seen" is due when the session ends */
    ck_ok(&f, chat_session_list_get(f.chat, &here, &sessions, &f.err));
    CLEAR(session_list, &sessions);
    ck_ok(&f, chat_session_close(f.chat, &here, &f.err));
    ck_status(chat_session_list_get(f.chat, &here, &sessions, &f.err), CHAT_E_UNAUTHENTICATED);
    CLEAR(signed_in, &in);
    fixture_close(&f);
}
END_TEST

START_TEST(a_new_password_ends_every_other_session)
{
    struct fixture f = {0};
    PARAMS(signed_in, in);
    PARAMS(signed_in, other);
    PARAMS(password_params, params);
    PARAMS(session_list, sessions);
    fixture_open(&f);
    struct chat_actor here = given_signed_in(&f, "ada", &in);
    struct chat_actor there = given_signed_in(&f, "ada", &other);
    params.old_password = TEXT("wrong horse");
    params.new_password = TEXT("battery staple");
    ck_status(chat_password_change(f.chat, &here, &params, &f.err), CHAT_E_DENIED);
    params.old_password = TEXT("correct horse");
    ck_ok(&f, chat_password_change(f.chat, &here, &params, &f.err));
    ck_ok(&f, chat_session_list_get(f.chat, &here, &sessions, &f.err));
    ck_assert_uint_eq(sessions.sessions_n, 1);
    CLEAR(session_list, &sessions);
    ck_status(chat_session_list_get(f.chat, &there, &sessions, &f.err), CHAT_E_UNAUTHENTICATED);
    CLEAR(signed_in, &in);
    CLEAR(signed_in, &other);
    ck_status(sign_in(&f, "ada", "correct horse", &in), CHAT_E_UNAUTHENTICATED);
    ck_ok(&f, sign_in(&f, "ada", "battery staple", &in));
    CLEAR(signed_in, &in);
    fixture_close(&f);
}
END_TEST

START_TEST(a_password_change_may_be_repeated)
{
    struct fixture f = {0};
    PARAMS(signed_in, in);
    PARAMS(signed_in, later);
    PARAMS(password_params, params);
    PARAMS(session_list, sessions);
    fixture_open(&f);
    struct chat_actor here = given_signed_in(&f, "ada", &in);
    params.client_id = TEXT("c-1");
    params.old_password = TEXT("correct horse");
    params.new_password = TEXT("battery staple");
    ck_ok(&f, chat_password_change(f.chat, &here, &params, &f.err));
    ck_ok(&f, sign_in(&f, "ada", "battery staple", &later));
    ck_ok(&f, chat_password_change(f.chat, &here, &params, &f.err)); /* the answer had been lost */
    ck_ok(&f, chat_session_list_get(f.chat, &here, &sessions, &f.err));
    ck_assert_uint_eq(sessions.sessions_n, 2); /* and the session opened since is still there */
    CLEAR(session_list, &sessions);

    params.new_password = TEXT("something else");
    ck_status(chat_password_change(f.chat, &here, &params, &f.err), CHAT_E_DENIED);
    CLEAR(signed_in, &in);
    CLEAR(signed_in, &later);
    ck_ok(&f, sign_in(&f, "ada", "battery staple", &in));
    CLEAR(signed_in, &in);
    fixture_close(&f);
}
END_TEST

START_TEST(failures_from_nowhere_do_not_lock_everybody_out_and_those_from_one_address_do)
{
    struct fixture f = {0};
    struct chat_actor from = CHAT_AS_ANONYMOUS_INIT;
    PARAMS(sign_in_params, params);
    PARAMS(signed_in, in);
    char handle[16];
    fixture_open(&f);
    params.handle = handle;
    for (int known = 0; known < 2; known++) {
        snprintf(from.address, sizeof from.address, "%s", known ? "203.0.113.7" : "");
        for (int i = 0; i < 60; i++) { /* each handle only once */
            snprintf(handle, sizeof handle, "guess%d-%d", known, i);
            params.password = TEXT("wrong horse");
            ck_status(chat_session_open(f.chat, &from, &params, NULL, &f.err),
                      known && i >= 50 ? CHAT_E_LIMITED : CHAT_E_UNAUTHENTICATED);
        }
        snprintf(handle, sizeof handle, "ada");
        params.password = TEXT("correct horse");
        ck_status(chat_session_open(f.chat, &from, &params, NULL, &f.err), known ? CHAT_E_LIMITED : CHAT_OK);
    }
    ck_ok(&f, sign_in(&f, "ada", "correct horse", &in)); /* from elsewhere */
    CLEAR(signed_in, &in);
    fixture_close(&f);
}
END_TEST

START_TEST(an_id_that_cannot_be_names_nobody_and_harms_nobody)
{
    struct fixture f = {0};
    PARAMS(signed_in, in);
    PARAMS(member_params, member);
    PARAMS(event_query, query);
    PARAMS(event_list, log);
    fixture_open(&f);
    struct chat_actor by_token = given_signed_in(&f, "ada", &in);
    struct chat_actor ada = {.kind = CHAT_AS_SESSION, .user = f.ada_id, .session = in.session.id};
    member.room = given_room(&f, &f.bob, "General");
    given_joined(&f, &by_token, member.room);
    fixture_restart(&f); /* nothing in memory */
    for (int64_t high = 1; high < 128; high++) {
        member.user.value = high << 56 | in.session.id.value;
        ck_status(chat_member_remove(f.chat, &f.bob, &member, &f.err), CHAT_E_NOT_FOUND);
        query.log.value = high << 56 | member.room.value;
        ck_status(chat_event_list_get(f.chat, &f.bob, &query, &log, &f.err), CHAT_E_NOT_FOUND);
    }
    ck_ok(&f, say(&f, &ada, member.room, "still signed in"));
    CLEAR(signed_in, &in);
    fixture_close(&f);
}
END_TEST

START_TEST(the_oldest_session_makes_room_for_the_hundred_and_first)
{
    struct fixture f = {0};
    PARAMS(signed_in, first);
    PARAMS(session_list, sessions);
    fixture_open(&f);
    struct chat_actor oldest = given_signed_in(&f, "ada", &first);
    for (int i = 0; i < 99; i++) {
        PARAMS(signed_in, in);
        ck_ok(&f, sign_in(&f, "ada", "correct horse", &in));
        CLEAR(signed_in, &in);
    }
    /* With the one that registering opened there was one too many already, and that one went. */
    ck_ok(&f, chat_session_list_get(f.chat, &oldest, &sessions, &f.err));
    ck_assert_uint_eq(sessions.sessions_n, 100);
    ck_assert_int_eq(sessions.sessions[99].id.value, first.session.id.value);
    ck_assert(sessions.sessions[99].current);
    ck_assert(!sessions.sessions[0].current);
    CLEAR(session_list, &sessions);
    PARAMS(signed_in, in);
    ck_ok(&f, sign_in(&f, "ada", "correct horse", &in));
    ck_status(chat_session_list_get(f.chat, &oldest, &sessions, &f.err), CHAT_E_UNAUTHENTICATED);
    CLEAR(signed_in, &in);
    CLEAR(signed_in, &first);
    fixture_close(&f);
}
END_TEST

START_TEST(the_session_that_asks_knows_itself)
{
    struct fixture f = {0};
    PARAMS(signed_in, in);
    PARAMS(session_now, now);
    fixture_open(&f);
    struct chat_actor here = given_signed_in(&f, "ada", &in);
    ck_ok(&f, chat_session_current(f.chat, &here, &now, &f.err));
    ck_assert_int_eq(now.user.value, f.ada_id.value);
    ck_assert_int_eq(now.session.id.value, in.session.id.value);
    ck_assert(now.session.current);
    ck_assert_uint_eq(strlen(now.epoch), 32);
    CLEAR(session_now, &now);
    ck_status(chat_session_current(f.chat, &f.ada, &now, &f.err), CHAT_E_UNAUTHENTICATED); /* none */
    ck_status(chat_session_close(f.chat, &f.ada, &f.err), CHAT_E_UNAUTHENTICATED);
    CLEAR(signed_in, &in);
    fixture_close(&f);
}
END_TEST

START_TEST(who_is_suspended_is_refused_also_what_was_done_before)
{
    struct fixture f = {0};
    PARAMS(message_params, params);
    PARAMS(message, message);
    PARAMS(signed_in, in);
    PARAMS(sync, sync);
    fixture_open(&f);
    params.room = given_room(&f, &f.ada, "General");
    params.client_id = TEXT("c-1");
    params.body = TEXT("before");
    ck_ok(&f, chat_message_send(f.chat, &f.ada, &params, NULL, &f.err));
    struct chat_actor here = given_signed_in(&f, "ada", &in);
    given_standing(&f, f.ada_id, CHAT_SITE_MEMBER, CHAT_USER_SUSPENDED);

    ck_status(chat_message_send(f.chat, &f.ada, &params, &message, &f.err), CHAT_E_DENIED);
    ck_assert_str_eq(f.err.code, "suspended");
    ck_status(chat_sync_get(f.chat, &here, &sync, &f.err), CHAT_E_DENIED);
    PARAMS(signed_in, again);
    ck_status(sign_in(&f, "ada", "correct horse", &again), CHAT_E_DENIED);
    ck_assert_str_eq(f.err.code, "suspended");
    ck_status(sign_in(&f, "ada", "wrong horse", &again), CHAT_E_UNAUTHENTICATED); /* no hint without it */
    CLEAR(signed_in, &in);
    fixture_close(&f);
}
END_TEST

START_TEST(a_profile_is_changed_member_by_member)
{
    struct fixture f = {0};
    PARAMS(profile_params, params);
    PARAMS(user, user);
    PARAMS(event_list, log);
    fixture_open(&f);
    params.display_name = TEXT("Ada Lovelace");
    params.bio = TEXT("first line\nsecond line");
    params.status_text = TEXT("counting");
    ck_ok(&f, chat_profile_edit(f.chat, &f.ada, &params, &user, &f.err));
    ck_assert_str_eq(user.display_name, "Ada Lovelace");
    CLEAR(user, &user);
    params.display_name = params.bio = NULL;
    params.status_text = TEXT("");
    ck_ok(&f, chat_profile_edit(f.chat, &f.ada, &params, &user, &f.err));
    ck_assert_str_eq(user.display_name, "Ada Lovelace");
    ck_assert_str_eq(user.bio, "first line\nsecond line");
    ck_assert_ptr_null(user.status_text);
    CLEAR(user, &user);
    params.display_name = TEXT("");
    ck_status(chat_profile_edit(f.chat, &f.ada, &params, &user, &f.err), CHAT_E_INVALID);
    ck_assert_str_eq(f.err.field, "display_name");
    ck_status(chat_profile_edit(f.chat, &f.system, &params, &user, &f.err), CHAT_E_INVALID);
    params.display_name = TEXT("System");
    ck_status(chat_profile_edit(f.chat, &f.system, &params, &user, &f.err), CHAT_E_UNAUTHENTICATED);
    read_log(&f, &f.bob, CHAT_SITE_LOG, &log);
    ck_assert_int_eq(log.events[log.events_n - 1].kind, CHAT_EVENT_USER_CHANGED);
    ck_assert_int_eq(log.events[log.events_n - 1].subject, f.ada_id.value);
    CLEAR(event_list, &log);
    fixture_close(&f);
}
END_TEST

START_TEST(people_are_found_by_part_of_a_name_and_in_pages)
{
    struct fixture f = {0};
    PARAMS(profile_params, profile);
    PARAMS(user_query, query);
    PARAMS(people, people);
    fixture_open(&f);
    profile.display_name = TEXT("Ada Lovelace");
    ck_ok(&f, chat_profile_edit(f.chat, &f.ada, &profile, NULL, &f.err));
    query.text = TEXT("LOVE");
    ck_ok(&f, chat_user_list(f.chat, &f.bob, &query, &people, &f.err));
    ck_assert_uint_eq(people.people_n, 1);
    ck_assert_str_eq(people.people[0].handle, "ada");
    CLEAR(people, &people);

    query.text = NULL;
    query.limit = 3;
    ck_ok(&f, chat_user_list(f.chat, &f.bob, &query, &people, &f.err));
    ck_assert_uint_eq(people.people_n, 3);
    ck_assert(people.more);
    query.after = people.people[2].id.value;
    CLEAR(people, &people);
    ck_ok(&f, chat_user_list(f.chat, &f.bob, &query, &people, &f.err));
    ck_assert_uint_eq(people.people_n, 1);
    ck_assert(!people.more);
    ck_assert_str_eq(people.people[0].handle, "eve");
    CLEAR(people, &people);
    fixture_close(&f);
}
END_TEST

START_TEST(a_profile_shows_rooms_and_messages_that_the_reader_may_see)
{
    struct fixture f = {0};
    PARAMS(user_params, params);
    PARAMS(profile, profile);
    PARAMS(profile_params, edit);
    fixture_open(&f);
    chat_room_id open = given_room(&f, &f.ada, "General");
    chat_room_id secret = given_private_room(&f, &f.ada, "Secret plans");
    given_said(&f, &f.ada, open, "in the open");
    given_said(&f, &f.ada, secret, "in secret");
    edit.bio = TEXT("I count");
    ck_ok(&f, chat_profile_edit(f.chat, &f.ada, &edit, NULL, &f.err));

    params.handle = TEXT("ada");
    ck_ok(&f, chat_profile_get(f.chat, &f.bob, &params, &profile, &f.err));
    ck_assert_str_eq(profile.user.bio, "I count");
    ck_assert_uint_eq(profile.rooms_n, 1);
    ck_assert_uint_eq(profile.messages_n, 1);
    ck_assert_str_eq(profile.messages[0].body, "in the open");
    CLEAR(profile, &profile);
    ck_ok(&f, chat_profile_get(f.chat, &f.ada, &params, &profile, &f.err));
    ck_assert_uint_eq(profile.rooms_n, 2);
    ck_assert_uint_eq(profile.messages_n, 2);
    CLEAR(profile, &profile);
    fixture_close(&f);
}
END_TEST

START_TEST(too_many_sends_are_told_to_wait)
{
    struct fixture f = {.limited = true};
    int refused = 0;
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    for (int i = 0; i < 100; i++)
        refused += say(&f, &f.ada, room, "spam") == CHAT_E_LIMITED;
    ck_assert_int_gt(refused, 0);
    ck_assert_str_eq(f.err.code, "limited");
    ck_assert_uint_gt(f.err.retry_after_ms, 0);
    f.now_us += 60 * 1000000;
    ck_ok(&f, say(&f, &f.ada, room, "patience"));
    fixture_close(&f);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, an_unclaimed_site_is_claimed_once_with_the_setup_token);
    tcase_add_test(cases, a_handle_is_taken_once_whatever_its_case);
    tcase_add_test(cases, a_wrong_password_and_an_unknown_handle_have_the_same_answer);
    tcase_add_test(cases, failures_are_counted_also_over_a_restart_and_pass_with_time);
    tcase_add_test(cases, a_session_that_ended_is_worth_nothing);
    tcase_add_test(cases, an_expired_session_stays_expired_when_the_clock_goes_back);
    tcase_add_test(cases, a_session_in_use_lives_on);
    tcase_add_test(cases, one_signs_out_however_long_the_session_was_in_use);
    tcase_add_test(cases, a_new_password_ends_every_other_session);
    tcase_add_test(cases, a_password_change_may_be_repeated);
    tcase_add_test(cases, failures_from_nowhere_do_not_lock_everybody_out_and_those_from_one_address_do);
    tcase_add_test(cases, an_id_that_cannot_be_names_nobody_and_harms_nobody);
    tcase_add_test(cases, the_oldest_session_makes_room_for_the_hundred_and_first);
    tcase_add_test(cases, the_session_that_asks_knows_itself);
    tcase_add_test(cases, who_is_suspended_is_refused_also_what_was_done_before);
    tcase_add_test(cases, a_profile_is_changed_member_by_member);
    tcase_add_test(cases, people_are_found_by_part_of_a_name_and_in_pages);
    tcase_add_test(cases, a_profile_shows_rooms_and_messages_that_the_reader_may_see);
    tcase_add_test(cases, too_many_sends_are_told_to_wait);
}

int main(void)
{
    return unit_main("core/accounts", list);
}
