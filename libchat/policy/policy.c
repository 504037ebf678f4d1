/*
 * The decision: eleven questions in the order of docs/permissions.md, and the first one that refuses has
 * decided. Each question looks at the facts and at the row of the action in rules.c, and at nothing else.
 */
#include "chat/policy.h"

#include <stddef.h>

#include "libchat/base/error.h"
#include "libchat/policy/judge.h"

static int64_t elapsed_us(int64_t now_us, int64_t then_us)
{
    int64_t elapsed;

    if (now_us <= then_us)
        return 0;
    return __builtin_sub_overflow(now_us, then_us, &elapsed) ? INT64_MAX : elapsed;
}

static int posting_rank(enum chat_posting posting)
{
    if (posting == CHAT_POSTING_HOSTS)
        return CHAT_ROLE_HOST;
    return posting == CHAT_POSTING_MODERATORS ? CHAT_ROLE_MODERATOR : CHAT_ROLE_MEMBER;
}

/*
 * The eleven questions.
 */

static bool anonymous_may_knock(const struct chat_judge *judge)
{
    if (judge->row->table == RULE_TABLE_DOOR)
        return chat_rules_letter(judge->row, 0) != 'n';
    return judge->facts->site.anonymous_read &&
           (chat_judge_in_room(judge) || chat_judge_noted(judge, NOTE_ANONYMOUS_READS));
}

static enum chat_rule signed_in(const struct chat_judge *judge)
{
    const struct chat_actor_facts *actor = &judge->facts->actor;

    if (judge->who == CHAT_ACTOR_ANONYMOUS)
        return anonymous_may_knock(judge) ? CHAT_RULE_ALLOWED : CHAT_RULE_NOT_SIGNED_IN;
    if (actor->session_over)
        return CHAT_RULE_SESSION_OVER;
    if (actor->state == CHAT_USER_SUSPENDED)
        return CHAT_RULE_SUSPENDED;
    /* An account that was erased is nobody's any more. */
    return actor->state == CHAT_USER_ACTIVE ? CHAT_RULE_ALLOWED : CHAT_RULE_SESSION_OVER;
}

static enum chat_rule not_banned(const struct chat_judge *judge)
{
    return judge->facts->actor.banned ? CHAT_RULE_SITE_BANNED : CHAT_RULE_ALLOWED;
}

static enum chat_rule not_locked(const struct chat_judge *judge)
{
    const struct chat_site_facts *site = &judge->facts->site;
    bool account = judge->who == CHAT_ACTOR_ACCOUNT;

    /* Whoever defends the site is not locked out of it. */
    if (account && chat_judge_site_role(judge) >= CHAT_SITE_MODERATOR)
        return CHAT_RULE_ALLOWED;
    if (site->lockdown && chat_judge_noted(judge, NOTE_NOT_IN_LOCKDOWN))
        return CHAT_RULE_LOCKDOWN;
    if (account && !chat_judge_noted(judge, NOTE_IF_NEW) &&
        elapsed_us(judge->facts->now_us, judge->facts->actor.created_at_us) < site->min_account_age_us)
        return site->lockdown ? CHAT_RULE_LOCKDOWN : CHAT_RULE_ACCOUNT_TOO_NEW;
    return CHAT_RULE_ALLOWED;
}

static bool room_is_visible(const struct chat_judge *judge)
{
    const struct rule_row *see = chat_rules_row(CHAT_ACTION_ROOM_SEE);
    struct chat_judge looking = *judge;

    if (judge->who == CHAT_ACTOR_SYSTEM)
        return !chat_judge_is_kind(judge, CHAT_ROOM_DIRECT);
    /* Who is banned from a private room is told what everybody outside of it is told. */
    if (judge->facts->member.state == CHAT_MEMBER_BANNED && !chat_judge_is_kind(judge, CHAT_ROOM_PUBLIC))
        return false;
    looking.row = see;
    return chat_judge_by_table(&looking) == CHAT_RULE_ALLOWED;
}

static enum chat_rule visible(const struct chat_judge *judge)
{
    const struct chat_facts *facts = judge->facts;

