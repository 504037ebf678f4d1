#include <stdio.h>
#include <string.h>

#include "tests/storage/fixture.h"

static const chat_room_id room = {5};
static const chat_user_id author = {2};

/* Pages are compared as text: "<3 4 5>", with '<' and '>' where there is more. */
static const char *page_of(struct fixture *f, struct chat_seq_page page)
{
    static char out[256];
    struct chat_message_page found;
    size_t length = 0;

    ck_ok(f, f->ops->message_page(f->storage, room, &page, &found, &f->err));
    out[length++] = found.more_before ? '<' : '[';
    for (size_t i = 0; i < found.n; i++)
        length += (size_t)snprintf(out + length, sizeof out - length, i ? " %lld" : "%lld",
                                   (long long)found.messages[i].seq);
    out[length++] = found.more_after ? '>' : ']';
    out[length] = '\0';
    clear_messages(found.messages, found.n);
    return out;
}

#define ck_page(f, expected, ...) ck_assert_str_eq(page_of((f), (__VA_ARGS__)), (expected))

static struct chat_seq_page page(size_t limit, int64_t before, int64_t after, int64_t around, int64_t floor)
{
    return (struct chat_seq_page){
        .before = before, .after = after, .around = around, .floor = floor, .limit = limit};
}

#define NEWEST(limit)      page(limit, CHAT_UNSET, CHAT_UNSET, CHAT_UNSET, 0)
#define BEFORE(limit, seq) page(limit, seq, CHAT_UNSET, CHAT_UNSET, 0)
#define AFTER(limit, seq)  page(limit, CHAT_UNSET, seq, CHAT_UNSET, 0)
#define AROUND(limit, seq) page(limit, CHAT_UNSET, CHAT_UNSET, seq, 0)

START_TEST(history_is_read_in_pages_from_any_number)
{
    struct fixture f = fixture_open(_i);

    ck_page(&f, "[]", NEWEST(3));
    ck_page(&f, "[]", BEFORE(3, 1));
    ck_page(&f, "[]", AFTER(3, 0));
    ck_page(&f, "[]", AROUND(3, 1));
    given_messages(&f, room, author, 10);
    given_messages(&f, (chat_room_id){4}, author, 10);
    given_messages(&f, (chat_room_id){6}, author, 10);

    ck_page(&f, "<8 9 10]", NEWEST(3));
    ck_page(&f, "[1 2 3 4 5 6 7 8 9 10]", NEWEST(10));
    ck_page(&f, "[1 2 3 4 5 6 7 8 9 10]", NEWEST(SIZE_MAX));
    ck_page(&f, "<2 3 4 5 6 7 8 9 10]", NEWEST(9));

    ck_page(&f, "<5 6 7>", BEFORE(3, 8));
    ck_page(&f, "[1 2 3>", BEFORE(3, 4));
    ck_page(&f, "[1 2>", BEFORE(3, 3));
    ck_page(&f, "[>", BEFORE(3, 1));
    ck_page(&f, "[>", BEFORE(3, 0));
    ck_page(&f, "[>", BEFORE(3, -5));
    ck_page(&f, "[>", BEFORE(3, INT64_MIN + 1));
    ck_page(&f, "<8 9 10]", BEFORE(3, 11));
    ck_page(&f, "<8 9 10]", BEFORE(3, INT64_MAX));

    ck_page(&f, "[1 2 3>", AFTER(3, 0));
    ck_page(&f, "[1 2 3>", AFTER(3, -9));
    ck_page(&f, "<8 9 10]", AFTER(3, 7));
    ck_page(&f, "<9 10]", AFTER(3, 8));
    ck_page(&f, "<]", AFTER(3, 10));
    ck_page(&f, "<]", AFTER(3, INT64_C(0xffffffff)));
    ck_page(&f, "<]", AFTER(3, INT64_MAX));
    fixture_close(&f);
}
END_TEST

START_TEST(a_page_around_a_number_is_as_full_as_it_can_be)
{
    struct fixture f = fixture_open(_i);

    given_messages(&f, room, author, 10);
    ck_page(&f, "<4 5 6 7>", AROUND(4, 6));
    ck_page(&f, "<5 6 7>", AROUND(3, 6));
    ck_page(&f, "<6>", AROUND(1, 6));
    ck_page(&f, "[1 2 3 4>", AROUND(4, 1));
    ck_page(&f, "[1 2 3 4>", AROUND(4, 2));
    ck_page(&f, "[1 2 3 4>", AROUND(4, 3));
    ck_page(&f, "<7 8 9 10]", AROUND(4, 10));
    ck_page(&f, "<7 8 9 10]", AROUND(4, 99));
    ck_page(&f, "<7 8 9 10]", AROUND(4, 9));
    ck_page(&f, "[1 2 3 4 5 6 7 8 9 10]", AROUND(20, 5));
    ck_page(&f, "[1 2 3 4 5 6 7 8 9 10]", AROUND(10, 1));
    ck_page(&f, "[1 2 3 4>", AROUND(4, 0));
    fixture_close(&f);
}
END_TEST

