/*
 * Responses: their bytes, sent whole or as a stream.
 */
#include "frontends/common/connection.h"

#include <string.h>

#include "frontends/common/http_chars.h"
#include "libchat/base/strbuf.h"

#define HEAD_BYTES_MAX 65536

const struct chat_http_header chat_problem_type = {"Content-Type", "application/problem+json"};

/* ---- Bytes ------------------------------------------------------------------------------------------ */

bool chat_response_header_clean(const struct chat_http_header *header)
{
    if (header->name[0] == '\0')
        return false;
    for (const char *at = header->name; *at != '\0'; at++)
        if (!chat_http_is_token((unsigned char)*at))
            return false;
    for (const char *at = header->value; *at != '\0'; at++)
        if (!chat_http_is_value((unsigned char)*at))
            return false;
    return true;
}

static bool headers_are_clean(const struct chat_http_header *headers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!chat_response_header_clean(&headers[i]))
            return false;
    return true;
}

static void add_field(struct chat_strbuf *text, const char *name, const char *value)
{
    chat_strbuf_adds(text, name);
    chat_strbuf_adds(text, ": ");
    chat_strbuf_adds(text, value);
    chat_strbuf_adds(text, "\r\n");
}

/* Move the text of `buffer` into a frame; NULL if anything failed on the way. */
static struct chat_frame *frame_from(struct chat_strbuf *buffer)
{
    struct chat_frame *frame = NULL;
    size_t length = 0;
    char *text = chat_strbuf_take(buffer, &length);

    if (text != NULL) {
        frame = chat_frame_take(buffer->allocator, text, length);
        if (frame == NULL)
            chat_free(text);
    }
    chat_strbuf_clear(buffer);
    return frame;
}

struct chat_frame *chat_response_head(chat_server_t *server, int status,
                                      const struct chat_http_header *headers, size_t header_count,
                                      int64_t length, const char *connection_field)
{
    struct chat_strbuf text;

    chat_strbuf_init(&text, server->options.allocator, HEAD_BYTES_MAX);
    chat_strbuf_adds(&text, "HTTP/1.1 ");
    chat_strbuf_addi(&text, status);
    chat_strbuf_addc(&text, ' ');
    chat_strbuf_adds(&text, chat_http_phrase(status));
    chat_strbuf_adds(&text, "\r\n");
    add_field(&text, "Date", chat_server_date(server));
    if (server->options.server_name != NULL)
        add_field(&text, "Server", server->options.server_name);
    for (size_t i = 0; i < header_count; i++)
        add_field(&text, headers[i].name, headers[i].value);
    if (length >= 0) {
        chat_strbuf_adds(&text, "Content-Length: ");
        chat_strbuf_addi(&text, length);
        chat_strbuf_adds(&text, "\r\n");
    }
    if (connection_field != NULL)
        add_field(&text, "Connection", connection_field);
    chat_strbuf_adds(&text, "\r\n");
    return frame_from(&text);
}

struct chat_frame *chat_response_problem(chat_server_t *server, int status, const char *reason)
{
    const char *phrase = chat_http_phrase(status);
    struct chat_strbuf text;

    /* `reason` and the phrases are static words of ours, so nothing in them needs escaping. */
    chat_strbuf_init(&text, server->options.allocator, HEAD_BYTES_MAX);
    chat_strbuf_addf(&text, "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"code\":\"", phrase,
                     status);
    for (const char *at = phrase; *at != '\0'; at++)
        chat_strbuf_addc(&text, *at == ' ' ? '_' : chat_http_lower(*at));
    chat_strbuf_addf(&text, "\",\"detail\":\"%s\"}", reason);
    return frame_from(&text);
}

/* ---- Whole responses -------------------------------------------------------------------------------- */

/* Whether what is left of the body is short enough to read and forget, so that the connection can stay. */
static bool can_skip(const chat_request_t *request)
{
    const struct chat_http_head *head = request->head;
    /* Who waits for 100 may never send the body, now that the answer is known: where is the next request? */
    bool unsure = head->expect_continue && request->body_state == CHAT_BODY_UNASKED;
    return !unsure && head->content_length <= CHAT_SKIP_BYTES;
}

static bool must_close(const chat_request_t *request)
{
    const chat_connection_t *connection = request->connection;
    return !request->head->keep_alive || connection->server->draining || connection->eof ||
           (request->body_state != CHAT_BODY_WHOLE && !can_skip(request));
}

static const char *connection_field(const chat_request_t *request)
{
    if (request->close)
        return "close";
    return request->head->minor == 0 ? "keep-alive" : NULL;
}

static void tell_replied(chat_request_t *request, int status)
{
    chat_server_t *server = request->connection->server;
    if (server->handlers->replied != NULL)
        server->handlers->replied(request, status, server->user_data);
}

static bool has_no_body(int status)
{
    return status < 200 || status == 204 || status == 304;
}

