#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/wire/wire_test.h"

static struct chat_wire_command given_command(const char *text)
{
    struct chat_wire_command command = CHAT_WIRE_COMMAND_INIT;
    struct chat_error err = CHAT_ERROR_INIT;

    if (chat_wire_command_parse(text, strlen(text), NULL, &command, &err) != CHAT_OK)
        ck_abort_msg("%s: %s", text, err.message);
    return command;
}

START_TEST(resume_names_an_epoch_and_positions)
{
    struct chat_wire_command command =
        given_command("{\"op\":\"resume\",\"epoch\":\"e1\",\"positions\":{\"1\":12,\"7\":0}}");
    size_t seven = command.positions[0].log.value == 7 ? 0 : 1;

    ck_assert_int_eq(command.op, CHAT_WIRE_RESUME);
    ck_assert_str_eq(command.epoch, "e1");
    ck_assert_uint_eq(command.positions_n, 2);
    ck_assert_int_eq(command.positions[seven].log.value, 7);
    ck_assert_int_eq(command.positions[seven].seq, 0);
    ck_assert_int_eq(command.positions[1 - seven].seq, 12);
    chat_wire_command_clear(&command);
    chat_wire_command_clear(&command);
    chat_wire_command_clear(NULL);
}
END_TEST

START_TEST(resume_may_follow_nothing_yet)
{
    struct chat_wire_command command = given_command("{\"positions\":{},\"op\":\"resume\",\"epoch\":\"\"}");

    ck_assert_uint_eq(command.positions_n, 0);
    chat_wire_command_clear(&command);
}
END_TEST

START_TEST(follow_unfollow_and_ping_are_read)
{
    struct chat_wire_command follow = given_command("{\"op\":\"follow\",\"log\":\"9\",\"after\":3}");
    struct chat_wire_command unfollow = given_command("{\"op\":\"unfollow\",\"log\":\"9\"}");
    struct chat_wire_command ping = given_command("{\"op\":\"ping\",\"ref\":\"p\"}");

    ck_assert_int_eq(follow.op, CHAT_WIRE_FOLLOW);
    ck_assert_int_eq(follow.log.value, 9);
    ck_assert_int_eq(follow.after, 3);
    ck_assert_int_eq(unfollow.op, CHAT_WIRE_UNFOLLOW);
    ck_assert_int_eq(unfollow.log.value, 9);
    ck_assert_int_eq(ping.op, CHAT_WIRE_PING);
    ck_assert_str_eq(ping.ref, "p");
    chat_wire_command_clear(&follow);
    chat_wire_command_clear(&unfollow);
    chat_wire_command_clear(&ping);
}
END_TEST

START_TEST(a_call_carries_parameters_of_its_operation)
{
    struct chat_wire_command command = given_command("{\"op\":\"call\",\"ref\":\"1\",\"name\":\"message."
                                                     "send\",\"params\":{\"room\":\"7\",\"body\":\"hi\"}}");
    struct chat_message_params params;

    chat_record_init(&chat_record_message_params, &params);
    ck_assert_str_eq(command.name, "message.send");
    ck_assert_int_eq(chat_wire_decode(command.params, 0, &chat_record_message_params, NULL, &params, NULL),
                     CHAT_OK);
    chat_wire_command_clear(&command);
    ck_assert_str_eq(params.body, "hi"); /* the struct stands on its own */
    chat_record_clear(&chat_record_message_params, &params);
}
END_TEST

START_TEST(wrong_parameters_are_for_the_call_to_refuse)
{
    struct chat_wire_command none = given_command("{\"op\":\"call\",\"ref\":\"1\",\"name\":\"site.get\"}");
    struct chat_wire_command list =
        given_command("{\"op\":\"call\",\"ref\":\"1\",\"name\":\"site.get\",\"params\":[]}");
    struct chat_nothing nothing = {0};

    ck_assert_ptr_null(none.params);
    ck_assert_int_eq(chat_wire_decode(none.params, 0, &chat_record_nothing, NULL, &nothing, NULL), CHAT_OK);
    ck_assert_int_eq(chat_wire_decode(list.params, 0, &chat_record_nothing, NULL, &nothing, NULL),
                     CHAT_E_INVALID);
    chat_wire_command_clear(&none);
    chat_wire_command_clear(&list);
}
END_TEST

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const char *const wrong[] = {
    "",
    "[]",
    "{}",
    "{\"op\":1}",
    "{\"op\":null}",
    "{\"op\":\"hello\"}",
    "{\"op\":\"Call\"}",
    "{\"op\":\"ping\"}",
    "{\"ref\":\"1\"}",
    "{\"op\":\"ping\",\"ref\":1}",
    "{\"op\":\"ping\",\"ref\":null}",
    "{\"op\":\"ping\",\"ref\":\"a" A64 "\"}", /* NOLINT(bugprone-suspicious-missing-comma) */
    "{\"op\":\"ping\",\"ref\":\"1\",\"log\":\"1\"}",
    "{\"op\":\"ping\",\"ref\":\"1\",\"extra\":1}",
    "{\"op\":\"ping\",\"ref\":\"1\",\"ref\":\"2\"}",
    "{\"op\":\"call\",\"name\":\"site.get\"}",
    "{\"op\":\"call\",\"ref\":\"1\"}",
    "{\"op\":\"call\",\"ref\":\"1\",\"name\":{}}",
    "{\"op\":\"follow\",\"log\":\"9\"}",
    "{\"op\":\"follow\",\"log\":9,\"after\":0}",
    "{\"op\":\"follow\",\"log\":\"0\",\"after\":0}",
    "{\"op\":\"follow\",\"log\":\"9\",\"after\":-1}",
    "{\"op\":\"follow\",\"log\":\"9\",\"after\":1.0}",
    "{\"op\":\"follow\",\"log\":\"9\",\"after\":\"1\"}",
    "{\"op\":\"follow\",\"log\":\"9\",\"after\":9007199254740992}",
    "{\"op\":\"resume\",\"epoch\":\"e\"}",
    "{\"op\":\"resume\",\"positions\":{}}",
    "{\"op\":\"resume\",\"epoch\":\"e\",\"positions\":[]}",
    "{\"op\":\"resume\",\"epoch\":\"e\",\"positions\":null}",
    "{\"op\":\"resume\",\"epoch\":\"e\",\"positions\":{\"x\":1}}",
    "{\"op\":\"resume\",\"epoch\":\"e\",\"positions\":{\"1\":\"1\"}}",
    "{\"op\":\"resume\",\"epoch\":\"e\",\"positions\":{\"2\":5,\"1\":null}}",
    "{\"op\":\"resume\",\"epoch\":\"e\",\"positions\":{\"1\":1,\"1\":2}}",
};

