/*
 * Ports and submissions without threads: every order here is the only one.
 */
#include "libchat/executor/port.h"

#include <poll.h>
#include <string.h>

#include "tests/unit/executor/community.h"

static bool is_readable(const chat_port_t *port)
{
    struct pollfd wait = {.fd = chat_port_fd(port), .events = POLLIN};

    return poll(&wait, 1, 0) == 1;
}

START_TEST(an_operation_completes_once_in_dispatch_with_its_result)
{
    struct community c;
    struct outcome outcome;

    community_open(&c, false);
    submit_message(&c, &c.f.ada, &outcome);
    ck_assert_uint_eq(chat_executor_run(c.executor), 1);
    ck_assert_uint_eq(outcome.times, 0); /* done, and not told before dispatch */
    ck_assert(is_readable(c.port));
    ck_assert_uint_eq(chat_port_dispatch(c.port, 0), 1);
    ck_assert_uint_eq(outcome.times, 1);
    ck_assert_int_eq(outcome.status, CHAT_OK);
    ck_assert_int_gt(outcome.seq, 0);
    ck_assert(!is_readable(c.port));
    ck_assert_uint_eq(chat_port_dispatch(c.port, 0), 0);
    ck_assert_uint_eq(outcome.times, 1);
    community_close(&c);
}
END_TEST

START_TEST(a_loop_that_only_watches_the_descriptor_gets_everything)
{
    struct community c;
    struct outcome outcome;

    community_open(&c, false);
    submit_message(&c, &c.f.ada, &outcome);
    ck_assert(is_readable(c.port));
    while (is_readable(c.port))
        (void)chat_port_dispatch(c.port, 0);
    ck_assert_uint_eq(outcome.times, 1);
    community_close(&c);
}
END_TEST

START_TEST(wrong_parameters_are_refused_and_never_complete)
{
    struct community c;
    struct outcome outcome = {0};

    community_open(&c, false);
    ck_status(send_by(c.port, &c.f.ada, CHAT_NO_ROOM, "hello", note_outcome, &outcome, &c.f.err),
              CHAT_E_INVALID);
    ck_assert_str_eq(c.f.err.field, "room");
    run_all(c.port);
    ck_assert_uint_eq(outcome.times, 0);
    community_close(&c);
}
END_TEST

START_TEST(what_policy_refuses_completes_with_the_reason)
{
    struct community c;
    struct outcome outcome;

    community_open(&c, false);
    submit_message(&c, &c.f.eve, &outcome); /* not in the room */
    run_all(c.port);
    ck_assert_uint_eq(outcome.times, 1);
    ck_assert_int_ne(outcome.status, CHAT_OK);
    ck_assert_int_eq(outcome.seq, 0);
    community_close(&c);
}
END_TEST

START_TEST(at_most_so_many_callbacks_run_as_asked)
{
    struct community c;
    struct outcome outcomes[5];

    community_open(&c, false);
    for (int i = 0; i < 5; i++)
        submit_message(&c, &c.f.ada, &outcomes[i]);
    ck_assert_uint_eq(chat_port_dispatch(c.port, 2), 2);
    ck_assert_uint_eq(outcomes[1].times, 1);
    ck_assert_uint_eq(outcomes[2].times, 0);
    ck_assert(is_readable(c.port));
    ck_assert_uint_eq(chat_port_dispatch(c.port, 2), 2);
    ck_assert_uint_eq(chat_port_dispatch(c.port, 2), 1);
    ck_assert(!is_readable(c.port));
    community_close(&c);
}
END_TEST

START_TEST(so_many_callbacks_counts_each_reader_of_an_event)
{
    struct community c;
    struct reader readers[3];

    community_open(&c, false);
    for (int i = 0; i < 3; i++) {
        reader_open(&readers[i], c.port, &c.f.bob);
        reader_follow(&readers[i], c.room.value, head_of(&c, c.room.value));
    }
    run_all(c.port);
    (void)given_said(&c.f, &c.f.ada, c.room, "one");
    (void)given_said(&c.f, &c.f.ada, c.room, "two");
    for (unsigned told = 1; told <= 6; told++) {
        ck_assert_uint_eq(chat_port_dispatch(c.port, 1), 1);
        ck_assert_uint_eq(readers[0].events + readers[1].events + readers[2].events, told);
        ck_assert_uint_le(readers[0].events - readers[2].events, 1); /* the first event first */
    }
    ck_assert_uint_eq(chat_port_dispatch(c.port, 1), 0);
    community_close(&c);
}
END_TEST

struct resubmit {
    struct community *c;
    unsigned left;
};

static void submit_again(enum chat_status status, const void *result, const struct chat_error *err,
                         void *user_data)
{
    struct resubmit *again = user_data;

    (void)result;
    (void)err;
    ck_assert_int_eq(status, CHAT_OK);
    if (again->left-- > 1)
        ck_ok(&again->c->f, send_by(again->c->port, &again->c->f.ada, again->c->room, "again", submit_again,
                                    again, &again->c->f.err));
}

