/*
 * Being in a room: inviting, asking, removing, roles, on a real store.
 */
#include <stdio.h>
#include <string.h>

#include "chat/limits.h"
#include "tests/core/steps.h"
#include "tests/unit/unit.h"

static enum chat_status set_role(struct fixture *f, const struct chat_actor *actor, chat_room_id room,
                                 chat_user_id user, enum chat_room_role role)
{
    PARAMS(member_role_params, params);

    params.room = room;
    params.user = user;
    params.role = role;
    return chat_member_set_role(f->chat, actor, &params, &f->err);
}

static enum chat_status remove_member(struct fixture *f, const struct chat_actor *actor, chat_room_id room,
                                      chat_user_id user)
{
    PARAMS(member_params, params);

    params.room = room;
    params.user = user;
    return chat_member_remove(f->chat, actor, &params, &f->err);
}

static chat_room_id given_room_by_request(struct fixture *f, const struct chat_actor *host)
{
    PARAMS(room_params, params);
    PARAMS(room, room);
    chat_room_id id;

    params.title = param("By request");
    params.joining = CHAT_JOINING_REQUEST;
    ck_ok(f, chat_room_create(f->chat, host, &params, &room, &f->err));
    id = room.id;
    CLEAR(room, &room);
    return id;
}

/* How many events of a kind stand in a log. */
static size_t count_events(struct fixture *f, const struct chat_actor *actor, chat_log_id log,
                           enum chat_event_kind kind)
{
    PARAMS(event_list, list);
    size_t n = 0;

    read_log(f, actor, log, &list);
    for (size_t i = 0; i < list.events_n; i++)
        n += list.events[i].kind == kind;
    CLEAR(event_list, &list);
    return n;
}

START_TEST(joining_twice_is_joining_once)
{
    struct fixture f = {0};
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    ck_ok(&f, join(&f, &f.bob, room));
    ck_ok(&f, join(&f, &f.bob, room));
    ck_assert_uint_eq(count_events(&f, &f.ada, CHAT_ROOM_LOG(room), CHAT_EVENT_MEMBER_JOINED), 2); /* host */
    ck_assert_uint_eq(count_events(&f, &f.bob, CHAT_USER_LOG(f.bob_id), CHAT_EVENT_JOINED_ROOM), 1);
    ck_ok(&f, leave(&f, &f.bob, room));
    ck_status(leave(&f, &f.bob, room), CHAT_E_DENIED);
    ck_assert_str_eq(f.err.code, "not_member");
    ck_assert_uint_eq(count_events(&f, &f.bob, CHAT_USER_LOG(f.bob_id), CHAT_EVENT_LEFT_ROOM), 1);
    fixture_close(&f);
}
END_TEST

START_TEST(who_comes_back_has_missed_nothing_that_counts_as_unread)
{
    struct fixture f = {0};
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    ck_ok(&f, join(&f, &f.bob, room));
    ck_ok(&f, leave(&f, &f.bob, room));
    given_said(&f, &f.ada, room, "while bob was away");
    ck_ok(&f, join(&f, &f.bob, room));
    ck_assert_int_eq(unread_of(&f, &f.bob, room), 0);
    given_said(&f, &f.ada, room, "since");
    ck_assert_int_eq(unread_of(&f, &f.bob, room), 1);
    fixture_close(&f);
}
END_TEST

START_TEST(where_one_joins_by_request_one_waits_for_an_invitation)
{
    struct fixture f = {0};
    fixture_open(&f);
    chat_room_id room = given_room_by_request(&f, &f.ada);
    ck_ok(&f, join(&f, &f.bob, room));
    ck_assert_int_eq(standing_of(&f, &f.bob, room).state, CHAT_MEMBER_REQUESTED);
    ck_status(say(&f, &f.bob, room, "not in yet"), CHAT_E_DENIED);
    ck_ok(&f, join(&f, &f.bob, room)); /* asking again changes nothing */
    ck_assert_int_eq(standing_of(&f, &f.bob, room).state, CHAT_MEMBER_REQUESTED);
    ck_assert_uint_eq(count_events(&f, &f.ada, CHAT_ROOM_LOG(room), CHAT_EVENT_MEMBER_JOINED), 1);

    ck_ok(&f, invite(&f, &f.ada, room, "bob"));
    ck_ok(&f, join(&f, &f.bob, room));
    given_said(&f, &f.bob, room, "in");
    ck_ok(&f, join(&f, &f.owner, room)); /* staff walk in */
    ck_assert_int_eq(standing_of(&f, &f.owner, room).state, CHAT_MEMBER_JOINED);
    fixture_close(&f);
}
END_TEST

