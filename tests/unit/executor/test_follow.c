/*
 * One followed log, without threads: reading joins live delivery without gap, duplicate or seam, in whatever
 * order things happen.
 */
#include "libchat/executor/follow.h"

#include "tests/unit/executor/world.h"

/* One of the things that can happen next. */
static void happen(struct world *world, unsigned what)
{
    switch (what) {
    case 0:
        (void)world_message(world, WORLD_ROOM);
        break;
    case 1:
        (void)world_ask(world);
        break;
    case 2:
        (void)world_read(world, 0);
        break;
    case 3:
        (void)world_pop(world);
        break;
    case 4:
        (void)world_commit(world, WORLD_ROOM, (struct chat_event){.kind = CHAT_EVENT_MESSAGE}, false);
        break;
    case 5:
        chat_feed_pause(&world->feed);
        break;
    case 6:
        chat_feed_resume(&world->feed);
        world_tell(world);
        break;
    case 7:
        world->refuse = CHAT_E_BUSY;
        break;
    default:
        world_hide(world, WORLD_ROOM, false, true);
        break;
    }
}

/* Every sequence of `length` of the first `kinds` things. */
static void try_all(unsigned kinds, unsigned length)
{
    struct world *world = malloc(sizeof *world);
    unsigned long sequences = 1;

    ck_assert_ptr_nonnull(world);
    for (unsigned i = 0; i < length; i++)
        sequences *= kinds;
    for (unsigned long sequence = 0; sequence < sequences; sequence++) {
        unsigned long rest = sequence;

        world_open(world, CHAT_AS_USER);
        (void)world_message(world, WORLD_ROOM);
        (void)world_message(world, WORLD_ROOM);
        (void)world_message(world, WORLD_ROOM);
        world_follow(world, WORLD_ROOM, 0);
        for (unsigned i = 0; i < length; i++, rest /= kinds)
            happen(world, (unsigned)(rest % kinds));
        chat_feed_resume(&world->feed);
        world_settle(world);
        world_check_complete(world, WORLD_ROOM);
        world_close(world);
    }
    free(world);
}

START_TEST(every_number_is_told_once_whatever_the_order_of_commits_and_reads)
{
    try_all(4, 8);
}
END_TEST

START_TEST(nothing_is_missed_when_events_are_dropped_or_the_reader_pauses)
{
    try_all(7, 6);
}
END_TEST

START_TEST(random_histories_of_one_log_are_told_whole)
{
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        struct world *world = given_world(CHAT_AS_USER);
        uint64_t state = seed * UINT64_C(0x9e3779b97f4a7c15);

        world_follow(world, WORLD_ROOM, 0);
        for (unsigned i = 0; i < 120; i++)
            happen(world, world_random(&state, 9));
        chat_feed_resume(&world->feed);
        world_settle(world);
        world_check_complete(world, WORLD_ROOM);
        done_with(world);
    }
}
END_TEST

START_TEST(a_position_in_the_middle_starts_behind_it)
{
    struct world *world = given_world(CHAT_AS_USER);

    for (int i = 0; i < 7; i++)
        (void)world_message(world, WORLD_ROOM);
    world_follow(world, WORLD_ROOM, 5);
    world_settle(world);
    ck_assert_uint_eq(world->told_n, 2);
    world_check_complete(world, WORLD_ROOM);
    done_with(world);
}
END_TEST

START_TEST(a_live_event_that_is_next_is_told_without_a_read)
{
    struct world *world = given_world(CHAT_AS_USER);

    world_follow(world, WORLD_ROOM, 0);
    world_settle(world);
    (void)world_message(world, WORLD_ROOM);
    ck_assert(world_pop(world));
    ck_assert_int_eq(world->logs[WORLD_ROOM].told, 1);
    ck_assert(!chat_feed_wants_read(&world->feed));
    done_with(world);
}
END_TEST

/* Take the newest thing out of the queue of the port without a word: nothing says that it was lost. */
static void swallow(struct world *world)
{
    ck_assert_uint_gt(world->last, world->first);
    world->last--;
}

START_TEST(a_gap_that_nobody_announced_is_seen_by_counting)
{
    struct world *world = given_world(CHAT_AS_USER);

    world_follow(world, WORLD_ROOM, 0);
    world_settle(world);
    (void)world_message(world, WORLD_ROOM);
    swallow(world);
    (void)world_message(world, WORLD_ROOM);
    ck_assert(world_pop(world));
    ck_assert_uint_eq(world->told_n, 0);
    ck_assert(chat_feed_wants_read(&world->feed));
    world_settle(world);
    world_check_complete(world, WORLD_ROOM);
    done_with(world);
}
END_TEST

START_TEST(a_gap_among_the_events_kept_during_a_read_is_seen_too)
{
    struct world *world = given_world(CHAT_AS_USER);

    world_follow(world, WORLD_ROOM, 0);
    ck_assert(world_ask(world));
    ck_assert(world_read(world, 0));
    for (int i = 0; i < 4; i++) {
        (void)world_message(world, WORLD_ROOM);
        if (i == _i)
            swallow(world);
    }
    world->items[world->last++] = world->items[world->first++]; /* the answer is late */
    world_settle(world);
    if (_i == 3) /* the newest: only the next one shows that it is missing */
        (void)world_message(world, WORLD_ROOM);
    world_settle(world);
    world_check_complete(world, WORLD_ROOM);
    done_with(world);
}
END_TEST

