/*
 * Passwords as argon2id hashes in PHC strings. Hashing takes tens of milliseconds and megabytes, on
 * purpose: never on an event loop. It starts no threads.
 */
#ifndef CHAT_AUTH_PASSWORD_H
#define CHAT_AUTH_PASSWORD_H

#include "chat/chat.h"

#include <stdbool.h>
#include <stddef.h>

#define CHAT_PASSWORD_HASH_TEXT 160 /* the longest PHC string that is written or read, with its NUL */

/**
 * The most that a stored hash or an option may ask for. Verifying does what the stored string says, so
 * without a cap one row could take all the memory of the machine.
 */
#define CHAT_PASSWORD_MEMORY_KIB_MAX 262144
#define CHAT_PASSWORD_PASSES_MAX     16
#define CHAT_PASSWORD_LANES_MAX      16

/** What argon2id itself needs at least, so that tests can be quick. */
#define CHAT_PASSWORD_MEMORY_KIB_MIN 8

/** CHAT_OK, or CHAT_E_INVALID when the cost is outside the limits above. Any thread. */
CHAT_CHECKED enum chat_status chat_password_cost_check(const struct chat_password_cost *cost,
                                                       struct chat_error *err);

/**
 * May this be someone's password? CHAT_OK, or CHAT_E_INVALID naming `field`: it has to have
 * CHAT_PASSWORD_BYTES_MIN to CHAT_PASSWORD_BYTES_MAX bytes and no NUL. Any thread.
 */
CHAT_CHECKED enum chat_status chat_password_check(const char *password, size_t length, const char *field,
                                                  struct chat_error *err);

/** Hash a password that passed the check, with a salt of its own. Any thread; slow. */
CHAT_CHECKED enum chat_status chat_password_hash(const struct chat_password_cost *cost,
                                                 const struct chat_random *random, const char *password,
                                                 size_t length, char out[CHAT_PASSWORD_HASH_TEXT],
                                                 struct chat_error *err);

/**
 * Is this the password of that hash?
 *
 * @param stored  The PHC string; NULL for an unknown user or one without a password: then as much work is
 *                done as `cost` says, and the answer is no.
 * @param matches Set on success.
 * @return CHAT_OK, CHAT_E_STORAGE when `stored` is damaged or asks for more than the caps, CHAT_E_NOMEM.
 *
 * Any thread; slow.
 */
CHAT_CHECKED enum chat_status chat_password_verify(const struct chat_password_cost *cost, const char *stored,
                                                   const char *password, size_t length, bool *matches,
                                                   struct chat_error *err);

/** Was the hash made at another cost than `cost`? Then hash again at the next sign-in. Any thread. */
bool chat_password_needs_rehash(const struct chat_password_cost *cost, const char *stored);

#endif
