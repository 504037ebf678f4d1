/*
 * What the events of a reader's logs mean for reading on: joining, leaving, rooms that close, sessions that
 * end, and whole lives of it at random.
 */
#include "libchat/executor/feed.h"

#include "chat/limits.h"
#include "tests/unit/executor/world.h"

START_TEST(a_position_ahead_of_the_log_asks_for_a_snapshot)
{
    struct world *world = given_world(CHAT_AS_USER);

    (void)world_message(world, WORLD_ROOM);
    world_follow(world, WORLD_ROOM, 9);
    world_settle(world);
    ck_assert_uint_eq(world->logs[WORLD_ROOM].unfollowed, 1);
    ck_assert_int_eq(world->logs[WORLD_ROOM].reason, CHAT_UNFOLLOWED_RESYNC);
    ck_assert(!world->logs[WORLD_ROOM].attached);
    done_with(world);
}
END_TEST

START_TEST(a_log_that_may_not_be_read_is_gone)
{
    struct world *world = given_world(CHAT_AS_USER);

    world_hide(world, WORLD_ROOM, true, true);
    world_follow(world, WORLD_ROOM, 0);
    world_settle(world);
    ck_assert_int_eq(world->logs[WORLD_ROOM].reason, CHAT_UNFOLLOWED_GONE);
    ck_assert_uint_eq(world->told_n, 0);
    done_with(world);
}
END_TEST

static const enum chat_event_kind leavings[] = {CHAT_EVENT_MEMBER_LEFT, CHAT_EVENT_MEMBER_REMOVED,
                                                CHAT_EVENT_MEMBER_BANNED};

START_TEST(leaving_is_told_and_nothing_after_it)
{
    struct world *world = given_world(CHAT_AS_USER);
    int64_t left;

    world_follow(world, WORLD_SELF, 0);
    world_join(world, WORLD_ROOM, true);
    world_settle(world);
    world_leave(world, WORLD_ROOM, leavings[_i], true);
    left = world->logs[WORLD_ROOM].head;
    (void)world_message(world, WORLD_ROOM);
    world_settle(world);
    ck_assert_int_eq(world->logs[WORLD_ROOM].told, left);
    ck_assert_uint_eq(world->logs[WORLD_ROOM].unfollowed, 1);
    done_with(world);
}
END_TEST

START_TEST(leaving_ends_the_following_also_when_it_is_found_by_reading)
{
    struct world *world = given_world(CHAT_AS_USER);
    int64_t left;

    world_follow(world, WORLD_SELF, 0);
    world_join(world, WORLD_ROOM, true);
    world_settle(world);
    world_leave(world, WORLD_ROOM, leavings[_i], false); /* the room is public: it can still be read */
    left = world->logs[WORLD_ROOM].head;
    (void)world_message(world, WORLD_ROOM);
    world_settle(world);
    ck_assert_int_eq(world->logs[WORLD_ROOM].told, left);
    ck_assert_uint_eq(world->logs[WORLD_ROOM].unfollowed, 1);
    done_with(world);
}
END_TEST

START_TEST(having_left_long_ago_does_not_end_following_a_public_room)
{
    struct world *world = given_world(CHAT_AS_USER);

    world_join(world, WORLD_ROOM, true);
    world_leave(world, WORLD_ROOM, CHAT_EVENT_MEMBER_LEFT, true);
    world_follow(world, WORLD_ROOM, 0);
    world_settle(world);
    (void)world_message(world, WORLD_ROOM);
    world_settle(world);
    world_check_complete(world, WORLD_ROOM);
    done_with(world);
}
END_TEST

START_TEST(somebody_else_leaving_ends_nothing)
{
    struct world *world = given_world(CHAT_AS_USER);

    world_follow(world, WORLD_ROOM, 0);
    world_settle(world);
    (void)world_commit(world, WORLD_ROOM, (struct chat_event){.kind = leavings[_i], .subject = 999}, true);
    (void)world_message(world, WORLD_ROOM);
    world_settle(world);
    world_check_complete(world, WORLD_ROOM);
    done_with(world);
}
END_TEST

START_TEST(a_deleted_room_is_gone_after_its_last_event)
{
    struct world *world = given_world(CHAT_AS_USER);

    world_follow(world, WORLD_ROOM, 0);
    world_settle(world);
    (void)world_commit(world, WORLD_ROOM, (struct chat_event){.kind = CHAT_EVENT_ROOM_DELETED}, _i == 0);
    world_settle(world);
    ck_assert_int_eq(world->logs[WORLD_ROOM].told, 1);
    ck_assert_int_eq(world->logs[WORLD_ROOM].reason, CHAT_UNFOLLOWED_GONE);
    done_with(world);
}
END_TEST

