/*
 * Memory that runs out: at every allocation of every call. Nothing may be lost track of (the sanitizer
 * looks), and the same call succeeds afterwards.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/storage/fixture.h"

/* Fails the n-th allocation; counts what is allocated and not yet freed. */
static struct {
    long nth, count, blocks;
} memory;

static void *memory_alloc(size_t bytes, void *user_data)
{
    void *block = ++memory.count == memory.nth ? NULL : malloc(bytes);

    (void)user_data;
    memory.blocks += block != NULL;
    return block;
}

static void memory_free(void *block, void *user_data)
{
    (void)user_data;
    memory.blocks--;
    free(block);
}

static const struct chat_allocator allocator = {memory_alloc, memory_free, NULL};

static const struct chat_reader reader = {.user = {2}, .sees_public = true, .sees_private = true};

static enum chat_status read_store(struct fixture *f)
{
    struct chat_store_row row = {0};
    enum chat_status status = f->ops->store_load(f->storage, &row, &f->err);

    chat_free(row.settings.site_name);
    return status;
}

static enum chat_status read_user(struct fixture *f)
{
    struct chat_user_row row = {0};
    enum chat_status status = f->ops->user_find(f->storage, (chat_user_id){2}, NULL, &row, &f->err);

    chat_record_clear(&chat_record_user, &row.user);
    chat_free(row.external_id);
    chat_free(row.password);
    return status;
}

static enum chat_status read_room(struct fixture *f)
{
    struct chat_room_row row = {0};
    enum chat_status status = f->ops->room_load(f->storage, (chat_room_id){50}, &row, &f->err);

    chat_record_clear(&chat_record_room, &row.room);
    chat_free(row.search);
    return status;
}

static enum chat_status read_message(struct fixture *f)
{
    struct chat_message message = {0};
    enum chat_status status = f->ops->message_load(f->storage, (chat_room_id){50}, 1, &message, &f->err);

    chat_record_clear(&chat_record_message, &message);
    return status;
}

static enum chat_status read_page(struct fixture *f)
{
    struct chat_seq_page page = {
        .before = CHAT_UNSET, .after = CHAT_UNSET, .around = 20, .floor = 0, .limit = 39};
    struct chat_message_page found = {0};
    enum chat_status status = f->ops->message_page(f->storage, (chat_room_id){50}, &page, &found, &f->err);

    clear_messages(found.messages, found.n);
    return status;
}

static void free_items(const struct chat_record *record, void *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        chat_record_clear(record, (char *)items + i * record->size);
    chat_free(items);
}

/* A call that gives a list. */
#define READS_LIST(name, type, table, call)         \
    static enum chat_status name(struct fixture *f) \
    {                                               \
        struct type *items = NULL;                  \
        size_t n = 0;                               \
        enum chat_status status = call;             \
                                                    \
        free_items(&table, items, n);               \
        return status;                              \
    }

static const chat_user_id ids[] = {{2}, {3}};
static const struct chat_room_filter rooms_filter = {.search = "room", .limit = 50};

READS_LIST(read_people, chat_person, chat_record_person,
           f->ops->people_load(f->storage, ids, 2, &items, &n, &f->err))
READS_LIST(list_people, chat_person, chat_record_person,
           f->ops->people_list(f->storage, "a", 0, 50, &items, &n, &f->err))
READS_LIST(list_sessions, chat_session, chat_record_session,
           f->ops->session_list(f->storage, ids[0], &items, &n, &f->err))
READS_LIST(list_topics, chat_topic, chat_record_topic,
           f->ops->topic_list(f->storage, &reader, "t", 50, &items, &n, &f->err))
READS_LIST(list_rooms, chat_room, chat_record_room,
           f->ops->room_list(f->storage, &reader, &rooms_filter, &items, &n, &f->err))
READS_LIST(list_members, chat_member, chat_record_member,
           f->ops->member_list(f->storage, (chat_room_id){50}, 0, 50, &items, &n, &f->err))
READS_LIST(list_events, chat_event, chat_record_event,
           f->ops->event_list(f->storage, (chat_log_id){50}, 0, 500, &items, &n, &f->err))
