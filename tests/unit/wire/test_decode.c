#include <stdlib.h>

#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/wire/wire_test.h"

START_TEST(members_land_in_their_struct)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_room_params params;

    ck_assert_int_eq(decoded("{\"title\":\"K\\u00fcche\",\"kind\":\"private\",\"slow_mode_s\":5}", 0,
                             &chat_record_room_params, &params, &err),
                     CHAT_OK);
    ck_assert_str_eq(params.title, "K\xC3\xBC"
                                   "che");
    ck_assert_int_eq(params.kind, CHAT_ROOM_PRIVATE);
    ck_assert_int_eq(params.slow_mode_s, 5);
    ck_assert_ptr_null(params.topic);
    ck_assert_int_eq(params.joining, 0);
    chat_record_clear(&chat_record_room_params, &params);
}
END_TEST

START_TEST(absent_stays_absent)
{
    struct chat_message_query query;

    ck_assert_int_eq(decoded("{\"room\":\"7\"}", 0, &chat_record_message_query, &query, NULL), CHAT_OK);
    ck_assert_int_eq(query.room.value, 7);
    ck_assert(query.before == CHAT_UNSET && query.limit == CHAT_UNSET);
}
END_TEST

/* Each must be refused with CHAT_E_INVALID naming `field`. */
struct refusal {
    const struct chat_record *record;
    const char *json;
    const char *field;
    const char *message; /* NULL: any */
};

static const struct refusal refusals[] = {
    {&chat_record_room_params, "{\"titel\":\"x\"}", "titel", "titel is not known here"},
    {&chat_record_room_params, "{\"t\\u00efel\":\"x\"}", "", "there is a member that is not known here"},
    {&chat_record_room_params, "{\"a\\nb\":1}", "", NULL},
    {&chat_record_nothing, "{\"unused\":1}", "unused", NULL},
    {&chat_record_room_params, "{\"title\":null}", "title", "title is null: leave out what is not there"},
    {&chat_record_room_params, "{\"slow_mode_s\":null}", "slow_mode_s", NULL},
    {&chat_record_room_params, "{\"title\":1}", "title", "title is a string of valid UTF-8 without U+0000"},
    {&chat_record_room_params, "{\"title\":[]}", "title", NULL},
    {&chat_record_room_params, "{\"title\":{}}", "title", NULL},
    {&chat_record_room_params, "{\"title\":true}", "title", NULL},
    {&chat_record_room_params, "{\"title\":1.5}", "title", NULL},
    {&chat_record_room_params, "{\"kind\":\"secret\"}", "kind", "kind is one of public, private, direct"},
    {&chat_record_room_params, "{\"kind\":\"Public\"}", "kind", NULL},
    {&chat_record_room_params, "{\"kind\":\"\"}", "kind", NULL},
    {&chat_record_room_params, "{\"kind\":1}", "kind", NULL},
    {&chat_record_room_params, "{\"slow_mode_s\":\"5\"}", "slow_mode_s",
     "slow_mode_s is a number without fraction, below 2^53"},
    {&chat_record_room_params, "{\"slow_mode_s\":1.0}", "slow_mode_s", NULL},
    {&chat_record_room_params, "{\"slow_mode_s\":1e3}", "slow_mode_s", NULL},
    {&chat_record_room_params, "{\"slow_mode_s\":9007199254740992}", "slow_mode_s", NULL},
    {&chat_record_room_params, "{\"slow_mode_s\":-9007199254740992}", "slow_mode_s", NULL},
    {&chat_record_room_params, "{\"slow_mode_s\":9223372036854775807}", "slow_mode_s", NULL},
    {&chat_record_room_params, "{\"slow_mode_s\":-9223372036854775808}", "slow_mode_s", NULL},
    {&chat_record_room_params, "{\"slow_mode_s\":true}", "slow_mode_s", NULL},
    {&chat_record_message_params, "{\"room\":7}", "room",
     "room is an identifier: a string of decimal digits"},
    {&chat_record_message_params, "{\"room\":\"\"}", "room", NULL},
    {&chat_record_message_params, "{\"room\":\"0\"}", "room", NULL},
    {&chat_record_message_params, "{\"room\":\"-7\"}", "room", NULL},
    {&chat_record_message_params, "{\"room\":\"07\"}", "room", NULL},
    {&chat_record_message_params, "{\"room\":\"7 \"}", "room", NULL},
    {&chat_record_message_params, "{\"room\":\"0x7\"}", "room", NULL},
    {&chat_record_message_params, "{\"room\":\"9223372036854775808\"}", "room", NULL},
    {&chat_record_room_query, "{\"mine\":1}", "mine", "mine is true or false"},
    {&chat_record_room_query, "{\"mine\":\"true\"}", "mine", NULL},
    {&chat_record_settings_params, "{\"lockdown\":\"yes\"}", "lockdown", "lockdown is true or false"},
    {&chat_record_session, "{\"created_at\":\"2026-11-22\"}", "created_at",
     "created_at is a time such as 2026-11-22T17:40:00.123456Z"},
    {&chat_record_session, "{\"created_at\":\"2026-11-22T17:40:00+01:00\"}", "created_at", NULL},
    {&chat_record_session, "{\"created_at\":1795369200}", "created_at", NULL},
    {&chat_record_member, "{\"person\":[]}", "person", "person is an object"},
    {&chat_record_member, "{\"person\":{\"handel\":\"x\"}}", "handel", NULL},
    {&chat_record_people, "{\"people\":{}}", "people", "people is a list of objects"},
    {&chat_record_people, "{\"people\":[null]}", "", "an object is expected here"},
    {&chat_record_people, "{\"people\":[{\"handle\":\"a\"},{\"handle\":1}]}", "handle", NULL},
    {&chat_record_event, "{\"kind\":\"message\",\"arg\":1}", "arg", NULL},
};

