/*
 * The inside of the server layer: what server.c, connection.c, request.c, response.c, upgrade.c and
 * websocket_connection.c share. Not
 * for programs; they have server.h.
 *
 * One connection is in one of three phases. Its bytes come in through one shared buffer, go to the phase's
 * reader, and what the reader cannot take yet is kept `ahead`, within a bound. Its bytes go out from a queue,
 * once at the end of each turn of the loop. Cutting it is always put off to the end of the turn, where the
 * closing callbacks are made: so no call of a handler ever finds its connection freed under it.
 */
#ifndef CHAT_FRONTEND_CONNECTION_H
#define CHAT_FRONTEND_CONNECTION_H

#include <pthread.h>
#include <stdatomic.h>

#include <event2/event.h>
#include <event2/event_struct.h>

#include "frontends/common/http_parser.h"
#include "frontends/common/output.h"
#include "frontends/common/server.h"
#include "frontends/common/websocket.h"

#define CHAT_READ_BYTES  65536 /* from one connection in one turn */
#define CHAT_AHEAD_BYTES 16384 /* read ahead of a request in flight; above it we stop reading */
#define CHAT_SKIP_BYTES  65536 /* of a body nobody asked for; a longer one ends the connection */
#define CHAT_WS_TURN     32    /* messages from one connection in one turn */

enum chat_phase { CHAT_PHASE_HTTP, CHAT_PHASE_WEBSOCKET, CHAT_PHASE_LINGER };

enum chat_body {
    CHAT_BODY_UNASKED, /* a body may follow; nobody has said what to do with it */
    CHAT_BODY_COLLECT,
    CHAT_BODY_STREAM,
    CHAT_BODY_SKIP, /* answered before it was read */
    CHAT_BODY_WHOLE /* all of the request has been read */
};

enum chat_answer { CHAT_ANSWER_NONE, CHAT_ANSWER_STREAM, CHAT_ANSWER_DONE };

struct chat_request {
    unsigned refs;                     /* one is the connection's while the request is its own */
    chat_connection_t *connection;     /* NULL: dead */
    const struct chat_http_head *head; /* the parser's; NULL: dead */
    void *user;
    chat_request_fn gone;
    void *gone_data;

    enum chat_body body_state;
    uint64_t body_limit;
    char *body; /* owned, NUL-terminated; NULL: empty */
    size_t body_length, body_room;
    chat_request_fn done;
    void (*chunk)(chat_request_t *request, const void *bytes, size_t length, void *user_data);
    void *body_data;
    int64_t body_began_us;
    bool paused;

    enum chat_answer answer;
    bool in_callback;    /* a handler is running: it may still take a reference or answer */
    bool cut;            /* the server answered in its place */
    bool close;          /* the response says that the connection ends */
    int64_t stream_left; /* of a promised length; -1: the end of the connection is the end */
    const struct chat_stream_handlers *stream;
    void *stream_data;
};

struct chat_websocket {
    unsigned refs; /* one is the connection's */
    chat_connection_t *connection;
    const struct chat_websocket_handlers *handlers;
    void *user_data;
    struct chat_ws_decoder decoder;
    struct chat_ws_limits limits;
    uint8_t *message; /* owned; a message in several pieces; NULL between messages */
    size_t message_length, message_room;
    size_t slow_bytes, slow_frames;
    uint32_t ping_ms, dead_ms, control_rate, control_burst;
    int64_t control_us; /* when the next control frame would be due at the steady rate */
    int64_t heard_us;
    bool pinged;
    bool close_sent, close_heard;
    uint16_t close_code; /* what `closed` will be told */
    char *close_reason;  /* owned; NULL: none */
};

struct chat_connection {
    chat_server_t *server;
    chat_connection_t *previous, *next; /* of the server's connections */
    chat_connection_t *next_in_turn;
    chat_connection_t *next_dead;
    int fd;
    enum chat_phase phase;
    bool in_turn;   /* on the server's list for the end of this turn */
    bool dead;      /* cut; its fd is closed; waits for the end of the turn */
    bool accepted;  /* connection_opened said yes: connection_closed is due */
    bool reading;   /* the event is added */
    bool writing;   /* the event is added: the kernel took less than we had */
    bool eof;       /* the peer has said all it will */
    bool idle;      /* between two requests, nothing of the next has come */
    bool consuming; /* inside its reader: no need to come back for what is ahead */
    bool shut;      /* we have said all we will */
    bool timer_set;
    struct event read_event, write_event, timer;
    int64_t timer_us;          /* when the timer goes off; may be early, never late */
    int64_t deadline_us;       /* of the phase; 0: none */
    int64_t write_deadline_us; /* of the present span of writing; 0: nothing waits */
    size_t written;            /* bytes that left in that span */
    uint32_t linger_ms;
    struct chat_peer peer;
    void *user;
    struct chat_output output;
    uint8_t *ahead; /* owned; read, not yet taken */
    size_t ahead_length;
    struct chat_http_parser parser;
    chat_request_t *request; /* in flight; NULL: none */
    chat_websocket_t *ws;
};

