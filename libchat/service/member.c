/*
 * Being in a room: joining, leaving, inviting, removing, roles.
 */
#include "chat/limits.h"
#include "chat/room.h"

#include "libchat/base/error.h"
#include "libchat/service/rows.h"

/* What changes for a person is told twice: to the room, and in the person's own log. */
static enum chat_status tell_both(struct chat_tx *tx, chat_room_id room, chat_user_id user,
                                  enum chat_event_kind in_room, enum chat_event_kind to_user, int64_t *seq,
                                  struct chat_error *err)
{
    struct chat_event told = {
        .log = CHAT_USER_LOG(user), .kind = to_user, .actor = tx->actor.id, .subject = room.value};
    int64_t number = 0;
    enum chat_status status = chat_tx_tell(tx, CHAT_ROOM_LOG(room), in_room, user.value, &number, err);

    if (status != CHAT_OK)
        return status;
    if (to_user == CHAT_EVENT_JOINED_ROOM)
        told.arg = number;
    if (seq)
        *seq = number;
    return chat_tx_emit(tx, &told, NULL, err);
}

/* ---- Join and leave ---- */

/* Where one joins by request, who is not invited knocks; an invitation is the answer. Staff walk in. */
static bool only_asks(const struct chat_facts *facts)
{
    return facts->room.joining == CHAT_JOINING_REQUEST && facts->member.state != CHAT_MEMBER_INVITED &&
           facts->actor.role < CHAT_SITE_MODERATOR;
}

static enum chat_status ask_to_join(struct chat_tx *tx, chat_room_id room, struct chat_error *err)
{
    struct chat_member_row row;
    enum chat_status status = chat_tx_member(tx, room, tx->actor.id, &row, err);

    if (status != CHAT_OK || row.state == CHAT_MEMBER_REQUESTED)
        return status;
    row.state = CHAT_MEMBER_REQUESTED;
    row.role = CHAT_ROLE_MEMBER;
    row.since_us = tx->now_us;
    return chat_tx_member_put(tx, &row, err);
}

static enum chat_status join(struct chat_tx *tx, chat_room_id room, struct chat_error *err)
{
    struct chat_member_row row;
    struct chat_head_row head;
    enum chat_status status = chat_tx_may_join_more(tx, err);

    if (status == CHAT_OK)
        status = chat_tx_member(tx, room, tx->actor.id, &row, err);
    if (status == CHAT_OK)
        status = tell_both(tx, room, tx->actor.id, CHAT_EVENT_MEMBER_JOINED, CHAT_EVENT_JOINED_ROOM,
                           &row.joined_seq, err);
    if (status == CHAT_OK)
        status = chat_tx_head(tx, CHAT_ROOM_LOG(room), &head, err);
    if (status != CHAT_OK)
        return status;
    row.state = CHAT_MEMBER_JOINED;
    row.role = CHAT_ROLE_MEMBER;
    row.since_us = tx->now_us;
    row.marker_seq = row.joined_seq; /* what was said before is not unread */
    row.marker_n = head.n;
    return chat_tx_member_put(tx, &row, err);
}

static enum chat_status room_join_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                        const void *params, void *result, struct chat_error *err)
{
    const struct chat_room_ref_params *asked = params;
    struct chat_facts facts;
    enum chat_status status = chat_tx_facts(tx, actor, asked->room, &facts, err);

    /* Being in already is what was asked for; everything else is judged. */
    bool in = status == CHAT_OK && facts.member.state == CHAT_MEMBER_JOINED && facts.room.present;
    if (in)
        status = chat_may(&facts, CHAT_ACTION_ROOM_READ, err);
    else if (status == CHAT_OK)
        status = chat_tx_may_account(tx, actor, asked->room, &facts, err);
    if (status == CHAT_OK && !in)
        status = only_asks(&facts) ? ask_to_join(tx, asked->room, err) : join(tx, asked->room, err);
    tx->ref.a = asked->room.value;
    return status == CHAT_OK ? chat_tx_room_view(tx, &facts, asked->room, result, err) : status;
}

const struct chat_op chat_op_room_join = {
    .name = "room.join",
    .summary = "Join a room.",
    .action = CHAT_ACTION_ROOM_JOIN,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .method = "PUT",
    .path = "/api/v1/rooms/{room}/members/me",
    .http_status = 200,
    .params = &chat_record_room_ref_params,
    .result = &chat_record_room,
    .apply = room_join_apply,
    .replay = chat_tx_room_replay,
};

static enum chat_status leave(struct chat_tx *tx, chat_room_id room, chat_user_id user,
                              enum chat_member_state state, enum chat_event_kind kind, struct chat_error *err)
{
    struct chat_member_row row;
    enum chat_status status = chat_tx_member(tx, room, user, &row, err);

    if (status != CHAT_OK)
        return status;
    row.state = state;
    row.since_us = tx->now_us;
    status = chat_tx_member_put(tx, &row, err);
    if (status == CHAT_OK)
        status = tell_both(tx, room, user, kind, CHAT_EVENT_LEFT_ROOM, NULL, err);
    if (status == CHAT_OK && row.role == CHAT_ROLE_HOST)
        status = chat_tx_succession(tx, room, user, err);
    return status;
}

