/*
 * One case, made ready for the questions: which columns of the tables apply to the actor, what a letter
 * says there, and who outranks whom.
 */
#include "libchat/policy/judge.h"

bool chat_judge_in_room(const struct chat_judge *judge)
{
    return judge->row->table == RULE_TABLE_ROOM;
}

bool chat_judge_noted(const struct chat_judge *judge, unsigned note)
{
    return (judge->row->notes & note) != 0;
}

bool chat_judge_is_kind(const struct chat_judge *judge, enum chat_room_kind kind)
{
    return judge->facts->room.kind == kind;
}

bool chat_judge_joined(const struct chat_judge *judge)
{
    return judge->facts->member.state == CHAT_MEMBER_JOINED;
}

enum chat_site_role chat_judge_site_role(const struct chat_judge *judge)
{
    enum chat_site_role role = judge->facts->actor.role;

    return role >= CHAT_SITE_GUEST && role <= CHAT_SITE_OWNER ? role : CHAT_SITE_GUEST;
}

/*
 * The effective role: which columns apply.
 */

static int column_of_role(enum chat_room_role role, enum chat_site_role site)
{
    /* Guests have the rights of a member at most. */
    if (site <= CHAT_SITE_GUEST && role > CHAT_ROLE_MEMBER)
        role = CHAT_ROLE_MEMBER;
    switch (role) {
    case CHAT_ROLE_HOST:
        return COLUMN_HOST;
    case CHAT_ROLE_MODERATOR:
        return COLUMN_MODERATOR;
    case CHAT_ROLE_MEMBER:
        return COLUMN_MEMBER;
    case CHAT_ROLE_VIEWER:
        break;
    }
    return COLUMN_VIEWER;
}

static int room_column(const struct chat_judge *judge)
{
    bool public = chat_judge_is_kind(judge, CHAT_ROOM_PUBLIC);

    if (judge->who == CHAT_ACTOR_ANONYMOUS)
        return public ? COLUMN_ANONYMOUS : COLUMN_NONE;
    if (chat_judge_joined(judge))
        return column_of_role(judge->facts->member.role, chat_judge_site_role(judge));
    /* A guest has rights only where one was invited; elsewhere they are a stranger like any other. */
    int outside = !public                                          ? COLUMN_NONE
                  : chat_judge_site_role(judge) == CHAT_SITE_GUEST ? COLUMN_ANONYMOUS
                                                                   : COLUMN_NOT_MEMBER;
    if (judge->facts->member.state != CHAT_MEMBER_INVITED || chat_judge_is_kind(judge, CHAT_ROOM_DIRECT))
        return outside;
    /* In a public room an invitation takes nothing away from what everybody may. */
    return outside == COLUMN_NOT_MEMBER && chat_rules_letter(judge->row, COLUMN_INVITED) == 'n'
               ? outside
               : COLUMN_INVITED;
}

/* A site role counts beside the role in the room, so that staff who join a room lose nothing by it. */
static int site_column(const struct chat_judge *judge)
{
    enum chat_site_role role = chat_judge_site_role(judge);

    if (judge->who != CHAT_ACTOR_ACCOUNT)
        return COLUMN_NONE;
    if (role >= CHAT_SITE_ADMIN && !chat_judge_is_kind(judge, CHAT_ROOM_DIRECT))
        return COLUMN_SITE_ADMIN;
    if (role == CHAT_SITE_MODERATOR && chat_judge_is_kind(judge, CHAT_ROOM_PUBLIC))
        return COLUMN_SITE_MODERATOR;
    return COLUMN_NONE;
}

struct chat_judge chat_judge_of(const struct chat_facts *facts, enum chat_action action)
{
    struct chat_judge judge = {
        .facts = facts,
        .row = chat_rules_row(action),
        .who = facts->actor.kind,
        .column = COLUMN_NONE,
        .site_column = COLUMN_NONE,
    };

    if (judge.who != CHAT_ACTOR_ACCOUNT && judge.who != CHAT_ACTOR_SYSTEM)
        judge.who = CHAT_ACTOR_ANONYMOUS;
    /* Whose session is over may knock like anyone: how else would they sign in again? */
    if (judge.row->table == RULE_TABLE_DOOR && facts->actor.session_over &&
        chat_rules_letter(judge.row, 0) != 'n')
        judge.who = CHAT_ACTOR_ANONYMOUS;

