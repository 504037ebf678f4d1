/*
 * Commit first, then tell: the sinks hear of a batch once it is committed, in commit order.
 */
#include "libchat/runner/handle.h"

void chat_sink_add(chat_t *chat, struct chat_sink *sink)
{
    pthread_mutex_lock(&chat->sink_lock);
    sink->next = chat->sinks;
    chat->sinks = sink;
    pthread_mutex_unlock(&chat->sink_lock);
}

void chat_sink_remove(chat_t *chat, struct chat_sink *sink)
{
    pthread_mutex_lock(&chat->sink_lock);
    for (struct chat_sink **at = &chat->sinks; *at; at = &(*at)->next) {
        if (*at == sink) {
            *at = sink->next;
            break;
        }
    }
    pthread_mutex_unlock(&chat->sink_lock);
}

void chat_publish(chat_t *chat, chat_shared_event_t *const *events, size_t n)
{
    if (n == 0)
        return;
    pthread_mutex_lock(&chat->sink_lock);
    for (struct chat_sink *sink = chat->sinks; sink; sink = sink->next)
        sink->committed(events, n, sink->user_data);
    pthread_mutex_unlock(&chat->sink_lock);
}
