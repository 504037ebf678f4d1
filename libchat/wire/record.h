/*
 * Records inside a larger text: what chat_wire_encode() and chat_wire_decode() do, for the rest of this
 * layer; and how a member looks in memory.
 */
#ifndef CHAT_WIRE_RECORD_H
#define CHAT_WIRE_RECORD_H

#include "libchat/wire/writer.h"

/** The members of a struct, without the braces. */
void chat_write_members(struct chat_writer *writer, const struct chat_record *record, const void *value);

/** A struct as an object. */
void chat_write_record(struct chat_writer *writer, const struct chat_record *record, const void *value);

/** True when nothing has been set in it: a record then stays unwritten where it may be absent. */
bool chat_record_is_absent(const struct chat_record *record, const void *value);

/** The same of one member. */
bool chat_field_is_absent(const struct chat_field *field, const void *value);

/** A choice of three: yes, no and not given. A number from 0 to 1 in C, a boolean in JSON. */
bool chat_field_is_flag(const struct chat_field *field);

/* A member of the struct at `value`, by its type. */
bool chat_field_bool(const struct chat_field *field, const void *value);
int chat_field_enum(const struct chat_field *field, const void *value);
int64_t chat_field_number(const struct chat_field *field, const void *value); /* INT, ID, TIME */
char *chat_field_text(const struct chat_field *field, const void *value);     /* the texts */
const void *chat_field_items(const struct chat_field *field, const void *value, size_t *n); /* LIST */

#endif
