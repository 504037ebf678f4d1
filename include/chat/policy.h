/*
 * The one decision function. Pure: no I/O, no clock, no allocation. What it decides is written for
 * people in docs/permissions.md, and a test holds the two together cell by cell.
 */
#ifndef CHAT_POLICY_H
#define CHAT_POLICY_H

#include "chat/model.h"

CHAT_BEGIN_DECLS

/** Every action of docs/permissions.md, in its order: X(constant, name). */
#define CHAT_ACTIONS(X)                           \
    X(ROOM_SEE, "room.see")                       \
    X(ROOM_READ, "room.read")                     \
    X(ROOM_JOIN, "room.join")                     \
    X(ROOM_LEAVE, "room.leave")                   \
    X(ROOM_EDIT, "room.edit")                     \
    X(ROOM_ARCHIVE, "room.archive")               \
    X(ROOM_DELETE, "room.delete")                 \
    X(ROOM_TRANSFER, "room.transfer")             \
    X(MEMBER_INVITE, "member.invite")             \
    X(MEMBER_APPROVE, "member.approve")           \
    X(MEMBER_REMOVE, "member.remove")             \
    X(MEMBER_SET_ROLE, "member.set_role")         \
    X(MARKER_MOVE, "marker.move")                 \
    X(MESSAGE_SEND, "message.send")               \
    X(MESSAGE_EDIT, "message.edit")               \
    X(MESSAGE_DELETE, "message.delete")           \
    X(REVISION_READ, "revision.read")             \
    X(MESSAGE_REACT, "message.react")             \
    X(MESSAGE_PIN, "message.pin")                 \
    X(MESSAGE_MENTION_ALL, "message.mention_all") \
    X(MESSAGE_REPORT, "message.report")           \
    X(THREAD_START, "thread.start")               \
    X(THREAD_FOLLOW, "thread.follow")             \
    X(THREAD_CLOSE, "thread.close")               \
    X(FILE_UPLOAD, "file.upload")                 \
    X(TYPING_SEND, "typing.send")                 \
    X(HOOK_MANAGE, "hook.manage")                 \
    X(TOPIC_LIST, "topic.list")                   \
    X(USER_LIST, "user.list")                     \
    X(PROFILE_READ, "profile.read")               \
    X(SEARCH, "search")                           \
    X(ROOM_CREATE, "room.create")                 \
    X(DIRECT_OPEN, "direct.open")                 \
    X(PROFILE_EDIT, "profile.edit")               \
    X(SESSION_LIST, "session.list")               \
    X(SESSION_REVOKE, "session.revoke")           \
    X(PASSWORD_CHANGE, "password.change")         \
    X(TOTP, "totp")                               \
    X(BLOCK, "block")                             \
    X(TOKEN_CREATE, "token.create")               \
    X(BOT_CREATE, "bot.create")                   \
    X(BOT_MANAGE, "bot.manage")                   \
    X(EXPORT_OWN, "export.own")                   \
    X(ERASE_OWN, "erase.own")                     \
    X(TOPIC_RENAME, "topic.rename")               \
    X(TOPIC_MERGE, "topic.merge")                 \
    X(TOPIC_DELETE, "topic.delete")               \
    X(USER_SUSPEND, "user.suspend")               \
    X(SITE_BAN, "site.ban")                       \
    X(REPORT_RESOLVE, "report.resolve")           \
    X(USER_PURGE, "user.purge")                   \
    X(INVITE_SITE, "invite.site")                 \
    X(USER_SET_ROLE, "user.set_role")             \
    X(SETTINGS, "settings")                       \
    X(AUDIT_READ, "audit.read")                   \
    X(EXPORT, "export")                           \
    X(IMPORT, "import")                           \
    X(BACKUP, "backup")                           \
    X(RESET_LINK, "reset_link")                   \
    X(LOCKDOWN, "lockdown")                       \
    X(OWNER_TRANSFER, "owner.transfer")           \
    X(SITE_READ, "site.read")                     \
    X(ACCOUNT_REGISTER, "account.register")       \
    X(SESSION_OPEN, "session.open")               \
    X(SYNC_READ, "sync.read")

enum chat_action {
    CHAT_ACTION_NONE = 0,
#define CHAT_ACTION_CONSTANT(constant, name) CHAT_ACTION_##constant,
    CHAT_ACTIONS(CHAT_ACTION_CONSTANT)
#undef CHAT_ACTION_CONSTANT
        CHAT_ACTION_COUNT
};

