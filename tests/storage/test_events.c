#include <string.h>

#include "tests/storage/fixture.h"

static struct chat_event *events_of(struct fixture *f, int64_t log, int64_t after, size_t limit, size_t *n)
{
    struct chat_event *events = NULL;

    ck_ok(f, f->ops->event_list(f->storage, (chat_log_id){log}, after, limit, &events, n, &f->err));
    return events;
}

static size_t count_events(struct fixture *f, int64_t log, int64_t after, size_t limit)
{
    size_t n;
    struct chat_event *events = events_of(f, log, after, limit, &n);

    clear_events(events, n);
    return n;
}

static struct chat_head_row head_of(struct fixture *f, int64_t log)
{
    struct chat_fact fact = {.kind = CHAT_FACT_HEAD, .a = log};

    ck_ok(f, f->ops->facts_load(f->storage, &fact, 1, &f->err));
    return fact.head;
}

START_TEST(an_event_comes_back_as_it_was_stored)
{
    struct fixture f = fixture_open(_i);
    struct chat_event *events;
    size_t n;

    given_event(&f, (struct event_spec){.log = 5,
                                        .seq = 1,
                                        .kind = CHAT_EVENT_MEMBER_ROLE,
                                        .actor = 2,
                                        .n = 3,
                                        .at_us = INT64_C(1700000000000001),
                                        .subject = INT64_C(1) << 40,
                                        .target = 9,
                                        .arg = -4});
    fixture_reopen(&f);
    events = events_of(&f, 5, 0, 10, &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_int_eq(events[0].log.value, 5);
    ck_assert_int_eq(events[0].seq, 1);
    ck_assert_int_eq(events[0].kind, CHAT_EVENT_MEMBER_ROLE);
    ck_assert_int_eq(events[0].actor.value, 2);
    ck_assert_int_eq(events[0].n, 3);
    ck_assert_int_eq(events[0].at_us, INT64_C(1700000000000001));
    ck_assert_int_eq(events[0].subject, INT64_C(1) << 40);
    ck_assert_int_eq(events[0].target_seq, 9);
    ck_assert_int_eq(events[0].arg, -4);
    ck_assert_int_eq(events[0].message.seq, 0);
    clear_events(events, n);
    fixture_close(&f);
}
END_TEST

START_TEST(a_message_comes_with_its_event)
{
    struct fixture f = fixture_open(_i);
    struct chat_event *events;
    size_t n;

    given_event(&f, (struct event_spec){
                        .log = 5, .seq = 4, .actor = 2, .n = 1, .body = "# Hi\n", .reply_to = 3, .at_us = 9});
    events = events_of(&f, 5, 0, 10, &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_int_eq(events[0].message.room.value, 5);
    ck_assert_int_eq(events[0].message.seq, 4);
    ck_assert_int_eq(events[0].message.n, 1);
    ck_assert_int_eq(events[0].message.author.value, 2);
    ck_assert_str_eq(events[0].message.body, "# Hi\n");
    ck_assert_int_eq(events[0].message.reply_to, 3);
    ck_assert_int_eq(events[0].message.origin, CHAT_ORIGIN_WEB);
    ck_assert_int_eq(events[0].message.version, 1);
    ck_assert_int_eq(events[0].message.created_at_us, 9);
    ck_assert_int_eq(events[0].message.edited_at_us, 0);
    ck_assert_int_eq(events[0].message.deleted_at_us, 0);
    clear_events(events, n);
    fixture_close(&f);
}
END_TEST

START_TEST(a_number_is_used_once)
{
    struct fixture f = fixture_open(_i);

    given_event(&f, (struct event_spec){.log = 5, .seq = 1, .body = "first"});
    begin(&f);
    ck_assert_int_eq(append_event(&f, (struct event_spec){.log = 5, .seq = 1, .body = "second"}),
                     CHAT_E_STALE);
    f.ops->rollback(f.storage);
    ck_assert_uint_eq(count_events(&f, 5, 0, 10), 1);
    fixture_close(&f);
}
END_TEST

START_TEST(many_events_are_appended_whole_or_not_at_all)
{
    struct fixture f = fixture_open(_i);
    struct chat_event events[3] = {0};
    const struct chat_event *list[3];

    for (int i = 0; i < 3; i++) {
        events[i] = (struct chat_event){.log = {5}, .seq = 2 + i, .kind = CHAT_EVENT_MEMBER_JOINED};
        list[i] = &events[i];
    }
    given_event(&f, (struct event_spec){.log = 5, .seq = 4});
    begin(&f);
    ck_assert_int_eq(f.ops->events_append(f.storage, list, 3, &f.err), CHAT_E_STALE);
    f.ops->rollback(f.storage);
    ck_assert_uint_eq(count_events(&f, 5, 0, 10), 1);
    begin(&f);
    ck_ok(&f, f.ops->events_append(f.storage, list, 2, &f.err));
    ck_ok(&f, f.ops->events_append(f.storage, list, 0, &f.err));
    commit(&f);
    ck_assert_uint_eq(count_events(&f, 5, 0, 10), 3);
    fixture_close(&f);
}
END_TEST

START_TEST(logs_do_not_touch_each_other)
{
    struct fixture f = fixture_open(_i);

    /* Neighbours, and the ends of what a log and a number can be. */
    given_event(&f, (struct event_spec){.log = 5, .seq = 1});
    given_event(&f, (struct event_spec){.log = 5, .seq = INT64_C(0xffffffff)});
    given_event(&f, (struct event_spec){.log = 6, .seq = 1, .n = 7, .at_us = 70});
    given_event(&f, (struct event_spec){.log = 1, .seq = 3, .kind = CHAT_EVENT_TOPIC_CHANGED});
    given_event(&f, (struct event_spec){.log = INT64_C(0x7fffffff), .seq = 1});
    given_event(&f, (struct event_spec){.log = INT64_C(0x7fffffff), .seq = INT64_C(0xffffffff)});
    fixture_reopen(&f);
    ck_assert_int_eq(head_of(&f, 5).seq, INT64_C(0xffffffff));
    ck_assert_int_eq(head_of(&f, 6).seq, 1);
    ck_assert_int_eq(head_of(&f, 6).n, 7);
    ck_assert_int_eq(head_of(&f, 6).at_us, 70);
    ck_assert_int_eq(head_of(&f, 4).seq, 0);
    ck_assert_int_eq(head_of(&f, 1).seq, 3);
    ck_assert_int_eq(head_of(&f, INT64_C(0x7fffffff)).seq, INT64_C(0xffffffff));
    ck_assert_uint_eq(count_events(&f, 5, 0, 10), 2);
    ck_assert_uint_eq(count_events(&f, 6, 0, 10), 1);
    ck_assert_uint_eq(count_events(&f, 4, 0, 10), 0);
    ck_assert_uint_eq(count_events(&f, INT64_C(0x7fffffff), 0, 10), 2);
    fixture_close(&f);
}
END_TEST

START_TEST(numbers_no_log_can_have_find_nothing)
{
    struct fixture f = fixture_open(_i);
    static const int64_t logs[] = {0, -1, INT64_MIN, INT64_C(0x80000000), INT64_C(1) << 33, INT64_MAX};
    static const int64_t seqs[] = {INT64_C(0xffffffff), INT64_C(1) << 32, INT64_MAX};

    given_event(&f, (struct event_spec){.log = 5, .seq = 1});
    for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
        ck_assert_int_eq(head_of(&f, logs[i]).seq, 0);
        ck_assert_uint_eq(count_events(&f, logs[i], 0, 10), 0);
    }
    for (size_t i = 0; i < sizeof seqs / sizeof seqs[0]; i++)
        ck_assert_uint_eq(count_events(&f, 5, seqs[i], 10), 0);
    ck_assert_uint_eq(count_events(&f, 5, -1, 10), 1);
    ck_assert_uint_eq(count_events(&f, 5, INT64_MIN, 10), 1);
    fixture_close(&f);
}
END_TEST

START_TEST(an_event_that_cannot_be_is_refused)
{
    struct fixture f = fixture_open(_i);
    static const struct event_spec specs[] = {
        {.log = 0, .seq = 1},
        {.log = -1, .seq = 1},
        {.log = INT64_C(0x80000000), .seq = 1},
        {.log = 5, .seq = 0},
        {.log = 5, .seq = -1},
        {.log = 5, .seq = INT64_C(1) << 32},
        {.log = 5, .seq = 1, .kind = CHAT_EVENT_SKIPPED},
    };

    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        begin(&f);
        ck_assert_int_eq(append_event(&f, specs[i]), CHAT_E_INTERNAL);
        f.ops->rollback(f.storage);
    }
    ck_assert_int_eq(head_of(&f, 5).seq, 0);
    fixture_close(&f);
}
END_TEST