/* `body` is borrowed. */
static bool reply(chat_request_t *request, int status, const struct chat_http_header *headers,
                  size_t header_count, struct chat_frame *body)
{
    chat_connection_t *connection = request->connection;
    int64_t length = has_no_body(status) ? -1 : body != NULL ? (int64_t)body->length : 0;
    bool silent = length <= 0 || strcmp(request->head->method, "HEAD") == 0;

    request->close = must_close(request);
    struct chat_frame *head = chat_response_head(connection->server, status, headers, header_count, length,
                                                 connection_field(request));
    bool sent = chat_connection_send(connection, head, true) &&
                (silent || chat_connection_send(connection, body, true));
    chat_frame_unref(head);
    if (!sent)
        return false;
    tell_replied(request, status);
    chat_request_answered(request);
    return true;
}

bool chat_request_reply(chat_request_t *request, int status, const struct chat_http_header *headers,
                        size_t header_count, struct chat_frame *body)
{
    bool sent = false;

    if (chat_request_alive(request) && request->answer == CHAT_ANSWER_NONE) {
        if (headers_are_clean(headers, header_count))
            sent = reply(request, status, headers, header_count, body);
        else
            chat_request_problem(request, 500, NULL, 0, "a field of the response was malformed");
    }
    chat_frame_unref(body);
    return sent;
}

bool chat_request_reply_text(chat_request_t *request, int status, const char *content_type, const char *text,
                             size_t length)
{
    struct chat_http_header type = {"Content-Type", content_type};
    struct chat_frame *body = NULL;

    if (!chat_request_alive(request))
        return false;
    if (length > 0) {
        body = chat_frame_copy(request->connection->server->options.allocator, text, length);
        if (body == NULL) {
            chat_connection_kill(request->connection);
            return false;
        }
    }
    return chat_request_reply(request, status, &type, content_type != NULL ? 1 : 0, body);
}

void chat_request_problem(chat_request_t *request, int status, const struct chat_http_header *extra,
                          size_t extra_count, const char *reason)
{
    struct chat_http_header headers[4] = {chat_problem_type};
    size_t count = 1;
    struct chat_frame *body = chat_response_problem(request->connection->server, status, reason);

    for (size_t i = 0; i < extra_count && count < sizeof headers / sizeof headers[0]; i++)
        headers[count++] = extra[i];
    (void)reply(request, status, headers, count, body);
    chat_frame_unref(body);
}

/* ---- Streams ---------------------------------------------------------------------------------------- */

bool chat_request_stream_begin(chat_request_t *request, int status, const struct chat_http_header *headers,
                               size_t header_count, int64_t length,
                               const struct chat_stream_handlers *handlers, void *user_data)
{
    if (!chat_request_alive(request) || request->answer != CHAT_ANSWER_NONE)
        return false;
    if (!headers_are_clean(headers, header_count)) {
        chat_request_problem(request, 500, NULL, 0, "a field of the response was malformed");
        return false;
    }
    chat_connection_t *connection = request->connection;
    request->close = length < 0 || must_close(request);
    struct chat_frame *head = chat_response_head(connection->server, status, headers, header_count, length,
                                                 connection_field(request));
    bool sent = chat_connection_send(connection, head, true);
    chat_frame_unref(head);
    if (!sent)
        return false;
    request->stream_left = length;
    request->stream = handlers;
    request->stream_data = user_data;
    request->answer = CHAT_ANSWER_STREAM;
    tell_replied(request, status);
    if (strcmp(request->head->method, "HEAD") == 0)
        chat_request_answered(request);
    return true;
}

static void ask_if_slow(chat_request_t *request)
{
    const struct chat_stream_handlers *handlers = request->stream;
    const struct chat_output *output = &request->connection->output;

    if (handlers == NULL || handlers->slow == NULL)
        return;
    if ((handlers->slow_bytes > 0 && output->bytes > handlers->slow_bytes) ||
        (handlers->slow_frames > 0 && output->count > handlers->slow_frames))
        handlers->slow(request, output->bytes, request->stream_data);
}

bool chat_request_stream_send(chat_request_t *request, struct chat_frame *frame)
{
    if (!chat_request_alive(request) || request->answer != CHAT_ANSWER_STREAM)
        return false;
    if (request->stream_left >= 0) {
        if (frame->length > (uint64_t)request->stream_left)
            return false;
        request->stream_left -= (int64_t)frame->length;
    }
    /* Of a promised length nothing may go missing. */
    if (!chat_connection_send(request->connection, frame, request->stream_left >= 0))
        return false;
    ask_if_slow(request);
    return true;
}

size_t chat_request_stream_pending(const chat_request_t *request)
{
    return request->connection != NULL ? request->connection->output.bytes : 0;
}

size_t chat_request_stream_drop(chat_request_t *request)
{
    return chat_request_alive(request) ? chat_output_drop(&request->connection->output) : 0;
}

void chat_request_stream_end(chat_request_t *request)
{
    if (!chat_request_alive(request) || request->answer != CHAT_ANSWER_STREAM)
        return;
    if (request->stream_left > 0)
        chat_connection_kill(request->connection);
    else
        chat_request_answered(request);
}
