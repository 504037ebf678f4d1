#include "libchat/base/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/unit.h"

static const int64_t interesting[] = {
    0, 1, -1, 9, 10, -10, 99, 100, 1234567890, INT64_MAX, INT64_MAX - 1, INT64_MIN, INT64_MIN + 1,
};

START_TEST(a_number_is_written_as_printf_does_and_read_back)
{
    char text[CHAT_INT64_TEXT], expected[32];
    int64_t back = 77;
    size_t length;

    for (size_t i = 0; i < sizeof interesting / sizeof interesting[0]; i++) {
        (void)snprintf(expected, sizeof expected, "%" PRId64, interesting[i]);
        length = chat_int64_print(interesting[i], text);
        ck_assert_str_eq(text, expected);
        ck_assert_uint_eq(length, strlen(expected));
        ck_assert(chat_int64_parse(text, length, &back));
        ck_assert_int_eq(back, interesting[i]);
    }
}
END_TEST

START_TEST(only_that_one_way_of_writing_is_read)
{
    static const char *const wrong[] = {
        "",
        "-",
        "+1",
        " 1",
        "1 ",
        "01",
        "-0",
        "-01",
        "00",
        "1.0",
        "0x1",
        "1e3",
        "--1",
        "1-",
        "a",
        "/",
        ":",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "99999999999999999999999",
    };
    int64_t out = 77;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (chat_int64_parse(wrong[i], strlen(wrong[i]), &out))
            ck_abort_msg("\"%s\" was read as %" PRId64, wrong[i], out);
        ck_assert_int_eq(out, 77);
    }
    ck_assert(!chat_int64_parse("1\0", 2, &out));
}
END_TEST

START_TEST(a_number_ends_where_its_length_says)
{
    int64_t out;

    ck_assert(chat_int64_parse("12345", 3, &out));
    ck_assert_int_eq(out, 123);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, a_number_is_written_as_printf_does_and_read_back);
    tcase_add_test(cases, only_that_one_way_of_writing_is_read);
    tcase_add_test(cases, a_number_ends_where_its_length_says);
}

int main(void)
{
    return unit_main("base/number", list);
}
