/*
 * Blocks that know where they came from. In front of each stands a header with its allocator and size,
 * so a value is cleared without naming an allocator, and growing one zeroes exactly what is new.
 */
#include "chat/sys/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The union keeps what follows aligned for any type; on 64-bit machines it is 16 bytes. */
union header {
    struct {
        const struct chat_allocator *allocator;
        size_t bytes;
    } block;
    max_align_t alignment;
};

static void *system_alloc(size_t bytes, void *user_data)
{
    (void)user_data;
    return malloc(bytes);
}

static void system_free(void *block, void *user_data)
{
    (void)user_data;
    free(block);
}

const struct chat_allocator *chat_allocator_default(void)
{
    static const struct chat_allocator system_allocator = {system_alloc, system_free, NULL};

    return &system_allocator;
}

static union header *header_of(void *block)
{
    return (union header *)block - 1;
}

/* A block whose content is not set yet. */
static void *raw_alloc(const struct chat_allocator *allocator, size_t bytes)
{
    union header *header;

    if (!allocator)
        allocator = chat_allocator_default();
    if (bytes > SIZE_MAX - sizeof *header)
        return NULL;
    header = allocator->alloc(sizeof *header + bytes, allocator->user_data);
    if (!header)
        return NULL;
    header->block.allocator = allocator;
    header->block.bytes = bytes;
    return header + 1;
}

void *chat_alloc(const struct chat_allocator *allocator, size_t bytes)
{
    void *block = raw_alloc(allocator, bytes);

    return block ? memset(block, 0, bytes) : NULL;
}

void *chat_alloc_array(const struct chat_allocator *allocator, size_t count, size_t each)
{
    if (each != 0 && count > SIZE_MAX / each)
        return NULL;
    return chat_alloc(allocator, count * each);
}

void *chat_realloc(const struct chat_allocator *allocator, void *block, size_t bytes)
{
    union header *old;
    char *fresh;
    size_t kept;

    if (!block)
        return chat_alloc(allocator, bytes);
    old = header_of(block);
    /* A block stays with its allocator, whatever the caller names now. */
    fresh = raw_alloc(old->block.allocator, bytes);
    if (!fresh)
        return NULL;
    kept = old->block.bytes < bytes ? old->block.bytes : bytes;
    memcpy(fresh, block, kept);
    memset(fresh + kept, 0, bytes - kept);
    chat_free(block);
    return fresh;
}

char *chat_strndup(const struct chat_allocator *allocator, const char *text, size_t length)
{
    char *copy = length < SIZE_MAX ? raw_alloc(allocator, length + 1) : NULL;

    if (!copy)
        return NULL;
    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *chat_strdup(const struct chat_allocator *allocator, const char *text)
{
    return text ? chat_strndup(allocator, text, strlen(text)) : NULL;
}

void chat_free(void *block)
{
    const struct chat_allocator *allocator;

    if (!block)
        return;
    allocator = header_of(block)->block.allocator;
    allocator->free(header_of(block), allocator->user_data);
}
