/*
 * An HTTP/1.1 and WebSocket server on one libevent loop. It owns sockets, deadlines, queues and the order of
 * things on a connection; what a request means is the handler's business.
 *
 * Threads: a server and everything it hands out (connections, requests, WebSockets) belong to the thread that
 * runs its event_base, and every callback comes on that thread. Exceptions are marked "any thread".
 *
 * Lifetimes: a request or a WebSocket given to a callback is borrowed. To answer later, take a reference; it
 * stays valid after the peer has gone, when sending to it does nothing. Callbacks are never made from inside
 * a call of yours on the same object, except where said, so it is safe to reply, close or unref from any of
 * them.
 */
#ifndef CHAT_FRONTEND_SERVER_H
#define CHAT_FRONTEND_SERVER_H

#include "chat/status.h"
#include "chat/sys/alloc.h"
#include "frontends/common/frame.h"
#include "frontends/common/http_head.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct event_base;

typedef struct chat_server chat_server_t;         /* the connections of one loop */
typedef struct chat_listener chat_listener_t;     /* one listening socket */
typedef struct chat_connection chat_connection_t; /* one socket; borrowed, gone after connection_closed */
typedef struct chat_request chat_request_t;       /* one request and its response; counted */
typedef struct chat_websocket chat_websocket_t;   /* one upgraded connection; counted */

/** Who is at the other end. Plain data. */
struct chat_peer {
    bool local;          /* came over a unix socket: `uid` counts, the address does not */
    uid_t uid;           /* of the peer's process, by SO_PEERCRED */
    uint8_t address[16]; /* IPv6, or IPv4 mapped (::ffff:a.b.c.d), network order */
    uint16_t port;
};

#define CHAT_PEER_TEXT_MAX 64

/** "127.0.0.1:4711", "[::1]:4711" or "unix:1000" into `out`, which is returned. Pure; any thread. */
const char *chat_peer_text(const struct chat_peer *peer, char out[CHAT_PEER_TEXT_MAX]);

/* ---- The server ------------------------------------------------------------------------------------- */

/** What a program does with a server. Members may be NULL except `request`. */
struct chat_server_handlers {
    /** A head has arrived and been found good. Reply, upgrade, or ask for the body, now or (with a reference)
     * later. */
    void (*request)(chat_request_t *request, void *user_data);

    /** May a request name this host ("name" or "name:port", lower case, "" for none)? No: 421. NULL: any. */
    bool (*host_allowed)(const char *host, void *user_data);

    /** A new connection, before anything is read. False: it is told 503 and closed. */
    bool (*connection_opened)(chat_connection_t *connection, void *user_data);

    /** The last word on a connection whose opening was accepted. */
    void (*connection_closed)(chat_connection_t *connection, void *user_data);

    /** A request was refused by the server itself (malformed, too large, too slow); for the log. `reason` is
     * static. */
    void (*refused)(chat_connection_t *connection, int status, const char *reason, void *user_data);

    /** A response has been handed to the socket layer; for the access log. `head` is borrowed. */
    void (*replied)(chat_request_t *request, int status, void *user_data);
};

struct chat_server_options {
    size_t size;
    const struct chat_allocator *allocator; /* NULL: the default */
    size_t connections_max;                 /* above it a connection is told 503 and closed */
    size_t pending_max;                     /* bytes of output above which we stop reading from the peer */
    uint32_t head_ms;                       /* for a whole head, from its first byte or from accepting */
    uint32_t body_ms;                       /* for a whole body, plus its size at body_rate */
    uint32_t body_rate;                     /* bytes a second */
    uint32_t idle_ms;                       /* between two requests */
    uint32_t write_ms;                      /* while output waits, write_bytes must leave in each such span */
    uint32_t write_bytes;
    uint32_t linger_ms;      /* reading on after an error response, so that it arrives before the reset */
    uint32_t ws_close_ms;    /* for the peer's half of a WebSocket close handshake */
    const char *server_name; /* the Server header; NULL: none */
};

