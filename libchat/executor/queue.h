/*
 * A bounded queue of operations on their way. It counts and refuses; who may touch it when is for its
 * holder, the lane.
 */
#ifndef CHAT_EXECUTOR_QUEUE_H
#define CHAT_EXECUTOR_QUEUE_H

#include "chat/sys/runner.h"

struct chat_queue {
    struct chat_work *first, *last;
    size_t n, bytes;
    size_t n_max, bytes_max;
};

void chat_queue_init(struct chat_queue *queue, size_t n_max, size_t bytes_max);

/** True when one more of that weight would pass a bound. An empty queue takes anything. */
bool chat_queue_full(const struct chat_queue *queue, size_t bytes);

/** Put it last, whatever the bounds say. */
void chat_queue_push(struct chat_queue *queue, struct chat_work *work);

/** Take from the front up to `n_max` of together at most `bytes_max`, but at least one if there is one. */
size_t chat_queue_take(struct chat_queue *queue, struct chat_work **out, size_t n_max, size_t bytes_max);

#endif
