/*
 * The ring of links.
 */
#include "libchat/executor/list.h"

void chat_list_init(struct chat_link *head)
{
    *head = (struct chat_link){head, head, NULL};
}

bool chat_list_empty(const struct chat_link *head)
{
    return head->next == head;
}

void *chat_list_first(const struct chat_link *head)
{
    return head->next->owner;
}

void chat_list_append(struct chat_link *head, struct chat_link *link, void *owner)
{
    chat_list_insert(head->prev, link, owner);
}

void chat_list_insert(struct chat_link *place, struct chat_link *link, void *owner)
{
    *link = (struct chat_link){place->next, place, owner};
    place->next->prev = link;
    place->next = link;
}

void chat_list_remove(struct chat_link *link)
{
    if (!link->next)
        return;
    link->next->prev = link->prev;
    link->prev->next = link->next;
    link->next = link->prev = NULL;
}

bool chat_list_has(const struct chat_link *link)
{
    return link->next != NULL;
}
