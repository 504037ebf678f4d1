/*
 * What people do with rooms, through the public functions and on a real store.
 */
#include <string.h>

#include "tests/core/fixture.h"
#include "tests/unit/unit.h"

#define TEXT(constant) ((char[]){constant})

START_TEST(whoever_creates_a_room_is_its_host_and_finds_it_on_its_topic)
{
    struct fixture f = {0};
    PARAMS(room_params, params);
    PARAMS(room, room);
    PARAMS(topic_query, topics_asked);
    PARAMS(topic_list, topics);
    fixture_open(&f);
    params.title = TEXT("Deep Sea");
    params.topic = TEXT("Science");
    params.description = TEXT("What lives down there");

    ck_ok(&f, chat_room_create(f.chat, &f.ada, &params, &room, &f.err));
    ck_assert_str_eq(room.name, "deep-sea");
    ck_assert_str_eq(room.topic_name, "Science");
    ck_assert_int_eq(room.mine.state, CHAT_MEMBER_JOINED);
    ck_assert_int_eq(room.mine.role, CHAT_ROLE_HOST);
    ck_assert_int_eq(room.members, 1);
    ck_assert_int_eq(room.mine.unread, 0);
    CLEAR(room, &room);

    ck_ok(&f, chat_topic_list_get(f.chat, &f.bob, &topics_asked, &topics, &f.err));
    ck_assert_uint_eq(topics.topics_n, 1);
    ck_assert_int_eq(topics.topics[0].rooms, 1);
    CLEAR(topic_list, &topics);
    fixture_close(&f);
}
END_TEST

START_TEST(a_topic_is_found_without_regard_to_case)
{
    struct fixture f = {0};
    PARAMS(room_params, params);
    PARAMS(room, first);
    PARAMS(room, second);
    fixture_open(&f);
    params.title = TEXT("One");
    params.topic = TEXT("Music");
    ck_ok(&f, chat_room_create(f.chat, &f.ada, &params, &first, &f.err));
    params.title = TEXT("Two");
    params.topic = TEXT("mUSIC");
    ck_ok(&f, chat_room_create(f.chat, &f.bob, &params, &second, &f.err));
    ck_assert_int_eq(first.topic.value, second.topic.value);
    ck_assert_str_eq(second.topic_name, "Music");
    CLEAR(room, &first);
    CLEAR(room, &second);
    fixture_close(&f);
}
END_TEST

START_TEST(a_name_that_was_asked_for_and_is_taken_is_refused_and_a_suggested_one_gives_way)
{
    struct fixture f = {0};
    PARAMS(room_params, params);
    PARAMS(room, room);
    fixture_open(&f);
    given_room(&f, &f.ada, "General");
    params.title = TEXT("Other");
    params.name = TEXT("general");
    ck_status(chat_room_create(f.chat, &f.bob, &params, &room, &f.err), CHAT_E_EXISTS);
    ck_assert_str_eq(f.err.field, "name");

    params.title = TEXT("General");
    params.name = NULL;
    ck_ok(&f, chat_room_create(f.chat, &f.bob, &params, &room, &f.err));
    ck_assert(strncmp(room.name, "room-", 5) == 0);
    CLEAR(room, &room);
    fixture_close(&f);
}
END_TEST

