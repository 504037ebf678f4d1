/*
 * Addresses: what a person writes to listen on, and who is at the other end of a socket.
 */
#ifndef CHAT_FRONTEND_PEER_H
#define CHAT_FRONTEND_PEER_H

#include <sys/socket.h>
#include <sys/un.h>
#include <netinet/in.h>

#include "frontends/common/server.h"

/** Any address we can listen on. */
union chat_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un local;
};

/** Read "127.0.0.1:80", "[::1]:80" or "unix:/path". CHAT_E_INVALID says what is allowed. */
CHAT_CHECKED enum chat_status chat_address_read(const char *text, union chat_address *out, socklen_t *length,
                                                struct chat_error *err);

#define CHAT_ADDRESS_TEXT_MAX 128

/** The reverse. Returns `out`. */
const char *chat_address_text(const union chat_address *address, char out[CHAT_ADDRESS_TEXT_MAX]);

/** Who is at the other end of `fd`; zeros where the system does not say. */
void chat_peer_of(int fd, struct chat_peer *out);

#endif
