/*
 * The life of a WebSocket: sign-in before the upgrade, hello, events as the subscription tells them, and the
 * ways it ends. What the client asks for is in socket_command.c.
 */
#include "frontends/httpd/socket.h"

#include <string.h>

#include "frontends/httpd/event_frame.h"
#include "frontends/httpd/identify.h"
#include "frontends/httpd/journal.h"
#include "frontends/httpd/own_log.h"
#include "frontends/httpd/reply.h"
#include "frontends/httpd/sockets.h"
#include "libchat/base/error.h"

struct httpd_socket *httpd_socket_ref(struct httpd_socket *socket)
{
    socket->refs++;
    return socket;
}

void httpd_socket_unref(struct httpd_socket *socket)
{
    if (--socket->refs > 0)
        return;
    chat_subscription_close(socket->subscription);
    if (socket->ws)
        chat_websocket_unref(socket->ws);
    chat_free(socket->epoch);
    chat_free(socket);
}

void httpd_socket_close(struct httpd_socket *socket, int code, const char *reason)
{
    if (socket->gone)
        return;
    socket->gone = true;
    httpd_journal_closing(socket->loop->httpd, socket->actor.user, code, reason);
    chat_subscription_close(socket->subscription);
    socket->subscription = NULL;
    /* Who has not read the last quarter of a megabyte will not read the goodbye behind it either. */
    if (socket->paused)
        (void)chat_websocket_drop(socket->ws);
    chat_websocket_close(socket->ws, (unsigned)code, reason);
}

static void frame_send(struct httpd_socket *socket, struct chat_frame *frame)
{
    if (!frame)
        httpd_socket_close(socket, HTTPD_CLOSE_BUSY, "out of memory");
    else if (!socket->gone)
        (void)chat_websocket_send(socket->ws, frame);
}

void httpd_socket_say(struct httpd_socket *socket, const struct chat_wire_frame *frame)
{
    struct chat_text text = CHAT_TEXT_INIT;
    struct chat_frame *encoded = NULL;

    if (chat_wire_frame_encode(frame, NULL, &text, NULL) == CHAT_OK)
        encoded = chat_frame_text(NULL, text.data, text.length);
    chat_text_clear(&text);
    frame_send(socket, encoded);
    chat_frame_unref(encoded);
}

/* ---- What the subscription tells -------------------------------------------------------------------- */

static bool is_hidden(const struct httpd_socket *socket, chat_log_id log)
{
    return !socket->own_asked && log.value == CHAT_USER_LOG(socket->actor.user).value;
}

static void told_event(chat_subscription_t *subscription, chat_shared_event_t *event, void *user_data)
{
    struct httpd_socket *socket = user_data;

    (void)subscription;
    if (!is_hidden(socket, chat_shared_event_get(event)->log))
        frame_send(socket, httpd_event_frame(event));
}

static void told_unfollowed(chat_subscription_t *subscription, chat_log_id log,
                            enum chat_unfollow_reason reason, void *user_data)
{
    struct chat_wire_frame frame = {.op = CHAT_WIRE_UNFOLLOWED,
                                    .log = log,
                                    .reason = reason == CHAT_UNFOLLOWED_RESYNC ? "resync" : "gone"};

    (void)subscription;
    if (!is_hidden(user_data, log))
        httpd_socket_say(user_data, &frame);
}

static void told_ended(chat_subscription_t *subscription, enum chat_status status,
                       const struct chat_error *err, void *user_data)
{
    int code = chat_wire_status(status)->close;

    (void)subscription;
    httpd_socket_close(user_data, code ? code : chat_wire_status(CHAT_E_INTERNAL)->close, err->message);
}

static const struct chat_subscriber subscriber = {told_event, told_unfollowed, told_ended};

/* ---- What the connection tells ---------------------------------------------------------------------- */

static void on_message(chat_websocket_t *ws, bool text, const char *payload, size_t length, void *user_data)
{
    struct httpd_socket *socket = user_data;

    (void)ws;
    if (socket->gone)
        return;
    if (!text)
        httpd_socket_close(socket, HTTPD_CLOSE_NOT_OF_OURS, "frames are text");
    else
        httpd_socket_command(socket, payload, length);
}

static void on_closed(chat_websocket_t *ws, unsigned code, const char *reason, void *user_data)
{
    struct httpd_socket *socket = user_data;

    (void)ws;
    (void)code;
    (void)reason;
    socket->gone = true;
    chat_subscription_close(socket->subscription);
    socket->subscription = NULL;
    httpd_sockets_remove(socket);
    httpd_socket_unref(socket);
}

static void on_slow(chat_websocket_t *ws, size_t pending_bytes, void *user_data)
{
    struct httpd_socket *socket = user_data;

    (void)ws;
    if (socket->paused || socket->gone)
        return;
    socket->paused = true;
    socket->pending = pending_bytes;
    socket->moved_us = httpd_now_us();
    chat_subscription_pause(socket->subscription);
}

