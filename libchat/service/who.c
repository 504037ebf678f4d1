/*
 * Who is asking, what is known of them and of the room, and whether they may: the facts that the one
 * decision function is given.
 */
#include <string.h>

#include "libchat/base/error.h"
#include "libchat/service/tx.h"

/* The session an actor names, by id or by the hash of its token; id 0 when there is none or it is over. */
static enum chat_status load_session(struct chat_tx *tx, const struct chat_actor *actor,
                                     struct chat_error *err)
{
    struct chat_fact fact;
    enum chat_status status;

    if (actor->kind == CHAT_AS_TOKEN) {
        /* Never from memory: a token is looked up where it can end. */
        fact = (struct chat_fact){.kind = CHAT_FACT_TOKEN};
        memcpy(fact.hash, actor->token_hash, sizeof fact.hash);
        status = tx->storage->ops->facts_load(tx->storage, &fact, 1, err);
    } else {
        status = chat_tx_fact(tx, CHAT_FACT_SESSION, actor->session.value, 0, &fact, err);
        if (status == CHAT_OK && fact.present && fact.session.user.value != actor->user.value)
            fact.present = false;
    }
    if (status != CHAT_OK)
        return status;
    tx->session = fact.present && fact.session.expires_at_us > tx->now_us ? fact.session
                                                                          : (struct chat_fact_session){0};
    return CHAT_OK;
}

static enum chat_status load_account(struct chat_tx *tx, chat_user_id user, struct chat_error *err)
{
    struct chat_fact fact;
    enum chat_status status = chat_tx_fact(tx, CHAT_FACT_USER, user.value, 0, &fact, err);

    if (status != CHAT_OK)
        return status;
    if (!fact.present) {
        tx->actor.session_over = true;
        return CHAT_OK;
    }
    tx->actor.state = fact.user.state;
    tx->actor.user_kind = fact.user.kind;
    tx->actor.role = fact.user.role;
    tx->actor.created_at_us = fact.user.created_at_us;
    return CHAT_OK;
}

enum chat_status chat_tx_identify(struct chat_tx *tx, const struct chat_actor *actor, struct chat_error *err)
{
    chat_user_id user = actor->user;

    if (tx->actor.kind)
        return CHAT_OK; /* already known */
    tx->actor = (struct chat_actor_facts){.kind = CHAT_ACTOR_ACCOUNT, .state = CHAT_USER_ACTIVE};
    if (actor->kind == CHAT_AS_ANONYMOUS || actor->kind == CHAT_AS_SYSTEM) {
        tx->actor.kind = actor->kind == CHAT_AS_SYSTEM ? CHAT_ACTOR_SYSTEM : CHAT_ACTOR_ANONYMOUS;
        return CHAT_OK;
    }
    if (actor->kind == CHAT_AS_TOKEN || actor->kind == CHAT_AS_SESSION) {
        enum chat_status status = load_session(tx, actor, err);
        if (status != CHAT_OK)
            return status;
        tx->actor.session_over = tx->session.id.value == 0;
        user = tx->session.user;
    }
    tx->actor.id = user;
    return tx->actor.session_over ? CHAT_OK : load_account(tx, user, err);
}

static void site_facts(const struct chat_store_row *store, struct chat_site_facts *out)
{
    const struct chat_settings *settings = &store->settings;
    *out = (struct chat_site_facts){
        .claimed = store->claimed,
        .lockdown = settings->lockdown,
        .anonymous_read = settings->anonymous_read,
        .members_bots = true,
        .registration = settings->registration,
        .room_create = settings->room_create,
        .edit_window_us = settings->edit_window_s < 0 ? -1 : settings->edit_window_s * 1000000,
    };
}

static enum chat_status room_facts(struct chat_tx *tx, chat_room_id room, struct chat_facts *facts,
                                   struct chat_error *err)
{
    struct chat_fact fact;
    struct chat_member_row member;
    enum chat_status status = chat_tx_fact(tx, CHAT_FACT_ROOM, room.value, 0, &fact, err);

