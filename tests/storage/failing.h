/*
 * A backend around another that fails the n-th call, to show that every error path leaves nothing behind.
 *
 *     failing_wrap(chat_sqlite_storage());
 *     options.storage = failing_storage();
 *     ... open, then:
 *     failing_plan((struct failing){.nth = 3, .status = CHAT_E_STORAGE});
 *
 * There is one plan in a process. Any thread may call the storage while it is in force.
 */
#ifndef CHAT_TESTS_STORAGE_FAILING_H
#define CHAT_TESTS_STORAGE_FAILING_H

#include "chat/sys/storage.h"

struct failing {
    long nth;                /* the call to fail, counted from 1 when the plan is made; 0: none */
    long times;              /* how many calls fail from then on; 0: one; LONG_MAX: all */
    enum chat_status status; /* with which status */
    /* Do the call first, and then say it failed. Of calls that only read this is the same as failing. */
    bool after;
    const char *only; /* count calls of this member alone, such as "commit"; NULL: all that can fail */
    enum chat_storage_mode of; /* count calls of this kind of connection alone; 0: both */
};

/** What the calls go to. */
void failing_wrap(const struct chat_storage_ops *inner);

/** The table of the wrapping backend. Static. */
const struct chat_storage_ops *failing_storage(void);

/** Begin to count, or with {0} let everything pass. */
void failing_plan(struct failing plan);

/** Calls counted since the plan was made: run once without failing to know how many there are. */
long failing_calls(void);

/** The member the last failure was in, such as "events_append"; NULL: nothing has failed since the plan. */
const char *failing_member(void);

#endif
