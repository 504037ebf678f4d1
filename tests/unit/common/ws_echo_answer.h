/*
 * An echo server that is nothing but the WebSocket codec: what it answers, as text, one line for each frame.
 */
#ifndef CHAT_TESTS_WS_ECHO_ANSWER_H
#define CHAT_TESTS_WS_ECHO_ANSWER_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "frontends/common/websocket.h"
#include "libchat/base/strbuf.h"

static const struct chat_ws_limits echo_limits = {.message_max = 65536, .fragments_max = 64};

/* What an echo server would answer, one line each. */
struct echo {
    struct chat_strbuf said;
    struct chat_strbuf message;
    bool over;
};

static inline void echo_say(struct echo *echo, const char *kind, const void *payload, size_t length)
{
    chat_strbuf_adds(&echo->said, kind);
    if (length > 0) {
        chat_strbuf_addc(&echo->said, ' ');
        chat_strbuf_add(&echo->said, payload, length);
    }
    chat_strbuf_addc(&echo->said, '\n');
}

static inline void echo_close(struct echo *echo, unsigned code)
{
    if (code == CHAT_WS_CODE_NONE)
        chat_strbuf_adds(&echo->said, "close\n");
    else
        chat_strbuf_addf(&echo->said, "close %u\n", code);
    echo->over = true;
}

static inline void echo_data(struct echo *echo, const struct chat_ws_event *event)
{
    assert(event->first == (echo->message.text == NULL));
    chat_strbuf_addc(&echo->message, '_'); /* so that an empty piece counts as begun */
    echo->message.length--;
    chat_strbuf_add(&echo->message, event->data, event->length);
    assert(echo->message.length <= echo_limits.message_max);
    assert(!event->text || !event->last || chat_utf8_valid(echo->message.text, echo->message.length));
    if (!event->last)
        return;
    echo_say(echo, event->text ? "text" : "binary", echo->message.text, echo->message.length);
    chat_strbuf_clear(&echo->message);
    chat_strbuf_init(&echo->message, NULL, SIZE_MAX);
}

static inline void echo_feed(struct chat_ws_decoder *decoder, struct echo *echo, uint8_t *at, uint8_t *end)
{
    while (!echo->over) {
        struct chat_ws_event event = chat_ws_decode(decoder, &at, end);
        switch (event.kind) {
        case CHAT_WS_EVENT_MORE:
            assert(at == end);
            return;
        case CHAT_WS_EVENT_DATA:
            echo_data(echo, &event);
            break;
        case CHAT_WS_EVENT_PING:
            echo_say(echo, "pong", event.data, event.length);
            break;
        case CHAT_WS_EVENT_PONG:
            break;
        case CHAT_WS_EVENT_CLOSE:
        case CHAT_WS_EVENT_ERROR:
            echo_close(echo, event.code);
            break;
        }
    }
}

/* The answer to `bytes` cut at `first` and then after every `step`. */
static inline struct chat_strbuf echo_answer(enum chat_ws_role role, const char *bytes, size_t length,
                                             size_t first, size_t step)
{
    struct echo echo = {.over = false};
    struct chat_ws_decoder decoder;
    size_t next = first;

    chat_strbuf_init(&echo.said, NULL, SIZE_MAX);
    chat_strbuf_init(&echo.message, NULL, SIZE_MAX);
    chat_ws_decoder_init(&decoder, role, &echo_limits);
    for (size_t at = 0; at < length;) {
        size_t piece = next > at && next < length ? next - at : length - at;
        uint8_t *copy = malloc(piece);
        memcpy(copy, bytes + at, piece);
        echo_feed(&decoder, &echo, copy, copy + piece);
        free(copy);
        at += piece;
        next = at + step;
    }
    if (!echo.over)
        chat_strbuf_adds(&echo.said, "open\n");
    chat_strbuf_clear(&echo.message);
    return echo.said;
}

#endif
