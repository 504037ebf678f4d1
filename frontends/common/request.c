/*
 * The phase HTTP: requests one after the other, their bodies, their ends. What a response looks like is in
 * response.c.
 *
 * A request is the connection's from its head until it has been both answered and read to its end; then the
 * next one begins. Whoever holds a reference longer holds a dead request.
 */
#include "frontends/common/connection.h"

#include <string.h>

#define BODY_FIRST       1024
#define BODY_SECONDS_MAX 86400 /* whatever length is announced */

/* ---- References ------------------------------------------------------------------------------------- */

chat_request_t *chat_request_ref(chat_request_t *request)
{
    request->refs++;
    return request;
}

/* The connection's reference is the last one: nobody is left who could answer. */
static void settle(chat_request_t *request)
{
    bool awaits_body = request->body_state == CHAT_BODY_COLLECT || request->body_state == CHAT_BODY_STREAM;

    if (request->connection == NULL || request->connection->dead || request->in_callback)
        return;
    if (request->answer == CHAT_ANSWER_NONE && !awaits_body)
        chat_request_problem(request, 500, NULL, 0, "the request was left without an answer");
    else if (request->answer == CHAT_ANSWER_STREAM)
        chat_request_stream_end(request);
}

void chat_request_unref(chat_request_t *request)
{
    if (request == NULL)
        return;
    if (--request->refs == 1) {
        settle(request);
    } else if (request->refs == 0) {
        chat_free(request->body);
        chat_free(request);
    }
}

void chat_request_detach(chat_request_t *request)
{
    request->connection->request = NULL;
    request->connection = NULL;
    request->head = NULL;
    chat_request_unref(request);
}

/* A handler may reply, and so end the request, from inside: it lives until the handler has returned. */
static void call(chat_request_t *request, chat_request_fn function, void *data)
{
    bool outer = request->in_callback;
    chat_request_ref(request);
    request->in_callback = true;
    function(request, data);
    request->in_callback = outer;
    chat_request_unref(request);
}

const struct chat_http_head *chat_request_head(const chat_request_t *request)
{
    return request->head;
}

chat_connection_t *chat_request_connection(const chat_request_t *request)
{
    return request->connection;
}

bool chat_request_alive(const chat_request_t *request)
{
    return request->connection != NULL && !request->connection->dead && request->answer != CHAT_ANSWER_DONE;
}

void chat_request_set_user(chat_request_t *request, void *user)
{
    request->user = user;
}

void *chat_request_user(const chat_request_t *request)
{
    return request->user;
}

void chat_request_on_gone(chat_request_t *request, chat_request_fn gone, void *user_data)
{
    request->gone = gone;
    request->gone_data = user_data;
}

/* ---- Refusing --------------------------------------------------------------------------------------- */

void chat_http_refuse(chat_connection_t *connection, int status, const char *reason)
{
    chat_server_t *server = connection->server;
    chat_request_t *request = connection->request;

    if (connection->dead)
        return;
    atomic_fetch_add(&server->refused_total, 1);
    if (server->handlers->refused != NULL)
        server->handlers->refused(connection, status, reason, server->user_data);
    if (request != NULL && request->answer == CHAT_ANSWER_STREAM) {
        chat_connection_kill(connection);
        return;
    }
    if (request != NULL && request->answer == CHAT_ANSWER_DONE) {
        /* It has its answer, and only what was to be skipped is wrong: where the next one begins is not
         * known. */
        chat_connection_finish(connection, server->options.linger_ms);
        return;
    }
    if (request != NULL) {
        request->answer = CHAT_ANSWER_DONE;
        request->cut = true;
    }
    struct chat_frame *body = chat_response_problem(server, status, reason);
    struct chat_frame *head = chat_response_head(server, status, &chat_problem_type, 1,
                                                 body != NULL ? (int64_t)body->length : 0, "close");
    chat_connection_send(connection, head, true);
    chat_connection_send(connection, body, true);
    chat_frame_unref(head);
    chat_frame_unref(body);
    chat_connection_finish(connection, server->options.linger_ms);
}

