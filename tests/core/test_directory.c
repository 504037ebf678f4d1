/*
 * Finding one's way: topics with their counts, rooms by text and in pages, recent activity, room names.
 */
#include <stdio.h>
#include <string.h>

#include "chat/limits.h"
#include "tests/core/steps.h"
#include "tests/unit/unit.h"

static chat_room_id given_room_on(struct fixture *f, const struct chat_actor *host, const char *title,
                                  const char *topic, enum chat_room_kind kind)
{
    PARAMS(room_params, params);
    PARAMS(room, room);
    chat_room_id id;

    params.title = param(title);
    params.topic = param(topic);
    params.kind = kind;
    ck_ok(f, chat_room_create(f->chat, host, &params, &room, &f->err));
    id = room.id;
    CLEAR(room, &room);
    return id;
}

static void topics(struct fixture *f, const struct chat_actor *actor, const char *search,
                   struct chat_topic_list *out)
{
    PARAMS(topic_query, query);

    query.text = param(search);
    ck_ok(f, chat_topic_list_get(f->chat, actor, &query, out, &f->err));
}

/* The titles of the rooms found, with commas between. */
static const char *titles(struct fixture *f, const struct chat_actor *actor, struct chat_room_query query,
                          char out[256])
{
    PARAMS(room_list, list);
    size_t at = 0;

    out[0] = '\0';
    ck_ok(f, chat_room_list_get(f->chat, actor, &query, &list, &f->err));
    for (size_t i = 0; i < list.rooms_n; i++)
        at += (size_t)snprintf(out + at, 256 - at, "%s%s", i > 0 ? "," : "", list.rooms[i].title);
    CLEAR(room_list, &list);
    return out;
}

START_TEST(a_topic_counts_the_rooms_its_reader_can_see)
{
    struct fixture f = {0};
    PARAMS(topic_list, list);
    PARAMS(room_ref_params, ref);
    fixture_open(&f);
    given_room_on(&f, &f.ada, "Jazz", "Music", CHAT_ROOM_PUBLIC);
    ref.room = given_room_on(&f, &f.ada, "Opera", "Music", CHAT_ROOM_PUBLIC);
    given_room_on(&f, &f.ada, "Our band", "Music", CHAT_ROOM_PRIVATE);
    given_room_on(&f, &f.ada, "Fish", "Science", CHAT_ROOM_PRIVATE);

    topics(&f, &f.ada, NULL, &list);
    ck_assert_uint_eq(list.topics_n, 2);
    ck_assert_str_eq(list.topics[0].name, "Music"); /* most rooms first */
    ck_assert_int_eq(list.topics[0].rooms, 3);
    ck_assert_int_eq(list.topics[1].rooms, 1);
    ck_assert_int_gt(list.topics[1].last_activity_at_us, 0);
    CLEAR(topic_list, &list);
    topics(&f, &f.bob, NULL, &list);
    ck_assert_uint_eq(list.topics_n, 1); /* no word of what is out of sight, not even the topic's name */
    ck_assert_int_eq(list.topics[0].rooms, 2);
    CLEAR(topic_list, &list);
    ck_ok(&f, chat_room_delete(f.chat, &f.ada, &ref, &f.err));
    topics(&f, &f.bob, "mus", &list);
    ck_assert_uint_eq(list.topics_n, 1);
    ck_assert_int_eq(list.topics[0].rooms, 1);
    CLEAR(topic_list, &list);
    fixture_close(&f);
}
END_TEST

START_TEST(topics_are_made_up_to_a_limit_and_used_beyond_it)
{
    struct fixture f = {0};
    PARAMS(room_params, params);
    fixture_open(&f);
    given_topics(&f, CHAT_TOPICS_MAX - 1);
    given_room_on(&f, &f.ada, "Last", "The last one", CHAT_ROOM_PUBLIC);
    params.title = param("Too many");
    params.topic = param("One too many");
    ck_status(chat_room_create(f.chat, &f.ada, &params, NULL, &f.err), CHAT_E_TOO_LARGE);
    params.topic = param("TOPIC 17");
    ck_ok(&f, chat_room_create(f.chat, &f.ada, &params, NULL, &f.err));
    fixture_close(&f);
}
END_TEST

START_TEST(a_room_moves_between_topics)
{
    struct fixture f = {0};
    PARAMS(room_edit_params, edit);
    PARAMS(room, room);
    PARAMS(topic_list, list);
    fixture_open(&f);
    edit.room = given_room_on(&f, &f.ada, "Whales", "Music", CHAT_ROOM_PUBLIC);
    edit.topic = param("Science");
    ck_ok(&f, chat_room_edit(f.chat, &f.ada, &edit, &room, &f.err));
    ck_assert_str_eq(room.topic_name, "Science");
    CLEAR(room, &room);
    edit.topic = param("");
    ck_ok(&f, chat_room_edit(f.chat, &f.ada, &edit, &room, &f.err));
    ck_assert_int_eq(room.topic.value, 0);
    ck_assert_ptr_null(room.topic_name);
    CLEAR(room, &room);
    topics(&f, &f.ada, NULL, &list);
    ck_assert_uint_eq(list.topics_n, 0);
    CLEAR(topic_list, &list);
    fixture_close(&f);
}
END_TEST

