#include <string.h>

#include "tests/storage/fixture.h"

static const struct chat_reader everyone = {.sees_public = true};

static struct chat_room_row row_of(int64_t id, const char *name)
{
    return (struct chat_room_row){.room = {.id = {id},
                                           .kind = CHAT_ROOM_PUBLIC,
                                           .state = CHAT_ROOM_OPEN,
                                           .title = text("T"),
                                           .name = text(name),
                                           .joining = CHAT_JOINING_OPEN,
                                           .posting = CHAT_POSTING_MEMBERS,
                                           .threads = CHAT_THREADS_OFF,
                                           .history = CHAT_HISTORY_SHARED}};
}

static void clear_row(struct chat_room_row *row)
{
    chat_record_clear(&chat_record_room, &row->room);
    chat_free(row->search);
}

typedef enum chat_status (*write_fn)(chat_storage_t *, const struct chat_room_row *, struct chat_error *);

static enum chat_status write_row(struct fixture *f, write_fn write, struct chat_room_row row)
{
    enum chat_status status;

    begin(f);
    status = write(f->storage, &row, &f->err);
    if (status == CHAT_OK)
        commit(f);
    else
        f->ops->rollback(f->storage);
    return status;
}

static enum chat_status insert(struct fixture *f, struct chat_room_row row)
{
    return write_row(f, f->ops->room_insert, row);
}

static enum chat_status update(struct fixture *f, struct chat_room_row row)
{
    return write_row(f, f->ops->room_update, row);
}

static struct chat_room_row full_row(void)
{
    return (struct chat_room_row){.room = {.id = {INT64_C(0x7fffffff)},
                                           .kind = CHAT_ROOM_PRIVATE,
                                           .state = CHAT_ROOM_ARCHIVED,
                                           .title = text("Title \xe2\x82\xac"),
                                           .name = text("name"),
                                           .topic = {INT64_C(1) << 40},
                                           .description = text("Line\nline"),
                                           .joining = CHAT_JOINING_INVITE,
                                           .posting = CHAT_POSTING_HOSTS,
                                           .threads = CHAT_THREADS_REQUIRED,
                                           .history = CHAT_HISTORY_FROM_JOINING,
                                           .slow_mode_s = 30,
                                           .created_by = {7},
                                           .created_at_us = 99},
                                  .search = text("title \xe2\x82\xac name line"),
                                  .deleted_at_us = 0};
}

static void check_full(struct fixture *f)
{
    struct chat_room_row expected = full_row(), found;

    ck_ok(f, f->ops->room_load(f->storage, expected.room.id, &found, &f->err));
    ck_assert_int_eq(found.room.id.value, expected.room.id.value);
    ck_assert_int_eq(found.room.kind, CHAT_ROOM_PRIVATE);
    ck_assert_int_eq(found.room.state, CHAT_ROOM_ARCHIVED);
    ck_assert_str_eq(found.room.title, expected.room.title);
    ck_assert_str_eq(found.room.name, "name");
    ck_assert_int_eq(found.room.topic.value, INT64_C(1) << 40);
    ck_assert_str_eq(found.room.description, "Line\nline");
    ck_assert_int_eq(found.room.joining, CHAT_JOINING_INVITE);
    ck_assert_int_eq(found.room.posting, CHAT_POSTING_HOSTS);
    ck_assert_int_eq(found.room.threads, CHAT_THREADS_REQUIRED);
    ck_assert_int_eq(found.room.history, CHAT_HISTORY_FROM_JOINING);
    ck_assert_int_eq(found.room.slow_mode_s, 30);
    ck_assert_int_eq(found.room.created_by.value, 7);
    ck_assert_int_eq(found.room.created_at_us, 99);
    ck_assert_str_eq(found.search, expected.search);
    ck_assert_int_eq(found.deleted_at_us, 0);
    clear_row(&found);
}

START_TEST(a_room_comes_back_as_it_was_stored)
{
    struct fixture f = fixture_open(_i);
    struct chat_fact facts[] = {{.kind = CHAT_FACT_ROOM, .a = INT64_C(0x7fffffff)},
                                {.kind = CHAT_FACT_ROOM, .a = 1}};

    given_topic(&f, INT64_C(1) << 40, "Topic", "topic");
    ck_ok(&f, insert(&f, full_row()));
    fixture_reopen(&f);
    check_full(&f);
    ck_ok(&f, f.ops->facts_load(f.storage, facts, 2, &f.err));
    ck_assert(facts[0].present && !facts[1].present);
    ck_assert_int_eq(facts[0].room.kind, CHAT_ROOM_PRIVATE);
    ck_assert_int_eq(facts[0].room.state, CHAT_ROOM_ARCHIVED);
    ck_assert_int_eq(facts[0].room.joining, CHAT_JOINING_INVITE);
    ck_assert_int_eq(facts[0].room.posting, CHAT_POSTING_HOSTS);
    ck_assert_int_eq(facts[0].room.threads, CHAT_THREADS_REQUIRED);
    ck_assert_int_eq(facts[0].room.history, CHAT_HISTORY_FROM_JOINING);
    ck_assert_int_eq(facts[0].room.slow_mode_s, 30);
    ck_assert_int_eq(facts[0].room.topic.value, INT64_C(1) << 40);
    fixture_close(&f);
}
END_TEST

