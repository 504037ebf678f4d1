#include "chat/sys/clock.h"

#include <string.h>
#include <time.h>

#include "tests/unit/unit.h"

START_TEST(the_wall_clock_agrees_with_the_system)
{
    const struct chat_clock *clock = chat_clock_system();
    int64_t before = (int64_t)time(NULL) * 1000000;
    int64_t now = clock->wall_us(clock->user_data);
    int64_t after = ((int64_t)time(NULL) + 1) * 1000000;

    /* time() may run a tick behind the precise clock. */
    ck_assert_int_ge(now, before - 1000000);
    ck_assert_int_le(now, after + 1000000);
}
END_TEST

START_TEST(the_monotonic_clock_moves_and_never_goes_back)
{
    const struct chat_clock *clock = chat_clock_system();
    const struct timespec wait = {0, 2000000};
    int64_t first = clock->mono_us(clock->user_data), last = first;

    for (int i = 0; i < 1000; i++) {
        int64_t now = clock->mono_us(clock->user_data);

        ck_assert_int_ge(now, last);
        last = now;
    }
    (void)nanosleep(&wait, NULL);
    ck_assert_int_ge(clock->mono_us(clock->user_data), first + 1000);
}
END_TEST

START_TEST(random_bytes_fill_the_whole_request_and_differ)
{
    const struct chat_random *random = chat_random_system();
    /* Larger than one getrandom(2) call returns without being interrupted. */
    static unsigned char first[1000], second[1000];

    ck_assert_int_eq(random->fill(first, sizeof first, random->user_data), CHAT_OK);
    ck_assert_int_eq(random->fill(second, sizeof second, random->user_data), CHAT_OK);
    ck_assert_mem_ne(first, second, sizeof first);
    ck_assert_mem_ne(first + sizeof first - 16, second + sizeof second - 16, 16);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, the_wall_clock_agrees_with_the_system);
    tcase_add_test(cases, the_monotonic_clock_moves_and_never_goes_back);
    tcase_add_test(cases, random_bytes_fill_the_whole_request_and_differ);
}

int main(void)
{
    return unit_main("base/clock", list);
}
