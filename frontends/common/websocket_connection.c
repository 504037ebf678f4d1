/*
 * The phase WEBSOCKET: messages put together and told, control frames answered, the close handshake, pings.
 * The codec is in websocket.c.
 */
#include "frontends/common/connection.h"

#include <string.h>

#include "libchat/base/error.h"

/* After the close handshake the TCP connection goes within a second, whether or not the peer drops it first.
 */
#define LINGER_MS 500

#define MESSAGE_FIRST 1024

/* ---- References and queries ------------------------------------------------------------------------- */

chat_websocket_t *chat_websocket_ref(chat_websocket_t *ws)
{
    ws->refs++;
    return ws;
}

void chat_websocket_unref(chat_websocket_t *ws)
{
    if (ws == NULL || --ws->refs > 0)
        return;
    chat_free(ws->message);
    chat_free(ws->close_reason);
    chat_free(ws);
}

static bool is_open(const chat_websocket_t *ws)
{
    return ws->connection != NULL && !ws->connection->dead && !ws->close_sent;
}

chat_connection_t *chat_websocket_connection(const chat_websocket_t *ws)
{
    return ws->connection;
}

void *chat_websocket_user(const chat_websocket_t *ws)
{
    return ws->user_data;
}

size_t chat_websocket_pending(const chat_websocket_t *ws)
{
    return ws->connection != NULL ? ws->connection->output.bytes : 0;
}

size_t chat_websocket_pending_frames(const chat_websocket_t *ws)
{
    return ws->connection != NULL ? ws->connection->output.count : 0;
}

int64_t chat_websocket_heard_us(const chat_websocket_t *ws)
{
    return ws->heard_us;
}

/* ---- Deadlines -------------------------------------------------------------------------------------- */

