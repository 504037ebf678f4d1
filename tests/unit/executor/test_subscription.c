/*
 * Subscriptions on a real store, without threads: resuming, live delivery, rooms joined and left, the end
 * of sessions, slow readers, and closing in the middle of it.
 */
#include <string.h>

#include "tests/unit/executor/community.h"

static void dispatch_due(struct community *c)
{
    (void)chat_port_dispatch(c->port, 0);
}

START_TEST(a_log_is_read_from_a_position_and_goes_on_live)
{
    struct community c;
    struct reader reader;
    int64_t log, head;

    community_open(&c, false);
    log = c.room.value;
    for (int i = 0; i < 250; i++) /* more than a page */
        (void)given_said(&c.f, &c.f.ada, c.room, "history");
    head = head_of(&c, log);
    reader_open(&reader, c.port, &c.f.bob);
    reader_follow(&reader, log, 3);
    run_all(c.port);
    ck_assert_int_eq(reader.told[log], head);
    ck_assert_uint_eq(reader.events, (unsigned)head - 3);
    (void)given_said(&c.f, &c.f.ada, c.room, "live");
    dispatch_due(&c);
    ck_assert_int_eq(reader.told[log], head + 1);
    community_close(&c);
}
END_TEST

START_TEST(events_that_come_between_asking_and_reading_are_told_once)
{
    struct community c;
    struct reader reader;
    int64_t log;

    community_open(&c, false);
    log = c.room.value;
    reader_open(&reader, c.port, &c.f.bob);
    reader_follow(&reader, log, 0);
    for (int i = 0; i < 30; i++) {
        (void)given_said(&c.f, &c.f.ada, c.room, "meanwhile");
        (void)chat_port_dispatch(c.port, 1);
    }
    run_all(c.port);
    ck_assert_int_eq(reader.told[log], head_of(&c, log));
    community_close(&c);
}
END_TEST

struct order {
    struct outcome outcome;
    bool event_first;
};

static void check_order(struct reader *reader, const struct chat_event *event)
{
    struct order *order = reader->user_data;

    (void)event;
    if (order->outcome.times == 0)
        order->event_first = true;
}

START_TEST(whoever_sends_sees_the_completion_before_the_event)
{
    struct community c;
    struct reader reader;
    struct order order = {.event_first = false};

    community_open(&c, false);
    reader_open(&reader, c.port, &c.f.ada);
    reader_follow(&reader, c.room.value, head_of(&c, c.room.value));
    run_all(c.port);
    reader.on_event = check_order;
    reader.user_data = &order;
    submit_message(&c, &c.f.ada, &order.outcome);
    run_all(c.port);
    ck_assert_uint_eq(order.outcome.times, 1);
    ck_assert_uint_eq(reader.events, 1);
    ck_assert(!order.event_first);
    community_close(&c);
}
END_TEST

START_TEST(events_past_the_bound_of_a_port_are_read_instead)
{
    struct community c;
    struct reader reader;

    community_open(&c, false);
    reader_open(&reader, c.port, &c.f.bob);
    reader_follow(&reader, c.room.value, 0);
    run_all(c.port);
    c.port->inbox.events_max = 3;
    for (int i = 0; i < 10; i++)
        (void)given_said(&c.f, &c.f.ada, c.room, "too fast");
    ck_assert_uint_le(c.port->inbox.events, 3);
    run_all(c.port);
    ck_assert_int_eq(reader.told[c.room.value], head_of(&c, c.room.value));
    community_close(&c);
}
END_TEST

START_TEST(a_reader_that_paused_goes_on_where_it_stood)
{
    struct community c;
    struct reader reader;
    int64_t stood;

    community_open(&c, false);
    reader_open(&reader, c.port, &c.f.bob);
    reader_follow(&reader, c.room.value, 0);
    run_all(c.port);
    stood = reader.told[c.room.value];
    chat_subscription_pause(reader.subscription);
    for (int i = 0; i < 5; i++)
        (void)given_said(&c.f, &c.f.ada, c.room, "not now");
    run_all(c.port);
    ck_assert_int_eq(reader.told[c.room.value], stood);
    chat_subscription_resume(reader.subscription);
    run_all(c.port);
    ck_assert_int_eq(reader.told[c.room.value], stood + 5);
    community_close(&c);
}
END_TEST