/* ---- From one request to the next ------------------------------------------------------------------- */

static void wait_for_next(chat_connection_t *connection)
{
    const struct chat_server_options *options = &connection->server->options;

    chat_http_parser_next(&connection->parser);
    connection->idle = true;
    chat_connection_deadline(connection, chat_server_now_us() + (int64_t)options->idle_ms * 1000);
    if (!connection->consuming)
        chat_connection_later(connection);
}

/* Answered and read: the connection's part in it is over. */
static void complete(chat_connection_t *connection)
{
    bool close = connection->request->close || connection->server->draining;

    chat_request_detach(connection->request);
    if (close)
        chat_connection_finish(connection, connection->server->options.linger_ms);
    else
        wait_for_next(connection);
}

static void body_deadline(chat_connection_t *connection)
{
    const struct chat_server_options *options = &connection->server->options;
    chat_request_t *request = connection->request;
    int64_t bytes = request->head->content_length;

    if (request->body_began_us == 0)
        request->body_began_us = chat_server_now_us();
    if (bytes < 0) /* not known: what has come so far counts */
        bytes = (int64_t)connection->parser.body_bytes;
    int64_t seconds = bytes / (options->body_rate > 0 ? options->body_rate : 1);
    if (seconds > BODY_SECONDS_MAX)
        seconds = BODY_SECONDS_MAX;
    chat_connection_deadline(connection,
                             request->body_began_us + (int64_t)options->body_ms * 1000 + seconds * 1000000);
}

void chat_request_answered(chat_request_t *request)
{
    chat_connection_t *connection = request->connection;

    request->answer = CHAT_ANSWER_DONE;
    if (request->body_state == CHAT_BODY_WHOLE) {
        complete(connection);
        return;
    }
    if (request->close) {
        chat_request_detach(request);
        chat_connection_finish(connection, connection->server->options.linger_ms);
        return;
    }
    uint64_t limit = connection->parser.body_bytes + CHAT_SKIP_BYTES;
    if (request->head->content_length >= 0)
        limit = (uint64_t)request->head->content_length;
    request->body_state = CHAT_BODY_SKIP;
    request->paused = false;
    (void)chat_http_parser_allow_body(&connection->parser, limit);
    body_deadline(connection);
    if (!connection->consuming)
        chat_connection_later(connection);
}

/* ---- Bodies ----------------------------------------------------------------------------------------- */

/* Ask for the body in one of the two ways. False when there is none to wait for, or it was refused. */
static bool begin_body(chat_request_t *request, enum chat_body how, uint64_t limit)
{
    chat_connection_t *connection = request->connection;
    const char *encoding = chat_http_find(request->head, "Content-Encoding");

    if (request->body_state != CHAT_BODY_UNASKED)
        return false;
    if (encoding != NULL && strcmp(encoding, "identity") != 0) {
        chat_http_refuse(connection, 415, "compressed bodies are not taken");
        return false;
    }
    request->body_state = how;
    request->body_limit = limit;
    if (!chat_http_parser_allow_body(&connection->parser, limit)) {
        chat_http_refuse(connection, connection->parser.error_status, connection->parser.error_reason);
        return false;
    }
    if (request->head->expect_continue)
        chat_connection_send(connection, connection->server->frame_continue, true);
    body_deadline(connection);
    if (!connection->consuming)
        chat_connection_later(connection);
    return true;
}

void chat_request_read_body(chat_request_t *request, size_t limit, chat_request_fn done, void *user_data)
{
    if (!chat_request_alive(request))
        return;
    request->done = done;
    request->body_data = user_data;
    if (request->body_state == CHAT_BODY_WHOLE)
        call(request, done, user_data);
    else
        (void)begin_body(request, CHAT_BODY_COLLECT, limit);
}

