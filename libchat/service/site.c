/*
 * What anyone may know of the site, and its settings.
 */
#include "chat/site.h"

#include <string.h>

#include "libchat/auth/token.h"
#include "libchat/base/error.h"
#include "libchat/service/rows.h"
#include "libchat/service/setup.h"

enum chat_status chat_tx_site(struct chat_tx *tx, struct chat_site *out, struct chat_error *err)
{
    out->name = chat_strdup(tx->allocator, tx->store->settings.site_name);
    out->registration = tx->store->settings.registration;
    out->claimed = tx->store->claimed;
    out->anonymous_read = tx->store->settings.anonymous_read;
    return out->name ? CHAT_OK : chat_fail_nomem(err);
}

static enum chat_status site_get_apply(struct chat_tx *tx, const struct chat_actor *actor, const void *params,
                                       void *result, struct chat_error *err)
{
    struct chat_facts facts;
    enum chat_status status = chat_tx_may(tx, actor, CHAT_NO_ROOM, &facts, err);

    (void)params;
    return status == CHAT_OK ? chat_tx_site(tx, result, err) : status;
}

const struct chat_op chat_op_site_get = {
    .name = "site.get",
    .summary = "What anyone may know of the site.",
    .action = CHAT_ACTION_SITE_READ,
    .bucket = CHAT_BUCKET_READ,
    .cost = 1,
    .method = "GET",
    .path = "/api/v1/site",
    .http_status = 200,
    .params = &chat_record_nothing,
    .result = &chat_record_site,
    .apply = site_get_apply,
};

static enum chat_status settings_result(struct chat_tx *tx, struct chat_settings *out, struct chat_error *err)
{
    enum chat_status status =
        chat_record_copy(&chat_record_settings, tx->allocator, out, &tx->store->settings);
    return status == CHAT_OK ? CHAT_OK : chat_fail_nomem(err);
}

static enum chat_status settings_get_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                           const void *params, void *result, struct chat_error *err)
{
    struct chat_facts facts;
    enum chat_status status = chat_tx_may(tx, actor, CHAT_NO_ROOM, &facts, err);

    (void)params;
    return status == CHAT_OK ? settings_result(tx, result, err) : status;
}

const struct chat_op chat_op_settings_get = {
    .name = "settings.get",
    .summary = "How the site is run.",
    .action = CHAT_ACTION_SETTINGS,
    .bucket = CHAT_BUCKET_READ,
    .cost = 1,
    .method = "GET",
    .path = "/api/v1/settings",
    .http_status = 200,
    .params = &chat_record_nothing,
    .result = &chat_record_settings,
    .apply = settings_get_apply,
};

static enum chat_status change(struct chat_tx *tx, const struct chat_settings_params *params,
                               struct chat_error *err)
{
    struct chat_settings *settings = &tx->store->settings;

    if (params->room_create == CHAT_SITE_GUEST || params->room_create == CHAT_SITE_OWNER)
        return chat_fail_field(err, "room_create", "room_create is member, moderator or admin");
    if (params->site_name) {
        char *name = chat_strdup(tx->allocator, params->site_name);
        if (!name)
            return chat_fail_nomem(err);
        chat_free(settings->site_name);
        settings->site_name = name;
    }
    if (params->registration)
        settings->registration = params->registration;
    if (params->room_create)
        settings->room_create = params->room_create;
    if (params->anonymous_read != CHAT_UNSET)
        settings->anonymous_read = params->anonymous_read != 0;
    if (params->lockdown != CHAT_UNSET)
        settings->lockdown = params->lockdown != 0;
    if (params->edit_window_s != CHAT_UNSET)
        settings->edit_window_s = params->edit_window_s;
    tx->store_changed = true;
    return CHAT_OK;
}

static enum chat_status settings_edit_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                            const void *params, void *result, struct chat_error *err)
{
    struct chat_facts facts;
    enum chat_status status = chat_tx_may(tx, actor, CHAT_NO_ROOM, &facts, err);

    if (status == CHAT_OK)
        status = change(tx, params, err);
    if (status == CHAT_OK)
        status = chat_tx_audit(tx, actor, 0, CHAT_NO_ROOM, err);
    if (status == CHAT_OK)
        status = chat_tx_tell(tx, CHAT_SITE_LOG, CHAT_EVENT_SETTINGS_CHANGED, 0, NULL, err);
    return status == CHAT_OK ? settings_result(tx, result, err) : status;
}

static enum chat_status settings_replay(struct chat_tx *tx, const struct chat_actor *actor,
                                        struct chat_result_ref ref, void *result, struct chat_error *err)
{
    (void)ref;
    return settings_get_apply(tx, actor, NULL, result, err); /* for whom it still is to read */
}

const struct chat_op chat_op_settings_edit = {
    .name = "settings.edit",
    .summary = "Change how the site is run.",
    .action = CHAT_ACTION_SETTINGS,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .method = "PATCH",
    .path = "/api/v1/settings",
    .http_status = 200,
    .params = &chat_record_settings_params,
    .result = &chat_record_settings,
    .apply = settings_edit_apply,
    .replay = settings_replay,
};

/* ---- Setting up ---- */

static const struct chat_field setup_fields[] = {
    {.name = "token",
     .type = CHAT_FIELD_SECRET,
     .offset = offsetof(struct chat_setup, token),
     .doc = "Makes its bearer the owner."},
};
static const struct chat_record setup_record = {"Setup", sizeof(struct chat_setup), setup_fields, 1,
                                                "The right to claim the site."};

static enum chat_status setup_apply(struct chat_tx *tx, const struct chat_actor *actor, const void *params,
                                    void *result, struct chat_error *err)
{
    struct chat_setup *out = result;
    char token[CHAT_TOKEN_TEXT_MAX];
    enum chat_status status;

    (void)actor, (void)params;
    if (tx->store->claimed)
        return chat_fail_code(err, CHAT_E_CONFLICT, "claimed", "this site has an owner already");
    status = chat_token_make(CHAT_TOKEN_SETUP, tx->random, token, tx->store->setup_hash, err);
    if (status != CHAT_OK)
        return status;
    tx->store->has_setup = true;
    tx->store_changed = true;
    out->token = chat_strdup(tx->allocator, token);
    explicit_bzero(token, sizeof token);
    return out->token ? CHAT_OK : chat_fail_nomem(err);
}

const struct chat_op chat_op_setup = {
    .name = "site.setup",
    .summary = "A token that claims a site without an owner.",
    .action = CHAT_ACTION_OWNER_TRANSFER,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .params = &chat_record_nothing,
    .result = &setup_record,
    .apply = setup_apply,
};
