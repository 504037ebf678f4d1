/*
 * Identifiers. Each is a type of its own, so that a user cannot be passed where a room belongs. All are
 * 64-bit numbers above zero; zero means none. Users, rooms and the site draw theirs from one space
 * below 2^31, because each of them has a log and a log carries the id of what it is the log of.
 */
#ifndef CHAT_IDS_H
#define CHAT_IDS_H

#include <stdint.h>

typedef struct {
    int64_t value;
} chat_user_id;

typedef struct {
    int64_t value;
} chat_room_id;

typedef struct {
    int64_t value;
} chat_topic_id;

typedef struct {
    int64_t value;
} chat_session_id;

/** A log: the site's, a user's or a room's. */
typedef struct {
    int64_t value;
} chat_log_id;

#define CHAT_NO_USER    ((chat_user_id){0})
#define CHAT_NO_ROOM    ((chat_room_id){0})
#define CHAT_NO_TOPIC   ((chat_topic_id){0})
#define CHAT_NO_SESSION ((chat_session_id){0})

/** The site's own log. */
#define CHAT_SITE_LOG ((chat_log_id){1})

#define CHAT_ROOM_LOG(room) ((chat_log_id){(room).value})
#define CHAT_USER_LOG(user) ((chat_log_id){(user).value})

#endif
