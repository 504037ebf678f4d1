/*
 * Who sees what: every kind and state of a room, every standing of the reader in it, every reader; each of
 * the lists is compared with a second telling of the rule, made of plain C.
 */
#include <string.h>

#include "tests/storage/fixture.h"

#define READER     2 /* has a standing in each room, or none */
#define WRITER     3 /* wrote the messages */
#define ROOMS      (3 * 3 * 2 * 8)
#define FIRST      100
#define TOPIC      9
#define HEAD       4 /* events in each room: messages 1 to 3, and somebody joins */
#define JOINED_SEQ 2

struct combination {
    int64_t id;
    enum chat_room_kind kind;
    enum chat_room_state state;
    enum chat_history history;
    int standing; /* 0: no row; otherwise enum chat_member_state */
};

static struct combination combination(int i)
{
    return (struct combination){.id = FIRST + i,
                                .kind = (enum chat_room_kind)(1 + i % 3),
                                .state = (enum chat_room_state)(1 + i / 3 % 3),
                                .history = (enum chat_history)(1 + i / 9 % 2),
                                .standing = i / 18};
}

static void given_combination(struct fixture *f, struct combination c)
{
    chat_room_id room = given_room(
        f, (struct room_spec){
               .id = c.id, .kind = c.kind, .state = c.state, .history = c.history, .topic = TOPIC});

    given_member(f, (struct chat_member_row){
                        .room = room, .user = {WRITER}, .state = CHAT_MEMBER_LEFT, .joined_seq = 1});
    if (c.standing)
        given_member(f, (struct chat_member_row){.room = room,
                                                 .user = {READER},
                                                 .state = (enum chat_member_state)c.standing,
                                                 .joined_seq = JOINED_SEQ});
    for (int64_t seq = 1; seq <= HEAD; seq++)
        given_event(f, (struct event_spec){.log = c.id,
                                           .seq = seq,
                                           .kind = seq < HEAD ? CHAT_EVENT_MESSAGE : CHAT_EVENT_MEMBER_JOINED,
                                           .actor = WRITER,
                                           .n = seq < HEAD ? seq : HEAD - 1,
                                           .at_us = 1000 * c.id + seq});
}

static struct fixture open_with_everything(int backend)
{
    struct fixture f = fixture_open(backend);

    begin(&f);
    given_user(&f, READER, "reader");
    given_user(&f, WRITER, "writer");
    given_topic(&f, TOPIC, "Topic", "topic");
    for (int i = 0; i < ROOMS; i++)
        given_combination(&f, combination(i));
    commit(&f);
    return f;
}

/* The rule of struct chat_reader, told once more. */
static bool may(struct combination c, struct chat_reader reader, bool invited_too)
{
    int standing = reader.user.value == READER ? c.standing : 0;

    if (c.state == CHAT_ROOM_DELETED || standing == CHAT_MEMBER_BANNED)
        return false;
    if (standing == CHAT_MEMBER_JOINED || (invited_too && standing == CHAT_MEMBER_INVITED))
        return true;
    return (c.kind == CHAT_ROOM_PUBLIC && reader.sees_public) ||
           (c.kind == CHAT_ROOM_PRIVATE && reader.sees_private);
}

/* The messages shown of a room: those above a number, or none. */
static int64_t shown_above(struct combination c, struct chat_reader reader)
{
    int standing = reader.user.value == READER ? c.standing : 0;

    if (!may(c, reader, false))
        return HEAD;
    if (c.history == CHAT_HISTORY_SHARED)
        return 0;
    return standing == CHAT_MEMBER_JOINED ? JOINED_SEQ : HEAD;
}

/* 0 to 7: the reader and nobody, each seeing nothing, public, private, both. */
static struct chat_reader reader_of(int number)
{
    return (struct chat_reader){.user = {number < 4 ? READER : 0},
                                .sees_public = (number & 1) != 0,
                                .sees_private = (number & 2) != 0};
}
#define READERS 8

