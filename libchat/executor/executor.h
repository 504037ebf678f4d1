/*
 * The executor inside: three lanes of work, the threads or the caller that empty them, and the hub that
 * tells ports of commits.
 *
 * Locks, in the order in which they may be taken: `running`, `turn`, the hub's, an inbox's; a lane's alone.
 */
#ifndef CHAT_EXECUTOR_EXECUTOR_H
#define CHAT_EXECUTOR_EXECUTOR_H

#include "libchat/executor/hub.h"
#include "libchat/executor/lane.h"

#include <stdatomic.h>

#define CHAT_EXECUTOR_READERS_MAX   16
#define CHAT_EXECUTOR_PASSWORDS_MAX 8

/* What a refused submission is advised to wait: about the time in which a full queue is emptied. */
#define CHAT_RETRY_WRITER_MS    200
#define CHAT_RETRY_READERS_MS   200
#define CHAT_RETRY_PASSWORDS_MS 1500

/** A thread with its own reading connection. */
struct chat_worker {
    chat_executor_t *executor;
    chat_reading_t *reading; /* NULL for the writer */
    pthread_t thread;
    bool started;
};

struct chat_executor {
    chat_t *chat; /* this and what follows: fixed after open */
    const struct chat_allocator *allocator;
    const struct chat_clock *clock;
    bool threads;
    unsigned readers_n, passwords_n;
    uint64_t seed[2];
    struct chat_op read_on; /* event.list at no cost: subscriptions read what they would have been told */

    struct chat_lane writer, readers, passwords;
    struct chat_worker writer_worker; /* the thread that opened and closes */
    struct chat_worker reader_workers[CHAT_EXECUTOR_READERS_MAX];
    struct chat_worker password_workers[CHAT_EXECUTOR_PASSWORDS_MAX];
    bool stopped;

    pthread_mutex_t running; /* without threads: who runs the lanes holds it */

    struct chat_hub hub;
    struct chat_sink sink;
    chat_shared_event_t **events; /* of the turn; the writer's, as the three below */
    size_t events_n, events_room;
    bool events_lost;
    bool ended; /* the ports were told that the store is gone */

    pthread_mutex_t turn;
    bool in_turn;             /* guarded by turn: the writer is between beginning and completing */
    struct chat_ticket *held; /* guarded by turn: reads that wait for the end of it; newest first */

    atomic_uint_fast64_t batches, operations, refused, commit_us;
};

/** Put accepted work into its lane. On failure nothing was kept. */
CHAT_CHECKED enum chat_status chat_executor_enqueue(chat_executor_t *executor, struct chat_work *work,
                                                    struct chat_error *err);

/** Hand the finished work to whoever waits for it. */
void chat_executor_complete(chat_executor_t *executor, struct chat_work *work);

/** One turn of the writer, of one password and of one read; the number of operations taken. */
size_t chat_executor_turn(chat_executor_t *executor);
size_t chat_executor_prepare_one(chat_executor_t *executor, chat_reading_t *reading);
size_t chat_executor_read_one(chat_executor_t *executor, chat_reading_t *reading);

/** The sink: keeps the events of the turn until its completions are out. */
void chat_executor_committed(chat_shared_event_t *const *events, size_t n, void *executor);

/** Start the threads, all signals blocked in them; end and join those that were started. */
CHAT_CHECKED enum chat_status chat_executor_start(chat_executor_t *executor, struct chat_error *err);
void chat_executor_join(chat_executor_t *executor);

/** What chat_run does while the executor is attached: submit and wait. CHAT_OK: it ran, and ended as the work
 * says. Anything else: it was refused. */
enum chat_status chat_executor_call(void *executor, struct chat_work *work);

/** Completes a call. */
void chat_call_complete(struct chat_call *call);

#endif
