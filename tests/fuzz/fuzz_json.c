/*
 * Everything of the wire that strangers write. Whatever comes: no crash, memory within bounds, what was
 * counted beforehand is what was read, and what is accepted as a struct is written and read again as the
 * same.
 */
#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "libchat/base/utf8.h"
#include "libchat/wire/json.h"
#include "libchat/wire/scan.h"
#include "tests/unit/wire/records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- Memory, counted in front of each block ---- */

#define HEADER       16
#define PARSER_MOST  (32u * CHAT_JSON_BYTES_MAX)
#define STRUCTS_MOST (8u << 20) /* a list of every value that fits, each as large as a room */

struct memory {
    size_t now, most;
};

static struct memory parser = {0, PARSER_MOST};
static struct memory structs = {0, STRUCTS_MOST};

static void *get(struct memory *memory, size_t bytes)
{
    char *block = malloc(HEADER + bytes);

    assert(block);
    memcpy(block, &bytes, sizeof bytes);
    memory->now += bytes;
    assert(memory->now <= memory->most);
    return block + HEADER;
}

static void give(struct memory *memory, void *block)
{
    size_t bytes;

    if (!block)
        return;
    memcpy(&bytes, (char *)block - HEADER, sizeof bytes);
    memory->now -= bytes;
    free((char *)block - HEADER);
}

static void *parser_get(size_t bytes)
{
    return get(&parser, bytes);
}

static void parser_give(void *block)
{
    give(&parser, block);
}

static void *structs_get(size_t bytes, void *user_data)
{
    return get(user_data, bytes);
}

static void structs_give(void *block, void *user_data)
{
    give(user_data, block);
}

static const struct chat_allocator allocator = {structs_get, structs_give, &structs};

/* ---- JSON ---- */

struct walk {
    struct chat_json_extent *extent;
    unsigned depth;
};

static enum chat_status count_member(const char *name, const chat_json_t *json, void *user_data);

static void count(const chat_json_t *json, unsigned depth, struct chat_json_extent *extent)
{
    struct walk below = {extent, depth + 1};

    extent->values++;
    if (chat_json_kind(json) == CHAT_JSON_OBJECT || chat_json_kind(json) == CHAT_JSON_ARRAY) {
        if (depth + 1 > extent->depth)
            extent->depth = depth + 1;
    }
    if (chat_json_kind(json) == CHAT_JSON_OBJECT)
        (void)chat_json_each(json, count_member, &below);
    if (chat_json_kind(json) == CHAT_JSON_ARRAY)
        for (size_t i = 0; i < chat_json_count(json); i++)
            count(chat_json_item(json, i), depth + 1, extent);
}

static enum chat_status count_member(const char *name, const chat_json_t *json, void *user_data)
{
    struct walk *walk = user_data;

    (void)name;
    count(json, walk->depth, walk->extent);
    return CHAT_OK;
}

static chat_json_t *parse(const void *bytes, size_t length)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_json_extent extent = {0, 0}, scanned;
    chat_json_t *json = NULL;
    enum chat_status status = chat_json_parse(bytes, length, NULL, &json, &err);

    assert(status == CHAT_OK || (err.status == status && err.message[0] && err.code));
    if (status != CHAT_OK)
        return NULL;
    assert(length <= CHAT_JSON_BYTES_MAX && chat_utf8_valid(bytes, length) && !memchr(bytes, 0, length));
    count(json, 0, &extent);
    scanned = chat_json_scan(bytes, length);
    assert(extent.values == scanned.values && extent.depth == scanned.depth);
    return json;
}

/* ---- Structs ---- */

static union {
    max_align_t alignment;
    char bytes[4096];
} space[2];

static void try_record(const chat_json_t *json, const struct chat_record *record, unsigned flags)
{
    static const struct chat_json_limits replies = {8 << 20, 32, 1 << 20};
    struct chat_text text = CHAT_TEXT_INIT, again = CHAT_TEXT_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    void *value = space[0].bytes, *back = space[1].bytes;
    enum chat_status status;
    chat_json_t *written = NULL;

    assert(record->size <= sizeof space[0].bytes);
    chat_record_init(record, value);
    chat_record_init(record, back);
    status = chat_wire_decode(json, flags, record, &allocator, value, &err);
    assert(status == CHAT_OK || (err.status == status && err.message[0]));
    if (status == CHAT_OK) {
        status = chat_record_check(record, value, &err);
        assert(status == CHAT_OK || status == CHAT_E_INVALID);
        status = chat_wire_encode(record, value, NULL, &text, &err);
        assert(status == CHAT_OK && strlen(text.data) == text.length);
        parser.most = SIZE_MAX; /* what we wrote ourselves may be larger than a request */
        status = chat_json_parse(text.data, text.length, &replies, &written, &err);
        assert(status == CHAT_OK);
        status = chat_wire_decode(written, 0, record, &allocator, back, &err);
        assert(status == CHAT_OK);
        status = chat_wire_encode(record, back, NULL, &again, &err);
        assert(status == CHAT_OK && strcmp(text.data, again.data) == 0);
        chat_json_free(written);
        parser.most = PARSER_MOST;
    }
    chat_text_clear(&text);
    chat_text_clear(&again);
    chat_record_clear(record, value);
    chat_record_clear(record, back);
}

/* ---- Text beside JSON ---- */

static void try_text(const char *bytes, size_t length)
{
    struct chat_position *positions = NULL;
    size_t n = 0;

    if (chat_wire_positions(bytes, length, &allocator, &positions, &n, NULL) == CHAT_OK)
        assert(n <= CHAT_FOLLOWED_LOGS_MAX);
    chat_free(positions);
    for (size_t i = 0; i < ALL_RECORDS; i++) {
        void *value = space[0].bytes;
        chat_record_init(all_records[i], value);
        for (size_t k = 0; k < all_records[i]->n; k++) {
            struct chat_error err = CHAT_ERROR_INIT;
            enum chat_status status = chat_wire_set_text(all_records[i], &allocator, value,
                                                         all_records[i]->fields[k].name, bytes, length, &err);
            assert(status == CHAT_OK || (status == CHAT_E_INVALID && err.field[0]));
        }
        chat_record_clear(all_records[i], value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct chat_wire_command command = CHAT_WIRE_COMMAND_INIT;
    chat_json_t *json;

    json_set_alloc_funcs(parser_get, parser_give);
    json = parse(data, size);
    if (chat_wire_command_parse(data, size, &allocator, &command, NULL) == CHAT_OK) {
        assert(json && command.op >= CHAT_WIRE_RESUME && command.op <= CHAT_WIRE_PING);
        if (command.params && chat_json_kind(command.params) == CHAT_JSON_OBJECT)
            for (size_t i = 0; i < ALL_RECORDS; i++)
                try_record(command.params, all_records[i], 0);
    }
    chat_wire_command_clear(&command);
    for (size_t i = 0; json && i < ALL_RECORDS; i++) {
        try_record(json, all_records[i], 0);
        try_record(json, all_records[i], CHAT_WIRE_REPLY);
    }
    chat_json_free(json);
    if (size < 4096)
        try_text((const char *)data, size);
    assert(parser.now == 0 && structs.now == 0);
    return 0;
}
