/*
 * The end of a session is told in its user's log, so every stream follows that log, also when the client did
 * not ask for it: then from its head on, and its events are kept from the client.
 */
#ifndef CHAT_HTTPD_OWN_LOG_H
#define CHAT_HTTPD_OWN_LOG_H

#include "frontends/httpd/loop.h"

/** Told once where the log of the actor ends. `known` false: it could not be read. */
typedef void (*httpd_own_head_fn)(bool known, int64_t head, void *holder);

/** Ask; `told` comes later, exactly once. False (and it does not come) when that cannot even be asked. */
CHAT_CHECKED bool httpd_own_log_ask(struct httpd_loop *loop, const struct chat_actor *actor,
                                    httpd_own_head_fn told, void *holder);

#endif