START_TEST(a_room_that_became_private_is_judged_again_before_more_is_told)
{
    struct world *world = given_world(CHAT_AS_USER);

    world_follow(world, WORLD_ROOM, 0);
    world_settle(world);
    world_hide(world, WORLD_ROOM, true, true);
    (void)world_message(world, WORLD_ROOM);
    world_settle(world);
    ck_assert_int_eq(world->logs[WORLD_ROOM].told, 1); /* the edit, not the message */
    ck_assert_uint_eq(world->logs[WORLD_ROOM].unfollowed, 1);
    done_with(world);
}
END_TEST

START_TEST(a_room_that_is_joined_is_followed_from_its_joining)
{
    struct world *world = given_world(CHAT_AS_USER);
    int64_t joined;

    for (int i = 0; i < 5; i++)
        (void)world_message(world, WORLD_ROOM);
    world_follow(world, WORLD_SELF, 0);
    world_settle(world);
    world_join(world, WORLD_ROOM, _i == 0);
    joined = world->logs[WORLD_ROOM].head;
    world->logs[WORLD_ROOM].told = joined - 1;
    (void)world_message(world, WORLD_ROOM);
    world_settle(world);
    world_check_complete(world, WORLD_ROOM);
    world_check_complete(world, WORLD_SELF);
    done_with(world);
}
END_TEST

START_TEST(joining_a_room_that_is_followed_changes_nothing)
{
    struct world *world = given_world(CHAT_AS_USER);

    (void)world_message(world, WORLD_ROOM);
    world_follow(world, WORLD_SELF, 0);
    world_follow(world, WORLD_ROOM, 0);
    world_settle(world);
    world_join(world, WORLD_ROOM, true);
    world_settle(world);
    world_check_complete(world, WORLD_ROOM);
    done_with(world);
}
END_TEST

START_TEST(joining_again_before_the_refusal_arrives_keeps_the_room)
{
    struct world *world = given_world(CHAT_AS_USER);

    world_hide(world, WORLD_ROOM, true, true);
    world_follow(world, WORLD_SELF, 0);
    world_follow(world, WORLD_ROOM, 0);
    while (world_ask(world))
        continue;
    ck_assert(world_read(world, 0)); /* one's own log */
    ck_assert(world_pop(world));
    ck_assert(world_read(world, 0)); /* the room: not found */
    world_join(world, WORLD_ROOM, true);
    /* The news of joining overtakes the answer. */
    world->items[world->last++] = world->items[world->first++];
    world_settle(world);
    world_check_complete(world, WORLD_ROOM);
    done_with(world);
}
END_TEST

START_TEST(an_old_joining_told_late_does_not_start_the_room_over)
{
    struct world *world = given_world(CHAT_AS_USER);

    world_join(world, WORLD_ROOM, true);
    world_follow(world, WORLD_ROOM, 0);
    world_settle(world);
    world_leave(world, WORLD_ROOM, CHAT_EVENT_MEMBER_LEFT, true);
    world_settle(world);
    ck_assert_uint_eq(world->logs[WORLD_ROOM].unfollowed, 1);
    world_follow(world, WORLD_SELF, 0);
    world_settle(world);
    ck_assert_uint_eq(world->logs[WORLD_ROOM].unfollowed, 1);
    ck_assert_uint_eq(world->told_n, 4); /* two in the room, two in one's own log */
    done_with(world);
}
END_TEST

static void end_session(struct world *world, int64_t which, bool heard)
{
    world->dead = true;
    (void)world_commit(world, WORLD_SELF,
                       (struct chat_event){.kind = CHAT_EVENT_SESSION_ENDED, .subject = which}, heard);
}

START_TEST(the_end_of_the_session_ends_everything)
{
    struct world *world = given_world(CHAT_AS_SESSION);

    world_follow(world, WORLD_SELF, 0);
    world_follow(world, WORLD_ROOM, 0);
    world_settle(world);
    end_session(world, _i & 1 ? WORLD_SESSION : 0, (_i & 2) != 0);
    (void)world_message(world, WORLD_ROOM);
    world_settle(world);
    ck_assert_uint_eq(world->ended, 1);
    ck_assert_int_eq(world->feed.status, CHAT_E_UNAUTHENTICATED);
    ck_assert_int_eq(chat_feed_follow(&world->feed, (chat_log_id){WORLD_ROOM}, 0, NULL), CHAT_E_CLOSED);
    done_with(world);
}
END_TEST

