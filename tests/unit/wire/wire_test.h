/*
 * What the tests of this layer have in common: reading and decoding in one line.
 */
#ifndef CHAT_TESTS_WIRE_TEST_H
#define CHAT_TESTS_WIRE_TEST_H

#include <string.h>

#include "chat/chat.h"
#include "chat/wire.h"
#include "tests/unit/unit.h"

/* The text must be good JSON. */
static inline chat_json_t *given_json(const char *text)
{
    struct chat_error err = CHAT_ERROR_INIT;
    chat_json_t *json = NULL;

    if (chat_json_parse(text, strlen(text), NULL, &json, &err) != CHAT_OK)
        ck_abort_msg("%s: %s", text, err.message);
    return json;
}

/* Decode `text` into `value`, which is initialised here. */
static inline enum chat_status decoded(const char *text, unsigned flags, const struct chat_record *record,
                                       void *value, struct chat_error *err)
{
    chat_json_t *json = given_json(text);
    enum chat_status status;

    chat_record_init(record, value);
    status = chat_wire_decode(json, flags, record, NULL, value, err);
    chat_json_free(json);
    return status;
}

static inline void expect_encoded(const struct chat_record *record, const void *value, const char *expected)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_text text = CHAT_TEXT_INIT;

    ck_assert_msg(chat_wire_encode(record, value, NULL, &text, &err) == CHAT_OK, "%s", err.message);
    ck_assert_str_eq(text.data, expected);
    ck_assert_uint_eq(text.length, strlen(expected));
    chat_text_clear(&text);
}

#endif
