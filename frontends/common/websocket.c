/*
 * The decoder reads a frame in three states: its header, then either the payload of a data frame (told in
 * pieces as it arrives) or the payload of a control frame (held until it is whole, at most 125 bytes). Every
 * check stands where its bytes become known, so that a bad frame is refused at its first bad byte.
 * The opening handshake is in websocket_key.c.
 */
#include "frontends/common/websocket.h"

#include <string.h>

enum state { STATE_HEADER, STATE_DATA, STATE_CONTROL, STATE_CLOSED, STATE_FAILED };

#define BIT_FIN    0x80u
#define BITS_RSV   0x70u
#define BIT_MASKED 0x80u

void chat_ws_decoder_init(struct chat_ws_decoder *decoder, enum chat_ws_role role,
                          const struct chat_ws_limits *limits)
{
    memset(decoder, 0, sizeof *decoder);
    decoder->limits = limits;
    decoder->role = (uint8_t)role;
    decoder->state = STATE_HEADER;
}

static bool fail(struct chat_ws_decoder *decoder, unsigned code, const char *reason)
{
    decoder->state = STATE_FAILED;
    decoder->fail_code = (uint16_t)code;
    decoder->fail_reason = reason;
    return false;
}

static bool fail_protocol(struct chat_ws_decoder *decoder, const char *reason)
{
    return fail(decoder, CHAT_WS_CODE_PROTOCOL, reason);
}

static bool is_control(unsigned opcode)
{
    return (opcode & 0x8u) != 0;
}

/* What the first two bytes alone can show to be wrong. */
static bool check_start(struct chat_ws_decoder *decoder)
{
    unsigned opcode = decoder->hold[0] & 0x0Fu;
    bool fin = (decoder->hold[0] & BIT_FIN) != 0;
    bool masked = (decoder->hold[1] & BIT_MASKED) != 0;

    if ((decoder->hold[0] & BITS_RSV) != 0)
        return fail_protocol(decoder, "reserved bits are set");
    if (opcode > CHAT_WS_PONG || (opcode > CHAT_WS_BINARY && opcode < CHAT_WS_CLOSE))
        return fail_protocol(decoder, "reserved opcode");
    if (is_control(opcode) && !fin)
        return fail_protocol(decoder, "fragmented control frame");
    if (is_control(opcode) && (decoder->hold[1] & 0x7Fu) > CHAT_WS_CONTROL_MAX)
        return fail_protocol(decoder, "control frame over 125 bytes");
    if (opcode == CHAT_WS_CONTINUATION && decoder->fragments == 0)
        return fail_protocol(decoder, "continuation of no message");
    if ((opcode == CHAT_WS_TEXT || opcode == CHAT_WS_BINARY) && decoder->fragments > 0)
        return fail_protocol(decoder, "new message inside a fragmented one");
    if (decoder->role == CHAT_WS_SERVER && !masked)
        return fail_protocol(decoder, "frame is not masked");
    if (decoder->role == CHAT_WS_CLIENT && masked)
        return fail_protocol(decoder, "frame from the server is masked");
    return true;
}

static size_t length_bytes(const struct chat_ws_decoder *decoder)
{
    switch (decoder->hold[1] & 0x7Fu) {
    case 127:
        return 8;
    case 126:
        return 2;
    default:
        return 0;
    }
}

static size_t header_bytes(const struct chat_ws_decoder *decoder)
{
    if (decoder->held < 2)
        return 2;
    return 2 + length_bytes(decoder) + (decoder->role == CHAT_WS_SERVER ? 4 : 0);
}

