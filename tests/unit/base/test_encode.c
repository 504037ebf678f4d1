#include "libchat/base/encode.h"

#include <stdint.h>
#include <string.h>

#include "tests/unit/unit.h"

START_TEST(hexadecimal_is_written_lower_case_and_read_back)
{
    const uint8_t bytes[] = {0x00, 0x01, 0x7F, 0x80, 0xAB, 0xFF};
    uint8_t back[sizeof bytes];
    char text[CHAT_HEX_TEXT(sizeof bytes)];

    chat_hex_encode(bytes, sizeof bytes, text);
    ck_assert_str_eq(text, "00017f80abff");
    ck_assert(chat_hex_decode(text, strlen(text), back, sizeof back));
    ck_assert_mem_eq(back, bytes, sizeof bytes);
}
END_TEST

START_TEST(hexadecimal_of_another_length_or_form_is_refused)
{
    uint8_t out[2];

    ck_assert(!chat_hex_decode("00f", 3, out, 2));
    ck_assert(!chat_hex_decode("00ff00", 6, out, 2));
    ck_assert(!chat_hex_decode("00FF", 4, out, 2));
    ck_assert(!chat_hex_decode("00g0", 4, out, 2));
    ck_assert(!chat_hex_decode("00\0f", 4, out, 2));
    ck_assert(chat_hex_decode("", 0, out, 0));
}
END_TEST

START_TEST(base64url_gives_the_vectors_of_rfc_4648_without_padding)
{
    static const char *const vectors[][2] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "-__-"},
    };

    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        size_t plain = strlen(vectors[i][0]), length = 99;
        char text[CHAT_BASE64_TEXT(6)];
        uint8_t back[6];

        ck_assert_uint_eq(chat_base64url_encode(vectors[i][0], plain, text), strlen(vectors[i][1]));
        ck_assert_str_eq(text, vectors[i][1]);
        ck_assert(chat_base64url_decode(text, strlen(text), back, plain, &length));
        ck_assert_uint_eq(length, plain);
        ck_assert_mem_eq(back, vectors[i][0], plain);
    }
}
END_TEST

START_TEST(base64url_that_no_encoder_writes_is_refused)
{
    static const char *const wrong[] = {"Z", "Zg==", "Zh", "Zm9", "Zm9vY", "Zm+v", "Zm/v", "Zm 9"};
    uint8_t out[8];
    size_t length;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(!chat_base64url_decode(wrong[i], strlen(wrong[i]), out, sizeof out, &length), "%s",
                      wrong[i]);
    ck_assert(!chat_base64url_decode("Zm9v", 4, out, 2, &length));
}
END_TEST

START_TEST(base64_differs_from_base64url_in_two_digits)
{
    char text[CHAT_BASE64_TEXT(3)];
    uint8_t back[3];
    size_t length;

    ck_assert_uint_eq(chat_base64_encode("\xfb\xff\xfe", 3, text), 4);
    ck_assert_str_eq(text, "+//+");
    ck_assert(chat_base64_decode(text, 4, back, sizeof back, &length));
    ck_assert_mem_eq(back, "\xfb\xff\xfe", 3);
    ck_assert(!chat_base64_decode("-__-", 4, back, sizeof back, &length));
}
END_TEST

START_TEST(base62_writes_a_number_of_fixed_width)
{
    const uint8_t number[] = {0x01, 0x00}; /* 256 = 4 * 62 + 8 */
    uint8_t most[32];
    char text[44];

    ck_assert(chat_base62_encode(number, sizeof number, text, 4));
    ck_assert_str_eq(text, "0048");
    ck_assert(!chat_base62_encode(number, sizeof number, text, 1));

    memset(most, 0xFF, sizeof most);
    ck_assert(chat_base62_encode(most, sizeof most, text, 43));
    ck_assert_str_eq(text, "yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp1");
    ck_assert(!chat_base62_encode(most, sizeof most, text, 42));
}
END_TEST

START_TEST(base62_reads_back_what_it_wrote)
{
    uint8_t bytes[32], back[32];
    char text[44];

    for (unsigned round = 0; round < 256; round++) {
        for (unsigned i = 0; i < sizeof bytes; i++)
            bytes[i] = (uint8_t)(round * 37 + i * i * (round + 1));
        ck_assert(chat_base62_encode(bytes, sizeof bytes, text, 43));
        ck_assert(chat_base62_decode(text, 43, back, sizeof back));
        ck_assert_mem_eq(back, bytes, sizeof bytes);
    }
}
END_TEST

START_TEST(base62_refuses_other_digits_and_numbers_that_do_not_fit)
{
    uint8_t out[32];
    char text[44];

    memset(text, 'z', 43);
    ck_assert(!chat_base62_decode(text, 43, out, sizeof out));
    ck_assert(!chat_base62_decode("00-0", 4, out, sizeof out));
    ck_assert(!chat_base62_decode("0\0"
                                  "00",
                                  4, out, sizeof out));
    ck_assert(!chat_base62_decode("48", 2, out, 1)); /* 256 */
    ck_assert(chat_base62_decode("47", 2, out, 1));
    ck_assert_uint_eq(out[0], 255);
}
END_TEST

START_TEST(base62_takes_a_bounded_number_of_bytes)
{
    static const uint8_t zeros[CHAT_BASE62_BYTES_MAX + 1];
    char text[128];

    ck_assert(chat_base62_encode(zeros, CHAT_BASE62_BYTES_MAX, text, 10));
    ck_assert(!chat_base62_encode(zeros, CHAT_BASE62_BYTES_MAX + 1, text, 100));
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, hexadecimal_is_written_lower_case_and_read_back);
    tcase_add_test(cases, hexadecimal_of_another_length_or_form_is_refused);
    tcase_add_test(cases, base64url_gives_the_vectors_of_rfc_4648_without_padding);
    tcase_add_test(cases, base64url_that_no_encoder_writes_is_refused);
    tcase_add_test(cases, base64_differs_from_base64url_in_two_digits);
    tcase_add_test(cases, base62_writes_a_number_of_fixed_width);
    tcase_add_test(cases, base62_reads_back_what_it_wrote);
    tcase_add_test(cases, base62_refuses_other_digits_and_numbers_that_do_not_fit);
    tcase_add_test(cases, base62_takes_a_bounded_number_of_bytes);
}

int main(void)
{
    return unit_main("base/encode", list);
}
