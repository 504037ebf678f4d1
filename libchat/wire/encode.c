/*
 * Structs as JSON, by their field tables. Events have members that depend on their kind, so they are
 * turned into their form on the wire first (event.c).
 */
#include <string.h>

#include "libchat/wire/event.h"
#include "libchat/wire/record.h"

static void write_items(struct chat_writer *writer, const struct chat_field *field, const void *value)
{
    size_t n;
    const char *items = chat_field_items(field, value, &n);

    chat_write_open(writer, '[');
    for (size_t i = 0; i < n; i++)
        chat_write_record(writer, field->record, items + i * field->record->size);
    chat_write_close(writer, ']');
}

static void write_value(struct chat_writer *writer, const struct chat_field *field, const void *value)
{
    const char *text;

    switch (field->type) {
    case CHAT_FIELD_BOOL:
        chat_write_bool(writer, chat_field_bool(field, value));
        return;
    case CHAT_FIELD_INT:
        if (chat_field_is_flag(field))
            chat_write_bool(writer, chat_field_number(field, value) != 0);
        else
            chat_write_int(writer, chat_field_number(field, value));
        return;
    case CHAT_FIELD_ID:
        chat_write_id(writer, chat_field_number(field, value));
        return;
    case CHAT_FIELD_TIME:
        chat_write_time(writer, chat_field_number(field, value));
        return;
    case CHAT_FIELD_ENUM:
        text = chat_enum_word(field->words, chat_field_enum(field, value));
        break;
    case CHAT_FIELD_RECORD:
        chat_write_record(writer, field->record, (const char *)value + field->offset);
        return;
    case CHAT_FIELD_LIST:
        write_items(writer, field, value);
        return;
    default:
        text = chat_field_text(field, value);
        break;
    }
    if (!text)
        text = "unknown"; /* a choice that a newer program stored */
    chat_write_string(writer, text, strlen(text));
}

/* Lists, booleans and records that are always there are written even when there is nothing in them. */
static bool left_out(const struct chat_field *field, const void *value)
{
    if (field->type == CHAT_FIELD_BOOL || field->type == CHAT_FIELD_LIST)
        return false;
    if (field->type == CHAT_FIELD_RECORD && (field->flags & CHAT_FIELD_REQUIRED))
        return false;
    return chat_field_is_absent(field, value);
}

static void write_plain_members(struct chat_writer *writer, const struct chat_record *record,
                                const void *value)
{
    for (size_t i = 0; i < record->n; i++) {
        const struct chat_field *field = &record->fields[i];
        if (left_out(field, value))
            continue;
        chat_write_name(writer, field->name);
        write_value(writer, field, value);
    }
}

void chat_write_members(struct chat_writer *writer, const struct chat_record *record, const void *value)
{
    struct chat_wire_event event;

    if (record != &chat_record_event) {
        write_plain_members(writer, record, value);
        return;
    }
    chat_wire_event_from(&event, value);
    write_plain_members(writer, &chat_record_wire_event, &event);
}

void chat_write_record(struct chat_writer *writer, const struct chat_record *record, const void *value)
{
    chat_write_open(writer, '{');
    chat_write_members(writer, record, value);
    chat_write_close(writer, '}');
}

enum chat_status chat_wire_encode(const struct chat_record *record, const void *value,
                                  const struct chat_allocator *allocator, struct chat_text *out,
                                  struct chat_error *err)
{
    struct chat_writer writer;

    chat_writer_init(&writer, allocator);
    chat_write_record(&writer, record, value);
    return chat_writer_finish(&writer, out, err);
}
