#include "libchat/service/sessions.h"

#include <stdio.h>
#include <string.h>

#include "chat/limits.h"

#include "libchat/auth/password.h"
#include "libchat/auth/token.h"
#include "libchat/base/error.h"
#include "libchat/service/rows.h"

void chat_attempt_key(struct chat_attempt_row *row, const char *what, const char *of)
{
    *row = (struct chat_attempt_row){.failures = 0};
    snprintf(row->key, sizeof row->key, "%s:%s", what, of);
}

static void session_list_free(struct chat_session *sessions, size_t n)
{
    for (size_t i = 0; i < n; i++)
        chat_record_clear(&chat_record_session, &sessions[i]);
    chat_free(sessions);
}

/* Sessions end with the least recently opened, so that a lost device does not lock its owner out. */
static enum chat_status make_room(struct chat_tx *tx, chat_user_id user, struct chat_error *err)
{
    struct chat_session *sessions = NULL;
    size_t n = 0;
    enum chat_status status = tx->storage->ops->session_list(tx->storage, user, &sessions, &n, err);

    for (size_t i = CHAT_SESSIONS_PER_USER - 1; status == CHAT_OK && i < n; i++)
        status = chat_session_end(tx, user, sessions[i].id, err);
    session_list_free(sessions, n);
    return status;
}

enum chat_status chat_session_make(struct chat_tx *tx, const struct chat_actor *actor, chat_user_id user,
                                   enum chat_session_kind kind, const char *user_agent,
                                   struct chat_signed_in *out, struct chat_error *err)
{
    struct chat_session_row row = {.user = user};
    char token[CHAT_TOKEN_TEXT_MAX];
    enum chat_status status = make_room(tx, user, err);

    if (status == CHAT_OK)
        status = chat_token_make(CHAT_TOKEN_SESSION, tx->random, token, row.token_hash, err);
    if (status != CHAT_OK)
        return status;
    row.session = (struct chat_session){
        .id.value = chat_tx_new_id(tx),
        .kind = kind ? kind : CHAT_SESSION_API,
        .created_at_us = tx->now_us,
        .last_seen_at_us = tx->now_us,
        .expires_at_us = tx->now_us + CHAT_SESSION_LIFE_US,
        .user_agent = chat_strdup(tx->allocator, user_agent),
        .address = actor->address[0] ? chat_strdup(tx->allocator, actor->address) : NULL,
        .current = true,
    };
    out->token = chat_strdup(tx->allocator, token);
    explicit_bzero(token, sizeof token);
    if (!out->token || (user_agent && !row.session.user_agent) || (actor->address[0] && !row.session.address))
        status = chat_fail_nomem(err);
    if (status == CHAT_OK)
        status = tx->storage->ops->session_insert(tx->storage, &row, err);
    if (status == CHAT_OK)
        status = chat_tx_forget(tx, CHAT_FACT_SESSION, row.session.id.value, err);
    if (status == CHAT_OK) {
        struct chat_event opened = {.log = CHAT_USER_LOG(user),
                                    .kind = CHAT_EVENT_SESSION_OPENED,
                                    .actor = user,
                                    .subject = row.session.id.value};
        status = chat_tx_emit(tx, &opened, NULL, err);
    }
    out->session = row.session; /* moved */
    return status;
}

enum chat_status chat_session_end(struct chat_tx *tx, chat_user_id user, chat_session_id session,
                                  struct chat_error *err)
{
    enum chat_status status = tx->storage->ops->session_delete(tx->storage, user, session, err);

    if (status == CHAT_OK)
        status = chat_tx_forget(tx, CHAT_FACT_SESSION, session.value, err);
    if (status == CHAT_OK)
        status = chat_tx_tell(tx, CHAT_USER_LOG(user), CHAT_EVENT_SESSION_ENDED, session.value, NULL, err);
    return status;
}

enum chat_status chat_sessions_end(struct chat_tx *tx, chat_user_id user, chat_session_id but,
                                   struct chat_error *err)
{
    struct chat_session *sessions = NULL;
    size_t n = 0;
    enum chat_status status = tx->storage->ops->session_list(tx->storage, user, &sessions, &n, err);

    for (size_t i = 0; status == CHAT_OK && i < n; i++)
        if (sessions[i].id.value != but.value)
            status = chat_session_end(tx, user, sessions[i].id, err);
    session_list_free(sessions, n);
    return status;
}

enum chat_status chat_password_check_stored(struct chat_tx *tx, const struct chat_user_row *row,
                                            const char *password, struct chat_error *err)
{
    struct chat_prepared *prepared = tx->prepared;
    size_t length = strlen(password);
    /* Hash even for an unknown user, so that the answer takes as long either way. */
    enum chat_status status =
        chat_password_verify(&tx->password_cost, row->password, password, length, &prepared->verified, err);

    if (status != CHAT_OK || !prepared->verified)
        return status;
    prepared->user = row->user.id;
    snprintf(prepared->checked, sizeof prepared->checked, "%s", row->password);
    if (chat_password_needs_rehash(&tx->password_cost, row->password))
        status = chat_password_hash(&tx->password_cost, tx->random, password, length, prepared->hash, err);
    return status;
}

