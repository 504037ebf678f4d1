#include "libchat/auth/token.h"

#include <string.h>

#include <openssl/crypto.h>

#include "libchat/base/encode.h"
#include "libchat/base/error.h"
#include "libchat/base/sha256.h"

#define SECRET_BYTES  32
#define SECRET_DIGITS 43 /* the least number of base62 digits that holds 256 bits */
#define CHECK_BYTES   4
#define CHECK_DIGITS  6

static const char *const prefixes[] = {
    [CHAT_TOKEN_SESSION] = "chat_ses_",
    [CHAT_TOKEN_BOT] = "chat_bot_",
    [CHAT_TOKEN_INVITE] = "chat_inv_",
    [CHAT_TOKEN_SETUP] = "chat_setup_",
};

/* CRC-32 as in zip and Ethernet, bit by bit: it is over some sixty bytes, once per request. */
static uint32_t crc32_of(const char *text, size_t length)
{
    uint32_t crc = 0xFFFFFFFFu;

    for (size_t i = 0; i < length; i++) {
        crc ^= (uint8_t)text[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ ((crc & 1) ? 0xEDB88320u : 0);
    }
    return ~crc;
}

/* The check digits over the prefix and the secret. */
static bool write_check(const char *text, size_t length, char out[CHECK_DIGITS + 1])
{
    uint32_t crc = crc32_of(text, length);
    const uint8_t bytes[CHECK_BYTES] = {(uint8_t)(crc >> 24), (uint8_t)(crc >> 16), (uint8_t)(crc >> 8),
                                        (uint8_t)crc};

    return chat_base62_encode(bytes, sizeof bytes, out, CHECK_DIGITS);
}

enum chat_status chat_token_make(enum chat_token_kind kind, const struct chat_random *random,
                                 char out[CHAT_TOKEN_TEXT_MAX], uint8_t hash[CHAT_TOKEN_HASH_BYTES],
                                 struct chat_error *err)
{
    size_t prefix = strlen(prefixes[kind]), checked = prefix + SECRET_DIGITS;
    uint8_t secret[SECRET_BYTES];
    bool made;

    if (random->fill(secret, sizeof secret, random->user_data) != CHAT_OK)
        return chat_fail(err, CHAT_E_UNAVAILABLE, "there is no randomness for a token");
    memcpy(out, prefixes[kind], prefix);
    made = chat_base62_encode(secret, sizeof secret, out + prefix, SECRET_DIGITS) &&
           write_check(out, checked, out + checked) && chat_sha256(out, checked + CHECK_DIGITS, hash);
    explicit_bzero(secret, sizeof secret);
    if (made)
        return CHAT_OK;
    explicit_bzero(out, checked + CHECK_DIGITS);
    return chat_fail(err, CHAT_E_INTERNAL, "a token could not be made");
}

bool chat_token_parse(const char *text, size_t length, enum chat_token_kind *kind,
                      uint8_t hash[CHAT_TOKEN_HASH_BYTES])
{
    for (int k = CHAT_TOKEN_SESSION; k <= CHAT_TOKEN_SETUP; k++) {
        size_t prefix = strlen(prefixes[k]), checked = prefix + SECRET_DIGITS;
        uint8_t secret[SECRET_BYTES];
        char check[CHECK_DIGITS + 1];
        bool is_token;

        if (length != checked + CHECK_DIGITS || memcmp(text, prefixes[k], prefix) != 0)
            continue;
        is_token = chat_base62_decode(text + prefix, SECRET_DIGITS, secret, sizeof secret) &&
                   write_check(text, checked, check) && memcmp(check, text + checked, CHECK_DIGITS) == 0 &&
                   chat_sha256(text, length, hash);
        explicit_bzero(secret, sizeof secret);
        if (is_token)
            *kind = (enum chat_token_kind)k;
        return is_token;
    }
    return false;
}

bool chat_token_hash_same(const uint8_t a[CHAT_TOKEN_HASH_BYTES], const uint8_t b[CHAT_TOKEN_HASH_BYTES])
{
    return CRYPTO_memcmp(a, b, CHAT_TOKEN_HASH_BYTES) == 0;
}
