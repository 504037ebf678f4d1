/*
 * The one operation that is not in the table: only the program itself can run it, by chat_setup_token().
 */
#ifndef CHAT_SERVICE_SETUP_H
#define CHAT_SERVICE_SETUP_H

#include "chat/operation.h"

struct chat_setup {
    char *token;
};

extern const struct chat_op chat_op_setup;

#endif
