#include "libchat/base/error.h"

#include <stdbool.h>
#include <string.h>

#include "libchat/base/utf8.h"
#include "tests/unit/unit.h"

START_TEST(every_status_has_a_code_of_its_own)
{
    for (int a = CHAT_OK; a >= CHAT_E_INTERNAL; a--) {
        ck_assert_str_ne(chat_status_code((enum chat_status)a), "");
        for (int b = a - 1; b >= CHAT_E_INTERNAL; b--)
            ck_assert_str_ne(chat_status_code((enum chat_status)a), chat_status_code((enum chat_status)b));
    }
}
END_TEST

START_TEST(a_failure_is_one_line_and_fills_everything)
{
    struct chat_error err = {CHAT_E_BUSY, 500, "old", "old", "old"};

    ck_assert_int_eq(chat_fail(&err, CHAT_E_NOT_FOUND, "no room %d", 7), CHAT_E_NOT_FOUND);
    ck_assert_int_eq(err.status, CHAT_E_NOT_FOUND);
    ck_assert_uint_eq(err.retry_after_ms, 0);
    ck_assert_str_eq(err.code, "not_found");
    ck_assert_str_eq(err.field, "");
    ck_assert_str_eq(err.message, "no room 7");
}
END_TEST

START_TEST(a_refusal_carries_its_own_code)
{
    struct chat_error err = CHAT_ERROR_INIT;

    ck_assert_int_eq(chat_fail_code(&err, CHAT_E_DENIED, "rank_too_low", "not allowed"), CHAT_E_DENIED);
    ck_assert_str_eq(err.code, "rank_too_low");
}
END_TEST

START_TEST(a_wrong_parameter_is_named_even_if_its_name_is_long)
{
    struct chat_error err = CHAT_ERROR_INIT;

    ck_assert_int_eq(chat_fail_field(&err, "title", "1 to %d code points", 64), CHAT_E_INVALID);
    ck_assert_str_eq(err.field, "title");
    ck_assert_str_eq(err.message, "1 to 64 code points");
    ck_assert_str_eq(err.code, "invalid");

    chat_fail_field(&err, "a_name_that_is_much_longer_than_any_field_can_be", "no");
    ck_assert_str_eq(err.field, "a_name_that_is_much_longer_than");
}
END_TEST

START_TEST(nobody_needs_to_ask_for_the_detail)
{
    ck_assert_int_eq(chat_fail(NULL, CHAT_E_FULL, "full"), CHAT_E_FULL);
    ck_assert_int_eq(chat_fail_code(NULL, CHAT_E_DENIED, "c", "m"), CHAT_E_DENIED);
    ck_assert_int_eq(chat_fail_field(NULL, "f", "m"), CHAT_E_INVALID);
    ck_assert_int_eq(chat_fail_nomem(NULL), CHAT_E_NOMEM);
}
END_TEST

START_TEST(a_sentence_that_is_too_long_is_cut_between_code_points)
{
    static const char euro[] = "\xE2\x82\xAC";
    struct chat_error err = CHAT_ERROR_INIT;
    char quoted[3 * 100 + 1] = "";

    for (size_t i = 0; i < 100; i++)
        memcpy(quoted + 3 * i, euro, sizeof euro);
    for (size_t shift = 0; shift < 3; shift++) {
        chat_fail(&err, CHAT_E_INVALID, "%.*s%s", (int)shift, "..", quoted);
        ck_assert(chat_utf8_valid(err.message, strlen(err.message)));
        ck_assert_uint_ge(strlen(err.message), CHAT_ERROR_MESSAGE_MAX - 4);
    }
}
END_TEST

START_TEST(an_unknown_status_is_a_bug_and_says_so)
{
    ck_assert_str_eq(chat_status_code((enum chat_status) - 12345), "internal");
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, every_status_has_a_code_of_its_own);
    tcase_add_test(cases, a_failure_is_one_line_and_fills_everything);
    tcase_add_test(cases, a_refusal_carries_its_own_code);
    tcase_add_test(cases, a_wrong_parameter_is_named_even_if_its_name_is_long);
    tcase_add_test(cases, nobody_needs_to_ask_for_the_detail);
    tcase_add_test(cases, a_sentence_that_is_too_long_is_cut_between_code_points);
    tcase_add_test(cases, an_unknown_status_is_a_bug_and_says_so);
}

int main(void)
{
    return unit_main("base/error", list);
}
