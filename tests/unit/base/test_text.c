#include "libchat/base/text.h"

#include <stdint.h>
#include <string.h>

#include "libchat/base/utf8.h"
#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/unit.h"

#define E_ACUTE  "\xC3\xA9"
#define ZWNJ     "\xE2\x80\x8C"
#define ZWJ      "\xE2\x80\x8D"
#define BOM      "\xEF\xBB\xBF"
#define NBSP     "\xC2\xA0"
#define WOMAN    "\xF0\x9F\x91\xA9"
#define LAPTOP   "\xF0\x9F\x92\xBB"
#define LRM      "\xE2\x80\x8E"
#define VARIANT  "\xEF\xB8\x8F"
#define COMBINED "e\xCC\x81"

static bool display_ok(const char *text)
{
    return chat_text_display_ok(text, strlen(text), 1, 64, NULL);
}

static bool body_ok(const char *text)
{
    return chat_text_body_ok(text, strlen(text), 1, 64, NULL);
}

START_TEST(names_in_any_script_may_be_shown)
{
    static const char *const fine[] = {
        "Room 7",
        "x",
        "Caf" E_ACUTE,
        "\xE6\x97\xA5\xE6\x9C\xAC",                 /* Japanese */
        "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",         /* Hebrew: right to left without any control */
        "\xD9\x85\xDB\x8C" ZWNJ "\xD8\xAE\xD9\x88", /* Persian needs the non-joiner inside words */
        WOMAN ZWJ LAPTOP,                           /* one picture made of two */
        "\xE2\x9D\xA4" VARIANT,
        "two  blanks inside",
        "<b>&amp;'\"",
    };

    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++)
        ck_assert_msg(display_ok(fine[i]), "text %zu", i);
}
END_TEST

START_TEST(what_deceives_the_eye_may_not_be_shown)
{
    static const char *const wrong[] = {
        "a\tb",
        "a\nb",
        "a\rb",
        "a\x7F"
        "b",
        "a\x1B[31mb",
        "a\xC2\x80"
        "b",
        "a\xC2\x9F"
        "b",
        "a\xE2\x80\xA8"
        "b",
        "a\xE2\x80\xA9"
        "b", /* line and paragraph separator */
        "a" BOM "b",
        BOM "a",
        "a\xE2\x80\x8B"
        "b",
        "a\xE2\x81\xA0"
        "b", /* byte order mark, zero width */
        "\xF3\xA0\x81\xA1"
        "a",
        "a\xF3\xA0\x81\xBF", /* tag characters */
        ZWJ "a",
        "a" ZWJ,
        "a " ZWJ "b",
        "a" ZWJ " b",
        "a" ZWJ ZWJ "b",
        ZWNJ,
        "a" ZWNJ,
        " a",
        "a ",
        " ",
        NBSP "a",
        "a" NBSP,
        "\xE3\x80\x80",
        LRM,
        VARIANT,
        "\xE3\x85\xA4",
        "\xE2\xA0\x80",
        "",
        "a\xFF",
        "a\xC3",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const char *why = NULL;

        ck_assert_msg(!chat_text_display_ok(wrong[i], strlen(wrong[i]), 1, 64, &why), "text %zu", i);
        ck_assert_ptr_nonnull(why);
    }
    ck_assert(!chat_text_display_ok("a\0b", 3, 1, 64, NULL));
}
END_TEST

START_TEST(every_bidirectional_control_is_refused_in_a_name)
{
    for (uint32_t c = 0x2020; c <= 0x2070; c++) {
        bool control = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        char text[] = "a....b";
        size_t n = chat_utf8_put(text + 1, c);

        text[1 + n] = 'b';
        if (control)
            ck_assert_msg(!chat_text_display_ok(text, n + 2, 1, 64, NULL), "U+%04X", c);
    }
    ck_assert(display_ok("a\xE2\x80\xA0"
                         "b")); /* U+2020, so the loop can tell */
}
END_TEST

