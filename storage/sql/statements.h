/*
 * The numbers of all statements. Their text is in statements.c, together, because what they say about
 * who sees what has to be read together.
 */
#ifndef CHAT_SQL_STATEMENTS_H
#define CHAT_SQL_STATEMENTS_H

enum chat_sql_id {
    SQL_STORE_LOAD,
    SQL_STORE_SAVE,

    SQL_FACT_USER,
    SQL_FACT_ROOM,
    SQL_FACT_MEMBER,
    SQL_FACT_HEAD,
    SQL_FACT_SESSION,
    SQL_FACT_TOKEN,

    SQL_NAME_TAKE,
    SQL_USER_INSERT,
    SQL_USER_UPDATE,
    SQL_PASSWORD_SET,
    SQL_USER_BY_ID,
    SQL_USER_BY_HANDLE,
    SQL_PERSON,
    SQL_PEOPLE_LIST,

    SQL_SESSION_INSERT,
    SQL_SESSION_TOUCH,
    SQL_SESSION_LIST,
    SQL_SESSION_DELETE,
    SQL_SESSION_EXPIRE,
    SQL_ATTEMPT_LOAD,
    SQL_ATTEMPT_SAVE,
    SQL_ATTEMPT_DELETE,

    SQL_TOPIC_INSERT,
    SQL_TOPIC_FIND,
    SQL_TOPIC_LIST,

    SQL_ROOM_INSERT,
    SQL_ROOM_NAME_OTHER,
    SQL_ROOM_UPDATE,
    SQL_ROOM_LOAD,
    SQL_ROOM_NAMES_FREE,
    SQL_ROOM_LIST,
    SQL_ROOM_LIST_ONE,
    SQL_ROOM_LIST_TOPIC,
    SQL_ROOM_LIST_MINE,
    SQL_ROOM_LIST_WITH,

    SQL_MEMBER_PUT,
    SQL_MEMBER_LIST,
    SQL_MEMBER_HEIR,
    SQL_MEMBER_HOSTS,
    SQL_ROOMS_JOINED,

    SQL_EVENT_INSERT,
    SQL_EVENT_LIST,

    SQL_MESSAGE_LOAD,
    SQL_MESSAGES_BEFORE,
    SQL_MESSAGES_AFTER,
    SQL_REVISION_KEEP,
    SQL_MESSAGE_EDIT,
    SQL_MESSAGE_ERASE,
    SQL_REVISIONS_DELETE,
    SQL_MESSAGE_ORDINAL,
    SQL_TOMBSTONES_AFTER,
    SQL_ACTIVITY_LIST,
    SQL_MESSAGES_BY,

    SQL_CALL_FIND,
    SQL_CALL_PUT,
    SQL_CALLS_PRUNE,
    SQL_AUDIT_APPEND,

    CHAT_SQL_STATEMENTS /* how many there are */
};

struct chat_sql_statement {
    const char *params; /* one letter for each `$n`: i integer, t text, b bytes */
    const char *text;
};

extern const struct chat_sql_statement chat_sql_statements[CHAT_SQL_STATEMENTS];

/** No statement has more parameters. */
#define CHAT_SQL_PARAMS_MAX 24

#endif
