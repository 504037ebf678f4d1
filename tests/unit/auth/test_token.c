#include "libchat/auth/token.h"

#include <string.h>

#include "libchat/base/encode.h"
#include "tests/unit/auth/fixed_random.h"
#include "tests/unit/unit.h"

/* For the bytes 0 to 31, worked out by another program. */
static const struct {
    enum chat_token_kind kind;
    const char *text, *hash;
} known[] = {
    {CHAT_TOKEN_SESSION, "chat_ses_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf0mHlo2",
     "1416111ffadab2ef5569fbe02234921464fdb430815af554245a34d5c919a720"},
    {CHAT_TOKEN_BOT, "chat_bot_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf0BEzsm",
     "61a057725c57db2a5dd8307ca056eef01f36335aaaf8e260e667c2b632da26db"},
    {CHAT_TOKEN_INVITE, "chat_inv_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3AE6Hn",
     "d68d37836ec6ad33668d9e43732c189488d82203a6f58883bfe58ea09ea0446a"},
    {CHAT_TOKEN_SETUP, "chat_setup_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf1uh6Af",
     "9602304d70fe66b4173acda4e2c530980bcd2d89a5b4a2cf9aefb815b23be9d9"},
};

START_TEST(known_bytes_give_the_known_text_and_hash)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        char text[CHAT_TOKEN_TEXT_MAX], hex[CHAT_HEX_TEXT(CHAT_TOKEN_HASH_BYTES)];
        uint8_t hash[CHAT_TOKEN_HASH_BYTES];
        struct fixed_random fixed;

        fixed_random_init(&fixed);
        ck_assert_int_eq(chat_token_make(known[i].kind, &fixed.random, text, hash, NULL), CHAT_OK);
        chat_hex_encode(hash, sizeof hash, hex);
        ck_assert_str_eq(text, known[i].text);
        ck_assert_str_eq(hex, known[i].hash);
    }
}
END_TEST

START_TEST(a_token_is_read_back_with_its_kind_and_hash)
{
    for (int kind = CHAT_TOKEN_SESSION; kind <= CHAT_TOKEN_SETUP; kind++) {
        char text[CHAT_TOKEN_TEXT_MAX];
        uint8_t hash[CHAT_TOKEN_HASH_BYTES], back[CHAT_TOKEN_HASH_BYTES];
        enum chat_token_kind found;

        ck_assert_int_eq(chat_token_make((enum chat_token_kind)kind, chat_random_system(), text, hash, NULL),
                         CHAT_OK);
        ck_assert(chat_token_parse(text, strlen(text), &found, back));
        ck_assert_int_eq((int)found, kind);
        ck_assert(chat_token_hash_same(hash, back));
    }
}
END_TEST

START_TEST(two_tokens_differ)
{
    char first[CHAT_TOKEN_TEXT_MAX], second[CHAT_TOKEN_TEXT_MAX];
    uint8_t first_hash[CHAT_TOKEN_HASH_BYTES], second_hash[CHAT_TOKEN_HASH_BYTES];
    const struct chat_random *random = chat_random_system();

    ck_assert_int_eq(chat_token_make(CHAT_TOKEN_SESSION, random, first, first_hash, NULL), CHAT_OK);
    ck_assert_int_eq(chat_token_make(CHAT_TOKEN_SESSION, random, second, second_hash, NULL), CHAT_OK);
    ck_assert_str_ne(first, second);
    ck_assert(!chat_token_hash_same(first_hash, second_hash));
}
END_TEST

START_TEST(a_token_with_any_one_character_changed_is_none)
{
    static const char others[] = "0aZ_- \n\xFF";
    uint8_t hash[CHAT_TOKEN_HASH_BYTES];
    enum chat_token_kind kind;
    char text[CHAT_TOKEN_TEXT_MAX];
    size_t length = strlen(known[0].text);

    for (size_t at = 0; at < length; at++)
        for (const char *other = others; *other; other++) {
            memcpy(text, known[0].text, length + 1);
            if (text[at] == *other)
                continue;
            text[at] = *other;
            ck_assert_msg(!chat_token_parse(text, length, &kind, hash), "%s", text);
        }
}
END_TEST

START_TEST(a_token_of_another_length_is_none)
{
    uint8_t hash[CHAT_TOKEN_HASH_BYTES];
    enum chat_token_kind kind;
    char text[CHAT_TOKEN_TEXT_MAX + 8];
    size_t length = strlen(known[3].text);

    memset(text, 'x', sizeof text);
    memcpy(text, known[3].text, length);
    for (size_t n = 0; n < sizeof text; n++)
        ck_assert_int_eq(chat_token_parse(text, n, &kind, hash), n == length);
}
END_TEST

START_TEST(a_secret_that_no_bytes_can_have_is_none)
{
    /* 43 digits z are more than 256 bits; the check digits are right. */
    static const char text[] = "chat_ses_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz1qdS8h";
    uint8_t hash[CHAT_TOKEN_HASH_BYTES];
    enum chat_token_kind kind;

    ck_assert(!chat_token_parse(text, strlen(text), &kind, hash));
}
END_TEST

START_TEST(without_randomness_there_is_no_token)
{
    struct fixed_random fixed;
    struct chat_error err = CHAT_ERROR_INIT;
    char text[CHAT_TOKEN_TEXT_MAX] = "unchanged";
    uint8_t hash[CHAT_TOKEN_HASH_BYTES];

    fixed_random_init(&fixed);
    fixed.broken = true;
    ck_assert_int_eq(chat_token_make(CHAT_TOKEN_INVITE, &fixed.random, text, hash, &err), CHAT_E_UNAVAILABLE);
    ck_assert_str_eq(text, "unchanged");
    ck_assert_int_eq(err.status, CHAT_E_UNAVAILABLE);
}
END_TEST

START_TEST(every_byte_of_a_hash_is_compared)
{
    uint8_t a[CHAT_TOKEN_HASH_BYTES] = {0}, b[CHAT_TOKEN_HASH_BYTES] = {0};

    ck_assert(chat_token_hash_same(a, b));
    for (size_t i = 0; i < sizeof a; i++) {
        b[i] = 1;
        ck_assert(!chat_token_hash_same(a, b));
        b[i] = 0;
    }
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, known_bytes_give_the_known_text_and_hash);
    tcase_add_test(cases, a_token_is_read_back_with_its_kind_and_hash);
    tcase_add_test(cases, two_tokens_differ);
    tcase_add_test(cases, a_token_with_any_one_character_changed_is_none);
    tcase_add_test(cases, a_token_of_another_length_is_none);
    tcase_add_test(cases, a_secret_that_no_bytes_can_have_is_none);
    tcase_add_test(cases, without_randomness_there_is_no_token);
    tcase_add_test(cases, every_byte_of_a_hash_is_compared);
}

int main(void)
{
    return unit_main("auth/token", list);
}
