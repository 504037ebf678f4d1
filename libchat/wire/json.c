/*
 * One wrapper around jansson, which reads what comes in; what goes out is written directly (writer.c). A
 * chat_json_t is a json_t under another name, so a member can be handed out without a copy.
 */
#include "libchat/wire/json.h"

#include <jansson.h>
#include <string.h>

#include "libchat/base/error.h"
#include "libchat/wire/scan.h"

/* jansson stops by itself at 2048, which would need more stack than a thread may have. */
#define DEPTH_CEILING 128

static const json_t *peek(const chat_json_t *json)
{
    return (const json_t *)(const void *)json;
}

static const chat_json_t *wrap(const json_t *json)
{
    return (const chat_json_t *)(const void *)json;
}

static enum chat_status bad(struct chat_error *err, const char *sentence)
{
    return chat_fail_code(err, CHAT_E_INVALID, "bad_json", "%s", sentence);
}

/* The parser's own sentences quote what was sent; ours say where. */
static enum chat_status refused(const json_error_t *error, struct chat_error *err)
{
    switch (json_error_code(error)) {
    case json_error_out_of_memory:
        return chat_fail_nomem(err);
    case json_error_duplicate_key:
        return bad(err, "a member stands twice in one object");
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return bad(err, "text may not contain the character U+0000");
    case json_error_invalid_utf8:
        return bad(err, "the text is not valid UTF-8");
    case json_error_numeric_overflow:
        return bad(err, "a number is too large");
    case json_error_end_of_input_expected:
        return bad(err, "something follows after the end of the object");
    default:
        return chat_fail_code(err, CHAT_E_INVALID, "bad_json", "this is not JSON: line %d, column %d",
                              error->line, error->column);
    }
}

enum chat_status chat_json_parse(const void *bytes, size_t length, const struct chat_json_limits *limits,
                                 chat_json_t **out, struct chat_error *err)
{
    static const struct chat_json_limits of_a_request = CHAT_JSON_LIMITS_INIT;
    struct chat_json_extent extent;
    json_error_t error;
    unsigned depth;
    json_t *root;

    if (!limits)
        limits = &of_a_request;
    if (length > limits->bytes)
        return chat_fail(err, CHAT_E_TOO_LARGE, "at most %zu bytes of JSON are read", limits->bytes);
    if (length == 0)
        bytes = "";
    if (memchr(bytes, '\0', length)) /* jansson passes over one that follows true, false or null */
        return bad(err, "text may not contain the character U+0000");
    depth = limits->depth < DEPTH_CEILING ? limits->depth : DEPTH_CEILING;
    extent = chat_json_scan(bytes, length);
    if (extent.depth > depth)
        return chat_fail_code(err, CHAT_E_INVALID, "bad_json", "objects and lists stand at most %u deep",
                              depth);
    if (extent.values > limits->values)
        return chat_fail_code(err, CHAT_E_INVALID, "bad_json", "at most %zu values are read", limits->values);

    root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return refused(&error, err);
    if (!json_is_object(root)) {
        json_decref(root);
        return bad(err, "this is JSON, but not an object");
    }
    *out = (chat_json_t *)(void *)root;
    return CHAT_OK;
}

void chat_json_free(chat_json_t *json)
{
    json_decref((json_t *)(void *)json);
}

enum chat_json_kind chat_json_kind(const chat_json_t *json)
{
    switch (json_typeof(peek(json))) {
    case JSON_OBJECT:
        return CHAT_JSON_OBJECT;
    case JSON_ARRAY:
        return CHAT_JSON_ARRAY;
    case JSON_STRING:
        return CHAT_JSON_STRING;
    case JSON_INTEGER:
        return CHAT_JSON_INTEGER;
    case JSON_REAL:
        return CHAT_JSON_REAL;
    case JSON_TRUE:
    case JSON_FALSE:
        return CHAT_JSON_BOOL;
    case JSON_NULL:
        break;
    }
    return CHAT_JSON_NULL;
}

bool chat_json_bool(const chat_json_t *json)
{
    return json_is_true(peek(json));
}

int64_t chat_json_integer(const chat_json_t *json)
{
    return json_integer_value(peek(json));
}

const char *chat_json_string(const chat_json_t *json)
{
    return json_string_value(peek(json));
}

size_t chat_json_string_length(const chat_json_t *json)
{
    return json_string_length(peek(json));
}

size_t chat_json_count(const chat_json_t *json)
{
    return json_is_array(peek(json)) ? json_array_size(peek(json)) : json_object_size(peek(json));
}

const chat_json_t *chat_json_item(const chat_json_t *json, size_t i)
{
    return wrap(json_array_get(peek(json), i));
}

const chat_json_t *chat_json_member(const chat_json_t *json, const char *name)
{
    return wrap(json_object_get(peek(json), name));
}

enum chat_status chat_json_each(const chat_json_t *json, chat_json_member_fn fn, void *user_data)
{
    /* jansson walks with a pointer it could also write through; nothing here does. */
    union {
        const chat_json_t *borrowed;
        json_t *object;
    } walked = {.borrowed = json};

    for (void *at = json_object_iter(walked.object); at; at = json_object_iter_next(walked.object, at)) {
        enum chat_status status = fn(json_object_iter_key(at), wrap(json_object_iter_value(at)), user_data);
        if (status != CHAT_OK)
            return status;
    }
    return CHAT_OK;
}

bool chat_json_name_fit(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    return length > 0 && length < CHAT_ERROR_FIELD_MAX && name[length] == '\0';
}
