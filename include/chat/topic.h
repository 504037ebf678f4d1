/*
 * Topics: the shelves of the directory. A topic comes into being with the first room that names it.
 */
#ifndef CHAT_TOPIC_H
#define CHAT_TOPIC_H

#include "chat/operation.h"

CHAT_BEGIN_DECLS

struct chat_topic_query {
    char *text;    /* part of the name; NULL: all */
    int64_t limit; /* CHAT_UNSET: CHAT_PAGE_MAX */
};

struct chat_topic_list {
    struct chat_topic *topics; /* those with the most rooms first */
    size_t topics_n;
    bool more;
};

extern CHAT_API const struct chat_record chat_record_topic_query, chat_record_topic_list;

extern CHAT_API const struct chat_op chat_op_topic_list;

/** Topics on which there are rooms the actor can see, with the number of those. */
CHAT_API CHAT_CHECKED enum chat_status chat_topic_list_get(chat_t *chat, const struct chat_actor *actor,
                                                           const struct chat_topic_query *params,
                                                           struct chat_topic_list *out,
                                                           struct chat_error *err);

CHAT_END_DECLS

#endif
