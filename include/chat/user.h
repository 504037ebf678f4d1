/*
 * People: finding them, reading a profile, editing one's own.
 */
#ifndef CHAT_USER_H
#define CHAT_USER_H

#include "chat/message.h"
#include "chat/room.h"

CHAT_BEGIN_DECLS

struct chat_user_params {
    chat_user_id user; /* or */
    char *handle;
};

struct chat_user_query {
    char *text;    /* part of a handle or display name; NULL: everybody */
    int64_t after; /* id after which to go on; CHAT_UNSET: from the start */
    int64_t limit; /* CHAT_UNSET: CHAT_PAGE_DEFAULT */
};

struct chat_people {
    struct chat_person *people;
    size_t people_n;
    bool more;
};

struct chat_profile_params {
    char *client_id;
    char *display_name; /* NULL: unchanged; likewise below. "" removes a bio or status text */
    char *bio;
    char *status_text;
};

/** A person, the rooms of theirs that the reader can see, and their recent messages there. */
struct chat_profile {
    struct chat_user user;
    struct chat_room *rooms;
    size_t rooms_n;
    struct chat_message *messages; /* newest first */
    size_t messages_n;
};

extern CHAT_API const struct chat_record chat_record_user_params, chat_record_user_query, chat_record_people,
    chat_record_profile_params, chat_record_profile;

extern CHAT_API const struct chat_op chat_op_user_list, chat_op_profile_get, chat_op_profile_edit;

CHAT_API CHAT_CHECKED enum chat_status chat_user_list(chat_t *chat, const struct chat_actor *actor,
                                                      const struct chat_user_query *params,
                                                      struct chat_people *out, struct chat_error *err);

/** By id or by handle. CHAT_E_NOT_FOUND. */
CHAT_API CHAT_CHECKED enum chat_status chat_profile_get(chat_t *chat, const struct chat_actor *actor,
                                                        const struct chat_user_params *params,
                                                        struct chat_profile *out, struct chat_error *err);

/** One's own. Events: USER_CHANGED in the site's log. */
CHAT_API CHAT_CHECKED enum chat_status chat_profile_edit(chat_t *chat, const struct chat_actor *actor,
                                                         const struct chat_profile_params *params,
                                                         struct chat_user *out, struct chat_error *err);

CHAT_END_DECLS

#endif
