/*
 * The names under which this site is reached. A request that names another host is refused (421), a page of
 * another origin may not act for a visitor, and the cookie's name follows from the scheme.
 */
#ifndef CHAT_HTTPD_ORIGINS_H
#define CHAT_HTTPD_ORIGINS_H

#include "chat/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTPD_HOST_MAX    262 /* a name of 253 bytes, ":65535" and the NUL, or an address in brackets */
#define HTTPD_ORIGINS_MAX 8

/** One of them. */
struct httpd_origin {
    char host[HTTPD_HOST_MAX]; /* as in the Host field: "name" or "name:port", lower case */
    bool https;
};

/** Filled before the loops run, then only read. */
struct httpd_origins {
    struct httpd_origin list[HTTPD_ORIGINS_MAX];
    size_t n;
    bool any; /* every host is ours, in plain HTTP: what --unsafe-plain-http means without --public-url */
    struct httpd_origin unnamed; /* the answer of httpd_origins_find() for those */
};

/** Whether this can be listened on: HOST:PORT, [IPv6]:PORT or unix:PATH. Pure. */
bool httpd_address_ok(const char *listen_address);

/** Whether only programs of this machine can connect to this listening address. Pure. */
bool httpd_address_is_local(const char *listen_address);

/** Add a URL such as "https://chat.example.org". CHAT_E_INVALID when it is not scheme, host and port alone.
 */
CHAT_CHECKED enum chat_status httpd_origins_add_url(struct httpd_origins *origins, const char *url,
                                                    struct chat_error *err);

/** Add the three names of this machine, with the port, and what is listened on ("127.0.0.2:8080"). */
CHAT_CHECKED enum chat_status httpd_origins_add_loopback(struct httpd_origins *origins, const char *address,
                                                         uint16_t port, struct chat_error *err);

/** The origin of a Host field, or NULL when it is not ours. */
const struct httpd_origin *httpd_origins_find(const struct httpd_origins *origins, const char *host);

/** Whether an Origin field is exactly the origin that a request to `host` went to. */
bool httpd_origin_matches(const struct httpd_origin *origin, const char *host, const char *origin_field);

#endif
