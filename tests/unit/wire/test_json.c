#include "libchat/wire/json.h"

#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/wire/wire_test.h"

static void refuse_bytes(const void *bytes, size_t length, enum chat_status expected)
{
    struct chat_error err = CHAT_ERROR_INIT;
    chat_json_t *json = NULL;
    enum chat_status status = chat_json_parse(bytes, length, NULL, &json, &err);

    ck_assert_msg(status == expected, "%.*s: %d", (int)length, (const char *)bytes, status);
    ck_assert_ptr_null(json);
    ck_assert_int_eq(err.status, expected);
    ck_assert(err.message[0]);
    if (expected == CHAT_E_INVALID)
        ck_assert_str_eq(err.code, "bad_json");
}

START_TEST(what_is_not_one_json_object_is_refused)
{
    static const char *const wrong[] = {
        "",
        " ",
        "null",
        "1",
        "\"text\"",
        "[]",
        "[{}]",
        "{",
        "}",
        "{]",
        "{} {}",
        "{}x",
        "{},",
        "{a:1}",
        "{'a':1}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":tru}",
        "{\"a\":True}",
        "{\"a\":truefalse}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":0x10}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":1e400}",
        "{\"a\":9223372036854775808}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\u0000\"}",
        "{\"\\u0000\":1}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\ud800x\"}",
        "{\"a\":\"\\udc00\\ud800\"}",
        "{\"a\":\"\xC0\x80\"}",
        "{\"a\":\"\xED\xA0\x80\"}",
        "{\"a\":\"\xF4\x90\x80\x80\"}",
        "{\"a\":\"\xFF\"}",
        "\xEF\xBB\xBF{}",
        "// comment\n{}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{\"a\":1,\"\\u0061\":2}",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        refuse_bytes(wrong[i], strlen(wrong[i]), CHAT_E_INVALID);
    refuse_bytes("{\"a\":\0 1}", 9, CHAT_E_INVALID);
    refuse_bytes("{\"a\":\"\0\"}", 9, CHAT_E_INVALID);
    refuse_bytes("{}\0", 3, CHAT_E_INVALID);
    refuse_bytes("{\"a\":true\0}", 11, CHAT_E_INVALID);
    refuse_bytes("{\"a\":1\0}", 8, CHAT_E_INVALID);
    refuse_bytes(NULL, 0, CHAT_E_INVALID);
}
END_TEST

static char *nested(unsigned depth)
{
    char *text = calloc(1, depth * 6 + 2);

    ck_assert_ptr_nonnull(text);
    for (unsigned i = 0; i < depth; i++)
        memcpy(text + i * 5, "{\"a\":", 5);
    text[depth * 5 - 5 + 0] = '{';
    text[depth * 5 - 5 + 1] = '}';
    memset(text + depth * 5 - 3, '}', depth - 1);
    text[depth * 5 - 3 + depth - 1] = '\0';
    return text;
}

START_TEST(depth_ends_at_its_limit)
{
    char *good = nested(CHAT_JSON_DEPTH_MAX), *bad = nested(CHAT_JSON_DEPTH_MAX + 1);
    chat_json_t *json = given_json(good);

    refuse_bytes(bad, strlen(bad), CHAT_E_INVALID);
    chat_json_free(json);
    free(good);
    free(bad);
}
END_TEST

START_TEST(a_client_may_not_ask_for_unbounded_depth)
{
    struct chat_json_limits limits = {1 << 20, 100000, 100000};
    char *deep = nested(2000);
    chat_json_t *json = NULL;

    ck_assert_int_eq(chat_json_parse(deep, strlen(deep), &limits, &json, NULL), CHAT_E_INVALID);
    free(deep);
}
END_TEST

