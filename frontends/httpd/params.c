/*
 * The order matters: what the path says is set first, so a body that says it again is told so; what the
 * head can say fills in only what nobody else said.
 */
#include "frontends/httpd/params.h"

#include <string.h>

#include "libchat/base/error.h"
#include "libchat/base/utf8.h"

bool httpd_method_has_body(enum httpd_method method)
{
    return method == HTTPD_POST || method == HTTPD_PUT || method == HTTPD_PATCH;
}

static enum chat_status captures_set(const struct chat_op *op, const struct httpd_captures *captures,
                                     void *params, struct chat_error *err)
{
    for (size_t i = 0; i < captures->n; i++) {
        const struct httpd_capture *capture = &captures->at[i];
        char field[CHAT_ERROR_FIELD_MAX] = "";
        enum chat_status status;

        if (capture->field_length < sizeof(field))
            memcpy(field, capture->field, capture->field_length);
        status = chat_wire_set_text(op->params, NULL, params, field, capture->text, capture->length, err);
        if (status != CHAT_OK)
            return status;
    }
    return CHAT_OK;
}

static enum chat_status query_set(const struct chat_op *op, const char *query, void *params,
                                  struct chat_error *err)
{
    struct chat_http_param param;

    while (chat_http_query_next(&query, &param)) {
        char field[CHAT_ERROR_FIELD_MAX], text[CHAT_HTTP_LINE_MAX];
        ptrdiff_t length = chat_http_decode(param.value, param.value_length, text, sizeof(text));
        enum chat_status status;

        if (chat_http_decode(param.name, param.name_length, field, sizeof(field)) < 0)
            return chat_fail(err, CHAT_E_INVALID,
                             "a name in the query string is no parameter of this operation");
        if (length < 0)
            return chat_fail_field(err, field, "the value is not well encoded");
        status = chat_wire_set_text(op->params, NULL, params, field, text, (size_t)length, err);
        if (status != CHAT_OK)
            return status;
    }
    return CHAT_OK;
}

static enum chat_status body_set(const struct chat_op *op, const chat_request_t *request, void *params,
                                 struct chat_error *err)
{
    size_t length;
    const char *body = chat_request_body(request, &length);
    chat_json_t *json = NULL;
    enum chat_status status;

    if (length == 0) /* as good as {}: what is required will be missed */
        return CHAT_OK;
    status = chat_json_parse(body, length, NULL, &json, err);
    if (status == CHAT_OK)
        status = chat_wire_decode(json, 0, op->params, NULL, params, err);
    chat_json_free(json);
    return status;
}

static bool text_absent(const struct chat_field *field, const void *params)
{
    return *(char *const *)(const void *)((const char *)params + field->offset) == NULL;
}

/* A user agent is a stranger's text: what is not plain is left out, and it is cut to what is kept of it. */
static size_t user_agent_clean(const char *text, char out[CHAT_USER_AGENT_MAX + 1])
{
    size_t length = 0;

    for (; *text && length < CHAT_USER_AGENT_MAX; text++)
        if (*text > ' ' && *text < 0x7f)
            out[length++] = *text;
        else if (*text == ' ' && length > 0 && out[length - 1] != ' ')
            out[length++] = ' ';
    while (length > 0 && out[length - 1] == ' ')
        length--;
    out[length] = '\0';
    return length;
}

static enum chat_status head_set(const struct chat_op *op, const struct chat_http_head *head,
                                 const struct httpd_credentials *credentials, void *params,
                                 struct chat_error *err)
{
    const char *key = chat_http_find(head, "Idempotency-Key");
    const char *agent = chat_http_find(head, "User-Agent");
    const struct chat_field *field;
    enum chat_status status = CHAT_OK;

    if (key && chat_record_field(op->params, "client_id"))
        status = chat_wire_set_text(op->params, NULL, params, "client_id", key, strlen(key), err);
    field = chat_record_field(op->params, "user_agent");
    if (status == CHAT_OK && agent && field && text_absent(field, params)) {
        char text[CHAT_USER_AGENT_MAX + 1];
        size_t length = user_agent_clean(agent, text);
        if (length > 0)
            status = chat_wire_set_text(op->params, NULL, params, field->name, text, length, err);
    }
    /* A token that goes out as a cookie is a browser's, whatever else was said. */
    field = chat_record_field(op->params, "session_kind");
    if (status == CHAT_OK && field && credentials->wants_cookie)
        *(enum chat_session_kind *)(void *)((char *)params + field->offset) = CHAT_SESSION_WEB;
    return status;
}

enum chat_status httpd_params_read(const struct chat_op *op, enum httpd_method method,
                                   const struct httpd_captures *captures, const chat_request_t *request,
                                   const struct httpd_credentials *credentials, void *params,
                                   struct chat_error *err)
{
    const struct chat_http_head *head = chat_request_head(request);
    enum chat_status status = captures_set(op, captures, params, err);

    if (status == CHAT_OK && !httpd_method_has_body(method))
        status = query_set(op, head->query, params, err);
    else if (status == CHAT_OK && head->query[0])
        status = chat_fail(err, CHAT_E_INVALID,
                           "the parameters of %s stand in the body, not in the query string", head->method);
    if (status == CHAT_OK && httpd_method_has_body(method))
        status = body_set(op, request, params, err);
    if (status == CHAT_OK)
        status = head_set(op, head, credentials, params, err);
    return status;
}