START_TEST(an_invitation_is_told_to_the_invited_and_once_is_enough)
{
    struct fixture f = {0};
    fixture_open(&f);
    chat_room_id room = given_private_room(&f, &f.ada, "Secret plans");
    ck_ok(&f, invite(&f, &f.ada, room, "bob"));
    ck_ok(&f, invite(&f, &f.ada, room, "bob"));
    ck_assert_uint_eq(count_events(&f, &f.bob, CHAT_USER_LOG(f.bob_id), CHAT_EVENT_INVITED_TO_ROOM), 1);
    ck_assert_uint_eq(count_events(&f, &f.ada, CHAT_ROOM_LOG(room), CHAT_EVENT_MEMBER_INVITED), 1);
    ck_status(invite(&f, &f.ada, room, "nobody"), CHAT_E_INVALID);
    ck_assert_str_eq(f.err.field, "handle");
    ck_status(invite(&f, &f.ada, room, "ada"), CHAT_E_CONFLICT);
    ck_assert_str_eq(f.err.code, "already_member");
    ck_status(invite(&f, &f.eve, room, "eve"), CHAT_E_NOT_FOUND);
    ck_status(invite(&f, &f.bob, room, "eve"), CHAT_E_DENIED); /* not in yet */

    ck_ok(&f, leave(&f, &f.bob, room)); /* an invitation can be declined */
    struct chat_room_id_params asked = {room};
    PARAMS(room, seen);
    ck_status(chat_room_get(f.chat, &f.bob, &asked, &seen, &f.err), CHAT_E_NOT_FOUND);
    fixture_close(&f);
}
END_TEST

START_TEST(roles_are_given_up_to_ones_own)
{
    struct fixture f = {0};
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    ck_ok(&f, join(&f, &f.bob, room));
    ck_ok(&f, join(&f, &f.eve, room));
    ck_status(set_role(&f, &f.bob, room, f.eve_id, CHAT_ROLE_VIEWER), CHAT_E_DENIED);
    ck_ok(&f, set_role(&f, &f.ada, room, f.bob_id, CHAT_ROLE_MODERATOR));
    ck_ok(&f, set_role(&f, &f.bob, room, f.eve_id, CHAT_ROLE_VIEWER));
    ck_status(say(&f, &f.eve, room, "may I?"), CHAT_E_DENIED);
    ck_assert_str_eq(f.err.code, "insufficient_role");
    ck_status(set_role(&f, &f.bob, room, f.eve_id, CHAT_ROLE_MODERATOR), CHAT_E_DENIED);
    ck_status(set_role(&f, &f.bob, room, f.ada_id, CHAT_ROLE_MEMBER), CHAT_E_DENIED);
    ck_assert_str_eq(f.err.code, "rank_too_low");
    ck_status(set_role(&f, &f.ada, room, f.owner_id, CHAT_ROLE_MEMBER), CHAT_E_NOT_FOUND); /* not in it */

    ck_ok(&f, set_role(&f, &f.ada, room, f.eve_id, CHAT_ROLE_HOST));
    ck_ok(&f, set_role(&f, &f.ada, room, f.ada_id, CHAT_ROLE_MEMBER)); /* stepping down, with a host left */
    ck_assert_int_eq(standing_of(&f, &f.ada, room).role, CHAT_ROLE_MEMBER);
    ck_assert_uint_eq(count_events(&f, &f.ada, CHAT_ROOM_LOG(room), CHAT_EVENT_MEMBER_ROLE), 4);
    ck_status(set_role(&f, &f.eve, room, f.eve_id, CHAT_ROLE_MEMBER), CHAT_E_CONFLICT);
    ck_assert_str_eq(f.err.code, "last_host");
    fixture_close(&f);
}
END_TEST

START_TEST(nobody_removes_an_equal_or_the_last_host)
{
    struct fixture f = {0};
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    ck_ok(&f, join(&f, &f.bob, room));
    ck_ok(&f, join(&f, &f.eve, room));
    ck_status(remove_member(&f, &f.bob, room, f.eve_id), CHAT_E_DENIED);
    ck_ok(&f, set_role(&f, &f.ada, room, f.bob_id, CHAT_ROLE_HOST));
    ck_status(remove_member(&f, &f.bob, room, f.ada_id), CHAT_E_DENIED);
    ck_ok(&f, remove_member(&f, &f.bob, room, f.eve_id));
    ck_status(remove_member(&f, &f.bob, room, f.eve_id), CHAT_E_NOT_FOUND); /* no longer in it */
    ck_ok(&f, remove_member(&f, &f.owner, room, f.ada_id));
    ck_status(remove_member(&f, &f.owner, room, f.bob_id), CHAT_E_CONFLICT);
    ck_assert_str_eq(f.err.code, "last_host");
    ck_ok(&f, join(&f, &f.eve, room)); /* a public room takes people back */
    ck_assert_int_eq(standing_of(&f, &f.eve, room).role, CHAT_ROLE_MEMBER);
    fixture_close(&f);
}
END_TEST

