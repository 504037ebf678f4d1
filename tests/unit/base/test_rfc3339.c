#include "libchat/base/rfc3339.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/unit/unit.h"

#define US INT64_C(1000000)

static int64_t parsed(const char *text)
{
    int64_t us = -77;

    ck_assert_msg(chat_rfc3339_parse(text, strlen(text), &us), "%s", text);
    return us;
}

START_TEST(known_times_are_written_and_read_back)
{
    static const struct {
        int64_t us;
        const char *text;
    } known[] = {
        {0, "1970-01-01T00:00:00.000000Z"},
        {-1, "1969-12-31T23:59:59.999999Z"},
        {INT64_C(1795369200123456), "2026-11-22T17:40:00.123456Z"},
        {951782400 * US, "2000-02-29T00:00:00.000000Z"},
        {INT64_C(-62167219200) * US, "0000-01-01T00:00:00.000000Z"},
        {INT64_C(253402300799999999), "9999-12-31T23:59:59.999999Z"},
    };
    char text[CHAT_RFC3339_TEXT];

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        ck_assert(chat_rfc3339_print(known[i].us, text));
        ck_assert_str_eq(text, known[i].text);
        ck_assert_int_eq(parsed(known[i].text), known[i].us);
    }
}
END_TEST

START_TEST(every_day_of_ten_thousand_years_agrees_with_the_c_library)
{
    char text[CHAT_RFC3339_TEXT], expected[64];
    int64_t last_day = 2932896; /* 9999-12-31 */

    for (int64_t day = -719528; day <= last_day; day++) {
        time_t seconds = (time_t)(day * 86400 + 86399);
        struct tm tm;
        int64_t back;

        if (!gmtime_r(&seconds, &tm))
            ck_abort_msg("day %lld", (long long)day);
        (void)snprintf(expected, sizeof expected, "%04d-%02d-%02dT23:59:59.000000Z", tm.tm_year + 1900,
                       tm.tm_mon + 1, tm.tm_mday);
        if (!chat_rfc3339_print((int64_t)seconds * US, text) || strcmp(text, expected) != 0)
            ck_abort_msg("%s, not %s", text, expected);
        if (!chat_rfc3339_parse(text, strlen(text), &back) || back != (int64_t)seconds * US)
            ck_abort_msg("%s is read wrongly", text);
    }
}
END_TEST

START_TEST(years_that_do_not_fit_are_not_written)
{
    char text[CHAT_RFC3339_TEXT] = "x";

    ck_assert(!chat_rfc3339_print(INT64_C(253402300800000000), text));
    ck_assert_str_eq(text, "");
    ck_assert(!chat_rfc3339_print(INT64_C(-62167219200000001), text));
    ck_assert(!chat_rfc3339_print(INT64_MAX, text));
    ck_assert(!chat_rfc3339_print(INT64_MIN, text));
}
END_TEST

START_TEST(a_fraction_may_be_absent_short_or_finer_than_kept)
{
    ck_assert_int_eq(parsed("1970-01-01T00:00:01Z"), 1000000);
    ck_assert_int_eq(parsed("1970-01-01T00:00:01.5Z"), 1500000);
    ck_assert_int_eq(parsed("1970-01-01T00:00:01.050Z"), 1050000);
    ck_assert_int_eq(parsed("1970-01-01T00:00:01.000001999Z"), 1000001);
}
END_TEST

START_TEST(what_is_no_time_in_utc_is_refused)
{
    static const char *const wrong[] = {
        "",
        "2026-11-22",
        "2026-11-22T17:40:00",
        "2026-11-22T17:40:00z",
        "2026-11-22t17:40:00Z",
        "2026-11-22 17:40:00Z",
        "2026-11-22T17:40:00+00:00",
        "2026-11-22T17:40:00.Z",
        "2026-11-22T17:40:00.1234567890Z",
        "2026-11-22T17:40:00.12x4Z",
        "2026-11-22T17:40:00,5Z",
        "2026-11-22T17:40:00ZZ",
        "2026-11-22T17:40:60Z",
        "2026-11-22T17:60:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-31T17:40:00Z",
        "2026-02-29T17:40:00Z",
        "1900-02-29T17:40:00Z",
        "2026-00-22T17:40:00Z",
        "2026-13-22T17:40:00Z",
        "2026-11-00T17:40:00Z",
        "+026-11-22T17:40:00Z",
        "2026-1-022T17:40:00Z",
        "02026-11-22T17:40:00Z",
    };
    int64_t us = 77;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ck_assert_msg(!chat_rfc3339_parse(wrong[i], strlen(wrong[i]), &us), "%s", wrong[i]);
        ck_assert_int_eq(us, 77);
    }
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, known_times_are_written_and_read_back);
    tcase_add_test(cases, every_day_of_ten_thousand_years_agrees_with_the_c_library);
    tcase_add_test(cases, years_that_do_not_fit_are_not_written);
    tcase_add_test(cases, a_fraction_may_be_absent_short_or_finer_than_kept);
    tcase_add_test(cases, what_is_no_time_in_utc_is_refused);
}

int main(void)
{
    return unit_main("base/rfc3339", list);
}