START_TEST(a_private_room_is_not_found_by_strangers_in_any_way)
{
    struct fixture f = {0};
    PARAMS(room_query, query);
    PARAMS(room_list, list);
    PARAMS(room, room);
    PARAMS(message_query, messages);
    PARAMS(event_query, events);
    struct chat_error hidden, absent;
    fixture_open(&f);
    chat_room_id secret = given_private_room(&f, &f.ada, "Secret plans");
    given_said(&f, &f.ada, secret, "nobody may know");

    struct chat_room_id_params asked = {secret}, nothing = {{secret.value + 1000}};
    ck_status(chat_room_get(f.chat, &f.eve, &asked, &room, &hidden), CHAT_E_NOT_FOUND);
    ck_status(chat_room_get(f.chat, &f.eve, &nothing, &room, &absent), CHAT_E_NOT_FOUND);
    ck_assert_str_eq(hidden.message, absent.message);
    ck_assert_str_eq(hidden.code, absent.code);

    ck_status(say(&f, &f.eve, secret, "hello"), CHAT_E_NOT_FOUND);
    messages.room = secret;
    PARAMS(message_list, page);
    ck_status(chat_message_list_get(f.chat, &f.eve, &messages, &page, &f.err), CHAT_E_NOT_FOUND);
    events.log = CHAT_ROOM_LOG(secret);
    PARAMS(event_list, log);
    ck_status(chat_event_list_get(f.chat, &f.eve, &events, &log, &f.err), CHAT_E_NOT_FOUND);
    ck_ok(&f, chat_room_list_get(f.chat, &f.eve, &query, &list, &f.err));
    ck_assert_uint_eq(list.rooms_n, 0);
    CLEAR(room_list, &list);
    ck_assert_uint_eq(count_messages(&f, secret), 1);
    fixture_close(&f);
}
END_TEST

START_TEST(an_invited_person_sees_the_private_room_and_may_join_it)
{
    struct fixture f = {0};
    PARAMS(member_invite_params, params);
    PARAMS(room, room);
    fixture_open(&f);
    chat_room_id secret = given_private_room(&f, &f.ada, "Secret plans");
    params.room = secret;
    params.handle = TEXT("bob");
    ck_ok(&f, chat_member_invite(f.chat, &f.ada, &params, &f.err));

    struct chat_room_id_params asked = {secret};
    ck_ok(&f, chat_room_get(f.chat, &f.bob, &asked, &room, &f.err));
    ck_assert_int_eq(room.mine.state, CHAT_MEMBER_INVITED);
    CLEAR(room, &room);
    given_joined(&f, &f.bob, secret);
    given_said(&f, &f.bob, secret, "here I am");
    fixture_close(&f);
}
END_TEST

START_TEST(the_last_host_who_leaves_is_followed_by_the_senior_member)
{
    struct fixture f = {0};
    PARAMS(room_ref_params, params);
    PARAMS(member_query, query);
    PARAMS(member_list, members);
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    f.now_us += 1000000;
    given_joined(&f, &f.bob, room);
    f.now_us += 1000000;
    given_joined(&f, &f.eve, room);
    params.room = room;
    ck_ok(&f, chat_room_leave(f.chat, &f.ada, &params, &f.err));

    query.room = room;
    ck_ok(&f, chat_member_list_get(f.chat, &f.bob, &query, &members, &f.err));
    ck_assert_uint_eq(members.members_n, 2);
    for (size_t i = 0; i < members.members_n; i++)
        ck_assert_int_eq(members.members[i].role, members.members[i].person.id.value == f.bob_id.value
                                                      ? CHAT_ROLE_HOST
                                                      : CHAT_ROLE_MEMBER);
    CLEAR(member_list, &members);
    fixture_close(&f);
}
END_TEST

START_TEST(a_host_edits_and_deletes_the_room_and_a_member_does_not)
{
    struct fixture f = {0};
    PARAMS(room_edit_params, edit);
    PARAMS(room_ref_params, ref);
    PARAMS(room, room);
    fixture_open(&f);
    chat_room_id id = given_room(&f, &f.ada, "General");
    given_joined(&f, &f.bob, id);
    edit.room = ref.room = id;
    edit.title = TEXT("Everything");
    ck_status(chat_room_edit(f.chat, &f.bob, &edit, &room, &f.err), CHAT_E_DENIED);
    ck_assert_str_eq(f.err.code, "insufficient_role");
    ck_ok(&f, chat_room_edit(f.chat, &f.ada, &edit, &room, &f.err));
    ck_assert_str_eq(room.title, "Everything");
    ck_assert_str_eq(room.name, "general");
    CLEAR(room, &room);

    ck_status(chat_room_delete(f.chat, &f.bob, &ref, &f.err), CHAT_E_DENIED);
    ck_ok(&f, chat_room_delete(f.chat, &f.ada, &ref, &f.err));
    struct chat_room_id_params asked = {id};
    ck_status(chat_room_get(f.chat, &f.ada, &asked, &room, &f.err), CHAT_E_NOT_FOUND);
    ck_status(say(&f, &f.bob, id, "still here?"), CHAT_E_NOT_FOUND);
    fixture_close(&f);
}
END_TEST

