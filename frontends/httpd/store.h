/*
 * Opening the store, and what a person should do when that fails.
 */
#ifndef CHAT_HTTPD_STORE_H
#define CHAT_HTTPD_STORE_H

#include "chat/chat.h"
#include "frontends/httpd/options.h"

/** Make the folder if need be and open the store. The sentence in `err` says what to do next. */
CHAT_CHECKED enum chat_status httpd_store_open(const struct httpd_options *options, chat_t **out,
                                               struct chat_error *err);

#endif