#define CHAT_SERVER_OPTIONS_INIT                                                                     \
    {                                                                                                \
        .size = sizeof(struct chat_server_options), .connections_max = 50000, .pending_max = 262144, \
        .head_ms = 10000, .body_ms = 30000, .body_rate = 16384, .idle_ms = 60000, .write_ms = 30000, \
        .write_bytes = 30720, .linger_ms = 2000, .ws_close_ms = 3000                                 \
    }

/**
 * A server on `base` (borrowed, must outlive it). `handlers` is borrowed and must outlive the server.
 * CHAT_E_NOMEM, or CHAT_E_INTERNAL when the system gives no descriptor.
 */
CHAT_CHECKED enum chat_status chat_server_new(struct event_base *base,
                                              const struct chat_server_options *options,
                                              const struct chat_server_handlers *handlers, void *user_data,
                                              chat_server_t **out, struct chat_error *err);

/**
 * Let it come to an end: idle connections close, requests in flight are finished and their connections
 * closed, WebSockets and streams are yours to end. After `timeout_ms` what is left is cut. Then `done` is
 * called, once, from the loop. A second call only shortens the time.
 */
void chat_server_drain(chat_server_t *server, uint32_t timeout_ms, void (*done)(void *user_data),
                       void *user_data);

/** Cut every connection (their closing callbacks run) and release. Requests still referenced stay valid,
 * dead. */
void chat_server_free(chat_server_t *server);

/**
 * Give it a connected, non-blocking stream socket. Any thread. Moves `fd` in all cases.
 * The listener does this; a program that accepts by itself may too.
 */
void chat_server_adopt(chat_server_t *server, int fd);

/** Numbers since the start, for metrics. Any thread. */
struct chat_server_stats {
    uint64_t connections_total, requests_total, refused_total, websockets_total, bytes_in, bytes_out;
    uint64_t connections, websockets; /* open now */
};
void chat_server_stats(const chat_server_t *server, struct chat_server_stats *out);

/* ---- The listener ----------------------------------------------------------------------------------- */

/**
 * Listen on `address` ("127.0.0.1:8080", "[::1]:8080", "127.0.0.1:0" for any free port,
 * "unix:/run/chat.sock") and hand each connection to the server with the fewest. `base` runs the accepting.
 * `servers` is copied.
 *
 * @return CHAT_OK, CHAT_E_INVALID (the address is malformed), CHAT_E_EXISTS (in use), CHAT_E_DENIED (not
 *         allowed to), CHAT_E_UNAVAILABLE (no such address here), CHAT_E_NOMEM.
 */
CHAT_CHECKED enum chat_status chat_listener_open(struct event_base *base, const char *address,
                                                 chat_server_t *const *servers, size_t server_count,
                                                 chat_listener_t **out, struct chat_error *err);

/** The address really listened on, with the port that was chosen. Borrowed. */
const char *chat_listener_address(const chat_listener_t *listener);
uint16_t chat_listener_port(const chat_listener_t *listener);

/** Stop accepting. Connections stay. A unix socket's file is removed. NULL is fine. */
void chat_listener_close(chat_listener_t *listener);

/* ---- Connections ------------------------------------------------------------------------------------ */

const struct chat_peer *chat_connection_peer(const chat_connection_t *connection);
void chat_connection_set_user(chat_connection_t *connection, void *user);
void *chat_connection_user(const chat_connection_t *connection);
size_t chat_connection_pending(const chat_connection_t *connection); /* bytes not yet taken by the kernel */

/* ---- Requests --------------------------------------------------------------------------------------- */

chat_request_t *chat_request_ref(chat_request_t *request);

/** A request whose last reference goes without an answer is answered 500. NULL is fine. */
void chat_request_unref(chat_request_t *request);

/** The head; NULL once the request is dead (copy what you need before going away). */
const struct chat_http_head *chat_request_head(const chat_request_t *request);

/** The connection, or NULL once the request is dead. */
chat_connection_t *chat_request_connection(const chat_request_t *request);

/** False once the peer has gone or the response is complete: nothing sent from here on arrives. */
bool chat_request_alive(const chat_request_t *request);

