#include "tests/core/dump.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void put_record(FILE *out, const struct chat_record *record, const void *value);

static void put_items(FILE *out, const struct chat_field *field, const void *value)
{
    const char *items;
    size_t n;

    memcpy(&items, (const char *)value + field->offset, sizeof items);
    memcpy(&n, (const char *)value + field->count_offset, sizeof n);
    for (size_t i = 0; i < n; i++)
        put_record(out, field->record, items + i * field->record->size);
}

static void put_field(FILE *out, const struct chat_field *field, const void *value)
{
    const char *member = (const char *)value + field->offset;
    int64_t number = 0;
    const char *text;
    int choice;

    switch (field->type) {
    case CHAT_FIELD_BOOL:
        fprintf(out, "%d", *(const bool *)(const void *)member);
        return;
    case CHAT_FIELD_ENUM:
        memcpy(&choice, member, sizeof choice);
        fprintf(out, "%d", choice);
        return;
    case CHAT_FIELD_INT:
    case CHAT_FIELD_ID:
    case CHAT_FIELD_TIME:
        memcpy(&number, member, sizeof number);
        fprintf(out, "%" PRId64, number);
        return;
    case CHAT_FIELD_RECORD:
        put_record(out, field->record, member);
        return;
    case CHAT_FIELD_LIST:
        put_items(out, field, value);
        return;
    default:
        memcpy(&text, member, sizeof text);
        fprintf(out, "%s", text ? text : "-");
    }
}

static void put_record(FILE *out, const struct chat_record *record, const void *value)
{
    fprintf(out, "%s{", record->name);
    for (size_t i = 0; i < record->n; i++) {
        fprintf(out, "%s=", record->fields[i].name);
        put_field(out, &record->fields[i], value);
        fputc(' ', out);
    }
    fprintf(out, "}\n");
}

/* Run one reading operation and put down what it gives, or that it gives nothing. */
static void put_answer(FILE *out, struct fixture *f, const struct chat_op *op, const struct chat_actor *actor,
                       const void *params)
{
    char result[1024];
    enum chat_status status;

    ck_assert_uint_le(op->result->size, sizeof result);
    chat_record_init(op->result, result);
    status = chat_run(f->chat, op, actor, params, result, &f->err);
    fprintf(out, "%s: %s\n", op->name, chat_status_code(status));
    ck_assert_msg(status == CHAT_OK || status == CHAT_E_NOT_FOUND || status == CHAT_E_DENIED ||
                      status == CHAT_E_UNAUTHENTICATED,
                  "%s: %s", op->name, f->err.message);
    if (status == CHAT_OK)
        put_record(out, op->result, result);
    chat_record_clear(op->result, result);
}

static void put_log(FILE *out, struct fixture *f, const struct chat_actor *actor, chat_log_id log)
{
    PARAMS(event_list, list);

    read_log(f, actor, log, &list);
    put_record(out, &chat_record_event_list, &list);
    CLEAR(event_list, &list);
}

static void put_room(FILE *out, struct fixture *f, chat_room_id room)
{
    PARAMS(message_query, messages);
    PARAMS(member_query, members);

    messages.room = members.room = room;
    put_answer(out, f, &chat_op_message_list, &f->system, &messages);
    put_answer(out, f, &chat_op_member_list, &f->system, &members);
    put_log(out, f, &f->system, CHAT_ROOM_LOG(room));
}

static void put_person(FILE *out, struct fixture *f, const struct chat_person *person)
{
    struct chat_actor actor = chat_actor_user(person->id);
    PARAMS(room_query, rooms);
    PARAMS(user_params, user);

    user.user = person->id;
    put_answer(out, f, &chat_op_profile_get, &f->system, &user);
    put_answer(out, f, &chat_op_room_list, &actor, &rooms);
    put_answer(out, f, &chat_op_session_list, &actor, NULL);
    put_log(out, f, &actor, CHAT_USER_LOG(person->id));
}

char *dump(struct fixture *f)
{
    PARAMS(topic_query, topics);
    PARAMS(room_query, query);
    PARAMS(room_list, rooms);
    PARAMS(user_query, users);
    PARAMS(people, people);
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    ck_assert_ptr_nonnull(out);
    put_answer(out, f, &chat_op_settings_get, &f->system, NULL);
    put_answer(out, f, &chat_op_topic_list, &f->system, &topics);
    put_log(out, f, &f->system, CHAT_SITE_LOG);
    ck_ok(f, chat_room_list_get(f->chat, &f->system, &query, &rooms, &f->err));
    for (size_t i = 0; i < rooms.rooms_n; i++)
        put_room(out, f, rooms.rooms[i].id);
    CLEAR(room_list, &rooms);
    ck_ok(f, chat_user_list(f->chat, &f->system, &users, &people, &f->err));
    for (size_t i = 0; i < people.people_n; i++)
        put_person(out, f, &people.people[i]);
    CLEAR(people, &people);
    ck_assert_int_eq(fclose(out), 0);
    return text;
}
