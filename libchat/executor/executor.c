/*
 * Opening, stopping and closing an executor; which lane an operation goes to; running without threads.
 */
#include "libchat/executor/executor.h"

#include <assert.h>

#include "chat/limits.h"
#include "libchat/base/error.h"

enum chat_status chat_executor_enqueue(chat_executor_t *executor, struct chat_work *work,
                                       struct chat_error *err)
{
    struct chat_lane *lane = &executor->readers;
    enum chat_status status;

    if (work->op->flags & CHAT_OP_PREPARES)
        lane = &executor->passwords;
    else if (work->op->flags & CHAT_OP_WRITES)
        lane = &executor->writer;
    status = chat_lane_push(lane, work, err);
    if (status != CHAT_OK)
        atomic_fetch_add_explicit(&executor->refused, 1, memory_order_relaxed);
    return status;
}

static enum chat_status check_options(const struct chat_executor_options *options, struct chat_error *err)
{
    if (options->size != sizeof *options)
        return chat_fail_field(err, "size", "the options are of another version of the library");
    if (options->threads && (options->readers < 1 || options->readers > CHAT_EXECUTOR_READERS_MAX))
        return chat_fail_field(err, "readers", "an executor has 1 to %d readers", CHAT_EXECUTOR_READERS_MAX);
    if (options->threads &&
        (options->password_threads < 1 || options->password_threads > CHAT_EXECUTOR_PASSWORDS_MAX))
        return chat_fail_field(err, "password_threads", "an executor has 1 to %d threads for passwords",
                               CHAT_EXECUTOR_PASSWORDS_MAX);
    return CHAT_OK;
}

/* Locks and tables; what can only fail without memory. */
static bool init_parts(chat_executor_t *executor)
{
    if (!chat_lane_init(&executor->writer, CHAT_QUEUE_OPERATIONS_MAX, CHAT_QUEUE_BYTES_MAX,
                        CHAT_RETRY_WRITER_MS))
        return false;
    if (!chat_lane_init(&executor->readers, CHAT_READ_QUEUE_MAX, CHAT_QUEUE_BYTES_MAX, CHAT_RETRY_READERS_MS))
        goto no_readers;
    if (!chat_lane_init(&executor->passwords, CHAT_PASSWORD_QUEUE_MAX, CHAT_QUEUE_BYTES_MAX,
                        CHAT_RETRY_PASSWORDS_MS))
        goto no_passwords;
    if (!chat_hub_init(&executor->hub, executor->allocator, executor->seed))
        goto no_hub;
    if (pthread_mutex_init(&executor->turn, NULL) != 0)
        goto no_turn;
    if (pthread_mutex_init(&executor->running, NULL) == 0)
        return true;
    (void)pthread_mutex_destroy(&executor->turn);
no_turn:
    chat_hub_clear(&executor->hub);
no_hub:
    chat_lane_clear(&executor->passwords);
no_passwords:
    chat_lane_clear(&executor->readers);
no_readers:
    chat_lane_clear(&executor->writer);
    return false;
}

static void clear_parts(chat_executor_t *executor)
{
    (void)pthread_mutex_destroy(&executor->running);
    (void)pthread_mutex_destroy(&executor->turn);
    chat_hub_clear(&executor->hub);
    chat_lane_clear(&executor->passwords);
    chat_lane_clear(&executor->readers);
    chat_lane_clear(&executor->writer);
}

static enum chat_status open_readings(chat_executor_t *executor, struct chat_worker *workers, size_t n,
                                      struct chat_error *err)
{
    for (size_t i = 0; i < n; i++) {
        enum chat_status status = chat_reading_open(executor->chat, &workers[i].reading, err);

        if (status != CHAT_OK)
            return status;
        workers[i].executor = executor;
    }
    return CHAT_OK;
}

static void close_readings(struct chat_worker *workers, size_t n)
{
    for (size_t i = 0; i < n; i++)
        chat_reading_close(workers[i].reading);
}

static void release(chat_executor_t *executor)
{
    close_readings(executor->reader_workers, CHAT_EXECUTOR_READERS_MAX);
    close_readings(executor->password_workers, CHAT_EXECUTOR_PASSWORDS_MAX);
    clear_parts(executor);
    chat_free(executor->events);
    chat_free(executor);
}

/* Connections, threads, and last the door through which blocking calls come. */
static enum chat_status begin(chat_executor_t *executor, struct chat_error *err)
{
    const struct chat_attached attached = {chat_executor_call, executor};
    enum chat_status status;

