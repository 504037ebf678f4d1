/*
 * The values of a chat: plain data, each with its field table. A value that came from libchat is
 * cleared with chat_record_clear(&chat_record_<name>, &value). Texts are UTF-8 and owned by the struct.
 */
#ifndef CHAT_MODEL_H
#define CHAT_MODEL_H

#include "chat/ids.h"
#include "chat/record.h"

CHAT_BEGIN_DECLS

enum chat_user_kind { CHAT_USER_PERSON = 1, CHAT_USER_BOT };
enum chat_user_state { CHAT_USER_ACTIVE = 1, CHAT_USER_SUSPENDED, CHAT_USER_ERASED };

/** Higher ranks first is how people read it; a higher value is a higher rank. */
enum chat_site_role {
    CHAT_SITE_GUEST = 1,
    CHAT_SITE_MEMBER,
    CHAT_SITE_MODERATOR,
    CHAT_SITE_ADMIN,
    CHAT_SITE_OWNER
};

enum chat_session_kind { CHAT_SESSION_WEB = 1, CHAT_SESSION_API, CHAT_SESSION_BOT };

enum chat_room_kind { CHAT_ROOM_PUBLIC = 1, CHAT_ROOM_PRIVATE, CHAT_ROOM_DIRECT };
enum chat_room_state { CHAT_ROOM_OPEN = 1, CHAT_ROOM_ARCHIVED, CHAT_ROOM_DELETED };
enum chat_joining { CHAT_JOINING_OPEN = 1, CHAT_JOINING_REQUEST, CHAT_JOINING_INVITE };

/** The least room role that may do something; a room policy can only narrow. */
enum chat_posting { CHAT_POSTING_MEMBERS = 1, CHAT_POSTING_MODERATORS, CHAT_POSTING_HOSTS };
enum chat_threads { CHAT_THREADS_OFF = 1, CHAT_THREADS_OPTIONAL, CHAT_THREADS_REQUIRED };
enum chat_history { CHAT_HISTORY_SHARED = 1, CHAT_HISTORY_FROM_JOINING };

enum chat_member_state {
    CHAT_MEMBER_NONE = 1, /* never had anything to do with the room */
    CHAT_MEMBER_JOINED,
    CHAT_MEMBER_INVITED,
    CHAT_MEMBER_REQUESTED,
    CHAT_MEMBER_LEFT,
    CHAT_MEMBER_REMOVED,
    CHAT_MEMBER_BANNED
};

enum chat_room_role { CHAT_ROLE_VIEWER = 1, CHAT_ROLE_MEMBER, CHAT_ROLE_MODERATOR, CHAT_ROLE_HOST };

/** Through which door a message came. */
enum chat_origin {
    CHAT_ORIGIN_WEB = 1,
    CHAT_ORIGIN_API,
    CHAT_ORIGIN_BOT,
    CHAT_ORIGIN_HOOK,
    CHAT_ORIGIN_CTL,
    CHAT_ORIGIN_EMBED,
    CHAT_ORIGIN_IMPORT
};

enum chat_registration { CHAT_REGISTRATION_OPEN = 1, CHAT_REGISTRATION_INVITE, CHAT_REGISTRATION_CLOSED };

/**
 * What can happen in a log. The numbers are stored: they are never changed and never used again.
 * Which member means what for each kind is in the table of docs/protocol.md.
 */
enum chat_event_kind {
    CHAT_EVENT_SKIPPED = 1, /* made by reading: numbers the reader may not see, or that retention removed */
    /* in a room's log */
    CHAT_EVENT_ROOM_CREATED = 2,
    CHAT_EVENT_ROOM_EDITED = 3,
    CHAT_EVENT_ROOM_ARCHIVED = 4,
    CHAT_EVENT_ROOM_UNARCHIVED = 5,
    CHAT_EVENT_ROOM_DELETED = 6,
    CHAT_EVENT_MESSAGE = 7,
    CHAT_EVENT_MESSAGE_EDITED = 8,
    CHAT_EVENT_MESSAGE_DELETED = 9,
    CHAT_EVENT_MEMBER_JOINED = 10,
    CHAT_EVENT_MEMBER_LEFT = 11,
    CHAT_EVENT_MEMBER_INVITED = 12,
    CHAT_EVENT_MEMBER_REMOVED = 13,
    CHAT_EVENT_MEMBER_BANNED = 14,
    CHAT_EVENT_MEMBER_ROLE = 15,
    /* in a user's log */
    CHAT_EVENT_JOINED_ROOM = 40,
    CHAT_EVENT_LEFT_ROOM = 41,
    CHAT_EVENT_INVITED_TO_ROOM = 42,
    CHAT_EVENT_SESSION_OPENED = 43,
    CHAT_EVENT_SESSION_ENDED = 44,
    CHAT_EVENT_ACCOUNT_CHANGED = 45,
    /* in the site's log: ids only */
    CHAT_EVENT_USER_CHANGED = 60,
    CHAT_EVENT_TOPIC_CHANGED = 61,
    CHAT_EVENT_ROOM_LISTED = 62, /* a public room is new, edited or gone: read it to know */
    CHAT_EVENT_SETTINGS_CHANGED = 63
};

