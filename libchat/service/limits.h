/*
 * Rate limits: token buckets per account, address and room, asked when an operation is submitted, before
 * any queue. Memory is bounded: when the table is full, buckets that have refilled go, and until some
 * have, newcomers share one bucket of their kind.
 */
#ifndef CHAT_SERVICE_LIMITS_H
#define CHAT_SERVICE_LIMITS_H

#include "chat/operation.h"
#include "chat/sys/clock.h"

#include <pthread.h>

#include "libchat/base/map.h"

struct chat_limits {
    const struct chat_allocator *allocator;
    const struct chat_clock *clock;
    bool off;
    pthread_mutex_t lock; /* taken alone */
    struct chat_map buckets;
    size_t sweep_at; /* where in the table to look for full buckets next */
};

void chat_limits_init(struct chat_limits *limits, const struct chat_allocator *allocator,
                      const struct chat_clock *clock, const uint64_t seed[2]);
void chat_limits_clear(struct chat_limits *limits);

/** Charge the cost of an operation. CHAT_OK, or CHAT_E_LIMITED with `retry_after_ms`, and nothing was
 * charged. Any thread. */
CHAT_CHECKED enum chat_status chat_limits_ask(struct chat_limits *limits, const struct chat_op *op,
                                              const struct chat_actor *actor, const void *params,
                                              struct chat_error *err);

#endif
