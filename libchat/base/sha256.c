#include "libchat/base/sha256.h"

#include <string.h>

#include <openssl/evp.h>

bool chat_sha256(const void *bytes, size_t length, uint8_t out[CHAT_SHA256_BYTES])
{
    unsigned written = 0;

    if (EVP_Digest(bytes, length, out, &written, EVP_sha256(), NULL) == 1 && written == CHAT_SHA256_BYTES)
        return true;
    memset(out, 0, CHAT_SHA256_BYTES);
    return false;
}