    status = open_readings(executor, executor->reader_workers, executor->readers_n, err);
    if (status == CHAT_OK)
        status = open_readings(executor, executor->password_workers, executor->passwords_n, err);
    if (status == CHAT_OK && executor->threads)
        status = chat_executor_start(executor, err);
    if (status == CHAT_OK)
        status = chat_attach(executor->chat, &attached, err);
    if (status == CHAT_OK)
        chat_sink_add(executor->chat, &executor->sink);
    else if (executor->threads)
        chat_executor_join(executor);
    return status;
}

enum chat_status chat_executor_open(chat_t *chat, const struct chat_executor_options *options,
                                    chat_executor_t **out, struct chat_error *err)
{
    static const struct chat_executor_options usual = CHAT_EXECUTOR_OPTIONS_INIT;
    chat_executor_t *executor;
    enum chat_status status;

    if (!options)
        options = &usual;
    status = check_options(options, err);
    if (status != CHAT_OK)
        return status;
    executor = chat_alloc(chat_allocator_get(chat), sizeof *executor);
    if (!executor)
        return chat_fail_nomem(err);
    executor->chat = chat;
    executor->allocator = chat_allocator_get(chat);
    executor->clock = chat_clock_get(chat);
    executor->threads = options->threads;
    /* Without threads one connection serves the reads and the passwords. */
    executor->readers_n = options->threads ? options->readers : 1;
    executor->passwords_n = options->threads ? options->password_threads : 0;
    executor->writer_worker.executor = executor;
    executor->read_on = chat_op_event_list;
    executor->read_on.cost = 0;
    executor->sink = (struct chat_sink){.committed = chat_executor_committed, .user_data = executor};
    if (chat_random_system()->fill(executor->seed, sizeof executor->seed, NULL) != CHAT_OK) {
        chat_free(executor);
        return chat_fail(err, CHAT_E_UNAVAILABLE, "the system gives no random bytes");
    }
    if (!init_parts(executor)) {
        chat_free(executor);
        return chat_fail_nomem(err);
    }
    status = begin(executor, err);
    if (status != CHAT_OK) {
        release(executor);
        return status;
    }
    *out = executor;
    return CHAT_OK;
}

void chat_executor_stop(chat_executor_t *executor)
{
    struct chat_error err = CHAT_ERROR_INIT;
    enum chat_status status;

    if (!executor || executor->stopped)
        return;
    chat_lane_close(&executor->passwords);
    chat_lane_close(&executor->writer);
    chat_lane_close(&executor->readers);
    if (executor->threads)
        chat_executor_join(executor);
    else
        (void)chat_executor_run(executor);
    executor->stopped = true;
    status = chat_attach(executor->chat, NULL, &err);
    assert(status == CHAT_OK);
    (void)status;
    chat_sink_remove(executor->chat, &executor->sink);
    chat_hub_all(&executor->hub, chat_inbox_end);
}

void chat_executor_close(chat_executor_t *executor)
{
    if (!executor)
        return;
    chat_executor_stop(executor);
    release(executor);
}

/* Passwords first because they make work for the writer, reads last so that they see what was written. */
static size_t run_round(chat_executor_t *executor)
{
    chat_reading_t *reading = executor->reader_workers[0].reading;
    size_t done = 0, n;

    while ((n = chat_executor_prepare_one(executor, reading)) > 0)
        done += n;
    while ((n = chat_executor_turn(executor)) > 0)
        done += n;
    while ((n = chat_executor_read_one(executor, reading)) > 0)
        done += n;
    return done;
}

size_t chat_executor_run(chat_executor_t *executor)
{
    size_t done = 0, n;

    if (executor->threads)
        return 0;
    (void)pthread_mutex_lock(&executor->running);
    while ((n = run_round(executor)) > 0)
        done += n;
    (void)pthread_mutex_unlock(&executor->running);
    return done;
}

void chat_executor_stats_get(chat_executor_t *executor, struct chat_executor_stats *out)
{
    *out = (struct chat_executor_stats){
        .batches = atomic_load_explicit(&executor->batches, memory_order_relaxed),
        .operations = atomic_load_explicit(&executor->operations, memory_order_relaxed),
        .refused = atomic_load_explicit(&executor->refused, memory_order_relaxed),
        .commit_us = atomic_load_explicit(&executor->commit_us, memory_order_relaxed),
        .writer_queue = chat_lane_length(&executor->writer),
        .reader_queue = chat_lane_length(&executor->readers),
        .password_queue = chat_lane_length(&executor->passwords),
        .broken = chat_broken(executor->chat),
    };
}