START_TEST(more_live_events_than_are_kept_while_a_read_runs_are_read)
{
    struct world *world = given_world(CHAT_AS_USER);

    world_follow(world, WORLD_ROOM, 0);
    ck_assert(world_ask(world));
    ck_assert(world_read(world, 0));
    for (int i = 0; i < CHAT_FOLLOW_KEPT_MAX + 10; i++)
        (void)world_message(world, WORLD_ROOM);
    world->items[world->last++] = world->items[world->first++]; /* the answer is late */
    world_settle(world);
    world_check_complete(world, WORLD_ROOM);
    done_with(world);
}
END_TEST

START_TEST(what_is_about_hidden_numbers_is_never_told_live)
{
    struct world *world = given_world(CHAT_AS_USER);

    for (int i = 0; i < 6; i++)
        (void)world_message(world, WORLD_ROOM);
    world->logs[WORLD_ROOM].floor = 4; /* the reader joined then, and history begins there */
    world_follow(world, WORLD_ROOM, _i);
    world_settle(world);
    (void)world_commit(world, WORLD_ROOM,
                       (struct chat_event){.kind = CHAT_EVENT_MESSAGE_EDITED, .target_seq = 6}, true);
    (void)world_pop(world);
    ck_assert_int_eq(world->logs[WORLD_ROOM].told, 7);
    (void)world_commit(world, WORLD_ROOM,
                       (struct chat_event){.kind = CHAT_EVENT_MESSAGE_EDITED, .target_seq = 3}, true);
    (void)world_pop(world);
    ck_assert_int_eq(world->logs[WORLD_ROOM].told, 7);
    ck_assert(chat_feed_wants_read(&world->feed)); /* the store knows how to say it */
    done_with(world);
}
END_TEST

START_TEST(a_reader_who_sees_nothing_of_a_log_hears_only_of_ranges)
{
    struct world *world = given_world(CHAT_AS_USER);

    world->logs[WORLD_ROOM].floor = INT64_MAX;
    world_follow(world, WORLD_ROOM, 0);
    for (int i = 0; i < 5; i++) {
        (void)world_message(world, WORLD_ROOM);
        world_settle(world);
    }
    world_check_complete(world, WORLD_ROOM);
    done_with(world);
}
END_TEST

START_TEST(starting_over_ignores_the_answer_to_the_earlier_start)
{
    struct world *world = given_world(CHAT_AS_USER);

    for (int i = 0; i < 5; i++)
        (void)world_message(world, WORLD_ROOM);
    world_follow(world, WORLD_ROOM, 0);
    ck_assert(world_ask(world));
    world_follow(world, WORLD_ROOM, 3);
    world_settle(world);
    ck_assert_uint_eq(world->told_n, 2);
    world_check_complete(world, WORLD_ROOM);
    done_with(world);
}
END_TEST

START_TEST(what_is_unfollowed_is_silent)
{
    struct world *world = given_world(CHAT_AS_USER);

    (void)world_message(world, WORLD_ROOM);
    world_follow(world, WORLD_ROOM, 0);
    ck_assert(world_ask(world));
    ck_assert(world_read(world, 0));
    chat_feed_unfollow(&world->feed, (chat_log_id){WORLD_ROOM});
    ck_assert(!world->logs[WORLD_ROOM].attached);
    world_settle(world);
    ck_assert_uint_eq(world->told_n, 0);
    ck_assert_uint_eq(world->logs[WORLD_ROOM].unfollowed, 0);
    done_with(world);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, every_number_is_told_once_whatever_the_order_of_commits_and_reads);
    tcase_add_test(cases, nothing_is_missed_when_events_are_dropped_or_the_reader_pauses);
    tcase_add_test(cases, random_histories_of_one_log_are_told_whole);
    tcase_add_test(cases, a_position_in_the_middle_starts_behind_it);
    tcase_add_test(cases, a_live_event_that_is_next_is_told_without_a_read);
    tcase_add_test(cases, a_gap_that_nobody_announced_is_seen_by_counting);
    tcase_add_loop_test(cases, a_gap_among_the_events_kept_during_a_read_is_seen_too, 0, 4);
    tcase_add_test(cases, more_live_events_than_are_kept_while_a_read_runs_are_read);
    tcase_add_loop_test(cases, what_is_about_hidden_numbers_is_never_told_live, 0, 6);
    tcase_add_test(cases, a_reader_who_sees_nothing_of_a_log_hears_only_of_ranges);
    tcase_add_test(cases, starting_over_ignores_the_answer_to_the_earlier_start);
    tcase_add_test(cases, what_is_unfollowed_is_silent);
}

int main(void)
{
    return unit_main("follow", list);
}