START_TEST(what_is_not_exactly_a_frame_is_refused)
{
    struct chat_wire_command command = CHAT_WIRE_COMMAND_INIT;
    struct chat_error err = CHAT_ERROR_INIT;

    ck_assert_msg(chat_wire_command_parse(wrong[_i], strlen(wrong[_i]), NULL, &command, &err) ==
                      CHAT_E_INVALID,
                  "%s", wrong[_i]);
    ck_assert_ptr_null(command.json);
    ck_assert(strcmp(err.code, "bad_json") == 0 || strcmp(err.code, "bad_frame") == 0);
}
END_TEST

START_TEST(the_longest_ref_is_read)
{
    struct chat_wire_command command = given_command("{\"op\":\"ping\",\"ref\":\"" A64 "\"}");

    ck_assert_uint_eq(strlen(command.ref), CHAT_REF_MAX);
    chat_wire_command_clear(&command);
}
END_TEST

START_TEST(a_frame_of_any_size_over_the_limit_is_too_large)
{
    static char text[CHAT_JSON_BYTES_MAX + 1];
    struct chat_wire_command command = CHAT_WIRE_COMMAND_INIT;

    memset(text, ' ', sizeof text);
    ck_assert_int_eq(chat_wire_command_parse(text, sizeof text, NULL, &command, NULL), CHAT_E_TOO_LARGE);
}
END_TEST

START_TEST(positions_are_as_many_as_may_be_followed)
{
    static char text[16 * (CHAT_FOLLOWED_LOGS_MAX + 8)];
    struct chat_wire_command command = CHAT_WIRE_COMMAND_INIT;

    for (int n = CHAT_FOLLOWED_LOGS_MAX; n <= CHAT_FOLLOWED_LOGS_MAX + 1; n++) {
        bool fits = n == CHAT_FOLLOWED_LOGS_MAX;
        size_t length =
            (size_t)snprintf(text, sizeof text, "{\"op\":\"resume\",\"epoch\":\"e\",\"positions\":{");
        for (int i = 1; i <= n; i++)
            length +=
                (size_t)snprintf(text + length, sizeof text - length, "%s\"%d\":1", i > 1 ? "," : "", i);
        memcpy(text + length, "}}", 2);
        ck_assert_int_eq(chat_wire_command_parse(text, length + 2, NULL, &command, NULL),
                         fits ? CHAT_OK : CHAT_E_TOO_LARGE);
    }
    ck_assert_uint_eq(command.positions_n, CHAT_FOLLOWED_LOGS_MAX);
    chat_wire_command_clear(&command);
}
END_TEST

START_TEST(without_memory_nothing_is_kept)
{
    static const char text[] = "{\"op\":\"resume\",\"epoch\":\"e\",\"positions\":{\"1\":1}}";
    struct chat_wire_command command = CHAT_WIRE_COMMAND_INIT;
    struct counting_alloc counting;

    counting_alloc_init(&counting);
    counting.fail_at = 1;
    ck_assert_int_eq(chat_wire_command_parse(text, strlen(text), &counting.allocator, &command, NULL),
                     CHAT_E_NOMEM);
    ck_assert_ptr_null(command.json);
    ck_assert_int_eq(counting.alive, 0);
}
END_TEST

static void list_tests(TCase *cases)
{
    tcase_add_test(cases, resume_names_an_epoch_and_positions);
    tcase_add_test(cases, resume_may_follow_nothing_yet);
    tcase_add_test(cases, follow_unfollow_and_ping_are_read);
    tcase_add_test(cases, a_call_carries_parameters_of_its_operation);
    tcase_add_test(cases, wrong_parameters_are_for_the_call_to_refuse);
    tcase_add_loop_test(cases, what_is_not_exactly_a_frame_is_refused, 0,
                        (int)(sizeof wrong / sizeof wrong[0]));
    tcase_add_test(cases, the_longest_ref_is_read);
    tcase_add_test(cases, a_frame_of_any_size_over_the_limit_is_too_large);
    tcase_add_test(cases, positions_are_as_many_as_may_be_followed);
    tcase_add_test(cases, without_memory_nothing_is_kept);
}

int main(void)
{
    return unit_main("wire/command", list_tests);
}
