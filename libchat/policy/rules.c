/*
 * docs/permissions.md, row by row and column by column, so that the two can be laid side by side. Also
 * the words of actions and rules.
 */
#include "libchat/policy/rules.h"

#include <string.h>

#define ROOM(action, letters, notes) \
    [CHAT_ACTION_##action] = {CHAT_ACTION_##action, letters, notes, RULE_TABLE_ROOM}
#define SITE(action, letters, notes) \
    [CHAT_ACTION_##action] = {CHAT_ACTION_##action, letters, notes, RULE_TABLE_SITE}
#define DOOR(action, letters, notes) \
    [CHAT_ACTION_##action] = {CHAT_ACTION_##action, letters, notes, RULE_TABLE_DOOR}

/* clang-format off */
static const struct rule_row rows[CHAT_ACTION_COUNT] = {
    /*                        H M m v i N A SM SA */
    ROOM(ROOM_SEE,           "y y y y y y s P y", NOTE_READS),
    ROOM(ROOM_READ,          "y y y y n y s P y", NOTE_READS),
    ROOM(ROOM_JOIN,          "- - - - y + n P y", NOTE_IF_NEW | NOTE_NEVER_DIRECT),
    ROOM(ROOM_LEAVE,         "y y y y y - - - -", NOTE_IF_NEW | NOTE_IF_ARCHIVED | NOTE_NEVER_DIRECT),
    ROOM(ROOM_EDIT,          "y n n n n n n n y", 0),
    ROOM(ROOM_ARCHIVE,       "y n n n n n n n y", NOTE_IF_ARCHIVED | NOTE_NEVER_DIRECT),
    ROOM(ROOM_DELETE,        "y n n n n n n n y", NOTE_IF_ARCHIVED | NOTE_NEVER_DIRECT),
    ROOM(ROOM_TRANSFER,      "y n n n n n n n y", NOTE_IF_ARCHIVED | NOTE_NEVER_DIRECT),
    ROOM(MEMBER_INVITE,      "y y + n n n n P y", NOTE_NEVER_DIRECT),
    ROOM(MEMBER_APPROVE,     "y y n n n n n P y", NOTE_NEVER_DIRECT),
    ROOM(MEMBER_REMOVE,      "y y n n n n n P y", NOTE_IF_ARCHIVED | NOTE_NEVER_DIRECT | NOTE_RANK),
    ROOM(MEMBER_SET_ROLE,    "y + n n n n n n y", NOTE_NEVER_DIRECT | NOTE_RANK),
    ROOM(MARKER_MOVE,        "y y y y n n n n n", NOTE_READS),
    ROOM(MESSAGE_SEND,       "y y + n n n n n n", NOTE_SPEAKS),
    ROOM(MESSAGE_EDIT,       "o o o n n n n n n", NOTE_SPEAKS),
    ROOM(MESSAGE_DELETE,     "y y o n n n n P y", NOTE_IF_ARCHIVED | NOTE_RANK | NOTE_AUDITED),
    ROOM(REVISION_READ,      "y y o n n n n P y", NOTE_READS),
    ROOM(MESSAGE_REACT,      "y y y n n n n n n", NOTE_SPEAKS),
    ROOM(MESSAGE_PIN,        "y y n n n n n P y", 0),
    ROOM(MESSAGE_MENTION_ALL, "y y + n n n n n n", NOTE_SPEAKS),
    ROOM(MESSAGE_REPORT,     "y y y y n y n y y", NOTE_IF_NEW | NOTE_IF_ARCHIVED),
    ROOM(THREAD_START,       "y y + n n n n n n", NOTE_SPEAKS),
    ROOM(THREAD_FOLLOW,      "y y y y n n n n n", NOTE_IF_NEW | NOTE_IF_ARCHIVED),
    ROOM(THREAD_CLOSE,       "y y o n n n n P y", 0),
    ROOM(FILE_UPLOAD,        "y y y n n n n n n", NOTE_SPEAKS),
    ROOM(TYPING_SEND,        "y y y n n n n n n", NOTE_SPEAKS),
    ROOM(HOOK_MANAGE,        "y n n n n n n n y", 0),

    /*                guest member moderator admin owner */
    SITE(TOPIC_LIST,         "n y y y y", NOTE_READS | NOTE_ANONYMOUS_READS),
    SITE(USER_LIST,          "n y y y y", NOTE_READS),
    SITE(PROFILE_READ,       "n y y y y", NOTE_READS),
    SITE(SEARCH,             "n y y y y", NOTE_READS | NOTE_ANONYMOUS_READS),
    SITE(ROOM_CREATE,        "n s s y y", NOTE_NOT_IN_LOCKDOWN),
    SITE(DIRECT_OPEN,        "n y y y y", NOTE_NOT_IN_LOCKDOWN),
    SITE(PROFILE_EDIT,       "y y y y y", NOTE_IF_NEW | NOTE_OWN_ONLY),
    SITE(SESSION_LIST,       "y y y y y", NOTE_IF_NEW | NOTE_OWN_ONLY),
    SITE(SESSION_REVOKE,     "y y y y y", NOTE_IF_NEW | NOTE_OWN_ONLY),
    SITE(PASSWORD_CHANGE,    "y y y y y", NOTE_IF_NEW | NOTE_OWN_ONLY),
    SITE(TOTP,               "y y y y y", NOTE_IF_NEW | NOTE_OWN_ONLY),
    SITE(BLOCK,              "y y y y y", NOTE_IF_NEW),
    SITE(TOKEN_CREATE,       "n y y y y", NOTE_OWN_ONLY),
    SITE(BOT_CREATE,         "n s s y y", NOTE_NOT_IN_LOCKDOWN | NOTE_OWN_BELOW_ADMIN),
    SITE(BOT_MANAGE,         "n s s y y", NOTE_OWN_BELOW_ADMIN),
    SITE(EXPORT_OWN,         "y y y y y", NOTE_IF_NEW | NOTE_OWN_ONLY),
    SITE(ERASE_OWN,          "y y y y y", NOTE_IF_NEW | NOTE_OWN_ONLY),
    SITE(TOPIC_RENAME,       "n n y y y", 0),
    SITE(TOPIC_MERGE,        "n n y y y", 0),
    SITE(TOPIC_DELETE,       "n n y y y", 0),
    SITE(USER_SUSPEND,       "n n y y y", NOTE_RANK | NOTE_AUDITED),
    SITE(SITE_BAN,           "n n y y y", NOTE_RANK | NOTE_AUDITED),
    SITE(REPORT_RESOLVE,     "n n y y y", NOTE_RANK | NOTE_AUDITED),
    SITE(USER_PURGE,         "n n y y y", NOTE_RANK | NOTE_AUDITED),
    SITE(INVITE_SITE,        "n s y y y", NOTE_NOT_IN_LOCKDOWN),
    SITE(USER_SET_ROLE,      "n n n y y", NOTE_RANK | NOTE_AUDITED),
    SITE(SETTINGS,           "n n n y y", NOTE_RANK | NOTE_AUDITED),
    SITE(AUDIT_READ,         "n n n y y", NOTE_IF_NEW | NOTE_RANK | NOTE_AUDITED),
    SITE(EXPORT,             "n n n y y", NOTE_RANK | NOTE_AUDITED),
    SITE(IMPORT,             "n n n y y", NOTE_RANK | NOTE_AUDITED),
    SITE(BACKUP,             "n n n y y", NOTE_RANK | NOTE_AUDITED),
    SITE(RESET_LINK,         "n n n y y", NOTE_RANK | NOTE_AUDITED),
    SITE(LOCKDOWN,           "n n n y y", NOTE_RANK | NOTE_AUDITED),
    SITE(OWNER_TRANSFER,     "n n n n y", 0),

    /*      anonymous guest member moderator admin owner */
    DOOR(SITE_READ,          "y y y y y y", NOTE_READS),
    DOOR(ACCOUNT_REGISTER,   "s n n n n n", NOTE_NOT_IN_LOCKDOWN),
    DOOR(SESSION_OPEN,       "y y y y y y", NOTE_IF_NEW),
    DOOR(SYNC_READ,          "n y y y y y", NOTE_READS),
};
/* clang-format on */

const struct rule_row *chat_rules_row(enum chat_action action)
{
    static const struct rule_row none = {CHAT_ACTION_NONE, "n n n n n n n n n", 0, RULE_TABLE_SITE};

    if (action <= CHAT_ACTION_NONE || action >= CHAT_ACTION_COUNT || !rows[action].letters)
        return &none;
    return &rows[action];
}

static const char *const action_names[CHAT_ACTION_COUNT] = {
#define ACTION_NAME(constant, name) [CHAT_ACTION_##constant] = (name),
    CHAT_ACTIONS(ACTION_NAME)
#undef ACTION_NAME
};

const char *chat_action_name(enum chat_action action)
{
    return action > CHAT_ACTION_NONE && action < CHAT_ACTION_COUNT ? action_names[action] : NULL;
}

enum chat_action chat_action_find(const char *name)
{
    for (int action = CHAT_ACTION_NONE + 1; action < CHAT_ACTION_COUNT; action++)
        if (strcmp(action_names[action], name) == 0)
            return (enum chat_action)action;
    return CHAT_ACTION_NONE;
}

static const struct {
    const char *code, *sentence;
    enum chat_status status;
} rules[CHAT_RULE_COUNT] = {
#define RULE_WORDS(constant, code, status, sentence) [CHAT_RULE_##constant] = {code, sentence, status},
    CHAT_RULES(RULE_WORDS)
#undef RULE_WORDS
};

/* A value that is no rule reads as the refusal that says least. */
static enum chat_rule known_rule(enum chat_rule rule)
{
    return (unsigned)rule < CHAT_RULE_COUNT ? rule : CHAT_RULE_NOT_VISIBLE;
}

const char *chat_rule_code(enum chat_rule rule)
{
    return rules[known_rule(rule)].code;
}

const char *chat_rule_sentence(enum chat_rule rule)
{
    return rules[known_rule(rule)].sentence;
}

enum chat_status chat_rule_status(enum chat_rule rule)
{
    return rules[known_rule(rule)].status;
}