static void on_drained(chat_websocket_t *ws, void *user_data)
{
    struct httpd_socket *socket = user_data;
    struct chat_wire_frame frame = {.op = CHAT_WIRE_LAGGED};

    (void)ws;
    if (!socket->paused || socket->gone)
        return;
    socket->paused = false;
    httpd_socket_say(socket, &frame);
    if (!socket->gone)
        chat_subscription_resume(socket->subscription);
}

static const struct chat_websocket_handlers handlers = {on_message, on_closed, on_slow, on_drained};

/* ---- The beginning ---------------------------------------------------------------------------------- */

static void hello(struct httpd_socket *socket)
{
    struct chat_wire_frame frame = {.op = CHAT_WIRE_HELLO,
                                    .epoch = socket->epoch,
                                    .user = socket->actor.user,
                                    .session = socket->actor.session,
                                    .heartbeat_ms = HTTPD_HEARTBEAT_MS,
                                    .max_frame_bytes = CHAT_JSON_BYTES_MAX};

    httpd_socket_say(socket, &frame);
}

static void own_head_told(bool known, int64_t head, void *holder)
{
    struct httpd_socket *socket = holder;

    if (!socket->gone && !socket->own_asked &&
        (!known || chat_subscription_follow(socket->subscription, CHAT_USER_LOG(socket->actor.user), head,
                                            NULL) != CHAT_OK))
        httpd_socket_close(socket, HTTPD_CLOSE_UNAVAILABLE, "the session cannot be watched");
    httpd_socket_unref(socket);
}

/* A socket that would not hear of the end of its session is not kept. */
static void watch_session(struct httpd_socket *socket)
{
    if (httpd_own_log_ask(socket->loop, &socket->actor, own_head_told, socket))
        (void)httpd_socket_ref(socket);
    else
        httpd_socket_close(socket, HTTPD_CLOSE_UNAVAILABLE, "the session cannot be watched");
}

/* NULL, with `err` filled in, when it cannot be had. */
static struct httpd_socket *socket_new(struct httpd_loop *loop, const struct chat_actor *actor,
                                       const char *epoch, struct chat_error *err)
{
    struct httpd_socket *socket = chat_alloc(NULL, sizeof(*socket));
    enum chat_status status;

    if (!socket) {
        (void)chat_fail_nomem(err);
        return NULL;
    }
    socket->loop = loop;
    socket->actor = *actor;
    socket->refs = 1;
    socket->epoch = chat_strdup(NULL, epoch);
    status = socket->epoch
                 ? chat_subscription_open(loop->port, actor, &subscriber, socket, &socket->subscription, err)
                 : chat_fail_nomem(err);
    if (status == CHAT_OK && !httpd_sockets_add(socket))
        status = chat_fail_nomem(err);
    if (status == CHAT_OK)
        return socket;
    httpd_socket_unref(socket);
    return NULL;
}

static void upgrade(struct httpd_loop *loop, chat_request_t *request, const struct chat_actor *actor,
                    const struct chat_session_now *now)
{
    struct chat_websocket_options options = CHAT_WEBSOCKET_OPTIONS_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    struct httpd_socket *socket = socket_new(loop, actor, now->epoch, &err);
    chat_websocket_t *ws;

    if (!socket) {
        httpd_reply_problem(request, 0, &err, NULL);
        return;
    }
    options.protocol = "chat.v1";
    options.message_max = CHAT_JSON_BYTES_MAX;
    options.slow_bytes = HTTPD_SLOW_BYTES;
    options.slow_frames = 0;
    options.ping_ms = HTTPD_HEARTBEAT_MS;
    options.dead_ms = 0; /* httpd_sockets_sweep() looks after that, with a close code of its own */
    ws = chat_request_upgrade(request, &options, &handlers, socket);
    if (!ws) {
        httpd_sockets_remove(socket);
        httpd_socket_unref(socket);
        return;
    }
    socket->ws = chat_websocket_ref(ws);
    hello(socket);
    watch_session(socket);
}

void httpd_socket_request(struct httpd_loop *loop, chat_request_t *request)
{
    struct httpd_headers headers = {.n = 0};

    if (!chat_request_wants_websocket(request)) {
        httpd_header_add(&headers, "Upgrade", "websocket");
        httpd_header_add(&headers, "Connection", "Upgrade");
        httpd_reply_refusal(request, 426, "upgrade_required", "this path is a WebSocket", &headers);
    } else if (!chat_request_offers_protocol(request, "chat.v1")) {
        httpd_reply_refusal(request, 400, "unknown_subprotocol", "the subprotocol here is chat.v1", NULL);
    } else {
        httpd_identify(loop, request, HTTPD_WEBSOCKET, upgrade);
    }
}