START_TEST(length_is_counted_in_code_points)
{
    const char *why = NULL;

    ck_assert(chat_text_display_ok(E_ACUTE E_ACUTE E_ACUTE, 6, 1, 3, &why));
    ck_assert(!chat_text_display_ok(E_ACUTE E_ACUTE E_ACUTE, 6, 1, 2, &why));
    ck_assert_str_eq(why, "is too long");
    ck_assert(!chat_text_display_ok(E_ACUTE, 2, 2, 3, &why));
    ck_assert_str_eq(why, "is too short");
    ck_assert(!chat_text_display_ok("", 0, 1, 3, &why));
    ck_assert_str_eq(why, "is empty");
    ck_assert(chat_text_display_ok("", 0, 0, 3, &why));
    ck_assert(chat_text_display_ok("no limit", 8, 0, 0, &why));
    ck_assert(chat_text_body_ok(E_ACUTE E_ACUTE, 4, 1, 2, &why));
    ck_assert(!chat_text_body_ok(E_ACUTE E_ACUTE, 4, 1, 1, &why));
    ck_assert(chat_text_body_ok("", 0, 0, 1, &why));
}
END_TEST

START_TEST(a_body_may_have_tabs_and_line_feeds_and_no_other_control)
{
    ck_assert(body_ok("a\tb\nc\n"));
    ck_assert(body_ok("  indented, and with an override \xE2\x80\xAE that its reader isolates"));
    ck_assert(!body_ok("a\r\nb"));
    for (int c = 1; c < 0x20; c++) {
        char text[] = {'a', (char)c, 'b', '\0'};

        ck_assert_int_eq(body_ok(text), c == '\t' || c == '\n');
    }
    ck_assert(!body_ok("a\x7F"));
    ck_assert(!body_ok("a\xC2\x85"));
    ck_assert(!body_ok("a\xE2\x82"));
    ck_assert(!chat_text_body_ok("a\0b", 3, 1, 64, NULL));
}
END_TEST

START_TEST(a_body_that_must_say_something_cannot_be_blank)
{
    ck_assert(!body_ok(""));
    ck_assert(!body_ok(" \n\t "));
    ck_assert(!body_ok(NBSP ZWJ LRM BOM));
    ck_assert(body_ok("."));
    ck_assert(chat_text_body_ok("\n", 1, 0, 64, NULL));
}
END_TEST

START_TEST(a_handle_is_what_its_grammar_says)
{
    static const char *const fine[] = {"a",       "7",      "ab",   "a.b",
                                       "a_b-c.d", "room-7", "a..b", "abcdefghijklmnopqrstuvwxyz012345"};
    static const char *const wrong[] = {"",
                                        ".a",
                                        "a.",
                                        "-a",
                                        "a-",
                                        "_",
                                        "A",
                                        "a b",
                                        "a/b",
                                        "a@b",
                                        E_ACUTE,
                                        "a\n",
                                        "abcdefghijklmnopqrstuvwxyz0123456"};

    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++)
        ck_assert_msg(chat_handle_ok(fine[i], strlen(fine[i])), "%s", fine[i]);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(!chat_handle_ok(wrong[i], strlen(wrong[i])), "%s", wrong[i]);
    ck_assert(!chat_handle_ok("a\0b", 3));
}
END_TEST

START_TEST(a_title_suggests_a_handle)
{
    static const char *const pairs[][2] = {
        {"General", "general"},
        {"Caf" E_ACUTE " & Bar", "cafe-bar"},
        {"Caf" COMBINED, "cafe"},
        {"  -- Bob's  corner!! ", "bobs-corner"},
        {"Bob\xE2\x80\x99s", "bobs"},
        {"K\xC3\xB8"
         "benhavn \xC3\x86r\xC3\xB8",
         "kobenhavn-aero"},
        {"Stra\xC3\x9F"
         "e",
         "strasse"},
        {"\xC5\x81\xC3\xB3"
         "d\xC5\xBA",
         "lodz"},
        {"\xEF\xBC\xA1\xEF\xBC\xA2", "ab"}, /* full width */
        {"C++ 101", "c-101"},
        {"\xE6\x97\xA5\xE6\x9C\xAC", ""},
        {"!!!", ""},
        {"", ""},
        {"\xFF", ""},
        {"abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijklmnopqrstuvwxyz012345"},
        {"abcdefghijklmnopqrstuvwxyz01234 6789", "abcdefghijklmnopqrstuvwxyz01234"},
        {"abcdefghijklmnopqrstuvwxyz0123 6789", "abcdefghijklmnopqrstuvwxyz0123-6"},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char handle[CHAT_HANDLE_TEXT];
        size_t length = chat_handle_suggest(pairs[i][0], strlen(pairs[i][0]), handle);

        ck_assert_str_eq(handle, pairs[i][1]);
        ck_assert_uint_eq(length, strlen(handle));
        ck_assert(length == 0 || chat_handle_ok(handle, length));
    }
}
END_TEST

