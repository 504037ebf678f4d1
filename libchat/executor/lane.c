/*
 * The queue with threads behind it.
 */
#include "libchat/executor/lane.h"

#include <time.h>

#include "libchat/base/error.h"

/* Timers follow the machine's clock and not the handle's: a thread cannot sleep on a clock that a test
 * moves by hand. */
static int64_t now_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

bool chat_lane_init(struct chat_lane *lane, size_t n_max, size_t bytes_max, uint32_t retry_after_ms)
{
    pthread_condattr_t monotonic;
    bool made;

    *lane = (struct chat_lane){.retry_after_ms = retry_after_ms, .timer_us = INT64_MAX};
    chat_queue_init(&lane->queue, n_max, bytes_max);
    if (pthread_mutex_init(&lane->lock, NULL) != 0)
        return false;
    if (pthread_condattr_init(&monotonic) != 0) {
        (void)pthread_mutex_destroy(&lane->lock);
        return false;
    }
    made = pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0 &&
           pthread_cond_init(&lane->wake, &monotonic) == 0;
    (void)pthread_condattr_destroy(&monotonic);
    if (!made)
        (void)pthread_mutex_destroy(&lane->lock);
    return made;
}

void chat_lane_clear(struct chat_lane *lane)
{
    (void)pthread_cond_destroy(&lane->wake);
    (void)pthread_mutex_destroy(&lane->lock);
}

enum chat_status chat_lane_push(struct chat_lane *lane, struct chat_work *work, struct chat_error *err)
{
    enum chat_status status = CHAT_OK;

    (void)pthread_mutex_lock(&lane->lock);
    if (lane->closed) {
        status = chat_fail(err, CHAT_E_CLOSED, "the server is stopping");
    } else if (chat_queue_full(&lane->queue, work->bytes)) {
        status = chat_fail(err, CHAT_E_BUSY, "too much is waiting: try again in a moment");
        if (err)
            err->retry_after_ms = lane->retry_after_ms;
    } else {
        chat_queue_push(&lane->queue, work);
        if (lane->asleep > 0)
            (void)pthread_cond_signal(&lane->wake);
    }
    (void)pthread_mutex_unlock(&lane->lock);
    return status;
}

void chat_lane_pass(struct chat_lane *lane, struct chat_work *work)
{
    (void)pthread_mutex_lock(&lane->lock);
    chat_queue_push(&lane->queue, work);
    if (lane->asleep > 0)
        (void)pthread_cond_signal(&lane->wake);
    (void)pthread_mutex_unlock(&lane->lock);
}

size_t chat_lane_take(struct chat_lane *lane, struct chat_work **out, size_t n_max, size_t bytes_max)
{
    size_t n;

    (void)pthread_mutex_lock(&lane->lock);
    n = chat_queue_take(&lane->queue, out, n_max, bytes_max);
    (void)pthread_mutex_unlock(&lane->lock);
    return n;
}

size_t chat_lane_length(struct chat_lane *lane)
{
    size_t n;

    (void)pthread_mutex_lock(&lane->lock);
    n = lane->queue.n;
    (void)pthread_mutex_unlock(&lane->lock);
    return n;
}

static void sleep_until(struct chat_lane *lane, int64_t until_us)
{
    struct timespec until = {.tv_sec = (time_t)(until_us / 1000000),
                             .tv_nsec = (long)(until_us % 1000000) * 1000};

    lane->asleep++;
    if (until_us == INT64_MAX)
        (void)pthread_cond_wait(&lane->wake, &lane->lock);
    else
        (void)pthread_cond_timedwait(&lane->wake, &lane->lock, &until);
    lane->asleep--;
}

enum chat_lane_news chat_lane_wait(struct chat_lane *lane)
{
    enum chat_lane_news news;

    (void)pthread_mutex_lock(&lane->lock);
    for (;;) {
        if (lane->timer_us != INT64_MAX && now_us() >= lane->timer_us) {
            lane->timer_us = INT64_MAX;
            news = CHAT_LANE_TIMER;
            break;
        }
        if (lane->queue.n > 0) {
            news = CHAT_LANE_WORK;
            break;
        }
        if (lane->ending) {
            news = CHAT_LANE_END;
            break;
        }
        sleep_until(lane, lane->timer_us);
    }
    (void)pthread_mutex_unlock(&lane->lock);
    return news;
}

void chat_lane_timer(struct chat_lane *lane, int64_t delay_us)
{
    int64_t at_us = now_us() + delay_us;

    (void)pthread_mutex_lock(&lane->lock);
    if (at_us < lane->timer_us) {
        lane->timer_us = at_us;
        if (lane->asleep > 0)
            (void)pthread_cond_signal(&lane->wake);
    }
    (void)pthread_mutex_unlock(&lane->lock);
}

void chat_lane_close(struct chat_lane *lane)
{
    (void)pthread_mutex_lock(&lane->lock);
    lane->closed = true;
    (void)pthread_mutex_unlock(&lane->lock);
}

void chat_lane_end(struct chat_lane *lane)
{
    (void)pthread_mutex_lock(&lane->lock);
    lane->ending = true;
    (void)pthread_cond_broadcast(&lane->wake);
    (void)pthread_mutex_unlock(&lane->lock);
}
