/*
 * Reading a log by number. Live delivery, which continues where reading ends, is in chat/executor.h.
 */
#ifndef CHAT_EVENT_H
#define CHAT_EVENT_H

#include "chat/operation.h"

CHAT_BEGIN_DECLS

struct chat_event_query {
    chat_log_id log;
    int64_t after; /* the number already had; CHAT_UNSET: 0 */
    int64_t limit; /* CHAT_UNSET: CHAT_PAGE_DEFAULT; at most CHAT_EVENTS_PAGE_MAX */
};

/**
 * The numbers after `after`, each once, in order: as an event, or inside a range of kind SKIPPED.
 * `last` is the last number covered; `head` the log's own.
 */
struct chat_event_list {
    struct chat_event *events;
    size_t events_n;
    int64_t last;
    int64_t head;
    int64_t floor; /* numbers up to here are hidden from the actor, also in live delivery; not told */
};

extern CHAT_API const struct chat_record chat_record_event_query, chat_record_event_list;

extern CHAT_API const struct chat_op chat_op_event_list;

/**
 * Read on in a log. CHAT_E_RESYNC when `after` is ahead of the head; CHAT_E_NOT_FOUND for a log the actor may
 * not read.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_event_list_get(chat_t *chat, const struct chat_actor *actor,
                                                           const struct chat_event_query *params,
                                                           struct chat_event_list *out,
                                                           struct chat_error *err);

/** A committed event, shared by everybody it is told to. Counted: each ref has its unref, from any thread. */
typedef struct chat_shared_event chat_shared_event_t;

CHAT_API const struct chat_event *chat_shared_event_get(const chat_shared_event_t *event);
CHAT_API chat_shared_event_t *chat_shared_event_ref(chat_shared_event_t *event);
CHAT_API void chat_shared_event_unref(chat_shared_event_t *event);

/**
 * What a program made of the event, kept with it so that it is made once: the first to attach wins, and
 * everybody gets the winner's. `release` frees it with the event. Any thread.
 */
CHAT_API void *chat_shared_event_attachment(chat_shared_event_t *event);
CHAT_API void *chat_shared_event_attach(chat_shared_event_t *event, void *attachment,
                                        void (*release)(void *attachment));

CHAT_END_DECLS

#endif
