/*
 * Server-sent events: the same stream for clients that cannot use WebSocket. docs/protocol.md section 6.
 */
#ifndef CHAT_HTTPD_STREAM_H
#define CHAT_HTTPD_STREAM_H

#include "frontends/httpd/loop.h"

/** Handler of GET /api/v1/events. */
void httpd_stream_request(struct httpd_loop *loop, chat_request_t *request);

/** A comment to those that have been quiet for a while, so that nothing on the way gives them up. */
void httpd_streams_sweep(struct httpd_loop *loop);

/** End all of them: the client connects again by itself. */
void httpd_streams_bye(struct httpd_loop *loop);

#endif