/* Enter the frame whose header is whole: its length against the limits before anything is kept of it. */
static bool begin_frame(struct chat_ws_decoder *decoder)
{
    size_t extra = length_bytes(decoder);
    uint64_t length = decoder->hold[1] & 0x7Fu;

    if (extra > 0) {
        length = 0;
        for (size_t i = 0; i < extra; i++)
            length = (length << 8) | decoder->hold[2 + i];
        if (length < 126 || (extra == 8 && length <= UINT16_MAX))
            return fail_protocol(decoder, "length is not in its shortest form");
        if (length > INT64_MAX)
            return fail_protocol(decoder, "length has its top bit set");
    }
    if (decoder->role == CHAT_WS_SERVER)
        memcpy(decoder->mask, decoder->hold + 2 + extra, 4);
    decoder->mask_at = 0;
    decoder->opcode = decoder->hold[0] & 0x0Fu;
    decoder->fin = (decoder->hold[0] & BIT_FIN) != 0;
    decoder->left = length;
    decoder->held = 0;
    if (is_control(decoder->opcode)) {
        decoder->state = STATE_CONTROL;
        return true;
    }

    if (decoder->fragments == 0) {
        decoder->message_opcode = decoder->opcode;
        decoder->message_bytes = 0;
        decoder->told = false;
        decoder->utf8 = (struct chat_utf8_check){0};
    }
    if (decoder->fragments >= decoder->limits->fragments_max)
        return fail(decoder, CHAT_WS_CODE_TOO_LARGE, "too many fragments");
    if (length > decoder->limits->message_max - decoder->message_bytes)
        return fail(decoder, CHAT_WS_CODE_TOO_LARGE, "message is too long");
    decoder->fragments++;
    decoder->message_bytes += length;
    decoder->state = STATE_DATA;
    return true;
}

/* Fill `hold` with a header. False: bytes are missing, or the frame is refused. */
static bool read_header(struct chat_ws_decoder *decoder, uint8_t **at, const uint8_t *end)
{
    while (decoder->held < header_bytes(decoder)) {
        if (*at == end)
            return false;
        decoder->hold[decoder->held++] = *(*at)++;
        if (decoder->held == 2 && !check_start(decoder))
            return false;
    }
    return begin_frame(decoder);
}

static void unmask(struct chat_ws_decoder *decoder, uint8_t *bytes, size_t length)
{
    if (decoder->role == CHAT_WS_SERVER)
        chat_ws_mask(bytes, length, decoder->mask, decoder->mask_at);
    decoder->mask_at = (uint8_t)((decoder->mask_at + length) & 3u);
}

/* Tell a piece of a message. False: nothing to tell yet, or the text is refused. */
static bool read_data(struct chat_ws_decoder *decoder, uint8_t **at, const uint8_t *end,
                      struct chat_ws_event *event)
{
    size_t length = (size_t)(end - *at);
    if (length > decoder->left)
        length = (size_t)decoder->left;
    if (length == 0 && decoder->left > 0)
        return false;

    uint8_t *bytes = *at;
    bool text = decoder->message_opcode == CHAT_WS_TEXT;
    if (length > 0) {
        unmask(decoder, bytes, length);
        *at += length;
        decoder->left -= length;
    }
    if (text && !chat_utf8_feed(&decoder->utf8, bytes, length))
        return fail(decoder, CHAT_WS_CODE_NOT_UTF8, "text is not UTF-8");
    bool last = decoder->left == 0 && decoder->fin;
    if (last && text && !chat_utf8_done(&decoder->utf8))
        return fail(decoder, CHAT_WS_CODE_NOT_UTF8, "text ends inside a character");
    if (decoder->left == 0)
        decoder->state = STATE_HEADER;
    if (last)
        decoder->fragments = 0;
    if (length == 0 && !last)
        return false;

    *event = (struct chat_ws_event){
        .kind = CHAT_WS_EVENT_DATA,
        .text = text,
        .first = !decoder->told,
        .last = last,
        .data = bytes,
        .length = length,
    };
    decoder->told = true;
    return true;
}

static bool tell_close(struct chat_ws_decoder *decoder, struct chat_ws_event *event)
{
    event->kind = CHAT_WS_EVENT_CLOSE;
    event->code = CHAT_WS_CODE_NONE;
    if (decoder->held == 1)
        return fail_protocol(decoder, "close frame with half a code");
    if (decoder->held >= 2) {
        event->code = (unsigned)decoder->hold[0] << 8 | decoder->hold[1];
        event->data = decoder->hold + 2;
        event->length = decoder->held - 2u;
        if (!chat_ws_code_sendable(event->code))
            return fail_protocol(decoder, "close code that may not be sent");
        if (!chat_utf8_valid(event->data, event->length))
            return fail(decoder, CHAT_WS_CODE_NOT_UTF8, "close reason is not UTF-8");
    }
    decoder->state = STATE_CLOSED;
    return true;
}