START_TEST(a_removed_member_reads_and_writes_no_more_in_a_private_room)
{
    struct fixture f = {0};
    PARAMS(member_invite_params, invite);
    PARAMS(member_params, member);
    PARAMS(event_query, events);
    PARAMS(event_list, log);
    fixture_open(&f);
    chat_room_id room = given_private_room(&f, &f.ada, "Secret plans");
    invite.room = member.room = room;
    invite.handle = TEXT("bob");
    ck_ok(&f, chat_member_invite(f.chat, &f.ada, &invite, &f.err));
    given_joined(&f, &f.bob, room);
    member.user = f.bob_id;
    ck_ok(&f, chat_member_remove(f.chat, &f.ada, &member, &f.err));

    ck_status(say(&f, &f.bob, room, "let me in"), CHAT_E_NOT_FOUND);
    events.log = CHAT_ROOM_LOG(room);
    ck_status(chat_event_list_get(f.chat, &f.bob, &events, &log, &f.err), CHAT_E_NOT_FOUND);
    read_log(&f, &f.ada, CHAT_ROOM_LOG(room), &log);
    ck_assert_int_eq(log.events[log.events_n - 1].kind, CHAT_EVENT_MEMBER_REMOVED);
    CLEAR(event_list, &log);
    fixture_close(&f);
}
END_TEST

START_TEST(the_last_host_cannot_be_demoted)
{
    struct fixture f = {0};
    PARAMS(member_role_params, params);
    fixture_open(&f);
    params.room = given_room(&f, &f.ada, "General");
    params.user = f.ada_id;
    params.role = CHAT_ROLE_MEMBER;
    ck_status(chat_member_set_role(f.chat, &f.owner, &params, &f.err), CHAT_E_CONFLICT);
    ck_assert_str_eq(f.err.code, "last_host");
    fixture_close(&f);
}
END_TEST

START_TEST(an_archived_room_can_be_read_and_not_changed)
{
    struct fixture f = {0};
    PARAMS(room_ref_params, ref);
    fixture_open(&f);
    ref.room = given_room(&f, &f.ada, "General");
    given_said(&f, &f.ada, ref.room, "before");
    ck_ok(&f, chat_room_archive(f.chat, &f.ada, &ref, NULL, &f.err));
    ck_status(say(&f, &f.ada, ref.room, "after"), CHAT_E_CONFLICT);
    ck_assert_str_eq(f.err.code, "room_archived");
    ck_assert_uint_eq(count_messages(&f, ref.room), 1);
    ck_ok(&f, chat_room_unarchive(f.chat, &f.ada, &ref, NULL, &f.err));
    given_said(&f, &f.ada, ref.room, "again");
    fixture_close(&f);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, whoever_creates_a_room_is_its_host_and_finds_it_on_its_topic);
    tcase_add_test(cases, a_topic_is_found_without_regard_to_case);
    tcase_add_test(cases, a_name_that_was_asked_for_and_is_taken_is_refused_and_a_suggested_one_gives_way);
    tcase_add_test(cases, a_private_room_is_not_found_by_strangers_in_any_way);
    tcase_add_test(cases, an_invited_person_sees_the_private_room_and_may_join_it);
    tcase_add_test(cases, the_last_host_who_leaves_is_followed_by_the_senior_member);
    tcase_add_test(cases, a_host_edits_and_deletes_the_room_and_a_member_does_not);
    tcase_add_test(cases, a_removed_member_reads_and_writes_no_more_in_a_private_room);
    tcase_add_test(cases, the_last_host_cannot_be_demoted);
    tcase_add_test(cases, an_archived_room_can_be_read_and_not_changed);
}

int main(void)
{
    return unit_main("core/rooms", list);
}
