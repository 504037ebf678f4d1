#include "libchat/wire/writer.h"

#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/wire/wire_test.h"

static void expect_string(const char *text, size_t length, const char *expected)
{
    struct chat_text out = CHAT_TEXT_INIT;
    struct chat_writer writer;

    chat_writer_init(&writer, NULL);
    chat_write_string(&writer, text, length);
    ck_assert_int_eq(chat_writer_finish(&writer, &out, NULL), CHAT_OK);
    ck_assert_str_eq(out.data, expected);
    chat_text_clear(&out);
}

START_TEST(text_is_escaped_where_json_or_javascript_needs_it)
{
    expect_string("", 0, "\"\"");
    expect_string("plain", 5, "\"plain\"");
    expect_string("\"\\/", 3, "\"\\\"\\\\/\"");
    expect_string("\b\f\n\r\t\x01\x1F\x7F", 8, "\"\\u0008\\u000c\\n\\u000d\\t\\u0001\\u001f\\u007f\"");
    expect_string("\0", 1, "\"\\u0000\"");
    expect_string("a\xE2\x80\xA8z\xE2\x80\xA9", 8, "\"a\\u2028z\\u2029\"");
}
END_TEST

START_TEST(other_characters_stay_as_they_are)
{
    static const char text[] = "\xE2\x80\xA7\xE2\x80\xAA\xE2\x82\xAC\xE2\x81\xA8 \xC3\xA9 \xF0\x9F\x91\x8B";
    char expected[sizeof text + 2] = "\"";

    memcpy(expected + 1, text, sizeof text - 1);
    memcpy(expected + sizeof text, "\"", 2);
    expect_string(text, sizeof text - 1, expected);
}
END_TEST

START_TEST(what_is_not_utf8_is_never_sent)
{
    static const char *const wrong[] = {"\xFF", "\xC0\x80", "\xED\xA0\x80", "\xE2\x80", "\xE2", "a\x80"};

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct chat_error err = CHAT_ERROR_INIT;
        struct chat_text out = CHAT_TEXT_INIT;
        struct chat_writer writer;

        chat_writer_init(&writer, NULL);
        chat_write_string(&writer, wrong[i], strlen(wrong[i]));
        ck_assert_int_eq(chat_writer_finish(&writer, &out, &err), CHAT_E_INTERNAL);
        ck_assert_ptr_null(out.data);
    }
}
END_TEST

START_TEST(commas_stand_between_and_nowhere_else)
{
    struct chat_text out = CHAT_TEXT_INIT;
    struct chat_writer writer;

    chat_writer_init(&writer, NULL);
    chat_write_open(&writer, '{');
    chat_write_name(&writer, "list");
    chat_write_open(&writer, '[');
    chat_write_int(&writer, -1);
    chat_write_bool(&writer, true);
    chat_write_open(&writer, '{');
    chat_write_close(&writer, '}');
    chat_write_open(&writer, '[');
    chat_write_close(&writer, ']');
    chat_write_string(&writer, ":", 1);
    chat_write_string(&writer, "{", 1);
    chat_write_close(&writer, ']');
    chat_write_text_member(&writer, "none", NULL);
    chat_write_text_member(&writer, "text", "x");
    chat_write_id_member(&writer, "id", INT64_MAX);
    chat_write_int_member(&writer, "least", INT64_MIN);
    chat_write_name(&writer, "at");
    chat_write_time(&writer, 1795369200123456);
    chat_write_close(&writer, '}');
    ck_assert_int_eq(chat_writer_finish(&writer, &out, NULL), CHAT_OK);
    ck_assert_str_eq(out.data, "{\"list\":[-1,true,{},[],\":\",\"{\"],\"text\":\"x\","
                               "\"id\":\"9223372036854775807\",\"least\":-9223372036854775808,"
                               "\"at\":\"2026-11-22T17:40:00.123456Z\"}");
    chat_text_clear(&out);
    chat_text_clear(NULL);
}
END_TEST

START_TEST(a_time_outside_of_the_calendar_is_never_sent)
{
    struct chat_text out = CHAT_TEXT_INIT;
    struct chat_writer writer;

    chat_writer_init(&writer, NULL);
    chat_write_time(&writer, INT64_MAX);
    ck_assert_int_eq(chat_writer_finish(&writer, &out, NULL), CHAT_E_INTERNAL);
}
END_TEST

START_TEST(a_failure_of_memory_is_told_at_the_end)
{
    struct counting_alloc counting;
    struct chat_text out = CHAT_TEXT_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_writer writer;

    counting_alloc_init(&counting);
    counting.fail_at = 2;
    chat_writer_init(&writer, &counting.allocator);
    for (int i = 0; i < 1000; i++)
        chat_write_int(&writer, i);
    ck_assert_int_eq(chat_writer_finish(&writer, &out, &err), CHAT_E_NOMEM);
    ck_assert_int_eq(err.status, CHAT_E_NOMEM);
    ck_assert_ptr_null(out.data);
    ck_assert_int_eq(counting.alive, 0);
}
END_TEST

static void list_tests(TCase *cases)
{
    tcase_add_test(cases, text_is_escaped_where_json_or_javascript_needs_it);
    tcase_add_test(cases, other_characters_stay_as_they_are);
    tcase_add_test(cases, what_is_not_utf8_is_never_sent);
    tcase_add_test(cases, commas_stand_between_and_nowhere_else);
    tcase_add_test(cases, a_time_outside_of_the_calendar_is_never_sent);
    tcase_add_test(cases, a_failure_of_memory_is_told_at_the_end);
}

int main(void)
{
    return unit_main("wire/writer", list_tests);
}