START_TEST(one_dispatch_runs_what_was_due_when_it_began)
{
    struct community c;
    struct resubmit again = {&c, 3};

    community_open(&c, false);
    ck_ok(&c.f, send_by(c.port, &c.f.ada, c.room, "first", submit_again, &again, &c.f.err));
    ck_assert_uint_eq(chat_port_dispatch(c.port, 0), 1);
    ck_assert_uint_eq(again.left, 2);
    ck_assert(is_readable(c.port)); /* there is work to run */
    run_all(c.port);
    ck_assert_uint_eq(again.left, 0);
    community_close(&c);
}
END_TEST

static void dispatch_inside(enum chat_status status, const void *result, const struct chat_error *err,
                            void *user_data)
{
    struct community *c = user_data;
    struct outcome outcome;

    (void)status;
    (void)result;
    (void)err;
    submit_message(c, &c->f.ada, &outcome);
    while (outcome.times == 0 && chat_port_wait(c->port, 1000))
        (void)chat_port_dispatch(c->port, 0);
    ck_assert_uint_eq(outcome.times, 1);
    (void)given_said(&c->f, &c->f.bob, c->room, "a blocking call"); /* and this one */
}

START_TEST(a_callback_may_wait_for_other_callbacks_and_make_blocking_calls)
{
    struct community c;

    community_open(&c, _i == 1);
    ck_ok(&c.f, send_by(c.port, &c.f.ada, c.room, "outside", dispatch_inside, &c, &c.f.err));
    while (count_messages(&c.f, c.room) < 3)
        if (chat_port_wait(c.port, 1000))
            (void)chat_port_dispatch(c.port, 0);
    community_close(&c);
}
END_TEST

START_TEST(a_full_queue_refuses_and_says_when_to_try_again)
{
    struct community c;
    struct outcome outcomes[2], refused = {0};
    struct chat_executor_stats stats;

    community_open(&c, false);
    c.executor->writer.queue.n_max = 2;
    submit_message(&c, &c.f.ada, &outcomes[0]);
    submit_message(&c, &c.f.ada, &outcomes[1]);
    ck_status(send_by(c.port, &c.f.ada, c.room, "hello", note_outcome, &refused, &c.f.err), CHAT_E_BUSY);
    ck_assert_uint_gt(c.f.err.retry_after_ms, 0);
    chat_executor_stats_get(c.executor, &stats);
    ck_assert_uint_eq(stats.writer_queue, 2);
    ck_assert_uint_eq(stats.refused, 1);
    run_all(c.port);
    ck_assert_uint_eq(refused.times, 0);
    submit_message(&c, &c.f.ada, &refused);
    run_all(c.port);
    ck_assert_uint_eq(refused.times, 1);
    community_close(&c);
}
END_TEST

START_TEST(a_blocking_call_without_threads_empties_a_full_queue_itself)
{
    struct community c;
    struct outcome outcome;

    community_open(&c, false);
    c.executor->writer.queue.n_max = 1;
    submit_message(&c, &c.f.ada, &outcome);
    ck_assert_int_gt(given_said(&c.f, &c.f.bob, c.room, "and me"), 0);
    run_all(c.port);
    ck_assert_uint_eq(outcome.times, 1);
    community_close(&c);
}
END_TEST

START_TEST(what_is_queued_together_is_committed_together)
{
    struct community c;
    struct outcome outcomes[10];
    struct chat_executor_stats stats;

    community_open(&c, false);
    for (int i = 0; i < 10; i++)
        submit_message(&c, &c.f.ada, &outcomes[i]);
    (void)chat_executor_run(c.executor);
    chat_executor_stats_get(c.executor, &stats);
    ck_assert_uint_eq(stats.batches, 1);
    ck_assert_uint_eq(stats.operations, 10);
    run_all(c.port);
    for (int i = 1; i < 10; i++)
        ck_assert_int_eq(outcomes[i].seq, outcomes[i - 1].seq + 1);
    community_close(&c);
}
END_TEST

static void submit_registration(struct community *c, struct outcome *outcome)
{
    char handle[] = "newcomer", password[] = "correct horse";
    PARAMS(register_params, params);

    params.handle = handle;
    params.password = password;
    *outcome = (struct outcome){0};
    ck_ok(&c->f, chat_submit(c->port, &chat_op_account_register, &c->f.system, &params, note_outcome, outcome,
                             &c->f.err));
}

START_TEST(a_password_is_hashed_first_and_then_written)
{
    struct community c;
    struct outcome first, second;

    community_open(&c, false);
    submit_registration(&c, &first);
    submit_registration(&c, &second);
    run_all(c.port);
    ck_assert_int_eq(first.status, CHAT_OK);
    ck_assert_int_eq(second.status, CHAT_E_EXISTS);
    ck_assert_uint_eq(second.times, 1);
    community_close(&c);
}
END_TEST

