#include "frontends/common/http_uri.h"

#include <stdint.h>
#include <string.h>

#include "frontends/common/http_chars.h"
#include "libchat/base/number.h"
#include "libchat/base/utf8.h"

static int escape_value(const char *at, const char *end)
{
    if (end - at < 3)
        return -1;
    int high = chat_http_hex((unsigned char)at[1]);
    int low = chat_http_hex((unsigned char)at[2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* What an escape may not hide: where one reader sees a separator or an end, another sees a letter. */
static bool escape_forbidden(int value)
{
    return value < 0x20 || value == 0x7F || value == '/' || value == '\\';
}

static bool is_dot_segment(const char *segment, const char *end)
{
    ptrdiff_t length = end - segment;
    return (length == 1 && segment[0] == '.') || (length == 2 && segment[0] == '.' && segment[1] == '.');
}

/* Decode [text, end) onto itself, ending it with a NUL. */
static const char *decode_path(char *text, char *end, size_t *length)
{
    char *out = text;
    char *segment = text;

    for (const char *at = text; at < end;) {
        unsigned char c = (unsigned char)*at;
        if (!chat_http_is_path(c))
            return "a byte that no path may hold";
        if (c == '%') {
            int value = escape_value(at, end);
            if (value < 0)
                return "a percent sign without two hex digits";
            if (escape_forbidden(value))
                return "an escape that hides a separator or a control byte";
            *out++ = (char)value;
            at += 3;
            continue;
        }
        if (c == '/') {
            if (is_dot_segment(segment, out))
                return "a dot segment";
            segment = out + 1;
        }
        *out++ = (char)c;
        at++;
    }
    if (is_dot_segment(segment, out))
        return "a dot segment";
    *length = (size_t)(out - text);
    if (!chat_utf8_valid(text, *length))
        return "a path that is not UTF-8";
    *out = '\0';
    return NULL;
}

static const char *check_query(const char *at, const char *end)
{
    struct chat_utf8_check utf8 = {0};

    while (at < end) {
        unsigned char c = (unsigned char)*at;
        if (!chat_http_is_path(c) && c != '?')
            return "a byte that no query may hold";
        if (c == '%') {
            int value = escape_value(at, end);
            if (value < 0)
                return "a percent sign without two hex digits";
            if (value == 0)
                return "a NUL in the query";
            c = (unsigned char)value;
            at += 2;
        }
        if (!chat_utf8_feed(&utf8, &c, 1))
            return "a query that is not UTF-8";
        at++;
    }
    return chat_utf8_done(&utf8) ? NULL : "a query that is not UTF-8";
}

/* "http://" or "https://" at the start: its length, else 0. */
static size_t scheme_length(const char *text, size_t length)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        size_t n = strlen(schemes[i]);
        if (length > n && chat_http_same(text, n, schemes[i], n))
            return n;
    }
    return 0;
}

/*
 * Take the authority off an absolute target. It is moved one byte down, over the slash before it, so that it
 * can end with a NUL without touching the path.
 */
static const char *take_authority(char **text, char *end, struct chat_http_target *out)
{
    size_t scheme = scheme_length(*text, (size_t)(end - *text));
    if (scheme == 0)
        return "a target that is neither a path nor an http address";

    char *authority = *text + scheme;
    char *stop = authority;
    while (stop < end && *stop != '/' && *stop != '?')
        stop++;
    size_t length = (size_t)(stop - authority);
    if (!chat_http_host_valid(authority, length))
        return "an address without a good host";

    char *host = authority - 1;
    for (size_t i = 0; i < length; i++)
        host[i] = chat_http_lower(authority[i]);
    host[length] = '\0';
    out->host = host;
    *text = stop;
    return NULL;
}

const char *chat_http_target_read(char *text, size_t length, const char *method, struct chat_http_target *out)
{
    char *end = text + length;
    *out = (struct chat_http_target){.path = "/", .path_length = 1, .query = ""};

    if (length == 1 && text[0] == '*') {
        if (strcmp(method, "OPTIONS") != 0)
            return "the target * is for OPTIONS alone";
        out->path = "*";
        return NULL;
    }
    if (length == 0 || text[0] != '/') {
        const char *wrong = take_authority(&text, end, out);
        if (wrong != NULL)
            return wrong;
    }

    char *path_end = memchr(text, '?', (size_t)(end - text));
    if (path_end != NULL) {
        const char *wrong = check_query(path_end + 1, end);
        if (wrong != NULL)
            return wrong;
        out->query = path_end + 1;
        *end = '\0';
    } else {
        path_end = end;
    }
    if (path_end == text) /* "http://host": the root */
        return NULL;
    out->path = text;
    return decode_path(text, path_end, &out->path_length);
}

static bool port_valid(const char *at, const char *end)
{
    int64_t port;
    return chat_int64_parse(at, (size_t)(end - at), &port) && port >= 0 && port <= UINT16_MAX;
}

bool chat_http_host_valid(const char *text, size_t length)
{
    static const char name_bytes[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
    static const char ipv6_bytes[] = "0123456789abcdefABCDEF:.";
    const char *end = text + length;
    const char *at = text;
    bool bracket = length > 0 && *at == '[';
    const char *allowed = bracket ? ipv6_bytes : name_bytes;

    if (bracket)
        at++;
    const char *begin = at;
    while (at < end && *at != '\0' && strchr(allowed, *at) != NULL)
        at++;
    if (at == begin)
        return false;
    if (bracket && (at == end || *at++ != ']'))
        return false;
    return at == end || (*at == ':' && port_valid(at + 1, end));
}
