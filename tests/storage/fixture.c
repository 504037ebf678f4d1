#include "tests/storage/fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chat/sqlite.h"

static void locate_in_folder(const char *folder, char *out, size_t size)
{
    (void)snprintf(out, size, "%s/chat.db", folder);
}

const struct backend backends[] = {
    {chat_sqlite_storage, locate_in_folder},
};
const int backends_n = (int)(sizeof backends / sizeof backends[0]);

struct fixture fixture_prepare(int backend)
{
    struct fixture f = {.ops = backends[backend].ops(), .folder = "/tmp/chat-storage-XXXXXX"};

    ck_assert_ptr_nonnull(mkdtemp(f.folder));
    backends[backend].locate(f.folder, f.location, sizeof f.location);
    return f;
}

enum chat_status fixture_connect(struct fixture *f, enum chat_storage_mode mode, chat_storage_t **out)
{
    struct chat_storage_options options = {
        .size = sizeof options, .location = f->location, .mode = mode, .allocator = chat_allocator_default()};

    return f->ops->open(&options, out, &f->err);
}

struct fixture fixture_open(int backend)
{
    struct fixture f = fixture_prepare(backend);

    ck_ok(&f, fixture_connect(&f, CHAT_STORAGE_WRITER, &f.storage));
    return f;
}

static void remove_folder(const char *folder)
{
    DIR *directory = opendir(folder);
    struct dirent *entry;

    if (!directory)
        return;
    while ((entry = readdir(directory)))
        if (entry->d_name[0] != '.')
            (void)unlinkat(dirfd(directory), entry->d_name, 0);
    (void)closedir(directory);
    (void)rmdir(folder);
}

void fixture_close(struct fixture *f)
{
    f->ops->close(f->storage);
    f->storage = NULL;
    remove_folder(f->folder);
}

void fixture_reopen(struct fixture *f)
{
    f->ops->close(f->storage);
    f->storage = NULL;
    ck_ok(f, fixture_connect(f, CHAT_STORAGE_WRITER, &f->storage));
}

chat_storage_t *fixture_reader(struct fixture *f)
{
    chat_storage_t *reader = NULL;

    ck_ok(f, fixture_connect(f, CHAT_STORAGE_READER, &reader));
    return reader;
}

void begin(struct fixture *f)
{
    ck_ok(f, f->ops->begin(f->storage, &f->err));
}

void commit(struct fixture *f)
{
    ck_ok(f, f->ops->commit(f->storage, &f->err));
}

/* Run the call in the open transaction, or in one of its own. */
#define IN_TRANSACTION(f, call)                             \
    do {                                                    \
        bool own = !(f)->ops->in_transaction((f)->storage); \
        if (own)                                            \
            begin(f);                                       \
        ck_ok(f, call);                                     \
        if (own)                                            \
            commit(f);                                      \
    } while (0)

const char *const hostile[] = {
    "'; DROP TABLE events; --",
    "\"quoted\"",
    "$1",
    "?1",
    ":a",
    "@a",
    "%",
    "_",
    "!",
    "!%",
    "\\",
    "NULL",
    "%s%n%d",
    "a\nb\r\n\tc",
    "\x01\x1f\x7f",
    "\xf0\x9f\x92\xa9",
    ("\xe2\x80\xae"
     "right to left"),
    "\xef\xbf\xbd",
    " ",
    "-- /* */",
    "x'00'",
};
const int hostile_n = (int)(sizeof hostile / sizeof hostile[0]);

char *text(const char *literal)
{
    return (char *)(uintptr_t)literal;
}

chat_user_id given_user(struct fixture *f, int64_t id, const char *handle)
{
    struct chat_user_row row = {.user = {.id = {id},
                                         .handle = text(handle),
                                         .display_name = text(handle),
                                         .kind = CHAT_USER_PERSON,
                                         .role = CHAT_SITE_MEMBER,
                                         .state = CHAT_USER_ACTIVE,
                                         .created_at_us = id},
                                .search = text(handle)};

    IN_TRANSACTION(f, f->ops->user_insert(f->storage, &row, &f->err));
    return row.user.id;
}

