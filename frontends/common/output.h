/*
 * What a connection still has to send: a queue of references to frames. Pure bookkeeping; the writing is
 * connection.c's. An empty queue holds no memory beyond a few pointers.
 */
#ifndef CHAT_FRONTEND_OUTPUT_H
#define CHAT_FRONTEND_OUTPUT_H

#include <sys/uio.h>

#include "frontends/common/frame.h"

#define CHAT_OUTPUT_IOV_MAX 64 /* frames in one system call: more gains nothing measurable */

struct chat_output {
    struct chat_frame **frames; /* a ring; owned, each entry a reference */
    uint32_t room, head, count;
    uint32_t kept; /* this many from the head are never dropped: a response head, a frame half sent */
    size_t offset; /* bytes of the first frame that have left */
    size_t bytes;  /* still to leave */
};

/** Queue a frame; a reference is taken. False without memory. `keep`: not to be dropped, nor what waits
 * before it. */
CHAT_CHECKED bool chat_output_push(struct chat_output *output, const struct chat_allocator *allocator,
                                   struct chat_frame *frame, bool keep);

/** Describe the first frames for one sendmsg(); how many. */
size_t chat_output_fill(const struct chat_output *output, struct iovec iov[CHAT_OUTPUT_IOV_MAX]);

/** `bytes` have left. */
void chat_output_advance(struct chat_output *output, size_t bytes);

/** Forget every frame that has not begun to leave and need not be kept; how many that were. */
size_t chat_output_drop(struct chat_output *output);

void chat_output_clear(struct chat_output *output);

#endif