enum chat_skip_reason { CHAT_SKIP_HIDDEN = 1, CHAT_SKIP_EXPIRED };

struct chat_user {
    chat_user_id id;
    char *handle;
    char *display_name;
    char *bio;
    char *status_text;
    enum chat_user_kind kind;
    enum chat_site_role role;
    enum chat_user_state state;
    int64_t created_at_us;
};

/** What a list needs to show a person. */
struct chat_person {
    chat_user_id id;
    char *handle;
    char *display_name;
    enum chat_user_kind kind;
    enum chat_user_state state;
};

struct chat_session {
    chat_session_id id;
    enum chat_session_kind kind;
    int64_t created_at_us;
    int64_t last_seen_at_us;
    int64_t expires_at_us;
    char *user_agent;
    char *address;
    bool current; /* the session that is asking */
};

struct chat_topic {
    chat_topic_id id;
    char *name;
    char *description;
    int64_t rooms;               /* that the reader can see */
    int64_t last_activity_at_us; /* in a room the reader can see; 0: never */
};

/** How a reader stands to a room. */
struct chat_standing {
    enum chat_member_state state;
    enum chat_room_role role;
    int64_t joined_seq; /* the number at which the reader last joined */
    int64_t marker_seq; /* read up to here */
    int64_t unread;
};

struct chat_room {
    chat_room_id id;
    enum chat_room_kind kind;
    enum chat_room_state state;
    char *title;
    char *name; /* typed form, unique among rooms */
    chat_topic_id topic;
    char *topic_name;
    char *description;
    enum chat_joining joining;
    enum chat_posting posting;
    enum chat_threads threads;
    enum chat_history history;
    int64_t slow_mode_s; /* least seconds between two messages of a member; 0: none */
    chat_user_id created_by;
    int64_t created_at_us;
    int64_t members;
    int64_t head_seq; /* of its log */
    int64_t last_activity_at_us;
    struct chat_standing mine;
};

struct chat_member {
    struct chat_person person;
    enum chat_member_state state;
    enum chat_room_role role;
    int64_t since_us; /* of this state */
};

struct chat_message {
    chat_room_id room;
    int64_t seq;
    int64_t n; /* ordinal in the main line */
    chat_user_id author;
    char *body;       /* NULL once deleted */
    int64_t reply_to; /* seq in the same room, 0: none */
    enum chat_origin origin;
    int64_t version; /* 1, then one more with each edit */
    int64_t created_at_us;
    int64_t edited_at_us;
    int64_t deleted_at_us;
};

struct chat_site {
    char *name;
    enum chat_registration registration;
    bool claimed;        /* somebody owns the site */
    bool anonymous_read; /* people who are not signed in may read public rooms */
};

struct chat_settings {
    char *site_name;
    enum chat_registration registration;
    enum chat_site_role room_create; /* the least role that may create rooms: member, moderator or admin */
    bool anonymous_read;
    bool lockdown;
    int64_t edit_window_s; /* own messages may be edited for so long; 0: never, -1: always */
};

struct chat_position {
    chat_log_id log;
    int64_t seq;
};

/**
 * One event of one log: immutable, the same for every reader. Text that a person wrote is not part of
 * it; `message` is what the message is now, beside the event, for the kinds that are about one.
 */
struct chat_event {
    chat_log_id log;
    int64_t seq; /* for SKIPPED: the last number skipped */
    enum chat_event_kind kind;
    chat_user_id actor; /* 0: the system */
    int64_t at_us;
    int64_t n;          /* messages of the main line up to here */
    int64_t target_seq; /* the number in the same log it is about; for SKIPPED: the first number skipped */
    int64_t subject;    /* id of the user, room, topic or session it is about */
    int64_t arg;        /* a small number: role, version, reason, or the number in the room's log */
    struct chat_message message; /* message.seq 0: none */
};

extern CHAT_API const struct chat_enum_words chat_words_user_kind, chat_words_user_state,
    chat_words_site_role, chat_words_session_kind, chat_words_room_kind, chat_words_room_state,
    chat_words_joining, chat_words_posting, chat_words_threads, chat_words_history, chat_words_member_state,
    chat_words_room_role, chat_words_origin, chat_words_registration, chat_words_event_kind,
    chat_words_skip_reason;

extern CHAT_API const struct chat_record chat_record_user, chat_record_person, chat_record_session,
    chat_record_topic, chat_record_standing, chat_record_room, chat_record_member, chat_record_message,
    chat_record_site, chat_record_settings, chat_record_position, chat_record_event;

CHAT_END_DECLS

#endif
