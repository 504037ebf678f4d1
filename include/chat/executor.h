/*
 * For programs that live in an event loop: operations that complete later, and live events.
 *
 * An executor owns the threads (one writer, some readers, one or two for passwords), or none: then
 * chat_executor_run() does the same work on the caller's thread, in the same order from the same queues.
 * A port belongs to one thread; its callbacks run there, inside chat_port_dispatch(), with no lock held,
 * and may call anything in libchat but the closing of that port or its executor. Completions and events
 * pass through one queue of the port, so whoever sends sees its completion before its own event.
 */
#ifndef CHAT_EXECUTOR_H
#define CHAT_EXECUTOR_H

#include "chat/chat.h"

CHAT_BEGIN_DECLS

typedef struct chat_executor chat_executor_t;
typedef struct chat_port chat_port_t;
typedef struct chat_subscription chat_subscription_t;

struct chat_executor_options {
    size_t size;
    bool threads;              /* false: the caller runs everything by chat_executor_run() */
    unsigned readers;          /* 2 */
    unsigned password_threads; /* 1 */
};

#define CHAT_EXECUTOR_OPTIONS_INIT                                                                         \
    {                                                                                                      \
        .size = sizeof(struct chat_executor_options), .threads = true, .readers = 2, .password_threads = 1 \
    }

/**
 * Attach an executor to `chat`, which must outlive it. One at a time: CHAT_E_CONFLICT. Any thread, while no
 * blocking call runs on the handle; the same goes for stopping.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_executor_open(chat_t *chat,
                                                          const struct chat_executor_options *options,
                                                          chat_executor_t **out, struct chat_error *err);

/**
 * Stop: refuse new work, finish what was accepted, end the threads. Callbacks that are due stay in their
 * ports: dispatch and close each port, then close the executor. NULL is fine.
 */
CHAT_API void chat_executor_stop(chat_executor_t *executor);

/** Stop if that was not done, and release. All ports are closed by now. NULL is fine. */
CHAT_API void chat_executor_close(chat_executor_t *executor);

/** Without threads: do everything that is queued. Returns the number of operations done. */
CHAT_API size_t chat_executor_run(chat_executor_t *executor);

/** Figures for metrics. Any thread. */
struct chat_executor_stats {
    uint64_t batches, operations, refused, commit_us;
    size_t writer_queue, reader_queue, password_queue;
    bool broken; /* a failed sync or a lost store: only closing is left */
};
CHAT_API void chat_executor_stats_get(chat_executor_t *executor, struct chat_executor_stats *out);

/** A port for the calling thread. */
CHAT_API CHAT_CHECKED enum chat_status chat_port_open(chat_executor_t *executor, chat_port_t **out,
                                                      struct chat_error *err);

/**
 * Close the port: callbacks that are due run first, its subscriptions are closed silently, and operations
 * under way are waited for and completed. Not inside a callback. NULL is fine.
 */
CHAT_API void chat_port_close(chat_port_t *port);

/** A descriptor that is readable while something waits. Fixed for the life of the port; never read it
 * yourself. */
CHAT_API int chat_port_fd(const chat_port_t *port);

/** Run at most `max` callbacks that are due (0: all that were due when the call began). Returns how many ran.
 */
CHAT_API size_t chat_port_dispatch(chat_port_t *port, size_t max);

/** Wait up to `timeout_ms` (-1: for ever) until something is due. False: nothing came. For programs without a
 * loop. */
CHAT_API bool chat_port_wait(chat_port_t *port, int timeout_ms);

/**
 * Told once how a submitted operation ended. `result` (NULL on failure or when there is none) is borrowed for
 * the call.
 */
typedef void (*chat_done_fn)(enum chat_status status, const void *result, const struct chat_error *err,
                             void *user_data);

/**
 * Submit an operation; parameters are checked and copied, limits are asked. Once this returned CHAT_OK `done`
 * runs exactly once, also when the executor stops. On any other status it never runs: CHAT_E_INVALID,
 * CHAT_E_LIMITED, CHAT_E_BUSY, CHAT_E_CLOSED, CHAT_E_NOMEM. Threads: the port's.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_submit(chat_port_t *port, const struct chat_op *op,
                                                   const struct chat_actor *actor, const void *params,
                                                   chat_done_fn done, void *user_data,
                                                   struct chat_error *err);

/** Why a log is followed no more. */
enum chat_unfollow_reason {
    CHAT_UNFOLLOWED_GONE =
        1, /* the reader left, was removed, or may not know of the log: answers like "not found" */
    CHAT_UNFOLLOWED_RESYNC /* the position is ahead of the log: fetch a snapshot */
};

/** What a subscriber is told, on the port's thread. Members may be NULL. */
struct chat_subscriber {
    /** The next event of one followed log, in order, exactly once, also ranges (kind SKIPPED). Borrowed: ref
     * it to keep it. */
    void (*event)(chat_subscription_t *subscription, chat_shared_event_t *event, void *user_data);
    /** A log is followed no more. Its last event, if there was one to see, came before. */
    void (*unfollowed)(chat_subscription_t *subscription, chat_log_id log, enum chat_unfollow_reason reason,
                       void *user_data);
    /** The end: the session ended, the account was suspended, the store is gone or the executor has stopped.
     * Nothing follows; the subscription still has to be closed. */
    void (*ended)(chat_subscription_t *subscription, enum chat_status status, const struct chat_error *err,
                  void *user_data);
};

/**
 * A reader of logs on behalf of an actor (by session or vouched for). It follows nothing yet. When the
 * actor's own log is followed, rooms joined from then on are followed by themselves, and the end of the
 * session ends the subscription. Threads: the port's, as for everything below.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_subscription_open(chat_port_t *port,
                                                              const struct chat_actor *actor,
                                                              const struct chat_subscriber *subscriber,
                                                              void *user_data, chat_subscription_t **out,
                                                              struct chat_error *err);

/** End silently and release: no callback afterwards. NULL is fine. Allowed inside its own callbacks. */
CHAT_API void chat_subscription_close(chat_subscription_t *subscription);

/**
 * Follow a log: every number after `after`, first from the store, then live, without a seam. May be called
 * again to start over from another number. Whether the actor may is decided when the store is read: see
 * `unfollowed`. CHAT_E_TOO_LARGE past CHAT_FOLLOWED_LOGS_MAX.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_subscription_follow(chat_subscription_t *subscription,
                                                                chat_log_id log, int64_t after,
                                                                struct chat_error *err);

CHAT_API void chat_subscription_unfollow(chat_subscription_t *subscription, chat_log_id log);

/** Stop delivering and remember where each log stands; then deliver from there. For readers that are too
 * slow. */
CHAT_API void chat_subscription_pause(chat_subscription_t *subscription);
CHAT_API void chat_subscription_resume(chat_subscription_t *subscription);

CHAT_END_DECLS

#endif
