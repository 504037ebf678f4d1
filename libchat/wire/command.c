/*
 * Frames of a client. What is not exactly one of the five is refused as a whole: a client that makes such
 * frames does not speak this protocol, and there may be nothing to answer to.
 */
#include <string.h>

#include "libchat/base/error.h"
#include "libchat/wire/json.h"
#include "libchat/wire/member.h"

struct reading {
    struct chat_wire_command *command;
    const struct chat_allocator *allocator;
    unsigned seen;
    struct chat_error *err;
};

enum part {
    OP = 1u << 0,
    REF = 1u << 1,
    EPOCH = 1u << 2,
    POSITIONS = 1u << 3,
    LOG = 1u << 4,
    AFTER = 1u << 5,
    NAME = 1u << 6,
    PARAMS = 1u << 7
};

static enum chat_status bad_frame(struct chat_error *err, const char *sentence)
{
    return chat_fail_code(err, CHAT_E_INVALID, "bad_frame", "%s", sentence);
}

static enum chat_status read_op(struct reading *reading, const chat_json_t *json)
{
    static const struct {
        const char *word;
        enum chat_wire_command_op op;
    } known[] = {
        {"call", CHAT_WIRE_CALL},         {"ping", CHAT_WIRE_PING},     {"resume", CHAT_WIRE_RESUME},
        {"unfollow", CHAT_WIRE_UNFOLLOW}, {"follow", CHAT_WIRE_FOLLOW},
    };
    const char *word = chat_json_string(json);

    for (size_t i = 0; word && i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].word, word) == 0) {
            reading->command->op = known[i].op;
            return CHAT_OK;
        }
    }
    return bad_frame(reading->err, "op is one of resume, follow, unfollow, call, ping");
}

static enum chat_status read_string(struct reading *reading, const chat_json_t *json, size_t most,
                                    const char **out)
{
    const char *text = chat_json_string(json);

    if (!text || chat_json_string_length(json) > most)
        return bad_frame(reading->err, "ref, epoch and name are short strings");
    *out = text;
    return CHAT_OK;
}

static enum chat_status read_log(struct reading *reading, const char *text, size_t length, chat_log_id *out)
{
    if (!text || !chat_wire_id_parse(text, length, &out->value))
        return bad_frame(reading->err, "a log is named by a string of decimal digits");
    return CHAT_OK;
}

static enum chat_status read_seq(struct reading *reading, const chat_json_t *json, int64_t *out)
{
    int64_t seq = chat_json_integer(json);

    if (chat_json_kind(json) != CHAT_JSON_INTEGER || seq < 0 || seq > CHAT_WIRE_INT_MAX)
        return bad_frame(reading->err, "a number in a log is a whole number from 0 on");
    *out = seq;
    return CHAT_OK;
}

static enum chat_status read_position(const char *name, const chat_json_t *json, void *user_data)
{
    struct reading *reading = user_data;
    struct chat_position *position = &reading->command->positions[reading->command->positions_n];
    enum chat_status status = read_log(reading, name, strlen(name), &position->log);

    if (status == CHAT_OK)
        status = read_seq(reading, json, &position->seq);
    if (status == CHAT_OK)
        reading->command->positions_n++;
    return status;
}

static enum chat_status read_positions(struct reading *reading, const chat_json_t *json)
{
    size_t n = chat_json_count(json);

    if (chat_json_kind(json) != CHAT_JSON_OBJECT)
        return bad_frame(reading->err, "positions is an object from log to number");
    if (n > CHAT_FOLLOWED_LOGS_MAX)
        return chat_fail(reading->err, CHAT_E_TOO_LARGE, "at most %d logs are followed",
                         CHAT_FOLLOWED_LOGS_MAX);
    if (n == 0)
        return CHAT_OK;
    reading->command->positions =
        chat_alloc_array(reading->allocator, n, sizeof *reading->command->positions);
    if (!reading->command->positions)
        return chat_fail_nomem(reading->err);
    return chat_json_each(json, read_position, reading);
}

static enum chat_status read_part(struct reading *reading, enum part part, const chat_json_t *json)
{
    struct chat_wire_command *command = reading->command;

    reading->seen |= part;
    switch (part) {
    case OP:
        return read_op(reading, json);
    case REF:
        return read_string(reading, json, CHAT_REF_MAX, &command->ref);
    case EPOCH:
        return read_string(reading, json, CHAT_CLIENT_ID_MAX, &command->epoch);
    case NAME:
        return read_string(reading, json, CHAT_CLIENT_ID_MAX, &command->name);
    case POSITIONS:
        return read_positions(reading, json);
    case LOG:
        return read_log(reading, chat_json_string(json), chat_json_string_length(json), &command->log);
    case AFTER:
        return read_seq(reading, json, &command->after);
    case PARAMS:
        command->params = json;
        break;
    }
    return CHAT_OK;
}

static enum chat_status read_member(const char *name, const chat_json_t *json, void *user_data)
{
    static const struct {
        const char *name;
        enum part part;
    } known[] = {
        {"op", OP},   {"ref", REF},   {"epoch", EPOCH}, {"positions", POSITIONS},
        {"log", LOG}, {"name", NAME}, {"after", AFTER}, {"params", PARAMS},
    };
    struct reading *reading = user_data;

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].name, name) == 0)
            return read_part(reading, known[i].part, json);
    return bad_frame(reading->err, "a frame has a member that is not known");
}

/* What each frame is made of; `params` may be left out. */
static bool is_complete(enum chat_wire_command_op op, unsigned seen)
{
    switch (op) {
    case CHAT_WIRE_RESUME:
        return seen == (OP | EPOCH | POSITIONS);
    case CHAT_WIRE_FOLLOW:
        return seen == (OP | LOG | AFTER);
    case CHAT_WIRE_UNFOLLOW:
        return seen == (OP | LOG);
    case CHAT_WIRE_CALL:
        return (seen | PARAMS) == (OP | REF | NAME | PARAMS);
    case CHAT_WIRE_PING:
        return seen == (OP | REF);
    }
    return false;
}

enum chat_status chat_wire_command_parse(const void *bytes, size_t length,
                                         const struct chat_allocator *allocator,
                                         struct chat_wire_command *out, struct chat_error *err)
{
    struct chat_wire_command command = CHAT_WIRE_COMMAND_INIT;
    struct reading reading = {&command, allocator, 0, err};
    enum chat_status status = chat_json_parse(bytes, length, NULL, &command.json, err);

    if (status == CHAT_OK)
        status = chat_json_each(command.json, read_member, &reading);
    if (status == CHAT_OK && !is_complete(command.op, reading.seen))
        status = bad_frame(err, "a frame lacks a member, or has one of another frame");
    if (status == CHAT_OK) {
        *out = command;
        return CHAT_OK;
    }
    chat_wire_command_clear(&command);
    return status;
}

void chat_wire_command_clear(struct chat_wire_command *command)
{
    if (!command)
        return;
    chat_free(command->positions);
    chat_json_free(command->json);
    *command = (struct chat_wire_command)CHAT_WIRE_COMMAND_INIT;
}
