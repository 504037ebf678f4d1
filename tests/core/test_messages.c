/*
 * Saying, editing, deleting, reading and not losing what was said, on a real store.
 */
#include <stdio.h>
#include <string.h>

#include "tests/core/fixture.h"
#include "tests/unit/unit.h"

#define TEXT(constant) ((char[]){constant})

START_TEST(what_is_said_is_read_back_in_order_and_survives_a_restart)
{
    struct fixture f = {0};
    PARAMS(message_query, query);
    PARAMS(message_list, list);
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    given_joined(&f, &f.bob, room);
    int64_t first = given_said(&f, &f.ada, room, "hello");
    int64_t second = given_said(&f, &f.bob, room, "hi **ada**");
    ck_assert_int_eq(second, first + 1);
    fixture_restart(&f);

    query.room = room;
    ck_ok(&f, chat_message_list_get(f.chat, &f.ada, &query, &list, &f.err));
    ck_assert_uint_eq(list.messages_n, 2);
    ck_assert_str_eq(list.messages[0].body, "hello");
    ck_assert_str_eq(list.messages[1].body, "hi **ada**");
    ck_assert_int_eq(list.messages[1].n, 2);
    ck_assert_uint_eq(list.people_n, 2);
    CLEAR(message_list, &list);
    ck_assert_int_eq(given_said(&f, &f.ada, room, "and on"), second + 1);
    fixture_close(&f);
}
END_TEST

START_TEST(a_repeated_client_id_gives_the_first_result_and_stores_nothing)
{
    struct fixture f = {0};
    PARAMS(message_params, params);
    PARAMS(message, first);
    PARAMS(message, second);
    fixture_open(&f);
    params.room = given_room(&f, &f.ada, "General");
    params.client_id = TEXT("c-1");
    params.body = TEXT("once");
    ck_ok(&f, chat_message_send(f.chat, &f.ada, &params, &first, &f.err));
    fixture_restart(&f);
    ck_ok(&f, chat_message_send(f.chat, &f.ada, &params, &second, &f.err));
    ck_assert_int_eq(first.seq, second.seq);
    ck_assert_str_eq(second.body, "once");
    ck_assert_uint_eq(count_messages(&f, params.room), 1);

    params.body = TEXT("something else");
    CLEAR(message, &second);
    ck_status(chat_message_send(f.chat, &f.ada, &params, &second, &f.err), CHAT_E_CONFLICT);
    ck_assert_str_eq(f.err.code, "client_id_reused");
    ck_assert_uint_eq(count_messages(&f, params.room), 1);
    given_joined(&f, &f.bob, params.room);
    ck_ok(&f, chat_message_send(f.chat, &f.bob, &params, &second,
                                &f.err)); /* another author's ids are their own */
    CLEAR(message, &first);
    CLEAR(message, &second);
    fixture_close(&f);
}
END_TEST

START_TEST(a_client_id_is_forgotten_after_thirty_days)
{
    struct fixture f = {0};
    PARAMS(message_params, params);
    fixture_open(&f);
    params.room = given_room(&f, &f.ada, "General");
    params.client_id = TEXT("c-1");
    params.body = TEXT("once");
    ck_ok(&f, chat_message_send(f.chat, &f.ada, &params, NULL, &f.err));
    f.now_us += INT64_C(31) * 24 * 3600 * 1000000;
    ck_ok(&f, chat_message_send(f.chat, &f.ada, &params, NULL, &f.err));
    ck_assert_uint_eq(count_messages(&f, params.room), 2);
    fixture_close(&f);
}
END_TEST

START_TEST(unread_counts_others_messages_until_they_are_read)
{
    struct fixture f = {0};
    PARAMS(marker_params, marker);
    PARAMS(message_ref_params, ref);
    struct chat_standing standing;
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    given_said(&f, &f.ada, room, "before bob came");
    given_joined(&f, &f.bob, room);
    ck_assert_int_eq(unread_of(&f, &f.bob, room), 0);
    int64_t one = given_said(&f, &f.ada, room, "one");
    int64_t two = given_said(&f, &f.ada, room, "two");
    given_said(&f, &f.ada, room, "three");
    ck_assert_int_eq(unread_of(&f, &f.bob, room), 3);
    ck_assert_int_eq(unread_of(&f, &f.ada, room), 0);

    marker.room = ref.room = room;
    marker.seq = one;
    ck_ok(&f, chat_marker_move(f.chat, &f.bob, &marker, &standing, &f.err));
    ck_assert_int_eq(standing.unread, 2);
    ref.seq = two;
    ck_ok(&f, chat_message_delete(f.chat, &f.ada, &ref, &f.err));
    ck_assert_int_eq(unread_of(&f, &f.bob, room), 1); /* a tombstone is nothing to read */
    given_said(&f, &f.bob, room, "whoever speaks has read");
    ck_assert_int_eq(unread_of(&f, &f.bob, room), 0);

    marker.seq = 9999;
    ck_status(chat_marker_move(f.chat, &f.bob, &marker, &standing, &f.err), CHAT_E_INVALID);
    ck_assert_str_eq(f.err.field, "seq");
    fixture_close(&f);
}
END_TEST

