/*
 * Making and ending sessions, checking a password against what is stored, counting failures.
 */
#ifndef CHAT_SERVICE_SESSIONS_H
#define CHAT_SERVICE_SESSIONS_H

#include "chat/account.h"

#include "libchat/service/tx.h"

/** A new session of the user: fills in session and token of `out`. The oldest makes room when there are too
 * many. */
CHAT_CHECKED enum chat_status chat_session_make(struct chat_tx *tx, const struct chat_actor *actor,
                                                chat_user_id user, enum chat_session_kind kind,
                                                const char *user_agent, struct chat_signed_in *out,
                                                struct chat_error *err);

/** End one session: its row, the memory of it, and the word to whoever streams with it. */
CHAT_CHECKED enum chat_status chat_session_end(struct chat_tx *tx, chat_user_id user, chat_session_id session,
                                               struct chat_error *err);

/** End all of a user's sessions but one (CHAT_NO_SESSION: none is kept). */
CHAT_CHECKED enum chat_status chat_sessions_end(struct chat_tx *tx, chat_user_id user, chat_session_id but,
                                                struct chat_error *err);

/** For a `prepare`: verify a password against the row (one without a user takes as long), and note a re-hash
 * if due. */
CHAT_CHECKED enum chat_status chat_password_check_stored(struct chat_tx *tx, const struct chat_user_row *row,
                                                         const char *password, struct chat_error *err);

/** For an `apply`: is the stored hash still the one that was verified? CHAT_E_BUSY when it changed meanwhile.
 */
CHAT_CHECKED enum chat_status chat_password_still(struct chat_tx *tx, const struct chat_user_row *row,
                                                  struct chat_error *err);

/** The key under which failures of a handle or address are counted. */
void chat_attempt_key(struct chat_attempt_row *row, const char *what, const char *of);

#endif
