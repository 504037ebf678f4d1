/*
 * The table of operations: each thing the system does is one row. HTTP, WebSocket, the command line,
 * bots and OpenAPI are made from these rows; the typed functions run them.
 */
#ifndef CHAT_OPERATION_H
#define CHAT_OPERATION_H

#include "chat/model.h"
#include "chat/policy.h"

CHAT_BEGIN_DECLS

typedef struct chat chat_t;

/** One operation inside the runner's transaction. Only `apply` functions see it. */
struct chat_tx;

#define CHAT_TOKEN_HASH_BYTES 32
#define CHAT_ADDRESS_MAX      46 /* an IPv6 address as text, with its NUL */

enum chat_actor_kind {
    CHAT_AS_ANONYMOUS = 1, /* nobody */
    CHAT_AS_SYSTEM,        /* the host program itself: trusted */
    CHAT_AS_USER,          /* a user the host program vouches for: trusted */
    CHAT_AS_SESSION, /* a session by its id, as it was found earlier: checked again in the transaction */
    CHAT_AS_TOKEN    /* a session by the SHA-256 of its token: looked up in the transaction */
};

/** Who is asking, and from where. Plain value, copied freely, owns nothing. */
struct chat_actor {
    enum chat_actor_kind kind;
    enum chat_origin origin;
    chat_user_id user;                         /* AS_USER, AS_SESSION */
    chat_session_id session;                   /* AS_SESSION */
    uint8_t token_hash[CHAT_TOKEN_HASH_BYTES]; /* AS_TOKEN */
    char address[CHAT_ADDRESS_MAX]; /* of the peer as text, for limits and session lists; "" unknown */
};

/** The host program itself. */
#define CHAT_AS_SYSTEM_INIT                                 \
    {                                                       \
        .kind = CHAT_AS_SYSTEM, .origin = CHAT_ORIGIN_EMBED \
    }
#define CHAT_AS_ANONYMOUS_INIT                                 \
    {                                                          \
        .kind = CHAT_AS_ANONYMOUS, .origin = CHAT_ORIGIN_EMBED \
    }

/** A user that the host program vouches for. */
CHAT_API struct chat_actor chat_actor_user(chat_user_id user);

enum chat_op_flags {
    CHAT_OP_WRITES = 1u << 0,   /* runs on the writer; its parameters may carry a client_id */
    CHAT_OP_STAGES = 1u << 1,   /* writes only what is stored with its batch, so it needs no savepoint */
    CHAT_OP_PREPARES = 1u << 2, /* hashes a password before its transaction, on the password threads */
};

/** Which token bucket an operation is charged to: see chat_limits in docs/embedding.md. */
enum chat_bucket {
    CHAT_BUCKET_READ = 1,
    CHAT_BUCKET_WRITE,
    CHAT_BUCKET_SEND,
    CHAT_BUCKET_SIGN_IN,
    CHAT_BUCKET_REGISTER,
    CHAT_BUCKET_CREATE,
    CHAT_BUCKET_SEARCH,
    CHAT_BUCKET_COUNT
};

typedef enum chat_status (*chat_apply_fn)(struct chat_tx *tx, const struct chat_actor *actor,
                                          const void *params, void *result, struct chat_error *err);

/** Where the result of a remembered call can be read again; the meaning is the operation's own. */
struct chat_result_ref {
    int64_t a, b;
};

struct chat_op {
    const char *name;        /* "room.create" */
    const char *summary;     /* one line of help */
    enum chat_action action; /* the one line of docs/permissions.md it needs */
    uint32_t flags;          /* enum chat_op_flags */
    enum chat_bucket bucket;
    unsigned cost;      /* tokens taken from the bucket */
    const char *method; /* "POST" */
    const char *path;   /* "/api/v1/rooms/{room}"; each {member} is a field of the parameters */
    int http_status;    /* of success: 200, 201 or 204 */
    const struct chat_record *params;
    const struct chat_record *result; /* NULL: nothing to say but that it is done */

    /** Judge and do. Never begins, commits or publishes. `result` was initialised; after a failure it is
     * cleared by whoever called. */
    chat_apply_fn apply;

    /** For PREPARES: the slow part, outside any writing transaction; what it learns is kept with the call. */
    chat_apply_fn prepare;

    /** For a repeated client id: read the result again. NULL when there is no result. */
    enum chat_status (*replay)(struct chat_tx *tx, const struct chat_actor *actor, struct chat_result_ref ref,
                               void *result, struct chat_error *err);
};

/** All rows, in the order of docs/protocol.md. Static; any thread. */
CHAT_API const struct chat_op *const *chat_ops(size_t *n);

/** The row of that name, or NULL. Any thread. */
CHAT_API const struct chat_op *chat_op_find(const char *name);

/**
 * Run one operation: check `params`, begin, apply, commit, publish.
 *
 * @param params  The struct of op->params, borrowed for the call.
 * @param result  The struct of op->result, overwritten on success and then the caller's to clear; unchanged
 * on failure. May be NULL.
 * @return CHAT_OK or what the operation's own function documents; CHAT_E_STORAGE and CHAT_E_UNAVAILABLE mean
 * that nothing was stored, CHAT_E_UNKNOWN that it is not known: repeat with the same client id.
 *
 * Threads: any thread. Blocks on the database. While an executor is attached the call is submitted to it and
 * waits.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_run(chat_t *chat, const struct chat_op *op,
                                                const struct chat_actor *actor, const void *params,
                                                void *result, struct chat_error *err);

CHAT_END_DECLS

#endif
