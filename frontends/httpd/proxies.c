/*
 * Each proxy appends the address it was connected from, so the list is read from its end: up to the first hop
 * that is not ours everything was written by proxies we trust, and before it by strangers.
 */
#include "frontends/httpd/proxies.h"

#include <arpa/inet.h>
#include <string.h>

#include "libchat/base/error.h"
#include "libchat/base/number.h"
#include "libchat/base/text.h"

#define BLANKS " \t"

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/* An address of either family as in struct chat_peer. */
static bool address_read(const char *text, size_t length, uint8_t out[16])
{
    char copy[CHAT_ADDRESS_MAX];

    if (length == 0 || length >= sizeof(copy))
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    memcpy(out, mapped, sizeof(mapped));
    return inet_pton(AF_INET, copy, out + sizeof(mapped)) == 1 || inet_pton(AF_INET6, copy, out) == 1;
}

static void address_write(const uint8_t address[16], char out[CHAT_ADDRESS_MAX])
{
    if (memcmp(address, mapped, sizeof(mapped)) == 0)
        (void)inet_ntop(AF_INET, address + sizeof(mapped), out, CHAT_ADDRESS_MAX);
    else
        (void)inet_ntop(AF_INET6, address, out, CHAT_ADDRESS_MAX);
}

/* ---- Who is trusted --------------------------------------------------------------------------------- */

static enum chat_status proxy_add(struct httpd_proxies *proxies, const char *text, size_t length,
                                  struct chat_error *err)
{
    const char *slash = memchr(text, '/', length);
    size_t address_length = slash ? (size_t)(slash - text) : length;
    struct httpd_proxy proxy;
    int64_t bits = 0, most;

    if (proxies->n == HTTPD_PROXIES_MAX)
        return chat_fail(err, CHAT_E_INVALID, "there are at most %d trusted proxies", HTTPD_PROXIES_MAX);
    if (!address_read(text, address_length, proxy.address))
        return chat_fail(err, CHAT_E_INVALID,
                         "\"%.*s\" is not the address of a proxy: write it like 10.0.0.2 or 10.0.0.0/24",
                         length > 60 ? 60 : (int)length, text);
    most = memchr(text, ':', address_length) ? 128 : 32;
    if (!slash)
        bits = most;
    else if (!chat_int64_parse(slash + 1, length - address_length - 1, &bits) || bits < 0 || bits > most)
        return chat_fail(err, CHAT_E_INVALID, "a network of proxies ends in / and a number up to %d",
                         (int)most);
    proxy.bits = (unsigned)(bits + 128 - most);
    proxies->list[proxies->n++] = proxy;
    return CHAT_OK;
}

enum chat_status httpd_proxies_add(struct httpd_proxies *proxies, const char *list, struct chat_error *err)
{
    enum chat_status status = CHAT_OK;

    while (status == CHAT_OK && *list) {
        size_t length, trimmed;

        list += strspn(list, BLANKS);
        length = strcspn(list, ",");
        for (trimmed = length; trimmed > 0 && strchr(BLANKS, list[trimmed - 1]); trimmed--)
            ;
        status = proxy_add(proxies, list, trimmed, err);
        list += length + (list[length] == ',');
    }
    return status;
}

enum chat_status httpd_proxies_add_this_machine(struct httpd_proxies *proxies, struct chat_error *err)
{
    proxies->local = true;
    return httpd_proxies_add(proxies, "127.0.0.0/8, ::1", err);
}

static bool is_trusted(const struct httpd_proxies *proxies, const uint8_t address[16])
{
    for (size_t i = 0; i < proxies->n; i++) {
        const struct httpd_proxy *proxy = &proxies->list[i];
        unsigned whole = proxy->bits / 8, rest = proxy->bits % 8;
        unsigned mask = rest ? 0xffu << (8 - rest) & 0xffu : 0;

        if (memcmp(proxy->address, address, whole) == 0 &&
            (rest == 0 || ((proxy->address[whole] ^ address[whole]) & mask) == 0))
            return true;
    }
    return false;
}

/* ---- Who is spoken for ------------------------------------------------------------------------------ */

/* "192.0.2.1", "192.0.2.1:4711", "2001:db8::1" or "[2001:db8::1]:4711": proxies write all of them. */
static bool hop_read(const char *text, size_t length, uint8_t out[16])
{
    const char *colon = memchr(text, ':', length);

    if (length > 0 && text[0] == '[') {
        const char *end = memchr(text, ']', length);
        return end && address_read(text + 1, (size_t)(end - text) - 1, out);
    }
    if (colon && !memchr(colon + 1, ':', length - (size_t)(colon - text) - 1))
        length = (size_t)(colon - text); /* one colon: a port */
    return address_read(text, length, out);
}

/* Read a field from its end up to the first hop that is not ours. False: all of them are, or were. */
static bool field_walk(const struct httpd_proxies *proxies, const char *value, size_t length,
                       uint8_t address[16], bool *malformed)
{
    while (length > 0) {
        size_t begin = length, end = length;
        uint8_t hop[16];

        while (begin > 0 && value[begin - 1] != ',')
            begin--;
        length = begin > 0 ? begin - 1 : 0;
        while (begin < end && strchr(BLANKS, value[begin]))
            begin++;
        while (end > begin && strchr(BLANKS, value[end - 1]))
            end--;
        *malformed = !hop_read(value + begin, end - begin, hop);
        if (*malformed)
            return true;
        memcpy(address, hop, sizeof(hop));
        if (!is_trusted(proxies, hop))
            return true;
    }
    return false;
}

void httpd_proxies_address(const struct httpd_proxies *proxies, const struct chat_peer *peer,
                           const struct chat_http_head *head, char out[CHAT_ADDRESS_MAX])
{
    static const char name[] = "X-Forwarded-For";
    uint8_t address[16];
    bool known = !peer->local, malformed = false;

    out[0] = '\0';
    memcpy(address, peer->address, sizeof(address));
    if (peer->local ? proxies->local : is_trusted(proxies, peer->address)) {
        for (size_t i = head->field_count; i > 0 && !malformed; i--) {
            const struct chat_http_field *field = &head->fields[i - 1];

            if (!chat_ascii_same(head->text + field->name, field->name_length, name, sizeof(name) - 1))
                continue;
            known = true;
            if (field_walk(proxies, head->text + field->value, field->value_length, address, &malformed))
                break;
        }
        known = known && !(malformed && peer->local);
    }
    if (known)
        address_write(address, out);
}
