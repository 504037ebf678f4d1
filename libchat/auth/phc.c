#include "libchat/auth/phc.h"

#include <stdio.h>
#include <string.h>

#include "libchat/base/encode.h"
#include "libchat/base/number.h"

#define PREFIX "$argon2id$v=19$"

#define SALT_BYTES_MIN 8
#define HASH_BYTES_MIN 16

_Static_assert(sizeof PREFIX + sizeof "m=262144,t=16,p=16$$" + CHAT_BASE64_TEXT(CHAT_PHC_SALT_MAX) +
                       CHAT_BASE64_TEXT(CHAT_PHC_HASH_MAX) <=
                   CHAT_PASSWORD_HASH_TEXT,
               "every hash that is accepted can also be written");

/* `name`, a number from `least` to `most`, and the byte that ends it; steps over all of them. */
static bool read_number(const char **at, const char *name, uint32_t least, uint32_t most, char end,
                        uint32_t *out)
{
    size_t skip = strlen(name);
    const char *stop;
    int64_t number;

    if (strncmp(*at, name, skip) != 0)
        return false;
    *at += skip;
    stop = strchr(*at, end);
    if (!stop || !chat_int64_parse(*at, (size_t)(stop - *at), &number) || number < least || number > most)
        return false;
    *out = (uint32_t)number;
    *at = stop + 1;
    return true;
}

bool chat_phc_parse(const char *text, struct chat_phc *out)
{
    const char *at = text, *salt_end;

    if (strnlen(text, CHAT_PASSWORD_HASH_TEXT) == CHAT_PASSWORD_HASH_TEXT)
        return false;
    if (strncmp(at, PREFIX, strlen(PREFIX)) != 0)
        return false;
    at += strlen(PREFIX);
    if (!read_number(&at, "m=", CHAT_PASSWORD_MEMORY_KIB_MIN, CHAT_PASSWORD_MEMORY_KIB_MAX, ',',
                     &out->memory_kib) ||
        !read_number(&at, "t=", 1, CHAT_PASSWORD_PASSES_MAX, ',', &out->passes) ||
        !read_number(&at, "p=", 1, CHAT_PASSWORD_LANES_MAX, '$', &out->lanes))
        return false;
    if (out->memory_kib < CHAT_PASSWORD_MEMORY_KIB_MIN * out->lanes)
        return false;
    salt_end = strchr(at, '$');
    if (!salt_end ||
        !chat_base64_decode(at, (size_t)(salt_end - at), out->salt, sizeof out->salt, &out->salt_bytes))
        return false;
    at = salt_end + 1;
    if (!chat_base64_decode(at, strlen(at), out->hash, sizeof out->hash, &out->hash_bytes))
        return false;
    return out->salt_bytes >= SALT_BYTES_MIN && out->hash_bytes >= HASH_BYTES_MIN;
}

void chat_phc_print(const struct chat_phc *phc, char out[CHAT_PASSWORD_HASH_TEXT])
{
    char salt[CHAT_BASE64_TEXT(CHAT_PHC_SALT_MAX)], hash[CHAT_BASE64_TEXT(CHAT_PHC_HASH_MAX)];

    chat_base64_encode(phc->salt, phc->salt_bytes, salt);
    chat_base64_encode(phc->hash, phc->hash_bytes, hash);
    (void)snprintf(out, CHAT_PASSWORD_HASH_TEXT, PREFIX "m=%u,t=%u,p=%u$%s$%s", (unsigned)phc->memory_kib,
                   (unsigned)phc->passes, (unsigned)phc->lanes, salt, hash);
}