START_TEST(events_are_listed_after_a_number_in_order)
{
    struct fixture f = fixture_open(_i);
    struct chat_event *events;
    size_t n;

    given_messages(&f, (chat_room_id){5}, (chat_user_id){2}, 20);
    events = events_of(&f, 5, 7, 3, &n);
    ck_assert_uint_eq(n, 3);
    for (size_t i = 0; i < n; i++)
        ck_assert_int_eq(events[i].seq, 8 + (int64_t)i);
    clear_events(events, n);
    ck_assert_uint_eq(count_events(&f, 5, 18, 100), 2);
    ck_assert_uint_eq(count_events(&f, 5, 20, 100), 0);
    ck_assert_uint_eq(count_events(&f, 5, 0, 0), 0);
    ck_assert_uint_eq(count_events(&f, 5, 0, SIZE_MAX), 20);
    fixture_close(&f);
}
END_TEST

START_TEST(replayed_events_show_what_a_message_is_now)
{
    struct fixture f = fixture_open(_i);
    struct chat_message edit = {
        .room = {5}, .seq = 1, .body = text("better"), .version = 2, .edited_at_us = 50};
    struct chat_event *events;
    size_t n;

    given_messages(&f, (chat_room_id){5}, (chat_user_id){2}, 2);
    begin(&f);
    ck_ok(&f, f.ops->message_edit(f.storage, &edit, &f.err));
    ck_ok(&f,
          append_event(&f, (struct event_spec){
                               .log = 5, .seq = 3, .kind = CHAT_EVENT_MESSAGE_EDITED, .target = 1, .n = 2}));
    ck_ok(&f, f.ops->message_erase(f.storage, (chat_room_id){5}, 2, 60, &f.err));
    ck_ok(&f,
          append_event(&f, (struct event_spec){
                               .log = 5, .seq = 4, .kind = CHAT_EVENT_MESSAGE_DELETED, .target = 2, .n = 2}));
    /* A target that is not there, and one that is not a message. */
    ck_ok(&f, append_event(&f, (struct event_spec){
                                   .log = 5, .seq = 5, .kind = CHAT_EVENT_MESSAGE_EDITED, .target = 99}));
    ck_ok(&f, append_event(&f, (struct event_spec){
                                   .log = 5, .seq = 6, .kind = CHAT_EVENT_MESSAGE_EDITED, .target = 3}));
    commit(&f);

    events = events_of(&f, 5, 0, 10, &n);
    ck_assert_uint_eq(n, 6);
    ck_assert_str_eq(events[0].message.body, "better");
    ck_assert_int_eq(events[0].message.version, 2);
    ck_assert_ptr_null(events[1].message.body);
    ck_assert_int_eq(events[1].message.deleted_at_us, 60);
    ck_assert_int_eq(events[2].message.seq, 1);
    ck_assert_str_eq(events[2].message.body, "better");
    ck_assert_int_eq(events[3].message.seq, 2);
    ck_assert_ptr_null(events[3].message.body);
    ck_assert_int_eq(events[4].message.seq, 0);
    ck_assert_int_eq(events[5].message.seq, 0);
    clear_events(events, n);
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_storage_test(cases, an_event_comes_back_as_it_was_stored);
    tcase_add_storage_test(cases, a_message_comes_with_its_event);
    tcase_add_storage_test(cases, a_number_is_used_once);
    tcase_add_storage_test(cases, many_events_are_appended_whole_or_not_at_all);
    tcase_add_storage_test(cases, logs_do_not_touch_each_other);
    tcase_add_storage_test(cases, numbers_no_log_can_have_find_nothing);
    tcase_add_storage_test(cases, an_event_that_cannot_be_is_refused);
    tcase_add_storage_test(cases, events_are_listed_after_a_number_in_order);
    tcase_add_storage_test(cases, replayed_events_show_what_a_message_is_now);
}

int main(void)
{
    return unit_main("storage: events", tests);
}
