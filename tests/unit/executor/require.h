/*
 * An assertion for what runs a million times or on many threads. Those of check note each time they hold,
 * which takes longer than all the rest.
 */
#ifndef CHAT_TESTS_EXECUTOR_REQUIRE_H
#define CHAT_TESTS_EXECUTOR_REQUIRE_H

#include <check.h>

#define REQUIRE(condition)                                       \
    do {                                                         \
        if (!(condition))                                        \
            ck_abort_msg("this must hold here: %s", #condition); \
    } while (0)

#endif
