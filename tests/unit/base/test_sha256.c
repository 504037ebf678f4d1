#include "libchat/base/sha256.h"

#include <string.h>

#include "libchat/base/encode.h"
#include "tests/unit/unit.h"

static void check_hash(const char *text, const char *expected)
{
    uint8_t hash[CHAT_SHA256_BYTES];
    char hex[CHAT_HEX_TEXT(CHAT_SHA256_BYTES)];

    ck_assert(chat_sha256(text, strlen(text), hash));
    chat_hex_encode(hash, sizeof hash, hex);
    ck_assert_str_eq(hex, expected);
}

START_TEST(the_examples_of_fips_180_4_come_out)
{
    check_hash("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_hash("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
               "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, the_examples_of_fips_180_4_come_out);
}

int main(void)
{
    return unit_main("base/sha256", list);
}
