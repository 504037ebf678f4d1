/*
 * UTF-8 against Table 3-7 of the Unicode Standard, written out as rows, for every sequence of up to four
 * bytes; and the property that cutting the input changes nothing. In the long loops only a difference is
 * handed to check, which notes each assertion it passes.
 */
#include "libchat/base/utf8.h"

#include <string.h>

#include "tests/unit/unit.h"

struct row {
    size_t length;
    uint8_t low[4], high[4];
};

static const struct row rows[] = {
    {1, {0x00}, {0x7F}},
    {2, {0xC2, 0x80}, {0xDF, 0xBF}},
    {3, {0xE0, 0xA0, 0x80}, {0xE0, 0xBF, 0xBF}},
    {3, {0xE1, 0x80, 0x80}, {0xEC, 0xBF, 0xBF}},
    {3, {0xED, 0x80, 0x80}, {0xED, 0x9F, 0xBF}},
    {3, {0xEE, 0x80, 0x80}, {0xEF, 0xBF, 0xBF}},
    {4, {0xF0, 0x90, 0x80, 0x80}, {0xF0, 0xBF, 0xBF, 0xBF}},
    {4, {0xF1, 0x80, 0x80, 0x80}, {0xF3, 0xBF, 0xBF, 0xBF}},
    {4, {0xF4, 0x80, 0x80, 0x80}, {0xF4, 0x8F, 0xBF, 0xBF}},
};

enum verdict { WRONG, UNFINISHED, WHOLE };

/* What the table says of a sequence: whole, the beginning of something whole, or wrong already. */
static enum verdict by_table(const uint8_t *bytes, size_t length)
{
    size_t at = 0;

    while (at < length) {
        const struct row *found = NULL;
        size_t rest = length - at;

        for (size_t r = 0; r < sizeof rows / sizeof rows[0] && !found; r++) {
            size_t seen = rest < rows[r].length ? rest : rows[r].length, i = 0;

            while (i < seen && bytes[at + i] >= rows[r].low[i] && bytes[at + i] <= rows[r].high[i])
                i++;
            if (i == seen)
                found = &rows[r];
        }
        if (!found)
            return WRONG;
        if (rest < found->length)
            return UNFINISHED;
        at += found->length;
    }
    return WHOLE;
}

static enum verdict by_feeding(struct chat_utf8_check *check, const void *bytes, size_t length)
{
    if (!chat_utf8_feed(check, bytes, length))
        return WRONG;
    return chat_utf8_done(check) ? WHOLE : UNFINISHED;
}

/*
 * Try all 256 next bytes. What is wrong stays wrong, and after a whole code point the check is where it
 * began, so only what is unfinished needs to be followed to have seen every sequence.
 */
static size_t try_next_bytes(const uint8_t *prefix, size_t length, struct chat_utf8_check state)
{
    uint8_t bytes[4] = {0};
    size_t whole = 0;

    memcpy(bytes, prefix, length);
    for (unsigned value = 0; value < 256; value++) {
        struct chat_utf8_check check = state;
        enum verdict expected;

        bytes[length] = (uint8_t)value;
        expected = by_table(bytes, length + 1);
        if (by_feeding(&check, &bytes[length], 1) != expected)
            ck_abort_msg("byte %zu = 0x%02X after %02X %02X %02X", length, value, bytes[0], bytes[1],
                         bytes[2]);
        if (chat_utf8_valid(bytes, length + 1) != (expected == WHOLE))
            ck_abort_msg("whole check differs at byte %zu = 0x%02X", length, value);
        if (expected == WHOLE)
            whole++;
        if (expected == UNFINISHED) {
            if (length == 3)
                ck_abort_msg("a fifth byte is expected");
            whole += try_next_bytes(bytes, length + 1, check);
        }
    }
    return whole;
}

START_TEST(every_sequence_of_one_to_four_bytes_is_judged_as_the_table_says)
{
    const struct chat_utf8_check start = {0, 0, 0};
    const uint8_t nothing[4] = {0, 0, 0, 0};

    size_t whole = try_next_bytes(nothing, 0, start);
    ck_assert_uint_eq(whole, 0x110000 - 0x800); /* all code points without the surrogates */
}
END_TEST

