/*
 * An operation on its way: what is checked, charged and copied before anything is queued.
 */
#include <string.h>

#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/runner/batch.h"
#include "tests/unit/unit.h"

#define TEXT(constant) ((char[]){constant})

START_TEST(a_work_owns_a_copy_of_what_was_asked)
{
    struct fixture f = {0};
    PARAMS(message_params, params);
    struct chat_work *work;
    fixture_open(&f);
    char body[] = "hello";
    struct chat_actor actor = f.ada;
    params.room = given_room(&f, &f.ada, "General");
    params.body = body;
    ck_ok(&f, chat_work_new(f.chat, &chat_op_message_send, &actor, &params, &work, &f.err));
    body[0] = 'j'; /* the caller's own again */
    actor = f.eve;
    chat_batch_run(f.chat, &work, 1);
    ck_ended(work, CHAT_OK);
    ck_assert_str_eq(message_of(work)->body, "hello");
    ck_assert_int_eq(message_of(work)->author.value, f.ada_id.value);
    chat_work_free(work);
    fixture_close(&f);
}
END_TEST

START_TEST(a_wrong_parameter_is_refused_before_it_is_queued)
{
    struct fixture f = {0};
    PARAMS(message_params, params);
    struct chat_work *work = NULL;
    fixture_open(&f);
    params.room = given_room(&f, &f.ada, "General");
    ck_status(chat_work_new(f.chat, &chat_op_message_send, &f.ada, &params, &work, &f.err), CHAT_E_INVALID);
    ck_assert_str_eq(f.err.field, "body");
    ck_assert_ptr_null(work);
    fixture_close(&f);
}
END_TEST

START_TEST(parameters_may_be_left_out_only_where_there_are_none)
{
    struct fixture f = {0};
    struct chat_work *work = NULL;
    fixture_open(&f);
    ck_status(chat_work_new(f.chat, &chat_op_message_send, &f.ada, NULL, &work, &f.err), CHAT_E_INVALID);
    ck_assert_ptr_null(work);
    ck_ok(&f, chat_work_new(f.chat, &chat_op_site_get, &f.ada, NULL, &work, &f.err));
    chat_work_free(work);
    fixture_close(&f);
}
END_TEST

START_TEST(a_longer_text_weighs_more)
{
    struct fixture f = {0};
    PARAMS(message_params, params);
    struct chat_work *work;
    size_t empty;
    fixture_open(&f);
    params.room = given_room(&f, &f.ada, "General");
    params.body = TEXT("x");
    ck_ok(&f, chat_work_new(f.chat, &chat_op_message_send, &f.ada, &params, &work, &f.err));
    empty = work->bytes;
    chat_work_free(work);
    params.body = TEXT("0123456789");
    params.client_id = TEXT("0123456789");
    ck_ok(&f, chat_work_new(f.chat, &chat_op_message_send, &f.ada, &params, &work, &f.err));
    ck_assert_uint_eq(work->bytes, empty + 9 + 10);
    chat_work_free(work);
    fixture_close(&f);
}
END_TEST

START_TEST(what_is_too_often_is_refused_before_it_is_queued)
{
    struct fixture f = {.limited = true};
    struct chat_work *work;
    int taken = 0;
    fixture_open(&f);
    while (taken < 1000 && chat_work_new(f.chat, &chat_op_site_get, &f.ada, NULL, &work, &f.err) == CHAT_OK) {
        chat_work_free(work); /* charged when it is asked for, done or not */
        taken++;
    }
    ck_assert_int_lt(taken, 1000);
    ck_assert_int_eq(f.err.status, CHAT_E_LIMITED);
    ck_assert_uint_gt(f.err.retry_after_ms, 0);
    ck_ok(&f, chat_work_new(f.chat, &chat_op_site_get, &f.bob, NULL, &work, &f.err));
    chat_work_free(work);
    fixture_close(&f);
}
END_TEST

START_TEST(without_memory_there_is_no_work_and_nothing_left_behind)
{
    struct fixture f = {0};
    struct counting_alloc counting;
    PARAMS(message_params, params);
    struct chat_work *work = NULL;
    enum chat_status status;
    counting_alloc_init(&counting);
    f.allocator = &counting.allocator;
    fixture_open(&f);
    params.room = given_room(&f, &f.ada, "General");
    params.body = TEXT("hello");
    params.client_id = TEXT("c-1");
    long before = counting.alive;
    int failures = 0;
    for (long n = 1;; n++, failures++) {
        counting.requests = 0;
        counting.fail_at = n;
        status = chat_work_new(f.chat, &chat_op_message_send, &f.ada, &params, &work, &f.err);
        counting.fail_at = 0;
        if (status == CHAT_OK)
            break;
        ck_assert_int_eq(status, CHAT_E_NOMEM);
        ck_assert_int_eq(counting.alive, before);
    }
    ck_assert_int_eq(failures, 5); /* work, parameters, result, two texts */
    chat_work_free(work);
    ck_assert_int_eq(counting.alive, before);
    chat_work_free(NULL);
    fixture_close(&f);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, a_work_owns_a_copy_of_what_was_asked);
    tcase_add_test(cases, a_wrong_parameter_is_refused_before_it_is_queued);
    tcase_add_test(cases, parameters_may_be_left_out_only_where_there_are_none);
    tcase_add_test(cases, a_longer_text_weighs_more);
    tcase_add_test(cases, what_is_too_often_is_refused_before_it_is_queued);
    tcase_add_test(cases, without_memory_there_is_no_work_and_nothing_left_behind);
}

int main(void)
{
    return unit_main("runner/work", list);
}
