/*
 * The cookie is called "__Host-chat", which browsers accept only over TLS, for this host and every path. On
 * a loopback address in plain HTTP it is "chat", without Secure.
 */
#include "frontends/httpd/credentials.h"

#include <stdio.h>
#include <string.h>

#include "frontends/httpd/httpd.h"
#include "libchat/base/error.h"
#include "libchat/base/text.h"

/* Longer than any session: the server decides when one is over. Browsers keep no cookie for longer. */
#define COOKIE_LIFE_S 34560000

static const char *cookie_name(const struct httpd_credentials *credentials)
{
    return credentials->https ? "__Host-chat" : "chat";
}

const char *httpd_cookie_value(const struct httpd_credentials *credentials, const char *token,
                               char out[HTTPD_COOKIE_MAX])
{
    (void)snprintf(out, HTTPD_COOKIE_MAX, "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s",
                   cookie_name(credentials), token ? token : "", token ? COOKIE_LIFE_S : 0,
                   credentials->https ? "; Secure" : "");
    return out;
}

/*
 * Whether one of our own pages sent this. `strict`: it has to be shown; otherwise it must only not be shown
 * to be another site's.
 */
static bool from_our_page(const struct chat_http_head *head, const struct httpd_origin *origin, bool strict)
{
    const char *site = chat_http_find(head, "Sec-Fetch-Site");
    const char *origin_field = chat_http_find(head, "Origin");

    if (site && strcmp(site, "same-origin") == 0)
        return true;
    if (origin_field)
        return httpd_origin_matches(origin, head->host, origin_field);
    return !strict && !site;
}

static enum chat_status cross_site(struct chat_error *err)
{
    return chat_fail_code(err, CHAT_E_DENIED, "cross_site",
                          "this request did not come from a page of this server");
}

static enum chat_status token_take(struct httpd_credentials *out, const char *token, struct chat_error *err)
{
    struct chat_actor actor;
    enum chat_status status = chat_actor_token(token, strlen(token), &actor, err);

    if (status != CHAT_OK)
        return status;
    out->actor.kind = actor.kind;
    memcpy(out->actor.token_hash, actor.token_hash, sizeof(out->actor.token_hash));
    return CHAT_OK;
}

static enum chat_status bearer_read(const char *authorization, struct httpd_credentials *out,
                                    struct chat_error *err)
{
    const char *token = authorization + sizeof("Bearer ") - 1;

    if (strlen(authorization) <= 7 || !chat_ascii_same(authorization, 7, "Bearer ", 7))
        return chat_fail(err, CHAT_E_UNAUTHENTICATED,
                         "the Authorization field is written: Bearer, a blank, the token");
    return token_take(out, token, err);
}

static enum chat_status cookie_read(const struct chat_http_head *head, const struct httpd_origin *origin,
                                    enum httpd_caution caution, struct httpd_credentials *out,
                                    struct chat_error *err)
{
    char token[CHAT_TOKEN_TEXT_MAX];
    const char *origin_field = chat_http_find(head, "Origin");

    switch (chat_http_cookie(chat_http_find(head, "Cookie"), cookie_name(out), token, sizeof(token))) {
    case CHAT_HTTP_ABSENT:
        return CHAT_OK;
    case CHAT_HTTP_FOUND:
        break;
    case CHAT_HTTP_REPEATED:
    case CHAT_HTTP_TOO_LONG:
        return chat_fail(err, CHAT_E_UNAUTHENTICATED, "the session cookie is not one of this server");
    }
    out->by_cookie = true;
    if (caution == HTTPD_WRITES && !from_our_page(head, origin, true))
        return cross_site(err);
    if (caution == HTTPD_WEBSOCKET &&
        !(origin_field && httpd_origin_matches(origin, head->host, origin_field)))
        return cross_site(err);
    out->actor.origin = CHAT_ORIGIN_WEB;
    return token_take(out, token, err);
}

enum chat_status httpd_credentials_read(const struct httpd *httpd, const chat_request_t *request,
                                        enum httpd_caution caution, struct httpd_credentials *out,
                                        struct chat_error *err)
{
    const struct chat_http_head *head = chat_request_head(request);
    const struct httpd_origin *origin = httpd_origins_find(&httpd->origins, head->host);
    const char *authorization = chat_http_find(head, "Authorization");
    const char *session = chat_http_find(head, "Chat-Session");

    *out = (struct httpd_credentials){.actor = {.kind = CHAT_AS_ANONYMOUS, .origin = CHAT_ORIGIN_API}};
    if (!origin) /* the server layer has refused these already */
        return chat_fail(err, CHAT_E_INVALID, "that is not a name of this server");
    httpd_proxies_address(&httpd->proxies, chat_connection_peer(chat_request_connection(request)), head,
                          out->actor.address);
    out->https = origin->https;
    out->wants_cookie = session && strcmp(session, "cookie") == 0;
    if (authorization)
        return bearer_read(authorization, out, err);
    /* Signing a visitor of another site in here would show them somebody else's account as their own. */
    if (out->wants_cookie && caution == HTTPD_WRITES && !from_our_page(head, origin, false))
        return cross_site(err);
    if (out->wants_cookie)
        out->actor.origin = CHAT_ORIGIN_WEB;
    return cookie_read(head, origin, caution, out, err);
}