struct chat_server {
    struct event_base *base;
    struct chat_server_options options;
    const struct chat_server_handlers *handlers;
    void *user_data;
    chat_connection_t *first;
    chat_connection_t *turn_first; /* to be looked at when this turn ends */
    chat_connection_t *dead_first;
    struct event *turn; /* activated behind all that is ready now */
    bool in_turn, freeing;
    bool draining;
    struct event *drain_timer;
    void (*drained)(void *user_data);
    void *drained_data;
    struct chat_frame *frame_continue, *frame_ping, *frame_full; /* 100, an empty ping, 503 */
    int64_t date_s;
    char date[32];

    int wake_fd; /* eventfd: something is in `adopted` */
    struct event *wake;
    pthread_mutex_t lock;
    int *adopted; /* guarded by lock; descriptors waiting for the loop */
    size_t adopted_count, adopted_room;
    bool closed; /* guarded by lock: adopt() closes at once */

    atomic_size_t connections; /* open and adopted: what the listener compares */
    atomic_size_t websockets;
    _Atomic uint64_t connections_total, requests_total, refused_total, websockets_total, bytes_in, bytes_out;
    uint8_t buffer[CHAT_READ_BYTES];
};

/* server.c */
int64_t chat_server_now_us(void);
const char *chat_server_date(chat_server_t *server);
void chat_server_turn_later(chat_server_t *server);

/* connection.c */
void chat_connection_open(chat_server_t *server, int fd);
void chat_connection_kill(chat_connection_t *connection);  /* cut; the rest happens at the end of the turn */
void chat_connection_reap(chat_connection_t *connection);  /* make the closing callbacks and free */
void chat_connection_turn(chat_connection_t *connection);  /* the end of a turn: read on, then write */
void chat_connection_later(chat_connection_t *connection); /* come back at the end of this turn */

/* Queue a frame (a reference is taken); cuts the connection when there is no memory. False when dead. */
bool chat_connection_send(chat_connection_t *connection, struct chat_frame *frame, bool keep);

/* Read nothing more, send what is queued, then say so and wait `linger_ms` for the peer to go. */
void chat_connection_finish(chat_connection_t *connection, uint32_t linger_ms);
void chat_connection_deadline(chat_connection_t *connection, int64_t at_us);
void chat_connection_watch(chat_connection_t *connection); /* start or stop reading, as things are now */

/* request.c: the phase HTTP. */
void chat_http_opened(chat_connection_t *connection);
void chat_http_consume(chat_connection_t *connection, uint8_t **at, uint8_t *end);
void chat_http_eof(chat_connection_t *connection);
void chat_http_timeout(chat_connection_t *connection);
void chat_http_drained(chat_connection_t *connection);
void chat_http_reap(chat_connection_t *connection);
bool chat_http_idle(const chat_connection_t *connection);

/* Refuse whatever is being read: answer with a problem and close. */
void chat_http_refuse(chat_connection_t *connection, int status, const char *reason);

/* The response is complete: go on to the next request, or close. */
void chat_request_answered(chat_request_t *request);

/* Leave the connection: the request is dead, the connection's reference is given back. */
void chat_request_detach(chat_request_t *request);

/* response.c: bytes of responses. `connection_field` NULL: none; `length` -1: no Content-Length. NULL: no
 * memory. */
struct chat_frame *chat_response_head(chat_server_t *server, int status,
                                      const struct chat_http_header *headers, size_t header_count,
                                      int64_t length, const char *connection_field);
struct chat_frame *chat_response_problem(chat_server_t *server, int status, const char *reason);
extern const struct chat_http_header chat_problem_type; /* its Content-Type */

/* Answer a request with a problem, in the ordinary way. */
void chat_request_problem(chat_request_t *request, int status, const struct chat_http_header *extra,
                          size_t extra_count, const char *reason);

/* Whether a response may carry this field: a value that ends its line would let a stranger write another. */
bool chat_response_header_clean(const struct chat_http_header *header);

/* websocket_connection.c: the phase WEBSOCKET. */
void chat_ws_heard(chat_websocket_t *ws);
void chat_ws_consume(chat_connection_t *connection, uint8_t **at, uint8_t *end);
void chat_ws_eof(chat_connection_t *connection);
void chat_ws_timeout(chat_connection_t *connection);
void chat_ws_drained(chat_connection_t *connection);
void chat_ws_reap(chat_connection_t *connection);

#endif
