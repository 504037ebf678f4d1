/*
 * Tokens: 256 random bits that stand for a session, a bot, an invitation or the right to set the site up.
 * The text is shown once, to whom it belongs; only its hash is kept, so a stolen database signs nobody in.
 * The prefix tells people and secret scanners what they have found; the check at the end tells a typing
 * error from a token that is over, without asking the store.
 */
#ifndef CHAT_AUTH_TOKEN_H
#define CHAT_AUTH_TOKEN_H

#include "chat/chat.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum chat_token_kind {
    CHAT_TOKEN_SESSION = 1, /* chat_ses_ */
    CHAT_TOKEN_BOT,         /* chat_bot_ */
    CHAT_TOKEN_INVITE,      /* chat_inv_ */
    CHAT_TOKEN_SETUP        /* chat_setup_ */
};

/**
 * A new token: its text, which the caller wipes when it was handed over, and the hash to store.
 * CHAT_OK, CHAT_E_UNAVAILABLE without randomness, CHAT_E_NOMEM. Any thread.
 */
CHAT_CHECKED enum chat_status chat_token_make(enum chat_token_kind kind, const struct chat_random *random,
                                              char out[CHAT_TOKEN_TEXT_MAX],
                                              uint8_t hash[CHAT_TOKEN_HASH_BYTES], struct chat_error *err);

/**
 * Is this the text of a token? Then its kind and hash, to be looked up in the store. False says that no
 * token ever had this text. Pure; any thread.
 */
CHAT_CHECKED bool chat_token_parse(const char *text, size_t length, enum chat_token_kind *kind,
                                   uint8_t hash[CHAT_TOKEN_HASH_BYTES]);

/** Compare two hashes in a time that does not depend on them. Any thread. */
bool chat_token_hash_same(const uint8_t a[CHAT_TOKEN_HASH_BYTES], const uint8_t b[CHAT_TOKEN_HASH_BYTES]);

#endif