START_TEST(a_moderator_follows_the_last_host_before_older_members)
{
    struct fixture f = {0};
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    ck_ok(&f, join(&f, &f.bob, room));
    f.now_us += 1000000;
    ck_ok(&f, join(&f, &f.eve, room));
    ck_ok(&f, set_role(&f, &f.ada, room, f.eve_id, CHAT_ROLE_MODERATOR));
    ck_ok(&f, leave(&f, &f.ada, room));
    ck_assert_int_eq(standing_of(&f, &f.eve, room).role, CHAT_ROLE_HOST);
    ck_ok(&f, leave(&f, &f.eve, room));
    ck_ok(&f, leave(&f, &f.bob, room)); /* nobody is left, and nobody follows */
    ck_ok(&f, join(&f, &f.ada, room));
    ck_assert_int_eq(standing_of(&f, &f.ada, room).role, CHAT_ROLE_MEMBER); /* a role is not kept */
    fixture_close(&f);
}
END_TEST

START_TEST(slow_mode_holds_members_and_not_moderators)
{
    struct fixture f = {0};
    PARAMS(room_edit_params, edit);
    fixture_open(&f);
    edit.room = given_room(&f, &f.ada, "General");
    edit.slow_mode_s = 30;
    ck_ok(&f, chat_room_edit(f.chat, &f.ada, &edit, NULL, &f.err));
    ck_ok(&f, join(&f, &f.bob, edit.room));
    given_said(&f, &f.bob, edit.room, "one");
    ck_status(say(&f, &f.bob, edit.room, "two"), CHAT_E_LIMITED);
    ck_assert_str_eq(f.err.code, "slow_mode");
    ck_assert_uint_eq(f.err.retry_after_ms, 30000);
    ck_ok(&f, leave(&f, &f.bob, edit.room));
    ck_ok(&f, join(&f, &f.bob, edit.room)); /* which is no way around it */
    ck_status(say(&f, &f.bob, edit.room, "two"), CHAT_E_LIMITED);
    given_said(&f, &f.ada, edit.room, "one");
    given_said(&f, &f.ada, edit.room, "two");
    f.now_us += 30 * 1000000;
    given_said(&f, &f.bob, edit.room, "two");
    fixture_close(&f);
}
END_TEST

START_TEST(a_marker_does_not_count_what_is_hidden)
{
    struct fixture f = {0};
    PARAMS(room_params, params);
    PARAMS(room, room);
    PARAMS(marker_params, marker);
    struct chat_standing standing;
    fixture_open(&f);
    params.title = param("Members only");
    params.history = CHAT_HISTORY_FROM_JOINING;
    ck_ok(&f, chat_room_create(f.chat, &f.ada, &params, &room, &f.err));
    for (int i = 0; i < 5; i++)
        given_said(&f, &f.ada, room.id, "before");
    ck_ok(&f, join(&f, &f.bob, room.id));
    given_said(&f, &f.ada, room.id, "after");
    marker.room = room.id;
    marker.seq = 0;
    ck_ok(&f, chat_marker_move(f.chat, &f.bob, &marker, &standing, &f.err));
    ck_assert_int_eq(standing.unread, 1);
    ck_assert_int_eq(standing.marker_seq, standing.joined_seq);
    ck_ok(&f, chat_marker_move(f.chat, &f.ada, &marker, &standing, &f.err));
    ck_assert_int_eq(standing.unread, 6); /* the host was there from the start */
    CLEAR(room, &room);
    fixture_close(&f);
}
END_TEST

