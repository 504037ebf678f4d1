/*
 * Structs filled at random by their field tables, and compared by them.
 */
#ifndef CHAT_TESTS_RANDOM_RECORD_H
#define CHAT_TESTS_RANDOM_RECORD_H

#include "chat/model.h"

/** Xorshift: the same seed gives the same structs. Not 0. */
struct random_source {
    uint64_t state;
};

uint64_t random_next(struct random_source *source);

/** Fill an initialised struct; optional members are there half of the time. */
void random_record(struct random_source *source, const struct chat_record *record, void *value);

/** The name of the first member that differs, or NULL. */
const char *record_difference(const struct chat_record *record, const void *a, const void *b);

#endif
