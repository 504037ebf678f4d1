#include "tests/core/steps.h"

#include <stdio.h>

#include "chat/sqlite.h"

/* Close the handle and open the store alone, in a transaction. */
static chat_storage_t *begin_alone(struct fixture *f)
{
    const struct chat_storage_ops *ops = f->storage ? f->storage : chat_sqlite_storage();
    const struct chat_storage_options options = {.size = sizeof options,
                                                 .location = f->location,
                                                 .mode = CHAT_STORAGE_WRITER,
                                                 .allocator = chat_allocator_default()};
    chat_storage_t *storage;

    chat_close(f->chat);
    f->chat = NULL;
    ck_ok(f, ops->open(&options, &storage, &f->err));
    ck_ok(f, ops->begin(storage, &f->err));
    return storage;
}

static void end_alone(struct fixture *f, chat_storage_t *storage)
{
    ck_ok(f, storage->ops->commit(storage, &f->err));
    storage->ops->close(storage);
    fixture_restart(f);
}

void given_standing(struct fixture *f, chat_user_id user, enum chat_site_role role,
                    enum chat_user_state state)
{
    struct chat_user_row row = {.password = NULL};
    chat_storage_t *storage = begin_alone(f);

    ck_ok(f, storage->ops->user_find(storage, user, NULL, &row, &f->err));
    row.user.role = role;
    row.user.state = state;
    ck_ok(f, storage->ops->user_update(storage, &row, &f->err));
    CLEAR(user, &row.user);
    chat_free(row.external_id);
    chat_free(row.password);
    end_alone(f, storage);
}

void given_topics(struct fixture *f, int64_t n)
{
    chat_storage_t *storage = begin_alone(f);
    char name[32];

    for (int64_t i = 1; i <= n; i++) {
        const struct chat_topic_row row = {.id = {1000000 + i}, .name = name, .key = name};
        const struct chat_room_row room = {.room = {.id = {1000000 + i},
                                                    .kind = CHAT_ROOM_PUBLIC,
                                                    .state = CHAT_ROOM_OPEN,
                                                    .title = name,
                                                    .topic = row.id,
                                                    .joining = CHAT_JOINING_OPEN,
                                                    .posting = CHAT_POSTING_MEMBERS,
                                                    .threads = CHAT_THREADS_OFF,
                                                    .history = CHAT_HISTORY_SHARED},
                                           .search = name};
        snprintf(name, sizeof name, "topic %lld", (long long)i);
        if (storage->ops->topic_insert(storage, &row, &f->err) != CHAT_OK ||
            storage->ops->room_insert(storage, &room, &f->err) != CHAT_OK)
            ck_abort_msg("%s", f->err.message);
    }
    end_alone(f, storage);
}

enum chat_status sign_in(struct fixture *f, const char *handle, const char *password,
                         struct chat_signed_in *out)
{
    const struct chat_actor nobody = CHAT_AS_ANONYMOUS_INIT;
    PARAMS(sign_in_params, params);

    params.handle = param(handle);
    params.password = param(password);
    return chat_session_open(f->chat, &nobody, &params, out, &f->err);
}

struct chat_actor given_signed_in(struct fixture *f, const char *handle, struct chat_signed_in *out)
{
    struct chat_actor actor;

    ck_ok(f, sign_in(f, handle, "correct horse", out));
    ck_ok(f, chat_actor_token(out->token, strlen(out->token), &actor, &f->err));
    return actor;
}

enum chat_status join(struct fixture *f, const struct chat_actor *actor, chat_room_id room)
{
    PARAMS(room_ref_params, params);

    params.room = room;
    return chat_room_join(f->chat, actor, &params, NULL, &f->err);
}

enum chat_status leave(struct fixture *f, const struct chat_actor *actor, chat_room_id room)
{
    PARAMS(room_ref_params, params);

    params.room = room;
    return chat_room_leave(f->chat, actor, &params, &f->err);
}

enum chat_status invite(struct fixture *f, const struct chat_actor *actor, chat_room_id room,
                        const char *handle)
{
    PARAMS(member_invite_params, params);

    params.room = room;
    params.handle = param(handle);
    return chat_member_invite(f->chat, actor, &params, &f->err);
}

struct chat_standing standing_of(struct fixture *f, const struct chat_actor *actor, chat_room_id room)
{
    struct chat_room_id_params params = {room};
    PARAMS(room, out);
    struct chat_standing mine;

    ck_ok(f, chat_room_get(f->chat, actor, &params, &out, &f->err));
    mine = out.mine;
    CLEAR(room, &out);
    return mine;
}
