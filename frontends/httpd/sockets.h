/*
 * All WebSockets of a loop: found by person, looked after now and then, told to go.
 */
#ifndef CHAT_HTTPD_SOCKETS_H
#define CHAT_HTTPD_SOCKETS_H

#include "frontends/httpd/socket.h"

/** False without memory. */
CHAT_CHECKED bool httpd_sockets_add(struct httpd_socket *socket);
void httpd_sockets_remove(struct httpd_socket *socket);

/** Close those that are silent or stuck. */
void httpd_sockets_sweep(struct httpd_loop *loop);

/** Say goodbye to all, each with a wait of its own, so that they do not all come back at once. */
void httpd_sockets_bye(struct httpd_loop *loop);

/** The goodbye is complete once nothing is unanswered. */
void httpd_socket_settle(struct httpd_socket *socket);

/** Tell a person's sockets on this loop where their marker in a room is, except the one that moved it (or
 * NULL). */
void httpd_sockets_tell_marker(struct httpd_loop *loop, chat_user_id user, const struct httpd_socket *except,
                               chat_room_id room, int64_t marker_seq, int64_t unread);

/** Monotonic microseconds. */
int64_t httpd_now_us(void);

#endif
