/*
 * Every record, filled at random, comes back from JSON as it was.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/wire/random_record.h"
#include "tests/unit/wire/records.h"
#include "tests/unit/wire/wire_test.h"

/* Replies can be longer than requests. */
static const struct chat_json_limits generous = {1 << 20, 32, 100000};

START_TEST(what_is_encoded_is_decoded_to_the_same)
{
    const struct chat_record *record = all_records[_i];
    struct random_source source = {0x9E3779B97F4A7C15u + (uint64_t)_i};
    char *value = malloc(record->size), *back = malloc(record->size);

    ck_assert(value && back);
    for (int round = 0; round < 100; round++) {
        struct chat_error err = CHAT_ERROR_INIT;
        struct chat_text text = CHAT_TEXT_INIT;
        chat_json_t *json = NULL;
        const char *different;

        chat_record_init(record, value);
        chat_record_init(record, back);
        random_record(&source, record, value);
        ck_assert_int_eq(chat_wire_encode(record, value, NULL, &text, &err), CHAT_OK);
        ck_assert_int_eq(chat_json_parse(text.data, text.length, &generous, &json, &err), CHAT_OK);
        ck_assert_msg(chat_wire_decode(json, 0, record, NULL, back, &err) == CHAT_OK, "%s: %s in %s",
                      record->name, err.message, text.data);
        different = record_difference(record, value, back);
        ck_assert_msg(!different, "%s of %s differs after %s", different, record->name, text.data);
        chat_record_clear(record, value);
        chat_record_clear(record, back);
        chat_json_free(json);
        chat_text_clear(&text);
    }
    free(value);
    free(back);
}
END_TEST

START_TEST(without_memory_nothing_is_left_behind)
{
    const struct chat_record *record = all_records[_i];
    struct random_source source = {77 + (uint64_t)_i};
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_text text = CHAT_TEXT_INIT;
    char *value = malloc(record->size), *back = malloc(record->size);
    chat_json_t *json = NULL;
    bool done = false;

    ck_assert(value && back);
    chat_record_init(record, value);
    random_record(&source, record, value);
    for (long n = 1; !done; n++) {
        struct counting_alloc counting;
        enum chat_status status;

        counting_alloc_init(&counting);
        counting.fail_at = n;
        status = chat_wire_encode(record, value, &counting.allocator, &text, &err);
        done = status == CHAT_OK;
        if (!done) {
            ck_assert_int_eq(status, CHAT_E_NOMEM);
            ck_assert_ptr_null(text.data);
            ck_assert_int_eq(counting.alive, 0);
        } else {
            chat_free(text.data);
            ck_assert_int_eq(counting.alive, 0);
        }
    }
    ck_assert_int_eq(chat_wire_encode(record, value, NULL, &text, &err), CHAT_OK);
    ck_assert_int_eq(chat_json_parse(text.data, text.length, &generous, &json, &err), CHAT_OK);
    done = false;
    for (long n = 1; !done; n++) {
        struct counting_alloc counting;
        enum chat_status status;

        counting_alloc_init(&counting);
        counting.fail_at = n;
        chat_record_init(record, back);
        status = chat_wire_decode(json, 0, record, &counting.allocator, back, &err);
        done = status == CHAT_OK;
        ck_assert_msg(done || status == CHAT_E_NOMEM, "%s", err.message);
        chat_record_clear(record, back);
        ck_assert_int_eq(counting.alive, 0);
    }
    chat_json_free(json);
    chat_text_clear(&text);
    chat_record_clear(record, value);
    free(value);
    free(back);
}
END_TEST

/* The headers are the list; this one must not fall behind. */
static size_t count_records_in(const char *header)
{
    static const char declares[] = "chat_record_";
    char line[4096];
    FILE *file = fopen(header, "r");
    bool inside = false;
    size_t found = 0;

    ck_assert_msg(file != NULL, "%s", header);
    while (fgets(line, sizeof line, file)) {
        if (strstr(line, "extern CHAT_API const struct chat_record "))
            inside = true;
        for (const char *at = line; inside && (at = strstr(at, declares)) != NULL; at += strlen(declares))
            found++;
        if (strchr(line, ';'))
            inside = false;
    }
    fclose(file);
    return found;
}

START_TEST(every_record_of_the_headers_is_tried)
{
    static const char *const headers[] = {"account", "event", "message", "model",
                                          "room",    "site",  "topic",   "user"};
    size_t found = 0;

    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        char path[64];
        (void)snprintf(path, sizeof path, "include/chat/%s.h", headers[i]);
        found += count_records_in(path);
    }
    ck_assert_uint_eq(found, ALL_RECORDS);
}
END_TEST

static void list_tests(TCase *cases)
{
    tcase_add_loop_test(cases, what_is_encoded_is_decoded_to_the_same, 0, (int)ALL_RECORDS);
    tcase_add_loop_test(cases, without_memory_nothing_is_left_behind, 0, (int)ALL_RECORDS);
    tcase_add_test(cases, every_record_of_the_headers_is_tried);
}

int main(void)
{
    return unit_main("wire/round_trip", list_tests);
}
