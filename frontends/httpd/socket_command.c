/*
 * What a client asks for on its WebSocket. Anything that is not a frame of the protocol ends the connection;
 * a call that is refused is answered.
 */
#include "frontends/httpd/socket.h"

#include <string.h>

#include "frontends/httpd/journal.h"
#include "frontends/httpd/marker.h"
#include "frontends/httpd/sockets.h"
#include "libchat/base/error.h"

/* One call on its way. */
struct socket_call {
    struct httpd_socket *socket; /* a reference */
    const struct chat_op *op;
    chat_room_id marker_room; /* 0: it does not move a marker */
    char ref[CHAT_REF_MAX + 1];
};

static void say_error(struct httpd_socket *socket, const char *ref, const struct chat_error *err)
{
    struct chat_wire_frame frame = {.op = CHAT_WIRE_ERROR, .ref = ref, .error = err};

    httpd_socket_say(socket, &frame);
}

/* Who asks for pages without reading them gets no more of them; what was written is always said. */
static bool too_much_waits(const struct socket_call *call)
{
    return !(call->op->flags & CHAT_OP_WRITES) && chat_websocket_pending(call->socket->ws) > HTTPD_FULL_BYTES;
}

static void say_result(const struct socket_call *call, const void *result)
{
    struct chat_wire_frame frame = {.op = CHAT_WIRE_RESULT,
                                    .ref = call->ref,
                                    .http_status = call->op->http_status,
                                    .record = call->op->result,
                                    .result = result};
    struct chat_error busy = CHAT_ERROR_INIT;

    if (too_much_waits(call)) {
        (void)chat_fail(&busy, CHAT_E_BUSY, "too many answers wait to be read");
        say_error(call->socket, call->ref, &busy);
    } else {
        httpd_socket_say(call->socket, &frame);
    }
}

static void call_done(enum chat_status status, const void *result, const struct chat_error *err,
                      void *user_data)
{
    struct socket_call *call = user_data;
    struct httpd_socket *socket = call->socket;

    socket->unanswered--;
    if (!socket->gone && status == CHAT_OK)
        say_result(call, result);
    else if (!socket->gone)
        say_error(socket, call->ref, err);
    if (status != CHAT_OK)
        httpd_journal_failure(socket->loop->httpd, call->op, err);
    if (status == CHAT_OK && call->marker_room.value)
        httpd_marker_moved(socket->loop, &socket->actor, socket, call->marker_room, result);
    httpd_socket_settle(socket);
    httpd_socket_unref(socket);
    chat_free(call);
}

static enum chat_status call_submit(struct httpd_socket *socket, const char *ref, const struct chat_op *op,
                                    const void *params, struct chat_error *err)
{
    struct socket_call *call = chat_alloc(NULL, sizeof(*call));
    enum chat_status status;

    if (!call)
        return chat_fail_nomem(err);
    call->socket = socket;
    call->op = op;
    call->marker_room = httpd_marker_room(op, params);
    memcpy(call->ref, ref, strlen(ref) + 1); /* at most CHAT_REF_MAX: the wire layer saw to it */
    status = chat_submit(socket->loop->port, op, &socket->actor, params, call_done, call, err);
    if (status != CHAT_OK) {
        chat_free(call);
        return status;
    }
    (void)httpd_socket_ref(socket);
    socket->unanswered++;
    return CHAT_OK;
}

static enum chat_status call_start(struct httpd_socket *socket, const struct chat_wire_command *command,
                                   struct chat_error *err)
{
    const struct chat_op *op = chat_op_find(command->name);
    enum chat_status status = CHAT_OK;
    void *params;

    if (!op)
        return chat_fail(err, CHAT_E_NOT_FOUND, "there is no such operation");
    if (socket->loop->stopping)
        return chat_fail(err, CHAT_E_CLOSED, "the server is stopping: connect again in a moment");
    if (socket->unanswered >= HTTPD_CALLS_MAX)
        return chat_fail(err, CHAT_E_BUSY, "%d calls are unanswered already", HTTPD_CALLS_MAX);
    params = chat_alloc(NULL, op->params->size);
    if (!params)
        return chat_fail_nomem(err);
    chat_record_init(op->params, params);
    if (command->params)
        status = chat_wire_decode(command->params, 0, op->params, NULL, params, err);
    if (status == CHAT_OK)
        status = call_submit(socket, command->ref, op, params, err);
    chat_record_clear(op->params, params);
    chat_free(params);
    return status;
}

static void call(struct httpd_socket *socket, const struct chat_wire_command *command)
{
    struct chat_error err = CHAT_ERROR_INIT;

    if (call_start(socket, command, &err) != CHAT_OK)
        say_error(socket, command->ref, &err);
}

static bool is_own(const struct httpd_socket *socket, chat_log_id log)
{
    return log.value == CHAT_USER_LOG(socket->actor.user).value;
}

static void follow(struct httpd_socket *socket, chat_log_id log, int64_t after)
{
    struct chat_error err = CHAT_ERROR_INIT;

    if (socket->gone)
        return;
    if (is_own(socket, log))
        socket->own_asked = true;
    if (chat_subscription_follow(socket->subscription, log, after, &err) != CHAT_OK)
        httpd_socket_close(socket, HTTPD_CLOSE_NOT_OF_OURS, err.message);
}

/* The user's own log is followed on, but not told any more. */
static void unfollow(struct httpd_socket *socket, chat_log_id log)
{
    if (is_own(socket, log))
        socket->own_asked = false;
    else
        chat_subscription_unfollow(socket->subscription, log);
}

static void resume(struct httpd_socket *socket, const struct chat_wire_command *command)
{
    struct chat_wire_frame frame = {.op = CHAT_WIRE_RESYNC};

    if (strcmp(command->epoch, socket->epoch) != 0) {
        httpd_socket_say(socket, &frame);
        return;
    }
    for (size_t i = 0; i < command->positions_n; i++)
        follow(socket, command->positions[i].log, command->positions[i].seq);
}

static void pong(struct httpd_socket *socket, const char *ref)
{
    struct chat_wire_frame frame = {.op = CHAT_WIRE_PONG, .ref = ref};

    httpd_socket_say(socket, &frame);
}

void httpd_socket_command(struct httpd_socket *socket, const char *payload, size_t length)
{
    struct chat_wire_command command = CHAT_WIRE_COMMAND_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    enum chat_status status = chat_wire_command_parse(payload, length, NULL, &command, &err);

    if (status != CHAT_OK) {
        httpd_socket_close(socket, status == CHAT_E_NOMEM ? HTTPD_CLOSE_BUSY : HTTPD_CLOSE_NOT_OF_OURS,
                           err.message);
        return;
    }
    switch (command.op) {
    case CHAT_WIRE_RESUME:
        resume(socket, &command);
        break;
    case CHAT_WIRE_FOLLOW:
        follow(socket, command.log, command.after);
        break;
    case CHAT_WIRE_UNFOLLOW:
        unfollow(socket, command.log);
        break;
    case CHAT_WIRE_CALL:
        call(socket, &command);
        break;
    case CHAT_WIRE_PING:
        pong(socket, command.ref);
        break;
    }
    chat_wire_command_clear(&command);
}
