/*
 * A marker that was moved on one device is told to the person's other devices: a hint, not an event.
 */
#ifndef CHAT_HTTPD_MARKER_H
#define CHAT_HTTPD_MARKER_H

#include "chat/message.h"
#include "frontends/httpd/loop.h"

/** The room whose marker this call moves; no room for every other operation. */
chat_room_id httpd_marker_room(const struct chat_op *op, const void *params);

/** Tell the sockets of the actor's account, on all loops, except the one that moved it (or NULL). */
void httpd_marker_moved(struct httpd_loop *loop, const struct chat_actor *actor,
                        const struct httpd_socket *except, chat_room_id room,
                        const struct chat_standing *standing);

#endif
