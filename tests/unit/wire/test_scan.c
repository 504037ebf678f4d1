#include "libchat/wire/scan.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/unit.h"

static struct chat_json_extent scan(const char *text)
{
    return chat_json_scan(text, strlen(text));
}

START_TEST(values_are_counted_and_names_are_not)
{
    ck_assert_uint_eq(scan("{}").values, 1);
    ck_assert_uint_eq(scan("{\"a\":1}").values, 2);
    ck_assert_uint_eq(scan("{\"a\" : \"b\", \"c\"\n:\t[true, null, -1.5e+3, \"d\"]}").values, 7);
    ck_assert_uint_eq(scan("[[],{},[{}]]").values, 5);
    ck_assert_uint_eq(scan("").values, 0);
}
END_TEST

START_TEST(depth_is_that_of_the_deepest_place)
{
    ck_assert_uint_eq(scan("1").depth, 0);
    ck_assert_uint_eq(scan("{}").depth, 1);
    ck_assert_uint_eq(scan("{\"a\":[{}],\"b\":{}}").depth, 3);
    ck_assert_uint_eq(scan("[][][]").depth, 1);
    ck_assert_uint_eq(scan("]]]]{").depth, 1);
}
END_TEST

START_TEST(brackets_in_strings_are_text)
{
    ck_assert_uint_eq(scan("{\"[[[[\":\"{{{\"}").depth, 1);
    ck_assert_uint_eq(scan("[\"\\\"[[\\\\\",[]]").depth, 2);
    ck_assert_uint_eq(scan("[\"\\\\\",[]]").depth, 2);
    ck_assert_uint_eq(scan("[\"unfinished [[[").depth, 1);
    ck_assert_uint_eq(scan("[\"unfinished\\").depth, 1);
}
END_TEST

START_TEST(colons_do_not_hide_values)
{
    ck_assert_uint_eq(scan("[1,1,1,1::::::").values, 5);
    ck_assert_uint_eq(scan("[\"a\",\"b\"]:::").values, 3);
}
END_TEST

static void list_tests(TCase *cases)
{
    tcase_add_test(cases, values_are_counted_and_names_are_not);
    tcase_add_test(cases, depth_is_that_of_the_deepest_place);
    tcase_add_test(cases, brackets_in_strings_are_text);
    tcase_add_test(cases, colons_do_not_hide_values);
}

int main(void)
{
    return unit_main("wire/scan", list_tests);
}