START_TEST(rooms_are_found_by_text_by_topic_and_as_ones_own)
{
    struct fixture f = {0};
    PARAMS(room_query, query);
    PARAMS(room_edit_params, edit);
    PARAMS(topic_list, list);
    char found[256];
    fixture_open(&f);
    edit.room = given_room_on(&f, &f.ada, "Deep Sea", "Science", CHAT_ROOM_PUBLIC);
    edit.description = param("What lives below a thousand fathoms");
    ck_ok(&f, chat_room_edit(f.chat, &f.ada, &edit, NULL, &f.err));
    f.now_us += 1000000;
    given_room_on(&f, &f.bob, "Jazz", "Music", CHAT_ROOM_PUBLIC);
    f.now_us += 1000000;
    given_room_on(&f, &f.bob, "Secret seaside", "Music", CHAT_ROOM_PRIVATE);

    ck_assert_str_eq(titles(&f, &f.ada, query, found), "Jazz,Deep Sea"); /* newest activity first */
    ck_assert_str_eq(titles(&f, &f.bob, query, found), "Secret seaside,Jazz,Deep Sea");
    query.text = param("SEA");
    ck_assert_str_eq(titles(&f, &f.ada, query, found), "Deep Sea");
    query.text = param("fathoms");
    ck_assert_str_eq(titles(&f, &f.ada, query, found), "Deep Sea");
    query.text = param("100%_");
    ck_assert_str_eq(titles(&f, &f.ada, query, found), "");
    query.text = param("");
    query.mine = true;
    ck_assert_str_eq(titles(&f, &f.ada, query, found), "Deep Sea");
    ck_assert_str_eq(titles(&f, &f.eve, query, found), "");
    query.mine = false;
    topics(&f, &f.ada, "music", &list);
    query.topic = list.topics[0].id;
    CLEAR(topic_list, &list);
    ck_assert_str_eq(titles(&f, &f.ada, query, found), "Jazz");
    fixture_close(&f);
}
END_TEST

START_TEST(pages_of_the_directory_meet)
{
    struct fixture f = {0};
    PARAMS(room_query, query);
    char title[16];
    int64_t seen = 0;
    fixture_open(&f);
    for (int i = 0; i < 23; i++) {
        snprintf(title, sizeof title, "Room %02d", i);
        given_room(&f, &f.ada, title);
        f.now_us += 1000000;
    }
    query.limit = 10;
    for (bool more = true; more;) {
        PARAMS(room_list, list);
        query.offset = seen;
        ck_ok(&f, chat_room_list_get(f.chat, &f.bob, &query, &list, &f.err));
        for (size_t i = 0; i < list.rooms_n; i++, seen++) {
            snprintf(title, sizeof title, "Room %02d", (int)(22 - seen));
            ck_assert_str_eq(list.rooms[i].title, title);
        }
        more = list.more;
        CLEAR(room_list, &list);
    }
    ck_assert_int_eq(seen, 23);
    query.limit = 201;
    PARAMS(room_list, none);
    ck_status(chat_room_list_get(f.chat, &f.bob, &query, &none, &f.err), CHAT_E_INVALID);
    ck_assert_str_eq(f.err.field, "limit");
    fixture_close(&f);
}
END_TEST

START_TEST(activity_is_what_was_said_last_in_the_rooms_one_may_read)
{
    struct fixture f = {0};
    PARAMS(activity_query, query);
    PARAMS(activity_list, list);
    PARAMS(message_ref_params, ref);
    fixture_open(&f);
    chat_room_id jazz = given_room_on(&f, &f.ada, "Jazz", "Music", CHAT_ROOM_PUBLIC);
    chat_room_id fish = given_room_on(&f, &f.ada, "Fish", NULL, CHAT_ROOM_PUBLIC);
    chat_room_id secret = given_private_room(&f, &f.ada, "Secret plans");
    given_said(&f, &f.ada, jazz, "an old one");
    given_said(&f, &f.ada, jazz, "blue notes");
    f.now_us += 1000000;
    given_said(&f, &f.ada, fish, "blub");
    f.now_us += 1000000;
    given_said(&f, &f.ada, secret, "hush");

    ck_ok(&f, chat_activity_list_get(f.chat, &f.bob, &query, &list, &f.err));
    ck_assert_uint_eq(list.activity_n, 2);
    ck_assert_str_eq(list.activity[0].message.body, "blub");
    ck_assert_str_eq(list.activity[0].room_title, "Fish");
    ck_assert_ptr_null(list.activity[0].topic_name);
    ck_assert_str_eq(list.activity[1].message.body, "blue notes");
    ck_assert_str_eq(list.activity[1].topic_name, "Music");
    ck_assert_str_eq(list.activity[1].author.handle, "ada");
    ref.room = list.activity[1].message.room;
    ref.seq = list.activity[1].message.seq;
    CLEAR(activity_list, &list);
    ck_ok(&f, chat_message_delete(f.chat, &f.ada, &ref, &f.err));
    ck_ok(&f, chat_activity_list_get(f.chat, &f.ada, &query, &list, &f.err));
    ck_assert_uint_eq(list.activity_n, 3);
    ck_assert_str_eq(list.activity[0].message.body, "hush");
    ck_assert_str_eq(list.activity[2].message.body, "an old one"); /* what was deleted was not said */
    CLEAR(activity_list, &list);
    query.limit = 1;
    ck_ok(&f, chat_activity_list_get(f.chat, &f.ada, &query, &list, &f.err));
    ck_assert_uint_eq(list.activity_n, 1);
    CLEAR(activity_list, &list);
    fixture_close(&f);
}
END_TEST