    if (chat_judge_in_room(&judge)) {
        judge.column = room_column(&judge);
        judge.site_column = site_column(&judge);
    } else if (judge.row->table == RULE_TABLE_DOOR) {
        judge.column = judge.who == CHAT_ACTOR_ANONYMOUS ? 0 : (int)chat_judge_site_role(&judge);
    } else if (judge.who != CHAT_ACTOR_ANONYMOUS) {
        judge.column = (int)chat_judge_site_role(&judge) - 1;
    }
    return judge;
}

/*
 * What a letter says in this case.
 */

/* The setting that an "s" stands for. */
static enum chat_rule by_setting(const struct chat_judge *judge)
{
    const struct chat_site_facts *site = &judge->facts->site;
    bool allowed;

    switch (judge->row->action) {
    case CHAT_ACTION_ROOM_SEE:
    case CHAT_ACTION_ROOM_READ:
        allowed = site->anonymous_read;
        break;
    case CHAT_ACTION_ROOM_CREATE:
        allowed = chat_judge_site_role(judge) >= site->room_create;
        break;
    case CHAT_ACTION_BOT_CREATE:
    case CHAT_ACTION_BOT_MANAGE:
        allowed = site->members_bots;
        break;
    case CHAT_ACTION_INVITE_SITE:
        allowed = site->members_invite;
        break;
    case CHAT_ACTION_ACCOUNT_REGISTER:
        if (!site->claimed)
            return CHAT_RULE_UNCLAIMED;
        allowed = site->registration == CHAT_REGISTRATION_OPEN;
        break;
    default:
        allowed = false;
    }
    return allowed ? CHAT_RULE_ALLOWED : CHAT_RULE_SETTING;
}

enum chat_rule chat_judge_by_letter(const struct chat_judge *judge, int column)
{
    switch (chat_rules_letter(judge->row, column)) {
    case 'y':
    case '+':
        return CHAT_RULE_ALLOWED;
    case 's':
        return by_setting(judge);
    case 'P':
        return chat_judge_is_kind(judge, CHAT_ROOM_PUBLIC) ? CHAT_RULE_ALLOWED : CHAT_RULE_INSUFFICIENT_ROLE;
    case 'o':
        return judge->facts->target.own ? CHAT_RULE_ALLOWED : CHAT_RULE_NOT_OWN;
    default:
        return CHAT_RULE_INSUFFICIENT_ROLE;
    }
}

bool chat_judge_by_site_role_alone(const struct chat_judge *judge)
{
    return chat_judge_by_letter(judge, judge->column) != CHAT_RULE_ALLOWED &&
           chat_judge_by_letter(judge, judge->site_column) == CHAT_RULE_ALLOWED;
}

enum chat_rule chat_judge_by_table(const struct chat_judge *judge)
{
    enum chat_rule rule = chat_judge_by_letter(judge, judge->column);

    if (rule == CHAT_RULE_ALLOWED || chat_judge_by_letter(judge, judge->site_column) == CHAT_RULE_ALLOWED)
        return CHAT_RULE_ALLOWED;
    return rule;
}

bool chat_judge_is_narrowed(const struct chat_judge *judge)
{
    return chat_rules_letter(judge->row, judge->column) == '+' &&
           chat_judge_by_letter(judge, judge->site_column) != CHAT_RULE_ALLOWED;
}

#define RANK_OF_SITE 10

int chat_judge_rank_of(const struct chat_judge *judge, enum chat_room_role role, enum chat_site_role site)
{
    enum chat_site_role least =
        chat_judge_is_kind(judge, CHAT_ROOM_PUBLIC) ? CHAT_SITE_MODERATOR : CHAT_SITE_ADMIN;

    if (site >= least && !chat_judge_is_kind(judge, CHAT_ROOM_DIRECT))
        return RANK_OF_SITE + (int)site;
    /* Only who is known to be a guest counts for less: a role left out must not make a host removable. */
    return site == CHAT_SITE_GUEST && role > CHAT_ROLE_MEMBER ? CHAT_ROLE_MEMBER : (int)role;
}

int chat_judge_rank(const struct chat_judge *judge)
{
    return chat_judge_rank_of(judge,
                              chat_judge_joined(judge) ? judge->facts->member.role : (enum chat_room_role)0,
                              chat_judge_site_role(judge));
}