static bool same_key(const char *a, const char *b)
{
    char *key_a = chat_fold_key(NULL, a, strlen(a)), *key_b = chat_fold_key(NULL, b, strlen(b));
    bool same = key_a && key_b && strcmp(key_a, key_b) == 0;

    chat_free(key_a);
    chat_free(key_b);
    return same;
}

START_TEST(names_that_differ_only_in_case_accents_written_apart_or_blanks_have_one_key)
{
    ck_assert(same_key("Game  Night", "game night"));
    ck_assert(same_key(" Game\tNight\n", "GAME" NBSP "NIGHT"));
    ck_assert(same_key("CAF\xC3\x89", "caf" COMBINED));
    ck_assert(same_key("STRASSE", "stra\xC3\x9F"
                                  "e"));
    ck_assert(same_key("\xCE\xA3", "\xCF\x82")); /* capital and final sigma */
    ck_assert(!same_key("cafe", "caf" E_ACUTE));
    ck_assert(!same_key("game night", "gamenight"));
    ck_assert(same_key("", "  "));
}
END_TEST

START_TEST(a_key_is_its_own_key)
{
    /* For every code point, alone and between letters that could join with it. */
    for (uint32_t c = 1; c <= 0x10FFFF; c++) {
        char text[8] = "a";
        size_t n = chat_utf8_put(text + 1, c);
        char *key, *again;

        if (n == 0)
            continue;
        text[1 + n] = 'E';
        key = chat_fold_key(NULL, text, n + 2);
        again = key ? chat_fold_key(NULL, key, strlen(key)) : NULL;
        if (!key || !again || strcmp(key, again) != 0)
            ck_abort_msg("U+%04X", c);
        chat_free(key);
        chat_free(again);
        if (c == 0xD7FF || c == 0x323AF)
            c = c == 0xD7FF ? 0xDFFF : 0xDFFFF; /* nothing is assigned in the planes between */
    }
}
END_TEST

START_TEST(text_without_a_key_is_told_by_null)
{
    struct counting_alloc counting;
    static char long_text[65537];

    memset(long_text, 'a', sizeof long_text);
    counting_alloc_init(&counting);
    ck_assert_ptr_null(chat_fold_key(&counting.allocator, "a\xFF", 2));
    ck_assert_ptr_null(chat_fold_key(&counting.allocator, "a\0b", 3));
    ck_assert_ptr_null(chat_fold_key(&counting.allocator, long_text, sizeof long_text));
    counting.fail_at = 1;
    ck_assert_ptr_null(chat_fold_key(&counting.allocator, "fine", 4));
    ck_assert_int_eq(counting.alive, 0);
}
END_TEST

START_TEST(ascii_is_compared_without_case_and_nothing_else_is)
{
    char text[] = "AZ[az{ \xC3\x89";

    chat_ascii_fold(text, strlen(text));
    ck_assert_str_eq(text, "az[az{ \xC3\x89");
    ck_assert(chat_ascii_same("Host", 4, "hOST", 4));
    ck_assert(!chat_ascii_same("Host", 4, "Hos", 3));
    ck_assert(!chat_ascii_same("[", 1, "{", 1));
    ck_assert_int_eq(chat_ascii_compare("Bob", "bOB"), 0);
    ck_assert_int_lt(chat_ascii_compare("bob", "BOBBY"), 0);
    ck_assert_int_gt(chat_ascii_compare("C", "bob"), 0);
    ck_assert_int_gt(chat_ascii_compare("\xC3", "z"), 0);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, names_in_any_script_may_be_shown);
    tcase_add_test(cases, what_deceives_the_eye_may_not_be_shown);
    tcase_add_test(cases, every_bidirectional_control_is_refused_in_a_name);
    tcase_add_test(cases, length_is_counted_in_code_points);
    tcase_add_test(cases, a_body_may_have_tabs_and_line_feeds_and_no_other_control);
    tcase_add_test(cases, a_body_that_must_say_something_cannot_be_blank);
    tcase_add_test(cases, a_handle_is_what_its_grammar_says);
    tcase_add_test(cases, a_title_suggests_a_handle);
    tcase_add_test(cases, names_that_differ_only_in_case_accents_written_apart_or_blanks_have_one_key);
    tcase_add_test(cases, a_key_is_its_own_key);
    tcase_add_test(cases, text_without_a_key_is_told_by_null);
    tcase_add_test(cases, ascii_is_compared_without_case_and_nothing_else_is);
}

int main(void)
{
    return unit_main("base/text", list);
}
