/*
 * What the field tables allow, said once more for machines. Lengths count code points there too; where our
 * limit is in bytes the schema allows as many characters, and the description tells.
 */
#include "libchat/wire/schema.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chat/limits.h"
#include "libchat/wire/event.h"
#include "libchat/wire/member.h"
#include "libchat/wire/record.h"

/* A code point takes at most so many bytes of UTF-8. */
#define CODE_POINT_BYTES 4

const struct chat_record *chat_schema_record(const struct chat_record *record)
{
    return record == &chat_record_event ? &chat_record_wire_event : record;
}

void chat_write_schema_ref(struct chat_writer *writer, const struct chat_record *record)
{
    char ref[128];

    (void)snprintf(ref, sizeof ref, "#/components/schemas/%s", chat_schema_record(record)->name);
    chat_write_text_member(writer, "$ref", ref);
}

bool chat_path_names(const char *path, const char *member)
{
    size_t length = strlen(member);
    const char *at = path ? strchr(path, '{') : NULL;

    for (; at; at = strchr(at + 1, '{'))
        if (strncmp(at + 1, member, length) == 0 && at[1 + length] == '}')
            return true;
    return false;
}

static void write_number_schema(struct chat_writer *writer, const struct chat_field *field)
{
    chat_write_text_member(writer, "type", "integer");
    chat_write_text_member(writer, "format", "int64");
    if (field->max <= field->min)
        return;
    chat_write_int_member(writer, "minimum", field->min);
    chat_write_int_member(writer, "maximum", field->max < CHAT_WIRE_INT_MAX ? field->max : CHAT_WIRE_INT_MAX);
}

static void write_enum_schema(struct chat_writer *writer, const struct chat_enum_words *words)
{
    chat_write_text_member(writer, "type", "string");
    chat_write_name(writer, "enum");
    chat_write_open(writer, '[');
    for (size_t i = 0; i < words->n; i++)
        if (words->words[i])
            chat_write_string(writer, words->words[i], strlen(words->words[i]));
    chat_write_close(writer, ']');
}

static bool limited_in_bytes(const struct chat_field *field)
{
    return field->type == CHAT_FIELD_BODY || field->type == CHAT_FIELD_SECRET;
}

static void write_text_schema(struct chat_writer *writer, const struct chat_field *field)
{
    int64_t least = field->min;

    chat_write_text_member(writer, "type", "string");
    if (field->type == CHAT_FIELD_HANDLE) {
        chat_write_text_member(writer, "pattern", "^[a-z0-9]([a-z0-9._-]{0,30}[a-z0-9])?$");
        chat_write_int_member(writer, "maxLength", CHAT_HANDLE_MAX);
        return;
    }
    if (field->type == CHAT_FIELD_WORD)
        chat_write_text_member(writer, "pattern", "^[!-~]*$");
    if (limited_in_bytes(field))
        least = (least + CODE_POINT_BYTES - 1) / CODE_POINT_BYTES;
    if (least > 0 && !(field->flags & CHAT_FIELD_CLEARABLE))
        chat_write_int_member(writer, "minLength", least);
    if (field->max > 0)
        chat_write_int_member(writer, "maxLength", field->max);
}

static void write_type(struct chat_writer *writer, const struct chat_field *field)
{
    if (chat_field_is_flag(field)) {
        chat_write_text_member(writer, "type", "boolean");
        return;
    }
    switch (field->type) {
    case CHAT_FIELD_BOOL:
        chat_write_text_member(writer, "type", "boolean");
        return;
    case CHAT_FIELD_INT:
        write_number_schema(writer, field);
        return;
    case CHAT_FIELD_ID:
        chat_write_text_member(writer, "type", "string");
        chat_write_text_member(writer, "pattern", "^[1-9][0-9]{0,18}$");
        return;
    case CHAT_FIELD_TIME:
        chat_write_text_member(writer, "type", "string");
        chat_write_text_member(writer, "format", "date-time");
        return;
    case CHAT_FIELD_ENUM:
        write_enum_schema(writer, field->words);
        return;
    case CHAT_FIELD_RECORD:
        chat_write_schema_ref(writer, field->record);
        return;
    case CHAT_FIELD_LIST:
        chat_write_text_member(writer, "type", "array");
        chat_write_name(writer, "items");
        chat_write_open(writer, '{');
        chat_write_schema_ref(writer, field->record);
        chat_write_close(writer, '}');
        return;
    default:
        write_text_schema(writer, field);
        return;
    }
}

static void write_description(struct chat_writer *writer, const struct chat_field *field)
{
    char text[256];

    if (limited_in_bytes(field) && field->max > 0)
        (void)snprintf(text, sizeof text, "%s At most %" PRId64 " bytes of UTF-8.", field->doc, field->max);
    else
        (void)snprintf(text, sizeof text, "%s", field->doc);
    chat_write_text_member(writer, "description", text);
}

void chat_write_field_schema(struct chat_writer *writer, const struct chat_field *field, bool described)
{
    chat_write_open(writer, '{');
    write_type(writer, field);
    if (described)
        write_description(writer, field);
    chat_write_close(writer, '}');
}

static void write_required(struct chat_writer *writer, const struct chat_record *record, const char *path)
{
    bool any = false;

    for (size_t i = 0; i < record->n; i++) {
        const struct chat_field *field = &record->fields[i];
        if (!(field->flags & CHAT_FIELD_REQUIRED) || chat_path_names(path, field->name))
            continue;
        if (!any) {
            chat_write_name(writer, "required");
            chat_write_open(writer, '[');
        }
        any = true;
        chat_write_string(writer, field->name, strlen(field->name));
    }
    if (any)
        chat_write_close(writer, ']');
}

void chat_write_record_schema(struct chat_writer *writer, const struct chat_record *record, const char *path,
                              bool closed)
{
    chat_write_open(writer, '{');
    chat_write_text_member(writer, "type", "object");
    chat_write_text_member(writer, "description", record->doc);
    chat_write_name(writer, "properties");
    chat_write_open(writer, '{');
    for (size_t i = 0; i < record->n; i++) {
        if (chat_path_names(path, record->fields[i].name))
            continue;
        chat_write_name(writer, record->fields[i].name);
        chat_write_field_schema(writer, &record->fields[i], true);
    }
    chat_write_close(writer, '}');
    write_required(writer, record, path);
    if (closed) {
        chat_write_name(writer, "additionalProperties");
        chat_write_bool(writer, false);
    }
    chat_write_close(writer, '}');
}