static enum chat_status room_leave_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                         const void *params, void *result, struct chat_error *err)
{
    const struct chat_room_ref_params *asked = params;
    struct chat_facts facts;
    enum chat_status status = chat_tx_may_account(tx, actor, asked->room, &facts, err);

    (void)result;
    return status == CHAT_OK
               ? leave(tx, asked->room, facts.actor.id, CHAT_MEMBER_LEFT, CHAT_EVENT_MEMBER_LEFT, err)
               : status;
}

const struct chat_op chat_op_room_leave = {
    .name = "room.leave",
    .summary = "Leave a room.",
    .action = CHAT_ACTION_ROOM_LEAVE,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .method = "DELETE",
    .path = "/api/v1/rooms/{room}/members/me",
    .http_status = 204,
    .params = &chat_record_room_ref_params,
    .apply = room_leave_apply,
};

/* ---- Others ---- */

static enum chat_status member_list_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                          const void *params, void *result, struct chat_error *err)
{
    const struct chat_member_query *asked = params;
    struct chat_member_list *out = result;
    size_t limit = chat_limit_or(asked->limit, CHAT_PAGE_DEFAULT);
    struct chat_facts facts;
    enum chat_status status = chat_tx_may(tx, actor, asked->room, &facts, err);

    if (status == CHAT_OK)
        status = tx->storage->ops->member_list(tx->storage, asked->room,
                                               asked->after == CHAT_UNSET ? 0 : asked->after, limit + 1,
                                               &out->members, &out->members_n, err);
    if (status == CHAT_OK && out->members_n > limit) {
        out->more = true;
        chat_record_clear(&chat_record_member, &out->members[--out->members_n]);
    }
    return status;
}

const struct chat_op chat_op_member_list = {
    .name = "member.list",
    .summary = "Who is in a room.",
    .action = CHAT_ACTION_ROOM_READ,
    .bucket = CHAT_BUCKET_READ,
    .cost = 1,
    .method = "GET",
    .path = "/api/v1/rooms/{room}/members",
    .http_status = 200,
    .params = &chat_record_member_query,
    .result = &chat_record_member_list,
    .apply = member_list_apply,
};

/* CHAT_E_TOO_LARGE when somebody is in or invited to as many rooms as anybody may be. */
static enum chat_status may_be_invited(struct chat_tx *tx, chat_user_id user, struct chat_error *err)
{
    const struct chat_reader reader = {.user = user};
    const struct chat_room_filter last = {
        .mine = true, .offset = CHAT_ROOMS_JOINED_MAX + CHAT_ROOMS_INVITED_MAX - 1, .limit = 1};
    struct chat_room *rooms = NULL;
    chat_storage_t *storage;
    size_t n = 0;
    enum chat_status status = chat_tx_storage(tx, &storage, err);

    if (status == CHAT_OK)
        status = storage->ops->room_list(storage, &reader, &last, &rooms, &n, err);
    for (size_t i = 0; i < n; i++)
        chat_record_clear(&chat_record_room, &rooms[i]);
    chat_free(rooms);
    if (status == CHAT_OK && n > 0)
        return chat_fail(err, CHAT_E_TOO_LARGE, "this person has too many invitations already");
    return status;
}

static enum chat_status invite(struct chat_tx *tx, chat_room_id room, const char *handle,
                               struct chat_error *err)
{
    struct chat_user_row user = {.password = NULL};
    struct chat_member_row row = {.state = CHAT_MEMBER_NONE};
    chat_storage_t *storage;
    enum chat_status status = chat_tx_storage(tx, &storage, err);

    if (status == CHAT_OK)
        status = storage->ops->user_find(storage, CHAT_NO_USER, handle, &user, err);
    if (status == CHAT_E_NOT_FOUND || (status == CHAT_OK && user.user.state == CHAT_USER_ERASED))
        status = chat_fail_field(err, "handle", "nobody has the handle %s", handle);
    if (status == CHAT_OK)
        status = chat_tx_member(tx, room, user.user.id, &row, err);
    if (status == CHAT_OK && row.state == CHAT_MEMBER_JOINED)
        status = chat_fail_code(err, CHAT_E_CONFLICT, "already_member", "%s is in this room already", handle);
    if (status == CHAT_OK && row.state == CHAT_MEMBER_BANNED)
        status = chat_fail_code(err, CHAT_E_CONFLICT, "banned", "%s is banned from this room", handle);
    bool anew = row.state != CHAT_MEMBER_INVITED; /* once is enough */
    if (status == CHAT_OK && anew)
        status = may_be_invited(tx, user.user.id, err);
    if (status == CHAT_OK && anew) {
        row.state = CHAT_MEMBER_INVITED;
        row.role = CHAT_ROLE_MEMBER;
        row.since_us = tx->now_us;
        status = chat_tx_member_put(tx, &row, err);
        if (status == CHAT_OK)
            status = tell_both(tx, room, user.user.id, CHAT_EVENT_MEMBER_INVITED, CHAT_EVENT_INVITED_TO_ROOM,
                               NULL, err);
    }
    chat_user_row_clear(&user);
    return status;
}