START_TEST(an_update_writes_the_whole_row)
{
    struct fixture f = fixture_open(_i);
    struct chat_room_row row = row_of(INT64_C(0x7fffffff), NULL), found;

    given_topic(&f, INT64_C(1) << 40, "Topic", "topic");
    ck_ok(&f, insert(&f, row));
    ck_ok(&f, update(&f, full_row()));
    check_full(&f);
    ck_ok(&f, update(&f, row));
    ck_ok(&f, f.ops->room_load(f.storage, row.room.id, &found, &f.err));
    ck_assert_ptr_null(found.room.name);
    ck_assert_ptr_null(found.room.description);
    ck_assert_ptr_null(found.search);
    ck_assert_int_eq(found.room.topic.value, 0);
    clear_row(&found);
    ck_assert_int_eq(update(&f, row_of(9, NULL)), CHAT_E_NOT_FOUND);
    ck_assert_int_eq(f.ops->room_load(f.storage, (chat_room_id){9}, &found, &f.err), CHAT_E_NOT_FOUND);
    fixture_close(&f);
}
END_TEST

START_TEST(a_name_belongs_to_one_room_and_no_name_to_any)
{
    struct fixture f = fixture_open(_i);

    ck_ok(&f, insert(&f, row_of(2, "lobby")));
    ck_assert_int_eq(insert(&f, row_of(3, "lobby")), CHAT_E_EXISTS);
    ck_assert_str_eq(f.err.field, "name");
    ck_ok(&f, insert(&f, row_of(3, NULL)));
    ck_ok(&f, insert(&f, row_of(4, NULL)));
    ck_assert_int_eq(update(&f, row_of(3, "lobby")), CHAT_E_EXISTS);
    ck_assert_str_eq(f.err.field, "name");
    ck_ok(&f, update(&f, row_of(2, "lobby")));
    ck_ok(&f, update(&f, row_of(2, "hall")));
    ck_ok(&f, update(&f, row_of(3, "lobby")));
    fixture_close(&f);
}
END_TEST

START_TEST(names_of_deleted_rooms_become_free_in_time)
{
    struct fixture f = fixture_open(_i);
    struct chat_room_row gone = row_of(2, "lobby"), found;

    gone.room.state = CHAT_ROOM_DELETED;
    gone.deleted_at_us = 100;
    ck_ok(&f, insert(&f, gone));
    ck_ok(&f, insert(&f, row_of(4, "hall")));
    begin(&f);
    ck_ok(&f, f.ops->room_names_free(f.storage, 100, &f.err));
    commit(&f);
    ck_assert_int_eq(insert(&f, row_of(3, "lobby")), CHAT_E_EXISTS);
    begin(&f);
    ck_ok(&f, f.ops->room_names_free(f.storage, 101, &f.err));
    commit(&f);
    ck_ok(&f, insert(&f, row_of(3, "lobby")));
    ck_ok(&f, f.ops->room_load(f.storage, (chat_room_id){4}, &found, &f.err));
    ck_assert_str_eq(found.room.name, "hall");
    clear_row(&found);
    fixture_close(&f);
}
END_TEST

static struct chat_room *list(struct fixture *f, struct chat_reader reader, struct chat_room_filter filter,
                              size_t *n)
{
    struct chat_room *rooms = NULL;

    ck_ok(f, f->ops->room_list(f->storage, &reader, &filter, &rooms, n, &f->err));
    return rooms;
}

static size_t count(struct fixture *f, struct chat_room_filter filter)
{
    size_t n;
    struct chat_room *rooms = list(f, everyone, filter, &n);

    clear_rooms(rooms, n);
    return n;
}