void chat_request_set_user(chat_request_t *request, void *user);
void *chat_request_user(const chat_request_t *request);

typedef void (*chat_request_fn)(chat_request_t *request, void *user_data);

/** Be told, once, if the peer goes (or times out) before the response is complete. */
void chat_request_on_gone(chat_request_t *request, chat_request_fn gone, void *user_data);

/**
 * Collect the body, at most `limit` bytes, then call `done` (from inside this call when there is no body).
 * A body known to be larger is answered 413 before anything is read; a compressed one 415. The 100 that a
 * client waits for is sent here, so do all checks of path and sign-in before. Without this or
 * chat_request_stream_body() a body is not read: a short one is skipped after the reply, a long one ends the
 * connection.
 */
void chat_request_read_body(chat_request_t *request, size_t limit, chat_request_fn done, void *user_data);

/** The collected body, NUL-terminated behind its length. Borrowed from the request. "" before `done`. */
const char *chat_request_body(const chat_request_t *request, size_t *length);

/** Receives a body in pieces: `chunk` any number of times, then `done`, or on_gone's callback instead. */
struct chat_body_sink {
    void (*chunk)(chat_request_t *request, const void *bytes, size_t length, void *user_data);
    chat_request_fn done;
};
void chat_request_stream_body(chat_request_t *request, uint64_t limit, const struct chat_body_sink *sink,
                              void *user_data);

/** Hold the body back (the store is slower than the network) and let it go on. Deadlines keep running. */
void chat_request_pause(chat_request_t *request);
void chat_request_resume(chat_request_t *request);

/** One field of a response. */
struct chat_http_header {
    const char *name, *value;
};

/**
 * The whole response. `headers` are borrowed and must be without control bytes: otherwise 500 is sent and
 * false returned. `body` is moved in (also on failure) and may be NULL. Content-Length, Date and Connection
 * are added here; HEAD gets the length without the bytes. False too when the request is dead or already
 * answered.
 */
bool chat_request_reply(chat_request_t *request, int status, const struct chat_http_header *headers,
                        size_t header_count, struct chat_frame *body);

/** The same with a text body copied from `text`; `content_type` NULL and `text` NULL for no body. */
bool chat_request_reply_text(chat_request_t *request, int status, const char *content_type, const char *text,
                             size_t length);

/** Receives the life of a streamed response. */
struct chat_stream_handlers {
    /** All that was sent has left us: produce more. May be NULL. */
    chat_request_fn drained;
    /** The queue passed slow_bytes or slow_frames; asked again after each further frame. May be NULL. */
    void (*slow)(chat_request_t *request, size_t pending_bytes, void *user_data);
    size_t slow_bytes;  /* 0: never asked */
    size_t slow_frames; /* 0: not counted */
};

/**
 * Begin a response whose body comes in frames: server-sent events, exports. `length` is its size in bytes, or
 * -1: then the end of the connection is its end. Take a reference to the request; on_gone tells when the peer
 * leaves.
 */
bool chat_request_stream_begin(chat_request_t *request, int status, const struct chat_http_header *headers,
                               size_t header_count, int64_t length,
                               const struct chat_stream_handlers *handlers, void *user_data);

/** Queue a frame (a reference is taken, yours stays yours). False when dead. */
bool chat_request_stream_send(chat_request_t *request, struct chat_frame *frame);
size_t chat_request_stream_pending(const chat_request_t *request);

/** Forget what waits and has not begun to leave; how many frames that were. */
size_t chat_request_stream_drop(chat_request_t *request);

/** No more is coming. Fewer bytes than promised close the connection, so that the client sees it is cut. */
void chat_request_stream_end(chat_request_t *request);

/* ---- WebSockets ------------------------------------------------------------------------------------- */

/** Receives the life of a WebSocket. `message` and `closed` are required. */
struct chat_websocket_handlers {
    /** One whole message, text already known to be UTF-8. `payload` is borrowed. */
    void (*message)(chat_websocket_t *ws, bool text, const char *payload, size_t length, void *user_data);

