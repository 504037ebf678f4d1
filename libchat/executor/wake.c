/*
 * The descriptor behind a port.
 */
#include "libchat/executor/wake.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/eventfd.h>
#endif

#include "libchat/base/error.h"

#ifdef __linux__
static int open_pair(int fds[2])
{
    fds[0] = fds[1] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return fds[0];
}
#else
static int open_pair(int fds[2])
{
    if (pipe(fds) != 0)
        return -1;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(fds[i], F_SETFD, FD_CLOEXEC);
        (void)fcntl(fds[i], F_SETFL, O_NONBLOCK);
    }
    return fds[0];
}
#endif

enum chat_status chat_wake_open(struct chat_wake *wake, struct chat_error *err)
{
    int fds[2];

    if (open_pair(fds) < 0)
        return chat_fail(err, CHAT_E_UNAVAILABLE, "no descriptor is free for a port (error %d)", errno);
    *wake = (struct chat_wake){fds[0], fds[1]};
    return CHAT_OK;
}

void chat_wake_close(struct chat_wake *wake)
{
    if (wake->read_fd >= 0)
        (void)close(wake->read_fd);
    if (wake->write_fd >= 0 && wake->write_fd != wake->read_fd)
        (void)close(wake->write_fd);
    *wake = (struct chat_wake)CHAT_WAKE_INIT;
}

void chat_wake_set(const struct chat_wake *wake)
{
    static const uint64_t one = 1;
    ssize_t n;

    /* Full means readable, which is all that is wanted. */
    do
        n = write(wake->write_fd, &one, sizeof one);
    while (n < 0 && errno == EINTR);
}

void chat_wake_clear(const struct chat_wake *wake)
{
    uint64_t bytes[8];
    ssize_t n;

    /* An eventfd is empty after one read; a pipe may hold more. */
    do
        n = read(wake->read_fd, bytes, sizeof bytes);
    while (n == (ssize_t)sizeof bytes || (n < 0 && errno == EINTR));
}
