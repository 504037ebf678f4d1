/*
 * Everything that can be read of a community, as one text: two that are equal hold the same.
 */
#ifndef CHAT_TESTS_CORE_DUMP_H
#define CHAT_TESTS_CORE_DUMP_H

#include "tests/core/fixture.h"

/**
 * Site, settings, topics, and of every person what they see: rooms, members, history, logs, sessions,
 * profiles. Checks on the way that each log is dense. Owned by the caller: free().
 */
char *dump(struct fixture *f);

#endif