START_TEST(only_the_author_edits_and_the_version_guards_against_overwriting)
{
    struct fixture f = {0};
    PARAMS(message_edit_params, edit);
    PARAMS(message, out);
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    given_joined(&f, &f.bob, room);
    edit.room = room;
    edit.seq = given_said(&f, &f.bob, room, "teh");
    edit.body = TEXT("the");
    edit.version = 1;
    ck_status(chat_message_edit(f.chat, &f.ada, &edit, &out, &f.err), CHAT_E_DENIED);
    ck_assert_str_eq(f.err.code, "not_own");
    ck_ok(&f, chat_message_edit(f.chat, &f.bob, &edit, &out, &f.err));
    ck_assert_int_eq(out.version, 2);
    ck_assert_str_eq(out.body, "the");
    CLEAR(message, &out);
    ck_status(chat_message_edit(f.chat, &f.bob, &edit, &out, &f.err), CHAT_E_STALE);
    fixture_close(&f);
}
END_TEST

START_TEST(a_deleted_message_leaves_a_tombstone_and_its_number_is_not_used_again)
{
    struct fixture f = {0};
    PARAMS(message_ref_params, ref);
    PARAMS(message_query, query);
    PARAMS(message_list, list);
    PARAMS(event_list, log);
    fixture_open(&f);
    ref.room = query.room = given_room(&f, &f.ada, "General");
    ref.seq = given_said(&f, &f.ada, ref.room, "never mind");
    ck_ok(&f, chat_message_delete(f.chat, &f.ada, &ref, &f.err));
    ck_ok(&f, chat_message_delete(f.chat, &f.ada, &ref, &f.err));
    ck_ok(&f, chat_message_list_get(f.chat, &f.ada, &query, &list, &f.err));
    ck_assert_uint_eq(list.messages_n, 1);
    ck_assert_ptr_null(list.messages[0].body);
    ck_assert_int_gt(list.messages[0].deleted_at_us, 0);
    CLEAR(message_list, &list);
    ck_assert_int_gt(given_said(&f, &f.ada, ref.room, "next"), ref.seq + 1);

    read_log(&f, &f.ada, CHAT_ROOM_LOG(ref.room), &log);
    size_t deletions = 0;
    for (size_t i = 0; i < log.events_n; i++)
        deletions += log.events[i].kind == CHAT_EVENT_MESSAGE_DELETED;
    ck_assert_uint_eq(deletions, 1); /* deleting twice is one deletion */
    CLEAR(event_list, &log);
    fixture_close(&f);
}
END_TEST

START_TEST(history_pages_meet_without_gap_or_repeat)
{
    struct fixture f = {0};
    PARAMS(message_query, query);
    char body[16];
    int64_t expected;
    fixture_open(&f);
    query.room = given_room(&f, &f.ada, "General");
    for (int i = 0; i < 57; i++) {
        snprintf(body, sizeof body, "m%d", i);
        expected = given_said(&f, &f.ada, query.room, body);
    }
    query.limit = 10;
    size_t seen = 0;
    for (bool more = true; more;) {
        PARAMS(message_list, list);
        ck_ok(&f, chat_message_list_get(f.chat, &f.ada, &query, &list, &f.err));
        for (size_t i = list.messages_n; i-- > 0; expected--, seen++)
            ck_assert_int_eq(list.messages[i].seq, expected);
        more = list.more_before;
        query.before = list.messages[0].seq;
        CLEAR(message_list, &list);
    }
    ck_assert_uint_eq(seen, 57);
    query.before = query.after = 3;
    PARAMS(message_list, none);
    ck_status(chat_message_list_get(f.chat, &f.ada, &query, &none, &f.err), CHAT_E_INVALID);
    fixture_close(&f);
}
END_TEST

