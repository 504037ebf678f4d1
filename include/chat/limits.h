/*
 * Whatever a stranger can make grow has its limit here, with the reason beside it.
 */
#ifndef CHAT_LIMITS_H
#define CHAT_LIMITS_H

/* Names people type: short enough for any list, ASCII so that nobody can imitate one. */
#define CHAT_HANDLE_MAX 32 /* bytes */

/* Text people read: code points. A code point is at most 4 bytes of UTF-8. */
#define CHAT_DISPLAY_NAME_MAX      64
#define CHAT_BIO_MAX               1000
#define CHAT_STATUS_TEXT_MAX       120
#define CHAT_TOPIC_NAME_MAX        64
#define CHAT_TOPIC_DESCRIPTION_MAX 500
#define CHAT_ROOM_TITLE_MAX        64
#define CHAT_ROOM_DESCRIPTION_MAX  500
#define CHAT_SITE_NAME_MAX         64
#define CHAT_SEARCH_TEXT_MAX       128
#define CHAT_USER_AGENT_MAX        200

/* A message is something a person reads in one go; larger things are files. */
#define CHAT_BODY_BYTES_MAX 16384

/* Long enough for a passphrase, short enough that hashing one costs the same as hashing another. */
#define CHAT_PASSWORD_BYTES_MIN 8
#define CHAT_PASSWORD_BYTES_MAX 1024

/* Chosen by clients: room for a UUID and a prefix. */
#define CHAT_CLIENT_ID_MAX     64
#define CHAT_CLIENT_ID_KEEP_US (30LL * 24 * 3600 * 1000000)

/* One JSON text from a stranger. Reading one takes at most 32 times its bytes in memory and little stack. */
#define CHAT_JSON_BYTES_MAX  65536
#define CHAT_JSON_DEPTH_MAX  16
#define CHAT_JSON_VALUES_MAX 4096
#define CHAT_REF_MAX         64 /* bytes: what a client calls one of its frames */

/* A page is what one screen and one read transaction can carry. */
#define CHAT_PAGE_DEFAULT    50
#define CHAT_PAGE_MAX        200
#define CHAT_EVENTS_PAGE_MAX 500

/* What one account may own, so that one account cannot fill the directory. Nobody is invited any more who is
 * in or invited to as many rooms as the first two allow together. */
#define CHAT_ROOMS_JOINED_MAX     500
#define CHAT_ROOMS_INVITED_MAX    500
#define CHAT_SESSIONS_PER_USER    100
#define CHAT_TOPICS_MAX           10000
#define CHAT_MESSAGE_VERSIONS_MAX 50

#define CHAT_SESSION_LIFE_US (30LL * 24 * 3600 * 1000000) /* renewed while the session is used */
#define CHAT_SESSION_SEEN_US (3600LL * 1000000)           /* last seen is written at most once in this time */

/* Failed sign-ins in one window, per account; per address ten times as many. Then one waits for the window to
 * end. Counted in the store, so a restart forgets nothing. */
#define CHAT_SIGN_IN_TRIES     5
#define CHAT_SIGN_IN_WINDOW_US (300LL * 1000000)

/* One turn of the writer. Beyond 256 the rate hardly grows and the wait does. */
#define CHAT_BATCH_OPERATIONS_MAX 256
#define CHAT_BATCH_BYTES_MAX      (256 * 1024)

/* What may wait for the writer before a submission is refused as busy. */
#define CHAT_QUEUE_OPERATIONS_MAX 8192
#define CHAT_QUEUE_BYTES_MAX      (16 * 1024 * 1024)
#define CHAT_PASSWORD_QUEUE_MAX   32
#define CHAT_READ_QUEUE_MAX       4096

/* What one subscription may follow, and how many live events may wait in a port before it falls back to
 * reading. */
#define CHAT_FOLLOWED_LOGS_MAX 600
#define CHAT_PORT_EVENTS_MAX   65536

/* Facts kept in memory by the writer; past it the memory starts empty again. */
#define CHAT_FACTS_MAX 65536

#endif
