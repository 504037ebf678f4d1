#include <stdlib.h>

#include "tests/unit/wire/wire_test.h"

static void expect_problem(int http_status, const struct chat_error *error, const char *expected)
{
    struct chat_text text = CHAT_TEXT_INIT;

    ck_assert_int_eq(chat_wire_problem(http_status, error, NULL, &text, NULL), CHAT_OK);
    ck_assert_str_eq(text.data, expected);
    chat_text_clear(&text);
}

START_TEST(a_problem_says_what_who_and_when)
{
    struct chat_error error = {.status = CHAT_E_LIMITED,
                               .retry_after_ms = 1500,
                               .code = "slow_mode",
                               .field = "room",
                               .message = "wait \"a\" little"};

    expect_problem(0, &error,
                   "{\"type\":\"about:blank\",\"title\":\"Too often\",\"status\":429,\"code\":\"slow_mode\","
                   "\"detail\":\"wait \\\"a\\\" little\",\"field\":\"room\",\"retry_after_ms\":1500}");
}
END_TEST

START_TEST(a_problem_of_http_has_the_title_of_its_status)
{
    struct chat_error error = {.status = CHAT_E_INVALID, .code = "bad_json", .message = "no"};

    expect_problem(0, &error,
                   "{\"type\":\"about:blank\",\"title\":\"Bad request\",\"status\":400,\"code\":\"bad_json\","
                   "\"detail\":\"no\"}");
    error.code = "unsupported_media_type";
    error.message[0] = '\0';
    expect_problem(415, &error,
                   "{\"type\":\"about:blank\",\"title\":\"Unsupported media type\",\"status\":415,"
                   "\"code\":\"unsupported_media_type\"}");
    error.code = NULL;
    expect_problem(0, &error,
                   "{\"type\":\"about:blank\",\"title\":\"Invalid\",\"status\":422,\"code\":\"invalid\"}");
}
END_TEST

static void list_tests(TCase *cases)
{
    tcase_add_test(cases, a_problem_says_what_who_and_when);
    tcase_add_test(cases, a_problem_of_http_has_the_title_of_its_status);
}

int main(void)
{
    return unit_main("wire/problem", list_tests);
}
