#include "frontends/common/peer.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "libchat/base/error.h"
#include "libchat/base/number.h"

static const char unix_prefix[] = "unix:";
static const uint8_t mapped_prefix[12] = {[10] = 0xFF, [11] = 0xFF};

static enum chat_status bad_address(const char *text, struct chat_error *err)
{
    return chat_fail_field(
        err, "listen", "\"%.80s\" is not an address: write 127.0.0.1:8080, [::1]:8080 or unix:/path", text);
}

static enum chat_status read_unix(const char *path, union chat_address *out, socklen_t *length,
                                  struct chat_error *err)
{
    size_t bytes = strlen(path);
    if (bytes == 0 || bytes >= sizeof out->local.sun_path)
        return chat_fail_field(err, "listen", "a unix socket's path has 1 to %zu bytes",
                               sizeof out->local.sun_path - 1);
    out->local.sun_family = AF_UNIX;
    memcpy(out->local.sun_path, path, bytes + 1);
    *length = (socklen_t)sizeof out->local;
    return CHAT_OK;
}

/* A port, 0 for any free one; -1 when it is none. */
static int read_port(const char *text)
{
    int64_t port;
    if (!chat_int64_parse(text, strlen(text), &port) || port < 0 || port > UINT16_MAX)
        return -1;
    return (int)port;
}

enum chat_status chat_address_read(const char *text, union chat_address *out, socklen_t *length,
                                   struct chat_error *err)
{
    char host[INET6_ADDRSTRLEN];

    memset(out, 0, sizeof *out);
    if (strncmp(text, unix_prefix, sizeof unix_prefix - 1) == 0)
        return read_unix(text + sizeof unix_prefix - 1, out, length, err);

    const char *colon = strrchr(text, ':');
    int port = colon != NULL ? read_port(colon + 1) : -1;
    bool bracket = text[0] == '[';
    const char *begin = text + bracket;
    const char *end = bracket ? strchr(text, ']') : colon;
    if (port < 0 || end == NULL || end + bracket != colon || (size_t)(end - begin) >= sizeof host)
        return bad_address(text, err);
    memcpy(host, begin, (size_t)(end - begin));
    host[end - begin] = '\0';

    if (bracket) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons((uint16_t)port);
        *length = (socklen_t)sizeof out->v6;
        return inet_pton(AF_INET6, host, &out->v6.sin6_addr) == 1 ? CHAT_OK : bad_address(text, err);
    }
    out->v4.sin_family = AF_INET;
    out->v4.sin_port = htons((uint16_t)port);
    *length = (socklen_t)sizeof out->v4;
    return inet_pton(AF_INET, host, &out->v4.sin_addr) == 1 ? CHAT_OK : bad_address(text, err);
}

const char *chat_address_text(const union chat_address *address, char out[CHAT_ADDRESS_TEXT_MAX])
{
    char host[INET6_ADDRSTRLEN] = "";

    switch (address->any.sa_family) {
    case AF_UNIX:
        snprintf(out, CHAT_ADDRESS_TEXT_MAX, "unix:%.*s", (int)sizeof address->local.sun_path,
                 address->local.sun_path);
        break;
    case AF_INET6:
        inet_ntop(AF_INET6, &address->v6.sin6_addr, host, sizeof host);
        snprintf(out, CHAT_ADDRESS_TEXT_MAX, "[%s]:%u", host, ntohs(address->v6.sin6_port));
        break;
    default:
        inet_ntop(AF_INET, &address->v4.sin_addr, host, sizeof host);
        snprintf(out, CHAT_ADDRESS_TEXT_MAX, "%s:%u", host, ntohs(address->v4.sin_port));
    }
    return out;
}

void chat_peer_of(int fd, struct chat_peer *out)
{
    union chat_address address;
    socklen_t length = sizeof address;

    memset(out, 0, sizeof *out);
    memset(&address, 0, sizeof address);
    if (getpeername(fd, &address.any, &length) != 0)
        return;
    if (address.any.sa_family == AF_INET) {
        memcpy(out->address, mapped_prefix, sizeof mapped_prefix);
        memcpy(out->address + sizeof mapped_prefix, &address.v4.sin_addr, 4);
        out->port = ntohs(address.v4.sin_port);
    } else if (address.any.sa_family == AF_INET6) {
        memcpy(out->address, &address.v6.sin6_addr, sizeof out->address);
        out->port = ntohs(address.v6.sin6_port);
    } else {
        struct ucred who;
        socklen_t who_length = sizeof who;
        out->local = true;
        out->uid = (uid_t)-1;
        if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &who_length) == 0)
            out->uid = who.uid;
    }
}

const char *chat_peer_text(const struct chat_peer *peer, char out[CHAT_PEER_TEXT_MAX])
{
    char host[INET6_ADDRSTRLEN] = "";

    if (peer->local) {
        snprintf(out, CHAT_PEER_TEXT_MAX, "unix:%lld", (long long)(int32_t)peer->uid);
    } else if (memcmp(peer->address, mapped_prefix, sizeof mapped_prefix) == 0) {
        inet_ntop(AF_INET, peer->address + sizeof mapped_prefix, host, sizeof host);
        snprintf(out, CHAT_PEER_TEXT_MAX, "%s:%u", host, peer->port);
    } else {
        inet_ntop(AF_INET6, peer->address, host, sizeof host);
        snprintf(out, CHAT_PEER_TEXT_MAX, "[%s]:%u", host, peer->port);
    }
    return out;
}