static void list(struct fixture *f, struct chat_reader reader, struct chat_room_filter filter,
                 bool found[ROOMS])
{
    struct chat_room *rooms;
    size_t n;

    memset(found, 0, ROOMS * sizeof *found);
    filter.limit = 1000;
    ck_ok(f, f->ops->room_list(f->storage, &reader, &filter, &rooms, &n, &f->err));
    for (size_t i = 0; i < n; i++) {
        int64_t index = rooms[i].id.value - FIRST;

        ck_assert(index >= 0 && index < ROOMS && !found[index]);
        found[index] = true;
        /* Newest activity first: times rise with the id. */
        ck_assert(i == 0 || rooms[i].id.value < rooms[i - 1].id.value);
    }
    clear_rooms(rooms, n);
}

START_TEST(rooms_are_listed_for_those_who_may_see_them)
{
    struct fixture f = open_with_everything(_i);
    bool found[ROOMS];

    for (int number = 0; number < READERS; number++) {
        struct chat_reader reader = reader_of(number);

        list(&f, reader, (struct chat_room_filter){0}, found);
        for (int i = 0; i < ROOMS; i++)
            ck_assert_msg(found[i] == may(combination(i), reader, true), "reader %d, room %d", number, i);
        /* Other ways into the same rooms. */
        list(&f, reader, (struct chat_room_filter){.topic = {TOPIC}}, found);
        for (int i = 0; i < ROOMS; i++)
            ck_assert_msg(found[i] == may(combination(i), reader, true), "reader %d, room %d", number, i);
        list(&f, reader, (struct chat_room_filter){.search = "room"}, found);
        for (int i = 0; i < ROOMS; i++)
            ck_assert_msg(found[i] == may(combination(i), reader, true), "reader %d, room %d", number, i);
    }
    fixture_close(&f);
}
END_TEST

START_TEST(one_room_is_listed_alone_for_those_who_may_see_it)
{
    struct fixture f = open_with_everything(_i);
    bool found[ROOMS];

    for (int number = 0; number < READERS; number++)
        for (int i = 0; i < ROOMS; i++) {
            list(&f, reader_of(number), (struct chat_room_filter){.only = {FIRST + i}}, found);
            for (int k = 0; k < ROOMS; k++)
                ck_assert_msg(found[k] == (k == i && may(combination(i), reader_of(number), true)),
                              "reader %d, room %d", number, i);
        }
    fixture_close(&f);
}
END_TEST

START_TEST(my_rooms_are_those_joined_and_those_invited_to)
{
    struct fixture f = open_with_everything(_i);
    bool found[ROOMS];

    for (int number = 0; number < READERS; number++) {
        struct chat_reader reader = reader_of(number);

        list(&f, reader, (struct chat_room_filter){.mine = true}, found);
        for (int i = 0; i < ROOMS; i++) {
            struct combination c = combination(i);
            bool mine = reader.user.value == READER && c.state != CHAT_ROOM_DELETED &&
                        (c.standing == CHAT_MEMBER_JOINED || c.standing == CHAT_MEMBER_INVITED);
            ck_assert_msg(found[i] == mine, "reader %d, room %d", number, i);
        }
    }
    fixture_close(&f);
}
END_TEST

START_TEST(rooms_with_somebody_are_among_those_the_reader_may_see)
{
    struct fixture f = open_with_everything(_i);
    bool found[ROOMS];

    for (int i = 0; i < ROOMS; i += 2)
        given_joined(&f, (chat_room_id){FIRST + i}, (chat_user_id){WRITER}, CHAT_ROLE_MEMBER);
    for (int number = 0; number < READERS; number++) {
        list(&f, reader_of(number), (struct chat_room_filter){.with_user = {WRITER}}, found);
        for (int i = 0; i < ROOMS; i++)
            ck_assert_msg(found[i] == (i % 2 == 0 && may(combination(i), reader_of(number), true)),
                          "reader %d, room %d", number, i);
    }
    fixture_close(&f);
}
END_TEST