START_TEST(what_the_table_does_not_allow_is_refused_by_name)
{
    const struct refusal *refusal = &refusals[_i];
    struct chat_error err = CHAT_ERROR_INIT;
    char *value = malloc(refusal->record->size);

    ck_assert_ptr_nonnull(value);
    ck_assert_msg(decoded(refusal->json, 0, refusal->record, value, &err) == CHAT_E_INVALID, "%s",
                  refusal->json);
    ck_assert_str_eq(err.field, refusal->field);
    ck_assert_str_eq(err.code, "invalid");
    if (refusal->message)
        ck_assert_str_eq(err.message, refusal->message);
    ck_assert(err.message[0]);
    chat_record_clear(refusal->record, value);
    free(value);
}
END_TEST

START_TEST(numbers_are_taken_up_to_the_last_exact_one)
{
    struct chat_member_query query;

    ck_assert_int_eq(
        decoded("{\"after\":9007199254740991,\"limit\":-0}", 0, &chat_record_member_query, &query, NULL),
        CHAT_OK);
    ck_assert_int_eq(query.after, 9007199254740991);
    ck_assert_int_eq(query.limit, 0); /* which chat_record_check() refuses */
}
END_TEST

START_TEST(a_flag_is_taken_as_a_boolean_or_a_number)
{
    struct chat_settings_params params;

    ck_assert_int_eq(
        decoded("{\"lockdown\":true,\"anonymous_read\":0}", 0, &chat_record_settings_params, &params, NULL),
        CHAT_OK);
    ck_assert_int_eq(params.lockdown, 1);
    ck_assert_int_eq(params.anonymous_read, 0);
}
END_TEST

START_TEST(a_member_that_the_path_gave_may_not_stand_in_the_body)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_message_params params;
    chat_json_t *json = given_json("{\"room\":\"8\",\"body\":\"hi\"}");

    chat_record_init(&chat_record_message_params, &params);
    ck_assert_int_eq(chat_wire_set_text(&chat_record_message_params, NULL, &params, "room", "7", 1, &err),
                     CHAT_OK);
    ck_assert_int_eq(chat_wire_decode(json, 0, &chat_record_message_params, NULL, &params, &err),
                     CHAT_E_INVALID);
    ck_assert_str_eq(err.field, "room");
    ck_assert_str_eq(err.message, "room is given twice");
    ck_assert_int_eq(params.room.value, 7);
    chat_record_clear(&chat_record_message_params, &params);
    chat_json_free(json);
}
END_TEST

START_TEST(a_reply_may_have_members_and_words_that_are_not_known_yet)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_people people;

    ck_assert_int_eq(decoded("{\"people\":[{\"id\":\"3\",\"kind\":\"ghost\",\"mood\":\"fine\"}],\"x\":null}",
                             CHAT_WIRE_REPLY, &chat_record_people, &people, &err),
                     CHAT_OK);
    ck_assert_uint_eq(people.people_n, 1);
    ck_assert_int_eq(people.people[0].id.value, 3);
    ck_assert_int_eq(people.people[0].kind, 0);
    chat_record_clear(&chat_record_people, &people);
    ck_assert_int_eq(decoded("{\"people\":1}", CHAT_WIRE_REPLY, &chat_record_people, &people, &err),
                     CHAT_E_INVALID);
}
END_TEST

START_TEST(nothing_is_an_object_without_members)
{
    struct chat_nothing nothing = {0};
    chat_json_t *json = given_json("{\"a\":[]}");

    ck_assert_int_eq(chat_wire_decode(NULL, 0, &chat_record_nothing, NULL, &nothing, NULL), CHAT_OK);
    ck_assert_int_eq(
        chat_wire_decode(chat_json_member(json, "a"), 0, &chat_record_nothing, NULL, &nothing, NULL),
        CHAT_E_INVALID);
    chat_json_free(json);
}
END_TEST

static void list_tests(TCase *cases)
{
    tcase_add_test(cases, members_land_in_their_struct);
    tcase_add_test(cases, absent_stays_absent);
    tcase_add_loop_test(cases, what_the_table_does_not_allow_is_refused_by_name, 0,
                        (int)(sizeof refusals / sizeof refusals[0]));
    tcase_add_test(cases, numbers_are_taken_up_to_the_last_exact_one);
    tcase_add_test(cases, a_flag_is_taken_as_a_boolean_or_a_number);
    tcase_add_test(cases, a_member_that_the_path_gave_may_not_stand_in_the_body);
    tcase_add_test(cases, a_reply_may_have_members_and_words_that_are_not_known_yet);
    tcase_add_test(cases, nothing_is_an_object_without_members);
}

int main(void)
{
    return unit_main("wire/decode", list_tests);
}