    if (chat_judge_in_room(judge)) {
        if (!facts->room.present || facts->room.state == CHAT_ROOM_DELETED || !room_is_visible(judge))
            return CHAT_RULE_NOT_VISIBLE;
        if (facts->target.present && facts->target.seq > 0 && !chat_seq_visible(facts, facts->target.seq))
            return CHAT_RULE_NOT_VISIBLE;
    }
    if (facts->target.missing)
        return CHAT_RULE_NOT_VISIBLE;
    /* To a guest, people elsewhere on the site are as good as not there. */
    if (judge->row->action == CHAT_ACTION_PROFILE_READ && judge->who == CHAT_ACTOR_ACCOUNT &&
        chat_judge_site_role(judge) == CHAT_SITE_GUEST && !facts->target.own)
        return CHAT_RULE_NOT_VISIBLE;
    return CHAT_RULE_ALLOWED;
}

static enum chat_rule membership(const struct chat_judge *judge)
{
    char letter = chat_rules_letter(judge->row, judge->column);

    if (!chat_judge_in_room(judge))
        return CHAT_RULE_ALLOWED;
    if (judge->who == CHAT_ACTOR_ANONYMOUS)
        return chat_judge_by_table(judge) == CHAT_RULE_ALLOWED ? CHAT_RULE_ALLOWED : CHAT_RULE_NOT_SIGNED_IN;
    if (judge->facts->member.state == CHAT_MEMBER_BANNED)
        return CHAT_RULE_ROOM_BANNED;
    if (chat_judge_joined(judge))
        return letter == '-' ? CHAT_RULE_ALREADY_MEMBER : CHAT_RULE_ALLOWED;
    if (letter == '-' ||
        (judge->column == COLUMN_NONE && chat_rules_letter(judge->row, judge->site_column) == '-'))
        return CHAT_RULE_NOT_MEMBER;
    /* Joining is the way to what members may do. It is not for guests, and does not help with the rest. */
    if (chat_judge_by_table(judge) != CHAT_RULE_ALLOWED && chat_judge_site_role(judge) > CHAT_SITE_GUEST &&
        chat_rules_letter(judge->row, COLUMN_MEMBER) != 'n')
        return CHAT_RULE_NOT_MEMBER;
    return CHAT_RULE_ALLOWED;
}

static enum chat_rule not_archived(const struct chat_judge *judge)
{
    bool archived = chat_judge_in_room(judge) && judge->facts->room.state == CHAT_ROOM_ARCHIVED;

    return archived && !chat_judge_noted(judge, NOTE_IF_ARCHIVED) ? CHAT_RULE_ROOM_ARCHIVED
                                                                  : CHAT_RULE_ALLOWED;
}

static enum chat_rule effective_role(const struct chat_judge *judge)
{
    return judge->facts->actor.scoped ? CHAT_RULE_SCOPE_MISSING : CHAT_RULE_ALLOWED;
}

static enum chat_rule table(const struct chat_judge *judge)
{
    const struct chat_target_facts *target = &judge->facts->target;
    bool of_others = target->present && !target->own;
    enum chat_rule rule;

    if (judge->who == CHAT_ACTOR_ANONYMOUS && chat_judge_noted(judge, NOTE_ANONYMOUS_READS))
        return CHAT_RULE_ALLOWED; /* the first question has asked the setting */
    rule = chat_judge_by_table(judge);
    if (rule != CHAT_RULE_ALLOWED)
        return rule;
    if (chat_judge_noted(judge, NOTE_NEVER_DIRECT) && chat_judge_is_kind(judge, CHAT_ROOM_DIRECT))
        return CHAT_RULE_DIRECT_ROOM;
    if (of_others && chat_judge_noted(judge, NOTE_OWN_ONLY))
        return CHAT_RULE_NOT_OWN;
    if (of_others && chat_judge_noted(judge, NOTE_OWN_BELOW_ADMIN) &&
        chat_judge_site_role(judge) < CHAT_SITE_ADMIN)
        return CHAT_RULE_NOT_OWN;
    return CHAT_RULE_ALLOWED;
}

static enum chat_rule at_least(const struct chat_judge *judge, enum chat_posting posting)
{
    return chat_judge_rank(judge) >= posting_rank(posting) ? CHAT_RULE_ALLOWED : CHAT_RULE_ROOM_POLICY;
}

static enum chat_rule edit_window(const struct chat_judge *judge)
{
    int64_t window_us = judge->facts->site.edit_window_us;

    if (window_us < 0 || elapsed_us(judge->facts->now_us, judge->facts->target.created_at_us) < window_us)
        return CHAT_RULE_ALLOWED;
    return CHAT_RULE_EDIT_WINDOW;
}

