/*
 * libchat: one include for programs that embed a chat server. Opening and closing stand here; what one
 * can do then is in the headers it includes, grouped by noun.
 */
#ifndef CHAT_CHAT_H
#define CHAT_CHAT_H

#include "chat/account.h"
#include "chat/event.h"
#include "chat/message.h"
#include "chat/operation.h"
#include "chat/room.h"
#include "chat/site.h"
#include "chat/topic.h"
#include "chat/user.h"

#include "chat/sys/alloc.h"
#include "chat/sys/clock.h"

CHAT_BEGIN_DECLS

struct chat_storage_ops;

/** How expensive passwords are to guess. The defaults are the least that is reasonable on a server. */
struct chat_password_cost {
    uint32_t memory_kib; /* 19456 */
    uint32_t passes;     /* 2 */
};

/**
 * What a program brings. Everything is borrowed: the strings for the call, the tables until chat_close().
 * Start from CHAT_OPTIONS_INIT and set at least `storage` and `location`.
 */
struct chat_options {
    size_t size;                            /* of the struct the program was built with */
    const struct chat_storage_ops *storage; /* such as chat_sqlite_storage() */
    const char *location;                   /* what the backend opens: for SQLite a file name */
    bool unlimited;                         /* no rate limits; for programs that have their own */
    const struct chat_allocator *allocator; /* NULL: malloc */
    const struct chat_clock *clock;         /* NULL: the system's */
    const struct chat_random *random;       /* NULL: getrandom */
    struct chat_password_cost password_cost;
};

#define CHAT_OPTIONS_INIT                                                  \
    {                                                                      \
        .size = sizeof(struct chat_options), .password_cost = { 19456, 2 } \
    }

/**
 * Open a community: takes the store's owner lock, creates or migrates it as needed.
 *
 * @param out On success the handle, owned by the caller: release with chat_close(). Unchanged on failure.
 * @return CHAT_OK, or CHAT_E_INVALID (options), CHAT_E_BUSY (another process owns the store), CHAT_E_STALE
 * (the store was made by a newer libchat), CHAT_E_STORAGE (damaged, or not a chat store), CHAT_E_UNAVAILABLE,
 * CHAT_E_FULL, CHAT_E_NOMEM.
 *
 * Threads: any thread; the handle may be used from any thread. No thread is started.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_open(const struct chat_options *options, chat_t **out,
                                                 struct chat_error *err);

/** Release the handle and the owner lock. No call may be running; close executors first. NULL is fine. */
CHAT_API void chat_close(chat_t *chat);

/** The version of the library, such as "0.1.0". Static; any thread. */
CHAT_API const char *chat_version(void);

/**
 * A one-time token that lets its bearer register as owner while the site has none; the text is written to
 * `out`. A later call replaces it. CHAT_E_CONFLICT when the site has an owner.
 */
#define CHAT_TOKEN_TEXT_MAX 80
CHAT_API CHAT_CHECKED enum chat_status chat_setup_token(chat_t *chat, char out[CHAT_TOKEN_TEXT_MAX],
                                                        struct chat_error *err);

/**
 * The actor for a bearer token or cookie: its hash, to be looked up in the transaction that needs it.
 * CHAT_E_UNAUTHENTICATED when the text cannot be a token. Pure; any thread.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_actor_token(const char *token, size_t length,
                                                        struct chat_actor *out, struct chat_error *err);

CHAT_END_DECLS

#endif
