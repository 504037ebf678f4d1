/*
 * Two lists run through the sockets: one of the loop, one of each person.
 */
#include "frontends/httpd/sockets.h"

#include "chat/sys/clock.h"

/* The least and greatest wait before connecting again. The spread grows with the crowd, so that a new
 * process is not met by everybody in one moment. */
#define BYE_MS            200
#define BYE_SPREAD_MS     800
#define BYE_PER_SOCKET_MS 2

int64_t httpd_now_us(void)
{
    const struct chat_clock *clock = chat_clock_system();

    return clock->mono_us(clock->user_data);
}

static struct chat_map_key person_key(chat_user_id user)
{
    return (struct chat_map_key){user.value, 0};
}

bool httpd_sockets_add(struct httpd_socket *socket)
{
    struct httpd_loop *loop = socket->loop;
    struct httpd_socket *first = chat_map_find(&loop->people, person_key(socket->actor.user));

    if (!chat_map_put(&loop->people, person_key(socket->actor.user), socket))
        return false;
    socket->person_next = first;
    if (first)
        first->person_previous = socket;
    socket->next = loop->sockets;
    if (loop->sockets)
        loop->sockets->previous = socket;
    loop->sockets = socket;
    return true;
}

void httpd_sockets_remove(struct httpd_socket *socket)
{
    struct httpd_loop *loop = socket->loop;

    if (socket->next)
        socket->next->previous = socket->previous;
    if (socket->previous)
        socket->previous->next = socket->next;
    else
        loop->sockets = socket->next;

    if (socket->person_next)
        socket->person_next->person_previous = socket->person_previous;
    if (socket->person_previous)
        socket->person_previous->person_next = socket->person_next;
    else if (!socket->person_next)
        (void)chat_map_remove(&loop->people, person_key(socket->actor.user));
    else /* replaces a value that is there, for which no memory is needed */
        (void)!chat_map_put(&loop->people, person_key(socket->actor.user), socket->person_next);
}

static void socket_look_after(struct httpd_socket *socket, int64_t now_us)
{
    size_t pending = chat_websocket_pending(socket->ws);

    if (pending == 0 || pending < socket->pending)
        socket->moved_us = now_us;
    socket->pending = pending;
    if (socket->paused && now_us - socket->moved_us > HTTPD_STUCK_US)
        httpd_socket_close(socket, HTTPD_CLOSE_TOO_SLOW, "too slow");
    else if (now_us - chat_websocket_heard_us(socket->ws) > HTTPD_SILENCE_US)
        httpd_socket_close(socket, HTTPD_CLOSE_SILENT, "nothing was heard for too long");
}

void httpd_sockets_sweep(struct httpd_loop *loop)
{
    int64_t now_us = httpd_now_us();

    for (struct httpd_socket *socket = loop->sockets, *next; socket; socket = next) {
        next = socket->next;
        if (!socket->gone)
            socket_look_after(socket, now_us);
    }
}

void httpd_socket_settle(struct httpd_socket *socket)
{
    if (socket->loop->stopping && socket->unanswered == 0)
        httpd_socket_close(socket, HTTPD_CLOSE_GOING, "the server is stopping");
}

void httpd_sockets_bye(struct httpd_loop *loop)
{
    const struct chat_random *random = chat_random_system();
    uint32_t spread = BYE_SPREAD_MS, value = 0;

    for (struct httpd_socket *socket = loop->sockets; socket; socket = socket->next)
        spread += BYE_PER_SOCKET_MS;
    for (struct httpd_socket *socket = loop->sockets, *next; socket; socket = next) {
        struct chat_wire_frame frame = {.op = CHAT_WIRE_BYE};

        next = socket->next;
        if (socket->gone)
            continue;
        if (random->fill(&value, sizeof(value), random->user_data) != CHAT_OK)
            value += 977; /* any spread will do */
        frame.reconnect_ms = BYE_MS + (int64_t)(value % spread);
        httpd_socket_say(socket, &frame);
        httpd_socket_settle(socket);
    }
}

void httpd_sockets_tell_marker(struct httpd_loop *loop, chat_user_id user, const struct httpd_socket *except,
                               chat_room_id room, int64_t marker_seq, int64_t unread)
{
    struct chat_wire_frame frame = {
        .op = CHAT_WIRE_MARKER, .log = CHAT_ROOM_LOG(room), .marker_seq = marker_seq, .unread = unread};
    struct httpd_socket *next;

    for (struct httpd_socket *socket = chat_map_find(&loop->people, person_key(user)); socket;
         socket = next) {
        next = socket->person_next;
        if (socket != except && !socket->gone && !socket->paused)
            httpd_socket_say(socket, &frame);
    }
}