START_TEST(history_from_joining_hides_what_was_before_from_every_reading)
{
    struct fixture f = {0};
    PARAMS(room_params, params);
    PARAMS(room, room);
    PARAMS(message_query, query);
    PARAMS(message_list, list);
    PARAMS(event_list, log);
    fixture_open(&f);
    params.title = TEXT("Members only");
    params.history = CHAT_HISTORY_FROM_JOINING;
    ck_ok(&f, chat_room_create(f.chat, &f.ada, &params, &room, &f.err));
    int64_t before = given_said(&f, &f.ada, room.id, "before");
    given_joined(&f, &f.bob, room.id);
    given_said(&f, &f.ada, room.id, "after");

    query.room = room.id;
    ck_ok(&f, chat_message_list_get(f.chat, &f.bob, &query, &list, &f.err));
    ck_assert_uint_eq(list.messages_n, 1);
    ck_assert_str_eq(list.messages[0].body, "after");
    ck_assert(!list.more_before);
    CLEAR(message_list, &list);
    struct chat_message_id_params one = {room.id, before};
    PARAMS(message, message);
    ck_status(chat_message_get(f.chat, &f.bob, &one, &message, &f.err), CHAT_E_NOT_FOUND);
    read_log(&f, &f.bob, CHAT_ROOM_LOG(room.id), &log); /* dense all the same */
    ck_assert_int_eq(log.events[0].kind, CHAT_EVENT_SKIPPED);
    ck_assert_int_ge(log.events[0].seq, before);
    CLEAR(event_list, &log);
    CLEAR(room, &room);
    fixture_close(&f);
}
END_TEST

START_TEST(a_position_ahead_of_the_log_is_told_to_start_over)
{
    struct fixture f = {0};
    PARAMS(event_query, query);
    PARAMS(event_list, log);
    fixture_open(&f);
    query.log = CHAT_ROOM_LOG(given_room(&f, &f.ada, "General"));
    query.after = 1000;
    ck_status(chat_event_list_get(f.chat, &f.ada, &query, &log, &f.err), CHAT_E_RESYNC);
    fixture_close(&f);
}
END_TEST

START_TEST(every_wrong_parameter_names_itself)
{
    struct fixture f = {0};
    PARAMS(message_params, params);
    fixture_open(&f);
    params.room = given_room(&f, &f.ada, "General");
    ck_status(chat_message_send(f.chat, &f.ada, &params, NULL, &f.err), CHAT_E_INVALID);
    ck_assert_str_eq(f.err.field, "body");
    params.body = TEXT("bad \xff bytes");
    ck_status(chat_message_send(f.chat, &f.ada, &params, NULL, &f.err), CHAT_E_INVALID);
    ck_assert_str_eq(f.err.field, "body");
    params.body = TEXT("fine");
    params.client_id = TEXT("not fine");
    ck_status(chat_message_send(f.chat, &f.ada, &params, NULL, &f.err), CHAT_E_INVALID);
    ck_assert_str_eq(f.err.field, "client_id");
    params.client_id = NULL;
    params.reply_to = 77;
    ck_status(chat_message_send(f.chat, &f.ada, &params, NULL, &f.err), CHAT_E_INVALID);
    ck_assert_str_eq(f.err.field, "reply_to");
    ck_assert_uint_eq(count_messages(&f, params.room), 0);
    fixture_close(&f);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, what_is_said_is_read_back_in_order_and_survives_a_restart);
    tcase_add_test(cases, a_repeated_client_id_gives_the_first_result_and_stores_nothing);
    tcase_add_test(cases, a_client_id_is_forgotten_after_thirty_days);
    tcase_add_test(cases, unread_counts_others_messages_until_they_are_read);
    tcase_add_test(cases, only_the_author_edits_and_the_version_guards_against_overwriting);
    tcase_add_test(cases, a_deleted_message_leaves_a_tombstone_and_its_number_is_not_used_again);
    tcase_add_test(cases, history_pages_meet_without_gap_or_repeat);
    tcase_add_test(cases, history_from_joining_hides_what_was_before_from_every_reading);
    tcase_add_test(cases, a_position_ahead_of_the_log_is_told_to_start_over);
    tcase_add_test(cases, every_wrong_parameter_names_itself);
}

int main(void)
{
    return unit_main("core/messages", list);
}
