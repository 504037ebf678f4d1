#include "libchat/auth/phc.h"

#include <string.h>

#include "tests/unit/unit.h"

START_TEST(what_is_read_is_written_the_same)
{
    static const char *const texts[] = {
        "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAECAwQFBgcICQoLDA0ODw",
        "$argon2id$v=19$m=262144,t=16,p=16$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char again[CHAT_PASSWORD_HASH_TEXT];
        struct chat_phc phc;

        ck_assert(chat_phc_parse(texts[i], &phc));
        chat_phc_print(&phc, again);
        ck_assert_str_eq(again, texts[i]);
    }
}
END_TEST

START_TEST(the_largest_of_everything_fits)
{
    struct chat_phc phc = {
        .memory_kib = CHAT_PASSWORD_MEMORY_KIB_MAX,
        .passes = CHAT_PASSWORD_PASSES_MAX,
        .lanes = CHAT_PASSWORD_LANES_MAX,
        .salt_bytes = CHAT_PHC_SALT_MAX,
        .hash_bytes = CHAT_PHC_HASH_MAX,
    };
    char text[CHAT_PASSWORD_HASH_TEXT];
    struct chat_phc back;

    memset(phc.salt, 0xA5, sizeof phc.salt);
    memset(phc.hash, 0x5A, sizeof phc.hash);
    chat_phc_print(&phc, text);
    ck_assert(chat_phc_parse(text, &back));
    ck_assert_uint_eq(back.memory_kib, phc.memory_kib);
    ck_assert_uint_eq(back.passes, phc.passes);
    ck_assert_uint_eq(back.lanes, phc.lanes);
    ck_assert_uint_eq(back.salt_bytes, phc.salt_bytes);
    ck_assert_uint_eq(back.hash_bytes, phc.hash_bytes);
    ck_assert_mem_eq(back.salt, phc.salt, sizeof phc.salt);
    ck_assert_mem_eq(back.hash, phc.hash, sizeof phc.hash);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, what_is_read_is_written_the_same);
    tcase_add_test(cases, the_largest_of_everything_fits);
}

int main(void)
{
    return unit_main("auth/phc", list);
}
