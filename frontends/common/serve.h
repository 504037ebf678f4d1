/*
 * The whole of a small server program: one loop, one listener, an end on Ctrl-C. chat-httpd has more than one
 * loop and does this itself.
 */
#ifndef CHAT_FRONTEND_SERVE_H
#define CHAT_FRONTEND_SERVE_H

#include "frontends/common/server.h"

/**
 * Listen on `address` (see chat_listener_open) and serve until SIGINT or SIGTERM, then drain for up to
 * `drain_ms`. `ready` is called once with the address really listened on.
 *
 * @return CHAT_OK after a signal; otherwise nothing was served.
 */
CHAT_CHECKED enum chat_status chat_serve(const char *address, const struct chat_server_options *options,
                                         const struct chat_server_handlers *handlers, uint32_t drain_ms,
                                         void (*ready)(const char *address, void *user_data), void *user_data,
                                         struct chat_error *err);

#endif