static enum chat_rule policy_of_room(const struct chat_judge *judge)
{
    const struct chat_facts *facts = judge->facts;

    switch (judge->row->action) {
    case CHAT_ACTION_ROOM_JOIN:
        return chat_judge_is_narrowed(judge) && facts->room.joining == CHAT_JOINING_INVITE
                   ? CHAT_RULE_INVITE_NEEDED
                   : CHAT_RULE_ALLOWED;
    case CHAT_ACTION_MEMBER_SET_ROLE: /* the "+" of a moderator: member and viewer */
        return chat_judge_is_narrowed(judge) && facts->target.grant_room > CHAT_ROLE_MEMBER
                   ? CHAT_RULE_INSUFFICIENT_ROLE
                   : CHAT_RULE_ALLOWED;
    case CHAT_ACTION_MESSAGE_SEND:
        return at_least(judge, facts->room.posting);
    case CHAT_ACTION_MEMBER_INVITE:
        return at_least(judge, facts->room.inviting);
    case CHAT_ACTION_MESSAGE_MENTION_ALL:
        return at_least(judge, facts->room.mention_all);
    case CHAT_ACTION_THREAD_START:
        return facts->room.threads == CHAT_THREADS_OFF ? CHAT_RULE_ROOM_POLICY : CHAT_RULE_ALLOWED;
    case CHAT_ACTION_MESSAGE_EDIT:
        return edit_window(judge);
    case CHAT_ACTION_DIRECT_OPEN:
        return facts->target.blocks_actor ? CHAT_RULE_BLOCKED : CHAT_RULE_ALLOWED;
    default:
        return CHAT_RULE_ALLOWED;
    }
}

/* Nobody gives what they do not have, and there is one owner: that role changes hands, it is not given. */
static bool grants_too_much(const struct chat_judge *judge)
{
    const struct chat_target_facts *target = &judge->facts->target;

    if (target->grant_site > chat_judge_site_role(judge))
        return true;
    if (target->grant_site == CHAT_SITE_OWNER && judge->row->action != CHAT_ACTION_OWNER_TRANSFER)
        return true;
    return chat_judge_in_room(judge) && (int)target->grant_room > chat_judge_rank(judge);
}

static enum chat_rule rank(const struct chat_judge *judge)
{
    const struct chat_target_facts *target = &judge->facts->target;
    bool step_down = target->own && (judge->row->action == CHAT_ACTION_MEMBER_SET_ROLE ||
                                     judge->row->action == CHAT_ACTION_USER_SET_ROLE ||
                                     judge->row->action == CHAT_ACTION_MESSAGE_DELETE);
    bool outranks = true;

    if (grants_too_much(judge))
        return CHAT_RULE_RANK_TOO_LOW;
    if (chat_judge_noted(judge, NOTE_RANK) && target->present && !step_down)
        outranks =
            chat_judge_in_room(judge)
                ? chat_judge_rank(judge) > chat_judge_rank_of(judge, target->room_role, target->site_role)
                : chat_judge_site_role(judge) > target->site_role;
    return outranks ? CHAT_RULE_ALLOWED : CHAT_RULE_RANK_TOO_LOW;
}

/* Slow mode is for members; who keeps order in a room has to be able to speak. */
static int64_t slow_mode_left_us(const struct chat_judge *judge)
{
    const struct chat_facts *facts = judge->facts;
    int64_t elapsed;

    if (judge->row->action != CHAT_ACTION_MESSAGE_SEND || facts->member.last_sent_us == 0 ||
        chat_judge_rank(judge) >= CHAT_ROLE_MODERATOR)
        return 0;
    elapsed = elapsed_us(facts->now_us, facts->member.last_sent_us);
    return elapsed < facts->room.slow_mode_us ? facts->room.slow_mode_us - elapsed : 0;
}

static enum chat_rule not_waiting(const struct chat_judge *judge)
{
    const struct chat_facts *facts = judge->facts;

    if (chat_judge_noted(judge, NOTE_SPEAKS) && facts->member.muted_until_us > facts->now_us)
        return CHAT_RULE_MUTED;
    if (slow_mode_left_us(judge) > 0)
        return CHAT_RULE_SLOW_MODE;
    return facts->quota_exceeded && !chat_judge_noted(judge, NOTE_IF_NEW) ? CHAT_RULE_QUOTA_EXCEEDED
                                                                          : CHAT_RULE_ALLOWED;
}