READS_LIST(list_activity, chat_activity, chat_record_activity,
           f->ops->activity_list(f->storage, &reader, 50, &items, &n, &f->err))
READS_LIST(list_messages_by, chat_message, chat_record_message,
           f->ops->messages_by(f->storage, &reader, ids[0], 50, &items, &n, &f->err))

static enum chat_status list_rooms_joined(struct fixture *f)
{
    chat_room_id *rooms = NULL;
    size_t n = 0;
    enum chat_status status = f->ops->rooms_joined(f->storage, ids[0], &rooms, &n, &f->err);

    chat_free(rooms);
    return status;
}

static enum chat_status open_another(struct fixture *f)
{
    struct chat_storage_options options = {.size = sizeof options,
                                           .location = f->location,
                                           .mode = CHAT_STORAGE_READER,
                                           .allocator = &allocator};
    chat_storage_t *storage = NULL;
    enum chat_status status = f->ops->open(&options, &storage, &f->err);

    f->ops->close(storage);
    return status;
}

static const struct {
    const char *name;
    enum chat_status (*call)(struct fixture *f);
} calls[] = {
    {"store_load", read_store},       {"user_find", read_user},          {"room_load", read_room},
    {"message_load", read_message},   {"message_page", read_page},       {"people_load", read_people},
    {"people_list", list_people},     {"session_list", list_sessions},   {"topic_list", list_topics},
    {"room_list", list_rooms},        {"member_list", list_members},     {"event_list", list_events},
    {"activity_list", list_activity}, {"messages_by", list_messages_by}, {"rooms_joined", list_rooms_joined},
    {"open", open_another},
};

static void fill(struct fixture *f)
{
    struct chat_session_row session = {
        .session = {.id = {1}, .kind = CHAT_SESSION_WEB, .user_agent = text("ua")}, .user = {2}};
    struct chat_store_row store = {.epoch = "e", .next_log = 99, .next_id = 99};

    store.settings.site_name = text("Site");
    given_user(f, 2, "anna");
    given_user(f, 3, "bella");
    given_topic(f, 1, "T", "t");
    for (int64_t id = 50; id < 70; id++) {
        given_room(f, (struct room_spec){.id = id, .topic = 1});
        given_joined(f, (chat_room_id){id}, (chat_user_id){2}, CHAT_ROLE_MEMBER);
        given_messages(f, (chat_room_id){id}, (chat_user_id){2}, id == 50 ? 40 : 1);
    }
    begin(f);
    ck_ok(f, f->ops->session_insert(f->storage, &session, &f->err));
    ck_ok(f, f->ops->store_save(f->storage, &store, &f->err));
    commit(f);
}

/* A store whose writer allocates through `memory`. */
static struct fixture open_with_memory(int backend)
{
    struct fixture f = fixture_prepare(backend);
    struct chat_storage_options options = {
        .size = sizeof options, .location = f.location, .mode = CHAT_STORAGE_WRITER, .allocator = &allocator};

    ck_ok(&f, f.ops->open(&options, &f.storage, &f.err));
    fill(&f);
    return f;
}

START_TEST(a_call_without_memory_says_so_and_keeps_nothing)
{
    struct fixture f = open_with_memory(_i);

    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        long blocks = memory.blocks, failures = 0;
        enum chat_status status;

        do {
            memory.count = 0;
            memory.nth = ++failures;
            status = calls[i].call(&f);
            ck_assert_msg(status == (memory.count < memory.nth ? CHAT_OK : CHAT_E_NOMEM), "%s: %d %s",
                          calls[i].name, (int)status, f.err.message);
            ck_assert_msg(memory.blocks == blocks, "%s keeps %ld blocks", calls[i].name,
                          memory.blocks - blocks);
        } while (status != CHAT_OK);
        ck_assert_msg(failures > 1, "%s", calls[i].name); /* something did fail */
    }
    memory.nth = 0;
    fixture_close(&f);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_storage_test(cases, a_call_without_memory_says_so_and_keeps_nothing);
}

int main(void)
{
    return unit_main("storage: memory", tests);
}
