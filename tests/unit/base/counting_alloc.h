/*
 * An allocator for tests: it counts the blocks that are alive and refuses the n-th request.
 */
#ifndef CHAT_TESTS_COUNTING_ALLOC_H
#define CHAT_TESTS_COUNTING_ALLOC_H

#include "chat/sys/alloc.h"

#include <stdlib.h>

struct counting_alloc {
    struct chat_allocator allocator; /* hand this to libchat */
    long alive;                      /* blocks not returned yet */
    long requests;                   /* asked for so far */
    long fail_at;                    /* this request is refused, and each after it; 0: none */
};

static void *counting_alloc_get(size_t bytes, void *user_data)
{
    struct counting_alloc *counting = user_data;
    void *block;

    counting->requests++;
    if (counting->fail_at > 0 && counting->requests >= counting->fail_at)
        return NULL;
    block = malloc(bytes);
    if (block)
        counting->alive++;
    return block;
}

static void counting_alloc_return(void *block, void *user_data)
{
    struct counting_alloc *counting = user_data;

    counting->alive--;
    free(block);
}

/* Init in place: the allocator points back at its counters. */
static inline void counting_alloc_init(struct counting_alloc *counting)
{
    *counting = (struct counting_alloc){
        .allocator = {counting_alloc_get, counting_alloc_return, counting},
    };
}

#endif
