/*
 * Hashing and verifying, by libargon2. What a stored string may ask for is settled in phc.c before any
 * memory is taken for it.
 */
#include "libchat/auth/password.h"

#include <stdint.h>
#include <string.h>

#include <argon2.h>
#include <openssl/crypto.h>

#include "chat/limits.h"
#include "libchat/auth/phc.h"
#include "libchat/base/error.h"

#define SALT_BYTES 16
#define HASH_BYTES 32

enum chat_status chat_password_cost_check(const struct chat_password_cost *cost, struct chat_error *err)
{
    if (cost->memory_kib < CHAT_PASSWORD_MEMORY_KIB_MIN || cost->memory_kib > CHAT_PASSWORD_MEMORY_KIB_MAX)
        return chat_fail_field(err, "password_cost", "hashing a password takes %d to %d KiB of memory",
                               CHAT_PASSWORD_MEMORY_KIB_MIN, CHAT_PASSWORD_MEMORY_KIB_MAX);
    if (cost->passes < 1 || cost->passes > CHAT_PASSWORD_PASSES_MAX)
        return chat_fail_field(err, "password_cost", "hashing a password takes 1 to %d passes",
                               CHAT_PASSWORD_PASSES_MAX);
    return CHAT_OK;
}

enum chat_status chat_password_check(const char *password, size_t length, const char *field,
                                     struct chat_error *err)
{
    if (length < CHAT_PASSWORD_BYTES_MIN || length > CHAT_PASSWORD_BYTES_MAX)
        return chat_fail_field(err, field, "a password has %d to %d bytes", CHAT_PASSWORD_BYTES_MIN,
                               CHAT_PASSWORD_BYTES_MAX);
    if (memchr(password, '\0', length))
        return chat_fail_field(err, field, "a password has no NUL bytes");
    return CHAT_OK;
}

/* Hash by the parameters and the salt of `phc`, into `out` of phc->hash_bytes. */
static enum chat_status derive(const struct chat_phc *phc, const char *password, size_t length, uint8_t *out,
                               struct chat_error *err)
{
    uint8_t secret[CHAT_PASSWORD_BYTES_MAX], salt[CHAT_PHC_SALT_MAX];
    /* One thread whatever the number of lanes: the library starts none. Lanes are then done in turn. */
    argon2_context context = {
        .out = out,
        .outlen = (uint32_t)phc->hash_bytes,
        .pwd = secret,
        .pwdlen = (uint32_t)length,
        .salt = salt,
        .saltlen = (uint32_t)phc->salt_bytes,
        .t_cost = phc->passes,
        .m_cost = phc->memory_kib,
        .lanes = phc->lanes,
        .threads = 1,
        .version = ARGON2_VERSION_13,
        .flags = ARGON2_DEFAULT_FLAGS,
    };
    int result;

    if (length > sizeof secret)
        return chat_fail(err, CHAT_E_INVALID, "a password has at most %d bytes", CHAT_PASSWORD_BYTES_MAX);
    /* libargon2 wants to be able to write to its inputs. */
    memcpy(secret, password, length);
    memcpy(salt, phc->salt, sizeof salt);
    result = argon2id_ctx(&context);
    explicit_bzero(secret, sizeof secret);
    if (result == ARGON2_MEMORY_ALLOCATION_ERROR)
        return chat_fail_nomem(err);
    if (result != ARGON2_OK)
        return chat_fail(err, CHAT_E_INTERNAL, "hashing failed: %s", argon2_error_message(result));
    return CHAT_OK;
}

enum chat_status chat_password_hash(const struct chat_password_cost *cost, const struct chat_random *random,
                                    const char *password, size_t length, char out[CHAT_PASSWORD_HASH_TEXT],
                                    struct chat_error *err)
{
    struct chat_phc phc = {
        .memory_kib = cost->memory_kib,
        .passes = cost->passes,
        .lanes = 1,
        .salt_bytes = SALT_BYTES,
        .hash_bytes = HASH_BYTES,
    };
    enum chat_status status = chat_password_check(password, length, "password", err);

    if (status != CHAT_OK)
        return status;
    if (random->fill(phc.salt, phc.salt_bytes, random->user_data) != CHAT_OK)
        return chat_fail(err, CHAT_E_UNAVAILABLE, "there is no randomness for a salt");
    status = derive(&phc, password, length, phc.hash, err);
    if (status == CHAT_OK)
        chat_phc_print(&phc, out);
    explicit_bzero(&phc, sizeof phc);
    return status;
}

enum chat_status chat_password_verify(const struct chat_password_cost *cost, const char *stored,
                                      const char *password, size_t length, bool *matches,
                                      struct chat_error *err)
{
    /* Hash even for an unknown user, so that the answer takes as long either way. */
    struct chat_phc phc = {
        .memory_kib = cost->memory_kib,
        .passes = cost->passes,
        .lanes = 1,
        .salt = "nobody's salt...",
        .salt_bytes = SALT_BYTES,
        .hash_bytes = HASH_BYTES,
    };
    uint8_t hash[CHAT_PHC_HASH_MAX];
    enum chat_status status;

    if (stored && !chat_phc_parse(stored, &phc))
        return chat_fail(err, CHAT_E_STORAGE, "the stored hash of the password is damaged");
    /* No such password was ever accepted; this depends on what was typed, not on whose account it is. */
    if (length > CHAT_PASSWORD_BYTES_MAX) {
        *matches = false;
        return CHAT_OK;
    }
    status = derive(&phc, password, length, hash, err);
    if (status == CHAT_OK)
        *matches = CRYPTO_memcmp(hash, phc.hash, phc.hash_bytes) == 0 && stored;
    explicit_bzero(hash, sizeof hash);
    explicit_bzero(&phc, sizeof phc);
    return status;
}

bool chat_password_needs_rehash(const struct chat_password_cost *cost, const char *stored)
{
    struct chat_phc phc;

    return !chat_phc_parse(stored, &phc) || phc.memory_kib != cost->memory_kib ||
           phc.passes != cost->passes || phc.lanes != 1 || phc.salt_bytes < SALT_BYTES ||
           phc.hash_bytes != HASH_BYTES;
}
