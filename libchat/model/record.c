/*
 * What can be done with any struct that has a field table: start empty, copy, clear, find a member.
 * Checking stands in check.c, the digest in digest.c.
 */
#include "chat/record.h"

#include <string.h>

const struct chat_field *chat_record_field(const struct chat_record *record, const char *name)
{
    for (size_t i = 0; i < record->n; i++)
        if (strcmp(record->fields[i].name, name) == 0)
            return &record->fields[i];
    return NULL;
}

static char **text_at(const struct chat_field *field, void *value)
{
    return (char **)(void *)((char *)value + field->offset);
}

void chat_record_init(const struct chat_record *record, void *value)
{
    memset(value, 0, record->size);
    for (size_t i = 0; i < record->n; i++) {
        const struct chat_field *field = &record->fields[i];
        char *member = (char *)value + field->offset;
        if (field->type == CHAT_FIELD_INT)
            *(int64_t *)(void *)member = CHAT_UNSET;
        else if (field->type == CHAT_FIELD_RECORD)
            chat_record_init(field->record, member);
    }
}

static enum chat_status list_copy(const struct chat_field *field, const struct chat_allocator *allocator,
                                  void *out, const void *value)
{
    const char *from = *(char *const *)(const void *)((const char *)value + field->offset);
    size_t n = *(const size_t *)(const void *)((const char *)value + field->count_offset);
    size_t *done = (size_t *)(void *)((char *)out + field->count_offset);
    char *items = n ? chat_alloc_array(allocator, n, field->record->size) : NULL;

    *done = 0;
    *(char **)(void *)((char *)out + field->offset) = items;
    if (n > 0 && !items)
        return CHAT_E_NOMEM;
    for (; *done < n; ++*done) {
        enum chat_status status =
            chat_record_copy(field->record, allocator, items + *done * field->record->size,
                             from + *done * field->record->size);
        if (status != CHAT_OK)
            return status;
    }
    return CHAT_OK;
}

static enum chat_status field_copy(const struct chat_field *field, const struct chat_allocator *allocator,
                                   void *out, const void *value)
{
    const char *from = (const char *)value + field->offset;
    char *to = (char *)out + field->offset;

    switch (field->type) {
    case CHAT_FIELD_BOOL:
        memcpy(to, from, sizeof(bool));
        return CHAT_OK;
    case CHAT_FIELD_ENUM:
        memcpy(to, from, sizeof(int));
        return CHAT_OK;
    case CHAT_FIELD_INT:
    case CHAT_FIELD_ID:
    case CHAT_FIELD_TIME:
        memcpy(to, from, sizeof(int64_t));
        return CHAT_OK;
    case CHAT_FIELD_RECORD:
        return chat_record_copy(field->record, allocator, to, from);
    case CHAT_FIELD_LIST:
        return list_copy(field, allocator, out, value);
    case CHAT_FIELD_LINE:
    case CHAT_FIELD_TEXT:
    case CHAT_FIELD_BODY:
    case CHAT_FIELD_HANDLE:
    case CHAT_FIELD_WORD:
    case CHAT_FIELD_SECRET:
        break;
    }
    const char *text = *(char *const *)(const void *)from;
    *text_at(field, out) = chat_strdup(allocator, text);
    return text && !*text_at(field, out) ? CHAT_E_NOMEM : CHAT_OK;
}

enum chat_status chat_record_copy(const struct chat_record *record, const struct chat_allocator *allocator,
                                  void *out, const void *value)
{
    chat_record_init(record, out);
    for (size_t i = 0; i < record->n; i++) {
        enum chat_status status = field_copy(&record->fields[i], allocator, out, value);
        if (status != CHAT_OK) {
            chat_record_clear(record, out);
            return status;
        }
    }
    return CHAT_OK;
}

static void list_clear(const struct chat_field *field, void *value)
{
    char *items = *(char **)(void *)((char *)value + field->offset);
    size_t n = *(size_t *)(void *)((char *)value + field->count_offset);
    for (size_t i = 0; i < n; i++)
        chat_record_clear(field->record, items + i * field->record->size);
    chat_free(items);
}

void chat_record_clear(const struct chat_record *record, void *value)
{
    if (!value)
        return;
    for (size_t i = 0; i < record->n; i++) {
        const struct chat_field *field = &record->fields[i];
        switch (field->type) {
        case CHAT_FIELD_SECRET:
            if (*text_at(field, value))
                explicit_bzero(*text_at(field, value), strlen(*text_at(field, value)));
            chat_free(*text_at(field, value));
            break;
        case CHAT_FIELD_LINE:
        case CHAT_FIELD_TEXT:
        case CHAT_FIELD_BODY:
        case CHAT_FIELD_HANDLE:
        case CHAT_FIELD_WORD:
            chat_free(*text_at(field, value));
            break;
        case CHAT_FIELD_LIST:
            list_clear(field, value);
            break;
        case CHAT_FIELD_RECORD:
            chat_record_clear(field->record, (char *)value + field->offset);
            break;
        case CHAT_FIELD_BOOL:
        case CHAT_FIELD_INT:
        case CHAT_FIELD_ID:
        case CHAT_FIELD_TIME:
        case CHAT_FIELD_ENUM:
            break;
        }
    }
    chat_record_init(record, value);
}