enum chat_status chat_password_still(struct chat_tx *tx, const struct chat_user_row *row,
                                     struct chat_error *err)
{
    if (row->password && strcmp(row->password, tx->prepared->checked) == 0)
        return CHAT_OK;
    return chat_fail(err, CHAT_E_BUSY, "the password was changed at this moment: try again");
}

/* ---- The operations on sessions ---- */

static enum chat_status own_sessions(struct chat_tx *tx, struct chat_session_list *out,
                                     struct chat_error *err)
{
    enum chat_status status =
        tx->storage->ops->session_list(tx->storage, tx->actor.id, &out->sessions, &out->sessions_n, err);

    for (size_t i = 0; status == CHAT_OK && i < out->sessions_n; i++)
        out->sessions[i].current = out->sessions[i].id.value == tx->session.id.value;
    return status;
}

static enum chat_status list_apply(struct chat_tx *tx, const struct chat_actor *actor, const void *params,
                                   void *result, struct chat_error *err)
{
    struct chat_facts facts;
    enum chat_status status = chat_tx_may_account(tx, actor, CHAT_NO_ROOM, &facts, err);

    (void)params;
    return status == CHAT_OK ? own_sessions(tx, result, err) : status;
}

const struct chat_op chat_op_session_list = {
    .name = "session.list",
    .summary = "Where the account is signed in.",
    .action = CHAT_ACTION_SESSION_LIST,
    .bucket = CHAT_BUCKET_READ,
    .cost = 1,
    .method = "GET",
    .path = "/api/v1/sessions",
    .http_status = 200,
    .params = &chat_record_nothing,
    .result = &chat_record_session_list,
    .apply = list_apply,
};

static enum chat_status no_session(struct chat_error *err)
{
    return chat_fail_code(err, CHAT_E_UNAUTHENTICATED, chat_rule_code(CHAT_RULE_NOT_SIGNED_IN), "%s",
                          chat_rule_sentence(CHAT_RULE_NOT_SIGNED_IN));
}

static enum chat_status current_apply(struct chat_tx *tx, const struct chat_actor *actor, const void *params,
                                      void *result, struct chat_error *err)
{
    struct chat_session_now *out = result;
    struct chat_session_list list = {NULL, 0};
    struct chat_facts facts;
    enum chat_status status = chat_tx_may_account(tx, actor, CHAT_NO_ROOM, &facts, err);

    (void)params;
    if (status == CHAT_OK && tx->session.id.value == 0)
        status = no_session(err);
    if (status == CHAT_OK)
        status = own_sessions(tx, &list, err);
    if (status == CHAT_OK && !(out->epoch = chat_strdup(tx->allocator, tx->store->epoch)))
        status = chat_fail_nomem(err);
    for (size_t i = 0; status == CHAT_OK && i < list.sessions_n; i++) {
        if (!list.sessions[i].current)
            continue;
        out->user = facts.actor.id;
        out->session = list.sessions[i]; /* moved */
        list.sessions[i] = (struct chat_session){.user_agent = NULL};
    }
    session_list_free(list.sessions, list.sessions_n);
    return status;
}

const struct chat_op chat_op_session_current = {
    .name = "session.current",
    .summary = "The session that is asking.",
    .action = CHAT_ACTION_SESSION_LIST,
    .bucket = CHAT_BUCKET_READ,
    .cost = 1,
    .method = "GET",
    .path = "/api/v1/sessions/current",
    .http_status = 200,
    .params = &chat_record_nothing,
    .result = &chat_record_session_now,
    .apply = current_apply,
};

static enum chat_status close_apply(struct chat_tx *tx, const struct chat_actor *actor, const void *params,
                                    void *result, struct chat_error *err)
{
    struct chat_facts facts;
    enum chat_status status = chat_tx_may_account(tx, actor, CHAT_NO_ROOM, &facts, err);

    (void)params, (void)result;
    if (status == CHAT_OK && tx->session.id.value == 0)
        status = no_session(err);
    return status == CHAT_OK ? chat_session_end(tx, facts.actor.id, tx->session.id, err) : status;
}

const struct chat_op chat_op_session_close = {
    .name = "session.close",
    .summary = "Sign out: end the session that is asking.",
    .action = CHAT_ACTION_SESSION_REVOKE,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .method = "DELETE",
    .path = "/api/v1/sessions/current",
    .http_status = 204,
    .params = &chat_record_nothing,
    .apply = close_apply,
};

static enum chat_status revoke_apply(struct chat_tx *tx, const struct chat_actor *actor, const void *params,
                                     void *result, struct chat_error *err)
{
    const struct chat_session_params *asked = params;
    struct chat_facts facts;
    enum chat_status status = chat_tx_may_account(tx, actor, CHAT_NO_ROOM, &facts, err);

    (void)result;
    return status == CHAT_OK ? chat_session_end(tx, facts.actor.id, asked->session, err) : status;
}

const struct chat_op chat_op_session_revoke = {
    .name = "session.revoke",
    .summary = "End one of one's own sessions.",
    .action = CHAT_ACTION_SESSION_REVOKE,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .method = "DELETE",
    .path = "/api/v1/sessions/{session}",
    .http_status = 204,
    .params = &chat_record_session_params,
    .apply = revoke_apply,
};
