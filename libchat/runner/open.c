/*
 * Opening and closing a community.
 */
#include <stdio.h>
#include <string.h>

#include "libchat/auth/password.h"
#include "libchat/auth/token.h"
#include "libchat/base/error.h"
#include "libchat/runner/handle.h"
#include "libchat/service/setup.h"

#define SITE_NAME_DEFAULT "Chat"

static enum chat_status options_check(const struct chat_options *options, struct chat_error *err)
{
    if (options->size != sizeof *options)
        return chat_fail_field(err, "size",
                               "the options were made for another version of libchat: use CHAT_OPTIONS_INIT");
    if (!options->storage)
        return chat_fail_field(err, "storage", "storage is missing, such as chat_sqlite_storage()");
    if (!options->location || !*options->location)
        return chat_fail_field(err, "location", "location is missing: for SQLite the name of a file");
    enum chat_status status = chat_password_cost_check(&options->password_cost, err);
    return status == CHAT_OK ? chat_storage_check(options->storage, err) : status;
}

/* A new store gets its epoch: positions of another store, or of this one before a restore, are not for it. */
static enum chat_status found_store(chat_t *chat, struct chat_error *err)
{
    uint8_t bytes[16];
    enum chat_status status = chat->random->fill(bytes, sizeof bytes, chat->random->user_data);

    if (status != CHAT_OK)
        return chat_fail(err, status, "the system gives no random numbers");
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(chat->store.epoch + 2 * i, 3, "%02x", bytes[i]);
    chat->store.next_log = CHAT_SITE_LOG.value + 1;
    chat->store.next_id = 1;
    chat->store.settings = (struct chat_settings){
        .site_name = chat_strdup(chat->allocator, SITE_NAME_DEFAULT),
        .registration = CHAT_REGISTRATION_OPEN,
        .room_create = CHAT_SITE_MEMBER,
        .edit_window_s = -1,
    };
    if (!chat->store.settings.site_name)
        return chat_fail_nomem(err);
    status = chat->ops->begin(chat->writer, err);
    if (status == CHAT_OK)
        status = chat->ops->store_save(chat->writer, &chat->store, err);
    if (status == CHAT_OK)
        status = chat->ops->commit(chat->writer, err);
    if (status != CHAT_OK)
        chat->ops->rollback(chat->writer);
    return status;
}

static enum chat_status open_store(chat_t *chat, struct chat_error *err)
{
    const struct chat_storage_options options = {.size = sizeof options,
                                                 .location = chat->location,
                                                 .mode = CHAT_STORAGE_WRITER,
                                                 .allocator = chat->allocator};
    enum chat_status status = chat->ops->open(&options, &chat->writer, err);

    if (status == CHAT_OK)
        status = chat->ops->store_load(chat->writer, &chat->store, err);
    if (status == CHAT_OK && chat->store.epoch[0] == '\0')
        status = found_store(chat, err);
    chat->store_known = status == CHAT_OK;
    chat->newest_saved_us = chat->store.newest_us;
    return status;
}

static void locks_init(chat_t *chat)
{
    pthread_mutex_init(&chat->writer_lock, NULL);
    pthread_mutex_init(&chat->reading_lock, NULL);
    pthread_mutex_init(&chat->sink_lock, NULL);
    pthread_mutex_init(&chat->attached_lock, NULL);
    pthread_mutex_init(&chat->seen_lock, NULL);
}

enum chat_status chat_open(const struct chat_options *options, chat_t **out, struct chat_error *err)
{
    uint64_t seed[2] = {0, 0};
    chat_t *chat;
    enum chat_status status = options_check(options, err);

    if (status != CHAT_OK)
        return status;
    chat = chat_alloc(options->allocator, sizeof *chat);
    if (!chat)
        return chat_fail_nomem(err);
    locks_init(chat);
    chat->ops = options->storage;
    chat->allocator = options->allocator ? options->allocator : chat_allocator_default();
    chat->clock = options->clock ? options->clock : chat_clock_system();
    chat->random = options->random ? options->random : chat_random_system();
    chat->password_cost = options->password_cost;
    chat->location = chat_strdup(chat->allocator, options->location);
    status = chat->random->fill((uint8_t *)seed, sizeof seed, chat->random->user_data);
    if (status != CHAT_OK)
        status = chat_fail(err, status, "the system gives no random numbers");
    chat_fact_cache_init(&chat->cache, chat->allocator, seed);
    chat_limits_init(&chat->limits, chat->allocator, chat->clock, seed);
    chat->limits.off = options->unlimited;
    chat->tidied_us = chat->clock->mono_us(chat->clock->user_data);
    if (status == CHAT_OK)
        status = chat->location ? open_store(chat, err) : chat_fail_nomem(err);
    if (status != CHAT_OK) {
        chat_close(chat);
        return status;
    }
    *out = chat;
    return CHAT_OK;
}

void chat_close(chat_t *chat)
{
    if (!chat)
        return;
    chat_reading_close(chat->reading);
    if (chat->writer)
        chat->ops->close(chat->writer);
    chat_staged_clear(&chat->staged);
    chat_fact_cache_clear(&chat->cache);
    chat_limits_clear(&chat->limits);
    chat_free(chat->store.settings.site_name);
    chat_free(chat->location);
    pthread_mutex_destroy(&chat->writer_lock);
    pthread_mutex_destroy(&chat->reading_lock);
    pthread_mutex_destroy(&chat->sink_lock);
    pthread_mutex_destroy(&chat->attached_lock);
    pthread_mutex_destroy(&chat->seen_lock);
    chat_free(chat);
}

const char *chat_version(void)
{
    return "0.1.0";
}

bool chat_broken(const chat_t *chat)
{
    return atomic_load(&chat->broken);
}

const struct chat_allocator *chat_allocator_get(const chat_t *chat)
{
    return chat->allocator;
}

const struct chat_clock *chat_clock_get(const chat_t *chat)
{
    return chat->clock;
}

enum chat_status chat_setup_token(chat_t *chat, char out[CHAT_TOKEN_TEXT_MAX], struct chat_error *err)
{
    const struct chat_actor self = CHAT_AS_SYSTEM_INIT;
    struct chat_setup setup = {NULL};
    enum chat_status status = chat_run(chat, &chat_op_setup, &self, NULL, &setup, err);

    if (status == CHAT_OK)
        snprintf(out, CHAT_TOKEN_TEXT_MAX, "%s", setup.token);
    chat_record_clear(chat_op_setup.result, &setup);
    return status;
}

enum chat_status chat_actor_token(const char *token, size_t length, struct chat_actor *out,
                                  struct chat_error *err)
{
    struct chat_actor actor = {.kind = CHAT_AS_TOKEN, .origin = CHAT_ORIGIN_API};
    enum chat_token_kind kind;

    if (!chat_token_parse(token, length, &kind, actor.token_hash) ||
        (kind != CHAT_TOKEN_SESSION && kind != CHAT_TOKEN_BOT))
        return chat_fail(err, CHAT_E_UNAUTHENTICATED, "this is no token of a session: sign in");
    *out = actor;
    return CHAT_OK;
}
