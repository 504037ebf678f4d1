/*
 * Text that grows up to a limit given at the start. An append that would pass the limit, or for which
 * there is no memory, marks the buffer failed and changes nothing; so a whole run of appends needs one
 * check at the end.
 */
#ifndef CHAT_BASE_STRBUF_H
#define CHAT_BASE_STRBUF_H

#include "chat/sys/alloc.h"
#include "chat/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chat_strbuf {
    const struct chat_allocator *allocator;
    char *text;     /* NUL-terminated once anything was appended; NULL before; owned */
    size_t length;  /* without the NUL */
    size_t room;    /* bytes allocated */
    size_t limit;   /* the length may never exceed this */
    bool failed;    /* an append did not fit or found no memory; later appends are dropped */
    bool no_memory; /* it was memory that was missing */
};

void chat_strbuf_init(struct chat_strbuf *buffer, const struct chat_allocator *allocator, size_t limit);
void chat_strbuf_clear(struct chat_strbuf *buffer);

/** Forget the content and the failure, keep the memory. */
void chat_strbuf_reset(struct chat_strbuf *buffer);

void chat_strbuf_add(struct chat_strbuf *buffer, const void *bytes, size_t length);
void chat_strbuf_adds(struct chat_strbuf *buffer, const char *text);
void chat_strbuf_addc(struct chat_strbuf *buffer, char c);
void chat_strbuf_addi(struct chat_strbuf *buffer, int64_t number);
void chat_strbuf_addf(struct chat_strbuf *buffer, const char *format, ...) CHAT_PRINTF(2, 3);

/** Make room for `bytes` more and return where to write them, or NULL; then call chat_strbuf_commit. */
char *chat_strbuf_reserve(struct chat_strbuf *buffer, size_t bytes);
void chat_strbuf_commit(struct chat_strbuf *buffer, size_t bytes);

/** Move the text out (owned by the caller; "" if empty), leaving the buffer empty. NULL if it
 * failed: nothing moved, ask chat_strbuf_status(). `length` may be NULL. */
char *chat_strbuf_take(struct chat_strbuf *buffer, size_t *length);

/** CHAT_OK, CHAT_E_TOO_LARGE past the limit, or CHAT_E_NOMEM. */
CHAT_CHECKED enum chat_status chat_strbuf_status(const struct chat_strbuf *buffer, struct chat_error *err);

#endif
