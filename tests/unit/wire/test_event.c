/*
 * Each kind of event has on the wire exactly what docs/protocol.md says.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/wire/wire_test.h"

/* Every member set, so that what a kind does not have would show. */
static struct chat_event event_of(enum chat_event_kind kind)
{
    struct chat_event event = {
        .log = {7},
        .seq = 20,
        .kind = kind,
        .actor = {4},
        .at_us = 1795369200000000,
        .target_seq = 18,
        .subject = 5,
        .arg = 2,
    };

    chat_record_init(&chat_record_message, &event.message);
    event.message.seq = 18;
    event.message.version = 2;
    return event;
}

START_TEST(a_skipped_range_is_as_on_the_page)
{
    struct chat_event event = {.log = {7}, .seq = 20, .kind = CHAT_EVENT_SKIPPED, .target_seq = 18, .arg = 1};

    expect_encoded(&chat_record_event, &event,
                   "{\"log\":\"7\",\"seq\":20,\"kind\":\"skipped\",\"target_seq\":18,\"reason\":\"hidden\"}");
}
END_TEST

START_TEST(a_message_comes_with_what_it_is_now)
{
    struct chat_event event = event_of(CHAT_EVENT_MESSAGE);

    event.n = 12;
    expect_encoded(&chat_record_event, &event,
                   "{\"log\":\"7\",\"seq\":20,\"kind\":\"message\",\"at\":\"2026-11-22T17:40:00.000000Z\","
                   "\"actor\":\"4\",\"n\":12,\"message\":{\"seq\":18,\"version\":2}}");
    event.message.seq = 0;
    event.actor = CHAT_NO_USER;
    event.n = 0;
    expect_encoded(&chat_record_event, &event,
                   "{\"log\":\"7\",\"seq\":20,\"kind\":\"message\",\"at\":\"2026-11-22T17:40:00.000000Z\"}");
}
END_TEST

START_TEST(a_role_is_a_word_and_the_number_of_joining_a_number)
{
    struct chat_event role = event_of(CHAT_EVENT_MEMBER_ROLE), joined = event_of(CHAT_EVENT_JOINED_ROOM);

    expect_encoded(
        &chat_record_event, &role,
        "{\"log\":\"7\",\"seq\":20,\"kind\":\"member_role\",\"at\":\"2026-11-22T17:40:00.000000Z\","
        "\"actor\":\"4\",\"subject\":\"5\",\"role\":\"member\"}");
    expect_encoded(
        &chat_record_event, &joined,
        "{\"log\":\"7\",\"seq\":20,\"kind\":\"joined_room\",\"at\":\"2026-11-22T17:40:00.000000Z\","
        "\"actor\":\"4\",\"subject\":\"5\",\"room_seq\":2}");
}
END_TEST

static const char *const members[] = {"target_seq", "reason", "subject", "role", "room_seq", "message"};

#define MEMBERS (sizeof members / sizeof members[0])

/* The members that the page names for a kind: those in backquotes in the last column of its row. */
static void members_on_page(const char *kind, bool found[MEMBERS])
{
    FILE *page = fopen("docs/protocol.md", "r");
    char line[1024], quoted[64];
    bool rows = false, row = false;

    ck_assert_ptr_nonnull(page);
    (void)snprintf(quoted, sizeof quoted, "`%s`", kind);
    while (!row && fgets(line, sizeof line, page)) {
        char *kinds = line + 2, *last;
        if (strncmp(line, "| kind | log |", 14) == 0)
            rows = true;
        if (!rows || line[0] != '|')
            continue;
        last = strstr(kinds, " | ");
        if (!last)
            continue;
        *last = '\0';
        if (!strstr(kinds, quoted))
            continue;
        row = true;
        last = strstr(last + 3, " |");
        ck_assert_ptr_nonnull(last);
        for (size_t i = 0; i < MEMBERS; i++) {
            (void)snprintf(quoted, sizeof quoted, "`%s`", members[i]);
            found[i] = strstr(last, quoted) != NULL;
        }
    }
    fclose(page);
    ck_assert_msg(row, "%s is not on the page", kind);
}

START_TEST(every_kind_has_the_members_of_its_row)
{
    enum chat_event_kind kind = (enum chat_event_kind)_i;
    const char *word = chat_enum_word(&chat_words_event_kind, _i);
    struct chat_event event = event_of(kind);
    struct chat_text text = CHAT_TEXT_INIT;
    bool found[MEMBERS] = {false};
    chat_json_t *json;

    if (!word)
        return; /* kinds are numbered with gaps */
    members_on_page(word, found);
    ck_assert_int_eq(chat_wire_encode(&chat_record_event, &event, NULL, &text, NULL), CHAT_OK);
    json = given_json(text.data);
    for (size_t i = 0; i < MEMBERS; i++)
        ck_assert_msg((chat_json_member(json, members[i]) != NULL) == found[i], "%s of %s", members[i], word);
    chat_json_free(json);
    chat_text_clear(&text);
}
END_TEST

START_TEST(a_kind_from_a_newer_program_keeps_its_number)
{
    struct chat_event event = {.log = {7}, .seq = 20, .kind = (enum chat_event_kind)200, .actor = {4}};
    struct chat_event back;

    expect_encoded(&chat_record_event, &event,
                   "{\"log\":\"7\",\"seq\":20,\"kind\":\"unknown\",\"actor\":\"4\"}");
    ck_assert_int_eq(decoded("{\"log\":\"7\",\"seq\":20,\"kind\":\"unknown\",\"extra\":{}}", CHAT_WIRE_REPLY,
                             &chat_record_event, &back, NULL),
                     CHAT_OK);
    ck_assert_int_eq(back.seq, 20);
    ck_assert_int_eq(back.kind, 0);
}
END_TEST

static void list_tests(TCase *cases)
{
    tcase_add_test(cases, a_skipped_range_is_as_on_the_page);
    tcase_add_test(cases, a_message_comes_with_what_it_is_now);
    tcase_add_test(cases, a_role_is_a_word_and_the_number_of_joining_a_number);
    tcase_add_loop_test(cases, every_kind_has_the_members_of_its_row, 1, CHAT_EVENT_SETTINGS_CHANGED + 1);
    tcase_add_test(cases, a_kind_from_a_newer_program_keeps_its_number);
}

int main(void)
{
    return unit_main("wire/event", list_tests);
}
