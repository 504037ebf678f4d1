/*
 * An event that many hold at once: counted, and with a place for what a program made of it.
 */
#include "chat/sys/runner.h"

#include <stdatomic.h>

struct chat_shared_event {
    atomic_size_t refs;
    struct chat_event event;
    _Atomic(void *) attachment;
    void (*release)(void *attachment); /* written before `attachment` is, by whoever wins */
    atomic_flag attaching;
};

chat_shared_event_t *chat_shared_event_new(const struct chat_allocator *allocator, struct chat_event *event)
{
    chat_shared_event_t *shared = chat_alloc(allocator, sizeof *shared);

    if (!shared)
        return NULL;
    atomic_init(&shared->refs, 1);
    atomic_init(&shared->attachment, NULL);
    atomic_flag_clear(&shared->attaching);
    shared->event = *event;
    event->message = (struct chat_message){.body = NULL};
    return shared;
}

const struct chat_event *chat_shared_event_get(const chat_shared_event_t *event)
{
    return &event->event;
}

chat_shared_event_t *chat_shared_event_ref(chat_shared_event_t *event)
{
    atomic_fetch_add_explicit(&event->refs, 1, memory_order_relaxed);
    return event;
}

void chat_shared_event_unref(chat_shared_event_t *event)
{
    if (!event || atomic_fetch_sub_explicit(&event->refs, 1, memory_order_acq_rel) != 1)
        return;
    void *attachment = atomic_load_explicit(&event->attachment, memory_order_acquire);
    if (attachment && event->release)
        event->release(attachment);
    chat_record_clear(&chat_record_event, &event->event);
    chat_free(event);
}

void *chat_shared_event_attachment(chat_shared_event_t *event)
{
    return atomic_load_explicit(&event->attachment, memory_order_acquire);
}

void *chat_shared_event_attach(chat_shared_event_t *event, void *attachment,
                               void (*release)(void *attachment))
{
    void *winner = chat_shared_event_attachment(event);

    if (!winner && !atomic_flag_test_and_set_explicit(&event->attaching, memory_order_acquire)) {
        event->release = release;
        atomic_store_explicit(&event->attachment, attachment, memory_order_release);
        return attachment;
    }
    while (!winner) /* another thread is between its two stores: a few instructions */
        winner = chat_shared_event_attachment(event);
    if (release)
        release(attachment);
    return winner;
}
