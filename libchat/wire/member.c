/*
 * One member from what was read. Types are checked here; limits are chat_record_check()'s.
 */
#include "libchat/wire/member.h"

#include <string.h>

#include "libchat/base/error.h"
#include "libchat/base/number.h"
#include "libchat/base/rfc3339.h"
#include "libchat/base/utf8.h"
#include "libchat/wire/record.h"

static void put(const struct chat_field *field, void *value, const void *bytes, size_t size)
{
    memcpy((char *)value + field->offset, bytes, size);
}

enum chat_status chat_member_unset(const struct chat_field *field, const void *value, struct chat_error *err)
{
    if (chat_field_is_absent(field, value))
        return CHAT_OK;
    return chat_fail_field(err, field->name, "%s is given twice", field->name);
}

/* "is one of open, request, invite" */
static enum chat_status refuse_word(const struct chat_field *field, struct chat_error *err)
{
    char list[CHAT_ERROR_MESSAGE_MAX] = "";
    size_t length = 0;

    for (size_t i = 0; i < field->words->n; i++) {
        const char *word = field->words->words[i];
        size_t bytes = word ? strlen(word) : 0;
        if (!word || bytes + 3 > sizeof list - length)
            continue;
        if (length > 0) {
            memcpy(list + length, ", ", 2);
            length += 2;
        }
        memcpy(list + length, word, bytes + 1);
        length += bytes;
    }
    return chat_fail_field(err, field->name, "%s is one of %s", field->name, list);
}

static const char *sort_of(const struct chat_field *field)
{
    if (chat_field_is_flag(field))
        return "true or false";
    switch (field->type) {
    case CHAT_FIELD_BOOL:
        return "true or false";
    case CHAT_FIELD_INT:
        return "a number without fraction, below 2^53";
    case CHAT_FIELD_ID:
        return "an identifier: a string of decimal digits";
    case CHAT_FIELD_TIME:
        return "a time such as 2026-11-22T17:40:00.123456Z";
    case CHAT_FIELD_RECORD:
        return "an object";
    case CHAT_FIELD_LIST:
        return "a list of objects";
    default:
        return "a string of valid UTF-8 without U+0000";
    }
}

enum chat_status chat_member_refuse(const struct chat_field *field, struct chat_error *err)
{
    if (field->type == CHAT_FIELD_ENUM)
        return refuse_word(field, err);
    return chat_fail_field(err, field->name, "%s is %s", field->name, sort_of(field));
}

enum chat_status chat_member_set_int(const struct chat_field *field, void *value, int64_t number,
                                     struct chat_error *err)
{
    if (field->type != CHAT_FIELD_INT || number > CHAT_WIRE_INT_MAX || number < -CHAT_WIRE_INT_MAX)
        return chat_member_refuse(field, err);
    put(field, value, &number, sizeof number);
    return CHAT_OK;
}

enum chat_status chat_member_set_bool(const struct chat_field *field, void *value, bool flag,
                                      struct chat_error *err)
{
    if (chat_field_is_flag(field))
        return chat_member_set_int(field, value, flag, err);
    if (field->type != CHAT_FIELD_BOOL)
        return chat_member_refuse(field, err);
    put(field, value, &flag, sizeof flag);
    return CHAT_OK;
}

bool chat_wire_id_parse(const char *text, size_t length, int64_t *out)
{
    int64_t id;

    if (!chat_int64_parse(text, length, &id) || id <= 0)
        return false;
    *out = id;
    return true;
}

static enum chat_status set_enum(const struct chat_field *field, void *value, const char *word, size_t length,
                                 struct chat_error *err)
{
    for (size_t i = 0; i < field->words->n; i++) {
        const char *known = field->words->words[i];
        int choice = (int)i + 1;
        if (!known || strlen(known) != length || memcmp(known, word, length) != 0)
            continue;
        put(field, value, &choice, sizeof choice);
        return CHAT_OK;
    }
    return chat_member_refuse(field, err);
}

enum chat_status chat_member_set_string(const struct chat_field *field,
                                        const struct chat_allocator *allocator, void *value, const char *text,
                                        size_t length, struct chat_error *err)
{
    int64_t number = 0;
    char *copy;

    switch (field->type) {
    case CHAT_FIELD_ID:
    case CHAT_FIELD_TIME:
        if (!(field->type == CHAT_FIELD_ID ? chat_wire_id_parse(text, length, &number)
                                           : chat_rfc3339_parse(text, length, &number)))
            return chat_member_refuse(field, err);
        put(field, value, &number, sizeof number);
        return CHAT_OK;
    case CHAT_FIELD_ENUM:
        return set_enum(field, value, text, length, err);
    case CHAT_FIELD_BOOL:
    case CHAT_FIELD_INT:
    case CHAT_FIELD_RECORD:
    case CHAT_FIELD_LIST:
        return chat_member_refuse(field, err);
    default:
        break;
    }
    if (memchr(text, '\0', length) || !chat_utf8_valid(text, length))
        return chat_member_refuse(field, err);
    copy = chat_strndup(allocator, text, length);
    if (!copy)
        return chat_fail_nomem(err);
    put(field, value, &copy, sizeof(char *));
    return CHAT_OK;
}