START_TEST(who_has_left_is_not_answered_from_memory)
{
    struct fixture f = {0};
    PARAMS(marker_params, marker);
    PARAMS(room_ref_params, ref);
    PARAMS(room, room);
    struct chat_standing standing;
    fixture_open(&f);
    marker.room = ref.room = given_private_room(&f, &f.ada, "Secret plans");
    ck_ok(&f, invite(&f, &f.ada, marker.room, "bob"));
    ref.client_id = param("c-1");
    ck_ok(&f, chat_room_join(f.chat, &f.bob, &ref, NULL, &f.err));
    marker.client_id = param("c-2");
    marker.seq = 1;
    ck_ok(&f, chat_marker_move(f.chat, &f.bob, &marker, &standing, &f.err));
    ck_ok(&f, chat_marker_move(f.chat, &f.bob, &marker, &standing, &f.err));
    ck_ok(&f, remove_member(&f, &f.ada, marker.room, f.bob_id));
    ck_status(chat_marker_move(f.chat, &f.bob, &marker, &standing, &f.err), CHAT_E_NOT_FOUND);
    ck_status(chat_room_join(f.chat, &f.bob, &ref, &room, &f.err), CHAT_E_NOT_FOUND);
    fixture_close(&f);
}
END_TEST

START_TEST(one_account_is_in_so_many_rooms_and_no_more)
{
    struct fixture f = {0};
    PARAMS(room_params, params);
    char title[16];
    fixture_open(&f);
    chat_room_id last = given_room(&f, &f.ada, "One too many");
    params.title = title;
    for (int i = 0; i < CHAT_ROOMS_JOINED_MAX; i++) {
        snprintf(title, sizeof title, "Room %d", i);
        if (chat_room_create(f.chat, &f.bob, &params, NULL, &f.err) != CHAT_OK)
            ck_abort_msg("%s", f.err.message);
    }
    ck_status(join(&f, &f.bob, last), CHAT_E_TOO_LARGE);
    ck_status(chat_room_create(f.chat, &f.bob, &params, NULL, &f.err), CHAT_E_TOO_LARGE);
    PARAMS(sync, sync);
    ck_ok(&f, chat_sync_get(f.chat, &f.bob, &sync, &f.err));
    ck_assert_uint_eq(sync.rooms_n, CHAT_ROOMS_JOINED_MAX);
    ck_assert_uint_eq(sync.positions_n, CHAT_ROOMS_JOINED_MAX + 2);
    ck_ok(&f, leave(&f, &f.bob, sync.rooms[0].id));
    CLEAR(sync, &sync);
    ck_ok(&f, join(&f, &f.bob, last));
    fixture_close(&f);
}
END_TEST

START_TEST(nobody_is_invited_to_more_rooms_than_a_snapshot_holds)
{
    struct fixture f = {0};
    PARAMS(room_params, params);
    PARAMS(sync, sync);
    char title[16];
    const struct chat_actor *hosts[] = {&f.ada, &f.bob, &f.owner};
    int invited = 0;
    fixture_open(&f);
    params.title = title;
    for (int i = 0; i <= CHAT_ROOMS_JOINED_MAX + CHAT_ROOMS_INVITED_MAX; i++) {
        const struct chat_actor *host = hosts[i / 400];
        PARAMS(room, room);
        snprintf(title, sizeof title, "Room %d", i);
        if (chat_room_create(f.chat, host, &params, &room, &f.err) != CHAT_OK)
            ck_abort_msg("%s", f.err.message);
        invited += invite(&f, host, room.id, "eve") == CHAT_OK;
        CLEAR(room, &room);
    }
    ck_assert_int_eq(invited, CHAT_ROOMS_JOINED_MAX + CHAT_ROOMS_INVITED_MAX);
    ck_assert_int_eq(f.err.status, CHAT_E_TOO_LARGE);
    ck_ok(&f, chat_sync_get(f.chat, &f.eve, &sync, &f.err));
    ck_assert_uint_eq(sync.rooms_n, (size_t)invited);
    CLEAR(sync, &sync);
    fixture_close(&f);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, joining_twice_is_joining_once);
    tcase_add_test(cases, who_comes_back_has_missed_nothing_that_counts_as_unread);
    tcase_add_test(cases, where_one_joins_by_request_one_waits_for_an_invitation);
    tcase_add_test(cases, an_invitation_is_told_to_the_invited_and_once_is_enough);
    tcase_add_test(cases, roles_are_given_up_to_ones_own);
    tcase_add_test(cases, nobody_removes_an_equal_or_the_last_host);
    tcase_add_test(cases, a_moderator_follows_the_last_host_before_older_members);
    tcase_add_test(cases, slow_mode_holds_members_and_not_moderators);
    tcase_add_test(cases, a_marker_does_not_count_what_is_hidden);
    tcase_add_test(cases, who_has_left_is_not_answered_from_memory);
    tcase_add_test(cases, nobody_is_invited_to_more_rooms_than_a_snapshot_holds);
    tcase_add_test(cases, one_account_is_in_so_many_rooms_and_no_more);
}

int main(void)
{
    return unit_main("core/members", list);
}
