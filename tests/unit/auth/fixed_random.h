/*
 * Randomness for tests: it counts up from a start, or fails.
 */
#ifndef CHAT_TESTS_FIXED_RANDOM_H
#define CHAT_TESTS_FIXED_RANDOM_H

#include "chat/sys/clock.h"

struct fixed_random {
    struct chat_random random; /* hand this to libchat */
    unsigned char next;
    bool broken;
};

static enum chat_status fixed_random_fill(void *bytes, size_t length, void *user_data)
{
    struct fixed_random *fixed = user_data;
    unsigned char *at = bytes;

    if (fixed->broken)
        return CHAT_E_UNAVAILABLE;
    for (size_t i = 0; i < length; i++)
        at[i] = fixed->next++;
    return CHAT_OK;
}

/* Init in place: the randomness points back at its state. */
static inline void fixed_random_init(struct fixed_random *fixed)
{
    *fixed = (struct fixed_random){.random = {fixed_random_fill, fixed}};
}

#endif
