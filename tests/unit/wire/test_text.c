#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/wire/wire_test.h"

static enum chat_status set(const struct chat_record *record, void *value, const char *field,
                            const char *text, struct chat_error *err)
{
    return chat_wire_set_text(record, NULL, value, field, text, strlen(text), err);
}

START_TEST(a_query_string_fills_a_struct)
{
    struct chat_room_query query;

    chat_record_init(&chat_record_room_query, &query);
    ck_assert_int_eq(set(&chat_record_room_query, &query, "text", "caf\xC3\xA9", NULL), CHAT_OK);
    ck_assert_int_eq(set(&chat_record_room_query, &query, "topic", "12", NULL), CHAT_OK);
    ck_assert_int_eq(set(&chat_record_room_query, &query, "mine", "true", NULL), CHAT_OK);
    ck_assert_int_eq(set(&chat_record_room_query, &query, "limit", "50", NULL), CHAT_OK);
    ck_assert_str_eq(query.text, "caf\xC3\xA9");
    ck_assert_int_eq(query.topic.value, 12);
    ck_assert(query.mine);
    ck_assert_int_eq(query.limit, 50);
    chat_record_clear(&chat_record_room_query, &query);
}
END_TEST

START_TEST(every_type_has_its_text)
{
    struct chat_settings_params settings;
    struct chat_session session;
    struct chat_room room;

    chat_record_init(&chat_record_settings_params, &settings);
    chat_record_init(&chat_record_session, &session);
    chat_record_init(&chat_record_room, &room);
    ck_assert_int_eq(set(&chat_record_settings_params, &settings, "lockdown", "false", NULL), CHAT_OK);
    ck_assert_int_eq(settings.lockdown, 0);
    ck_assert_int_eq(set(&chat_record_settings_params, &settings, "edit_window_s", "-1", NULL), CHAT_OK);
    ck_assert_int_eq(settings.edit_window_s, -1);
    ck_assert_int_eq(set(&chat_record_session, &session, "created_at", "1970-01-01T00:00:01Z", NULL),
                     CHAT_OK);
    ck_assert_int_eq(session.created_at_us, 1000000);
    ck_assert_int_eq(set(&chat_record_room, &room, "kind", "direct", NULL), CHAT_OK);
    ck_assert_int_eq(room.kind, CHAT_ROOM_DIRECT);
}
END_TEST

struct refusal {
    const char *field, *text, *named;
};

static const struct refusal refusals[] = {
    {"colour", "red", "colour"}, {"a b", "x", ""},         {"limit", "", "limit"},
    {"limit", "1.0", "limit"},   {"limit", "+1", "limit"}, {"limit", "1e2", "limit"},
    {"limit", " 1", "limit"},    {"limit", "01", "limit"}, {"limit", "9007199254740992", "limit"},
    {"mine", "1", "mine"},       {"mine", "TRUE", "mine"}, {"mine", "", "mine"},
    {"topic", "", "topic"},      {"topic", "-1", "topic"}, {"topic", "0", "topic"},
    {"text", "\xFF", "text"},
};

START_TEST(what_is_not_of_the_type_is_refused_by_name)
{
    const struct refusal *refusal = &refusals[_i];
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_room_query query;

    chat_record_init(&chat_record_room_query, &query);
    ck_assert_int_eq(set(&chat_record_room_query, &query, refusal->field, refusal->text, &err),
                     CHAT_E_INVALID);
    ck_assert_str_eq(err.field, refusal->named);
    chat_record_clear(&chat_record_room_query, &query);
}
END_TEST

START_TEST(a_nul_in_text_is_refused)
{
    struct chat_room_query query;

    chat_record_init(&chat_record_room_query, &query);
    ck_assert_int_eq(chat_wire_set_text(&chat_record_room_query, NULL, &query, "text", "a\0b", 3, NULL),
                     CHAT_E_INVALID);
    ck_assert_int_eq(chat_wire_set_text(&chat_record_room_query, NULL, &query, "topic", "7\0", 2, NULL),
                     CHAT_E_INVALID);
    ck_assert_ptr_null(query.text);
}
END_TEST

