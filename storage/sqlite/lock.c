/*
 * Owning a store: a lock of the kernel on a file beside it, gone with the process that holds it, however
 * that ends. The lock is not on the database itself, because closing any descriptor of a file drops the locks
 * SQLite holds on it.
 */
#include "storage/sqlite/connection.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "libchat/base/error.h"

enum chat_status sqlite_lock_take(const char *name, int *fd, struct chat_error *err)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s.lock", name);
    int file;

    if (length < 0 || (size_t)length >= sizeof path)
        return chat_fail(err, CHAT_E_INVALID, "the name of the database file is too long");
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return chat_fail(err, CHAT_E_UNAVAILABLE, "%.120s cannot be opened: error %d", path, errno);
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        int reason = errno;

        sqlite_lock_drop(file);
        if (reason == EWOULDBLOCK)
            return chat_fail(err, CHAT_E_BUSY, "another process is using %.120s", name);
        return chat_fail(err, CHAT_E_UNAVAILABLE, "%.120s cannot be locked: error %d", path, reason);
    }
    *fd = file;
    return CHAT_OK;
}

void sqlite_lock_drop(int fd)
{
    if (fd >= 0)
        (void)close(fd);
}
