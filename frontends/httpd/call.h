/*
 * One operation by HTTP: from a request to a submission, and from its end to a response.
 */
#ifndef CHAT_HTTPD_CALL_H
#define CHAT_HTTPD_CALL_H

#include "frontends/httpd/loop.h"

/** Answer a request whose path begins with /api/. */
void httpd_api_request(struct httpd_loop *loop, chat_request_t *request);

#endif