chat_room_id given_room(struct fixture *f, struct room_spec spec)
{
    struct chat_room_row row = {.room = {.id = {spec.id},
                                         .kind = spec.kind ? spec.kind : CHAT_ROOM_PUBLIC,
                                         .state = spec.state ? spec.state : CHAT_ROOM_OPEN,
                                         .title = text(spec.title ? spec.title : "A room"),
                                         .name = text(spec.name),
                                         .topic = {spec.topic},
                                         .joining = CHAT_JOINING_OPEN,
                                         .posting = CHAT_POSTING_MEMBERS,
                                         .threads = CHAT_THREADS_OFF,
                                         .history = spec.history ? spec.history : CHAT_HISTORY_SHARED,
                                         .created_at_us = spec.id},
                                .search = text(spec.search ? spec.search : "a room"),
                                .deleted_at_us = spec.state == CHAT_ROOM_DELETED ? 1 : 0};

    IN_TRANSACTION(f, f->ops->room_insert(f->storage, &row, &f->err));
    return row.room.id;
}

void given_topic(struct fixture *f, int64_t id, const char *name, const char *key)
{
    struct chat_topic_row row = {.id = {id}, .name = text(name), .key = text(key)};

    IN_TRANSACTION(f, f->ops->topic_insert(f->storage, &row, &f->err));
}

void given_member(struct fixture *f, struct chat_member_row row)
{
    if (row.role == 0)
        row.role = CHAT_ROLE_MEMBER;
    IN_TRANSACTION(f, f->ops->members_put(f->storage, &row, 1, &f->err));
}

void given_joined(struct fixture *f, chat_room_id room, chat_user_id user, enum chat_room_role role)
{
    given_member(
        f, (struct chat_member_row){.room = room, .user = user, .state = CHAT_MEMBER_JOINED, .role = role});
}

enum chat_status append_event(struct fixture *f, struct event_spec spec)
{
    struct chat_event event = {.log = {spec.log},
                               .seq = spec.seq,
                               .kind = spec.kind ? spec.kind : CHAT_EVENT_MESSAGE,
                               .actor = {spec.actor},
                               .at_us = spec.at_us ? spec.at_us : 1000 * spec.seq,
                               .n = spec.n,
                               .target_seq = spec.target,
                               .subject = spec.subject,
                               .arg = spec.arg};
    const struct chat_event *one = &event;

    if (event.kind == CHAT_EVENT_MESSAGE)
        event.message = (struct chat_message){.room = {spec.log},
                                              .seq = event.seq,
                                              .n = event.n,
                                              .author = event.actor,
                                              .body = text(spec.body ? spec.body : "hello"),
                                              .reply_to = spec.reply_to,
                                              .origin = CHAT_ORIGIN_WEB,
                                              .version = 1,
                                              .created_at_us = event.at_us};
    return f->ops->events_append(f->storage, &one, 1, &f->err);
}

void given_event(struct fixture *f, struct event_spec spec)
{
    IN_TRANSACTION(f, append_event(f, spec));
}

void given_messages(struct fixture *f, chat_room_id room, chat_user_id author, int64_t n)
{
    begin(f);
    for (int64_t seq = 1; seq <= n; seq++)
        ck_ok(f, append_event(
                     f, (struct event_spec){.log = room.value, .seq = seq, .n = seq, .actor = author.value}));
    commit(f);
}

static void clear_list(const struct chat_record *record, void *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        chat_record_clear(record, (char *)items + i * record->size);
    chat_free(items);
}

void clear_rooms(struct chat_room *rooms, size_t n)
{
    clear_list(&chat_record_room, rooms, n);
}

void clear_messages(struct chat_message *messages, size_t n)
{
    clear_list(&chat_record_message, messages, n);
}

void clear_events(struct chat_event *events, size_t n)
{
    clear_list(&chat_record_event, events, n);
}

void clear_people(struct chat_person *people, size_t n)
{
    clear_list(&chat_record_person, people, n);
}
