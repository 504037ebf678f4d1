/*
 * The site as a whole: what anyone may know of it, its settings, and the snapshot a client starts from.
 */
#ifndef CHAT_SITE_H
#define CHAT_SITE_H

#include "chat/operation.h"

CHAT_BEGIN_DECLS

/** Parameters of an operation that needs none. */
struct chat_nothing {
    char unused;
};

struct chat_settings_params {
    char *client_id;
    char *site_name; /* NULL: unchanged; likewise below with 0 and CHAT_UNSET */
    enum chat_registration registration;
    enum chat_site_role room_create;
    int64_t anonymous_read; /* 0 or 1 */
    int64_t lockdown;       /* 0 or 1 */
    int64_t edit_window_s;
};

/**
 * Everything a client needs to begin, from one read snapshot: continuing each log from `positions`
 * misses nothing and repeats nothing.
 */
struct chat_sync {
    char *epoch; /* positions are good for this epoch only */
    struct chat_user me;
    chat_session_id session;
    struct chat_site site;
    struct chat_room *rooms; /* joined or invited to, newest activity first */
    size_t rooms_n;
    struct chat_person *people; /* those named in `rooms` */
    size_t people_n;
    struct chat_position *positions; /* the site's log, one's own, and each joined room's */
    size_t positions_n;
};

extern CHAT_API const struct chat_record chat_record_nothing, chat_record_settings_params, chat_record_sync;

extern CHAT_API const struct chat_op chat_op_site_get, chat_op_settings_get, chat_op_settings_edit,
    chat_op_sync_get;

/** What anyone may know. Errors: CHAT_E_STORAGE, CHAT_E_UNAVAILABLE. */
CHAT_API CHAT_CHECKED enum chat_status chat_site_get(chat_t *chat, const struct chat_actor *actor,
                                                     struct chat_site *out, struct chat_error *err);

/** Needs `settings`. CHAT_E_DENIED otherwise. */
CHAT_API CHAT_CHECKED enum chat_status chat_settings_get(chat_t *chat, const struct chat_actor *actor,
                                                         struct chat_settings *out, struct chat_error *err);

/** Change what is given, leave the rest. Events: SETTINGS_CHANGED in the site's log. */
CHAT_API CHAT_CHECKED enum chat_status chat_settings_edit(chat_t *chat, const struct chat_actor *actor,
                                                          const struct chat_settings_params *params,
                                                          struct chat_settings *out, struct chat_error *err);

/** The actor's snapshot. CHAT_E_UNAUTHENTICATED without an account. */
CHAT_API CHAT_CHECKED enum chat_status chat_sync_get(chat_t *chat, const struct chat_actor *actor,
                                                     struct chat_sync *out, struct chat_error *err);

CHAT_END_DECLS

#endif