START_TEST(numbers_up_to_the_floor_are_not_shown)
{
    struct fixture f = fixture_open(_i);

    given_messages(&f, room, author, 10);
    ck_page(&f, "[7 8 9 10]", page(9, CHAT_UNSET, CHAT_UNSET, CHAT_UNSET, 6));
    ck_page(&f, "[7>", page(9, 8, CHAT_UNSET, CHAT_UNSET, 6));
    ck_page(&f, "[>", page(9, 7, CHAT_UNSET, CHAT_UNSET, 6));
    ck_page(&f, "[>", page(9, 3, CHAT_UNSET, CHAT_UNSET, 6));
    ck_page(&f, "[7 8>", page(2, CHAT_UNSET, 2, CHAT_UNSET, 6));
    ck_page(&f, "<9 10]", page(2, CHAT_UNSET, 8, CHAT_UNSET, 6));
    ck_page(&f, "[7 8 9>", page(3, CHAT_UNSET, CHAT_UNSET, 2, 6));
    ck_page(&f, "[]", page(3, CHAT_UNSET, CHAT_UNSET, CHAT_UNSET, 10));
    ck_page(&f, "[]", page(3, CHAT_UNSET, CHAT_UNSET, CHAT_UNSET, INT64_C(0xffffffff)));
    fixture_close(&f);
}
END_TEST

START_TEST(a_page_steps_over_what_is_not_a_message)
{
    struct fixture f = fixture_open(_i);

    begin(&f);
    for (int64_t seq = 1; seq <= 12; seq++)
        ck_ok(&f, append_event(&f, (struct event_spec){.log = room.value,
                                                       .seq = seq,
                                                       .kind = seq % 4 == 0 ? CHAT_EVENT_MESSAGE
                                                                            : CHAT_EVENT_MEMBER_JOINED,
                                                       .n = seq / 4}));
    commit(&f);
    ck_page(&f, "<8 12]", NEWEST(2));
    ck_page(&f, "[4 8>", AFTER(2, 0));
    ck_page(&f, "[4>", BEFORE(2, 8));
    ck_page(&f, "<8>", AROUND(1, 7));
    fixture_close(&f);
}
END_TEST

START_TEST(a_message_is_loaded_by_its_number)
{
    struct fixture f = fixture_open(_i);
    struct chat_message message;

    given_messages(&f, room, author, 2);
    given_event(&f, (struct event_spec){.log = 5, .seq = 3, .kind = CHAT_EVENT_MEMBER_LEFT});
    ck_ok(&f, f.ops->message_load(f.storage, room, 2, &message, &f.err));
    ck_assert_int_eq(message.seq, 2);
    ck_assert_int_eq(message.n, 2);
    ck_assert_int_eq(message.room.value, 5);
    ck_assert_str_eq(message.body, "hello");
    chat_record_clear(&chat_record_message, &message);
    ck_assert_int_eq(f.ops->message_load(f.storage, room, 3, &message, &f.err), CHAT_E_NOT_FOUND);
    ck_assert_int_eq(f.ops->message_load(f.storage, room, 4, &message, &f.err), CHAT_E_NOT_FOUND);
    ck_assert_int_eq(f.ops->message_load(f.storage, room, 0, &message, &f.err), CHAT_E_NOT_FOUND);
    ck_assert_int_eq(f.ops->message_load(f.storage, room, INT64_MAX, &message, &f.err), CHAT_E_NOT_FOUND);
    ck_assert_int_eq(f.ops->message_load(f.storage, (chat_room_id){INT64_MAX}, 1, &message, &f.err),
                     CHAT_E_NOT_FOUND);
    fixture_close(&f);
}
END_TEST

START_TEST(bodies_are_kept_byte_for_byte)
{
    struct fixture f = fixture_open(_i);
    static char large[16384 + 1];
    struct chat_message message;

    memset(large, 'x', sizeof large - 1);
    begin(&f);
    for (int i = 0; i < hostile_n; i++)
        ck_ok(&f, append_event(&f, (struct event_spec){.log = 5, .seq = i + 1, .body = hostile[i]}));
    ck_ok(&f, append_event(&f, (struct event_spec){.log = 5, .seq = hostile_n + 1, .body = large}));
    commit(&f);
    fixture_reopen(&f);
    for (int i = 0; i <= hostile_n; i++) {
        ck_ok(&f, f.ops->message_load(f.storage, room, i + 1, &message, &f.err));
        ck_assert_str_eq(message.body, i < hostile_n ? hostile[i] : large);
        chat_record_clear(&chat_record_message, &message);
    }
    fixture_close(&f);
}
END_TEST

static enum chat_status edit(struct fixture *f, int64_t seq, const char *body, int64_t version)
{
    struct chat_message message = {
        .room = room, .seq = seq, .body = text(body), .version = version, .edited_at_us = 7000 + version};

    return f->ops->message_edit(f->storage, &message, &f->err);
}

