#include "frontends/common/http_head.h"

#include <string.h>

#include "frontends/common/http_chars.h"

bool chat_http_has_body(const struct chat_http_head *head)
{
    return head->chunked || head->content_length > 0;
}

static bool is_named(const struct chat_http_head *head, size_t field, const char *name, size_t length)
{
    return chat_http_same(head->text + head->fields[field].name, head->fields[field].name_length, name,
                          length);
}

const char *chat_http_find(const struct chat_http_head *head, const char *name)
{
    size_t length = strlen(name);
    for (size_t f = 0; f < head->field_count; f++)
        if (is_named(head, f, name, length))
            return head->text + head->fields[f].value;
    return NULL;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Take the blanks off both ends of [*at, end); returns the length of what is left. */
static size_t trim(const char **at, const char *end)
{
    while (*at < end && is_blank(**at))
        (*at)++;
    while (end > *at && is_blank(end[-1]))
        end--;
    return (size_t)(end - *at);
}

static bool list_holds(const char *at, const char *token, size_t token_length)
{
    while (*at != '\0') {
        const char *end = at + strcspn(at, ",");
        size_t length = trim(&at, end);
        if (chat_http_same(at, length, token, token_length))
            return true;
        at = *end == ',' ? end + 1 : end;
    }
    return false;
}

bool chat_http_has_token(const struct chat_http_head *head, const char *name, const char *token)
{
    size_t length = strlen(name);
    size_t token_length = strlen(token);
    for (size_t f = 0; f < head->field_count; f++)
        if (is_named(head, f, name, length) &&
            list_holds(head->text + head->fields[f].value, token, token_length))
            return true;
    return false;
}

bool chat_http_query_next(const char **at, struct chat_http_param *out)
{
    while (**at == '&')
        (*at)++;
    if (**at == '\0')
        return false;

    const char *end = *at + strcspn(*at, "&");
    const char *equals = memchr(*at, '=', (size_t)(end - *at));
    out->name = *at;
    out->name_length = (size_t)((equals != NULL ? equals : end) - *at);
    out->value = equals != NULL ? equals + 1 : end;
    out->value_length = (size_t)(end - out->value);
    *at = end;
    return true;
}

ptrdiff_t chat_http_decode(const char *text, size_t length, char *out, size_t room)
{
    size_t written = 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i] == '+' ? ' ' : text[i];
        if (c == '%') {
            int high = length - i > 2 ? chat_http_hex((unsigned char)text[i + 1]) : -1;
            int low = length - i > 2 ? chat_http_hex((unsigned char)text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return -1;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (written + 1 >= room)
            return -1;
        out[written++] = c;
    }
    if (room == 0)
        return -1;
    out[written] = '\0';
    return (ptrdiff_t)written;
}

/* Whether an encoded name means `name`, without a buffer for it. */
static bool name_means(const struct chat_http_param *param, const char *name)
{
    size_t i = 0;
    for (; *name != '\0'; name++) {
        if (i == param->name_length)
            return false;
        size_t step = param->name[i] == '%' ? 3 : 1;
        char c[2];
        if (step > param->name_length - i || chat_http_decode(param->name + i, step, c, sizeof c) != 1 ||
            c[0] != *name)
            return false;
        i += step;
    }
    return i == param->name_length;
}

enum chat_http_found chat_http_query_find(const char *query, const char *name, char *out, size_t room)
{
    enum chat_http_found found = CHAT_HTTP_ABSENT;
    struct chat_http_param param;

    while (chat_http_query_next(&query, &param)) {
        if (!name_means(&param, name))
            continue;
        if (found != CHAT_HTTP_ABSENT)
            return CHAT_HTTP_REPEATED;
        found = chat_http_decode(param.value, param.value_length, out, room) < 0 ? CHAT_HTTP_TOO_LONG
                                                                                 : CHAT_HTTP_FOUND;
    }
    return found;
}

enum chat_http_found chat_http_cookie(const char *cookies, const char *name, char *out, size_t room)
{
    enum chat_http_found found = CHAT_HTTP_ABSENT;
    size_t name_length = strlen(name);
    const char *at = cookies != NULL ? cookies : "";

    while (*at != '\0') {
        const char *end = at + strcspn(at, ";");
        size_t length = trim(&at, end);
        /* Cookie names are compared with case (RFC 6265). */
        if (length > name_length && memcmp(at, name, name_length) == 0 && at[name_length] == '=') {
            if (found != CHAT_HTTP_ABSENT)
                return CHAT_HTTP_REPEATED;
            const char *value = at + name_length + 1;
            size_t value_length = length - name_length - 1;
            if (value_length >= 2 && value[0] == '"' && value[value_length - 1] == '"') {
                value++;
                value_length -= 2;
            }
            found = value_length < room ? CHAT_HTTP_FOUND : CHAT_HTTP_TOO_LONG;
            if (found == CHAT_HTTP_FOUND) {
                memcpy(out, value, value_length);
                out[value_length] = '\0';
            }
        }
        at = *end == ';' ? end + 1 : end;
    }
    return found;
}

const char *chat_http_phrase(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } phrases[] = {
        {101, "Switching Protocols"},
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Range Not Satisfiable"},
        {417, "Expectation Failed"},
        {421, "Misdirected Request"},
        {422, "Unprocessable Content"},
        {426, "Upgrade Required"},
        {428, "Precondition Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {505, "HTTP Version Not Supported"},
        {507, "Insufficient Storage"},
    };
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
        if (phrases[i].status == status)
            return phrases[i].phrase;
    return "Status";
}