void chat_request_stream_body(chat_request_t *request, uint64_t limit, const struct chat_body_sink *sink,
                              void *user_data)
{
    if (!chat_request_alive(request))
        return;
    request->chunk = sink->chunk;
    request->done = sink->done;
    request->body_data = user_data;
    if (request->body_state == CHAT_BODY_WHOLE)
        call(request, sink->done, user_data);
    else
        (void)begin_body(request, CHAT_BODY_STREAM, limit);
}

const char *chat_request_body(const chat_request_t *request, size_t *length)
{
    if (length != NULL)
        *length = request->body_length;
    return request->body != NULL ? request->body : "";
}

void chat_request_pause(chat_request_t *request)
{
    if (request->connection == NULL || request->body_state != CHAT_BODY_STREAM)
        return;
    request->paused = true;
    chat_connection_watch(request->connection);
}

void chat_request_resume(chat_request_t *request)
{
    if (request->connection == NULL || !request->paused)
        return;
    request->paused = false;
    chat_connection_later(request->connection);
}

/* Memory follows what has arrived, never what was announced. */
static bool collect(chat_request_t *request, const char *piece, size_t length)
{
    size_t need = request->body_length + length + 1;
    if (need > request->body_room) {
        size_t room = request->body_room > 0 ? request->body_room : BODY_FIRST;
        while (room < need)
            room *= 2;
        if (room > request->body_limit + 1)
            room = (size_t)request->body_limit + 1;
        char *body = chat_realloc(request->connection->server->options.allocator, request->body, room);
        if (body == NULL)
            return false;
        request->body = body;
        request->body_room = room;
    }
    memcpy(request->body + request->body_length, piece, length);
    request->body_length += length;
    request->body[request->body_length] = '\0';
    return true;
}

static void body_piece(chat_connection_t *connection, const char *piece, size_t length)
{
    chat_request_t *request = connection->request;

    if (request->body_state == CHAT_BODY_STREAM) {
        chat_request_ref(request);
        request->in_callback = true;
        request->chunk(request, piece, length, request->body_data);
        request->in_callback = false;
        chat_request_unref(request);
    } else if (request->body_state == CHAT_BODY_COLLECT && !collect(request, piece, length)) {
        chat_http_refuse(connection, 503, "out of memory");
    }
}

static void body_end(chat_connection_t *connection)
{
    chat_request_t *request = connection->request;
    bool skipped = request->body_state == CHAT_BODY_SKIP;

    request->body_state = CHAT_BODY_WHOLE;
    chat_connection_deadline(connection, 0);
    if (skipped)
        complete(connection);
    else
        call(request, request->done, request->body_data);
}

/* ---- Reading ---------------------------------------------------------------------------------------- */

void chat_http_opened(chat_connection_t *connection)
{
    chat_server_t *server = connection->server;
    chat_http_parser_init(&connection->parser, server->options.allocator, server->handlers->host_allowed,
                          server->user_data);
    chat_connection_deadline(connection, chat_server_now_us() + (int64_t)server->options.head_ms * 1000);
}

static void begin_request(chat_connection_t *connection)
{
    chat_server_t *server = connection->server;
    chat_request_t *request = chat_alloc(server->options.allocator, sizeof *request);

    if (request == NULL) {
        chat_connection_kill(connection);
        return;
    }
    request->refs = 1;
    request->connection = connection;
    request->head = connection->parser.head;
    request->body_state = chat_http_has_body(request->head) ? CHAT_BODY_UNASKED : CHAT_BODY_WHOLE;
    connection->request = request;
    connection->idle = false;
    chat_connection_deadline(connection, 0);
    atomic_fetch_add(&server->requests_total, 1);
    call(request, server->handlers->request, server->user_data);
}

static bool may_parse(const chat_connection_t *connection)
{
    const chat_request_t *request = connection->request;

    if (connection->dead || connection->phase != CHAT_PHASE_HTTP)
        return false;
    if (request == NULL)
        return connection->output.bytes <= connection->server->options.pending_max;
    return request->body_state == CHAT_BODY_SKIP ||
           ((request->body_state == CHAT_BODY_COLLECT || request->body_state == CHAT_BODY_STREAM) &&
            !request->paused);
}

