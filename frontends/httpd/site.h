/*
 * What a request is about: the API, the web client's files, or the health of the process.
 */
#ifndef CHAT_HTTPD_SITE_H
#define CHAT_HTTPD_SITE_H

#include "frontends/httpd/loop.h"
#include "frontends/httpd/router.h"

/** The routes beside the operations: the streams and the OpenAPI document. */
CHAT_CHECKED enum chat_status httpd_site_routes(struct httpd_router *router, struct chat_error *err);

/** What the loops' servers call; the user data is the loop. Static. */
const struct chat_server_handlers *httpd_site_handlers(void);

#endif