START_TEST(a_listed_room_is_complete)
{
    struct fixture f = fixture_open(_i);
    struct chat_room *rooms;
    size_t n;

    given_topic(&f, INT64_C(1) << 40, "Topic", "topic");
    ck_ok(&f, insert(&f, full_row()));
    given_user(&f, 2, "anna");
    given_user(&f, 3, "bert");
    given_user(&f, 4, "carl");
    given_joined(&f, full_row().room.id, (chat_user_id){2}, CHAT_ROLE_HOST);
    given_joined(&f, full_row().room.id, (chat_user_id){3}, CHAT_ROLE_MEMBER);
    given_member(
        &f, (struct chat_member_row){.room = full_row().room.id, .user = {4}, .state = CHAT_MEMBER_LEFT});
    given_messages(&f, full_row().room.id, (chat_user_id){2}, 3);
    rooms = list(&f, (struct chat_reader){.user = {2}}, (struct chat_room_filter){.limit = 9}, &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_int_eq(rooms[0].id.value, INT64_C(0x7fffffff));
    ck_assert_int_eq(rooms[0].kind, CHAT_ROOM_PRIVATE);
    ck_assert_int_eq(rooms[0].state, CHAT_ROOM_ARCHIVED);
    ck_assert_str_eq(rooms[0].title, "Title \xe2\x82\xac");
    ck_assert_str_eq(rooms[0].name, "name");
    ck_assert_int_eq(rooms[0].topic.value, INT64_C(1) << 40);
    ck_assert_str_eq(rooms[0].topic_name, "Topic");
    ck_assert_str_eq(rooms[0].description, "Line\nline");
    ck_assert_int_eq(rooms[0].slow_mode_s, 30);
    ck_assert_int_eq(rooms[0].members, 2);
    ck_assert_int_eq(rooms[0].head_seq, 3);
    ck_assert_int_eq(rooms[0].last_activity_at_us, 3000);
    ck_assert_int_eq(rooms[0].mine.state, CHAT_MEMBER_JOINED);
    ck_assert_int_eq(rooms[0].mine.role, CHAT_ROLE_HOST);
    clear_rooms(rooms, n);

    rooms = list(&f, (struct chat_reader){.sees_private = true}, (struct chat_room_filter){.limit = 9}, &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_int_eq(rooms[0].mine.state, CHAT_MEMBER_NONE);
    ck_assert_int_eq(rooms[0].mine.role, 0);
    ck_assert_int_eq(rooms[0].mine.unread, 0);
    clear_rooms(rooms, n);
    fixture_close(&f);
}
END_TEST

START_TEST(rooms_are_listed_newest_activity_first_and_in_pages)
{
    struct fixture f = fixture_open(_i);
    static const int64_t times[] = {50, 10, 50, 90, 0};
    static const int64_t expected[] = {13, 12, 10, 11, 14};
    struct chat_room *rooms;
    size_t n;

    for (int i = 0; i < 5; i++) {
        given_room(&f, (struct room_spec){.id = 10 + i});
        if (times[i])
            given_event(&f, (struct event_spec){.log = 10 + i, .seq = 1, .at_us = times[i]});
    }
    for (size_t offset = 0; offset <= 5; offset++) {
        rooms = list(&f, everyone, (struct chat_room_filter){.offset = offset, .limit = 2}, &n);
        ck_assert_uint_eq(n, offset < 4 ? 2 : 5 - offset);
        for (size_t i = 0; i < n; i++)
            ck_assert_int_eq(rooms[i].id.value, expected[offset + i]);
        clear_rooms(rooms, n);
    }
    ck_assert_uint_eq(count(&f, (struct chat_room_filter){.limit = 0}), 0);
    ck_assert_uint_eq(count(&f, (struct chat_room_filter){.limit = SIZE_MAX}), 5);
    ck_assert_uint_eq(count(&f, (struct chat_room_filter){.offset = SIZE_MAX, .limit = 9}), 0);
    fixture_close(&f);
}
END_TEST

START_TEST(rooms_are_found_by_their_text_and_their_topic)
{
    struct fixture f = fixture_open(_i);

    given_topic(&f, 1, "C++ 100%", "c++ 100%");
    given_room(&f, (struct room_spec){.id = 10, .search = "lobby welcome", .topic = 1});
    given_room(&f, (struct room_spec){.id = 11, .search = "kitchen \xc3\xa4pfel"});
    given_room(&f, (struct room_spec){.id = 12, .search = "a_b"});
    ck_assert_uint_eq(count(&f, (struct chat_room_filter){.search = "welc", .limit = 9}), 1);
    ck_assert_uint_eq(count(&f, (struct chat_room_filter){.search = "\xc3\xa4pf", .limit = 9}), 1);
    ck_assert_uint_eq(count(&f, (struct chat_room_filter){.search = "100%", .limit = 9}), 1);
    ck_assert_uint_eq(count(&f, (struct chat_room_filter){.search = "%", .limit = 9}), 1);
    ck_assert_uint_eq(count(&f, (struct chat_room_filter){.search = "_", .limit = 9}), 1);
    ck_assert_uint_eq(count(&f, (struct chat_room_filter){.search = "axb", .limit = 9}), 0);
    ck_assert_uint_eq(count(&f, (struct chat_room_filter){.search = "", .limit = 9}), 3);
    ck_assert_uint_eq(count(&f, (struct chat_room_filter){.topic = {1}, .limit = 9}), 1);
    ck_assert_uint_eq(count(&f, (struct chat_room_filter){.topic = {2}, .limit = 9}), 0);
    ck_assert_uint_eq(count(&f, (struct chat_room_filter){.topic = {1}, .search = "kitchen", .limit = 9}), 0);
    for (int i = 0; i < hostile_n; i++)
        (void)count(&f, (struct chat_room_filter){.search = hostile[i], .limit = 9});
    fixture_close(&f);
}
END_TEST

static int64_t unread(struct fixture *f, int64_t room)
{
    struct chat_reader reader = {.user = {2}, .sees_public = true};
    struct chat_room_filter filter = {.only = {room}, .limit = 1};
    size_t n;
    struct chat_room *rooms = list(f, reader, filter, &n);
    int64_t out;

    ck_assert_uint_eq(n, 1);
    out = rooms[0].mine.unread;
    clear_rooms(rooms, n);
    return out;
}

static void given_marker(struct fixture *f, enum chat_member_state state, int64_t seq, int64_t n)
{
    given_member(f, (struct chat_member_row){
                        .room = {10}, .user = {2}, .state = state, .marker_seq = seq, .marker_n = n});
}

START_TEST(unread_counts_messages_after_the_marker_that_still_exist)
{
    struct fixture f = fixture_open(_i);

    given_user(&f, 2, "anna");
    given_room(&f, (struct room_spec){.id = 10});
    given_room(&f, (struct room_spec){.id = 11});
    ck_assert_int_eq(unread(&f, 10), 0);
    given_marker(&f, CHAT_MEMBER_JOINED, 0, 0);
    ck_assert_int_eq(unread(&f, 10), 0);

    /* 1 joined, 2 to 6 messages, 7 joined: the head counts 5 messages. */
    given_event(&f, (struct event_spec){.log = 10, .seq = 1, .kind = CHAT_EVENT_MEMBER_JOINED});
    for (int64_t seq = 2; seq <= 6; seq++)
        given_event(&f, (struct event_spec){.log = 10, .seq = seq, .n = seq - 1});
    given_event(&f, (struct event_spec){.log = 10, .seq = 7, .kind = CHAT_EVENT_MEMBER_JOINED, .n = 5});
    given_messages(&f, (chat_room_id){11}, (chat_user_id){3}, 9);
    ck_assert_int_eq(unread(&f, 10), 5);
    given_marker(&f, CHAT_MEMBER_JOINED, 3, 2);
    ck_assert_int_eq(unread(&f, 10), 3);

    begin(&f);
    ck_ok(&f, f.ops->message_erase(f.storage, (chat_room_id){10}, 2, 1, &f.err)); /* before the marker */
    ck_ok(&f, f.ops->message_erase(f.storage, (chat_room_id){10}, 3, 1, &f.err)); /* at the marker */
    ck_ok(&f, f.ops->message_erase(f.storage, (chat_room_id){11}, 9, 1, &f.err)); /* elsewhere */
    commit(&f);
    ck_assert_int_eq(unread(&f, 10), 3);
    begin(&f);
    ck_ok(&f, f.ops->message_erase(f.storage, (chat_room_id){10}, 5, 1, &f.err));
    commit(&f);
    ck_assert_int_eq(unread(&f, 10), 2);
    given_marker(&f, CHAT_MEMBER_JOINED, 6, 5);
    ck_assert_int_eq(unread(&f, 10), 0);
    given_marker(&f, CHAT_MEMBER_JOINED, 7, 5);
    ck_assert_int_eq(unread(&f, 10), 0);
    /* Only members have unread messages. */
    given_marker(&f, CHAT_MEMBER_INVITED, 0, 0);
    ck_assert_int_eq(unread(&f, 10), 0);
    given_marker(&f, CHAT_MEMBER_LEFT, 0, 0);
    ck_assert_int_eq(unread(&f, 10), 0);
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_storage_test(cases, a_room_comes_back_as_it_was_stored);
    tcase_add_storage_test(cases, an_update_writes_the_whole_row);
    tcase_add_storage_test(cases, a_name_belongs_to_one_room_and_no_name_to_any);
    tcase_add_storage_test(cases, names_of_deleted_rooms_become_free_in_time);
    tcase_add_storage_test(cases, a_listed_room_is_complete);
    tcase_add_storage_test(cases, rooms_are_listed_newest_activity_first_and_in_pages);
    tcase_add_storage_test(cases, rooms_are_found_by_their_text_and_their_topic);
    tcase_add_storage_test(cases, unread_counts_messages_after_the_marker_that_still_exist);
}

int main(void)
{
    return unit_main("storage: rooms", tests);
}