START_TEST(the_end_of_the_session_does_not_wait_for_a_reader_that_pauses)
{
    struct world *world = given_world(CHAT_AS_SESSION);

    world_follow(world, WORLD_SELF, 0);
    world_settle(world);
    chat_feed_pause(&world->feed);
    end_session(world, WORLD_SESSION, true);
    while (world_pop(world))
        continue;
    ck_assert_uint_eq(world->ended, 1);
    done_with(world);
}
END_TEST

START_TEST(the_end_of_another_session_is_told_and_ends_nothing)
{
    struct world *world = given_world(CHAT_AS_SESSION);

    world_follow(world, WORLD_SELF, 0);
    world_settle(world);
    (void)world_commit(world, WORLD_SELF,
                       (struct chat_event){.kind = CHAT_EVENT_SESSION_ENDED, .subject = WORLD_SESSION + 1},
                       true);
    world_settle(world);
    ck_assert_uint_eq(world->ended, 0);
    world_check_complete(world, WORLD_SELF);
    done_with(world);
}
END_TEST

START_TEST(a_session_older_than_this_one_that_ended_is_only_history)
{
    struct world *world = given_world(CHAT_AS_SESSION);

    (void)world_commit(world, WORLD_SELF, (struct chat_event){.kind = CHAT_EVENT_SESSION_ENDED}, true);
    world_follow(world, WORLD_SELF, 0);
    world_settle(world);
    ck_assert_uint_eq(world->ended, 0);
    world_check_complete(world, WORLD_SELF);
    done_with(world);
}
END_TEST

START_TEST(a_change_of_the_account_has_every_log_judged_again)
{
    struct world *world = given_world(CHAT_AS_USER);

    world_follow(world, WORLD_SELF, 0);
    world_follow(world, WORLD_ROOM, 0);
    world_settle(world);
    world->logs[WORLD_ROOM].hidden = true; /* such as an admin who is one no more */
    (void)world_commit(world, WORLD_SELF, (struct chat_event){.kind = CHAT_EVENT_ACCOUNT_CHANGED}, _i == 0);
    world_settle(world);
    ck_assert_int_eq(world->logs[WORLD_ROOM].reason, CHAT_UNFOLLOWED_GONE);
    world_check_complete(world, WORLD_SELF);
    done_with(world);
}
END_TEST

START_TEST(a_refusal_for_now_is_asked_again_and_loses_nothing)
{
    static const enum chat_status refusals[] = {CHAT_E_BUSY, CHAT_E_LIMITED, CHAT_E_UNAVAILABLE,
                                                CHAT_E_NOMEM};
    struct world *world = given_world(CHAT_AS_USER);
    struct chat_event_query query;
    struct chat_follow *follow;

    (void)world_message(world, WORLD_ROOM);
    world_follow(world, WORLD_ROOM, 0);
    follow = chat_feed_ask(&world->feed, &query);
    ck_assert(!chat_feed_answer(&world->feed, query.log, follow->generation, refusals[_i], NULL, NULL));
    ck_assert(chat_feed_wants_read(&world->feed));
    world_settle(world);
    world_check_complete(world, WORLD_ROOM);
    done_with(world);
}
END_TEST

START_TEST(a_lost_store_ends_everything_with_its_own_reason)
{
    struct world *world = given_world(CHAT_AS_USER);

    world_follow(world, WORLD_ROOM, 0);
    world->refuse = CHAT_E_CLOSED;
    world_settle(world);
    ck_assert_uint_eq(world->ended, 1);
    ck_assert_int_eq(world->feed.status, CHAT_E_CLOSED);
    ck_assert_int_eq(world->feed.err.status, CHAT_E_CLOSED);
    done_with(world);
}
END_TEST

START_TEST(a_feed_follows_a_bounded_number_of_logs)
{
    struct world *world = given_world(CHAT_AS_USER);
    struct chat_error err = CHAT_ERROR_INIT;

    for (int64_t log = 1; log <= CHAT_FOLLOWED_LOGS_MAX; log++)
        ck_assert_int_eq(chat_feed_follow(&world->feed, (chat_log_id){log}, 0, &err), CHAT_OK);
    ck_assert_int_eq(chat_feed_follow(&world->feed, (chat_log_id){CHAT_FOLLOWED_LOGS_MAX + 1}, 0, &err),
                     CHAT_E_TOO_LARGE);
    ck_assert_int_eq(chat_feed_follow(&world->feed, (chat_log_id){1}, 5, &err), CHAT_OK);
    ck_assert_int_eq(chat_feed_follow(&world->feed, (chat_log_id){0}, 0, &err), CHAT_E_INVALID);
    ck_assert_int_eq(chat_feed_follow(&world->feed, (chat_log_id){1}, -1, &err), CHAT_E_INVALID);
    ck_assert_str_eq(err.field, "after");
    done_with(world);
}
END_TEST

