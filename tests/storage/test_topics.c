#include "tests/storage/fixture.h"

static const struct chat_reader everyone = {.sees_public = true};

static struct chat_topic *list(struct fixture *f, const char *search, size_t limit, size_t *n)
{
    struct chat_topic *topics = NULL;

    ck_ok(f, f->ops->topic_list(f->storage, &everyone, search, limit, &topics, n, &f->err));
    return topics;
}

static void clear_topics(struct chat_topic *topics, size_t n)
{
    for (size_t i = 0; i < n; i++)
        chat_record_clear(&chat_record_topic, &topics[i]);
    chat_free(topics);
}

START_TEST(a_topic_is_found_by_its_key)
{
    struct fixture f = fixture_open(_i);
    chat_topic_id id = {0};

    given_topic(&f, INT64_C(1) << 40, "Caf\xc3\x89", "caf\xc3\xa9");
    fixture_reopen(&f);
    ck_ok(&f, f.ops->topic_find(f.storage, "caf\xc3\xa9", &id, &f.err));
    ck_assert_int_eq(id.value, INT64_C(1) << 40);
    id.value = 7;
    ck_assert_int_eq(f.ops->topic_find(f.storage, "Caf\xc3\x89", &id, &f.err), CHAT_E_NOT_FOUND);
    ck_assert_int_eq(id.value, 7);
    fixture_close(&f);
}
END_TEST

START_TEST(a_key_belongs_to_one_topic)
{
    struct fixture f = fixture_open(_i);
    struct chat_topic_row row = {.id = {2}, .name = text("MUSIC"), .key = text("music")};

    given_topic(&f, 1, "Music", "music");
    begin(&f);
    ck_assert_int_eq(f.ops->topic_insert(f.storage, &row, &f.err), CHAT_E_EXISTS);
    ck_assert_str_eq(f.err.field, "topic");
    f.ops->rollback(f.storage);
    row.key = text("music 2");
    row.description = text("About music");
    begin(&f);
    ck_ok(&f, f.ops->topic_insert(f.storage, &row, &f.err));
    commit(&f);
    fixture_close(&f);
}
END_TEST

START_TEST(topics_with_rooms_to_be_seen_come_with_most_rooms_first_then_by_name)
{
    struct fixture f = fixture_open(_i);
    static const char *const expected[] = {"Cats", "Ants",
                                           "Bees"}; /* on Apes is a private room, on Zoo none */
    struct chat_topic *topics;
    size_t n;

    given_topic(&f, 1, "Zoo", "zoo");
    given_topic(&f, 2, "Apes", "apes");
    given_topic(&f, 3, "Bees", "bees");
    given_topic(&f, 4, "Ants", "ants");
    given_topic(&f, 5, "Cats", "cats");
    given_room(&f, (struct room_spec){.id = 10, .topic = 3});
    given_room(&f, (struct room_spec){.id = 11, .topic = 4});
    given_room(&f, (struct room_spec){.id = 12, .topic = 5});
    given_room(&f, (struct room_spec){.id = 13, .topic = 5});
    given_room(&f, (struct room_spec){.id = 14, .topic = 2, .kind = CHAT_ROOM_PRIVATE});
    given_room(&f, (struct room_spec){.id = 15});
    given_event(&f, (struct event_spec){.log = 12, .seq = 1, .at_us = 700});
    given_event(&f, (struct event_spec){.log = 13, .seq = 1, .at_us = 300});
    given_event(&f, (struct event_spec){.log = 14, .seq = 1, .at_us = 900});
    topics = list(&f, NULL, 10, &n);
    ck_assert_uint_eq(n, 3);
    for (size_t i = 0; i < n; i++)
        ck_assert_str_eq(topics[i].name, expected[i]);
    ck_assert_int_eq(topics[0].id.value, 5);
    ck_assert_int_eq(topics[0].rooms, 2);
    ck_assert_int_eq(topics[0].last_activity_at_us, 700);
    ck_assert_int_eq(topics[1].rooms, 1);
    ck_assert_int_eq(topics[1].last_activity_at_us, 0);
    clear_topics(topics, n);
    topics = list(&f, NULL, 2, &n);
    ck_assert_uint_eq(n, 2);
    clear_topics(topics, n);
    fixture_close(&f);
}
END_TEST

START_TEST(topics_are_found_by_part_of_their_key)
{
    struct fixture f = fixture_open(_i);
    struct chat_topic *topics;
    size_t n;

    given_topic(&f, 1, "100% C", "100% c");
    given_topic(&f, 2, "100 x C", "100 x c");
    given_room(&f, (struct room_spec){.id = 10, .topic = 1});
    given_room(&f, (struct room_spec){.id = 11, .topic = 2});
    topics = list(&f, "100", 10, &n);
    ck_assert_uint_eq(n, 2);
    clear_topics(topics, n);
    topics = list(&f, "0%", 10, &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_int_eq(topics[0].id.value, 1);
    clear_topics(topics, n);
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_storage_test(cases, a_topic_is_found_by_its_key);
    tcase_add_storage_test(cases, a_key_belongs_to_one_topic);
    tcase_add_storage_test(cases, topics_with_rooms_to_be_seen_come_with_most_rooms_first_then_by_name);
    tcase_add_storage_test(cases, topics_are_found_by_part_of_their_key);
}

int main(void)
{
    return unit_main("storage: topics", tests);
}
