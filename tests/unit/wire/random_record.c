#include "tests/unit/wire/random_record.h"

#include <stdlib.h>
#include <string.h>

#include "libchat/base/utf8.h"

uint64_t random_next(struct random_source *source)
{
    source->state ^= source->state << 13;
    source->state ^= source->state >> 7;
    source->state ^= source->state << 17;
    return source->state;
}

static uint64_t below(struct random_source *source, uint64_t bound)
{
    return random_next(source) % bound;
}

static void put(const struct chat_field *field, void *value, const void *bytes, size_t size)
{
    memcpy((char *)value + field->offset, bytes, size);
}

/* Any code point of any length, often one that JSON escapes. */
static uint32_t random_code_point(struct random_source *source)
{
    static const uint32_t special[] = {'"',    '\\',   '/',  '\n',   '\t',     1,   0x1F,   0x7F,   0x2028,
                                       0x2029, 0x2027, 0xE2, 0xFFFF, 0x10FFFF, '<', 0xD7FF, 0xE000, 0x200D};

    switch (below(source, 4)) {
    case 0:
        return special[below(source, sizeof special / sizeof special[0])];
    case 1:
        return (uint32_t)below(source, 0x10FFFF) + 1;
    default:
        return (uint32_t)below(source, 95) + ' ';
    }
}

static char *random_text(struct random_source *source)
{
    uint64_t n = below(source, 40);
    char *text = chat_alloc(NULL, n * 4 + 1);
    size_t length = 0;

    if (!text)
        abort();
    while (n-- > 0)
        length += chat_utf8_put(text + length, random_code_point(source));
    text[length] = '\0';
    return text;
}

static int64_t random_int(struct random_source *source, const struct chat_field *field)
{
    static const int64_t edge = INT64_C(9007199254740991);

    if (field->max > field->min && field->max <= edge)
        return field->min + (int64_t)below(source, (uint64_t)(field->max - field->min + 1));
    switch (below(source, 4)) {
    case 0:
        return edge;
    case 1:
        return field->min > 0 ? field->min : 0;
    default:
        return (int64_t)below(source, UINT32_MAX) + 1;
    }
}

static int random_choice(struct random_source *source, const struct chat_enum_words *words)
{
    int choice;

    do
        choice = (int)below(source, words->n) + 1;
    while (!words->words[choice - 1]);
    return choice;
}

static void random_items(struct random_source *source, const struct chat_field *field, void *value)
{
    size_t n = below(source, 4);
    char *items = n > 0 ? chat_alloc_array(NULL, n, field->record->size) : NULL;

    if (n > 0 && !items)
        abort();
    for (size_t i = 0; i < n; i++) {
        chat_record_init(field->record, items + i * field->record->size);
        random_record(source, field->record, items + i * field->record->size);
    }
    put(field, value, &items, sizeof(char *));
    memcpy((char *)value + field->count_offset, &n, sizeof n);
}

static void random_field(struct random_source *source, const struct chat_field *field, void *value)
{
    int64_t number;
    int choice;
    char *text;
    bool flag;

    switch (field->type) {
    case CHAT_FIELD_BOOL:
        flag = below(source, 2);
        put(field, value, &flag, sizeof flag);
        return;
    case CHAT_FIELD_INT:
        number = random_int(source, field);
        put(field, value, &number, sizeof number);
        return;
    case CHAT_FIELD_ID:
        number = (int64_t)(random_next(source) >> 1) | 1;
        put(field, value, &number, sizeof number);
        return;
    case CHAT_FIELD_TIME: /* up to the year 9999 */
        number = (int64_t)below(source, 253402300799000000) + 1;
        put(field, value, &number, sizeof number);
        return;
    case CHAT_FIELD_ENUM:
        choice = random_choice(source, field->words);
        put(field, value, &choice, sizeof choice);
        return;
    case CHAT_FIELD_RECORD:
        random_record(source, field->record, (char *)value + field->offset);
        return;
    case CHAT_FIELD_LIST:
        random_items(source, field, value);
        return;
    default:
        text = random_text(source);
        put(field, value, &text, sizeof(char *));
        return;
    }
}

