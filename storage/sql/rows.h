/*
 * From columns to the values of the model, and the few conversions every statement shares.
 */
#ifndef CHAT_SQL_ROWS_H
#define CHAT_SQL_ROWS_H

#include "storage/sql/query.h"

#define CHAT_SQL_SEQ_MAX INT64_C(0xffffffff)
#define CHAT_SQL_LOG_MAX INT64_C(0x7fffffff)

/**
 * The id of an event. Numbers come from strangers too: what no log can have becomes the nearest that one
 * can, and a log that cannot be becomes log 0, which has no events.
 */
int64_t chat_sql_event_id(int64_t log, int64_t seq);
int64_t chat_sql_event_log(int64_t id);
int64_t chat_sql_event_seq(int64_t id);

/**
 * The LIKE pattern of "contains this text", with wildcards escaped by '!'. `*out` is NULL for NULL, and
 * owned by the caller.
 */
CHAT_CHECKED enum chat_status chat_sql_pattern(chat_storage_t *storage, const char *search, char **out,
                                               struct chat_error *err);

/** CHAT_E_EXISTS that names the parameter at fault. */
enum chat_status chat_fail_exists(struct chat_error *err, const char *field, const char *message);

/** Bind $1, $2 and $3 of a statement that has a reader. */
void chat_bind_reader(struct chat_query *q, const struct chat_reader *reader);

/** Take the columns of PERSON_OF, ROOM_OF, MESSAGE_OF, MEMBER_COLUMNS. `out` is zeroed before. */
void chat_take_person(struct chat_query *q, struct chat_person *out);
void chat_take_room(struct chat_query *q, struct chat_room *out);
void chat_take_message(struct chat_query *q, struct chat_message *out);
void chat_take_standing(struct chat_query *q, struct chat_member_row *out);

#endif