/* Joining, leaving, hiding, showing, talking, being slow, and all of it heard or not. */
static void live_on(struct world *world, uint64_t *state)
{
    int64_t room = WORLD_ROOM + world_random(state, WORLD_ROOMS_END - WORLD_ROOM);
    bool heard = world_random(state, 8) != 0;

    switch (world_random(state, 14)) {
    case 0:
        if (!world->logs[room].member)
            world_join(world, room, heard);
        break;
    case 1:
        if (world->logs[room].member)
            world_leave(world, room, leavings[world_random(state, 3)], heard);
        break;
    case 2:
        world_hide(world, room, world_random(state, 2) == 0, heard);
        break;
    case 3:
        (void)world_commit(world, WORLD_SELF, (struct chat_event){.kind = CHAT_EVENT_ACCOUNT_CHANGED}, heard);
        break;
    case 4:
        chat_feed_pause(&world->feed);
        break;
    case 5:
        chat_feed_resume(&world->feed);
        world_tell(world);
        break;
    case 6:
    case 7:
        (void)world_ask(world);
        break;
    case 8:
    case 9:
        (void)world_read(world, world_random(state, 4));
        break;
    case 10:
    case 11:
        (void)world_message(world, room);
        break;
    default:
        (void)world_pop(world);
        break;
    }
}

static int64_t last_leaving(const struct world *world, int64_t room)
{
    int64_t seq = world->logs[room].head;

    while (seq > 0 && world->past[room][seq].event.subject != WORLD_SELF)
        seq--;
    return seq;
}

static void try_life(uint64_t seed)
{
    struct world *world = given_world(CHAT_AS_USER);
    uint64_t state = seed * UINT64_C(0x9e3779b97f4a7c15);

    world_follow(world, WORLD_SELF, 0);
    for (int64_t room = WORLD_ROOM; room < WORLD_ROOMS_END; room++)
        world->logs[room].jump = true;
    for (unsigned i = 0; i < 250; i++)
        live_on(world, &state);
    chat_feed_resume(&world->feed);
    world_settle(world);
    world_check_complete(world, WORLD_SELF);
    for (int64_t room = WORLD_ROOM; room < WORLD_ROOMS_END; room++) {
        if (world->logs[room].member)
            world_check_complete(world, room);
        else
            ck_assert_int_le(world->logs[room].told, last_leaving(world, room));
    }
    done_with(world);
}

START_TEST(in_any_life_members_hear_everything_and_nobody_hears_more_after_leaving)
{
    for (uint64_t seed = 1; seed <= 3000; seed++)
        try_life(seed);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, a_position_ahead_of_the_log_asks_for_a_snapshot);
    tcase_add_test(cases, a_log_that_may_not_be_read_is_gone);
    tcase_add_loop_test(cases, leaving_is_told_and_nothing_after_it, 0, 3);
    tcase_add_loop_test(cases, leaving_ends_the_following_also_when_it_is_found_by_reading, 0, 3);
    tcase_add_test(cases, having_left_long_ago_does_not_end_following_a_public_room);
    tcase_add_loop_test(cases, somebody_else_leaving_ends_nothing, 0, 3);
    tcase_add_loop_test(cases, a_deleted_room_is_gone_after_its_last_event, 0, 2);
    tcase_add_test(cases, a_room_that_became_private_is_judged_again_before_more_is_told);
    tcase_add_loop_test(cases, a_room_that_is_joined_is_followed_from_its_joining, 0, 2);
    tcase_add_test(cases, joining_a_room_that_is_followed_changes_nothing);
    tcase_add_test(cases, joining_again_before_the_refusal_arrives_keeps_the_room);
    tcase_add_test(cases, an_old_joining_told_late_does_not_start_the_room_over);
    tcase_add_loop_test(cases, the_end_of_the_session_ends_everything, 0, 4);
    tcase_add_test(cases, the_end_of_the_session_does_not_wait_for_a_reader_that_pauses);
    tcase_add_test(cases, the_end_of_another_session_is_told_and_ends_nothing);
    tcase_add_test(cases, a_session_older_than_this_one_that_ended_is_only_history);
    tcase_add_loop_test(cases, a_change_of_the_account_has_every_log_judged_again, 0, 2);
    tcase_add_loop_test(cases, a_refusal_for_now_is_asked_again_and_loses_nothing, 0, 4);
    tcase_add_test(cases, a_lost_store_ends_everything_with_its_own_reason);
    tcase_add_test(cases, a_feed_follows_a_bounded_number_of_logs);
    tcase_add_test(cases, in_any_life_members_hear_everything_and_nobody_hears_more_after_leaving);
}

int main(void)
{
    return unit_main("feed", list);
}
