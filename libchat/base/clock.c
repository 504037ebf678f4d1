/*
 * The clocks and the randomness of the operating system, behind the interfaces a test replaces.
 */
#include "chat/sys/clock.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>

static int64_t now_us(clockid_t id)
{
    struct timespec now = {0, 0};

    /* Cannot fail: both clocks exist on every system we run on. */
    (void)clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000000 + (int64_t)now.tv_nsec / 1000;
}

static int64_t system_wall_us(void *user_data)
{
    (void)user_data;
    return now_us(CLOCK_REALTIME);
}

static int64_t system_mono_us(void *user_data)
{
    (void)user_data;
    return now_us(CLOCK_MONOTONIC);
}

const struct chat_clock *chat_clock_system(void)
{
    static const struct chat_clock system_clock = {system_wall_us, system_mono_us, NULL};

    return &system_clock;
}

static enum chat_status system_fill(void *bytes, size_t length, void *user_data)
{
    unsigned char *at = bytes;

    (void)user_data;
    while (length > 0) {
        ssize_t got = getrandom(at, length, 0);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return CHAT_E_UNAVAILABLE;
        at += got;
        length -= (size_t)got;
    }
    return CHAT_OK;
}

const struct chat_random *chat_random_system(void)
{
    static const struct chat_random system_random = {system_fill, NULL};

    return &system_random;
}
