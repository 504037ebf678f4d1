/*
 * The PHC string of argon2id: $argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>, read strictly, because what
 * it says decides how much memory and time a sign-in takes.
 */
#ifndef CHAT_AUTH_PHC_H
#define CHAT_AUTH_PHC_H

#include "libchat/auth/password.h"

#include <stdint.h>

/* With these a string fits into CHAT_PASSWORD_HASH_TEXT. */
#define CHAT_PHC_SALT_MAX 32
#define CHAT_PHC_HASH_MAX 48

struct chat_phc {
    uint32_t memory_kib, passes, lanes;
    uint8_t salt[CHAT_PHC_SALT_MAX];
    uint8_t hash[CHAT_PHC_HASH_MAX];
    size_t salt_bytes, hash_bytes;
};

/** False for anything but argon2id version 19 within the caps of password.h, written the one right way. */
CHAT_CHECKED bool chat_phc_parse(const char *text, struct chat_phc *out);

void chat_phc_print(const struct chat_phc *phc, char out[CHAT_PASSWORD_HASH_TEXT]);

#endif
