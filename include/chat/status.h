/*
 * How every function of libchat says whether it worked, and the detail that travels with a failure.
 */
#ifndef CHAT_STATUS_H
#define CHAT_STATUS_H

#include "chat/api.h"

#include <stdint.h>

CHAT_BEGIN_DECLS

/**
 * What became of a call. Named for what the caller can do about it. 0 is fine, negative is not.
 * The HTTP status and the WebSocket close code of each are in one table in docs/protocol.md.
 */
enum chat_status {
    CHAT_OK = 0,
    CHAT_E_INVALID = -1,         /* a parameter is wrong: `field` names it, `message` says what is allowed */
    CHAT_E_UNAUTHENTICATED = -2, /* nobody is signed in, or the session is over: sign in */
    CHAT_E_DENIED = -3,          /* policy refused: `code` is the rule that decided */
    CHAT_E_NOT_FOUND = -4,       /* not there, or the actor may not know that it is */
    CHAT_E_EXISTS = -5,          /* the name is taken */
    CHAT_E_CONFLICT = -6,        /* the present state does not allow it */
    CHAT_E_STALE = -7,           /* the thing has changed since: read it again */
    CHAT_E_TOO_LARGE = -8,       /* over a named limit */
    CHAT_E_LIMITED = -9,         /* too often: wait `retry_after_ms` */
    CHAT_E_BUSY = -10,           /* a queue is full: try again after `retry_after_ms` */
    CHAT_E_UNAVAILABLE = -11,    /* the store cannot be reached now: nothing happened, try again */
    CHAT_E_FULL = -12,           /* the disk or the store is full: nothing was stored */
    CHAT_E_UNKNOWN = -13,        /* the outcome is not known: repeat with the same client id */
    CHAT_E_RESYNC = -14,         /* the position is not of this log: fetch a new snapshot */
    CHAT_E_STORAGE = -15,        /* the store failed or is damaged: nothing was stored */
    CHAT_E_NOMEM = -16,          /* out of memory: nothing happened */
    CHAT_E_UNSUPPORTED = -17,    /* this build or backend cannot do it */
    CHAT_E_CLOSED = -18,         /* the handle is closing or broken: open a new one */
    CHAT_E_INTERNAL = -19        /* a bug in libchat or in the backend */
};

#define CHAT_ERROR_MESSAGE_MAX 192
#define CHAT_ERROR_FIELD_MAX   32

/**
 * The detail of one failure. Fixed size, no allocation, no thread-local state, so it travels with a
 * result from a worker thread to an event loop. The caller owns it; start from CHAT_ERROR_INIT.
 * A function that succeeds leaves it unchanged.
 */
struct chat_error {
    enum chat_status status;
    uint32_t retry_after_ms; /* for LIMITED, BUSY and UNAVAILABLE; 0: no advice */
    const char *code;        /* stable word such as "not_member"; static, never NULL after a failure */
    char field[CHAT_ERROR_FIELD_MAX];     /* the parameter that is wrong, or "" */
    char message[CHAT_ERROR_MESSAGE_MAX]; /* one sentence for a person: no secrets, no SQL */
};

#define CHAT_ERROR_INIT          \
    {                            \
        CHAT_OK, 0, "ok", "", "" \
    }

/** The stable code of a status when nothing more precise is known: "invalid", "not_found". Static; any
 * thread. */
CHAT_API const char *chat_status_code(enum chat_status status);

CHAT_END_DECLS

#endif
