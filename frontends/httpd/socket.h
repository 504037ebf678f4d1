/*
 * One WebSocket that speaks chat.v1: who it is, what it follows, what it waits for. docs/protocol.md
 * section 5.
 */
#ifndef CHAT_HTTPD_SOCKET_H
#define CHAT_HTTPD_SOCKET_H

#include "chat/wire.h"
#include "frontends/httpd/loop.h"

/* A reader this far behind gets no events until it has caught up; they stay in the log. */
#define HTTPD_SLOW_BYTES (256 * 1024)
/* And from here on no large answers either, so that nobody can fill our memory by asking without reading. */
#define HTTPD_FULL_BYTES (1024 * 1024)
#define HTTPD_STUCK_US   INT64_C(60000000) /* without taking one byte: closed with 4008 */

#define HTTPD_HEARTBEAT_MS 30000
#define HTTPD_SILENCE_US   INT64_C(75000000) /* 2.5 heartbeats: closed with 4040 */
#define HTTPD_CALLS_MAX    64

/* Close codes that follow from no status. */
#define HTTPD_CLOSE_GOING       1001
#define HTTPD_CLOSE_TOO_SLOW    4008
#define HTTPD_CLOSE_BUSY        4013
#define HTTPD_CLOSE_UNAVAILABLE 4014
#define HTTPD_CLOSE_SILENT      4040
#define HTTPD_CLOSE_NOT_OF_OURS 4505

/** Counted: the connection holds one reference, each unanswered call another. Its loop's thread only. */
struct httpd_socket {
    struct httpd_loop *loop;
    chat_websocket_t *ws; /* a reference */
    chat_subscription_t *subscription;
    struct chat_actor actor;
    char *epoch;
    unsigned refs;
    unsigned unanswered;
    bool gone;        /* closed or closing: nothing is sent any more */
    bool paused;      /* too slow: events wait in the log */
    bool own_asked;   /* the client follows its user's log; else it is followed for us alone */
    size_t pending;   /* when it was last looked at */
    int64_t moved_us; /* when `pending` last fell, or nothing was pending */
    struct httpd_socket *next, *previous;               /* of its loop */
    struct httpd_socket *person_next, *person_previous; /* of its user on this loop */
};

/** Handler of GET /api/v1/ws. */
void httpd_socket_request(struct httpd_loop *loop, chat_request_t *request);

/** Act on one frame of the client. */
void httpd_socket_command(struct httpd_socket *socket, const char *payload, size_t length);

/** Queue one frame. Without memory the connection is closed: a client must not miss one and not know it. */
void httpd_socket_say(struct httpd_socket *socket, const struct chat_wire_frame *frame);

/** Begin to close; nothing is delivered any more. A second time does nothing. */
void httpd_socket_close(struct httpd_socket *socket, int code, const char *reason);

struct httpd_socket *httpd_socket_ref(struct httpd_socket *socket);
void httpd_socket_unref(struct httpd_socket *socket);

#endif
