/*
 * A call by HTTP knows its token, not its account: then the session is asked first. Losing a hint for want
 * of memory or place in a queue is fine; the marker itself is stored.
 */
#include "frontends/httpd/marker.h"

#include "frontends/httpd/httpd.h"
#include "frontends/httpd/sockets.h"

struct moved {
    struct httpd_loop *loop;           /* where it was moved */
    const struct httpd_socket *except; /* only compared, never looked into: it may be gone by then */
    chat_user_id user;
    chat_room_id room;
    int64_t marker_seq, unread;
};

chat_room_id httpd_marker_room(const struct chat_op *op, const void *params)
{
    return op == &chat_op_marker_move ? ((const struct chat_marker_params *)params)->room : CHAT_NO_ROOM;
}

static void tell(struct httpd_loop *loop, void *data)
{
    const struct moved *moved = data;

    httpd_sockets_tell_marker(loop, moved->user, moved->except, moved->room, moved->marker_seq,
                              moved->unread);
}

static void tell_all(struct moved *moved)
{
    struct httpd *httpd = moved->loop->httpd;

    for (size_t i = 0; i < httpd->loop_n; i++) {
        struct moved *copy;

        if (&httpd->loops[i] == moved->loop)
            continue;
        copy = chat_alloc(NULL, sizeof(*copy));
        if (!copy)
            continue;
        *copy = *moved;
        httpd_loop_post(&httpd->loops[i], tell, copy);
    }
    tell(moved->loop, moved);
}

static void identified(enum chat_status status, const void *result, const struct chat_error *err,
                       void *user_data)
{
    struct moved *moved = user_data;

    (void)err;
    if (status == CHAT_OK) {
        moved->user = ((const struct chat_session_now *)result)->user;
        tell_all(moved);
    }
    chat_free(moved);
}

void httpd_marker_moved(struct httpd_loop *loop, const struct chat_actor *actor,
                        const struct httpd_socket *except, chat_room_id room,
                        const struct chat_standing *standing)
{
    struct moved moved = {.loop = loop,
                          .except = except,
                          .user = actor->user,
                          .room = room,
                          .marker_seq = standing->marker_seq,
                          .unread = standing->unread};
    struct chat_nothing nothing = {0};
    struct moved *copy;

    if (actor->kind == CHAT_AS_SESSION) {
        tell_all(&moved);
        return;
    }
    copy = chat_alloc(NULL, sizeof(*copy));
    if (!copy)
        return;
    *copy = moved;
    if (chat_submit(loop->port, &chat_op_session_current, actor, &nothing, identified, copy, NULL) != CHAT_OK)
        chat_free(copy);
}
