/*
 * A ring of links: things that stand in a list, each link inside the thing it is of. One thread at a time.
 */
#ifndef CHAT_EXECUTOR_LIST_H
#define CHAT_EXECUTOR_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct chat_link {
    struct chat_link *next, *prev; /* NULL: in no list */
    void *owner;                   /* what the link is of; NULL for the head of a list and for cursors */
};

/** Make an empty list of `head`. */
void chat_list_init(struct chat_link *head);

bool chat_list_empty(const struct chat_link *head);

/** What stands first, or NULL. */
void *chat_list_first(const struct chat_link *head);

/** Put `link`, which is in no list, last. */
void chat_list_append(struct chat_link *head, struct chat_link *link, void *owner);

/** Put `link`, which is in no list, behind `place`, which is a head or in a list. */
void chat_list_insert(struct chat_link *place, struct chat_link *link, void *owner);

/** Take `link` out of the list it is in, if any. */
void chat_list_remove(struct chat_link *link);

bool chat_list_has(const struct chat_link *link);

#endif
