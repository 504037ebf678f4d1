/*
 * Field tables as JSON Schema, the dialect of OpenAPI 3.1.
 */
#ifndef CHAT_WIRE_SCHEMA_H
#define CHAT_WIRE_SCHEMA_H

#include "libchat/wire/writer.h"

/** What a record looks like on the wire: itself, but for events. */
const struct chat_record *chat_schema_record(const struct chat_record *record);

/** The schema of one member, with its description or without. */
void chat_write_field_schema(struct chat_writer *writer, const struct chat_field *field, bool described);

/**
 * The schema of a struct. Members named in `path` ("/rooms/{room}", NULL: none) are left out. Closed: no
 * other members, as for requests.
 */
void chat_write_record_schema(struct chat_writer *writer, const struct chat_record *record, const char *path,
                              bool closed);

/** A reference to the schema of a record among the components. */
void chat_write_schema_ref(struct chat_writer *writer, const struct chat_record *record);

/** Whether the path has the member in braces. */
bool chat_path_names(const char *path, const char *member);

#endif