START_TEST(a_room_that_is_joined_is_followed_by_itself)
{
    struct community c;
    struct reader reader;
    chat_room_id other;

    community_open(&c, false);
    reader_open(&reader, c.port, &c.f.eve);
    reader_follow(&reader, c.f.eve_id.value, 0);
    run_all(c.port);
    (void)given_said(&c.f, &c.f.ada, c.room, "before eve");
    given_joined(&c.f, &c.f.eve, c.room);
    (void)given_said(&c.f, &c.f.ada, c.room, "hello eve");
    other = given_room(&c.f, &c.f.eve, "Mine");
    (void)given_said(&c.f, &c.f.eve, other, "my own");
    run_all(c.port);
    ck_assert_int_eq(reader.told[c.room.value], head_of(&c, c.room.value));
    ck_assert_int_eq(reader.told[other.value], head_of(&c, other.value));
    community_close(&c);
}
END_TEST

static void leave(struct community *c, const struct chat_actor *actor)
{
    PARAMS(room_ref_params, params);

    params.room = c->room;
    ck_ok(&c->f, chat_room_leave(c->f.chat, actor, &params, &c->f.err));
}

START_TEST(leaving_is_the_last_thing_that_is_told)
{
    struct community c;
    struct reader reader;
    int64_t left;

    community_open(&c, false);
    reader_open(&reader, c.port, &c.f.bob);
    reader_follow(&reader, c.room.value, 0);
    run_all(c.port);
    leave(&c, &c.f.bob);
    left = head_of(&c, c.room.value);
    (void)given_said(&c.f, &c.f.ada, c.room, "about bob");
    run_all(c.port);
    ck_assert_int_eq(reader.told[c.room.value], left);
    ck_assert_uint_eq(reader.unfollowed[c.room.value], 1);
    ck_assert_int_eq(reader.reason[c.room.value], CHAT_UNFOLLOWED_GONE);

    given_joined(&c.f, &c.f.bob, c.room);
    run_all(c.port); /* one's own log is not followed here, so nothing follows by itself */
    ck_assert_int_eq(reader.told[c.room.value], left);
    community_close(&c);
}
END_TEST

START_TEST(a_private_room_is_not_there_for_others)
{
    struct community c;
    struct reader reader;
    chat_room_id secret;

    community_open(&c, false);
    secret = given_private_room(&c.f, &c.f.ada, "Secret");
    reader_open(&reader, c.port, &c.f.bob);
    reader_follow(&reader, secret.value, 0);
    reader_follow(&reader, 60, 0); /* nothing has this id */
    run_all(c.port);
    ck_assert_uint_eq(reader.events, 0);
    ck_assert_int_eq(reader.reason[secret.value], CHAT_UNFOLLOWED_GONE);
    ck_assert_int_eq(reader.reason[60], CHAT_UNFOLLOWED_GONE);
    community_close(&c);
}
END_TEST

START_TEST(a_position_ahead_of_the_log_needs_a_snapshot)
{
    struct community c;
    struct reader reader;

    community_open(&c, false);
    reader_open(&reader, c.port, &c.f.bob);
    reader_follow(&reader, c.room.value, 1000);
    run_all(c.port);
    ck_assert_uint_eq(reader.unfollowed[c.room.value], 1);
    ck_assert_int_eq(reader.reason[c.room.value], CHAT_UNFOLLOWED_RESYNC);
    community_close(&c);
}
END_TEST

/* A new session of ada's. */
static struct chat_actor signed_in(struct community *c)
{
    char handle[] = "ada", password[] = "correct horse";
    struct chat_actor actor = {.kind = CHAT_AS_SESSION, .origin = CHAT_ORIGIN_WEB, .user = c->f.ada_id};
    struct chat_actor nobody = CHAT_AS_ANONYMOUS_INIT;
    PARAMS(sign_in_params, params);
    PARAMS(signed_in, out);

    params.handle = handle;
    params.password = password;
    ck_ok(&c->f, chat_session_open(c->f.chat, &nobody, &params, &out, &c->f.err));
    actor.session = out.session.id;
    CLEAR(signed_in, &out);
    return actor;
}

START_TEST(the_end_of_a_session_ends_its_subscription_and_no_other)
{
    struct community c;
    struct reader gone, stays;
    struct chat_actor first, second;

    community_open(&c, false);
    first = signed_in(&c);
    second = signed_in(&c);
    reader_open(&gone, c.port, &first);
    reader_open(&stays, c.port, &second);
    reader_follow(&gone, c.f.ada_id.value, 0);
    reader_follow(&gone, c.room.value, 0);
    reader_follow(&stays, c.f.ada_id.value, 0);
    run_all(c.port);
    ck_ok(&c.f, chat_session_close(c.f.chat, &first, &c.f.err));
    (void)given_said(&c.f, &c.f.bob, c.room, "after");
    run_all(c.port);
    ck_assert_uint_eq(gone.ended, 1);
    ck_assert_int_eq(gone.status, CHAT_E_UNAUTHENTICATED);
    ck_assert_uint_eq(gone.last_kind, CHAT_EVENT_SESSION_ENDED);
    ck_assert_uint_eq(stays.ended, 0);
    ck_assert_int_eq(stays.told[c.f.ada_id.value], head_of_own(&c, &second));
    community_close(&c);
}
END_TEST