/* {"a":[1,1,...]} with so many values in all. */
static char *with_values(size_t values)
{
    char *text = calloc(1, values * 2 + 16), *at;

    ck_assert_ptr_nonnull(text);
    memcpy(text, "{\"a\":[", 6);
    at = text + 6;
    for (size_t i = 0; i < values - 2; i++) {
        *at++ = '1';
        *at++ = ',';
    }
    memcpy(at - 1, "]}", 3);
    return text;
}

START_TEST(values_end_at_their_limit)
{
    char *good = with_values(CHAT_JSON_VALUES_MAX), *bad = with_values(CHAT_JSON_VALUES_MAX + 1);
    chat_json_t *json = given_json(good);

    refuse_bytes(bad, strlen(bad), CHAT_E_INVALID);
    chat_json_free(json);
    free(good);
    free(bad);
}
END_TEST

START_TEST(bytes_end_at_their_limit)
{
    static char text[CHAT_JSON_BYTES_MAX + 1];
    chat_json_t *json = NULL;

    memset(text, ' ', sizeof text);
    memcpy(text, "{}", 2);
    ck_assert_int_eq(chat_json_parse(text, CHAT_JSON_BYTES_MAX, NULL, &json, NULL), CHAT_OK);
    chat_json_free(json);
    refuse_bytes(text, CHAT_JSON_BYTES_MAX + 1, CHAT_E_TOO_LARGE);
}
END_TEST

/* What jansson has allocated, counted in front of each block. */
static size_t memory_now, memory_peak;

static void *counted_malloc(size_t bytes)
{
    size_t *block = malloc(bytes + 16);

    if (!block)
        return NULL;
    *block = bytes;
    memory_now += bytes;
    if (memory_now > memory_peak)
        memory_peak = memory_now;
    return block + 2;
}

static void counted_free(void *block)
{
    if (!block)
        return;
    memory_now -= ((size_t *)block)[-2];
    free((size_t *)block - 2);
}

static void peak_of(const char *text)
{
    chat_json_t *json = NULL;

    memory_peak = memory_now = 0;
    if (chat_json_parse(text, strlen(text), NULL, &json, NULL) == CHAT_OK)
        chat_json_free(json);
    ck_assert_uint_gt(memory_peak, 0);
    ck_assert_uint_le(memory_peak, 32u * CHAT_JSON_BYTES_MAX);
    ck_assert_uint_eq(memory_now, 0);
}

START_TEST(the_most_expensive_texts_take_bounded_memory)
{
    static const char *const items[] = {"{},", "[],", "\"\",", "{\"a\":1},", "[1],", "{\"a\":[[[{}]]]},"};
    static char text[CHAT_JSON_BYTES_MAX];

    json_set_alloc_funcs(counted_malloc, counted_free);
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        size_t each = strlen(items[i]), at = 6, values = 3;
        memcpy(text, "{\"a\":[", 6);
        while (at + each < sizeof text - 4 && values + 6 < CHAT_JSON_VALUES_MAX) {
            memcpy(text + at, items[i], each);
            at += each;
            values += i < 3 ? 1 : i == 5 ? 5 : 2;
        }
        memcpy(text + at - 1, "]}", 3);
        peak_of(text);
    }
    json_set_alloc_funcs(malloc, free);
}
END_TEST

static void *parse_deep(void *result)
{
    char *good = nested(CHAT_JSON_DEPTH_MAX), *bad = nested(3000);
    chat_json_t *json = NULL;
    enum chat_status *statuses = result;

    statuses[0] = chat_json_parse(good, strlen(good), NULL, &json, NULL);
    chat_json_free(json);
    statuses[1] = chat_json_parse(bad, strlen(bad), NULL, &json, NULL);
    free(good);
    free(bad);
    return NULL;
}

