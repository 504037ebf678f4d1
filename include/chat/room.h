/*
 * Rooms and who is in them.
 */
#ifndef CHAT_ROOM_H
#define CHAT_ROOM_H

#include "chat/operation.h"

CHAT_BEGIN_DECLS

struct chat_room_params {
    char *client_id;
    char *title;
    char *name;  /* NULL: suggested from the title */
    char *topic; /* name of a topic, found without case or created; NULL: none */
    char *description;
    enum chat_room_kind kind;  /* 0: public. direct: not here */
    enum chat_joining joining; /* 0: open for a public room, invite for a private one */
    enum chat_posting posting; /* 0: members */
    enum chat_history history; /* 0: shared */
    int64_t slow_mode_s;       /* CHAT_UNSET: none */
};

/** What is NULL, 0 or CHAT_UNSET stays as it is. */
struct chat_room_edit_params {
    char *client_id;
    chat_room_id room;
    char *title;
    char *name;
    char *topic; /* "" takes the room off its shelf */
    char *description;
    enum chat_room_kind kind; /* public or private */
    enum chat_joining joining;
    enum chat_posting posting;
    int64_t slow_mode_s;
};

/** An operation on one room that needs nothing else. */
struct chat_room_ref_params {
    char *client_id;
    chat_room_id room;
};

struct chat_room_id_params {
    chat_room_id room;
};

struct chat_room_query {
    char *text;          /* part of title, name, description or topic; NULL: all */
    chat_topic_id topic; /* 0: any */
    bool mine;           /* only rooms I am in or invited to */
    int64_t offset;      /* of the page; CHAT_UNSET: 0 */
    int64_t limit;       /* CHAT_UNSET: CHAT_PAGE_DEFAULT */
};

struct chat_room_list {
    struct chat_room *rooms; /* newest activity first */
    size_t rooms_n;
    bool more;
};

struct chat_member_query {
    chat_room_id room;
    int64_t after; /* user id; CHAT_UNSET: from the start */
    int64_t limit; /* CHAT_UNSET: CHAT_PAGE_DEFAULT */
};

struct chat_member_list {
    struct chat_member *members;
    size_t members_n;
    bool more;
};

struct chat_member_params {
    char *client_id;
    chat_room_id room;
    chat_user_id user;
};

struct chat_member_invite_params {
    char *client_id;
    chat_room_id room;
    char *handle; /* of the person invited */
};

struct chat_member_role_params {
    char *client_id;
    chat_room_id room;
    chat_user_id user;
    enum chat_room_role role;
};

extern CHAT_API const struct chat_record chat_record_room_params, chat_record_room_edit_params,
    chat_record_room_ref_params, chat_record_room_id_params, chat_record_room_query, chat_record_room_list,
    chat_record_member_query, chat_record_member_list, chat_record_member_params,
    chat_record_member_invite_params, chat_record_member_role_params;

extern CHAT_API const struct chat_op chat_op_room_list, chat_op_room_create, chat_op_room_get,
    chat_op_room_edit, chat_op_room_delete, chat_op_room_archive, chat_op_room_unarchive, chat_op_room_join,
    chat_op_room_leave, chat_op_member_list, chat_op_member_invite, chat_op_member_remove,
    chat_op_member_set_role;

/**
 * Create a room with `actor` as its host, standing on the named topic (found, or created with it).
 * Errors: CHAT_E_INVALID; CHAT_E_DENIED; CHAT_E_EXISTS (the name is taken); CHAT_E_STORAGE.
 * Events: ROOM_CREATED and MEMBER_JOINED in the room's log, JOINED_ROOM in the actor's, ROOM_LISTED in the
 * site's if public.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_room_create(chat_t *chat, const struct chat_actor *actor,
                                                        const struct chat_room_params *params,
                                                        struct chat_room *out, struct chat_error *err);

/** One room as the actor sees it. CHAT_E_NOT_FOUND also when they may not know of it. */
CHAT_API CHAT_CHECKED enum chat_status chat_room_get(chat_t *chat, const struct chat_actor *actor,
                                                     const struct chat_room_id_params *params,
                                                     struct chat_room *out, struct chat_error *err);

/** The directory, as far as the actor can see it. */
CHAT_API CHAT_CHECKED enum chat_status chat_room_list_get(chat_t *chat, const struct chat_actor *actor,
                                                          const struct chat_room_query *params,
                                                          struct chat_room_list *out, struct chat_error *err);

/** Events: ROOM_EDITED in the room's log. */
CHAT_API CHAT_CHECKED enum chat_status chat_room_edit(chat_t *chat, const struct chat_actor *actor,
                                                      const struct chat_room_edit_params *params,
                                                      struct chat_room *out, struct chat_error *err);

/** The room is gone for everybody; its name is free again 30 days later. Events: ROOM_DELETED. */
CHAT_API CHAT_CHECKED enum chat_status chat_room_delete(chat_t *chat, const struct chat_actor *actor,
                                                        const struct chat_room_ref_params *params,
                                                        struct chat_error *err);

CHAT_API CHAT_CHECKED enum chat_status chat_room_archive(chat_t *chat, const struct chat_actor *actor,
                                                         const struct chat_room_ref_params *params,
                                                         struct chat_room *out, struct chat_error *err);
CHAT_API CHAT_CHECKED enum chat_status chat_room_unarchive(chat_t *chat, const struct chat_actor *actor,
                                                           const struct chat_room_ref_params *params,
                                                           struct chat_room *out, struct chat_error *err);

/** Joining a room one is in already is fine and changes nothing. Where one joins by request `mine.state` is
 * "requested" afterwards, until one is invited and joins again. Events: MEMBER_JOINED, and JOINED_ROOM in
 * one's own log. */
CHAT_API CHAT_CHECKED enum chat_status chat_room_join(chat_t *chat, const struct chat_actor *actor,
                                                      const struct chat_room_ref_params *params,
                                                      struct chat_room *out, struct chat_error *err);

/** When the last host leaves, the senior moderator follows, else the oldest member, else nobody. */
CHAT_API CHAT_CHECKED enum chat_status chat_room_leave(chat_t *chat, const struct chat_actor *actor,
                                                       const struct chat_room_ref_params *params,
                                                       struct chat_error *err);

CHAT_API CHAT_CHECKED enum chat_status chat_member_list_get(chat_t *chat, const struct chat_actor *actor,
                                                            const struct chat_member_query *params,
                                                            struct chat_member_list *out,
                                                            struct chat_error *err);

/** Events: MEMBER_INVITED, and INVITED_TO_ROOM in the invited person's log. CHAT_E_CONFLICT for a member. */
CHAT_API CHAT_CHECKED enum chat_status chat_member_invite(chat_t *chat, const struct chat_actor *actor,
                                                          const struct chat_member_invite_params *params,
                                                          struct chat_error *err);

/** After the removal's number the person receives nothing more of the room. Events: MEMBER_REMOVED,
 * LEFT_ROOM. */
CHAT_API CHAT_CHECKED enum chat_status chat_member_remove(chat_t *chat, const struct chat_actor *actor,
                                                          const struct chat_member_params *params,
                                                          struct chat_error *err);

/** Demoting the last host is a CHAT_E_CONFLICT. Events: MEMBER_ROLE. */
CHAT_API CHAT_CHECKED enum chat_status chat_member_set_role(chat_t *chat, const struct chat_actor *actor,
                                                            const struct chat_member_role_params *params,
                                                            struct chat_error *err);

CHAT_END_DECLS

#endif