START_TEST(a_session_that_is_over_cannot_follow)
{
    struct community c;
    struct reader reader;
    struct chat_actor session;

    community_open(&c, false);
    session = signed_in(&c);
    ck_ok(&c.f, chat_session_close(c.f.chat, &session, &c.f.err));
    reader_open(&reader, c.port, &session);
    reader_follow(&reader, c.room.value, 0);
    run_all(c.port);
    ck_assert_uint_eq(reader.ended, 1);
    ck_assert_int_eq(reader.status, CHAT_E_UNAUTHENTICATED);
    community_close(&c);
}
END_TEST

START_TEST(only_users_and_sessions_subscribe)
{
    struct community c;
    chat_subscription_t *subscription = NULL;
    const struct chat_subscriber nobody = {NULL, NULL, NULL};
    struct chat_actor actor = CHAT_AS_SYSTEM_INIT;

    community_open(&c, false);
    ck_status(chat_subscription_open(c.port, &actor, &nobody, NULL, &subscription, &c.f.err), CHAT_E_INVALID);
    actor = (struct chat_actor){.kind = CHAT_AS_SESSION, .user = c.f.ada_id};
    ck_status(chat_subscription_open(c.port, &actor, &nobody, NULL, &subscription, &c.f.err), CHAT_E_INVALID);
    ck_assert_str_eq(c.f.err.field, "actor");
    ck_assert_ptr_null(subscription);
    community_close(&c);
}
END_TEST

START_TEST(a_subscriber_that_listens_to_nothing_is_fine)
{
    struct community c;
    chat_subscription_t *subscription = NULL;
    const struct chat_subscriber nobody = {NULL, NULL, NULL};

    community_open(&c, false);
    ck_ok(&c.f, chat_subscription_open(c.port, &c.f.bob, &nobody, NULL, &subscription, &c.f.err));
    ck_ok(&c.f, chat_subscription_follow(subscription, CHAT_ROOM_LOG(c.room), 0, &c.f.err));
    run_all(c.port);
    leave(&c, &c.f.bob);
    run_all(c.port);
    chat_executor_stop(c.executor);
    run_all(c.port);
    chat_subscription_close(subscription);
    community_close(&c);
}
END_TEST

/* What a callback does at the third event it is told. */
static void close_at_third(struct reader *reader, const struct chat_event *event)
{
    (void)event;
    if (reader->events == 3)
        chat_subscription_close(reader->subscription);
}

static void unfollow_at_third(struct reader *reader, const struct chat_event *event)
{
    if (reader->events == 3)
        chat_subscription_unfollow(reader->subscription, event->log);
}

static void pause_at_third(struct reader *reader, const struct chat_event *event)
{
    (void)event;
    if (reader->events == 3)
        chat_subscription_pause(reader->subscription);
}

static void start_over_at_third(struct reader *reader, const struct chat_event *event)
{
    if (reader->events == 3)
        reader_follow(reader, event->log.value, 0);
}

START_TEST(callbacks_may_close_unfollow_pause_and_start_over)
{
    static void (*const acts[])(struct reader *, const struct chat_event *) = {
        close_at_third, unfollow_at_third, pause_at_third, start_over_at_third};
    static const unsigned told[] = {3, 3, 3, 3 + 8};
    struct community c;
    struct reader reader, other;
    int64_t log;

    community_open(&c, false);
    log = c.room.value; /* created, ada and bob joined: three events */
    for (int i = 0; i < 3; i++)
        (void)given_said(&c.f, &c.f.ada, c.room, "history");
    reader_open(&reader, c.port, &c.f.bob);
    reader_open(&other, c.port, &c.f.bob);
    reader.on_event = acts[_i % 4];
    reader_follow(&reader, log, _i < 4 ? 0 : head_of(&c, log)); /* in a page, and live */
    reader_follow(&other, log, 0);
    run_all(c.port);
    for (int i = 0; i < (_i < 4 ? 2 : 8); i++)
        (void)given_said(&c.f, &c.f.ada, c.room, "live");
    run_all(c.port);
    ck_assert_uint_eq(reader.events, _i == 7 ? 3 + 14 : told[_i % 4]);
    ck_assert_int_eq(other.told[log], head_of(&c, log));
    community_close(&c);
}
END_TEST