START_TEST(reading_needs_little_stack)
{
    enum chat_status statuses[2] = {CHAT_E_INTERNAL, CHAT_E_INTERNAL};
    pthread_attr_t attributes;
    pthread_t thread;

    ck_assert_int_eq(pthread_attr_init(&attributes), 0);
    ck_assert_int_eq(pthread_attr_setstacksize(&attributes, 65536), 0);
    ck_assert_int_eq(pthread_create(&thread, &attributes, parse_deep, statuses), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
    ck_assert_int_eq(statuses[0], CHAT_OK);
    ck_assert_int_eq(statuses[1], CHAT_E_INVALID);
}
END_TEST

START_TEST(values_are_found_by_their_kind)
{
    chat_json_t *json = given_json("{\"t\":\"\xC3\xA9\\u00e9\",\"i\":-0,\"r\":1.0,\"b\":true,\"n\":null,"
                                   "\"a\":[1,2,3],\"o\":{\"x\":9007199254740993}}");

    ck_assert_int_eq(chat_json_kind(json), CHAT_JSON_OBJECT);
    ck_assert_uint_eq(chat_json_count(json), 7);
    ck_assert_str_eq(chat_json_string(chat_json_member(json, "t")), "\xC3\xA9\xC3\xA9");
    ck_assert_uint_eq(chat_json_string_length(chat_json_member(json, "t")), 4);
    ck_assert_int_eq(chat_json_kind(chat_json_member(json, "i")), CHAT_JSON_INTEGER);
    ck_assert_int_eq(chat_json_integer(chat_json_member(json, "i")), 0);
    ck_assert_int_eq(chat_json_kind(chat_json_member(json, "r")), CHAT_JSON_REAL);
    ck_assert(chat_json_bool(chat_json_member(json, "b")));
    ck_assert_int_eq(chat_json_kind(chat_json_member(json, "b")), CHAT_JSON_BOOL);
    ck_assert_int_eq(chat_json_kind(chat_json_member(json, "n")), CHAT_JSON_NULL);
    ck_assert_uint_eq(chat_json_count(chat_json_member(json, "a")), 3);
    ck_assert_int_eq(chat_json_integer(chat_json_item(chat_json_member(json, "a"), 2)), 3);
    ck_assert_int_eq(chat_json_integer(chat_json_member(chat_json_member(json, "o"), "x")), 9007199254740993);
    ck_assert_ptr_null(chat_json_member(json, "absent"));
    ck_assert_ptr_null(chat_json_string(chat_json_member(json, "i")));
    ck_assert_ptr_null(chat_json_string(NULL));
    ck_assert_ptr_null(chat_json_member(NULL, "t"));
    ck_assert_ptr_null(chat_json_member(chat_json_member(json, "a"), "t"));
    chat_json_free(json);
    chat_json_free(NULL);
}
END_TEST

START_TEST(a_name_is_repeated_only_when_it_is_harmless)
{
    ck_assert(chat_json_name_fit("limit_2"));
    ck_assert(!chat_json_name_fit(""));
    ck_assert(!chat_json_name_fit("a b"));
    ck_assert(!chat_json_name_fit("a\n"));
    ck_assert(!chat_json_name_fit("\xC3\xA9"));
    ck_assert(chat_json_name_fit("abcdefghijklmnopqrstuvwxyz01234"));
    ck_assert(!chat_json_name_fit("abcdefghijklmnopqrstuvwxyz012345"));
}
END_TEST

static void list_tests(TCase *cases)
{
    tcase_add_test(cases, what_is_not_one_json_object_is_refused);
    tcase_add_test(cases, depth_ends_at_its_limit);
    tcase_add_test(cases, a_client_may_not_ask_for_unbounded_depth);
    tcase_add_test(cases, values_end_at_their_limit);
    tcase_add_test(cases, bytes_end_at_their_limit);
    tcase_add_test(cases, the_most_expensive_texts_take_bounded_memory);
    tcase_add_test(cases, reading_needs_little_stack);
    tcase_add_test(cases, values_are_found_by_their_kind);
    tcase_add_test(cases, a_name_is_repeated_only_when_it_is_harmless);
}

int main(void)
{
    return unit_main("wire/json", list_tests);
}
