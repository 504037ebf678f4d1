/*
 * Bytes on their way out, counted by reference: encoded once, queued on any number of connections of any
 * loop. A frame never changes once it exists.
 */
#ifndef CHAT_FRONTEND_FRAME_H
#define CHAT_FRONTEND_FRAME_H

#include "chat/sys/alloc.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Shared: each _ref has its _unref. Read `bytes` and `length`, nothing else. Any thread. */
struct chat_frame {
    const uint8_t *bytes;
    size_t length;
    void (*release)(
        void *owner); /* called with the last reference, on the thread that gave it back; may be NULL */
    void *owner;
    atomic_uint refs;
};

/** A frame with a copy of `bytes`; NULL without memory. `allocator` NULL means the default. */
struct chat_frame *chat_frame_copy(const struct chat_allocator *allocator, const void *bytes, size_t length);

/**
 * A frame over bytes that somebody else owns, who is told with `release(owner)` when they are no longer
 * needed. Static bytes: `release` NULL. On NULL (no memory) nothing was taken over.
 */
struct chat_frame *chat_frame_wrap(const struct chat_allocator *allocator, const void *bytes, size_t length,
                                   void (*release)(void *owner), void *owner);

/** A frame over a block from chat_alloc(), moved in: given to chat_free() with the last reference. */
struct chat_frame *chat_frame_take(const struct chat_allocator *allocator, void *block, size_t length);

/** A whole, unmasked WebSocket message (server to client): header and a copy of `payload`. */
struct chat_frame *chat_frame_text(const struct chat_allocator *allocator, const void *payload,
                                   size_t length);
struct chat_frame *chat_frame_binary(const struct chat_allocator *allocator, const void *payload,
                                     size_t length);

struct chat_frame *chat_frame_ref(struct chat_frame *frame);

/** NULL is fine. */
void chat_frame_unref(struct chat_frame *frame);

#endif