START_TEST(a_topic_counts_the_rooms_the_reader_may_see)
{
    struct fixture f = open_with_everything(_i);

    for (int number = 0; number < READERS; number++) {
        struct chat_reader reader = reader_of(number);
        struct chat_topic *topics;
        int64_t expected = 0, newest = 0;
        size_t n;

        for (int i = 0; i < ROOMS; i++)
            if (may(combination(i), reader, true)) {
                expected++;
                newest = 1000 * (FIRST + i) + HEAD;
            }
        ck_ok(&f, f.ops->topic_list(f.storage, &reader, NULL, 10, &topics, &n, &f.err));
        ck_assert_uint_eq(n, expected > 0 ? 1 : 0); /* where nothing is to be seen, no name either */
        if (n > 0) {
            ck_assert_int_eq(topics[0].rooms, expected);
            ck_assert_int_eq(topics[0].last_activity_at_us, newest);
            chat_record_clear(&chat_record_topic, &topics[0]);
        }
        chat_free(topics);
    }
    fixture_close(&f);
}
END_TEST

START_TEST(activity_is_shown_to_those_who_may_read_it)
{
    struct fixture f = open_with_everything(_i);

    for (int number = 0; number < READERS; number++) {
        struct chat_reader reader = reader_of(number);
        struct chat_activity *activity;
        int64_t newest[ROOMS] = {0}, last = INT64_MAX;
        size_t n;

        ck_ok(&f, f.ops->activity_list(f.storage, &reader, 1000, &activity, &n, &f.err));
        for (size_t i = 0; i < n; i++) {
            newest[activity[i].message.room.value - FIRST] = activity[i].message.seq;
            ck_assert_int_lt(activity[i].message.room.value, last);
            last = activity[i].message.room.value;
            ck_assert_str_eq(activity[i].author.handle, "writer");
            ck_assert_str_eq(activity[i].topic_name, "Topic");
            ck_assert_str_eq(activity[i].room_title, "A room");
            chat_record_clear(&chat_record_activity, &activity[i]);
        }
        chat_free(activity);
        for (int i = 0; i < ROOMS; i++)
            ck_assert_msg(newest[i] == (shown_above(combination(i), reader) < HEAD - 1 ? HEAD - 1 : 0),
                          "reader %d, room %d", number, i);
    }
    fixture_close(&f);
}
END_TEST

START_TEST(messages_of_an_author_are_shown_to_those_who_may_read_them)
{
    struct fixture f = open_with_everything(_i);

    for (int number = 0; number < READERS; number++) {
        struct chat_reader reader = reader_of(number);
        struct chat_message *messages;
        int64_t shown[ROOMS] = {0};
        size_t n;

        ck_ok(&f,
              f.ops->messages_by(f.storage, &reader, (chat_user_id){WRITER}, 1000, &messages, &n, &f.err));
        for (size_t i = 0; i < n; i++)
            shown[messages[i].room.value - FIRST] |= INT64_C(1) << messages[i].seq;
        clear_messages(messages, n);
        for (int i = 0; i < ROOMS; i++) {
            int64_t expected = 0;

            for (int64_t seq = shown_above(combination(i), reader) + 1; seq < HEAD; seq++)
                expected |= INT64_C(1) << seq;
            ck_assert_msg(shown[i] == expected, "reader %d, room %d", number, i);
        }
    }
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_storage_test(cases, rooms_are_listed_for_those_who_may_see_them);
    tcase_add_storage_test(cases, one_room_is_listed_alone_for_those_who_may_see_it);
    tcase_add_storage_test(cases, my_rooms_are_those_joined_and_those_invited_to);
    tcase_add_storage_test(cases, rooms_with_somebody_are_among_those_the_reader_may_see);
    tcase_add_storage_test(cases, a_topic_counts_the_rooms_the_reader_may_see);
    tcase_add_storage_test(cases, activity_is_shown_to_those_who_may_read_it);
    tcase_add_storage_test(cases, messages_of_an_author_are_shown_to_those_who_may_read_them);
}

int main(void)
{
    return unit_main("storage: who sees what", tests);
}
