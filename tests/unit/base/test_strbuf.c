#include "libchat/base/strbuf.h"

#include <stdint.h>
#include <string.h>

#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/unit.h"

START_TEST(appends_of_every_kind_come_out_in_order)
{
    struct chat_strbuf buffer;
    size_t length;
    char *text;

    chat_strbuf_init(&buffer, NULL, 1000);
    chat_strbuf_adds(&buffer, "room ");
    chat_strbuf_addi(&buffer, 7);
    chat_strbuf_addc(&buffer, ':');
    chat_strbuf_add(&buffer, "a\0b", 3);
    chat_strbuf_addf(&buffer, " %s is at %d", "it", 1204);
    ck_assert_int_eq(chat_strbuf_status(&buffer, NULL), CHAT_OK);

    text = chat_strbuf_take(&buffer, &length);
    ck_assert_uint_eq(length, 24);
    ck_assert_mem_eq(text, "room 7:a\0b it is at 1204", 25);
    chat_free(text);
    chat_strbuf_clear(&buffer);
}
END_TEST

START_TEST(numbers_are_printed_over_their_whole_range)
{
    struct chat_strbuf buffer;

    chat_strbuf_init(&buffer, NULL, 1000);
    chat_strbuf_addi(&buffer, 0);
    chat_strbuf_addc(&buffer, ' ');
    chat_strbuf_addi(&buffer, INT64_MAX);
    chat_strbuf_addc(&buffer, ' ');
    chat_strbuf_addi(&buffer, INT64_MIN);
    ck_assert_str_eq(buffer.text, "0 9223372036854775807 -9223372036854775808");
    chat_strbuf_clear(&buffer);
}
END_TEST

START_TEST(the_limit_can_be_reached_and_not_passed)
{
    struct chat_strbuf buffer;
    struct chat_error err = CHAT_ERROR_INIT;

    chat_strbuf_init(&buffer, NULL, 5);
    chat_strbuf_adds(&buffer, "12345");
    ck_assert_int_eq(chat_strbuf_status(&buffer, &err), CHAT_OK);
    ck_assert_str_eq(buffer.text, "12345");

    chat_strbuf_addc(&buffer, '6');
    ck_assert_int_eq(chat_strbuf_status(&buffer, &err), CHAT_E_TOO_LARGE);
    ck_assert_int_eq(err.status, CHAT_E_TOO_LARGE);
    ck_assert_str_eq(buffer.text, "12345");
    chat_strbuf_clear(&buffer);
}
END_TEST

START_TEST(every_way_to_append_keeps_the_limit)
{
    struct chat_strbuf buffer;

    for (int way = 0; way < 5; way++) {
        chat_strbuf_init(&buffer, NULL, 3);
        if (way == 0)
            chat_strbuf_add(&buffer, "1234", 4);
        else if (way == 1)
            chat_strbuf_adds(&buffer, "1234");
        else if (way == 2)
            chat_strbuf_addi(&buffer, 1234);
        else if (way == 3)
            chat_strbuf_addf(&buffer, "%d", 1234);
        else
            ck_assert_ptr_null(chat_strbuf_reserve(&buffer, SIZE_MAX));
        ck_assert_int_eq(chat_strbuf_status(&buffer, NULL), CHAT_E_TOO_LARGE);
        ck_assert_uint_eq(buffer.length, 0);
        chat_strbuf_clear(&buffer);
    }
}
END_TEST

START_TEST(after_a_failure_nothing_more_is_appended)
{
    struct chat_strbuf buffer;

    chat_strbuf_init(&buffer, NULL, 4);
    chat_strbuf_adds(&buffer, "ab");
    chat_strbuf_adds(&buffer, "long");
    chat_strbuf_adds(&buffer, "c"); /* would fit, and would hide the hole */
    ck_assert_str_eq(buffer.text, "ab");
    ck_assert_ptr_null(chat_strbuf_take(&buffer, NULL));
    ck_assert_str_eq(buffer.text, "ab");

    chat_strbuf_reset(&buffer);
    chat_strbuf_adds(&buffer, "c");
    ck_assert_int_eq(chat_strbuf_status(&buffer, NULL), CHAT_OK);
    ck_assert_str_eq(buffer.text, "c");
    chat_strbuf_clear(&buffer);
}
END_TEST