/* An event whose kind decides what is in it: the table of docs/protocol.md once more, as its readers see it.
 */
static void random_event(struct random_source *source, struct chat_event *event)
{
    *event = (struct chat_event){
        .log = {(int64_t)below(source, 1000) + 1},
        .seq = (int64_t)below(source, 1000) + 1,
        .kind = (enum chat_event_kind)random_choice(source, &chat_words_event_kind),
        .actor = {(int64_t)below(source, 3)},
        .at_us = (int64_t)below(source, 1000000000),
        .n = (int64_t)below(source, 3),
    };
    if (event->kind == CHAT_EVENT_SKIPPED || event->kind == CHAT_EVENT_MESSAGE_EDITED ||
        event->kind == CHAT_EVENT_MESSAGE_DELETED)
        event->target_seq = event->seq;
    if (event->kind == CHAT_EVENT_SKIPPED)
        event->arg = CHAT_SKIP_EXPIRED;
    if ((event->kind >= CHAT_EVENT_MEMBER_JOINED && event->kind <= CHAT_EVENT_SESSION_ENDED) ||
        (event->kind >= CHAT_EVENT_USER_CHANGED && event->kind <= CHAT_EVENT_ROOM_LISTED))
        event->subject = (int64_t)below(source, INT64_MAX);
    if (event->kind == CHAT_EVENT_MEMBER_ROLE)
        event->arg = (int64_t)below(source, 4) + 1;
    if (event->kind == CHAT_EVENT_JOINED_ROOM)
        event->arg = (int64_t)below(source, 1000);
    chat_record_init(&chat_record_message, &event->message);
    event->message.seq = 0;
    if (event->kind < CHAT_EVENT_MESSAGE || event->kind > CHAT_EVENT_MESSAGE_DELETED)
        return;
    random_record(source, &chat_record_message, &event->message);
    event->message.seq = event->seq;
}

void random_record(struct random_source *source, const struct chat_record *record, void *value)
{
    if (record == &chat_record_event) {
        random_event(source, value);
        return;
    }
    for (size_t i = 0; i < record->n; i++)
        if ((record->fields[i].flags & CHAT_FIELD_REQUIRED) || below(source, 2))
            random_field(source, &record->fields[i], value);
}

static bool same_items(const struct chat_field *field, const void *a, const void *b)
{
    const char *first, *second;
    size_t n, m;

    memcpy(&first, (const char *)a + field->offset, sizeof first);
    memcpy(&second, (const char *)b + field->offset, sizeof second);
    memcpy(&n, (const char *)a + field->count_offset, sizeof n);
    memcpy(&m, (const char *)b + field->count_offset, sizeof m);
    if (n != m)
        return false;
    for (size_t i = 0; i < n; i++)
        if (record_difference(field->record, first + i * field->record->size,
                              second + i * field->record->size))
            return false;
    return true;
}

static bool same_field(const struct chat_field *field, const void *a, const void *b)
{
    const char *first = (const char *)a + field->offset;
    const char *second = (const char *)b + field->offset;
    const char *text, *other;

    switch (field->type) {
    case CHAT_FIELD_BOOL:
        return memcmp(first, second, sizeof(bool)) == 0;
    case CHAT_FIELD_ENUM:
        return memcmp(first, second, sizeof(int)) == 0;
    case CHAT_FIELD_INT:
    case CHAT_FIELD_ID:
    case CHAT_FIELD_TIME:
        return memcmp(first, second, sizeof(int64_t)) == 0;
    case CHAT_FIELD_RECORD:
        return !record_difference(field->record, first, second);
    case CHAT_FIELD_LIST:
        return same_items(field, a, b);
    default:
        memcpy(&text, first, sizeof text);
        memcpy(&other, second, sizeof other);
        return (!text && !other) || (text && other && strcmp(text, other) == 0);
    }
}

const char *record_difference(const struct chat_record *record, const void *a, const void *b)
{
    for (size_t i = 0; i < record->n; i++)
        if (!same_field(&record->fields[i], a, b))
            return record->fields[i].name;
    return NULL;
}
