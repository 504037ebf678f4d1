/*
 * What comes as text beside JSON: members of paths and query strings, and positions.
 */
#include <string.h>

#include "chat/wire.h"
#include "libchat/base/error.h"
#include "libchat/base/number.h"
#include "libchat/wire/json.h"
#include "libchat/wire/member.h"
#include "libchat/wire/record.h"

static bool is(const char *text, size_t length, const char *word)
{
    return length == strlen(word) && memcmp(text, word, length) == 0;
}

static enum chat_status set_flag(const struct chat_field *field, void *value, const char *text, size_t length,
                                 struct chat_error *err)
{
    if (is(text, length, "true"))
        return chat_member_set_bool(field, value, true, err);
    if (is(text, length, "false"))
        return chat_member_set_bool(field, value, false, err);
    return chat_member_refuse(field, err);
}

enum chat_status chat_wire_set_text(const struct chat_record *record, const struct chat_allocator *allocator,
                                    void *value, const char *name, const char *text, size_t length,
                                    struct chat_error *err)
{
    const struct chat_field *field = chat_record_field(record, name);
    enum chat_status status;
    int64_t number;

    if (!field && chat_json_name_fit(name))
        return chat_fail_field(err, name, "%s is not known here", name);
    if (!field)
        return chat_fail(err, CHAT_E_INVALID, "there is a parameter that is not known here");
    status = chat_member_unset(field, value, err);
    if (status != CHAT_OK)
        return status;
    if (field->type == CHAT_FIELD_BOOL || chat_field_is_flag(field))
        return set_flag(field, value, text, length, err);
    if (field->type != CHAT_FIELD_INT)
        return chat_member_set_string(field, allocator, value, text, length, err);
    if (!chat_int64_parse(text, length, &number))
        return chat_member_refuse(field, err);
    return chat_member_set_int(field, value, number, err);
}

/* "7:1204" */
static bool position_parse(const char *text, size_t length, struct chat_position *out)
{
    const char *colon = memchr(text, ':', length);
    size_t before = colon ? (size_t)(colon - text) : 0;

    return colon && chat_wire_id_parse(text, before, &out->log.value) &&
           chat_int64_parse(colon + 1, length - before - 1, &out->seq) && out->seq >= 0 &&
           out->seq <= CHAT_WIRE_INT_MAX;
}

static bool stands_already(const struct chat_position *positions, size_t n, chat_log_id log)
{
    for (size_t i = 0; i < n; i++)
        if (positions[i].log.value == log.value)
            return true;
    return false;
}

static size_t count_positions(const char *text, size_t length)
{
    size_t n = length > 0;

    for (size_t i = 0; i < length; i++)
        n += text[i] == ',';
    return n;
}

enum chat_status chat_wire_positions(const char *text, size_t length, const struct chat_allocator *allocator,
                                     struct chat_position **out, size_t *n, struct chat_error *err)
{
    size_t total = count_positions(text, length);
    struct chat_position *positions = NULL;
    const char *end = text + length;

    if (total > CHAT_FOLLOWED_LOGS_MAX)
        return chat_fail(err, CHAT_E_TOO_LARGE, "at most %d logs are followed", CHAT_FOLLOWED_LOGS_MAX);
    if (total > 0) {
        positions = chat_alloc_array(allocator, total, sizeof *positions);
        if (!positions)
            return chat_fail_nomem(err);
    }
    for (size_t i = 0; i < total; i++) {
        const char *comma = memchr(text, ',', (size_t)(end - text));
        size_t one = (size_t)((comma ? comma : end) - text);
        if (!position_parse(text, one, &positions[i]) || stands_already(positions, i, positions[i].log)) {
            chat_free(positions);
            return chat_fail_field(err, "positions", "positions are written like 1:12,7:1204, each log once");
        }
        text = comma ? comma + 1 : end;
    }
    *out = positions;
    *n = total;
    return CHAT_OK;
}
