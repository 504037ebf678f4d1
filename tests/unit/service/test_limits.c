/*
 * Token buckets on a clock set by hand.
 */
#include <stdio.h>
#include <string.h>

#include "chat/message.h"
#include "libchat/service/limits.h"
#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/unit.h"

#define SECOND INT64_C(1000000)

struct fixture {
    struct counting_alloc counting;
    struct chat_clock clock;
    int64_t now_us;
    struct chat_limits limits;
    struct chat_error err;
    struct chat_op op; /* what is asked: its bucket and cost are set by the test */
    struct chat_message_params params;
};

static int64_t clock_us(void *user_data)
{
    return ((struct fixture *)user_data)->now_us;
}

static void open_limits(struct fixture *f, enum chat_bucket bucket)
{
    static const uint64_t seed[2] = {1, 2};

    memset(f, 0, sizeof *f);
    counting_alloc_init(&f->counting);
    f->now_us = 1000 * SECOND;
    f->clock = (struct chat_clock){clock_us, clock_us, f};
    f->op = (struct chat_op){
        .name = "test.ask", .bucket = bucket, .cost = 1, .params = &chat_record_message_params};
    f->params.room.value = 10;
    chat_limits_init(&f->limits, &f->counting.allocator, &f->clock, seed);
}

static void close_limits(struct fixture *f)
{
    chat_limits_clear(&f->limits);
    ck_assert_int_eq(f->counting.alive, 0);
}

static struct chat_actor user(int64_t id, const char *address)
{
    struct chat_actor actor = {.kind = CHAT_AS_USER, .user = {id}};

    snprintf(actor.address, sizeof actor.address, "%s", address);
    return actor;
}

static struct chat_actor visitor(const char *address)
{
    struct chat_actor actor = user(0, address);

    actor.kind = CHAT_AS_ANONYMOUS;
    return actor;
}

static enum chat_status ask(struct fixture *f, struct chat_actor actor)
{
    f->err = (struct chat_error)CHAT_ERROR_INIT;
    return chat_limits_ask(&f->limits, &f->op, &actor, &f->params, &f->err);
}

/* How often in a row, up to a thousand. */
static int times(struct fixture *f, struct chat_actor actor)
{
    int n = 0;

    while (n < 1000 && ask(f, actor) == CHAT_OK)
        n++;
    return n;
}

START_TEST(a_burst_is_allowed_and_then_the_rate)
{
    struct fixture f;
    open_limits(&f, CHAT_BUCKET_SEND);
    ck_assert_int_eq(times(&f, user(1, "")), 30);
    ck_assert_int_eq(f.err.status, CHAT_E_LIMITED);
    ck_assert_str_eq(f.err.code, "limited");
    f.now_us += SECOND; /* five in a second */
    ck_assert_int_eq(times(&f, user(1, "")), 5);
    f.now_us += SECOND / 5 - 1;
    ck_assert_int_eq(times(&f, user(1, "")), 0);
    f.now_us += 1;
    ck_assert_int_eq(times(&f, user(1, "")), 1);
    close_limits(&f);
}
END_TEST

START_TEST(who_waits_as_long_as_told_is_served)
{
    struct fixture f;
    open_limits(&f, CHAT_BUCKET_SIGN_IN);
    ck_assert_int_eq(times(&f, user(1, "")), 10);
    ck_assert_uint_gt(f.err.retry_after_ms, 0);
    f.now_us += (int64_t)f.err.retry_after_ms * 1000;
    ck_assert_int_eq(ask(&f, user(1, "")), CHAT_OK);
    close_limits(&f);
}
END_TEST

START_TEST(no_more_than_the_burst_is_saved_up)
{
    struct fixture f;
    open_limits(&f, CHAT_BUCKET_SEND);
    ck_assert_int_eq(times(&f, user(1, "")), 30);
    f.now_us += 1000000 * SECOND;
    ck_assert_int_eq(times(&f, user(1, "")), 30);
    close_limits(&f);
}
END_TEST

START_TEST(what_costs_more_takes_more)
{
    struct fixture f;
    open_limits(&f, CHAT_BUCKET_READ);
    f.op.cost = 7;
    ck_assert_int_eq(times(&f, user(1, "")), 300 / 7);
    f.op.cost = 6;
    ck_assert_int_eq(times(&f, user(1, "")), 1); /* 300 - 42 * 7 are left */
    close_limits(&f);
}
END_TEST

START_TEST(accounts_tokens_and_kinds_of_operation_have_buckets_of_their_own)
{
    struct fixture f;
    struct chat_actor token = {.kind = CHAT_AS_TOKEN, .token_hash = {1, 2, 3}};
    struct chat_actor other = {.kind = CHAT_AS_TOKEN, .token_hash = {1, 2, 4}};
    open_limits(&f, CHAT_BUCKET_WRITE);
    ck_assert_int_eq(times(&f, user(1, "")), 60);
    ck_assert_int_eq(times(&f, user(2, "")), 60);
    ck_assert_int_eq(times(&f, token), 60);
    ck_assert_int_eq(times(&f, other), 60);
    f.op.bucket = CHAT_BUCKET_SEARCH;
    ck_assert_int_eq(times(&f, user(1, "")), 50);
    close_limits(&f);
}
END_TEST

