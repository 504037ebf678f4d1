/*
 * RFC 6455 as a pure machine: bytes in, events out; no I/O, no clock, no buffer. A server and a client use
 * the same code; the role says who masks. The result does not depend on how the bytes are split.
 */
#ifndef CHAT_FRONTEND_WEBSOCKET_H
#define CHAT_FRONTEND_WEBSOCKET_H

#include "libchat/base/utf8.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum chat_ws_role { CHAT_WS_SERVER, CHAT_WS_CLIENT };

enum chat_ws_opcode {
    CHAT_WS_CONTINUATION = 0x0,
    CHAT_WS_TEXT = 0x1,
    CHAT_WS_BINARY = 0x2,
    CHAT_WS_CLOSE = 0x8,
    CHAT_WS_PING = 0x9,
    CHAT_WS_PONG = 0xA
};

/* Close codes of RFC 6455 section 7.4 that this side says or reports. */
#define CHAT_WS_CODE_NORMAL    1000u
#define CHAT_WS_CODE_GOING     1001u
#define CHAT_WS_CODE_PROTOCOL  1002u
#define CHAT_WS_CODE_NONE      1005u /* never sent: a close frame without a code */
#define CHAT_WS_CODE_CUT       1006u /* never sent: the connection ended without a close frame */
#define CHAT_WS_CODE_NOT_UTF8  1007u
#define CHAT_WS_CODE_POLICY    1008u
#define CHAT_WS_CODE_TOO_LARGE 1009u
#define CHAT_WS_CODE_INTERNAL  1011u
#define CHAT_WS_CODE_LATER     1013u

#define CHAT_WS_HEADER_MAX  14
#define CHAT_WS_CONTROL_MAX 125
#define CHAT_WS_REASON_MAX  123

/** What a decoder refuses. Borrowed by it, so that many share one. */
struct chat_ws_limits {
    uint64_t message_max;   /* bytes of one message, all its frames together */
    uint32_t fragments_max; /* frames of one message, empty ones too */
};

/** One direction of one connection. Plain value, nothing to release; about 200 bytes. */
struct chat_ws_decoder {
    const struct chat_ws_limits *limits;
    uint64_t left;          /* payload bytes of this frame still to come */
    uint64_t message_bytes; /* declared so far for this message */
    uint32_t fragments;     /* frames of this message so far; 0: none is open */
    uint16_t fail_code;     /* set once: every later call says CHAT_WS_EVENT_ERROR */
    const char *fail_reason;
    struct chat_utf8_check utf8;
    uint8_t state, role;
    uint8_t opcode;         /* of the frame being read */
    uint8_t message_opcode; /* of the message being read */
    bool fin;
    bool told;       /* a piece of this message has been told */
    uint8_t mask_at; /* which mask byte is next */
    uint8_t mask[4];
    uint8_t held; /* bytes in `hold` */
    uint8_t
        hold[CHAT_WS_CONTROL_MAX]; /* a header, or the payload of a control frame, that is not yet whole */
};

enum chat_ws_event_kind {
    CHAT_WS_EVENT_MORE, /* everything was consumed; feed again */
    CHAT_WS_EVENT_DATA, /* a piece of a message; `last` with its final one (which may be empty) */
    CHAT_WS_EVENT_PING, /* answer with a pong of the same payload */
    CHAT_WS_EVENT_PONG,
    CHAT_WS_EVENT_CLOSE, /* the peer's close frame; nothing after it counts */
    CHAT_WS_EVENT_ERROR  /* send close with `code`, then end the connection */
};

struct chat_ws_event {
    enum chat_ws_event_kind kind;
    bool text;        /* DATA: of a text message; these bytes have been checked as UTF-8 */
    bool first, last; /* DATA: the first, the final piece of its message */
    const uint8_t
        *data; /* DATA, PING, PONG payload; CLOSE: the reason. Borrowed from the input or the decoder */
    size_t length;
    unsigned code;      /* CLOSE: 1005 when there was none; ERROR: what to send */
    const char *reason; /* ERROR: static words for the log and the close frame */
};

void chat_ws_decoder_init(struct chat_ws_decoder *decoder, enum chat_ws_role role,
                          const struct chat_ws_limits *limits);

/**
 * Take bytes from *at up to `end`, moving *at, until there is one event to tell. Payload is unmasked where it
 * lies, so the input is writable. Call again until CHAT_WS_EVENT_MORE (all consumed), CLOSE or ERROR.
 */
struct chat_ws_event chat_ws_decode(struct chat_ws_decoder *decoder, uint8_t **at, uint8_t *end);

/**
 * Write a frame header; returns its length. `mask` NULL from a server. A client masks the payload itself,
 * with chat_ws_mask() and the same fresh random mask.
 */
size_t chat_ws_encode_header(uint8_t out[CHAT_WS_HEADER_MAX], enum chat_ws_opcode opcode, bool fin,
                             uint64_t length, const uint8_t mask[4]);

/** XOR `bytes`, the first of which stands at `offset` in the payload. Its own inverse. */
void chat_ws_mask(uint8_t *bytes, size_t length, const uint8_t mask[4], size_t offset);

/**
 * The payload of a close frame: code and reason (NULL: none; cut at a code point to fit). Returns its length,
 * 0 for CHAT_WS_CODE_NONE.
 */
size_t chat_ws_encode_close(uint8_t out[CHAT_WS_CONTROL_MAX], unsigned code, const char *reason);

/** Whether a close frame may carry this code. */
bool chat_ws_code_sendable(unsigned code);

#define CHAT_WS_KEY_LENGTH    24
#define CHAT_WS_ACCEPT_LENGTH 28

/** Whether a Sec-WebSocket-Key is 16 bytes in base64. NULL is not. */
bool chat_ws_key_valid(const char *key);

/** The Sec-WebSocket-Accept that answers `key`, with a NUL. False only when the SHA-1 provider fails. */
bool chat_ws_accept_value(const char *key, char out[CHAT_WS_ACCEPT_LENGTH + 1]);

/** A Sec-WebSocket-Key from 16 random bytes, with a NUL. */
void chat_ws_key_from(const uint8_t random[16], char out[CHAT_WS_KEY_LENGTH + 1]);

#endif