static enum chat_status member_invite_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                            const void *params, void *result, struct chat_error *err)
{
    const struct chat_member_invite_params *asked = params;
    struct chat_facts facts;
    enum chat_status status = chat_tx_may(tx, actor, asked->room, &facts, err);

    (void)result;
    return status == CHAT_OK ? invite(tx, asked->room, asked->handle, err) : status;
}

const struct chat_op chat_op_member_invite = {
    .name = "member.invite",
    .summary = "Invite a person to a room.",
    .action = CHAT_ACTION_MEMBER_INVITE,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .method = "POST",
    .path = "/api/v1/rooms/{room}/invitations",
    .http_status = 204,
    .params = &chat_record_member_invite_params,
    .apply = member_invite_apply,
};

/* Judge an act on a member: facts with their rank, then may(). */
static enum chat_status may_act_on(struct chat_tx *tx, const struct chat_actor *actor, chat_room_id room,
                                   chat_user_id user, enum chat_room_role grant, struct chat_facts *facts,
                                   struct chat_error *err)
{
    enum chat_status status = chat_tx_facts(tx, actor, room, facts, err);

    if (status == CHAT_OK)
        status = chat_tx_target(tx, facts, room, user, err);
    if (status != CHAT_OK)
        return status;
    facts->target.missing = facts->target.room_role == 0;
    facts->target.grant_room = grant;
    return chat_may(facts, tx->op->action, err);
}

/* The room never loses its last host by somebody else's hand. */
static enum chat_status keeps_a_host(struct chat_tx *tx, chat_room_id room, chat_user_id user,
                                     struct chat_error *err)
{
    chat_storage_t *storage;
    chat_user_id heir;
    size_t hosts = 0;
    enum chat_status status = chat_tx_storage(tx, &storage, err);

    if (status == CHAT_OK)
        status = storage->ops->member_heir(storage, room, user, &heir, &hosts, err);
    if (status == CHAT_OK && hosts == 0)
        status = chat_fail_code(err, CHAT_E_CONFLICT, "last_host",
                                "this is the last host of the room: make somebody else host first");
    return status;
}

static enum chat_status member_remove_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                            const void *params, void *result, struct chat_error *err)
{
    const struct chat_member_params *asked = params;
    struct chat_facts facts;
    enum chat_status status = may_act_on(tx, actor, asked->room, asked->user, 0, &facts, err);

    (void)result;
    if (status == CHAT_OK && facts.target.room_role == CHAT_ROLE_HOST)
        status = keeps_a_host(tx, asked->room, asked->user, err);
    if (status == CHAT_OK)
        status = leave(tx, asked->room, asked->user, CHAT_MEMBER_REMOVED, CHAT_EVENT_MEMBER_REMOVED, err);
    return status == CHAT_OK ? chat_tx_audit(tx, actor, asked->user.value, asked->room, err) : status;
}

const struct chat_op chat_op_member_remove = {
    .name = "member.remove",
    .summary = "Remove a member from a room.",
    .action = CHAT_ACTION_MEMBER_REMOVE,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .method = "DELETE",
    .path = "/api/v1/rooms/{room}/members/{user}",
    .http_status = 204,
    .params = &chat_record_member_params,
    .apply = member_remove_apply,
};

static enum chat_status member_set_role_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                              const void *params, void *result, struct chat_error *err)
{
    const struct chat_member_role_params *asked = params;
    struct chat_event event = {.log = CHAT_ROOM_LOG(asked->room),
                               .kind = CHAT_EVENT_MEMBER_ROLE,
                               .subject = asked->user.value,
                               .arg = asked->role};
    struct chat_member_row row;
    struct chat_facts facts;
    enum chat_status status = may_act_on(tx, actor, asked->room, asked->user, asked->role, &facts, err);

    (void)result;
    if (status == CHAT_OK && facts.target.room_role == asked->role)
        return CHAT_OK;
    if (status == CHAT_OK && facts.target.room_role == CHAT_ROLE_HOST)
        status = keeps_a_host(tx, asked->room, asked->user, err);
    if (status == CHAT_OK)
        status = chat_tx_member(tx, asked->room, asked->user, &row, err);
    if (status != CHAT_OK)
        return status;
    row.role = asked->role;
    event.actor = facts.actor.id;
    status = chat_tx_member_put(tx, &row, err);
    if (status == CHAT_OK)
        status = chat_tx_emit(tx, &event, NULL, err);
    return status == CHAT_OK ? chat_tx_audit(tx, actor, asked->user.value, asked->room, err) : status;
}

const struct chat_op chat_op_member_set_role = {
    .name = "member.set_role",
    .summary = "Give a member another role in the room.",
    .action = CHAT_ACTION_MEMBER_SET_ROLE,
    .flags = CHAT_OP_WRITES,
    .bucket = CHAT_BUCKET_WRITE,
    .cost = 1,
    .method = "PUT",
    .path = "/api/v1/rooms/{room}/members/{user}/role",
    .http_status = 204,
    .params = &chat_record_member_role_params,
    .apply = member_set_role_apply,
};