/** Every rule that can decide: X(constant, stable code, status, sentence for a person). */
#define CHAT_RULES(X)                                                                                       \
    X(ALLOWED, "allowed", CHAT_OK, "allowed")                                                               \
    X(NOT_SIGNED_IN, "not_signed_in", CHAT_E_UNAUTHENTICATED, "sign in first")                              \
    X(SESSION_OVER, "session_over", CHAT_E_UNAUTHENTICATED, "this session is over: sign in again")          \
    X(SUSPENDED, "suspended", CHAT_E_DENIED, "this account is suspended: ask a moderator of the site")      \
    X(SITE_BANNED, "site_banned", CHAT_E_DENIED, "this account or address is banned from the site")         \
    X(LOCKDOWN, "lockdown", CHAT_E_DENIED, "the site is locked down: try again later")                      \
    X(ACCOUNT_TOO_NEW, "account_too_new", CHAT_E_DENIED,                                                    \
      "this account is too new for that: try again later")                                                  \
    X(NOT_VISIBLE, "not_found", CHAT_E_NOT_FOUND, "not found")                                              \
    X(ROOM_BANNED, "banned", CHAT_E_DENIED, "you are banned from this room")                                \
    X(NOT_MEMBER, "not_member", CHAT_E_DENIED, "join the room first")                                       \
    X(ALREADY_MEMBER, "already_member", CHAT_E_CONFLICT, "you are a member of this room already")           \
    X(ROOM_ARCHIVED, "room_archived", CHAT_E_CONFLICT, "the room is archived: it can be read, not changed") \
    X(DIRECT_ROOM, "direct_room", CHAT_E_CONFLICT, "a direct room cannot do that")                          \
    X(SCOPE_MISSING, "scope_missing", CHAT_E_DENIED, "the token has no scope for that")                     \
    X(INSUFFICIENT_ROLE, "insufficient_role", CHAT_E_DENIED, "your role does not allow that")               \
    X(SETTING, "setting", CHAT_E_DENIED, "the settings of the site do not allow that")                      \
    X(NOT_OWN, "not_own", CHAT_E_DENIED, "only the author may do that")                                     \
    X(ROOM_POLICY, "room_policy", CHAT_E_DENIED, "the policy of the room does not allow that")              \
    X(INVITE_NEEDED, "invite_needed", CHAT_E_DENIED, "joining this room needs an invitation")               \
    X(RANK_TOO_LOW, "rank_too_low", CHAT_E_DENIED,                                                          \
      "nobody acts on an equal or a superior, or grants above their own rank")                              \
    X(BLOCKED, "blocked", CHAT_E_DENIED, "this person does not take direct rooms from you")                 \
    X(MUTED, "muted", CHAT_E_DENIED, "you are muted in this room")                                          \
    X(SLOW_MODE, "slow_mode", CHAT_E_LIMITED, "this room is in slow mode: wait before the next message")    \
    X(QUOTA_EXCEEDED, "quota_exceeded", CHAT_E_DENIED, "the quota is used up")                              \
    X(EDIT_WINDOW, "edit_window", CHAT_E_DENIED, "the time in which a message may be edited is over")       \
    X(UNCLAIMED, "unclaimed", CHAT_E_DENIED,                                                                \
      "the site has no owner yet: open the setup link that the server printed")

enum chat_rule {
#define CHAT_RULE_CONSTANT(constant, code, status, sentence) CHAT_RULE_##constant,
    CHAT_RULES(CHAT_RULE_CONSTANT)
#undef CHAT_RULE_CONSTANT
        CHAT_RULE_COUNT
};

enum chat_actor_class {
    CHAT_ACTOR_ANONYMOUS = 1, /* nobody has signed in */
    CHAT_ACTOR_ACCOUNT,       /* a user, by session or vouched for by the host program */
    CHAT_ACTOR_SYSTEM         /* the program itself: everything but read or write in a direct room */
};

/** What the decision needs to know of who is asking. */
struct chat_actor_facts {
    enum chat_actor_class kind;
    chat_user_id id;
    enum chat_user_state state;
    enum chat_user_kind user_kind;
    enum chat_site_role role;
    bool session_over; /* a session was named, and it has ended or expired */
    bool banned;       /* by a site ban of the user or the address */
    bool scoped;       /* the token has scopes, and none of them covers the action */
    int64_t created_at_us;
};

