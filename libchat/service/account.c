/*
 * Registering, signing in, changing the password. The slow part of each, hashing, is done by its
 * `prepare` before the transaction; `apply` then trusts it only if the stored hash is still the one it
 * was checked against.
 */
#include "chat/account.h"

#include <assert.h>
#include <string.h>

#include "chat/limits.h"

#include "libchat/auth/password.h"
#include "libchat/auth/token.h"
#include "libchat/base/error.h"
#include "libchat/service/rows.h"
#include "libchat/service/sessions.h"

static enum chat_status invalid_credentials(struct chat_error *err)
{
    return chat_fail_code(err, CHAT_E_UNAUTHENTICATED, "invalid_credentials",
                          "the handle or the password is not right");
}

/* ---- Register ---- */

/* Who holds the setup token is judged as if the site were claimed and open to everybody. */
static enum chat_status may_register(struct chat_tx *tx, struct chat_facts *facts,
                                     const struct chat_register_params *asked, struct chat_error *err)
{
    enum chat_token_kind kind;
    uint8_t hash[CHAT_TOKEN_HASH_BYTES];

    if (!tx->store->claimed && asked->setup_token && tx->store->has_setup &&
        chat_token_parse(asked->setup_token, strlen(asked->setup_token), &kind, hash) &&
        kind == CHAT_TOKEN_SETUP && chat_token_hash_same(hash, tx->store->setup_hash)) {
        facts->site.claimed = true;
        facts->site.registration = CHAT_REGISTRATION_OPEN;
    }
    return chat_may(facts, tx->op->action, err);
}

static enum chat_status register_prepare(struct chat_tx *tx, const struct chat_actor *actor,
                                         const void *params, void *result, struct chat_error *err)
{
    const struct chat_register_params *asked = params;
    struct chat_facts facts;
    enum chat_status status = chat_tx_facts(tx, actor, CHAT_NO_ROOM, &facts, err);

    (void)result;
    if (status == CHAT_OK) /* not worth a hash when it would be refused */
        status = may_register(tx, &facts, asked, err);
    if (status == CHAT_OK)
        status = chat_password_hash(&tx->password_cost, tx->random, asked->password, strlen(asked->password),
                                    tx->prepared->hash, err);
    return status;
}

static enum chat_status user_store(struct chat_tx *tx, const struct chat_register_params *asked,
                                   struct chat_user_row *row, struct chat_error *err)
{
    chat_storage_t *storage;
    enum chat_status status;

    row->user.handle = chat_strdup(tx->allocator, asked->handle);
    row->user.display_name =
        chat_strdup(tx->allocator, asked->display_name ? asked->display_name : asked->handle);
    row->password = chat_strdup(tx->allocator, tx->prepared->hash);
    if (!row->user.handle || !row->user.display_name || !row->password)
        return chat_fail_nomem(err);
    status = chat_tx_search_key(tx, row->user.display_name, &row->search, err);
    if (status != CHAT_OK)
        return status;
    row->user.kind = CHAT_USER_PERSON;
    row->user.role = tx->store->claimed ? CHAT_SITE_MEMBER : CHAT_SITE_OWNER;
    row->user.state = CHAT_USER_ACTIVE;
    row->user.created_at_us = tx->now_us;
    row->user.id.value = chat_tx_new_log(tx);
    status = chat_tx_storage(tx, &storage, err);
    if (status == CHAT_OK)
        status = storage->ops->user_insert(storage, row, err);
    if (status == CHAT_OK)
        status = chat_tx_forget(tx, CHAT_FACT_USER, row->user.id.value, err);
    return status;
}

static enum chat_status register_apply(struct chat_tx *tx, const struct chat_actor *actor, const void *params,
                                       void *result, struct chat_error *err)
{
    const struct chat_register_params *asked = params;
    struct chat_signed_in *out = result;
    struct chat_user_row row = {.password = NULL};
    struct chat_facts facts;
    enum chat_status status = chat_tx_facts(tx, actor, CHAT_NO_ROOM, &facts, err);

    if (status == CHAT_OK)
        status = may_register(tx, &facts, asked, err);
    if (status == CHAT_OK)
        status = user_store(tx, asked, &row, err);
    if (status == CHAT_OK && !tx->store->claimed) {
        tx->store->claimed = true;
        tx->store->has_setup = false;
        tx->store_changed = true;
    }
    if (status == CHAT_OK)
        status = chat_tx_tell(tx, CHAT_SITE_LOG, CHAT_EVENT_USER_CHANGED, row.user.id.value, NULL, err);
    if (status == CHAT_OK)
        status = chat_session_make(tx, actor, row.user.id, asked->session_kind, asked->user_agent, out, err);
    if (status == CHAT_OK)
        chat_user_row_take(&row, &out->user);
    chat_user_row_clear(&row);
    return status;
}