    if (status != CHAT_OK)
        return status;
    facts->room = (struct chat_room_facts){.id = room};
    if (!fact.present || fact.room.state == CHAT_ROOM_DELETED)
        return CHAT_OK;
    facts->room = (struct chat_room_facts){
        .present = true,
        .id = room,
        .kind = fact.room.kind,
        .state = fact.room.state,
        .joining = fact.room.joining,
        .posting = fact.room.posting,
        .inviting = CHAT_POSTING_MEMBERS,
        .mention_all = CHAT_POSTING_MODERATORS,
        .threads = fact.room.threads,
        .history = fact.room.history,
        .slow_mode_us = fact.room.slow_mode_s * 1000000,
    };
    if (tx->actor.id.value == 0)
        return CHAT_OK;
    status = chat_tx_member(tx, room, tx->actor.id, &member, err);
    if (status == CHAT_OK)
        facts->member = (struct chat_member_facts){
            .state = member.state,
            .role = member.role,
            .muted_until_us = member.muted_until_us,
            .joined_seq = member.joined_seq,
            .last_sent_us = member.last_sent_us,
        };
    return status;
}

enum chat_status chat_tx_facts(struct chat_tx *tx, const struct chat_actor *actor, chat_room_id room,
                               struct chat_facts *facts, struct chat_error *err)
{
    enum chat_status status = chat_tx_identify(tx, actor, err);

    if (status != CHAT_OK)
        return status;
    memset(facts, 0, sizeof *facts);
    facts->now_us = tx->now_us;
    facts->actor = tx->actor;
    facts->member.state = CHAT_MEMBER_NONE;
    site_facts(tx->store, &facts->site);
    return room.value ? room_facts(tx, room, facts, err) : CHAT_OK;
}

enum chat_status chat_tx_may(struct chat_tx *tx, const struct chat_actor *actor, chat_room_id room,
                             struct chat_facts *facts, struct chat_error *err)
{
    enum chat_status status = chat_tx_facts(tx, actor, room, facts, err);
    return status == CHAT_OK ? chat_may(facts, tx->op->action, err) : status;
}

enum chat_status chat_tx_may_account(struct chat_tx *tx, const struct chat_actor *actor, chat_room_id room,
                                     struct chat_facts *facts, struct chat_error *err)
{
    enum chat_status status = chat_tx_may(tx, actor, room, facts, err);

    if (status == CHAT_OK && facts->actor.kind != CHAT_ACTOR_ACCOUNT)
        return chat_fail_code(err, CHAT_E_UNAUTHENTICATED, chat_rule_code(CHAT_RULE_NOT_SIGNED_IN), "%s",
                              chat_rule_sentence(CHAT_RULE_NOT_SIGNED_IN));
    return status;
}

struct chat_reader chat_tx_reader(const struct chat_facts *facts)
{
    bool account = facts->actor.kind == CHAT_ACTOR_ACCOUNT;
    bool system = facts->actor.kind == CHAT_ACTOR_SYSTEM;
    return (struct chat_reader){
        .user = facts->actor.id,
        .sees_public =
            system || (account && facts->actor.role > CHAT_SITE_GUEST) || facts->site.anonymous_read,
        .sees_private = system || (account && facts->actor.role >= CHAT_SITE_ADMIN),
    };
}

enum chat_status chat_tx_target(struct chat_tx *tx, struct chat_facts *facts, chat_room_id room,
                                chat_user_id user, struct chat_error *err)
{
    struct chat_member_row member;
    struct chat_fact fact;
    enum chat_status status = chat_tx_fact(tx, CHAT_FACT_USER, user.value, 0, &fact, err);

    if (status == CHAT_OK)
        status = chat_tx_member(tx, room, user, &member, err);
    if (status != CHAT_OK)
        return status;
    facts->target.present = true;
    facts->target.missing = !fact.present;
    facts->target.own = facts->actor.id.value != 0 && facts->actor.id.value == user.value;
    facts->target.site_role = fact.present ? fact.user.role : 0;
    facts->target.room_role = member.state == CHAT_MEMBER_JOINED ? member.role : 0;
    return CHAT_OK;
}