/** What it needs to know of the site. */
struct chat_site_facts {
    bool claimed;
    bool lockdown;
    bool anonymous_read;
    bool members_invite; /* members may invite people to the site */
    bool members_bots;   /* members and moderators may make bots */
    enum chat_registration registration;
    enum chat_site_role room_create; /* the least role that may create rooms */
    int64_t min_account_age_us;      /* before that an account only reads; 0: none */
    int64_t edit_window_us;          /* -1: always */
};

/** What it needs to know of the room, if the action is in one. */
struct chat_room_facts {
    bool present; /* false: there is no such room (or it was deleted) */
    chat_room_id id;
    enum chat_room_kind kind;
    enum chat_room_state state;
    enum chat_joining joining;
    enum chat_posting posting;
    enum chat_posting inviting;    /* who may invite: members, moderators, hosts */
    enum chat_posting mention_all; /* who may mention everybody */
    enum chat_threads threads;
    enum chat_history history;
    int64_t slow_mode_us;
};

/** How the actor stands to that room. */
struct chat_member_facts {
    enum chat_member_state state; /* 0 is read as NONE */
    enum chat_room_role role;
    int64_t muted_until_us;
    int64_t joined_seq;
    int64_t last_sent_us;
};

/** What is acted on inside the room or site, if anything: a message, a member, a user. */
struct chat_target_facts {
    bool present; /* false: the action has no target */
    bool missing; /* it was named and is not there */
    bool own;     /* the actor wrote it, or it is the actor */
    int64_t seq;  /* its number in the room's log; 0: none */
    int64_t created_at_us;
    enum chat_room_role room_role;  /* of the person it belongs to; 0: not a member */
    enum chat_site_role site_role;  /* of that person */
    enum chat_room_role grant_room; /* the role to be given; 0: none */
    enum chat_site_role grant_site;
    bool blocks_actor; /* that person blocks the actor, or takes no direct rooms from them */
};

struct chat_facts {
    int64_t now_us;
    struct chat_actor_facts actor;
    struct chat_site_facts site;
    struct chat_room_facts room;
    struct chat_member_facts member;
    struct chat_target_facts target;
    bool quota_exceeded;
};

/** The decision, and what it rests on. */
struct chat_decision {
    enum chat_rule rule;     /* ALLOWED, or the first rule that refused */
    unsigned step;           /* of the order of decision in docs/permissions.md, 1 to 11 */
    uint32_t retry_after_ms; /* for SLOW_MODE */
    bool audited;            /* allowed, but only as a right that leaves an audit row */
};

/** May the actor of `facts` do `action`? Total: every input has an answer. Any thread. */
CHAT_API struct chat_decision chat_decide(const struct chat_facts *facts, enum chat_action action);

/** chat_decide() as a status: CHAT_OK, or `err` filled with the rule's code and sentence. Any thread. */
CHAT_API CHAT_CHECKED enum chat_status chat_may(const struct chat_facts *facts, enum chat_action action,
                                                struct chat_error *err);

/** One step of the order of decision as it went for these facts. */
struct chat_explained_step {
    unsigned step;
    const char *question; /* "is the room visible?" */
    enum chat_rule rule;  /* ALLOWED: passed */
};

#define CHAT_EXPLAIN_STEPS 11

/** The whole path up to the step that decided; returns the number of steps filled (at most
 * CHAT_EXPLAIN_STEPS). */
CHAT_API unsigned chat_explain(const struct chat_facts *facts, enum chat_action action,
                               struct chat_explained_step steps[CHAT_EXPLAIN_STEPS]);

/** "room.create"; NULL for a value that is none. Static; any thread. */
CHAT_API const char *chat_action_name(enum chat_action action);

/** CHAT_ACTION_NONE when no action has that name. */
CHAT_API enum chat_action chat_action_find(const char *name);

/** Stable code, sentence and status of a rule. Static; any thread. */
CHAT_API const char *chat_rule_code(enum chat_rule rule);
CHAT_API const char *chat_rule_sentence(enum chat_rule rule);
CHAT_API enum chat_status chat_rule_status(enum chat_rule rule);

/**
 * Whether a reader may see number `seq` of the room's log: the second half of "visible". The first is
 * CHAT_ACTION_ROOM_READ.
 */
CHAT_API bool chat_seq_visible(const struct chat_facts *facts, int64_t seq);

CHAT_END_DECLS

#endif
