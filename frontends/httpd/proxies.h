/*
 * The address a request really came from. Behind a proxy every connection has the proxy's address, and limits
 * per address would take all visitors for one; so what a proxy we trust says about whom it speaks for is
 * believed, and what anybody else says is not.
 */
#ifndef CHAT_HTTPD_PROXIES_H
#define CHAT_HTTPD_PROXIES_H

#include "chat/operation.h"
#include "frontends/common/server.h"

#define HTTPD_PROXIES_MAX 16

/** Filled before the loops run, then only read. */
struct httpd_proxies {
    struct httpd_proxy {
        uint8_t address[16]; /* as in struct chat_peer */
        unsigned bits;       /* of it that count */
    } list[HTTPD_PROXIES_MAX];
    size_t n;
    bool local; /* a peer on a unix socket is one */
};

/** Add "10.0.0.2, 2001:db8::/64": addresses, or networks. CHAT_E_INVALID. */
CHAT_CHECKED enum chat_status httpd_proxies_add(struct httpd_proxies *proxies, const char *list,
                                                struct chat_error *err);

/** A proxy on this machine, whichever way it connects. */
CHAT_CHECKED enum chat_status httpd_proxies_add_this_machine(struct httpd_proxies *proxies,
                                                             struct chat_error *err);

/**
 * The peer's address as text without a port or, when the peer is a proxy we trust, the last one in its
 * X-Forwarded-For that is not such a proxy too. "" when it is not known.
 */
void httpd_proxies_address(const struct httpd_proxies *proxies, const struct chat_peer *peer,
                           const struct chat_http_head *head, char out[CHAT_ADDRESS_MAX]);

#endif
