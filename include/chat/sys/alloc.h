/*
 * The allocator a program gives to libchat. Each block remembers the allocator it came from, so a
 * value can be cleared without naming one.
 */
#ifndef CHAT_SYS_ALLOC_H
#define CHAT_SYS_ALLOC_H

#include "chat/api.h"

#include <stddef.h>

CHAT_BEGIN_DECLS

/**
 * Memory for everything one chat_t allocates. `alloc` returns memory aligned for any type, or NULL;
 * `free` takes what `alloc` returned. Both may be called from any thread and must outlive every block.
 */
struct chat_allocator {
    void *(*alloc)(size_t bytes, void *user_data);
    void (*free)(void *block, void *user_data);
    void *user_data;
};

/** malloc and free of the C library. Static; any thread. */
CHAT_API const struct chat_allocator *chat_allocator_default(void);

/** `bytes` zeroed bytes, owned by the caller, or NULL. `allocator` NULL means the default. Any thread. */
CHAT_API void *chat_alloc(const struct chat_allocator *allocator, size_t bytes);

/** `count * each` zeroed bytes; NULL also when the product overflows. Any thread. */
CHAT_API void *chat_alloc_array(const struct chat_allocator *allocator, size_t count, size_t each);

/** Resize, keeping the content and zeroing what is new. On NULL the old block is still the caller's. */
CHAT_API void *chat_realloc(const struct chat_allocator *allocator, void *block, size_t bytes);

/** A NUL-terminated copy of `length` bytes, owned by the caller, or NULL. Any thread. */
CHAT_API char *chat_strndup(const struct chat_allocator *allocator, const char *text, size_t length);

/** A copy of a NUL-terminated string; NULL for NULL. Any thread. */
CHAT_API char *chat_strdup(const struct chat_allocator *allocator, const char *text);

/** Return a block to the allocator it came from. NULL is fine. Any thread. */
CHAT_API void chat_free(void *block);

CHAT_END_DECLS

#endif
