/*
 * One piece of work from each lane, done on the thread that calls: the same code with threads and without.
 *
 * The order in which a turn tells of itself matters. Completions go first, so that whoever sends sees its
 * completion before its own event; then reads that may have seen the commit, which would otherwise be the
 * faster way to that event; then the events.
 */
#include "libchat/executor/executor.h"

#include "chat/limits.h"
#include "libchat/executor/port.h"

void chat_executor_committed(chat_shared_event_t *const *events, size_t n, void *user_data)
{
    chat_executor_t *executor = user_data;

    if (n > executor->events_room - executor->events_n) {
        size_t room = executor->events_n + n + CHAT_BATCH_OPERATIONS_MAX;
        chat_shared_event_t **grown =
            executor->events ? chat_realloc(executor->allocator, executor->events, room * sizeof *grown)
                             : chat_alloc_array(executor->allocator, room, sizeof *grown);

        if (!grown) {
            executor->events_lost = true;
            return;
        }
        executor->events = grown;
        executor->events_room = room;
    }
    for (size_t i = 0; i < n; i++)
        executor->events[executor->events_n++] = chat_shared_event_ref(events[i]);
}

static void publish(chat_executor_t *executor)
{
    chat_hub_publish(&executor->hub, executor->events, executor->events_n);
    if (executor->events_lost)
        chat_hub_all(&executor->hub, chat_inbox_lose);
    while (executor->events_n > 0)
        chat_shared_event_unref(executor->events[--executor->events_n]);
    executor->events_lost = false;
    if (!executor->ended && chat_broken(executor->chat)) {
        executor->ended = true;
        chat_hub_all(&executor->hub, chat_inbox_end);
    }
}

static void begin_turn(chat_executor_t *executor)
{
    (void)pthread_mutex_lock(&executor->turn);
    executor->in_turn = true;
    (void)pthread_mutex_unlock(&executor->turn);
}

static void release(struct chat_ticket *ticket)
{
    chat_inbox_complete(&ticket->port->inbox, ticket);
}

static void end_turn(chat_executor_t *executor)
{
    struct chat_ticket *held, *oldest = NULL;

    (void)pthread_mutex_lock(&executor->turn);
    executor->in_turn = false;
    held = executor->held;
    executor->held = NULL;
    (void)pthread_mutex_unlock(&executor->turn);
    while (held) { /* turn the list round: first come, first out */
        struct chat_ticket *next = held->held;

        held->held = oldest;
        oldest = held;
        held = next;
    }
    while (oldest) {
        struct chat_ticket *next = oldest->held;

        release(oldest);
        oldest = next;
    }
}

/* Keep a port's read until the turn is over, if the turn may be about to complete something for the port. */
static bool hold(chat_executor_t *executor, struct chat_ticket *ticket)
{
    bool held;

    (void)pthread_mutex_lock(&executor->turn);
    held = executor->in_turn && chat_inbox_writing(&ticket->port->inbox);
    if (held) {
        ticket->held = executor->held;
        executor->held = ticket;
    }
    (void)pthread_mutex_unlock(&executor->turn);
    return held;
}

void chat_executor_complete(chat_executor_t *executor, struct chat_work *work)
{
    struct chat_ticket *ticket = work->owner;

    atomic_fetch_add_explicit(&executor->operations, 1, memory_order_relaxed);
    if (ticket->call)
        chat_call_complete(ticket->call);
    else if (!ticket->answered || !hold(executor, ticket))
        release(ticket);
}

static uint64_t now_us(const chat_executor_t *executor)
{
    return (uint64_t)executor->clock->mono_us(executor->clock->user_data);
}

size_t chat_executor_turn(chat_executor_t *executor)
{
    struct chat_work *works[CHAT_BATCH_OPERATIONS_MAX];
    size_t n = chat_lane_take(&executor->writer, works, CHAT_BATCH_OPERATIONS_MAX, CHAT_BATCH_BYTES_MAX);
    uint64_t began_us;

    if (n == 0)
        return 0;
    begin_turn(executor);
    began_us = now_us(executor);
    chat_batch_run(executor->chat, works, n);
    atomic_fetch_add_explicit(&executor->commit_us, now_us(executor) - began_us, memory_order_relaxed);
    atomic_fetch_add_explicit(&executor->batches, 1, memory_order_relaxed);
    for (size_t i = 0; i < n; i++)
        chat_executor_complete(executor, works[i]);
    end_turn(executor);
    publish(executor);
    chat_batch_idle(executor->chat, chat_lane_length(&executor->writer) == 0);
    return n;
}

size_t chat_executor_prepare_one(chat_executor_t *executor, chat_reading_t *reading)
{
    struct chat_work *work;

    if (chat_lane_take(&executor->passwords, &work, 1, SIZE_MAX) == 0)
        return 0;
    chat_prepare_run(reading, work);
    if (work->status == CHAT_OK)
        chat_lane_pass(&executor->writer, work);
    else
        chat_executor_complete(executor, work);
    return 1;
}

size_t chat_executor_read_one(chat_executor_t *executor, chat_reading_t *reading)
{
    struct chat_work *work;

    if (chat_lane_take(&executor->readers, &work, 1, SIZE_MAX) == 0)
        return 0;
    chat_reading_run(reading, work);
    chat_executor_complete(executor, work);
    return 1;
}
