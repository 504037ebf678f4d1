/*
 * The bounded queue.
 */
#include "libchat/executor/queue.h"

void chat_queue_init(struct chat_queue *queue, size_t n_max, size_t bytes_max)
{
    *queue = (struct chat_queue){.n_max = n_max, .bytes_max = bytes_max};
}

bool chat_queue_full(const struct chat_queue *queue, size_t bytes)
{
    if (queue->n == 0)
        return false;
    return queue->n >= queue->n_max || queue->bytes >= queue->bytes_max ||
           bytes > queue->bytes_max - queue->bytes;
}

void chat_queue_push(struct chat_queue *queue, struct chat_work *work)
{
    work->next = NULL;
    if (queue->last)
        queue->last->next = work;
    else
        queue->first = work;
    queue->last = work;
    queue->n++;
    queue->bytes += work->bytes;
}

size_t chat_queue_take(struct chat_queue *queue, struct chat_work **out, size_t n_max, size_t bytes_max)
{
    size_t n = 0, bytes = 0;

    while (queue->first && n < n_max) {
        struct chat_work *work = queue->first;

        if (n > 0 && (bytes >= bytes_max || work->bytes > bytes_max - bytes))
            break;
        queue->first = work->next;
        if (!queue->first)
            queue->last = NULL;
        work->next = NULL;
        queue->n--;
        queue->bytes -= work->bytes;
        bytes += work->bytes;
        out[n++] = work;
    }
    return n;
}