static int64_t sooner(int64_t a, int64_t b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

static void set_deadline(chat_websocket_t *ws)
{
    int64_t at = 0;
    if (ws->ping_ms > 0 && !ws->pinged)
        at = ws->heard_us + (int64_t)ws->ping_ms * 1000;
    if (ws->dead_ms > 0)
        at = sooner(at, ws->heard_us + (int64_t)ws->dead_ms * 1000);
    chat_connection_deadline(ws->connection, at);
}

void chat_ws_heard(chat_websocket_t *ws)
{
    ws->heard_us = chat_server_now_us();
    ws->pinged = false;
    if (!ws->close_sent)
        set_deadline(ws);
}

void chat_ws_timeout(chat_connection_t *connection)
{
    chat_websocket_t *ws = connection->ws;
    int64_t silent_us = chat_server_now_us() - ws->heard_us;

    if (ws->close_sent || (ws->dead_ms > 0 && silent_us >= (int64_t)ws->dead_ms * 1000)) {
        chat_connection_kill(connection);
        return;
    }
    ws->pinged = true;
    chat_connection_send(connection, connection->server->frame_ping, false);
    set_deadline(ws);
}

/* ---- Sending ---------------------------------------------------------------------------------------- */

static void ask_if_slow(chat_websocket_t *ws)
{
    const struct chat_output *output = &ws->connection->output;
    if (ws->handlers->slow == NULL)
        return;
    if ((ws->slow_bytes > 0 && output->bytes > ws->slow_bytes) ||
        (ws->slow_frames > 0 && output->count > ws->slow_frames))
        ws->handlers->slow(ws, output->bytes, ws->user_data);
}

bool chat_websocket_send(chat_websocket_t *ws, struct chat_frame *frame)
{
    if (!is_open(ws) || !chat_connection_send(ws->connection, frame, false))
        return false;
    ask_if_slow(ws);
    return true;
}

size_t chat_websocket_drop(chat_websocket_t *ws)
{
    return is_open(ws) ? chat_output_drop(&ws->connection->output) : 0;
}

static void send_control(chat_websocket_t *ws, enum chat_ws_opcode opcode, const uint8_t *payload,
                         size_t length)
{
    uint8_t bytes[CHAT_WS_HEADER_MAX + CHAT_WS_CONTROL_MAX];
    size_t at = chat_ws_encode_header(bytes, opcode, true, length, NULL);

    if (length > 0)
        memcpy(bytes + at, payload, length);
    struct chat_frame *frame = chat_frame_copy(ws->connection->server->options.allocator, bytes, at + length);
    chat_connection_send(ws->connection, frame, opcode == CHAT_WS_CLOSE);
    chat_frame_unref(frame);
}

/* Our half of the close handshake; `code` is also what `closed` will be told, unless it is known already. */
static void send_close(chat_websocket_t *ws, unsigned code, const char *reason)
{
    uint8_t payload[CHAT_WS_CONTROL_MAX];
    size_t length = chat_ws_encode_close(payload, code, reason);

    if (ws->close_code == CHAT_WS_CODE_CUT) {
        ws->close_code = (uint16_t)code;
        ws->close_reason = chat_strdup(ws->connection->server->options.allocator, reason);
    }
    ws->close_sent = true;
    send_control(ws, CHAT_WS_CLOSE, payload, length);
}

void chat_websocket_close(chat_websocket_t *ws, unsigned code, const char *reason)
{
    if (!is_open(ws))
        return;
    chat_connection_t *connection = ws->connection;
    send_close(ws, chat_ws_code_sendable(code) ? code : CHAT_WS_CODE_NONE, reason);
    chat_connection_deadline(connection,
                             chat_server_now_us() + (int64_t)connection->server->options.ws_close_ms * 1000);
}

void chat_websocket_abort(chat_websocket_t *ws)
{
    if (ws->connection != NULL)
        chat_connection_kill(ws->connection);
}

/* Refuse what the peer sent: say why, then go without waiting for an answer that may never be well formed. */
static void fail(chat_websocket_t *ws, unsigned code, const char *reason)
{
    if (!ws->close_sent)
        send_close(ws, code, reason);
    chat_connection_finish(ws->connection, LINGER_MS);
}

/* ---- Receiving -------------------------------------------------------------------------------------- */

static void tell_message(chat_websocket_t *ws, bool text, const void *payload, size_t length)
{
    if (!ws->close_sent)
        ws->handlers->message(ws, text, payload, length, ws->user_data);
}

/* Memory follows what has arrived, never what was announced. */
static bool collect(chat_websocket_t *ws, const struct chat_ws_event *event)
{
    size_t need = ws->message_length + event->length;
    if (need > ws->message_room) {
        size_t room = ws->message_room > 0 ? ws->message_room : MESSAGE_FIRST;
        while (room < need)
            room *= 2;
        uint8_t *message = chat_realloc(ws->connection->server->options.allocator, ws->message, room);
        if (message == NULL)
            return false;
        ws->message = message;
        ws->message_room = room;
    }
    if (event->length > 0)
        memcpy(ws->message + ws->message_length, event->data, event->length);
    ws->message_length = need;
    return true;
}

static void take_data(chat_websocket_t *ws, const struct chat_ws_event *event)
{
    /* Nothing is kept of what nobody will be told. */
    if (ws->close_sent)
        return;
    if (event->first && event->last) {
        tell_message(ws, event->text, event->data, event->length);
        return;
    }
    if (!collect(ws, event)) {
        fail(ws, CHAT_WS_CODE_INTERNAL, "out of memory");
        return;
    }
    if (!event->last)
        return;
    uint8_t *message = ws->message;
    size_t length = ws->message_length;
    ws->message = NULL;
    ws->message_length = 0;
    ws->message_room = 0;
    tell_message(ws, event->text, message, length);
    chat_free(message);
}

/* A steady rate with a burst, as one time: when the next one would be due if they came evenly. */
static bool control_allowed(chat_websocket_t *ws)
{
    if (ws->control_rate == 0)
        return true;
    int64_t now = chat_server_now_us();
    int64_t interval = 1000000 / ws->control_rate;
    int64_t due = ws->control_us > now ? ws->control_us : now;
    if (due - now > interval * ((int64_t)ws->control_burst - 1))
        return false;
    ws->control_us = due + interval;
    return true;
}

static void take_ping(chat_websocket_t *ws, const struct chat_ws_event *event)
{
    if (!control_allowed(ws))
        fail(ws, CHAT_WS_CODE_POLICY, "too many control frames");
    else if (!ws->close_sent)
        send_control(ws, CHAT_WS_PONG, event->data, event->length);
}

static void take_close(chat_websocket_t *ws, const struct chat_ws_event *event)
{
    if (ws->close_code == CHAT_WS_CODE_CUT) {
        ws->close_code = (uint16_t)event->code;
        ws->close_reason =
            chat_strndup(ws->connection->server->options.allocator, (const char *)event->data, event->length);
    }
    if (!ws->close_sent)
        send_close(ws, event->code, NULL);
    chat_connection_finish(ws->connection, LINGER_MS);
}

static void take(chat_websocket_t *ws, const struct chat_ws_event *event)
{
    switch (event->kind) {
    case CHAT_WS_EVENT_MORE:
        break;
    case CHAT_WS_EVENT_DATA:
        take_data(ws, event);
        break;
    case CHAT_WS_EVENT_PING:
        take_ping(ws, event);
        break;
    case CHAT_WS_EVENT_PONG:
        if (!control_allowed(ws))
            fail(ws, CHAT_WS_CODE_POLICY, "too many control frames");
        break;
    case CHAT_WS_EVENT_CLOSE:
        take_close(ws, event);
        break;
    case CHAT_WS_EVENT_ERROR:
        fail(ws, event->code, event->reason);
        break;
    }
}

void chat_ws_consume(chat_connection_t *connection, uint8_t **at, uint8_t *end)
{
    chat_websocket_t *ws = connection->ws;
    size_t pending_max = connection->server->options.pending_max;
    int turn = 0;

    while (!connection->dead && connection->phase == CHAT_PHASE_WEBSOCKET && *at != end) {
        /* The rest stays ahead: others have their turn, or what waits to be sent goes first. */
        if (++turn > CHAT_WS_TURN) {
            chat_connection_later(connection);
            return;
        }
        if (connection->output.bytes > pending_max)
            return;
        struct chat_ws_event event = chat_ws_decode(&ws->decoder, at, end);
        take(ws, &event);
    }
    if (connection->eof && !connection->dead && connection->phase == CHAT_PHASE_WEBSOCKET)
        chat_connection_kill(connection);
}

/* ---- What else can happen --------------------------------------------------------------------------- */

void chat_ws_eof(chat_connection_t *connection)
{
    if (connection->ahead_length == 0)
        chat_connection_kill(connection);
}

void chat_ws_drained(chat_connection_t *connection)
{
    chat_websocket_t *ws = connection->ws;
    if (ws->handlers->drained != NULL && is_open(ws))
        ws->handlers->drained(ws, ws->user_data);
}

void chat_ws_reap(chat_connection_t *connection)
{
    chat_websocket_t *ws = connection->ws;
    if (ws == NULL)
        return;
    connection->ws = NULL;
    ws->connection = NULL;
    atomic_fetch_sub(&connection->server->websockets, 1);
    ws->handlers->closed(ws, ws->close_code, ws->close_reason != NULL ? ws->close_reason : "", ws->user_data);
    chat_websocket_unref(ws);
}
