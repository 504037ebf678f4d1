/*
 * JSON: structs and events to and from text by their field tables, as docs/protocol.md says. For programs
 * that carry the protocol; whoever only embeds libchat does not need it. Pure: any thread, no locks.
 */
#ifndef CHAT_WIRE_H
#define CHAT_WIRE_H

#include "chat/limits.h"
#include "chat/operation.h"

CHAT_BEGIN_DECLS

/* ---- Statuses --------------------------------------------------------------------------------------- */

/** One row of the table in section 2 of docs/protocol.md. */
struct chat_wire_status {
    enum chat_status status;
    int http;          /* 403 */
    const char *title; /* "Denied" */
    const char *code;  /* "denied", unless a rule is more precise */
    int close;         /* WebSocket close code when it ends the connection; 0: it does not */
};

/** The row of a status; of one that is not known, that of CHAT_E_INTERNAL. CHAT_OK is 200. Static, never
 * NULL. */
CHAT_API const struct chat_wire_status *chat_wire_status(enum chat_status status);

/** The HTTP status of a failure: that of its row, or 400 for JSON that could not be read ("bad_json"). */
CHAT_API int chat_wire_http_status(const struct chat_error *error);

/* ---- Text written ----------------------------------------------------------------------------------- */

/** JSON that was written: NUL-terminated, `length` without the NUL. `data` is a block of chat_alloc(), so it
 * may be moved out and released with chat_free(); else release with chat_text_clear(). */
struct chat_text {
    char *data;
    size_t length;
};

#define CHAT_TEXT_INIT \
    {                  \
        NULL, 0        \
    }

/** NULL and an empty text are fine. */
CHAT_API void chat_text_clear(struct chat_text *text);

/**
 * A struct as an object. Members that are absent are left out; lists and booleans are always there.
 *
 * @param allocator NULL: the default.
 * @param out       Overwritten on success and then the caller's to clear; unchanged on failure.
 * @return CHAT_OK, CHAT_E_NOMEM, or CHAT_E_INTERNAL when a text in it is not UTF-8 (a bug of whoever made
 * it).
 */
CHAT_API CHAT_CHECKED enum chat_status chat_wire_encode(const struct chat_record *record, const void *value,
                                                        const struct chat_allocator *allocator,
                                                        struct chat_text *out, struct chat_error *err);

/**
 * A failure as application/problem+json.
 * @param http_status 0: as chat_wire_http_status() says. Others are for what HTTP refuses by itself, such as
 * 405 and 415; the title follows it.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_wire_problem(int http_status, const struct chat_error *error,
                                                         const struct chat_allocator *allocator,
                                                         struct chat_text *out, struct chat_error *err);

/** What the server says on a stream. */
enum chat_wire_op {
    CHAT_WIRE_HELLO = 1,  /* epoch, user, session, heartbeat_ms, max_frame_bytes */
    CHAT_WIRE_EVENT,      /* event */
    CHAT_WIRE_UNFOLLOWED, /* log, reason */
    CHAT_WIRE_RESULT,     /* ref, http_status, record and result (NULL: none) */
    CHAT_WIRE_ERROR,      /* ref, error, http_status (0: that of the error) */
    CHAT_WIRE_RESYNC,
    CHAT_WIRE_LAGGED,
    CHAT_WIRE_MARKER, /* log, marker_seq, unread */
    CHAT_WIRE_PONG,   /* ref */
    CHAT_WIRE_BYE     /* reconnect_ms */
};

/** One frame. Set `op` and the members named beside it; all pointers are borrowed. */
struct chat_wire_frame {
    enum chat_wire_op op;
    bool bare; /* leave "op" out: server-sent events carry it beside the object */
    const char *ref;
    const char *epoch;
    chat_user_id user;
    chat_session_id session;
    int64_t heartbeat_ms;
    int64_t max_frame_bytes;
    const struct chat_event *event;
    chat_log_id log;
    const char *reason; /* "gone" or "resync" */
    int http_status;
    const struct chat_record *record;
    const void *result;
    const struct chat_error *error;
    int64_t marker_seq;
    int64_t unread;
    int64_t reconnect_ms;
};

/** A frame as text. Errors and ownership as chat_wire_encode(). */
CHAT_API CHAT_CHECKED enum chat_status chat_wire_frame_encode(const struct chat_wire_frame *frame,
                                                              const struct chat_allocator *allocator,
                                                              struct chat_text *out, struct chat_error *err);

/* ---- Text read -------------------------------------------------------------------------------------- */

/** A JSON value that was read. */
typedef struct chat_json chat_json_t;

/** How much may be read. */
struct chat_json_limits {
    size_t bytes;
    unsigned depth; /* the outermost object is 1; at most 128, since reading recurses */
    size_t values;
};

#define CHAT_JSON_LIMITS_INIT                                          \
    {                                                                  \
        CHAT_JSON_BYTES_MAX, CHAT_JSON_DEPTH_MAX, CHAT_JSON_VALUES_MAX \
    }

