#include "frontends/common/http_chunked.h"

#include <string.h>

#include "frontends/common/http_chars.h"
#include "frontends/common/http_head.h"

enum state {
    STATE_SIZE,
    STATE_EXTENSION,
    STATE_SIZE_LF,
    STATE_DATA,
    STATE_DATA_CR,
    STATE_DATA_LF,
    STATE_TRAILER, /* at the start of a trailer line, or of the empty line that ends all */
    STATE_TRAILER_NAME,
    STATE_TRAILER_VALUE,
    STATE_TRAILER_LF,
    STATE_LAST_LF,
    STATE_END,
    STATE_FAILED
};

/* More digits than the largest chunk needs would only be leading zeros. */
#define SIZE_DIGITS_MAX 8

void chat_http_chunked_init(struct chat_http_chunked *chunked)
{
    memset(chunked, 0, sizeof *chunked);
}

static enum state size_byte(struct chat_http_chunked *chunked, unsigned char c)
{
    int digit = chat_http_hex(c);
    if (digit >= 0) {
        chunked->left = chunked->left * 16 + digit;
        if (++chunked->digits > SIZE_DIGITS_MAX || chunked->left > CHAT_HTTP_CHUNK_MAX)
            return STATE_FAILED;
        return STATE_SIZE;
    }
    if (chunked->digits == 0)
        return STATE_FAILED;
    return c == '\r' ? STATE_SIZE_LF : c == ';' ? STATE_EXTENSION : STATE_FAILED;
}

/* One byte that is not chunk data. */
static enum state step(struct chat_http_chunked *chunked, unsigned char c)
{
    switch ((enum state)chunked->state) {
    case STATE_SIZE:
        return size_byte(chunked, c);
    case STATE_EXTENSION:
        return c == '\r' ? STATE_SIZE_LF : chat_http_is_value(c) ? STATE_EXTENSION : STATE_FAILED;
    case STATE_SIZE_LF:
        if (c != '\n')
            return STATE_FAILED;
        chunked->digits = 0;
        return chunked->left > 0 ? STATE_DATA : STATE_TRAILER;
    case STATE_DATA_CR:
        return c == '\r' ? STATE_DATA_LF : STATE_FAILED;
    case STATE_DATA_LF:
        return c == '\n' ? STATE_SIZE : STATE_FAILED;
    case STATE_TRAILER:
        return c == '\r' ? STATE_LAST_LF : chat_http_is_token(c) ? STATE_TRAILER_NAME : STATE_FAILED;
    case STATE_TRAILER_NAME:
        return c == ':' ? STATE_TRAILER_VALUE : chat_http_is_token(c) ? STATE_TRAILER_NAME : STATE_FAILED;
    case STATE_TRAILER_VALUE:
        return c == '\r' ? STATE_TRAILER_LF : chat_http_is_value(c) ? STATE_TRAILER_VALUE : STATE_FAILED;
    case STATE_TRAILER_LF:
        return c == '\n' ? STATE_TRAILER : STATE_FAILED;
    case STATE_LAST_LF:
        return c == '\n' ? STATE_END : STATE_FAILED;
    case STATE_DATA:
    case STATE_END:
    case STATE_FAILED:
        break;
    }
    return STATE_FAILED;
}

static bool is_extra(enum state state)
{
    return state == STATE_EXTENSION || (state >= STATE_TRAILER_NAME && state <= STATE_TRAILER_LF);
}

static enum chat_http_chunked_event take_data(struct chat_http_chunked *chunked, const char **at,
                                              const char *end, const char **piece, size_t *length)
{
    size_t have = (size_t)(end - *at);
    *piece = *at;
    *length = have < (uint64_t)chunked->left ? have : (size_t)chunked->left;
    *at += *length;
    chunked->left -= (int64_t)*length;
    if (chunked->left == 0)
        chunked->state = STATE_DATA_CR;
    return CHAT_HTTP_CHUNKED_DATA;
}

enum chat_http_chunked_event chat_http_chunked_next(struct chat_http_chunked *chunked, const char **at,
                                                    const char *end, const char **piece, size_t *length)
{
    for (;;) {
        if (chunked->state == STATE_FAILED)
            return CHAT_HTTP_CHUNKED_ERROR;
        if (chunked->state == STATE_END)
            return CHAT_HTTP_CHUNKED_END;
        if (*at == end)
            return CHAT_HTTP_CHUNKED_MORE;
        if (chunked->state == STATE_DATA)
            return take_data(chunked, at, end, piece, length);

        enum state next = step(chunked, (unsigned char)*(*at)++);
        if (is_extra(next) && ++chunked->extras > CHAT_HTTP_CHUNK_EXTRAS)
            next = STATE_FAILED;
        chunked->state = (uint8_t)next;
        if (next == STATE_DATA)
            return CHAT_HTTP_CHUNKED_SIZE;
    }
}
