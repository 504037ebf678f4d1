/*
 * Who is behind a request that becomes a stream: asked once, before anything is opened.
 */
#ifndef CHAT_HTTPD_IDENTIFY_H
#define CHAT_HTTPD_IDENTIFY_H

#include "frontends/httpd/credentials.h"
#include "frontends/httpd/loop.h"

/**
 * Told of a request whose sender is known: `actor` is their session, checked again with each call, and `now`
 * is borrowed for the call. The request is alive.
 */
typedef void (*httpd_identified_fn)(struct httpd_loop *loop, chat_request_t *request,
                                    const struct chat_actor *actor, const struct chat_session_now *now);

/** Ask for the session of a request; answer it with a problem, or call `then` later. */
void httpd_identify(struct httpd_loop *loop, chat_request_t *request, enum httpd_caution caution,
                    httpd_identified_fn then);

#endif
