#include "tests/core/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chat/sqlite.h"

static int64_t clock_us(void *user_data)
{
    return ((struct fixture *)user_data)->now_us;
}

static enum chat_status random_fill(void *bytes, size_t length, void *user_data)
{
    struct fixture *f = user_data;
    unsigned char *at = bytes;

    for (size_t i = 0; i < length; i++) {
        f->seed = f->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        at[i] = (unsigned char)(f->seed >> 56);
    }
    return CHAT_OK;
}

static void open_handle(struct fixture *f)
{
    struct chat_options options = CHAT_OPTIONS_INIT;

    options.storage = f->storage ? f->storage : chat_sqlite_storage();
    options.allocator = f->allocator;
    options.location = f->location;
    options.clock = &f->clock;
    options.random = &f->random;
    options.unlimited = !f->limited;
    options.password_cost = (struct chat_password_cost){8, 1};
    ck_ok(f, chat_open(&options, &f->chat, &f->err));
}

void fixture_open_empty(struct fixture *f)
{
    struct fixture wanted = {.limited = f->limited,
                             .storage = f->storage,
                             .allocator = f->allocator,
                             .seed = f->seed ? f->seed : 42};

    *f = wanted;
    f->err = (struct chat_error)CHAT_ERROR_INIT;
    f->now_us = INT64_C(1790000000000000);
    f->clock = (struct chat_clock){clock_us, clock_us, f};
    f->random = (struct chat_random){random_fill, f};
    f->system = (struct chat_actor)CHAT_AS_SYSTEM_INIT;
    snprintf(f->folder, sizeof f->folder, "/tmp/chat-core-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(f->folder));
    snprintf(f->location, sizeof f->location, "%s/chat.db", f->folder);
    open_handle(f);
}

void fixture_open(struct fixture *f)
{
    fixture_open_empty(f);
    f->owner_id = given_user(f, "owner");
    f->ada_id = given_user(f, "ada");
    f->bob_id = given_user(f, "bob");
    f->eve_id = given_user(f, "eve");
    f->owner = chat_actor_user(f->owner_id);
    f->ada = chat_actor_user(f->ada_id);
    f->bob = chat_actor_user(f->bob_id);
    f->eve = chat_actor_user(f->eve_id);
}

void fixture_restart(struct fixture *f)
{
    chat_close(f->chat);
    f->chat = NULL;
    open_handle(f);
}

void fixture_close(struct fixture *f)
{
    static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
    char name[128];

    chat_close(f->chat);
    f->chat = NULL;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        snprintf(name, sizeof name, "%s%s", f->location, endings[i]);
        unlink(name);
    }
    ck_assert_msg(rmdir(f->folder) == 0, "something is left behind in %s", f->folder);
}

chat_user_id given_user(struct fixture *f, const char *handle)
{
    PARAMS(register_params, params);
    PARAMS(signed_in, out);
    chat_user_id id;

    params.handle = param(handle);
    params.password = param("correct horse");
    ck_ok(f, chat_account_register(f->chat, &f->system, &params, &out, &f->err));
    id = out.user.id;
    CLEAR(signed_in, &out);
    return id;
}

static chat_room_id create(struct fixture *f, const struct chat_actor *host, const char *title,
                           enum chat_room_kind kind)
{
    PARAMS(room_params, params);
    PARAMS(room, out);
    chat_room_id id;

    params.title = param(title);
    params.kind = kind;
    ck_ok(f, chat_room_create(f->chat, host, &params, &out, &f->err));
    id = out.id;
    CLEAR(room, &out);
    return id;
}

chat_room_id given_room(struct fixture *f, const struct chat_actor *host, const char *title)
{
    return create(f, host, title, CHAT_ROOM_PUBLIC);
}

chat_room_id given_private_room(struct fixture *f, const struct chat_actor *host, const char *title)
{
    return create(f, host, title, CHAT_ROOM_PRIVATE);
}

void given_joined(struct fixture *f, const struct chat_actor *actor, chat_room_id room)
{
    PARAMS(room_ref_params, params);

    params.room = room;
    ck_ok(f, chat_room_join(f->chat, actor, &params, NULL, &f->err));
}

enum chat_status say(struct fixture *f, const struct chat_actor *actor, chat_room_id room, const char *body)
{
    PARAMS(message_params, params);

    params.room = room;
    params.body = param(body);
    return chat_message_send(f->chat, actor, &params, NULL, &f->err);
}

int64_t given_said(struct fixture *f, const struct chat_actor *actor, chat_room_id room, const char *body)
{
    PARAMS(message_params, params);
    PARAMS(message, out);
    int64_t seq;

    params.room = room;
    params.body = param(body);
    ck_ok(f, chat_message_send(f->chat, actor, &params, &out, &f->err));
    seq = out.seq;
    CLEAR(message, &out);
    return seq;
}

size_t count_messages(struct fixture *f, chat_room_id room)
{
    PARAMS(message_query, query);
    PARAMS(message_list, list);
    size_t n = 0;

    query.room = room;
    query.limit = 200;
    ck_ok(f, chat_message_list_get(f->chat, &f->system, &query, &list, &f->err));
    for (size_t i = 0; i < list.messages_n; i++)
        n += list.messages[i].deleted_at_us == 0;
    CLEAR(message_list, &list);
    return n;
}

int64_t unread_of(struct fixture *f, const struct chat_actor *actor, chat_room_id room)
{
    struct chat_room_id_params params = {room};
    PARAMS(room, out);
    int64_t unread;

    ck_ok(f, chat_room_get(f->chat, actor, &params, &out, &f->err));
    unread = out.mine.unread;
    CLEAR(room, &out);
    return unread;
}

void read_log(struct fixture *f, const struct chat_actor *actor, chat_log_id log, struct chat_event_list *out)
{
    PARAMS(event_query, query);
    int64_t at = 0;

    query.log = log;
    query.limit = 500;
    ck_ok(f, chat_event_list_get(f->chat, actor, &query, out, &f->err));
    for (size_t i = 0; i < out->events_n; i++) {
        const struct chat_event *event = &out->events[i];
        int64_t first = event->kind == CHAT_EVENT_SKIPPED ? event->target_seq : event->seq;
        ck_assert_int_eq(first, at + 1); /* dense: no hole, no repeat */
        at = event->seq;
    }
    ck_assert_int_eq(out->last, at);
}
