/*
 * A queue with threads behind it: for the writer, the readers and the passwords one each. Any thread may
 * push; the lane's own threads wait for work and take it. Without threads nobody waits.
 */
#ifndef CHAT_EXECUTOR_LANE_H
#define CHAT_EXECUTOR_LANE_H

#include "libchat/executor/queue.h"

#include <pthread.h>

struct chat_lane {
    pthread_mutex_t lock; /* innermost: nothing else is taken while it is held */
    pthread_cond_t wake;
    struct chat_queue queue; /* this and what follows: guarded by lock */
    uint32_t retry_after_ms; /* what a refusal advises */
    unsigned asleep;         /* threads in chat_lane_wait; nobody is woken who is not asleep */
    bool closed;             /* refuses what is new */
    bool ending;             /* its threads end once the queue is empty */
    int64_t timer_us;        /* CLOCK_MONOTONIC; INT64_MAX: none */
};

/** False when the system has no lock to give. */
CHAT_CHECKED bool chat_lane_init(struct chat_lane *lane, size_t n_max, size_t bytes_max,
                                 uint32_t retry_after_ms);
void chat_lane_clear(struct chat_lane *lane);

/** CHAT_OK, CHAT_E_BUSY when full, CHAT_E_CLOSED; on failure the work is still the caller's. */
CHAT_CHECKED enum chat_status chat_lane_push(struct chat_lane *lane, struct chat_work *work,
                                             struct chat_error *err);

/** Push what was accepted earlier, by another lane: it cannot be refused any more. */
void chat_lane_pass(struct chat_lane *lane, struct chat_work *work);

size_t chat_lane_take(struct chat_lane *lane, struct chat_work **out, size_t n_max, size_t bytes_max);

size_t chat_lane_length(struct chat_lane *lane);

enum chat_lane_news { CHAT_LANE_WORK, CHAT_LANE_TIMER, CHAT_LANE_END };

/** Sleep until there is work, the timer is due (it is cleared then), or the lane ends and nothing is left. */
enum chat_lane_news chat_lane_wait(struct chat_lane *lane);

/** Let one waiting thread see CHAT_LANE_TIMER in `delay_us`, if nothing earlier is set. */
void chat_lane_timer(struct chat_lane *lane, int64_t delay_us);

/** From now on refuse. */
void chat_lane_close(struct chat_lane *lane);

/** Let the threads finish what is queued and end. */
void chat_lane_end(struct chat_lane *lane);

#endif
