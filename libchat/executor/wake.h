/*
 * A descriptor that is readable while it is set: an eventfd, or a pipe where there are none.
 */
#ifndef CHAT_EXECUTOR_WAKE_H
#define CHAT_EXECUTOR_WAKE_H

#include "chat/status.h"

struct chat_wake {
    int read_fd, write_fd; /* the same one for an eventfd; -1: closed */
};

#define CHAT_WAKE_INIT \
    {                  \
        -1, -1         \
    }

CHAT_CHECKED enum chat_status chat_wake_open(struct chat_wake *wake, struct chat_error *err);
void chat_wake_close(struct chat_wake *wake);

/** Make the descriptor readable. Never blocks. */
void chat_wake_set(const struct chat_wake *wake);

/** Make it silent again. Never blocks. */
void chat_wake_clear(const struct chat_wake *wake);

#endif