const struct chat_op chat_op_account_register = {
    .name = "account.register",
    .summary = "Make an account and sign it in.",
    .action = CHAT_ACTION_ACCOUNT_REGISTER,
    .flags = CHAT_OP_WRITES | CHAT_OP_PREPARES,
    .bucket = CHAT_BUCKET_REGISTER,
    .cost = 1,
    .method = "POST",
    .path = "/api/v1/accounts",
    .http_status = 201,
    .params = &chat_record_register_params,
    .result = &chat_record_signed_in,
    .apply = register_apply,
    .prepare = register_prepare,
};

/* ---- Sign in ---- */

/* Tries are counted for the handle, whether or not there is such an account, and for the address if it is
 * known: people of whom it is not do not share one count. */
struct attempts {
    struct chat_attempt_row rows[2]; /* of the handle, of the address */
    int n;
};

static struct attempts attempts_of(const struct chat_actor *actor, const char *handle)
{
    struct attempts attempts = {.n = actor->address[0] ? 2 : 1};

    chat_attempt_key(&attempts.rows[0], "handle", handle);
    chat_attempt_key(&attempts.rows[1], "address", actor->address);
    return attempts;
}

static enum chat_status attempts_allow(struct chat_tx *tx, struct attempts *attempts, struct chat_error *err)
{
    static const int64_t tries[2] = {CHAT_SIGN_IN_TRIES, CHAT_SIGN_IN_TRIES * 10};
    const int n = attempts->n;

    assert(n <= 2);
    for (int i = 0; i < n; i++) {
        struct chat_attempt_row *row = &attempts->rows[i];
        enum chat_status status = tx->storage->ops->attempt_load(tx->storage, row, err);
        if (status != CHAT_OK)
            return status;
        int64_t over_us = row->since_us + CHAT_SIGN_IN_WINDOW_US - tx->now_us;
        if (row->failures > 0 && over_us <= 0)
            row->failures = 0;
        if (row->failures >= tries[i]) {
            chat_fail(err, CHAT_E_LIMITED, "too many failed sign-ins: wait a few minutes and try again");
            if (err)
                err->retry_after_ms = (uint32_t)(over_us / 1000);
            return CHAT_E_LIMITED;
        }
    }
    return CHAT_OK;
}

static enum chat_status sign_in_prepare(struct chat_tx *tx, const struct chat_actor *actor,
                                        const void *params, void *result, struct chat_error *err)
{
    const struct chat_sign_in_params *asked = params;
    struct attempts attempts = attempts_of(actor, asked->handle);
    struct chat_user_row row = {.password = NULL};
    enum chat_status status = attempts_allow(tx, &attempts, err);

    (void)result;
    if (status != CHAT_OK)
        return status;
    status = tx->storage->ops->user_find(tx->storage, CHAT_NO_USER, asked->handle, &row, err);
    if (status == CHAT_OK || status == CHAT_E_NOT_FOUND)
        status = chat_password_check_stored(tx, &row, asked->password, err);
    chat_user_row_clear(&row);
    return status;
}

static enum chat_status count_failure(struct chat_tx *tx, struct attempts *attempts, struct chat_error *err)
{
    for (int i = 0; i < attempts->n; i++) {
        struct chat_attempt_row *row = &attempts->rows[i];
        if (row->failures++ == 0)
            row->since_us = tx->now_us;
        enum chat_status status = tx->storage->ops->attempt_save(tx->storage, row, err);
        if (status != CHAT_OK)
            return status;
    }
    tx->keep = true; /* refused, but counted */
    return invalid_credentials(err);
}

