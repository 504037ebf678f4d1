/*
 * Everything that can be seen of a request parser, as text, so that two ways of cutting the same bytes can be
 * compared.
 */
#ifndef CHAT_TESTS_HTTP_TRANSCRIPT_H
#define CHAT_TESTS_HTTP_TRANSCRIPT_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "frontends/common/http_parser.h"
#include "libchat/base/strbuf.h"
#include "libchat/base/utf8.h"
#include "tests/unit/base/counting_alloc.h"

#define BODY_LIMIT (1u << 20)

static inline bool transcript_host(const char *host, void *user_data)
{
    (void)user_data;
    return strcmp(host, "localhost") == 0 || host[0] == '\0';
}

/* Everything a caller could see, as text: one line for each request. */
struct transcript {
    struct chat_strbuf seen;  /* all details, to compare two ways of cutting */
    struct chat_strbuf words; /* "ok=body ok-close 400", as the probe file has it */
    struct chat_strbuf body;
};

static inline void transcript_init(struct transcript *t)
{
    chat_strbuf_init(&t->seen, NULL, SIZE_MAX);
    chat_strbuf_init(&t->words, NULL, SIZE_MAX);
    chat_strbuf_init(&t->body, NULL, SIZE_MAX);
}

static inline void transcript_clear(struct transcript *t)
{
    chat_strbuf_clear(&t->seen);
    chat_strbuf_clear(&t->words);
    chat_strbuf_clear(&t->body);
}

/* What is true of every head that was not refused. */
static inline void transcript_check_head(const struct chat_http_head *head)
{
    char decoded[CHAT_HTTP_LINE_MAX + 1];
    struct chat_http_param param;
    const char *query = head->query;

    assert(head->path[0] == '/' || strcmp(head->path, "*") == 0);
    assert(strlen(head->path) == head->path_length && chat_utf8_valid(head->path, head->path_length));
    for (const char *at = head->path; (at = strchr(at, '/')) != NULL; at++) {
        size_t segment = strcspn(at + 1, "/");
        assert(!(segment == 1 && at[1] == '.') && !(segment == 2 && at[1] == '.' && at[2] == '.'));
    }
    while (chat_http_query_next(&query, &param)) {
        assert(chat_http_decode(param.name, param.name_length, decoded, sizeof decoded) >= 0);
        ptrdiff_t length = chat_http_decode(param.value, param.value_length, decoded, sizeof decoded);
        assert(length >= 0 && strlen(decoded) == (size_t)length);
    }
    enum chat_http_found found = chat_http_cookie(chat_http_find(head, "Cookie"), "a", decoded, 64);
    assert(found != CHAT_HTTP_FOUND || strlen(decoded) < 64);
}

static inline void transcript_head(struct transcript *t, const struct chat_http_head *head)
{
    chat_strbuf_addf(&t->seen, "%s %s ?%s host=%s minor=%d length=%lld\n", head->method, head->path,
                     head->query, head->host, head->minor, (long long)head->content_length);
    for (size_t i = 0; i < head->field_count; i++)
        chat_strbuf_addf(&t->seen, "  %s=%s\n", head->text + head->fields[i].name,
                         head->text + head->fields[i].value);
    chat_strbuf_reset(&t->body);
}

static inline void transcript_end(struct transcript *t, bool keep_alive)
{
    chat_strbuf_addf(&t->seen, "body %zu\n", t->body.length);
    chat_strbuf_addf(&t->words, "ok%s", keep_alive ? "" : "-close");
    if (t->body.length > 0)
        chat_strbuf_addf(&t->words, "=%s", t->body.text);
    chat_strbuf_addc(&t->words, ' ');
}

/* Feed one piece; false once the parser has refused. */
static inline bool transcript_feed(struct chat_http_parser *parser, struct transcript *t, const char *at,
                                   const char *end)
{
    const char *piece = NULL;
    size_t length = 0;

    for (;;) {
        switch (chat_http_parse(parser, &at, end, &piece, &length)) {
        case CHAT_HTTP_MORE:
            assert(at == end);
            return true;
        case CHAT_HTTP_HEAD:
            transcript_check_head(parser->head);
            transcript_head(t, parser->head);
            if (chat_http_has_body(parser->head) && !chat_http_parser_allow_body(parser, BODY_LIMIT))
                assert(parser->error_status == 413);
            break;
        case CHAT_HTTP_BODY:
            assert(length > 0);
            chat_strbuf_add(&t->body, piece, length);
            break;
        case CHAT_HTTP_END: {
            bool keep_alive = parser->head->keep_alive;
            transcript_end(t, keep_alive);
            chat_http_parser_next(parser);
            if (!keep_alive)
                return false;
            break;
        }
        case CHAT_HTTP_ERROR:
            chat_strbuf_addf(&t->seen, "refused %d %s\n", parser->error_status, parser->error_reason);
            chat_strbuf_addf(&t->words, "%d ", parser->error_status);
            return false;
        }
    }
}

/* Feed `bytes` cut at `first` and then after every `step`, and finish the words. */
static inline void transcript_run(struct transcript *t, const char *bytes, size_t length, size_t first,
                                  size_t step)
{
    struct counting_alloc counting;
    struct chat_http_parser parser;
    bool more = true;
    size_t at = 0;
    size_t next = first;

    counting_alloc_init(&counting);
    chat_http_parser_init(&parser, &counting.allocator, transcript_host, NULL);
    while (more && at < length) {
        size_t piece = next > at && next < length ? next - at : length - at;
        /* An exact copy, so that a sanitizer sees a read past the piece. */
        char *copy = malloc(piece);
        memcpy(copy, bytes + at, piece);
        more = transcript_feed(&parser, t, copy, copy + piece);
        free(copy);
        assert(parser.text_room <= 2 * CHAT_HTTP_HEAD_MAX);
        at += piece;
        next = at + step;
    }
    if (more && chat_http_parser_begun(&parser))
        chat_strbuf_adds(&t->words, "wait ");
    assert(counting.alive <= 1);
    chat_http_parser_clear(&parser);
    assert(counting.alive == 0);
}

#endif
