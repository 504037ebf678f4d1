/*
 * What is behind a chat_t. The lock order is: writer, then sinks; every other lock is taken alone.
 */
#ifndef CHAT_RUNNER_HANDLE_H
#define CHAT_RUNNER_HANDLE_H

#include "chat/sys/runner.h"

#include <pthread.h>
#include <stdatomic.h>

#include "libchat/service/limits.h"
#include "libchat/service/tx.h"

/* Sessions that were read with and whose "last seen" is due: noted by readers, written by the writer. */
#define CHAT_SEEN_MAX 256

struct chat {
    const struct chat_storage_ops *ops;
    char *location;
    const struct chat_allocator *allocator;
    const struct chat_clock *clock;
    const struct chat_random *random;
    struct chat_password_cost password_cost;
    struct chat_limits limits; /* has its own lock */
    atomic_bool broken;

    /* The writing side: the executor's writer thread's alone, else guarded by `writer_lock`. */
    pthread_mutex_t writer_lock;
    chat_storage_t *writer;
    struct chat_store_row store;
    bool store_known; /* false after a batch was lost: read it again before use */
    struct chat_fact_cache cache;
    struct chat_staged staged;
    int64_t newest_saved_us;
    int64_t tidied_us; /* by the monotonic clock */

    pthread_mutex_t reading_lock; /* guards `reading`, which blocking calls share */
    chat_reading_t *reading;

    pthread_mutex_t sink_lock; /* guards `sinks` */
    struct chat_sink *sinks;

    pthread_mutex_t attached_lock; /* guards `attached` */
    struct chat_attached attached;

    pthread_mutex_t seen_lock; /* guards the two below */
    chat_session_id seen[CHAT_SEEN_MAX];
    size_t seen_n;
};

struct chat_reading {
    chat_t *chat;
    chat_storage_t *storage;
};

/** The larger of the wall clock and the newest time stored. */
int64_t chat_now_us(const chat_t *chat, const struct chat_store_row *store);

/** Note that a session was used, if it is time to write that down. */
void chat_session_seen(chat_t *chat, const struct chat_fact_session *session, int64_t now_us);

/** Tell the sinks of the events of a committed batch. */
void chat_publish(chat_t *chat, chat_shared_event_t *const *events, size_t n);

/** The transaction as an operation begins in it. */
void chat_tx_begin_op(struct chat_tx *tx, chat_t *chat, struct chat_work *work,
                      const struct chat_store_row *store);

/** CHAT_E_CLOSED, for a handle that is broken. */
enum chat_status chat_fail_broken(struct chat_error *err);

/** Fill in how a work ended, clearing its result on failure. */
void chat_work_end(struct chat_work *work, enum chat_status status, const struct chat_error *err);

#endif