START_TEST(lists_records_and_repetitions_are_refused)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_member member;
    struct chat_people people;

    chat_record_init(&chat_record_member, &member);
    chat_record_init(&chat_record_people, &people);
    ck_assert_int_eq(set(&chat_record_member, &member, "person", "{}", &err), CHAT_E_INVALID);
    ck_assert_int_eq(set(&chat_record_people, &people, "people", "[]", &err), CHAT_E_INVALID);
    ck_assert_int_eq(set(&chat_record_member, &member, "role", "host", &err), CHAT_OK);
    ck_assert_int_eq(set(&chat_record_member, &member, "role", "viewer", &err), CHAT_E_INVALID);
    ck_assert_str_eq(err.message, "role is given twice");
    ck_assert_int_eq(member.role, CHAT_ROLE_HOST);
}
END_TEST

START_TEST(positions_are_a_map_from_log_to_number)
{
    static const char text[] = "1:12,7:1204,9223372036854775807:0";
    struct chat_position *positions = NULL;
    size_t n = 0;

    ck_assert_int_eq(chat_wire_positions(text, strlen(text), NULL, &positions, &n, NULL), CHAT_OK);
    ck_assert_uint_eq(n, 3);
    ck_assert_int_eq(positions[0].log.value, 1);
    ck_assert_int_eq(positions[0].seq, 12);
    ck_assert_int_eq(positions[1].log.value, 7);
    ck_assert_int_eq(positions[1].seq, 1204);
    ck_assert_int_eq(positions[2].log.value, INT64_MAX);
    ck_assert_int_eq(positions[2].seq, 0);
    chat_free(positions);
    ck_assert_int_eq(chat_wire_positions("", 0, NULL, &positions, &n, NULL), CHAT_OK);
    ck_assert_uint_eq(n, 0);
    ck_assert_ptr_null(positions);
}
END_TEST

START_TEST(positions_that_are_not_are_refused)
{
    static const char *const wrong[] = {
        ",",       "1",    "1:",   ":1",   "1:2,",  ",1:2",    "1:2,,3:4",
        "0:1",     "-1:1", "1:-1", "1 :2", "1:2:3", "1:2;3:4", "1:9007199254740992",
        "1:1,1:2", "a:1",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct chat_position *positions = NULL;
        struct chat_error err = CHAT_ERROR_INIT;
        size_t n = 0;
        ck_assert_msg(chat_wire_positions(wrong[i], strlen(wrong[i]), NULL, &positions, &n, &err) ==
                          CHAT_E_INVALID,
                      "%s", wrong[i]);
        ck_assert_str_eq(err.field, "positions");
        ck_assert_ptr_null(positions);
    }
}
END_TEST

START_TEST(positions_end_at_what_may_be_followed)
{
    static char text[16 * (CHAT_FOLLOWED_LOGS_MAX + 2)];
    struct counting_alloc counting;
    struct chat_position *positions = NULL;
    size_t length = 0, n = 0;

    for (int i = 1; i <= CHAT_FOLLOWED_LOGS_MAX; i++)
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%d:0", i > 1 ? "," : "", i);
    ck_assert_int_eq(chat_wire_positions(text, length, NULL, &positions, &n, NULL), CHAT_OK);
    ck_assert_uint_eq(n, CHAT_FOLLOWED_LOGS_MAX);
    chat_free(positions);
    memcpy(text + length, ",99999:1", 9);
    ck_assert_int_eq(chat_wire_positions(text, length + 8, NULL, &positions, &n, NULL), CHAT_E_TOO_LARGE);
    counting_alloc_init(&counting);
    counting.fail_at = 1;
    ck_assert_int_eq(chat_wire_positions(text, length, &counting.allocator, &positions, &n, NULL),
                     CHAT_E_NOMEM);
}
END_TEST

static void list_tests(TCase *cases)
{
    tcase_add_test(cases, a_query_string_fills_a_struct);
    tcase_add_test(cases, every_type_has_its_text);
    tcase_add_loop_test(cases, what_is_not_of_the_type_is_refused_by_name, 0,
                        (int)(sizeof refusals / sizeof refusals[0]));
    tcase_add_test(cases, a_nul_in_text_is_refused);
    tcase_add_test(cases, lists_records_and_repetitions_are_refused);
    tcase_add_test(cases, positions_are_a_map_from_log_to_number);
    tcase_add_test(cases, positions_that_are_not_are_refused);
    tcase_add_test(cases, positions_end_at_what_may_be_followed);
}

int main(void)
{
    return unit_main("wire/text", list_tests);
}