static bool read_control(struct chat_ws_decoder *decoder, uint8_t **at, const uint8_t *end,
                         struct chat_ws_event *event)
{
    size_t length = (size_t)(end - *at);
    if (length > decoder->left)
        length = (size_t)decoder->left;
    if (length > 0) {
        memcpy(decoder->hold + decoder->held, *at, length);
        unmask(decoder, decoder->hold + decoder->held, length);
        decoder->held = (uint8_t)(decoder->held + length);
        decoder->left -= length;
        *at += length;
    }
    if (decoder->left > 0)
        return false;

    *event = (struct chat_ws_event){.data = decoder->hold, .length = decoder->held};
    if (decoder->opcode == CHAT_WS_CLOSE)
        return tell_close(decoder, event);
    event->kind = decoder->opcode == CHAT_WS_PING ? CHAT_WS_EVENT_PING : CHAT_WS_EVENT_PONG;
    /* What `hold` has stays readable until the next call, which starts a header over it. */
    decoder->held = 0;
    decoder->state = STATE_HEADER;
    return true;
}

struct chat_ws_event chat_ws_decode(struct chat_ws_decoder *decoder, uint8_t **at, uint8_t *end)
{
    struct chat_ws_event event = {.kind = CHAT_WS_EVENT_MORE};

    for (;;) {
        switch ((enum state)decoder->state) {
        case STATE_HEADER:
            if (!read_header(decoder, at, end) && decoder->state != STATE_FAILED)
                return event;
            break;
        case STATE_DATA:
            if (read_data(decoder, at, end, &event))
                return event;
            if (decoder->state == STATE_DATA)
                return event;
            break;
        case STATE_CONTROL:
            if (read_control(decoder, at, end, &event) || decoder->state == STATE_CONTROL)
                return event;
            break;
        case STATE_CLOSED:
            *at = end;
            return event;
        case STATE_FAILED:
            *at = end;
            return (struct chat_ws_event){
                .kind = CHAT_WS_EVENT_ERROR, .code = decoder->fail_code, .reason = decoder->fail_reason};
        }
    }
}

size_t chat_ws_encode_header(uint8_t out[CHAT_WS_HEADER_MAX], enum chat_ws_opcode opcode, bool fin,
                             uint64_t length, const uint8_t mask[4])
{
    size_t at = 2;
    size_t extra = length > UINT16_MAX ? 8 : length > 125 ? 2 : 0;

    out[0] = (uint8_t)((fin ? BIT_FIN : 0u) | (unsigned)opcode);
    out[1] = extra == 8 ? 127 : extra == 2 ? 126 : (uint8_t)length;
    if (mask != NULL)
        out[1] |= BIT_MASKED;
    for (size_t i = extra; i > 0; i--)
        out[at++] = (uint8_t)(length >> (8 * (i - 1)));
    if (mask != NULL) {
        memcpy(out + at, mask, 4);
        at += 4;
    }
    return at;
}

void chat_ws_mask(uint8_t *bytes, size_t length, const uint8_t mask[4], size_t offset)
{
    uint8_t turned[8];
    for (size_t i = 0; i < sizeof turned; i++)
        turned[i] = mask[(offset + i) & 3u];
    uint64_t wide;
    memcpy(&wide, turned, sizeof wide);

    size_t at = 0;
    for (; length - at >= sizeof wide; at += sizeof wide) {
        uint64_t word;
        memcpy(&word, bytes + at, sizeof word);
        word ^= wide;
        memcpy(bytes + at, &word, sizeof word);
    }
    for (; at < length; at++)
        bytes[at] ^= turned[at & 3u];
}

size_t chat_ws_encode_close(uint8_t out[CHAT_WS_CONTROL_MAX], unsigned code, const char *reason)
{
    if (code == CHAT_WS_CODE_NONE)
        return 0;
    out[0] = (uint8_t)(code >> 8);
    out[1] = (uint8_t)code;

    size_t length = reason != NULL ? strlen(reason) : 0;
    if (length > CHAT_WS_REASON_MAX) {
        length = CHAT_WS_REASON_MAX;
        while (length > 0 && ((uint8_t)reason[length] & 0xC0u) == 0x80u)
            length--;
    }
    if (length > 0)
        memcpy(out + 2, reason, length);
    return 2 + length;
}

bool chat_ws_code_sendable(unsigned code)
{
    if (code >= 3000 && code <= 4999)
        return true;
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}
