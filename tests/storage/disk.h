/*
 * A disk under SQLite that fails the n-th operation of a kind: a wrapper around the operating system's own
 * files, in place of it for every connection the process opens from then on.
 */
#ifndef CHAT_TESTS_STORAGE_DISK_H
#define CHAT_TESTS_STORAGE_DISK_H

enum disk_operation { DISK_READ = 1, DISK_WRITE, DISK_SYNC };

/** Put the disk under SQLite. */
void disk_install(void);

/** From now on the n-th operation of that kind, and `times - 1` after it, give the result; n 0: none. */
void disk_fail(enum disk_operation operation, long nth, long times, int result);

/** Operations of the planned kind since the plan was made. */
long disk_operations(void);

#endif
