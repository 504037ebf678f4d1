/*
 * The head is read byte by byte into one block, so that a wrong byte is refused where it stands, and nothing
 * is ever read twice. What the fields mean together is judged in http_judge.c, the target in http_uri.c, the
 * chunks of a body in http_chunked.c.
 */
#include "frontends/common/http_parser.h"

#include <string.h>

#include "frontends/common/http_chars.h"
#include "frontends/common/http_judge.h"

enum state {
    STATE_START,
    STATE_START_LF, /* an empty line before the request, which RFC 9112 2.2 wants ignored, once */
    STATE_METHOD,
    STATE_TARGET,
    STATE_VERSION,
    STATE_LINE_LF,
    STATE_FIELD, /* at the start of a field line, or of the empty line that ends the head */
    STATE_NAME,
    STATE_VALUE_START,
    STATE_VALUE,
    STATE_FIELD_LF,
    STATE_HEAD_LF,
    STATE_BODY,
    STATE_CHUNKS,
    STATE_END,
    STATE_FAILED
};

#define TEXT_FIRST 1024 /* most heads fit */

void chat_http_parser_init(struct chat_http_parser *parser, const struct chat_allocator *allocator,
                           bool (*host_allowed)(const char *host, void *user_data), void *user_data)
{
    memset(parser, 0, sizeof *parser);
    parser->allocator = allocator;
    parser->host_allowed = host_allowed;
    parser->user_data = user_data;
}

void chat_http_parser_clear(struct chat_http_parser *parser)
{
    chat_free(parser->head);
    parser->head = NULL;
    parser->text_room = 0;
}

void chat_http_parser_next(struct chat_http_parser *parser)
{
    chat_http_parser_clear(parser);
    chat_http_parser_init(parser, parser->allocator, parser->host_allowed, parser->user_data);
}

bool chat_http_parser_begun(const struct chat_http_parser *parser)
{
    return parser->state != STATE_START;
}

static void fail(struct chat_http_parser *parser, int status, const char *reason)
{
    parser->state = STATE_FAILED;
    parser->error_status = (uint16_t)status;
    parser->error_reason = reason;
}

static char *text_of(const struct chat_http_parser *parser)
{
    return (char *)(parser->head + 1);
}

/* Room for the longest run that may follow, and a NUL. */
static bool make_room(struct chat_http_parser *parser, size_t more)
{
    size_t need = parser->head_bytes + more + 1;
    if (parser->head != NULL && need <= parser->text_room)
        return true;
    size_t room = parser->text_room > 0 ? parser->text_room : TEXT_FIRST;
    while (room < need)
        room *= 2;
    struct chat_http_head *head = chat_realloc(parser->allocator, parser->head, sizeof *head + room);
    if (head == NULL) {
        fail(parser, 503, "out of memory");
        return false;
    }
    parser->head = head;
    parser->text_room = room;
    return true;
}

/* Keep one byte of the head, within the limits of its line and of the whole. */
static bool keep(struct chat_http_parser *parser, char c)
{
    if (parser->state < STATE_LINE_LF && parser->head_bytes >= CHAT_HTTP_LINE_MAX && c != '\r') {
        fail(parser, 414, "the request line is too long");
        return false;
    }
    if (parser->head_bytes == CHAT_HTTP_HEAD_MAX) {
        fail(parser, 431, "the head is too large");
        return false;
    }
    if (!make_room(parser, 1))
        return false;
    text_of(parser)[parser->head_bytes++] = c;
    return true;
}

/* End the part that began at `mark` with a NUL over the separator just kept. Returns its length. */
static uint16_t end_part(struct chat_http_parser *parser)
{
    uint16_t last = (uint16_t)(parser->head_bytes - 1);
    text_of(parser)[last] = '\0';
    uint16_t length = (uint16_t)(last - parser->mark);
    parser->mark = parser->head_bytes;
    return length;
}

static void method_byte(struct chat_http_parser *parser, unsigned char c)
{
    if (chat_http_is_token(c)) {
        if (parser->head_bytes > CHAT_HTTP_METHOD_MAX)
            fail(parser, 501, "no method is that long");
        return;
    }
    if (c != ' ' || parser->head_bytes == 1) {
        fail(parser, 400, "not a method");
        return;
    }
    end_part(parser);
    const char *method = text_of(parser);
    /* A tunnel is a proxy's business, and TRACE would show a page cookies it cannot read. */
    if (strcmp(method, "CONNECT") == 0 || strcmp(method, "TRACE") == 0)
        fail(parser, 501, "the method is not served");
    else
        parser->state = STATE_TARGET;
}