static const struct {
    const char *question;
    enum chat_rule (*ask)(const struct chat_judge *judge);
} questions[CHAT_EXPLAIN_STEPS] = {
    {"is the account active and the session valid?", signed_in},
    {"is the actor not banned from the site?", not_banned},
    {"is the site not locked down, and the account old enough?", not_locked},
    {"is it there, and may the actor know that it is?", visible},
    {"does the actor stand to the room as the action needs?", membership},
    {"is the room not archived?", not_archived},
    {"does the token leave the role its rights?", effective_role},
    {"does the table of permissions allow it?", table},
    {"does the policy of the room allow it?", policy_of_room},
    {"does the actor outrank who is acted on?", rank},
    {"is the actor not muted, not too quick and within the quota?", not_waiting},
};

#define VISIBLE_STEP 4

/* The system may do everything but read or write in a direct room, and cannot act on what is not there. */
static enum chat_rule ask(const struct chat_judge *judge, unsigned step)
{
    if (judge->who == CHAT_ACTOR_SYSTEM && step != VISIBLE_STEP)
        return judge->row->action == CHAT_ACTION_NONE ? CHAT_RULE_INSUFFICIENT_ROLE : CHAT_RULE_ALLOWED;
    return questions[step - 1].ask(judge);
}

/* A site admin may read a private room, the system may do almost everything: both leave a trace. */
static bool is_audited(const struct chat_judge *judge)
{
    bool private_read =
        judge->row->action == CHAT_ACTION_ROOM_READ && chat_judge_is_kind(judge, CHAT_ROOM_PRIVATE);

    if (judge->who == CHAT_ACTOR_SYSTEM)
        return private_read || (judge->row->notes & NOTE_READS) != NOTE_READS;
    if (private_read)
        return chat_judge_by_site_role_alone(judge);
    return chat_judge_noted(judge, NOTE_AUDITED) && !judge->facts->target.own;
}

struct chat_decision chat_decide(const struct chat_facts *facts, enum chat_action action)
{
    struct chat_judge judge = chat_judge_of(facts, action);
    struct chat_decision decision = {.rule = CHAT_RULE_ALLOWED};

    while (decision.rule == CHAT_RULE_ALLOWED && decision.step < CHAT_EXPLAIN_STEPS)
        decision.rule = ask(&judge, ++decision.step);
    if (decision.rule == CHAT_RULE_SLOW_MODE) {
        int64_t left_ms = (slow_mode_left_us(&judge) - 1) / 1000 + 1;

        decision.retry_after_ms = left_ms < UINT32_MAX ? (uint32_t)left_ms : UINT32_MAX;
    }
    decision.audited = decision.rule == CHAT_RULE_ALLOWED && is_audited(&judge);
    return decision;
}

enum chat_status chat_may(const struct chat_facts *facts, enum chat_action action, struct chat_error *err)
{
    struct chat_decision decision = chat_decide(facts, action);

    if (decision.rule == CHAT_RULE_ALLOWED)
        return CHAT_OK;
    chat_fail_code(err, chat_rule_status(decision.rule), chat_rule_code(decision.rule), "%s",
                   chat_rule_sentence(decision.rule));
    if (err)
        err->retry_after_ms = decision.retry_after_ms;
    return chat_rule_status(decision.rule);
}

unsigned chat_explain(const struct chat_facts *facts, enum chat_action action,
                      struct chat_explained_step steps[CHAT_EXPLAIN_STEPS])
{
    struct chat_judge judge = chat_judge_of(facts, action);
    enum chat_rule rule = CHAT_RULE_ALLOWED;
    unsigned n = 0;

    while (rule == CHAT_RULE_ALLOWED && n < CHAT_EXPLAIN_STEPS) {
        rule = ask(&judge, n + 1);
        steps[n] = (struct chat_explained_step){n + 1, questions[n].question, rule};
        n++;
    }
    return n;
}

bool chat_seq_visible(const struct chat_facts *facts, int64_t seq)
{
    struct chat_judge judge = chat_judge_of(facts, CHAT_ACTION_ROOM_READ);

    if (facts->room.history != CHAT_HISTORY_FROM_JOINING || judge.who == CHAT_ACTOR_SYSTEM)
        return true;
    /* Staff read as staff: when they joined, or whether, is of no account. */
    if (chat_judge_by_letter(&judge, judge.site_column) == CHAT_RULE_ALLOWED)
        return true;
    return chat_judge_joined(&judge) && seq > facts->member.joined_seq;
}
