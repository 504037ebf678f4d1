/*
 * Time and randomness as a program gives them to libchat, so that a test can run a whole community
 * from one seed on a clock it moves by hand.
 */
#ifndef CHAT_SYS_CLOCK_H
#define CHAT_SYS_CLOCK_H

#include "chat/api.h"
#include "chat/status.h"

#include <stddef.h>
#include <stdint.h>

CHAT_BEGIN_DECLS

/** Two clocks. `wall_us` is decoration and expiry; `mono_us` is for rates and deadlines. Any thread. */
struct chat_clock {
    int64_t (*wall_us)(void *user_data); /* microseconds since 1970-01-01 UTC */
    int64_t (*mono_us)(void *user_data); /* microseconds that never go back; the start is arbitrary */
    void *user_data;
};

/** The clocks of the operating system. Static; any thread. */
CHAT_API const struct chat_clock *chat_clock_system(void);

/** Unpredictable bytes, for tokens and salts. Fails rather than fall back on something weaker. Any thread. */
struct chat_random {
    enum chat_status (*fill)(void *bytes, size_t length, void *user_data);
    void *user_data;
};

/** getrandom(2). Static; any thread. */
CHAT_API const struct chat_random *chat_random_system(void);

CHAT_END_DECLS

#endif