START_TEST(an_address_is_limited_whoever_asks_from_it)
{
    struct fixture f;
    int served = 0;
    open_limits(&f, CHAT_BUCKET_CREATE);
    for (int64_t id = 1; id <= 10; id++)
        served += times(&f, user(id, "203.0.113.7"));
    ck_assert_int_eq(served, 100);
    ck_assert_int_eq(times(&f, user(11, "203.0.113.8")), 20);
    ck_assert_int_eq(times(&f, user(12, "")), 20); /* not known from where */
    f.op.bucket = CHAT_BUCKET_REGISTER;
    ck_assert_int_eq(times(&f, visitor("203.0.113.7")), 20);
    ck_assert_int_eq(times(&f, visitor("203.0.113.8")), 20);
    close_limits(&f);
}
END_TEST

START_TEST(a_room_is_limited_whoever_speaks_in_it)
{
    struct fixture f;
    int served = 0;
    open_limits(&f, CHAT_BUCKET_SEND);
    for (int64_t id = 1; id <= 20; id++)
        served += times(&f, user(id, ""));
    ck_assert_int_eq(served, 200);
    f.params.room.value = 11;
    ck_assert_int_eq(times(&f, user(21, "")), 30);
    close_limits(&f);
}
END_TEST

START_TEST(who_is_refused_for_one_bucket_pays_from_none)
{
    struct fixture f;
    open_limits(&f, CHAT_BUCKET_SEND);
    for (int64_t id = 1; id <= 10; id++)
        times(&f, user(id, "203.0.113.7"));
    ck_assert_int_eq(times(&f, user(50, "203.0.113.7")), 0); /* the room and the address are used up */
    f.params.room.value = 11;
    ck_assert_int_eq(times(&f, user(50, "203.0.113.8")), 30);
    close_limits(&f);
}
END_TEST

START_TEST(the_program_itself_is_not_limited_and_neither_is_anybody_when_limits_are_off)
{
    struct fixture f;
    struct chat_actor system = CHAT_AS_SYSTEM_INIT;
    open_limits(&f, CHAT_BUCKET_CREATE);
    ck_assert_int_eq(times(&f, system), 1000);
    f.limits.off = true;
    ck_assert_int_eq(times(&f, user(1, "203.0.113.7")), 1000);
    close_limits(&f);
}
END_TEST

START_TEST(without_memory_nobody_is_refused)
{
    struct fixture f;
    open_limits(&f, CHAT_BUCKET_CREATE);
    f.counting.fail_at = 1;
    ck_assert_int_eq(times(&f, user(1, "203.0.113.7")), 1000);
    close_limits(&f);
}
END_TEST

#define FULL 65536

static void fill_the_table(struct fixture *f)
{
    f->op.bucket = CHAT_BUCKET_CREATE; /* takes longest to be full again */
    for (int64_t id = 1; id <= FULL; id++)
        ck_assert_int_eq(ask(f, user(id, "")), CHAT_OK);
}

START_TEST(in_a_full_table_newcomers_share_and_the_others_keep_theirs)
{
    struct fixture f;
    open_limits(&f, CHAT_BUCKET_CREATE);
    fill_the_table(&f);
    long full = f.counting.alive;
    int served = 0;
    for (int64_t id = 1; id <= 10; id++)
        served += times(&f, user(FULL + id, ""));
    ck_assert_int_eq(served, 20);
    ck_assert_int_eq(times(&f, user(1, "")), 19);
    f.op.bucket = CHAT_BUCKET_SIGN_IN; /* another kind of operation: shared, and not with those */
    ck_assert_int_eq(times(&f, user(FULL + 1, "203.0.113.7")), 10);
    f.op.bucket = CHAT_BUCKET_SEND;
    ck_assert_int_eq(times(&f, user(FULL + 1, "203.0.113.7")), 30);
    ck_assert_int_le(f.counting.alive, full + CHAT_BUCKET_COUNT * 3);
    close_limits(&f);
}
END_TEST

START_TEST(buckets_that_are_full_again_make_room)
{
    struct fixture f;
    open_limits(&f, CHAT_BUCKET_CREATE);
    fill_the_table(&f);
    long full = f.counting.alive;
    f.now_us += 100 * SECOND; /* the one each of them took is back */
    for (int64_t id = 1; id <= FULL / 4; id++)
        ck_assert_int_eq(ask(&f, user(FULL + id, "")), CHAT_OK);
    ck_assert_int_eq(times(&f, user(FULL + 1, "")), 19); /* of their own */
    ck_assert_int_le(f.counting.alive, full);
    close_limits(&f);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, a_burst_is_allowed_and_then_the_rate);
    tcase_add_test(cases, who_waits_as_long_as_told_is_served);
    tcase_add_test(cases, no_more_than_the_burst_is_saved_up);
    tcase_add_test(cases, what_costs_more_takes_more);
    tcase_add_test(cases, accounts_tokens_and_kinds_of_operation_have_buckets_of_their_own);
    tcase_add_test(cases, an_address_is_limited_whoever_asks_from_it);
    tcase_add_test(cases, a_room_is_limited_whoever_speaks_in_it);
    tcase_add_test(cases, who_is_refused_for_one_bucket_pays_from_none);
    tcase_add_test(cases, the_program_itself_is_not_limited_and_neither_is_anybody_when_limits_are_off);
    tcase_add_test(cases, without_memory_nobody_is_refused);
    tcase_add_test(cases, in_a_full_table_newcomers_share_and_the_others_keep_theirs);
    tcase_add_test(cases, buckets_that_are_full_again_make_room);
}

int main(void)
{
    return unit_main("service/limits", list);
}
