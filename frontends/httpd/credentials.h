/*
 * Who a request comes from: a token in the Authorization field or in the cookie, and whether a page of
 * another site may be behind it. Whether the token is worth anything is decided by the library, in the
 * transaction that needs it.
 */
#ifndef CHAT_HTTPD_CREDENTIALS_H
#define CHAT_HTTPD_CREDENTIALS_H

#include "chat/chat.h"
#include "frontends/common/server.h"
#include "frontends/httpd/reply.h"

struct httpd;

/** Plain value. */
struct httpd_credentials {
    struct chat_actor actor; /* AS_TOKEN or AS_ANONYMOUS */
    bool by_cookie;          /* the token came as a cookie */
    bool wants_cookie;       /* "Chat-Session: cookie": a new token is to go out as one */
    bool https;              /* the origin the request went to */
};

/** What besides the token is asked of a request. */
enum httpd_caution {
    HTTPD_READS,    /* GET and HEAD change nothing */
    HTTPD_WRITES,   /* with a cookie: only from our own pages */
    HTTPD_WEBSOCKET /* with a cookie: an Origin that is exactly ours */
};

/**
 * CHAT_OK, CHAT_E_UNAUTHENTICATED (a token that cannot be one, another scheme than Bearer), CHAT_E_DENIED
 * (code "cross_site").
 */
CHAT_CHECKED enum chat_status httpd_credentials_read(const struct httpd *httpd, const chat_request_t *request,
                                                     enum httpd_caution caution,
                                                     struct httpd_credentials *out, struct chat_error *err);

#define HTTPD_COOKIE_MAX (CHAT_TOKEN_TEXT_MAX + 128)

/** The Set-Cookie value that hands out `token`, or takes the cookie back for NULL. Returns `out`. */
const char *httpd_cookie_value(const struct httpd_credentials *credentials, const char *token,
                               char out[HTTPD_COOKIE_MAX]);

#endif