/* Nothing more can be parsed from what there is. */
static void starved(chat_connection_t *connection)
{
    const struct chat_server_options *options = &connection->server->options;

    if (connection->idle && chat_http_parser_begun(&connection->parser)) {
        connection->idle = false;
        chat_connection_deadline(connection, chat_server_now_us() + (int64_t)options->head_ms * 1000);
    }
    if (connection->eof)
        chat_http_eof(connection);
}

void chat_http_consume(chat_connection_t *connection, uint8_t **at, uint8_t *end)
{
    while (may_parse(connection)) {
        const char *begin = (const char *)*at;
        const char *in = begin;
        const char *piece = NULL;
        size_t length = 0;
        enum chat_http_event event =
            chat_http_parse(&connection->parser, &in, (const char *)end, &piece, &length);

        *at += in - begin;
        switch (event) {
        case CHAT_HTTP_MORE:
            starved(connection);
            return;
        case CHAT_HTTP_HEAD:
            begin_request(connection);
            break;
        case CHAT_HTTP_BODY:
            body_piece(connection, piece, length);
            break;
        case CHAT_HTTP_END:
            body_end(connection);
            break;
        case CHAT_HTTP_ERROR:
            chat_http_refuse(connection, connection->parser.error_status, connection->parser.error_reason);
            return;
        }
    }
}

/* ---- What else can happen --------------------------------------------------------------------------- */

/*
 * The peer has said all it will. A request that is whole is still answered: `printf ... | nc` works. A stream
 * has no end of its own, so there it means that nobody listens any more.
 */
void chat_http_eof(chat_connection_t *connection)
{
    const chat_request_t *request = connection->request;

    if (connection->ahead_length > 0)
        return;
    if (request == NULL)
        chat_connection_finish(connection, connection->server->options.linger_ms);
    else if (request->body_state != CHAT_BODY_WHOLE || request->answer == CHAT_ANSWER_STREAM)
        chat_connection_kill(connection);
}

void chat_http_timeout(chat_connection_t *connection)
{
    chat_request_t *request = connection->request;

    if (request == NULL) {
        if (chat_http_parser_begun(&connection->parser))
            chat_http_refuse(connection, 408, "the head took too long");
        else if (connection->output.count == 0)
            chat_connection_kill(connection);
        /* Else the last response is still leaving, in the time that writing has; idle begins behind it. */
        return;
    }
    if (request->head->chunked) {
        body_deadline(connection);
        if (connection->deadline_us > chat_server_now_us())
            return;
    }
    chat_http_refuse(connection, 408, "the body took too long");
}

void chat_http_drained(chat_connection_t *connection)
{
    const struct chat_server_options *options = &connection->server->options;
    chat_request_t *request = connection->request;

    if (connection->idle)
        chat_connection_deadline(connection, chat_server_now_us() + (int64_t)options->idle_ms * 1000);
    if (request != NULL && request->answer == CHAT_ANSWER_STREAM && request->stream != NULL &&
        request->stream->drained != NULL)
        call(request, request->stream->drained, request->stream_data);
}

void chat_http_reap(chat_connection_t *connection)
{
    chat_request_t *request = connection->request;
    if (request == NULL)
        return;

    chat_request_ref(request);
    chat_request_detach(request);
    if (request->gone != NULL && (request->answer != CHAT_ANSWER_DONE || request->cut))
        request->gone(request, request->gone_data);
    chat_request_unref(request);
}

bool chat_http_idle(const chat_connection_t *connection)
{
    return connection->phase == CHAT_PHASE_HTTP && connection->request == NULL &&
           connection->ahead_length == 0 && connection->output.count == 0 &&
           !chat_http_parser_begun(&connection->parser);
}
