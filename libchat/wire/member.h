/*
 * Setting one member of a struct from what was read: shared by JSON and by text of paths and queries, so
 * that both accept the same and refuse in the same words.
 */
#ifndef CHAT_WIRE_MEMBER_H
#define CHAT_WIRE_MEMBER_H

#include "chat/record.h"

/* Greatest number that every JSON reader keeps exactly. */
#define CHAT_WIRE_INT_MAX ((INT64_C(1) << 53) - 1)

/** CHAT_E_INVALID when the member was set before. */
enum chat_status chat_member_unset(const struct chat_field *field, const void *value, struct chat_error *err);

/** CHAT_E_INVALID that says what the member is: "limit is a whole number". */
enum chat_status chat_member_refuse(const struct chat_field *field, struct chat_error *err);

/** An INT, or a flag by 0 and 1. */
enum chat_status chat_member_set_int(const struct chat_field *field, void *value, int64_t number,
                                     struct chat_error *err);

/** A BOOL or a flag. */
enum chat_status chat_member_set_bool(const struct chat_field *field, void *value, bool flag,
                                      struct chat_error *err);

/** An ID, TIME, ENUM or text. Text is copied. */
enum chat_status chat_member_set_string(const struct chat_field *field,
                                        const struct chat_allocator *allocator, void *value, const char *text,
                                        size_t length, struct chat_error *err);

/** A decimal identifier, above zero. */
bool chat_wire_id_parse(const char *text, size_t length, int64_t *out);

#endif
