/*
 * Whether a struct keeps what its field table says. Each refusal names the member and what is allowed.
 */
#include "chat/limits.h"
#include "chat/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "libchat/base/error.h"
#include "libchat/base/text.h"
#include "libchat/base/utf8.h"

static enum chat_status check_number(const struct chat_field *field, int64_t number, struct chat_error *err)
{
    if (field->type != CHAT_FIELD_INT && number < 0)
        return chat_fail_field(err, field->name, "%s is below zero", field->name);
    if (field->type == CHAT_FIELD_INT && field->max > field->min &&
        (number < field->min || number > field->max))
        return chat_fail_field(err, field->name, "%s is a number from %" PRId64 " to %" PRId64, field->name,
                               field->min, field->max);
    return CHAT_OK;
}

static enum chat_status check_bytes(const struct chat_field *field, size_t length, struct chat_error *err)
{
    if (length < (size_t)field->min || (field->max > 0 && length > (size_t)field->max))
        return chat_fail_field(err, field->name, "%s has %" PRId64 " to %" PRId64 " bytes", field->name,
                               field->min, field->max);
    return CHAT_OK;
}

static enum chat_status check_display(const struct chat_field *field, const char *text, size_t length,
                                      struct chat_error *err)
{
    const char *why = NULL;
    bool ok = field->type == CHAT_FIELD_LINE
                  ? chat_text_display_ok(text, length, (size_t)field->min, (size_t)field->max, &why)
                  : chat_text_body_ok(text, length, (size_t)field->min, (size_t)field->max, &why);
    if (ok)
        return CHAT_OK;
    return chat_fail_field(err, field->name, "%s %s: %" PRId64 " to %" PRId64 " characters are allowed",
                           field->name, why, field->min, field->max);
}

static enum chat_status check_word(const struct chat_field *field, const char *text, size_t length,
                                   struct chat_error *err)
{
    enum chat_status status = check_bytes(field, length, err);
    for (size_t i = 0; status == CHAT_OK && i < length; i++)
        if (text[i] <= ' ' || text[i] > '~')
            status = chat_fail_field(err, field->name, "%s is printable ASCII without blanks", field->name);
    return status;
}

static enum chat_status check_text(const struct chat_field *field, const char *text, struct chat_error *err)
{
    size_t length = strlen(text);
    enum chat_status status;
    const char *why = NULL;

    if (length == 0 && (field->flags & CHAT_FIELD_CLEARABLE))
        return CHAT_OK;
    switch (field->type) {
    case CHAT_FIELD_HANDLE:
        if (!chat_handle_ok(text, length))
            return chat_fail_field(
                err, field->name,
                "%s has 1 to %d of a-z, 0-9, '.', '_' and '-', and begins and ends with a letter or digit",
                field->name, CHAT_HANDLE_MAX);
        return CHAT_OK;
    case CHAT_FIELD_WORD:
        return check_word(field, text, length, err);
    case CHAT_FIELD_BODY:
        status = check_bytes(field, length, err);
        if (status == CHAT_OK && !chat_text_body_ok(text, length, 0, 0, &why))
            status = chat_fail_field(err, field->name, "%s %s", field->name, why);
        return status;
    case CHAT_FIELD_SECRET:
        status = check_bytes(field, length, err);
        if (status == CHAT_OK && !chat_utf8_valid(text, length))
            status = chat_fail_field(err, field->name, "%s is not valid UTF-8", field->name);
        return status;
    default:
        return check_display(field, text, length, err);
    }
}

static enum chat_status check_choice(const struct chat_field *field, int choice, struct chat_error *err)
{
    char words[128] = "";

    if (chat_enum_word(field->words, choice))
        return CHAT_OK;
    for (size_t i = 0, at = 0; i < field->words->n && at < sizeof words; i++)
        if (field->words->words[i])
            at += (size_t)snprintf(words + at, sizeof words - at, "%s%s", at > 0 ? ", " : "",
                                   field->words->words[i]);
    return chat_fail_field(err, field->name, "%s is one of %s", field->name, words);
}

static enum chat_status check_field(const struct chat_field *field, const char *member,
                                    struct chat_error *err)
{
    const char *text;
    int64_t number;
    int choice;

    switch (field->type) {
    case CHAT_FIELD_BOOL:
        return CHAT_OK;
    case CHAT_FIELD_ENUM:
        memcpy(&choice, member, sizeof choice);
        if (choice == 0)
            break;
        return check_choice(field, choice, err);
    case CHAT_FIELD_INT:
    case CHAT_FIELD_ID:
    case CHAT_FIELD_TIME:
        memcpy(&number, member, sizeof number);
        if (number == (field->type == CHAT_FIELD_INT ? CHAT_UNSET : 0))
            break;
        return check_number(field, number, err);
    case CHAT_FIELD_RECORD:
        return chat_record_check(field->record, member, err);
    case CHAT_FIELD_LIST:
        return CHAT_OK; /* only results have lists */
    default:
        memcpy(&text, member, sizeof text);
        if (!text)
            break;
        return check_text(field, text, err);
    }
    if (field->flags & CHAT_FIELD_REQUIRED)
        return chat_fail_field(err, field->name, "%s is missing", field->name);
    return CHAT_OK;
}

enum chat_status chat_record_check(const struct chat_record *record, const void *value,
                                   struct chat_error *err)
{
    for (size_t i = 0; i < record->n; i++) {
        const struct chat_field *field = &record->fields[i];
        enum chat_status status = check_field(field, (const char *)value + field->offset, err);
        if (status != CHAT_OK)
            return status;
    }
    return CHAT_OK;
}