START_TEST(every_pair_of_bytes_is_judged_as_the_table_says)
{
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        const uint8_t bytes[2] = {(uint8_t)(pair >> 8), (uint8_t)pair};
        struct chat_utf8_check check = {0, 0, 0};

        if (by_feeding(&check, bytes, 2) != by_table(bytes, 2))
            ck_abort_msg("the pair %04X", pair);
    }
}
END_TEST

START_TEST(cutting_a_text_anywhere_twice_changes_nothing)
{
    static const char *const texts[] = {
        "plain ascii, long enough for the fast path",
        "\xC3\xA9t\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 end",
        "broken \xC3",
        "overlong \xE0\x80\x80 text",
        "surrogate \xED\xA0\x80 text",
        "\xF4\x90\x80\x80",
        "\xF0\x9F\x98",
    };

    for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++) {
        const char *text = texts[t];
        size_t length = strlen(text);
        enum verdict expected = by_table((const uint8_t *)text, length);

        for (size_t first = 0; first <= length; first++)
            for (size_t second = first; second <= length; second++) {
                struct chat_utf8_check check = {0, 0, 0};
                bool fine = chat_utf8_feed(&check, text, first) &&
                            chat_utf8_feed(&check, text + first, second - first);

                if (fine)
                    ck_assert_int_eq(by_feeding(&check, text + second, length - second), expected);
                else
                    ck_assert_int_eq(expected, WRONG);
            }
    }
}
END_TEST

START_TEST(one_bad_byte_is_found_at_every_place_of_an_ascii_text)
{
    uint8_t text[41];

    for (size_t at = 0; at < sizeof text; at++) {
        memset(text, 'a', sizeof text);
        ck_assert(chat_utf8_valid(text, sizeof text));
        text[at] = 0xFF;
        ck_assert(!chat_utf8_valid(text, sizeof text));
        text[at] = 0x80;
        ck_assert(!chat_utf8_valid(text, sizeof text));
    }
}
END_TEST

START_TEST(every_code_point_is_written_and_read_back)
{
    for (uint32_t code_point = 0; code_point <= 0x110000; code_point++) {
        bool exists = code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
        char bytes[4];
        const char *at = bytes;
        size_t length = chat_utf8_put(bytes, code_point);

        if (exists != (length > 0))
            ck_abort_msg("U+%04X is written in %zu bytes", code_point, length);
        if (!exists)
            continue;
        if (!chat_utf8_valid(bytes, length) || chat_utf8_count(bytes, length) != 1 ||
            chat_utf8_next(&at, bytes + length) != (int32_t)code_point || at != bytes + length)
            ck_abort_msg("U+%04X", code_point);
    }
}
END_TEST

START_TEST(reading_stops_at_the_end)
{
    const char *text = "a\xE2\x82\xAC";
    const char *at = text;

    ck_assert_int_eq(chat_utf8_next(&at, text + 4), 'a');
    ck_assert_int_eq(chat_utf8_next(&at, text + 4), 0x20AC);
    ck_assert_int_eq(chat_utf8_next(&at, text + 4), -1);
    ck_assert_ptr_eq(at, text + 4);

    /* A caller that broke the contract is still not led past the end. */
    at = text + 1;
    (void)chat_utf8_next(&at, text + 2);
    ck_assert_ptr_eq(at, text + 2);
}
END_TEST

START_TEST(an_empty_text_is_valid_and_has_no_code_points)
{
    ck_assert(chat_utf8_valid("", 0));
    ck_assert_uint_eq(chat_utf8_count("", 0), 0);
    ck_assert_uint_eq(chat_utf8_count("\xC3\xA9t\xC3\xA9", 5), 3);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, every_sequence_of_one_to_four_bytes_is_judged_as_the_table_says);
    tcase_add_test(cases, every_pair_of_bytes_is_judged_as_the_table_says);
    tcase_add_test(cases, cutting_a_text_anywhere_twice_changes_nothing);
    tcase_add_test(cases, one_bad_byte_is_found_at_every_place_of_an_ascii_text);
    tcase_add_test(cases, every_code_point_is_written_and_read_back);
    tcase_add_test(cases, reading_stops_at_the_end);
    tcase_add_test(cases, an_empty_text_is_valid_and_has_no_code_points);
}

int main(void)
{
    return unit_main("base/utf8", list);
}