START_TEST(missing_memory_is_told_apart_from_the_limit)
{
    struct counting_alloc counting;
    struct chat_strbuf buffer;
    struct chat_error err = CHAT_ERROR_INIT;

    counting_alloc_init(&counting);
    counting.fail_at = 2;
    chat_strbuf_init(&buffer, &counting.allocator, 100000);
    chat_strbuf_adds(&buffer, "first");
    chat_strbuf_addf(&buffer, "%1000d", 1);
    ck_assert_int_eq(chat_strbuf_status(&buffer, &err), CHAT_E_NOMEM);
    ck_assert_int_eq(err.status, CHAT_E_NOMEM);
    ck_assert_str_eq(buffer.text, "first");
    chat_strbuf_clear(&buffer);
    ck_assert_int_eq(counting.alive, 0);
}
END_TEST

START_TEST(an_empty_buffer_gives_an_empty_text)
{
    struct chat_strbuf buffer;
    size_t length = 99;
    char *text;

    chat_strbuf_init(&buffer, NULL, 0);
    text = chat_strbuf_take(&buffer, &length);
    ck_assert_str_eq(text, "");
    ck_assert_uint_eq(length, 0);
    chat_free(text);
}
END_TEST

START_TEST(what_was_taken_belongs_to_the_caller_and_the_buffer_starts_again)
{
    struct counting_alloc counting;
    struct chat_strbuf buffer;
    char *first, *second;

    counting_alloc_init(&counting);
    chat_strbuf_init(&buffer, &counting.allocator, 10);
    chat_strbuf_adds(&buffer, "first");
    first = chat_strbuf_take(&buffer, NULL);
    chat_strbuf_adds(&buffer, "second");
    second = chat_strbuf_take(&buffer, NULL);
    ck_assert_str_eq(first, "first");
    ck_assert_str_eq(second, "second");
    chat_free(first);
    chat_free(second);
    chat_strbuf_clear(&buffer);
    ck_assert_int_eq(counting.alive, 0);
}
END_TEST

START_TEST(reserved_room_may_be_used_in_part)
{
    struct chat_strbuf buffer;
    char *at;

    chat_strbuf_init(&buffer, NULL, SIZE_MAX);
    chat_strbuf_adds(&buffer, "x");
    at = chat_strbuf_reserve(&buffer, 200);
    memset(at, 'y', 200);
    chat_strbuf_commit(&buffer, 3);
    chat_strbuf_addc(&buffer, 'z');
    ck_assert_str_eq(buffer.text, "xyyyz");
    chat_strbuf_clear(&buffer);
}
END_TEST

START_TEST(a_long_text_survives_growing_and_never_holds_much_more_than_its_limit)
{
    struct chat_strbuf buffer;

    chat_strbuf_init(&buffer, NULL, 1000);
    for (int i = 0; i < 1000; i++)
        chat_strbuf_addc(&buffer, (char)('a' + i % 26));
    ck_assert_int_eq(chat_strbuf_status(&buffer, NULL), CHAT_OK);
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(buffer.text[i], 'a' + i % 26);
    ck_assert_uint_le(buffer.room, 1001);
    chat_strbuf_clear(&buffer);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, appends_of_every_kind_come_out_in_order);
    tcase_add_test(cases, numbers_are_printed_over_their_whole_range);
    tcase_add_test(cases, the_limit_can_be_reached_and_not_passed);
    tcase_add_test(cases, every_way_to_append_keeps_the_limit);
    tcase_add_test(cases, after_a_failure_nothing_more_is_appended);
    tcase_add_test(cases, missing_memory_is_told_apart_from_the_limit);
    tcase_add_test(cases, an_empty_buffer_gives_an_empty_text);
    tcase_add_test(cases, what_was_taken_belongs_to_the_caller_and_the_buffer_starts_again);
    tcase_add_test(cases, reserved_room_may_be_used_in_part);
    tcase_add_test(cases, a_long_text_survives_growing_and_never_holds_much_more_than_its_limit);
}

int main(void)
{
    return unit_main("base/strbuf", list);
}
