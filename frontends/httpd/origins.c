/*
 * Comparing is exact and by whole names: no suffixes, no patterns.
 */
#include "frontends/httpd/origins.h"

#include <stdio.h>
#include <string.h>

#include "libchat/base/error.h"
#include "libchat/base/number.h"
#include "libchat/base/text.h"

bool httpd_address_ok(const char *listen_address)
{
    const char *colon = strrchr(listen_address, ':');
    int64_t port;

    if (strncmp(listen_address, "unix:", 5) == 0)
        return listen_address[5] == '/';
    return colon && colon > listen_address && chat_int64_parse(colon + 1, strlen(colon + 1), &port) &&
           port >= 0 && port < 65536;
}

bool httpd_address_is_local(const char *listen_address)
{
    static const char *const prefixes[] = {"127.", "[::1]:", "localhost:", "unix:"};

    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
        if (strncmp(listen_address, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

static enum chat_status origins_add(struct httpd_origins *origins, bool https, const char *host,
                                    size_t length, struct chat_error *err)
{
    struct httpd_origin *origin;

    if (origins->n == HTTPD_ORIGINS_MAX || length >= HTTPD_HOST_MAX)
        return chat_fail(err, CHAT_E_TOO_LARGE, "there are too many public URLs, or one is too long");
    origin = &origins->list[origins->n++];
    origin->https = https;
    memcpy(origin->host, host, length);
    origin->host[length] = '\0';
    chat_ascii_fold(origin->host, length);
    return CHAT_OK;
}

/* A name, an IPv4 address, or an IPv6 address in brackets; then perhaps a port. */
static bool host_ok(const char *host, size_t length)
{
    const char *colon = memchr(host, ':', length);
    size_t name_length = colon ? (size_t)(colon - host) : length;
    int64_t port;

    if (length > 0 && host[0] == '[') {
        const char *end = memchr(host, ']', length);
        if (!end || strspn(host + 1, "0123456789abcdefABCDEF:.") != (size_t)(end - host - 1))
            return false;
        name_length = (size_t)(end - host) + 1;
        colon = name_length < length ? end + 1 : NULL;
        if (colon && *colon != ':')
            return false;
    } else if (strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") <
               name_length) {
        return false;
    }
    if (name_length == 0)
        return false;
    return !colon ||
           (chat_int64_parse(colon + 1, length - name_length - 1, &port) && port > 0 && port < 65536);
}

/* Browsers leave the default port of a scheme out of Host and Origin. */
static size_t without_default_port(const char *host, size_t length, bool https)
{
    const char *port = https ? ":443" : ":80";
    size_t port_length = strlen(port);

    if (length > port_length && memcmp(host + length - port_length, port, port_length) == 0)
        return length - port_length;
    return length;
}

enum chat_status httpd_origins_add_url(struct httpd_origins *origins, const char *url, struct chat_error *err)
{
    bool https = strncmp(url, "https://", 8) == 0;
    const char *host;
    size_t length;

    if (!https && strncmp(url, "http://", 7) != 0)
        return chat_fail(err, CHAT_E_INVALID, "a public URL begins with https:// or http://");
    host = url + (https ? 8 : 7);
    length = strlen(host);
    if (length > 0 && host[length - 1] == '/')
        length--;
    if (!host_ok(host, length))
        return chat_fail(
            err, CHAT_E_INVALID,
            "a public URL is a scheme and a host, such as https://chat.example.org, without a path");
    return origins_add(origins, https, host, without_default_port(host, length, https), err);
}

enum chat_status httpd_origins_add_loopback(struct httpd_origins *origins, const char *address, uint16_t port,
                                            struct chat_error *err)
{
    static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char host[64];
        int length = snprintf(host, sizeof(host), "%s:%u", names[i], (unsigned)port);
        enum chat_status status =
            origins_add(origins, false, host, without_default_port(host, (size_t)length, false), err);
        if (status != CHAT_OK)
            return status;
    }
    if (httpd_origins_find(origins, address))
        return CHAT_OK;
    return origins_add(origins, false, address, without_default_port(address, strlen(address), false), err);
}

const struct httpd_origin *httpd_origins_find(const struct httpd_origins *origins, const char *host)
{
    size_t length = strlen(host);

    for (size_t i = 0; i < origins->n; i++) {
        const struct httpd_origin *origin = &origins->list[i];
        size_t without = without_default_port(host, length, origin->https);
        if (strlen(origin->host) == without && memcmp(origin->host, host, without) == 0)
            return origin;
    }
    return origins->any ? &origins->unnamed : NULL;
}

bool httpd_origin_matches(const struct httpd_origin *origin, const char *host, const char *origin_field)
{
    const char *scheme = origin->https ? "https://" : "http://";
    size_t scheme_length = strlen(scheme);
    size_t length = without_default_port(host, strlen(host), origin->https);

    return strncmp(origin_field, scheme, scheme_length) == 0 &&
           strlen(origin_field + scheme_length) == length &&
           memcmp(origin_field + scheme_length, host, length) == 0;
}