START_TEST(the_end_of_the_executor_ends_subscriptions_after_what_was_due)
{
    struct community c;
    struct reader reader;
    int64_t head;

    community_open(&c, _i == 1);
    reader_open(&reader, c.port, &c.f.bob);
    reader_follow(&reader, c.room.value, 0);
    head = given_said(&c.f, &c.f.ada, c.room, "one");
    while (reader.told[c.room.value] < head)
        if (chat_port_wait(c.port, 1000))
            dispatch_due(&c);
    head = given_said(&c.f, &c.f.ada, c.room, "last");
    chat_executor_stop(c.executor);
    run_all(c.port);
    ck_assert_int_eq(reader.told[c.room.value], head);
    ck_assert_uint_eq(reader.ended, 1);
    ck_assert_int_eq(reader.status, CHAT_E_CLOSED);
    community_close(&c);
}
END_TEST

START_TEST(a_read_that_is_refused_is_tried_again_later)
{
    struct community c;
    struct reader reader;
    struct outcome outcome = {0};
    PARAMS(event_query, query);

    community_open(&c, false);
    query.log.value = c.room.value;
    c.executor->readers.queue.n_max = 1;
    ck_ok(&c.f, chat_submit(c.port, &chat_op_event_list, &c.f.bob, &query, note_outcome, &outcome, &c.f.err));
    reader_open(&reader, c.port, &c.f.bob);
    reader_follow(&reader, c.room.value, 0); /* the queue is full */
    (void)chat_port_dispatch(c.port, 0);
    (void)chat_port_dispatch(c.port, 0);
    ck_assert_uint_eq(outcome.times, 1);
    ck_assert_uint_eq(reader.events, 0); /* too early */
    c.f.now_us += 300000;
    run_all(c.port);
    ck_assert_int_eq(reader.told[c.room.value], head_of(&c, c.room.value));
    community_close(&c);
}
END_TEST

START_TEST(a_restricted_history_is_hidden_in_live_delivery_too)
{
    struct community c;
    struct reader reader;
    char text[] = "changed", body[] = "what was said before bob came";
    int64_t before, log;
    PARAMS(room_params, room_params);
    PARAMS(room, room);
    PARAMS(message_params, said);
    PARAMS(message, message);
    PARAMS(message_edit_params, edit);

    community_open(&c, false);
    room_params.title = text;
    room_params.history = CHAT_HISTORY_FROM_JOINING;
    ck_ok(&c.f, chat_room_create(c.f.chat, &c.f.ada, &room_params, &room, &c.f.err));
    log = room.id.value;
    said.room = edit.room = room.id;
    said.body = body;
    ck_ok(&c.f, chat_message_send(c.f.chat, &c.f.ada, &said, &message, &c.f.err));
    before = message.seq;
    given_joined(&c.f, &c.f.bob, room.id);
    reader_open(&reader, c.port, &c.f.bob);
    reader_follow(&reader, log, 0);
    run_all(c.port);
    ck_assert_int_eq(reader.told[log], head_of(&c, log));
    edit.seq = before;
    edit.version = CHAT_UNSET;
    edit.body = text;
    ck_ok(&c.f, chat_message_edit(c.f.chat, &c.f.ada, &edit, NULL, &c.f.err));
    run_all(c.port);
    ck_assert_int_eq(reader.told[log], head_of(&c, log));
    ck_assert_uint_eq(reader.last_kind, CHAT_EVENT_SKIPPED);
    CLEAR(message, &message);
    CLEAR(room, &room);
    community_close(&c);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, a_log_is_read_from_a_position_and_goes_on_live);
    tcase_add_test(cases, events_that_come_between_asking_and_reading_are_told_once);
    tcase_add_test(cases, whoever_sends_sees_the_completion_before_the_event);
    tcase_add_test(cases, events_past_the_bound_of_a_port_are_read_instead);
    tcase_add_test(cases, a_reader_that_paused_goes_on_where_it_stood);
    tcase_add_test(cases, a_room_that_is_joined_is_followed_by_itself);
    tcase_add_test(cases, leaving_is_the_last_thing_that_is_told);
    tcase_add_test(cases, a_private_room_is_not_there_for_others);
    tcase_add_test(cases, a_position_ahead_of_the_log_needs_a_snapshot);
    tcase_add_test(cases, the_end_of_a_session_ends_its_subscription_and_no_other);
    tcase_add_test(cases, a_session_that_is_over_cannot_follow);
    tcase_add_test(cases, only_users_and_sessions_subscribe);
    tcase_add_test(cases, a_subscriber_that_listens_to_nothing_is_fine);
    tcase_add_loop_test(cases, callbacks_may_close_unfollow_pause_and_start_over, 0, 8);
    tcase_add_loop_test(cases, the_end_of_the_executor_ends_subscriptions_after_what_was_due, 0, 2);
    tcase_add_test(cases, a_read_that_is_refused_is_tried_again_later);
    tcase_add_test(cases, a_restricted_history_is_hidden_in_live_delivery_too);
}

int main(void)
{
    return unit_main("subscription", list);
}
