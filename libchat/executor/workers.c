/*
 * The threads. Each does one lane's work until the lane ends; all signals are blocked in them, so that a
 * program's handlers run on threads of its own.
 */
#include "libchat/executor/executor.h"

#include <signal.h>

#include "libchat/base/error.h"

/* A quiet store is looked after this often. */
#define HOUSEKEEPING_US (60 * INT64_C(1000000))

static void *write_all(void *user_data)
{
    struct chat_worker *worker = user_data;
    chat_executor_t *executor = worker->executor;
    enum chat_lane_news news;

    do {
        chat_lane_timer(&executor->writer, HOUSEKEEPING_US);
        news = chat_lane_wait(&executor->writer);
        if (news == CHAT_LANE_WORK)
            (void)chat_executor_turn(executor);
        else if (news == CHAT_LANE_TIMER)
            chat_batch_idle(executor->chat, true);
    } while (news != CHAT_LANE_END);
    return NULL;
}

static void *read_all(void *user_data)
{
    struct chat_worker *worker = user_data;
    chat_executor_t *executor = worker->executor;
    enum chat_lane_news news;

    do {
        news = chat_lane_wait(&executor->readers);
        if (news == CHAT_LANE_WORK)
            (void)chat_executor_read_one(executor, worker->reading);
        else if (news == CHAT_LANE_TIMER) /* subscriptions that were refused a read try again */
            chat_hub_all(&executor->hub, chat_inbox_nudge);
    } while (news != CHAT_LANE_END);
    return NULL;
}

static void *prepare_all(void *user_data)
{
    struct chat_worker *worker = user_data;
    chat_executor_t *executor = worker->executor;

    while (chat_lane_wait(&executor->passwords) == CHAT_LANE_WORK)
        (void)chat_executor_prepare_one(executor, worker->reading);
    return NULL;
}

static bool start(struct chat_worker *worker, void *(*run)(void *worker))
{
    worker->started = pthread_create(&worker->thread, NULL, run, worker) == 0;
    return worker->started;
}

static bool start_all(chat_executor_t *executor)
{
    bool started = start(&executor->writer_worker, write_all);

    for (unsigned i = 0; started && i < executor->readers_n; i++)
        started = start(&executor->reader_workers[i], read_all);
    for (unsigned i = 0; started && i < executor->passwords_n; i++)
        started = start(&executor->password_workers[i], prepare_all);
    return started;
}

enum chat_status chat_executor_start(chat_executor_t *executor, struct chat_error *err)
{
    sigset_t all, before;
    bool started;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before); /* a new thread inherits the mask */
    started = start_all(executor);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started ? CHAT_OK : chat_fail(err, CHAT_E_UNAVAILABLE, "the system has no thread to give");
}

static void join(struct chat_worker *workers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (workers[i].started)
            (void)pthread_join(workers[i].thread, NULL);
        workers[i].started = false;
    }
}

/* In the order in which they hand work on. */
void chat_executor_join(chat_executor_t *executor)
{
    chat_lane_end(&executor->passwords);
    join(executor->password_workers, executor->passwords_n);
    chat_lane_end(&executor->writer);
    join(&executor->writer_worker, 1);
    chat_lane_end(&executor->readers);
    join(executor->reader_workers, executor->readers_n);
}
