/*
 * Structs from JSON, by their field tables. Strict with requests: what is not in the table is refused by
 * name. Lenient with replies, which may come from a newer server.
 */
#include <string.h>

#include "libchat/base/error.h"
#include "libchat/wire/event.h"
#include "libchat/wire/json.h"
#include "libchat/wire/member.h"
#include "libchat/wire/record.h"

struct decoding {
    const struct chat_record *record;
    const struct chat_allocator *allocator;
    void *value;
    unsigned flags;
    struct chat_error *err;
};

static enum chat_status decode_object(const chat_json_t *json, unsigned flags,
                                      const struct chat_record *record,
                                      const struct chat_allocator *allocator, void *value,
                                      struct chat_error *err);

static enum chat_status decode_items(const struct decoding *to, const struct chat_field *field,
                                     const chat_json_t *json)
{
    size_t n = chat_json_count(json);
    size_t *done = (size_t *)(void *)((char *)to->value + field->count_offset);
    char *items;

    if (n == 0)
        return CHAT_OK;
    items = chat_alloc_array(to->allocator, n, field->record->size);
    if (!items)
        return chat_fail_nomem(to->err);
    memcpy((char *)to->value + field->offset, &items, sizeof(char *));
    for (*done = 0; *done < n;) {
        void *item = items + *done * field->record->size;
        enum chat_status status;

        chat_record_init(field->record, item);
        ++*done; /* what was begun is cleared with the list */
        status = decode_object(chat_json_item(json, *done - 1), to->flags, field->record, to->allocator, item,
                               to->err);
        if (status != CHAT_OK)
            return status;
    }
    return CHAT_OK;
}

static enum chat_status decode_string(const struct decoding *to, const struct chat_field *field,
                                      const chat_json_t *json)
{
    enum chat_status status = chat_member_set_string(field, to->allocator, to->value, chat_json_string(json),
                                                     chat_json_string_length(json), to->err);

    /* A word that a newer server added is as good as none. */
    if (status == CHAT_E_INVALID && field->type == CHAT_FIELD_ENUM && (to->flags & CHAT_WIRE_REPLY))
        return CHAT_OK;
    return status;
}

static enum chat_status decode_field(const struct decoding *to, const struct chat_field *field,
                                     const chat_json_t *json)
{
    switch (chat_json_kind(json)) {
    case CHAT_JSON_NULL:
        return chat_fail_field(to->err, field->name, "%s is null: leave out what is not there", field->name);
    case CHAT_JSON_BOOL:
        return chat_member_set_bool(field, to->value, chat_json_bool(json), to->err);
    case CHAT_JSON_INTEGER:
        return chat_member_set_int(field, to->value, chat_json_integer(json), to->err);
    case CHAT_JSON_STRING:
        return decode_string(to, field, json);
    case CHAT_JSON_OBJECT:
        if (field->type != CHAT_FIELD_RECORD)
            break;
        return decode_object(json, to->flags, field->record, to->allocator, (char *)to->value + field->offset,
                             to->err);
    case CHAT_JSON_ARRAY:
        if (field->type != CHAT_FIELD_LIST)
            break;
        return decode_items(to, field, json);
    case CHAT_JSON_REAL:
        break;
    }
    return chat_member_refuse(field, to->err);
}

static enum chat_status decode_member(const char *name, const chat_json_t *json, void *user_data)
{
    const struct decoding *to = user_data;
    const struct chat_field *field = chat_record_field(to->record, name);
    enum chat_status status;

    if (!field) {
        if (to->flags & CHAT_WIRE_REPLY)
            return CHAT_OK;
        if (!chat_json_name_fit(name))
            return chat_fail(to->err, CHAT_E_INVALID, "there is a member that is not known here");
        return chat_fail_field(to->err, name, "%s is not known here", name);
    }
    status = chat_member_unset(field, to->value, to->err);
    return status == CHAT_OK ? decode_field(to, field, json) : status;
}

static enum chat_status decode_event(const chat_json_t *json, unsigned flags,
                                     const struct chat_allocator *allocator, struct chat_event *value,
                                     struct chat_error *err)
{
    struct chat_wire_event event;
    enum chat_status status;

    chat_record_init(&chat_record_wire_event, &event);
    status = decode_object(json, flags, &chat_record_wire_event, allocator, &event, err);
    if (status == CHAT_OK)
        chat_wire_event_to(value, &event);
    chat_record_clear(&chat_record_wire_event, &event);
    return status;
}

static enum chat_status decode_object(const chat_json_t *json, unsigned flags,
                                      const struct chat_record *record,
                                      const struct chat_allocator *allocator, void *value,
                                      struct chat_error *err)
{
    struct decoding to = {record, allocator, value, flags, err};

    if (chat_json_kind(json) != CHAT_JSON_OBJECT)
        return chat_fail(err, CHAT_E_INVALID, "an object is expected here");
    if (record == &chat_record_event)
        return decode_event(json, flags, allocator, value, err);
    return chat_json_each(json, decode_member, &to);
}

enum chat_status chat_wire_decode(const chat_json_t *json, unsigned flags, const struct chat_record *record,
                                  const struct chat_allocator *allocator, void *value, struct chat_error *err)
{
    return json ? decode_object(json, flags, record, allocator, value, err) : CHAT_OK;
}