    /**
     * The last callback, exactly once, for whatever reason, after the connection is gone. `code` is what the
     * peer said or what we sent: 1000.., 1005 for a close without code, 1006 for a connection that was cut.
     * `reason` is UTF-8.
     */
    void (*closed)(chat_websocket_t *ws, unsigned code, const char *reason, void *user_data);

    /** The queue passed slow_bytes or slow_frames. Called from inside chat_websocket_send(); drop, close, or
     * let it be. */
    void (*slow)(chat_websocket_t *ws, size_t pending_bytes, void *user_data);

    /** All that was sent has left us. */
    void (*drained)(chat_websocket_t *ws, void *user_data);
};

struct chat_websocket_options {
    size_t size;
    const char *protocol; /* the subprotocol to confirm, of those the client offered; NULL: none */
    const struct chat_http_header *headers; /* more fields for the 101, borrowed for the call */
    size_t header_count;
    size_t message_max;     /* bytes of one message; more is 1009 */
    uint32_t fragments_max; /* frames of one message; more is 1009 */
    size_t slow_bytes;      /* pending output at which `slow` is asked, at each further send; 0: never */
    size_t slow_frames;     /* the same in frames; 0: not counted */
    uint32_t ping_ms;       /* after so long without a byte from the peer it is pinged; 0: never */
    uint32_t dead_ms;       /* and after so long it is given up; 0: never */
    uint32_t control_rate;  /* control frames a second, and how many at once; more is 1008; 0: not counted */
    uint32_t control_burst;
};

#define CHAT_WEBSOCKET_OPTIONS_INIT                                                                        \
    {                                                                                                      \
        .size = sizeof(struct chat_websocket_options), .message_max = 65536, .fragments_max = 64,          \
        .slow_bytes = 1048576, .slow_frames = 4096, .ping_ms = 30000, .dead_ms = 75000, .control_rate = 1, \
        .control_burst = 10                                                                                \
    }

/** Whether a request asks for a WebSocket (Upgrade: websocket). Says nothing about whether it is well asked.
 */
bool chat_request_wants_websocket(const chat_request_t *request);

/** Whether the client offered the subprotocol `name`. */
bool chat_request_offers_protocol(const chat_request_t *request, const char *name);

/**
 * Turn the connection into a WebSocket and answer 101; frames that came early are read after this returns.
 * A handshake that is not right is answered (400, 405, 426) and NULL returned. The result is borrowed: take a
 * reference to send outside its callbacks. Origin, sign-in and the choice of protocol are for you to check
 * first.
 */
chat_websocket_t *chat_request_upgrade(chat_request_t *request, const struct chat_websocket_options *options,
                                       const struct chat_websocket_handlers *handlers, void *user_data);

chat_websocket_t *chat_websocket_ref(chat_websocket_t *ws);
void chat_websocket_unref(chat_websocket_t *ws);

/** NULL once the connection is gone. */
chat_connection_t *chat_websocket_connection(const chat_websocket_t *ws);
void *chat_websocket_user(const chat_websocket_t *ws);

/** Queue an encoded message (chat_frame_text and its like). A reference is taken. False once closing or gone.
 */
bool chat_websocket_send(chat_websocket_t *ws, struct chat_frame *frame);

size_t chat_websocket_pending(const chat_websocket_t *ws); /* bytes */
size_t chat_websocket_pending_frames(const chat_websocket_t *ws);

/** Forget what waits and has not begun to leave; how many frames that were. Never splits a frame. */
size_t chat_websocket_drop(chat_websocket_t *ws);

/** Begin the close handshake: what is queued leaves first, nothing more is delivered. `reason`: at most 123
 * bytes, may be NULL. */
void chat_websocket_close(chat_websocket_t *ws, unsigned code, const char *reason);

/** Cut the connection now. `closed` follows with 1006. */
void chat_websocket_abort(chat_websocket_t *ws);

/** When the last byte came from the peer, monotonic microseconds. */
int64_t chat_websocket_heard_us(const chat_websocket_t *ws);

#endif
