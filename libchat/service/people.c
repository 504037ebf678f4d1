/*
 * People: the list, a profile, editing one's own.
 */
#include "chat/user.h"

#include "chat/limits.h"

#include "libchat/base/error.h"
#include "libchat/service/rows.h"

static enum chat_status user_list_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                        const void *params, void *result, struct chat_error *err)
{
    const struct chat_user_query *asked = params;
    struct chat_people *out = result;
    size_t limit = chat_limit_or(asked->limit, CHAT_PAGE_DEFAULT);
    struct chat_facts facts;
    char *search = NULL;
    enum chat_status status = chat_tx_may(tx, actor, CHAT_NO_ROOM, &facts, err);

    if (status == CHAT_OK)
        status = chat_tx_search_key(tx, asked->text, &search, err);
    if (status == CHAT_OK)
        status =
            tx->storage->ops->people_list(tx->storage, search, asked->after == CHAT_UNSET ? 0 : asked->after,
                                          limit + 1, &out->people, &out->people_n, err);
    chat_free(search);
    if (status == CHAT_OK && out->people_n > limit) {
        out->more = true;
        chat_record_clear(&chat_record_person, &out->people[--out->people_n]);
    }
    return status;
}

const struct chat_op chat_op_user_list = {
    .name = "user.list",
    .summary = "People of the site, by part of a name.",
    .action = CHAT_ACTION_USER_LIST,
    .bucket = CHAT_BUCKET_SEARCH,
    .cost = 1,
    .method = "GET",
    .path = "/api/v1/users",
    .http_status = 200,
    .params = &chat_record_user_query,
    .result = &chat_record_people,
    .apply = user_list_apply,
};

#define PROFILE_ROOMS    50
#define PROFILE_MESSAGES 20

static enum chat_status profile_fill(struct chat_tx *tx, const struct chat_facts *facts,
                                     struct chat_profile *out, struct chat_error *err)
{
    struct chat_reader reader = chat_tx_reader(facts);
    struct chat_room_filter filter = {.with_user = out->user.id, .limit = PROFILE_ROOMS};
    enum chat_status status =
        tx->storage->ops->room_list(tx->storage, &reader, &filter, &out->rooms, &out->rooms_n, err);

    if (status == CHAT_OK)
        status = tx->storage->ops->messages_by(tx->storage, &reader, out->user.id, PROFILE_MESSAGES,
                                               &out->messages, &out->messages_n, err);
    return status;
}

static enum chat_status profile_get_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                          const void *params, void *result, struct chat_error *err)
{
    const struct chat_user_params *asked = params;
    struct chat_profile *out = result;
    struct chat_user_row row = {.password = NULL};
    struct chat_facts facts;
    enum chat_status status = chat_tx_may(tx, actor, CHAT_NO_ROOM, &facts, err);

    if (status == CHAT_OK && asked->user.value == 0 && !asked->handle)
        status = chat_fail_field(err, "user", "user or handle is missing");
    if (status == CHAT_OK)
        status = tx->storage->ops->user_find(tx->storage, asked->user, asked->handle, &row, err);
    if (status == CHAT_OK) {
        chat_user_row_take(&row, &out->user);
        status = profile_fill(tx, &facts, out, err);
    }
    chat_user_row_clear(&row);
    return status;
}

const struct chat_op chat_op_profile_get = {
    .name = "profile.get",
    .summary = "A person, their rooms and recent messages that one can see.",
    .action = CHAT_ACTION_PROFILE_READ,
    .bucket = CHAT_BUCKET_READ,
    .cost = 2,
    .method = "GET",
    .path = "/api/v1/profile",
    .http_status = 200,
    .params = &chat_record_user_params,
    .result = &chat_record_profile,
    .apply = profile_get_apply,
};

static enum chat_status profile_change(struct chat_tx *tx, const struct chat_profile_params *asked,
                                       struct chat_user_row *row, struct chat_error *err)
{
    struct chat_user *user = &row->user;
    enum chat_status status = chat_tx_set_text(tx, &user->display_name, asked->display_name, err);

    if (status == CHAT_OK)
        status = chat_tx_search_key(tx, user->display_name, &row->search, err);
    if (status == CHAT_OK)
        status = chat_tx_set_text(tx, &user->bio, asked->bio, err);
    return status == CHAT_OK ? chat_tx_set_text(tx, &user->status_text, asked->status_text, err) : status;
}

static enum chat_status profile_edit_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                           const void *params, void *result, struct chat_error *err)
{
    struct chat_user *out = result;
    struct chat_user_row row = {.password = NULL};
    struct chat_facts facts;
    enum chat_status status = chat_tx_may_account(tx, actor, CHAT_NO_ROOM, &facts, err);

    if (status == CHAT_OK)
        status = tx->storage->ops->user_find(tx->storage, facts.actor.id, NULL, &row, err);
    if (status == CHAT_OK)
        status = profile_change(tx, params, &row, err);
    if (status == CHAT_OK)
        status = tx->storage->ops->user_update(tx->storage, &row, err);
    if (status == CHAT_OK)
        status = chat_tx_tell(tx, CHAT_SITE_LOG, CHAT_EVENT_USER_CHANGED, facts.actor.id.value, NULL, err);
    tx->ref.a = facts.actor.id.value;
    if (status == CHAT_OK)
        chat_user_row_take(&row, out);
    chat_user_row_clear(&row);
    return status;
}

static enum chat_status profile_replay(struct chat_tx *tx, const struct chat_actor *actor,
                                       struct chat_result_ref ref, void *result, struct chat_error *err)
{
    struct chat_user *out = result;
    struct chat_user_row row = {.password = NULL};
    enum chat_status status =
        tx->storage->ops->user_find(tx->storage, (chat_user_id){ref.a}, NULL, &row, err);

    (void)actor;
    if (status == CHAT_OK)
        chat_user_row_take(&row, out);
    chat_user_row_clear(&row);
    return status;
}

const struct chat_op chat_op_profile_edit = {
    .name = "profile.edit",
    .summary = "Change one's own display name, bio or status text.",
    .action = CHAT_ACTION_PROFILE_EDIT,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .method = "PATCH",
    .path = "/api/v1/me",
    .http_status = 200,
    .params = &chat_record_profile_params,
    .result = &chat_record_user,
    .apply = profile_edit_apply,
    .replay = profile_replay,
};