START_TEST(an_edit_changes_body_version_and_time_alone)
{
    struct fixture f = fixture_open(_i);
    struct chat_message message;

    given_messages(&f, room, author, 2);
    begin(&f);
    ck_ok(&f, edit(&f, 1, "second", 2));
    ck_ok(&f, edit(&f, 1, "third", 3));
    ck_assert_int_eq(edit(&f, 9, "x", 2), CHAT_E_NOT_FOUND);
    commit(&f);
    ck_ok(&f, f.ops->message_load(f.storage, room, 1, &message, &f.err));
    ck_assert_str_eq(message.body, "third");
    ck_assert_int_eq(message.version, 3);
    ck_assert_int_eq(message.edited_at_us, 7003);
    ck_assert_int_eq(message.created_at_us, 1000);
    ck_assert_int_eq(message.author.value, 2);
    ck_assert_int_eq(message.n, 1);
    chat_record_clear(&chat_record_message, &message);
    ck_ok(&f, f.ops->message_load(f.storage, room, 2, &message, &f.err));
    ck_assert_str_eq(message.body, "hello");
    ck_assert_int_eq(message.version, 1);
    chat_record_clear(&chat_record_message, &message);
    fixture_close(&f);
}
END_TEST

static int64_t tombstones(struct fixture *f, int64_t after)
{
    int64_t n = -1;

    ck_ok(f, f->ops->tombstones_after(f->storage, room, after, &n, &f->err));
    return n;
}

START_TEST(an_erased_message_leaves_a_tombstone)
{
    struct fixture f = fixture_open(_i);
    struct chat_message message;

    given_messages(&f, room, author, 5);
    given_messages(&f, (chat_room_id){6}, author, 5);
    begin(&f);
    ck_ok(&f, edit(&f, 2, "second", 2));
    ck_ok(&f, f.ops->message_erase(f.storage, room, 2, 99, &f.err));
    ck_ok(&f, f.ops->message_erase(f.storage, room, 4, 99, &f.err));
    ck_ok(&f, f.ops->message_erase(f.storage, room, 4, 99, &f.err));
    ck_assert_int_eq(f.ops->message_erase(f.storage, room, 6, 99, &f.err), CHAT_E_NOT_FOUND);
    commit(&f);
    ck_ok(&f, f.ops->message_load(f.storage, room, 2, &message, &f.err));
    ck_assert_ptr_null(message.body);
    ck_assert_int_eq(message.deleted_at_us, 99);
    ck_assert_int_eq(message.version, 2);
    ck_assert_int_eq(message.author.value, 2);
    chat_record_clear(&chat_record_message, &message);
    ck_page(&f, "[1 2 3 4 5]", NEWEST(9));
    ck_assert_int_eq(tombstones(&f, 0), 2);
    ck_assert_int_eq(tombstones(&f, 1), 2);
    ck_assert_int_eq(tombstones(&f, 2), 1);
    ck_assert_int_eq(tombstones(&f, 4), 0);
    ck_assert_int_eq(tombstones(&f, INT64_MAX), 0);
    fixture_close(&f);
}
END_TEST

START_TEST(ordinals_count_the_main_line_up_to_a_number)
{
    struct fixture f = fixture_open(_i);
    static const int64_t expected[] = {0, 0, 1, 1, 2, 2, 2};
    int64_t n;

    /* 1 joined, 2 message, 3 joined, 4 message, 5 left */
    begin(&f);
    for (int64_t seq = 1; seq <= 5; seq++)
        ck_ok(&f, append_event(&f, (struct event_spec){.log = 5,
                                                       .seq = seq,
                                                       .kind = seq % 2 == 0 ? CHAT_EVENT_MESSAGE
                                                                            : CHAT_EVENT_MEMBER_JOINED,
                                                       .n = seq / 2}));
    commit(&f);
    for (int64_t seq = 0; seq <= 6; seq++) {
        ck_ok(&f, f.ops->message_ordinal(f.storage, room, seq, &n, &f.err));
        ck_assert_int_eq(n, expected[seq]);
    }
    ck_ok(&f, f.ops->message_ordinal(f.storage, room, INT64_MAX, &n, &f.err));
    ck_assert_int_eq(n, 2);
    ck_ok(&f, f.ops->message_ordinal(f.storage, (chat_room_id){6}, 9, &n, &f.err));
    ck_assert_int_eq(n, 0);
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_storage_test(cases, history_is_read_in_pages_from_any_number);
    tcase_add_storage_test(cases, a_page_around_a_number_is_as_full_as_it_can_be);
    tcase_add_storage_test(cases, numbers_up_to_the_floor_are_not_shown);
    tcase_add_storage_test(cases, a_page_steps_over_what_is_not_a_message);
    tcase_add_storage_test(cases, a_message_is_loaded_by_its_number);
    tcase_add_storage_test(cases, bodies_are_kept_byte_for_byte);
    tcase_add_storage_test(cases, an_edit_changes_body_version_and_time_alone);
    tcase_add_storage_test(cases, an_erased_message_leaves_a_tombstone);
    tcase_add_storage_test(cases, ordinals_count_the_main_line_up_to_a_number);
}

int main(void)
{
    return unit_main("storage: messages", tests);
}
