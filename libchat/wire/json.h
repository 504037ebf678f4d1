/*
 * Values of JSON that was read, for the rest of this layer. The only place that knows the parser.
 * Everything here is borrowed from the value that chat_json_parse() gave.
 */
#ifndef CHAT_WIRE_JSON_H
#define CHAT_WIRE_JSON_H

#include "chat/wire.h"

enum chat_json_kind {
    CHAT_JSON_NULL = 1,
    CHAT_JSON_BOOL,
    CHAT_JSON_INTEGER,
    CHAT_JSON_REAL,
    CHAT_JSON_STRING,
    CHAT_JSON_ARRAY,
    CHAT_JSON_OBJECT
};

enum chat_json_kind chat_json_kind(const chat_json_t *json);

/* Each answers for the kind it is named after; of another one: false, 0, NULL. */
bool chat_json_bool(const chat_json_t *json);
int64_t chat_json_integer(const chat_json_t *json);
size_t chat_json_string_length(const chat_json_t *json);
size_t chat_json_count(const chat_json_t *json); /* items of an array, members of an object */
const chat_json_t *chat_json_item(const chat_json_t *json, size_t i);

/** Called for each member of an object; anything but CHAT_OK ends the walk and is its result. */
typedef enum chat_status (*chat_json_member_fn)(const char *name, const chat_json_t *member, void *user_data);
enum chat_status chat_json_each(const chat_json_t *json, chat_json_member_fn fn, void *user_data);

/** A name given by a stranger that is fit to be repeated to them and in a log: [A-Za-z0-9_]{1,31}. */
bool chat_json_name_fit(const char *name);

#endif