static void target_byte(struct chat_http_parser *parser, unsigned char c)
{
    if (c > ' ' && c < 0x7F)
        return;
    if (c != ' ') {
        fail(parser, 400, "a byte that no target may hold");
        return;
    }
    parser->target = parser->mark;
    parser->target_length = end_part(parser);
    if (parser->target_length == 0)
        fail(parser, 400, "an empty target");
    else
        parser->state = STATE_VERSION;
}

static void version_byte(struct chat_http_parser *parser, unsigned char c)
{
    static const char pattern[] = "HTTP/d.d";
    size_t at = (size_t)(parser->head_bytes - 1 - parser->mark);
    if (at < sizeof pattern - 1) {
        bool good = pattern[at] == 'd' ? c >= '0' && c <= '9' : c == (unsigned char)pattern[at];
        if (!good)
            fail(parser, 400, "not an HTTP version");
        return;
    }
    if (c != '\r') {
        fail(parser, 400, c == '\n' ? "a line ends without CR" : "not an HTTP version");
        return;
    }
    const char *version = text_of(parser) + parser->mark;
    if (version[5] != '1' || version[7] > '1') {
        fail(parser, 505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
        return;
    }
    parser->head->minor = (uint8_t)(version[7] - '0');
    end_part(parser);
    parser->state = STATE_LINE_LF;
}

static void field_byte(struct chat_http_parser *parser, unsigned char c)
{
    if (c == '\r') {
        parser->state = STATE_HEAD_LF;
        return;
    }
    if (!chat_http_is_token(c)) {
        fail(parser, 400,
             c == ' ' || c == '\t' ? "a folded field"
             : c == ':'            ? "a field without a name"
             : c == '\n'           ? "a line ends without CR"
                                   : "a byte that no field name may hold");
        return;
    }
    if (parser->head->field_count == CHAT_HTTP_FIELDS_MAX) {
        fail(parser, 431, "too many fields");
        return;
    }
    parser->mark = (uint16_t)(parser->head_bytes - 1);
    parser->state = STATE_NAME;
}

static void name_byte(struct chat_http_parser *parser, unsigned char c)
{
    if (chat_http_is_token(c))
        return;
    if (c != ':') {
        fail(parser, 400, "a byte that no field name may hold");
        return;
    }
    struct chat_http_field *field = &parser->head->fields[parser->head->field_count];
    field->name = parser->mark;
    field->name_length = end_part(parser);
    parser->state = STATE_VALUE_START;
}

static void value_byte(struct chat_http_parser *parser, unsigned char c)
{
    if (c == '\r') {
        struct chat_http_field *field = &parser->head->fields[parser->head->field_count++];
        char *value = text_of(parser) + parser->mark;
        field->value = parser->mark;
        uint16_t length = end_part(parser);
        while (length > 0 && (value[length - 1] == ' ' || value[length - 1] == '\t'))
            length--;
        value[length] = '\0';
        field->value_length = length;
        parser->state = STATE_FIELD_LF;
        return;
    }
    if (!chat_http_is_value(c)) {
        fail(parser, 400, c == '\n' ? "a line ends without CR" : "a control byte in a field");
        return;
    }
    if (parser->state == STATE_VALUE_START && (c == ' ' || c == '\t'))
        parser->mark = parser->head_bytes;
    else
        parser->state = STATE_VALUE;
}

static void line_feed(struct chat_http_parser *parser, unsigned char c, enum state next)
{
    if (c != '\n')
        fail(parser, 400, "CR without LF");
    else
        parser->state = (uint8_t)next;
}

/* The head is whole: put it together and judge it. */
static void finish_head(struct chat_http_parser *parser, unsigned char c)
{
    struct chat_http_head *head = parser->head;
    struct chat_http_verdict verdict = {0, NULL};

    line_feed(parser, c, STATE_BODY);
    if (parser->state == STATE_FAILED)
        return;
    head->text = text_of(parser);
    head->method = head->text;
    verdict = chat_http_judge(head, text_of(parser), parser->target, parser->target_length);
    if (verdict.status == 0 && parser->host_allowed != NULL &&
        !parser->host_allowed(head->host, parser->user_data))
        verdict = (struct chat_http_verdict){421, "the host is not served here"};
    if (verdict.status != 0) {
        fail(parser, verdict.status, verdict.reason);
        return;
    }
    if (head->chunked) {
        chat_http_chunked_init(&parser->chunked);
        parser->state = STATE_CHUNKS;
    }
}

static void head_byte(struct chat_http_parser *parser, unsigned char c)
{
    switch ((enum state)parser->state) {
    case STATE_METHOD:
        method_byte(parser, c);
        break;
    case STATE_TARGET:
        target_byte(parser, c);
        break;
    case STATE_VERSION:
        version_byte(parser, c);
        break;
    case STATE_FIELD:
        field_byte(parser, c);
        break;
    case STATE_NAME:
        name_byte(parser, c);
        break;
    case STATE_VALUE_START:
    case STATE_VALUE:
        value_byte(parser, c);
        break;
    case STATE_LINE_LF:
    case STATE_FIELD_LF:
        line_feed(parser, c, STATE_FIELD);
        break;
    case STATE_HEAD_LF:
        finish_head(parser, c);
        break;
    default:
        fail(parser, 500, "the parser is in no state");
    }
}

/* Before the first byte of a request. Nothing is kept of an empty line. */
static bool start_byte(struct chat_http_parser *parser, unsigned char c)
{
    if (parser->state == STATE_START_LF) {
        line_feed(parser, c, STATE_START);
        parser->mark = 1; /* an empty line has been skipped */
        return true;
    }
    if (c == '\r' && parser->mark == 0) {
        parser->state = STATE_START_LF;
        return true;
    }
    parser->mark = 0;
    parser->state = STATE_METHOD;
    return false;
}

/* Read the head up to its end or an error. */
static bool read_head(struct chat_http_parser *parser, const char **at, const char *end)
{
    while (parser->state < STATE_BODY) {
        if (*at == end)
            return false;
        unsigned char c = (unsigned char)*(*at)++;
        if (parser->state <= STATE_START_LF && start_byte(parser, c))
            continue;
        if (keep(parser, (char)c))
            head_byte(parser, c);
    }
    return true;
}

static enum chat_http_event tell_error(const char **at, const char *end)
{
    *at = end;
    return CHAT_HTTP_ERROR;
}

static enum chat_http_event read_body(struct chat_http_parser *parser, const char **at, const char *end,
                                      const char **piece, size_t *length)
{
    uint64_t left = (uint64_t)parser->head->content_length - parser->body_bytes;
    if (left == 0) {
        parser->state = STATE_END;
        return CHAT_HTTP_END;
    }
    if (!chat_http_parser_allow_body(parser, parser->body_limit))
        return tell_error(at, end);
    if (*at == end)
        return CHAT_HTTP_MORE;
    size_t have = (size_t)(end - *at);
    *piece = *at;
    *length = have < left ? have : (size_t)left;
    *at += *length;
    parser->body_bytes += *length;
    return CHAT_HTTP_BODY;
}

static enum chat_http_event read_chunks(struct chat_http_parser *parser, const char **at, const char *end,
                                        const char **piece, size_t *length)
{
    for (;;) {
        switch (chat_http_chunked_next(&parser->chunked, at, end, piece, length)) {
        case CHAT_HTTP_CHUNKED_MORE:
            return CHAT_HTTP_MORE;
        case CHAT_HTTP_CHUNKED_SIZE:
            parser->body_bytes += (uint64_t)parser->chunked.left;
            if (parser->body_bytes > parser->body_limit) {
                fail(parser, 413, "the body is too large");
                return tell_error(at, end);
            }
            break;
        case CHAT_HTTP_CHUNKED_DATA:
            return CHAT_HTTP_BODY;
        case CHAT_HTTP_CHUNKED_END:
            parser->state = STATE_END;
            return CHAT_HTTP_END;
        case CHAT_HTTP_CHUNKED_ERROR:
            fail(parser, 400, "a malformed chunk");
            return tell_error(at, end);
        }
    }
}

enum chat_http_event chat_http_parse(struct chat_http_parser *parser, const char **at, const char *end,
                                     const char **piece, size_t *length)
{
    if (parser->state < STATE_BODY) {
        if (!read_head(parser, at, end))
            return CHAT_HTTP_MORE;
        return parser->state == STATE_FAILED ? tell_error(at, end) : CHAT_HTTP_HEAD;
    }
    switch ((enum state)parser->state) {
    case STATE_BODY:
        return read_body(parser, at, end, piece, length);
    case STATE_CHUNKS:
        return read_chunks(parser, at, end, piece, length);
    case STATE_END:
        return CHAT_HTTP_END;
    default:
        return tell_error(at, end);
    }
}

bool chat_http_parser_allow_body(struct chat_http_parser *parser, uint64_t limit)
{
    parser->body_limit = limit;
    if (parser->state == STATE_BODY && (uint64_t)parser->head->content_length > limit)
        fail(parser, 413, "the body is too large");
    return parser->state != STATE_FAILED;
}
