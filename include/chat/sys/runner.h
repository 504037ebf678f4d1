/*
 * The runner as an executor drives it: operations on their way, batches of them, reading connections,
 * and who is told of commits. A program that only calls typed functions needs none of this.
 */
#ifndef CHAT_SYS_RUNNER_H
#define CHAT_SYS_RUNNER_H

#include "chat/chat.h"
#include "chat/executor.h"
#include "chat/sys/storage.h"

CHAT_BEGIN_DECLS

/** What an operation's `prepare` learned and its `apply` needs: a password's hash, or who it belongs to. */
struct chat_prepared {
    bool done;
    bool verified;     /* the password given was right */
    chat_user_id user; /* whose it was checked against; 0: nobody */
    char checked[160]; /* the stored PHC string it was checked against, "" if none */
    char hash[160];    /* PHC string of the new password, or of a re-hash; "" if none */
};

/** One operation on its way. Made by chat_work_new, which copies actor and parameters; freed by
 * chat_work_free. */
struct chat_work {
    const struct chat_op *op;
    struct chat_actor actor;
    void *params;
    void *result; /* op->result->size bytes, or NULL */
    size_t bytes; /* about what it weighs in a queue */
    enum chat_status status;
    struct chat_error err;
    struct chat_prepared prepared;
    struct chat_work *next; /* for whoever holds it */
    chat_done_fn done;
    void *user_data;
    void *owner; /* for whoever holds it: the port */
};

/** Check parameters, ask the limits, copy. What chat_submit documents as refusals. Any thread. */
CHAT_API CHAT_CHECKED enum chat_status chat_work_new(chat_t *chat, const struct chat_op *op,
                                                     const struct chat_actor *actor, const void *params,
                                                     struct chat_work **out, struct chat_error *err);
CHAT_API void chat_work_free(struct chat_work *work);

/**
 * One turn of the writer: begin, apply each in order (each sees the ones before it), commit, tell the sinks.
 * Sets status, err and result of each. Only one thread may be in here: the executor's writer, or whoever
 * holds the handle when there is none.
 */
CHAT_API void chat_batch_run(chat_t *chat, struct chat_work *const *works, size_t n);

/** Housekeeping between turns: checkpoints, pruning. `idle`: nothing waits. As chat_batch_run. */
CHAT_API void chat_batch_idle(chat_t *chat, bool idle);

/** True after a failed sync or a commit that was lost: every later call says CHAT_E_CLOSED. Any thread. */
CHAT_API bool chat_broken(const chat_t *chat);

/** A reading connection. One thread at a time. */
typedef struct chat_reading chat_reading_t;
CHAT_API CHAT_CHECKED enum chat_status chat_reading_open(chat_t *chat, chat_reading_t **out,
                                                         struct chat_error *err);
CHAT_API void chat_reading_close(chat_reading_t *reading);

/** Run one reading operation in a snapshot of its own. */
CHAT_API void chat_reading_run(chat_reading_t *reading, struct chat_work *work);

/** Run the slow part of an operation that PREPARES. Afterwards it goes to the writer, unless status is not
 * CHAT_OK. */
CHAT_API void chat_prepare_run(chat_reading_t *reading, struct chat_work *work);

/**
 * Told of committed events in commit order, by the thread that committed, before any of the batch's
 * completions. Must be quick and may not call back into libchat; take a reference to keep an event.
 */
struct chat_sink {
    void (*committed)(chat_shared_event_t *const *events, size_t n, void *user_data);
    void *user_data;
    struct chat_sink *next;
};
CHAT_API void chat_sink_add(chat_t *chat, struct chat_sink *sink);
CHAT_API void chat_sink_remove(chat_t *chat, struct chat_sink *sink);

/** A shared event around a copy of `event` (its texts are moved into it). NULL without memory. */
CHAT_API chat_shared_event_t *chat_shared_event_new(const struct chat_allocator *allocator,
                                                    struct chat_event *event);

/**
 * Attach or (NULL) detach an executor: from then on chat_run submits through `call`, which waits until the
 * work is done, or refuses it with work->err filled. CHAT_E_CONFLICT when there is one.
 */
struct chat_attached {
    enum chat_status (*call)(void *executor, struct chat_work *work);
    void *executor;
};
CHAT_API CHAT_CHECKED enum chat_status chat_attach(chat_t *chat, const struct chat_attached *attached,
                                                   struct chat_error *err);

/** The handle's allocator, clock. Any thread. */
CHAT_API const struct chat_allocator *chat_allocator_get(const chat_t *chat);
CHAT_API const struct chat_clock *chat_clock_get(const chat_t *chat);

CHAT_END_DECLS

#endif
