/*
 * Messages: saying something, changing it, taking it back, reading what was said, and how far one has read.
 */
#ifndef CHAT_MESSAGE_H
#define CHAT_MESSAGE_H

#include "chat/operation.h"

CHAT_BEGIN_DECLS

struct chat_message_params {
    char *client_id;
    chat_room_id room;
    char *body;       /* Markdown source, 1..CHAT_BODY_BYTES_MAX bytes */
    int64_t reply_to; /* seq of a visible message in the same room; CHAT_UNSET: none */
};

struct chat_message_edit_params {
    char *client_id;
    chat_room_id room;
    int64_t seq;
    char *body;
    int64_t
        version; /* the one that was read; another one by now is CHAT_E_STALE. CHAT_UNSET: whatever it is */
};

struct chat_message_ref_params {
    char *client_id;
    chat_room_id room;
    int64_t seq;
};

/** At most one of before, after and around; none of them means the newest. All are numbers of the room's log.
 */
struct chat_message_query {
    chat_room_id room;
    int64_t before;
    int64_t after;
    int64_t around;
    int64_t limit; /* CHAT_UNSET: CHAT_PAGE_DEFAULT */
};

struct chat_message_list {
    struct chat_message *messages; /* oldest first; deleted ones as tombstones */
    size_t messages_n;
    struct chat_person *people; /* their authors, each once */
    size_t people_n;
    bool more_before;
    bool more_after;
};

struct chat_message_id_params {
    chat_room_id room;
    int64_t seq;
};

struct chat_marker_params {
    char *client_id;
    chat_room_id room;
    int64_t seq;
};

struct chat_activity_query {
    int64_t limit; /* CHAT_UNSET: 20 */
};

/** The newest message of a room. */
struct chat_activity {
    struct chat_message message;
    char *room_title;
    char *topic_name;
    struct chat_person author;
};

struct chat_activity_list {
    struct chat_activity *activity; /* newest first, one of each room */
    size_t activity_n;
};

extern CHAT_API const struct chat_record chat_record_message_params, chat_record_message_edit_params,
    chat_record_message_ref_params, chat_record_message_query, chat_record_message_list,
    chat_record_message_id_params, chat_record_marker_params, chat_record_activity_query,
    chat_record_activity, chat_record_activity_list;

extern CHAT_API const struct chat_op chat_op_message_list, chat_op_message_send, chat_op_message_get,
    chat_op_message_edit, chat_op_message_delete, chat_op_marker_move, chat_op_activity_list;

/**
 * Say something in a room. `out` may be NULL.
 * Errors: CHAT_E_INVALID (body, reply_to), CHAT_E_NOT_FOUND, CHAT_E_DENIED, CHAT_E_LIMITED (slow mode),
 * CHAT_E_CONFLICT (archived; or the client id was used for something else: code "client_id_reused"). Events:
 * MESSAGE in the room's log. The author's marker moves to it.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_message_send(chat_t *chat, const struct chat_actor *actor,
                                                         const struct chat_message_params *params,
                                                         struct chat_message *out, struct chat_error *err);

CHAT_API CHAT_CHECKED enum chat_status chat_message_get(chat_t *chat, const struct chat_actor *actor,
                                                        const struct chat_message_id_params *params,
                                                        struct chat_message *out, struct chat_error *err);

/** Pages of history by number, never by time. */
CHAT_API CHAT_CHECKED enum chat_status chat_message_list_get(chat_t *chat, const struct chat_actor *actor,
                                                             const struct chat_message_query *params,
                                                             struct chat_message_list *out,
                                                             struct chat_error *err);

/** Own messages, within the site's edit window. The body before is kept as a revision. Events:
 * MESSAGE_EDITED. */
CHAT_API CHAT_CHECKED enum chat_status chat_message_edit(chat_t *chat, const struct chat_actor *actor,
                                                         const struct chat_message_edit_params *params,
                                                         struct chat_message *out, struct chat_error *err);

/** Erases body and revisions and leaves a tombstone. Deleting a tombstone is fine. Events: MESSAGE_DELETED.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_message_delete(chat_t *chat, const struct chat_actor *actor,
                                                           const struct chat_message_ref_params *params,
                                                           struct chat_error *err);

/** Read up to `seq`, 0 to the head of the log. `out` is how the actor stands to the room then. */
CHAT_API CHAT_CHECKED enum chat_status chat_marker_move(chat_t *chat, const struct chat_actor *actor,
                                                        const struct chat_marker_params *params,
                                                        struct chat_standing *out, struct chat_error *err);

/** What was said last in the rooms the actor can see. */
CHAT_API CHAT_CHECKED enum chat_status chat_activity_list_get(chat_t *chat, const struct chat_actor *actor,
                                                              const struct chat_activity_query *params,
                                                              struct chat_activity_list *out,
                                                              struct chat_error *err);

CHAT_END_DECLS

#endif
