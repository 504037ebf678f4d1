#include <stdlib.h>

#include "tests/unit/wire/wire_test.h"

static void expect_frame(const struct chat_wire_frame *frame, const char *expected)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_text text = CHAT_TEXT_INIT;

    ck_assert_msg(chat_wire_frame_encode(frame, NULL, &text, &err) == CHAT_OK, "%s", err.message);
    ck_assert_str_eq(text.data, expected);
    chat_text_clear(&text);
}

START_TEST(the_server_says_hello_and_goodbye)
{
    expect_frame(&(struct chat_wire_frame){.op = CHAT_WIRE_HELLO,
                                           .epoch = "e1",
                                           .user = {4},
                                           .session = {9},
                                           .heartbeat_ms = 30000,
                                           .max_frame_bytes = 65536},
                 "{\"op\":\"hello\",\"epoch\":\"e1\",\"user\":\"4\",\"session\":\"9\",\"heartbeat_ms\":30000,"
                 "\"max_frame_bytes\":65536}");
    expect_frame(&(struct chat_wire_frame){.op = CHAT_WIRE_BYE, .reconnect_ms = 1500},
                 "{\"op\":\"bye\",\"reconnect_ms\":1500}");
}
END_TEST

START_TEST(an_event_is_the_same_with_op_and_without)
{
    struct chat_event event = {
        .log = {7}, .seq = 3, .kind = CHAT_EVENT_ROOM_EDITED, .actor = {4}, .at_us = 1000000};
    struct chat_wire_frame frame = {.op = CHAT_WIRE_EVENT, .event = &event};

    expect_frame(&frame, "{\"op\":\"event\",\"log\":\"7\",\"seq\":3,\"kind\":\"room_edited\","
                         "\"at\":\"1970-01-01T00:00:01.000000Z\",\"actor\":\"4\"}");
    frame.bare = true;
    expect_frame(&frame, "{\"log\":\"7\",\"seq\":3,\"kind\":\"room_edited\","
                         "\"at\":\"1970-01-01T00:00:01.000000Z\",\"actor\":\"4\"}");
}
END_TEST

START_TEST(a_call_is_answered_with_its_ref)
{
    struct chat_position position = {{7}, 12};
    struct chat_error denied = {
        .status = CHAT_E_DENIED, .code = "not_member", .message = "join the room first"};

    expect_frame(
        &(struct chat_wire_frame){.op = CHAT_WIRE_RESULT,
                                  .ref = "a\"1",
                                  .http_status = 201,
                                  .record = &chat_record_position,
                                  .result = &position},
        "{\"op\":\"result\",\"ref\":\"a\\\"1\",\"status\":201,\"result\":{\"log\":\"7\",\"seq\":12}}");
    expect_frame(&(struct chat_wire_frame){.op = CHAT_WIRE_RESULT, .ref = "2", .http_status = 204},
                 "{\"op\":\"result\",\"ref\":\"2\",\"status\":204}");
    expect_frame(&(struct chat_wire_frame){.op = CHAT_WIRE_ERROR, .ref = "3", .error = &denied},
                 "{\"op\":\"error\",\"ref\":\"3\",\"problem\":{\"type\":\"about:blank\",\"title\":\"Denied\","
                 "\"status\":403,\"code\":\"not_member\",\"detail\":\"join the room first\"}}");
}
END_TEST

START_TEST(the_small_frames_have_what_the_page_says)
{
    expect_frame(&(struct chat_wire_frame){.op = CHAT_WIRE_UNFOLLOWED, .log = {7}, .reason = "gone"},
                 "{\"op\":\"unfollowed\",\"log\":\"7\",\"reason\":\"gone\"}");
    expect_frame(&(struct chat_wire_frame){.op = CHAT_WIRE_MARKER, .log = {7}, .marker_seq = 20, .unread = 0},
                 "{\"op\":\"marker\",\"log\":\"7\",\"marker_seq\":20,\"unread\":0}");
    expect_frame(&(struct chat_wire_frame){.op = CHAT_WIRE_RESYNC}, "{\"op\":\"resync\"}");
    expect_frame(&(struct chat_wire_frame){.op = CHAT_WIRE_LAGGED}, "{\"op\":\"lagged\"}");
    expect_frame(&(struct chat_wire_frame){.op = CHAT_WIRE_PONG, .ref = "p"},
                 "{\"op\":\"pong\",\"ref\":\"p\"}");
    expect_frame(&(struct chat_wire_frame){.op = CHAT_WIRE_RESYNC, .bare = true}, "{}");
}
END_TEST

START_TEST(a_frame_that_is_none_is_refused)
{
    struct chat_text text = CHAT_TEXT_INIT;

    ck_assert_int_eq(chat_wire_frame_encode(&(struct chat_wire_frame){0}, NULL, &text, NULL),
                     CHAT_E_INTERNAL);
    ck_assert_int_eq(
        chat_wire_frame_encode(&(struct chat_wire_frame){.op = (enum chat_wire_op)11}, NULL, &text, NULL),
        CHAT_E_INTERNAL);
    ck_assert_ptr_null(text.data);
}
END_TEST

static void list_tests(TCase *cases)
{
    tcase_add_test(cases, the_server_says_hello_and_goodbye);
    tcase_add_test(cases, an_event_is_the_same_with_op_and_without);
    tcase_add_test(cases, a_call_is_answered_with_its_ref);
    tcase_add_test(cases, the_small_frames_have_what_the_page_says);
    tcase_add_test(cases, a_frame_that_is_none_is_refused);
}

int main(void)
{
    return unit_main("wire/frame", list_tests);
}
