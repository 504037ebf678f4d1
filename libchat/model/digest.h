/*
 * The digest under which a call is remembered: of the operation's name and every parameter but the
 * client id, so that the same words always give the same digest and other words another one.
 */
#ifndef CHAT_MODEL_DIGEST_H
#define CHAT_MODEL_DIGEST_H

#include "chat/record.h"

/** CHAT_OK or CHAT_E_NOMEM. */
CHAT_CHECKED enum chat_status chat_record_digest(const struct chat_allocator *allocator,
                                                 const char *operation, const struct chat_record *record,
                                                 const void *value, uint8_t out[32]);

#endif