static enum chat_status sign_in_apply(struct chat_tx *tx, const struct chat_actor *actor, const void *params,
                                      void *result, struct chat_error *err)
{
    const struct chat_sign_in_params *asked = params;
    struct chat_signed_in *out = result;
    struct chat_user_row row = {.password = NULL};
    struct attempts attempts = attempts_of(actor, asked->handle);
    struct chat_facts facts;
    enum chat_status status = chat_tx_may(tx, actor, CHAT_NO_ROOM, &facts, err);

    if (status == CHAT_OK)
        status = attempts_allow(tx, &attempts, err);
    if (status == CHAT_OK && !tx->prepared->verified)
        return count_failure(tx, &attempts, err);
    if (status == CHAT_OK)
        status = tx->storage->ops->user_find(tx->storage, tx->prepared->user, NULL, &row, err);
    if (status == CHAT_OK)
        status = chat_password_still(tx, &row, err);
    if (status == CHAT_OK && row.user.state != CHAT_USER_ACTIVE)
        status = chat_fail_code(err, CHAT_E_DENIED, chat_rule_code(CHAT_RULE_SUSPENDED), "%s",
                                chat_rule_sentence(CHAT_RULE_SUSPENDED));
    attempts.rows[0].failures = 0; /* a success clears the handle, never the address */
    if (status == CHAT_OK)
        status = tx->storage->ops->attempt_save(tx->storage, &attempts.rows[0], err);
    if (status == CHAT_OK && tx->prepared->hash[0])
        status = tx->storage->ops->password_set(tx->storage, row.user.id, tx->prepared->hash, err);
    if (status == CHAT_OK)
        status = chat_session_make(tx, actor, row.user.id, asked->session_kind, asked->user_agent, out, err);
    if (status == CHAT_OK)
        chat_user_row_take(&row, &out->user);
    chat_user_row_clear(&row);
    return status;
}

const struct chat_op chat_op_session_open = {
    .name = "session.open",
    .summary = "Sign in.",
    .action = CHAT_ACTION_SESSION_OPEN,
    .flags = CHAT_OP_WRITES | CHAT_OP_PREPARES,
    .bucket = CHAT_BUCKET_SIGN_IN,
    .cost = 1,
    .method = "POST",
    .path = "/api/v1/sessions",
    .http_status = 201,
    .params = &chat_record_sign_in_params,
    .result = &chat_record_signed_in,
    .apply = sign_in_apply,
    .prepare = sign_in_prepare,
};

/* ---- Change the password ---- */

/*
 * No digest of this call is kept, so it has to bear being repeated: with the new password in place already
 * it is done, and changes nothing. What this leaves behind is then verified, without a hash to store.
 */
static enum chat_status password_prepare(struct chat_tx *tx, const struct chat_actor *actor,
                                         const void *params, void *result, struct chat_error *err)
{
    const struct chat_password_params *asked = params;
    struct chat_user_row row = {.password = NULL};
    struct chat_facts facts;
    enum chat_status status = chat_tx_may_account(tx, actor, CHAT_NO_ROOM, &facts, err);

    (void)result;
    if (status == CHAT_OK)
        status = tx->storage->ops->user_find(tx->storage, facts.actor.id, NULL, &row, err);
    if (status == CHAT_OK)
        status = chat_password_check_stored(tx, &row, asked->old_password, err);
    if (status == CHAT_OK && tx->prepared->verified)
        status = chat_password_hash(&tx->password_cost, tx->random, asked->new_password,
                                    strlen(asked->new_password), tx->prepared->hash, err);
    else if (status == CHAT_OK)
        status = chat_password_check_stored(tx, &row, asked->new_password, err);
    chat_user_row_clear(&row);
    return status;
}

static enum chat_status password_apply(struct chat_tx *tx, const struct chat_actor *actor, const void *params,
                                       void *result, struct chat_error *err)
{
    struct chat_user_row row = {.password = NULL};
    struct chat_facts facts;
    enum chat_status status = chat_tx_may_account(tx, actor, CHAT_NO_ROOM, &facts, err);

    (void)params, (void)result;
    if (status == CHAT_OK && !tx->prepared->verified)
        status = chat_fail_code(err, CHAT_E_DENIED, "invalid_credentials", "the old password is not right");
    if (status == CHAT_OK && !tx->prepared->hash[0])
        return CHAT_OK;
    if (status == CHAT_OK)
        status = tx->storage->ops->user_find(tx->storage, facts.actor.id, NULL, &row, err);
    if (status == CHAT_OK)
        status = chat_password_still(tx, &row, err);
    if (status == CHAT_OK)
        status = tx->storage->ops->password_set(tx->storage, row.user.id, tx->prepared->hash, err);
    if (status == CHAT_OK)
        status = chat_sessions_end(tx, row.user.id, tx->session.id, err);
    chat_user_row_clear(&row);
    return status;
}

const struct chat_op chat_op_password_change = {
    .name = "password.change",
    .summary = "Change one's own password; every other session ends.",
    .action = CHAT_ACTION_PASSWORD_CHANGE,
    .flags = CHAT_OP_WRITES | CHAT_OP_PREPARES,
    .bucket = CHAT_BUCKET_SIGN_IN,
    .cost = 1,
    .method = "POST",
    .path = "/api/v1/me/password",
    .http_status = 204,
    .params = &chat_record_password_params,
    .apply = password_apply,
    .prepare = password_prepare,
};
