/*
 * Looking at one member of a struct through its field table.
 */
#include <string.h>

#include "libchat/wire/record.h"

static const char *member_at(const struct chat_field *field, const void *value)
{
    return (const char *)value + field->offset;
}

bool chat_field_bool(const struct chat_field *field, const void *value)
{
    bool found;
    memcpy(&found, member_at(field, value), sizeof found);
    return found;
}

int chat_field_enum(const struct chat_field *field, const void *value)
{
    int found;
    memcpy(&found, member_at(field, value), sizeof found);
    return found;
}

int64_t chat_field_number(const struct chat_field *field, const void *value)
{
    int64_t found;
    memcpy(&found, member_at(field, value), sizeof found);
    return found;
}

char *chat_field_text(const struct chat_field *field, const void *value)
{
    char *found;
    memcpy(&found, member_at(field, value), sizeof found);
    return found;
}

const void *chat_field_items(const struct chat_field *field, const void *value, size_t *n)
{
    const void *found;
    memcpy(&found, member_at(field, value), sizeof found);
    memcpy(n, (const char *)value + field->count_offset, sizeof *n);
    return found;
}

bool chat_field_is_flag(const struct chat_field *field)
{
    return field->type == CHAT_FIELD_INT && field->min == 0 && field->max == 1;
}

/* A number that cannot be 0 is absent also when it is 0, as it is in a struct that was zeroed. */
static bool int_is_absent(const struct chat_field *field, int64_t number)
{
    return number == CHAT_UNSET || (number == 0 && field->min > 0 && !(field->flags & CHAT_FIELD_REQUIRED));
}

bool chat_field_is_absent(const struct chat_field *field, const void *value)
{
    size_t n;

    switch (field->type) {
    case CHAT_FIELD_BOOL:
        return !chat_field_bool(field, value);
    case CHAT_FIELD_INT:
        return int_is_absent(field, chat_field_number(field, value));
    case CHAT_FIELD_ID:
    case CHAT_FIELD_TIME:
        return chat_field_number(field, value) == 0;
    case CHAT_FIELD_ENUM:
        return chat_field_enum(field, value) == 0;
    case CHAT_FIELD_RECORD:
        return chat_record_is_absent(field->record, member_at(field, value));
    case CHAT_FIELD_LIST:
        (void)chat_field_items(field, value, &n);
        return n == 0;
    case CHAT_FIELD_LINE:
    case CHAT_FIELD_TEXT:
    case CHAT_FIELD_BODY:
    case CHAT_FIELD_HANDLE:
    case CHAT_FIELD_WORD:
    case CHAT_FIELD_SECRET:
        break;
    }
    return !chat_field_text(field, value);
}

bool chat_record_is_absent(const struct chat_record *record, const void *value)
{
    for (size_t i = 0; i < record->n; i++)
        if (!chat_field_is_absent(&record->fields[i], value))
            return false;
    return true;
}
