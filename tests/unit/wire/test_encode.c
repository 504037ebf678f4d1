#include <stdlib.h>

#include "tests/unit/wire/wire_test.h"

static char *text(const char *value)
{
    char *copy = chat_strdup(NULL, value);

    ck_assert_ptr_nonnull(copy);
    return copy;
}

START_TEST(members_that_are_absent_are_left_out)
{
    struct chat_room_params params;

    chat_record_init(&chat_record_room_params, &params);
    expect_encoded(&chat_record_room_params, &params, "{}");
    params.title = text("Kitchen");
    params.kind = CHAT_ROOM_PRIVATE;
    params.slow_mode_s = 0;
    expect_encoded(&chat_record_room_params, &params,
                   "{\"title\":\"Kitchen\",\"kind\":\"private\",\"slow_mode_s\":0}");
    chat_record_clear(&chat_record_room_params, &params);
}
END_TEST

START_TEST(an_empty_text_is_not_an_absent_one)
{
    struct chat_profile_params params;

    chat_record_init(&chat_record_profile_params, &params);
    params.bio = text("");
    expect_encoded(&chat_record_profile_params, &params, "{\"bio\":\"\"}");
    chat_record_clear(&chat_record_profile_params, &params);
}
END_TEST

START_TEST(lists_and_booleans_are_always_there)
{
    struct chat_people people;

    chat_record_init(&chat_record_people, &people);
    expect_encoded(&chat_record_people, &people, "{\"people\":[],\"more\":false}");
}
END_TEST

START_TEST(a_message_is_written_as_the_page_says)
{
    struct chat_message message;

    chat_record_init(&chat_record_message, &message);
    message.room.value = 7;
    message.seq = 18;
    message.n = 12;
    message.author.value = 4;
    message.body = text("hi\nthere");
    message.reply_to = 0;
    message.origin = CHAT_ORIGIN_WEB;
    message.version = 1;
    message.created_at_us = 1795369200123456;
    expect_encoded(&chat_record_message, &message,
                   "{\"room\":\"7\",\"seq\":18,\"n\":12,\"author\":\"4\",\"body\":\"hi\\nthere\","
                   "\"origin\":\"web\",\"version\":1,\"created_at\":\"2026-11-22T17:40:00.123456Z\"}");
    chat_record_clear(&chat_record_message, &message);
}
END_TEST

START_TEST(a_setting_of_three_states_is_a_boolean_or_absent)
{
    struct chat_settings_params params;

    chat_record_init(&chat_record_settings_params, &params);
    params.lockdown = 0;
    expect_encoded(&chat_record_settings_params, &params, "{\"lockdown\":false}");
    params.lockdown = 1;
    expect_encoded(&chat_record_settings_params, &params, "{\"lockdown\":true}");
}
END_TEST

START_TEST(a_text_that_is_not_utf8_is_a_bug_and_is_said_to_be)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_text out = CHAT_TEXT_INIT;
    struct chat_profile_params params;

    chat_record_init(&chat_record_profile_params, &params);
    params.bio = text("\xFF");
    ck_assert_int_eq(chat_wire_encode(&chat_record_profile_params, &params, NULL, &out, &err),
                     CHAT_E_INTERNAL);
    ck_assert_ptr_null(out.data);
    chat_record_clear(&chat_record_profile_params, &params);
}
END_TEST

static void list_tests(TCase *cases)
{
    tcase_add_test(cases, members_that_are_absent_are_left_out);
    tcase_add_test(cases, an_empty_text_is_not_an_absent_one);
    tcase_add_test(cases, lists_and_booleans_are_always_there);
    tcase_add_test(cases, a_message_is_written_as_the_page_says);
    tcase_add_test(cases, a_setting_of_three_states_is_a_boolean_or_absent);
    tcase_add_test(cases, a_text_that_is_not_utf8_is_a_bug_and_is_said_to_be);
}

int main(void)
{
    return unit_main("wire/encode", list_tests);
}
