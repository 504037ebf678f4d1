/*
 * The opening handshake's arithmetic: keys in base64 and the answer that proves we speak WebSocket.
 */
#include "frontends/common/websocket.h"

#include <string.h>

#include <openssl/evp.h>

/* RFC 6455 section 1.3. */
static const char accept_guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool chat_ws_key_valid(const char *key)
{
    if (key == NULL || strlen(key) != CHAT_WS_KEY_LENGTH)
        return false;
    for (size_t i = 0; i < 22; i++)
        if (base64_value(key[i]) < 0)
            return false;
    /* 16 bytes leave four bits of the last digit unused: only one spelling of a key is right. */
    return (base64_value(key[21]) & 0x0F) == 0 && key[22] == '=' && key[23] == '=';
}

bool chat_ws_accept_value(const char *key, char out[CHAT_WS_ACCEPT_LENGTH + 1])
{
    uint8_t joined[CHAT_WS_KEY_LENGTH + sizeof accept_guid - 1];
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;

    memcpy(joined, key, CHAT_WS_KEY_LENGTH);
    memcpy(joined + CHAT_WS_KEY_LENGTH, accept_guid, sizeof accept_guid - 1);
    if (EVP_Digest(joined, sizeof joined, digest, &length, EVP_sha1(), NULL) != 1 || length != 20)
        return false;
    EVP_EncodeBlock((unsigned char *)out, digest, 20);
    return true;
}

void chat_ws_key_from(const uint8_t random[16], char out[CHAT_WS_KEY_LENGTH + 1])
{
    EVP_EncodeBlock((unsigned char *)out, random, 16);
}
