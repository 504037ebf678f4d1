/*
 * The queue in which operations wait.
 */
#include "libchat/executor/queue.h"

#include "tests/unit/unit.h"

static struct chat_work given_work(size_t bytes)
{
    return (struct chat_work){.bytes = bytes};
}

START_TEST(work_comes_out_in_the_order_it_went_in)
{
    struct chat_work works[3] = {given_work(1), given_work(1), given_work(1)}, *out[3];
    struct chat_queue queue;

    chat_queue_init(&queue, 10, 1000);
    for (int i = 0; i < 3; i++)
        chat_queue_push(&queue, &works[i]);
    ck_assert_uint_eq(chat_queue_take(&queue, out, 2, 1000), 2);
    ck_assert_ptr_eq(out[0], &works[0]);
    ck_assert_ptr_eq(out[1], &works[1]);
    ck_assert_uint_eq(chat_queue_take(&queue, out, 2, 1000), 1);
    ck_assert_ptr_eq(out[0], &works[2]);
    ck_assert_uint_eq(chat_queue_take(&queue, out, 2, 1000), 0);
    ck_assert_uint_eq(queue.bytes, 0);
}
END_TEST

START_TEST(a_queue_is_full_at_its_number_of_operations)
{
    struct chat_work works[2] = {given_work(1), given_work(1)};
    struct chat_queue queue;

    chat_queue_init(&queue, 2, 1000);
    chat_queue_push(&queue, &works[0]);
    ck_assert(!chat_queue_full(&queue, 1));
    chat_queue_push(&queue, &works[1]);
    ck_assert(chat_queue_full(&queue, 1));
}
END_TEST

START_TEST(a_queue_is_full_at_its_weight_but_an_empty_one_takes_anything)
{
    struct chat_work heavy = given_work(5000), light = given_work(400);
    struct chat_queue queue;

    chat_queue_init(&queue, 10, 1000);
    ck_assert(!chat_queue_full(&queue, 5000));
    chat_queue_push(&queue, &heavy);
    ck_assert(chat_queue_full(&queue, 1));

    chat_queue_init(&queue, 10, 1000);
    chat_queue_push(&queue, &light);
    ck_assert(!chat_queue_full(&queue, 600));
    ck_assert(chat_queue_full(&queue, 601));
}
END_TEST

START_TEST(a_batch_ends_before_it_grows_too_heavy_and_has_one_at_least)
{
    struct chat_work works[3] = {given_work(300), given_work(100), given_work(101)}, *out[3];
    struct chat_queue queue;

    chat_queue_init(&queue, 10, 1000);
    for (int i = 0; i < 3; i++)
        chat_queue_push(&queue, &works[i]);
    ck_assert_uint_eq(chat_queue_take(&queue, out, 3, 200), 1);
    ck_assert_uint_eq(chat_queue_take(&queue, out, 3, 200), 1);
    ck_assert_ptr_eq(out[0], &works[1]);
    ck_assert_uint_eq(chat_queue_take(&queue, out, 3, 200), 1);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, work_comes_out_in_the_order_it_went_in);
    tcase_add_test(cases, a_queue_is_full_at_its_number_of_operations);
    tcase_add_test(cases, a_queue_is_full_at_its_weight_but_an_empty_one_takes_anything);
    tcase_add_test(cases, a_batch_ends_before_it_grows_too_heavy_and_has_one_at_least);
}

int main(void)
{
    return unit_main("queue", list);
}
