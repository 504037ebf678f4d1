/*
 * The opening handshake of a WebSocket: from the phase HTTP to the phase WEBSOCKET.
 */
#include "frontends/common/connection.h"

#include <string.h>

#define HEADERS_MAX 16

bool chat_request_wants_websocket(const chat_request_t *request)
{
    return request->head != NULL && chat_http_has_token(request->head, "Upgrade", "websocket");
}

bool chat_request_offers_protocol(const chat_request_t *request, const char *name)
{
    return request->head != NULL && chat_http_has_token(request->head, "Sec-WebSocket-Protocol", name);
}

/* Answer a handshake that is not right. True: it was, and nothing has been answered. */
static bool check_handshake(chat_request_t *request, const char *protocol)
{
    static const struct chat_http_header allow = {"Allow", "GET"};
    static const struct chat_http_header version_13[] = {
        {"Sec-WebSocket-Version", "13"}, {"Upgrade", "websocket"}, {"Connection", "Upgrade"}};
    const struct chat_http_head *head = request->head;
    const char *version = chat_http_find(head, "Sec-WebSocket-Version");

    if (strcmp(head->method, "GET") != 0) {
        chat_request_problem(request, 405, &allow, 1, "a WebSocket begins with GET");
        return false;
    }
    if (!chat_request_wants_websocket(request) || version == NULL || strcmp(version, "13") != 0) {
        chat_request_problem(request, 426, version_13, 3, "here WebSocket version 13 is spoken");
        return false;
    }
    const char *wrong = NULL;
    if (head->minor == 0)
        wrong = "a WebSocket begins with HTTP/1.1";
    else if (!chat_http_has_token(head, "Connection", "upgrade"))
        wrong = "Connection does not say Upgrade";
    else if (!chat_ws_key_valid(chat_http_find(head, "Sec-WebSocket-Key")))
        wrong = "Sec-WebSocket-Key is not 16 bytes in base64";
    else if (request->body_state != CHAT_BODY_WHOLE)
        wrong = "a WebSocket handshake has no body";
    else if (protocol != NULL && !chat_request_offers_protocol(request, protocol))
        wrong = "the subprotocol spoken here was not offered";
    if (wrong != NULL)
        chat_request_problem(request, 400, NULL, 0, wrong);
    return wrong == NULL;
}

static bool send_switching(chat_request_t *request, const struct chat_websocket_options *options)
{
    chat_connection_t *connection = request->connection;
    char accept[CHAT_WS_ACCEPT_LENGTH + 1];
    struct chat_http_header headers[HEADERS_MAX] = {{"Upgrade", "websocket"},
                                                    {"Sec-WebSocket-Accept", accept}};
    size_t count = 2;

    if (options->protocol != NULL)
        headers[count++] = (struct chat_http_header){"Sec-WebSocket-Protocol", options->protocol};
    for (size_t i = 0; i < options->header_count; i++) {
        if (count == HEADERS_MAX || !chat_response_header_clean(&options->headers[i]))
            return false;
        headers[count++] = options->headers[i];
    }
    if (!chat_ws_accept_value(chat_http_find(request->head, "Sec-WebSocket-Key"), accept))
        return false;

    struct chat_frame *head = chat_response_head(connection->server, 101, headers, count, -1, "Upgrade");
    bool sent = chat_connection_send(connection, head, true);
    chat_frame_unref(head);
    return sent;
}

static chat_websocket_t *websocket_new(chat_connection_t *connection,
                                       const struct chat_websocket_options *options,
                                       const struct chat_websocket_handlers *handlers, void *user_data)
{
    chat_websocket_t *ws = chat_alloc(connection->server->options.allocator, sizeof *ws);
    if (ws == NULL)
        return NULL;
    ws->refs = 1;
    ws->connection = connection;
    ws->handlers = handlers;
    ws->user_data = user_data;
    ws->limits = (struct chat_ws_limits){options->message_max, options->fragments_max};
    ws->slow_bytes = options->slow_bytes;
    ws->slow_frames = options->slow_frames;
    ws->ping_ms = options->ping_ms;
    ws->dead_ms = options->dead_ms;
    ws->control_rate = options->control_rate;
    ws->control_burst = options->control_burst;
    ws->close_code = CHAT_WS_CODE_CUT;
    chat_ws_decoder_init(&ws->decoder, CHAT_WS_SERVER, &ws->limits);
    return ws;
}

chat_websocket_t *chat_request_upgrade(chat_request_t *request, const struct chat_websocket_options *options,
                                       const struct chat_websocket_handlers *handlers, void *user_data)
{
    if (!chat_request_alive(request) || request->answer != CHAT_ANSWER_NONE ||
        !check_handshake(request, options->protocol))
        return NULL;

    chat_connection_t *connection = request->connection;
    chat_server_t *server = connection->server;
    chat_websocket_t *ws = websocket_new(connection, options, handlers, user_data);
    if (ws == NULL || !send_switching(request, options)) {
        chat_free(ws);
        if (chat_request_alive(request))
            chat_request_problem(request, 500, NULL, 0, "the WebSocket could not be opened");
        return NULL;
    }
    if (server->handlers->replied != NULL)
        server->handlers->replied(request, 101, server->user_data);
    atomic_fetch_add(&server->websockets, 1);
    atomic_fetch_add(&server->websockets_total, 1);
    request->answer = CHAT_ANSWER_DONE;
    chat_request_detach(request);
    chat_http_parser_clear(&connection->parser);
    connection->ws = ws;
    connection->phase = CHAT_PHASE_WEBSOCKET;
    chat_ws_heard(ws);
    /* Frames may have come with the request. */
    if (!connection->consuming)
        chat_connection_later(connection);
    return ws;
}