/**
 * Read one JSON object and nothing after it. No member twice, no NUL, valid UTF-8.
 *
 * @param limits NULL: those of a request. A client that reads replies gives its own.
 * @param out    On success the object, the caller's to release with chat_json_free(). Unchanged on failure.
 * @return CHAT_OK, CHAT_E_INVALID (code "bad_json"), CHAT_E_TOO_LARGE (bytes), CHAT_E_NOMEM.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_json_parse(const void *bytes, size_t length,
                                                       const struct chat_json_limits *limits,
                                                       chat_json_t **out, struct chat_error *err);

/** Release what chat_json_parse() gave, with every value inside it. NULL is fine. */
CHAT_API void chat_json_free(chat_json_t *json);

/** A member of an object, borrowed from it; NULL when there is none or `json` is not an object. */
CHAT_API const chat_json_t *chat_json_member(const chat_json_t *json, const char *name);

/** The text of a string, NUL-terminated, borrowed; NULL when it is not one. */
CHAT_API const char *chat_json_string(const chat_json_t *json);

enum chat_wire_decode_flags {
    CHAT_WIRE_REPLY = 1u << 0 /* of a server that may be newer: unknown members and words are passed over */
};

/**
 * Fill a struct from an object by its field table. Types are checked here, limits by chat_record_check(),
 * which running or submitting the operation does. Members that the object does not have are left as they are,
 * so fill in what the path and the query say first; a member that is set already may not stand here again.
 *
 * @param flags enum chat_wire_decode_flags, or 0.
 * @param json  NULL: an object without members.
 * @param value Initialised by chat_record_init(). The caller clears it, also after a failure.
 * @return CHAT_OK, CHAT_E_INVALID naming the field, or CHAT_E_NOMEM.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_wire_decode(const chat_json_t *json, unsigned flags,
                                                        const struct chat_record *record,
                                                        const struct chat_allocator *allocator, void *value,
                                                        struct chat_error *err);

/**
 * Fill one member from text: from the path, a query string (already decoded) or a header. Identifiers and
 * numbers are decimal, booleans `true` or `false`, choices their words, times RFC 3339. Fails like
 * chat_wire_decode(), also when the record has no such member, it is set already, or it is a list or a
 * record.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_wire_set_text(const struct chat_record *record,
                                                          const struct chat_allocator *allocator, void *value,
                                                          const char *field, const char *text, size_t length,
                                                          struct chat_error *err);

/**
 * Positions as text, "1:12,7:1204", as in GET /api/v1/events. An empty text has none; no log stands twice.
 * @param out, n On success an array, the caller's to chat_free(); NULL when there are none. Unchanged on
 * failure.
 * @return CHAT_OK, CHAT_E_INVALID, CHAT_E_TOO_LARGE past CHAT_FOLLOWED_LOGS_MAX, CHAT_E_NOMEM.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_wire_positions(const char *text, size_t length,
                                                           const struct chat_allocator *allocator,
                                                           struct chat_position **out, size_t *n,
                                                           struct chat_error *err);

/** What a client asks for on a WebSocket. */
enum chat_wire_command_op {
    CHAT_WIRE_RESUME = 1, /* epoch, positions */
    CHAT_WIRE_FOLLOW,     /* log, after */
    CHAT_WIRE_UNFOLLOW,   /* log */
    CHAT_WIRE_CALL,       /* ref, name, params */
    CHAT_WIRE_PING        /* ref */
};

/** One frame of a client; release with chat_wire_command_clear(). The texts live in `json`. */
struct chat_wire_command {
    enum chat_wire_command_op op;
    const char *ref;
    const char *epoch;
    const char *name;
    const chat_json_t
        *params; /* for chat_wire_decode(), which says if it is not an object; NULL: not given */
    struct chat_position *positions;
    size_t positions_n;
    chat_log_id log;
    int64_t after;
    chat_json_t *json; /* owned: what was read */
};

#define CHAT_WIRE_COMMAND_INIT \
    {                          \
        0                      \
    }

/**
 * Read one frame of a client. Every member beside its `op` must be there (but `params`) and no other.
 * @param out On success the caller's to clear; unchanged on failure.
 * @return CHAT_OK, CHAT_E_INVALID or CHAT_E_TOO_LARGE (it is no frame of this protocol: close with 4505),
 * CHAT_E_NOMEM.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_wire_command_parse(const void *bytes, size_t length,
                                                               const struct chat_allocator *allocator,
                                                               struct chat_wire_command *out,
                                                               struct chat_error *err);

CHAT_API void chat_wire_command_clear(struct chat_wire_command *command);

/* ---- OpenAPI ---------------------------------------------------------------------------------------- */

/**
 * An OpenAPI 3.1 document of these operations, usually all that chat_ops() gives.
 * @param server Where the API is, such as "/" or "https://chat.example.org". Paths begin with /api/v1.
 * Errors and ownership as chat_wire_encode().
 */
CHAT_API CHAT_CHECKED enum chat_status chat_wire_openapi(const struct chat_op *const *ops, size_t n,
                                                         const char *server,
                                                         const struct chat_allocator *allocator,
                                                         struct chat_text *out, struct chat_error *err);

CHAT_END_DECLS

#endif