START_TEST(the_name_of_a_deleted_room_is_free_after_thirty_days)
{
    struct fixture f = {0};
    PARAMS(room_params, params);
    PARAMS(room_ref_params, ref);
    fixture_open(&f);
    ref.room = given_room(&f, &f.ada, "General");
    ck_ok(&f, chat_room_delete(f.chat, &f.ada, &ref, &f.err));
    ck_status(chat_room_delete(f.chat, &f.ada, &ref, &f.err), CHAT_E_NOT_FOUND);
    params.title = param("Another");
    params.name = param("general");
    ck_status(chat_room_create(f.chat, &f.bob, &params, NULL, &f.err), CHAT_E_EXISTS);
    f.now_us += DAYS(29);
    given_room(&f, &f.eve, "Something written, so that there is housekeeping");
    ck_status(chat_room_create(f.chat, &f.bob, &params, NULL, &f.err), CHAT_E_EXISTS);
    f.now_us += DAYS(2);
    given_room(&f, &f.eve, "Something else");
    ck_ok(&f, chat_room_create(f.chat, &f.bob, &params, NULL, &f.err));
    fixture_close(&f);
}
END_TEST

START_TEST(a_room_is_renamed_to_a_name_that_is_free)
{
    struct fixture f = {0};
    PARAMS(room_edit_params, edit);
    PARAMS(room, room);
    fixture_open(&f);
    given_room(&f, &f.ada, "Taken");
    edit.room = given_room(&f, &f.ada, "General");
    edit.name = param("taken");
    ck_status(chat_room_edit(f.chat, &f.ada, &edit, &room, &f.err), CHAT_E_EXISTS);
    ck_assert_str_eq(f.err.field, "name");
    edit.name = param("lounge");
    ck_ok(&f, chat_room_edit(f.chat, &f.ada, &edit, &room, &f.err));
    ck_assert_str_eq(room.name, "lounge");
    CLEAR(room, &room);
    edit.room = given_room(&f, &f.ada, "General"); /* the old name is free at once */
    edit.name = NULL;
    edit.kind = CHAT_ROOM_DIRECT;
    ck_status(chat_room_edit(f.chat, &f.ada, &edit, &room, &f.err), CHAT_E_INVALID);
    ck_assert_str_eq(f.err.field, "kind");
    fixture_close(&f);
}
END_TEST

START_TEST(a_room_that_becomes_private_is_gone_from_the_directory)
{
    struct fixture f = {0};
    PARAMS(room_edit_params, edit);
    PARAMS(room_query, query);
    PARAMS(event_list, log);
    char found[256];
    fixture_open(&f);
    edit.room = given_room(&f, &f.ada, "General");
    ck_ok(&f, join(&f, &f.bob, edit.room));
    edit.kind = CHAT_ROOM_PRIVATE;
    ck_ok(&f, chat_room_edit(f.chat, &f.ada, &edit, NULL, &f.err));
    ck_assert_str_eq(titles(&f, &f.eve, query, found), "");
    ck_assert_str_eq(titles(&f, &f.bob, query, found), "General");
    ck_status(say(&f, &f.eve, edit.room, "hello"), CHAT_E_NOT_FOUND);
    read_log(&f, &f.eve, CHAT_SITE_LOG, &log);
    ck_assert_int_eq(log.events[log.events_n - 1].kind, CHAT_EVENT_ROOM_LISTED); /* look again */
    CLEAR(event_list, &log);
    fixture_close(&f);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, a_topic_counts_the_rooms_its_reader_can_see);
    tcase_add_test(cases, topics_are_made_up_to_a_limit_and_used_beyond_it);
    tcase_add_test(cases, a_room_moves_between_topics);
    tcase_add_test(cases, rooms_are_found_by_text_by_topic_and_as_ones_own);
    tcase_add_test(cases, pages_of_the_directory_meet);
    tcase_add_test(cases, activity_is_what_was_said_last_in_the_rooms_one_may_read);
    tcase_add_test(cases, the_name_of_a_deleted_room_is_free_after_thirty_days);
    tcase_add_test(cases, a_room_is_renamed_to_a_name_that_is_free);
    tcase_add_test(cases, a_room_that_becomes_private_is_gone_from_the_directory);
}

int main(void)
{
    return unit_main("core/directory", list);
}
