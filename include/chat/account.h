/*
 * Having an account: registering, signing in and out, sessions, the password.
 */
#ifndef CHAT_ACCOUNT_H
#define CHAT_ACCOUNT_H

#include "chat/operation.h"

CHAT_BEGIN_DECLS

struct chat_register_params {
    char *handle;
    char *display_name; /* NULL: the handle */
    char *password;
    char *setup_token;                   /* makes the owner of an unclaimed site; NULL otherwise */
    char *user_agent;                    /* for the list of sessions; NULL: unknown */
    enum chat_session_kind session_kind; /* 0: api */
};

struct chat_sign_in_params {
    char *handle;
    char *password;
    char *user_agent;
    enum chat_session_kind session_kind; /* 0: api */
};

/** A new session. `token` is shown this once; only its hash is stored. */
struct chat_signed_in {
    struct chat_user user;
    struct chat_session session;
    char *token;
};

/** Whose session is asking: what a frontend needs to know before it opens a stream. */
struct chat_session_now {
    chat_user_id user;
    struct chat_session session;
    char *epoch;
};

struct chat_session_params {
    char *client_id;
    chat_session_id session;
};

struct chat_session_list {
    struct chat_session *sessions; /* newest first */
    size_t sessions_n;
};

struct chat_password_params {
    char *client_id;
    char *old_password;
    char *new_password;
};

extern CHAT_API const struct chat_record chat_record_register_params, chat_record_sign_in_params,
    chat_record_signed_in, chat_record_session_now, chat_record_session_params, chat_record_session_list,
    chat_record_password_params;

extern CHAT_API const struct chat_op chat_op_account_register, chat_op_session_open, chat_op_session_close,
    chat_op_session_current, chat_op_session_list, chat_op_session_revoke, chat_op_password_change;

/**
 * Make an account and sign it in. The system registers without a password policy of the site; on an unclaimed
 * site the first account is the owner and needs the setup token, or the system as actor. Errors:
 * CHAT_E_INVALID, CHAT_E_EXISTS (handle), CHAT_E_DENIED (setting, unclaimed), CHAT_E_LIMITED. Events:
 * USER_CHANGED in the site's log.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_account_register(chat_t *chat, const struct chat_actor *actor,
                                                             const struct chat_register_params *params,
                                                             struct chat_signed_in *out,
                                                             struct chat_error *err);

/**
 * Sign in. An unknown handle and a wrong password have the same answer and take the same time (code
 * "invalid_credentials"). CHAT_E_LIMITED after too many failures. Events: SESSION_OPENED in the user's log.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_session_open(chat_t *chat, const struct chat_actor *actor,
                                                         const struct chat_sign_in_params *params,
                                                         struct chat_signed_in *out, struct chat_error *err);

/** Sign out: end the session that is asking. Its token is worth nothing from then on. */
CHAT_API CHAT_CHECKED enum chat_status chat_session_close(chat_t *chat, const struct chat_actor *actor,
                                                          struct chat_error *err);

/** The session that is asking. CHAT_E_UNAUTHENTICATED without one. */
CHAT_API CHAT_CHECKED enum chat_status chat_session_current(chat_t *chat, const struct chat_actor *actor,
                                                            struct chat_session_now *out,
                                                            struct chat_error *err);

CHAT_API CHAT_CHECKED enum chat_status chat_session_list_get(chat_t *chat, const struct chat_actor *actor,
                                                             struct chat_session_list *out,
                                                             struct chat_error *err);

/** End one of one's own sessions. CHAT_E_NOT_FOUND. Events: SESSION_ENDED in the user's log. */
CHAT_API CHAT_CHECKED enum chat_status chat_session_revoke(chat_t *chat, const struct chat_actor *actor,
                                                           const struct chat_session_params *params,
                                                           struct chat_error *err);

/** Change one's own password; every other session ends. CHAT_E_DENIED "invalid_credentials" when the old one
 * is wrong. */
CHAT_API CHAT_CHECKED enum chat_status chat_password_change(chat_t *chat, const struct chat_actor *actor,
                                                            const struct chat_password_params *params,
                                                            struct chat_error *err);

CHAT_END_DECLS

#endif