START_TEST(stopping_finishes_what_was_accepted_and_refuses_the_rest)
{
    struct community c;
    struct outcome outcomes[20], refused = {0};

    community_open(&c, _i == 1);
    for (int i = 0; i < 20; i++)
        submit_message(&c, &c.f.ada, &outcomes[i]);
    chat_executor_stop(c.executor);
    ck_status(send_by(c.port, &c.f.ada, c.room, "late", note_outcome, &refused, &c.f.err), CHAT_E_CLOSED);
    run_all(c.port);
    for (int i = 0; i < 20; i++) {
        ck_assert_uint_eq(outcomes[i].times, 1);
        ck_assert_int_eq(outcomes[i].status, CHAT_OK);
    }
    ck_assert_uint_eq(refused.times, 0);
    ck_assert_uint_eq(count_messages(&c.f, c.room), 20); /* blocking calls work on their own again */
    community_close(&c);
}
END_TEST

START_TEST(closing_a_port_completes_what_is_under_way)
{
    struct community c;
    struct outcome outcomes[20];
    struct reader reader;

    community_open(&c, _i == 1);
    reader_open(&reader, c.port, &c.f.bob);
    reader_follow(&reader, c.room.value, 0);
    for (int i = 0; i < 20; i++)
        submit_message(&c, &c.f.ada, &outcomes[i]);
    chat_port_close(c.port);
    c.port = NULL;
    for (int i = 0; i < 20; i++)
        ck_assert_uint_eq(outcomes[i].times, 1);
    ck_assert_uint_eq(reader.ended, 0); /* silently */
    ck_assert_uint_eq(count_messages(&c.f, c.room), 20);
    community_close(&c);
}
END_TEST

START_TEST(a_handle_has_one_executor_at_a_time)
{
    struct community c;
    chat_executor_t *second = NULL;

    community_open(&c, _i == 1);
    ck_status(chat_executor_open(c.f.chat, NULL, &second, &c.f.err), CHAT_E_CONFLICT);
    chat_port_close(c.port);
    chat_executor_close(c.executor);
    ck_ok(&c.f, chat_executor_open(c.f.chat, NULL, &c.executor, &c.f.err));
    ck_ok(&c.f, chat_port_open(c.executor, &c.port, &c.f.err));
    community_close(&c);
}
END_TEST

START_TEST(waiting_ends_when_something_is_due_or_time_is_over)
{
    struct community c;
    struct outcome outcome;

    community_open(&c, _i == 1);
    ck_assert(!chat_port_wait(c.port, 0));
    ck_assert(!chat_port_wait(c.port, 20));
    submit_message(&c, &c.f.ada, &outcome);
    ck_assert(chat_port_wait(c.port, -1));
    ck_assert_uint_eq(chat_port_dispatch(c.port, 0), 1);
    ck_assert_uint_eq(outcome.times, 1);
    community_close(&c);
}
END_TEST

START_TEST(options_that_make_no_executor_are_refused)
{
    struct community c;
    chat_executor_t *executor = NULL;
    struct chat_executor_options options = CHAT_EXECUTOR_OPTIONS_INIT;

    community_open(&c, false);
    options.readers = 0;
    ck_status(chat_executor_open(c.f.chat, &options, &executor, &c.f.err), CHAT_E_INVALID);
    ck_assert_str_eq(c.f.err.field, "readers");
    options = (struct chat_executor_options)CHAT_EXECUTOR_OPTIONS_INIT;
    options.password_threads = 1000;
    ck_status(chat_executor_open(c.f.chat, &options, &executor, &c.f.err), CHAT_E_INVALID);
    options.size = 3;
    ck_status(chat_executor_open(c.f.chat, &options, &executor, &c.f.err), CHAT_E_INVALID);
    ck_assert_ptr_null(executor);
    community_close(&c);
    chat_port_close(NULL);
    chat_executor_stop(NULL);
    chat_executor_close(NULL);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, an_operation_completes_once_in_dispatch_with_its_result);
    tcase_add_test(cases, a_loop_that_only_watches_the_descriptor_gets_everything);
    tcase_add_test(cases, wrong_parameters_are_refused_and_never_complete);
    tcase_add_test(cases, what_policy_refuses_completes_with_the_reason);
    tcase_add_test(cases, at_most_so_many_callbacks_run_as_asked);
    tcase_add_test(cases, so_many_callbacks_counts_each_reader_of_an_event);
    tcase_add_test(cases, one_dispatch_runs_what_was_due_when_it_began);
    tcase_add_loop_test(cases, a_callback_may_wait_for_other_callbacks_and_make_blocking_calls, 0, 2);
    tcase_add_test(cases, a_full_queue_refuses_and_says_when_to_try_again);
    tcase_add_test(cases, a_blocking_call_without_threads_empties_a_full_queue_itself);
    tcase_add_test(cases, what_is_queued_together_is_committed_together);
    tcase_add_test(cases, a_password_is_hashed_first_and_then_written);
    tcase_add_loop_test(cases, stopping_finishes_what_was_accepted_and_refuses_the_rest, 0, 2);
    tcase_add_loop_test(cases, closing_a_port_completes_what_is_under_way, 0, 2);
    tcase_add_loop_test(cases, a_handle_has_one_executor_at_a_time, 0, 2);
    tcase_add_loop_test(cases, waiting_ends_when_something_is_due_or_time_is_over, 0, 2);
    tcase_add_test(cases, options_that_make_no_executor_are_refused);
}

int main(void)
{
    return unit_main("port", list);
}
