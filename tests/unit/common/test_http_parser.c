/*
 * The request parser against the probe file, each probe whole and cut at every position; and what the probe
 * file cannot say: what the head holds, when a body may come, that nothing is kept and nothing leaks.
 */
#include "frontends/common/http_parser.h"

#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/common/http_transcript.h"
#include "tests/unit/common/probes.h"
#include "tests/unit/unit.h"

static bool word_matches(const char *word, size_t word_length, const char *wanted, size_t wanted_length)
{
    /* "ok" is content with any body; "413|405" with either. */
    if (wanted_length == 2 && memcmp(wanted, "ok", 2) == 0)
        return word_length >= 2 && memcmp(word, "ok", 2) == 0 && (word_length == 2 || word[2] == '=');
    if (wanted_length > 3 && wanted[3] == '|')
        return word_length == 3 && memcmp(word, wanted, 3) == 0;
    return word_length == wanted_length && memcmp(word, wanted, word_length) == 0;
}

/* Bodies hold blanks, so one expected word may be "ok=hello world": compare from "ok" to "ok". */
static bool words_match(const char *words, const char *expected)
{
    if (strncmp(expected, "ok=", 3) == 0 && strstr(expected, " ok") == NULL)
        return strlen(words) == strlen(expected) + 1 && strncmp(words, expected, strlen(expected)) == 0;
    while (*words != '\0' && *expected != '\0') {
        size_t word = strcspn(words, " ");
        size_t wanted = strcspn(expected, " ");
        if (!word_matches(words, word, expected, wanted))
            return false;
        words += word + 1;
        expected += wanted + (expected[wanted] == ' ');
    }
    return *words == '\0' && *expected == '\0';
}

static void check_cut(const struct probe *probe, const struct transcript *whole, size_t first, size_t step)
{
    struct transcript cut;

    transcript_init(&cut);
    transcript_run(&cut, probe->bytes.text, probe->bytes.length, first, step);
    if (strcmp(cut.seen.text ? cut.seen.text : "", whole->seen.text ? whole->seen.text : "") != 0 ||
        strcmp(cut.words.text, whole->words.text) != 0)
        ck_abort_msg("[%s] cut at %zu, then every %zu: %s, but whole: %s", probe->name, first, step,
                     cut.words.text, whole->words.text);
    transcript_clear(&cut);
}

START_TEST(every_probe_is_taken_or_refused_as_written_wherever_it_is_cut)
{
    FILE *file = fopen("tests/corpus/http/probes.txt", "r");
    struct probe probe = {.bytes = {.text = NULL}};
    int probes = 0;

    ck_assert_ptr_nonnull(file);
    while (probe_next(file, &probe)) {
        struct transcript whole;
        size_t length = probe.bytes.length;

        transcript_init(&whole);
        transcript_run(&whole, probe.bytes.text, length, length, length);
        ck_assert_msg(words_match(whole.words.text, probe.expected), "[%s] expected %s, got %s(%s)",
                      probe.name, probe.expected, whole.words.text, whole.seen.text);
        /* The long ones repeat one byte: some of their positions stand for all. */
        for (size_t cut = 1; cut<length; cut += length> 3000 ? 211 : 1)
            check_cut(&probe, &whole, cut, length);
        check_cut(&probe, &whole, 1, 1);
        check_cut(&probe, &whole, 2, 3);
        transcript_clear(&whole);
        probes++;
    }
    fclose(file);
    chat_strbuf_clear(&probe.bytes);
    ck_assert_int_gt(probes, 150);
}
END_TEST

/* Feed one text and return the event that came of it. */
static enum chat_http_event take(struct chat_http_parser *parser, const char **at)
{
    const char *piece;
    size_t length;
    return chat_http_parse(parser, at, *at + strlen(*at), &piece, &length);
}

START_TEST(a_head_is_taken_apart_and_decoded_once)
{
    struct chat_http_parser parser;
    const char *at =
        "GET /r%C3%B6%6Fm/%252e%2E./x?q=a%20b&n=7 HTTP/1.1\r\nHOST: LocalHost:80\r\nX-A:  b c \t\r\n\r\n";

    chat_http_parser_init(&parser, NULL, NULL, NULL);
    ck_assert_int_eq(take(&parser, &at), CHAT_HTTP_HEAD);
    ck_assert_str_eq(parser.head->method, "GET");
    ck_assert_str_eq(parser.head->path, "/r\xc3\xb6om/%2e../x");
    ck_assert_uint_eq(parser.head->path_length, strlen(parser.head->path));
    ck_assert_str_eq(parser.head->query, "q=a%20b&n=7");
    ck_assert_str_eq(parser.head->host, "localhost:80");
    ck_assert_str_eq(chat_http_find(parser.head, "x-a"), "b c");
    ck_assert(parser.head->keep_alive && !parser.head->chunked);
    chat_http_parser_clear(&parser);
}
END_TEST

START_TEST(an_absolute_target_gives_its_own_host_and_path)
{
    static const struct {
        const char *target, *host, *path, *query;
    } rows[] = {
        {"http://LOCALHOST:80/a/b?c=d", "localhost:80", "/a/b", "c=d"},
        {"HTTPS://[::1]:8443", "[::1]:8443", "/", ""},
        {"http://localhost?c", "localhost", "/", "c"},
        {"http://localhost/?", "localhost", "/", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct chat_http_parser parser;
        char text[256];
        const char *at = text;

        snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: other\r\n\r\n", rows[i].target);
        chat_http_parser_init(&parser, NULL, NULL, NULL);
        ck_assert_int_eq(take(&parser, &at), CHAT_HTTP_HEAD);
        ck_assert_str_eq(parser.head->host, rows[i].host);
        ck_assert_str_eq(parser.head->path, rows[i].path);
        ck_assert_str_eq(parser.head->query, rows[i].query);
        chat_http_parser_clear(&parser);
    }
}
END_TEST

START_TEST(a_body_nobody_allowed_is_refused_before_it_is_read)
{
    static const char *const heads[] = {
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n",
    };
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        struct chat_http_parser parser;
        const char *at = heads[i];

        chat_http_parser_init(&parser, NULL, NULL, NULL);
        ck_assert_int_eq(take(&parser, &at), CHAT_HTTP_HEAD);
        ck_assert_int_eq(take(&parser, &at), CHAT_HTTP_ERROR);
        ck_assert_int_eq(parser.error_status, 413);
        chat_http_parser_clear(&parser);
    }
}
END_TEST

START_TEST(a_body_may_reach_its_limit_and_not_pass_it)
{
    static const char *const requests[] = {
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
        "chunked\r\n\r\n4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n",
    };
    for (size_t i = 0; i < 4; i++) {
        struct chat_http_parser parser;
        const char *at = requests[i / 2];
        enum chat_http_event event;
        bool enough = i % 2 == 0;

        chat_http_parser_init(&parser, NULL, NULL, NULL);
        ck_assert_int_eq(take(&parser, &at), CHAT_HTTP_HEAD);
        (void)chat_http_parser_allow_body(&parser, enough ? 10 : 9);
        do
            event = take(&parser, &at);
        while (event == CHAT_HTTP_BODY);
        ck_assert_int_eq(event, enough ? CHAT_HTTP_END : CHAT_HTTP_ERROR);
        ck_assert_int_eq(parser.error_status, enough ? 0 : 413);
        chat_http_parser_clear(&parser);
    }
}
END_TEST

START_TEST(a_client_waits_for_100_only_with_a_body_and_in_http_1_1)
{
    static const struct {
        const char *head;
        bool expected;
    } rows[] = {
        {"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n", true},
        {"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-CONTINUE\r\nTransfer-Encoding: chunked\r\n\r\n", true},
        {"POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n", false},
        {"POST / HTTP/1.0\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n", false},
        {"POST / HTTP/1.0\r\nExpect: wonders\r\nContent-Length: 3\r\n\r\n", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct chat_http_parser parser;
        const char *at = rows[i].head;

        chat_http_parser_init(&parser, NULL, NULL, NULL);
        ck_assert_int_eq(take(&parser, &at), CHAT_HTTP_HEAD);
        ck_assert_int_eq(parser.head->expect_continue, rows[i].expected);
        chat_http_parser_clear(&parser);
    }
}
END_TEST

START_TEST(the_limits_of_line_and_head_can_be_reached_and_not_passed)
{
    /* "GET /", path, " HTTP/1.1" is the line; then the Host field and one more. */
    for (int over = 0; over < 3; over++) {
        struct chat_http_parser parser;
        struct chat_strbuf text;
        size_t path = CHAT_HTTP_LINE_MAX - strlen("GET / HTTP/1.1") + (over == 1);

        chat_strbuf_init(&text, NULL, SIZE_MAX);
        chat_strbuf_adds(&text, "GET /");
        for (size_t i = 0; i < path; i++)
            chat_strbuf_addc(&text, 'p');
        chat_strbuf_adds(&text, " HTTP/1.1\r\nHost: h\r\nX: ");
        while (text.length + 4 < CHAT_HTTP_HEAD_MAX + (over == 2))
            chat_strbuf_addc(&text, 'v');
        chat_strbuf_adds(&text, "\r\n\r\n");

        const char *at = text.text;
        chat_http_parser_init(&parser, NULL, NULL, NULL);
        enum chat_http_event event = take(&parser, &at);
        if (over == 0)
            ck_assert_int_eq(event, CHAT_HTTP_HEAD);
        else
            ck_assert_int_eq(parser.error_status, over == 1 ? 414 : 431);
        chat_http_parser_clear(&parser);
        chat_strbuf_clear(&text);
    }
}
END_TEST

START_TEST(a_head_without_memory_is_answered_503)
{
    struct counting_alloc counting;
    struct chat_http_parser parser;
    const char *at = "GET / HTTP/1.1\r\n";

    counting_alloc_init(&counting);
    counting.fail_at = 1;
    chat_http_parser_init(&parser, &counting.allocator, NULL, NULL);
    ck_assert_int_eq(take(&parser, &at), CHAT_HTTP_ERROR);
    ck_assert_int_eq(parser.error_status, 503);
    chat_http_parser_clear(&parser);
    ck_assert_int_eq(counting.alive, 0);
}
END_TEST

START_TEST(between_two_requests_nothing_is_held)
{
    struct counting_alloc counting;
    struct chat_http_parser parser;
    const char *at = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    counting_alloc_init(&counting);
    chat_http_parser_init(&parser, &counting.allocator, NULL, NULL);
    ck_assert(!chat_http_parser_begun(&parser));
    ck_assert_int_eq(take(&parser, &at), CHAT_HTTP_HEAD);
    ck_assert(chat_http_parser_begun(&parser));
    ck_assert_int_eq(take(&parser, &at), CHAT_HTTP_END);
    chat_http_parser_next(&parser);
    ck_assert_int_eq(counting.alive, 0);
    ck_assert(!chat_http_parser_begun(&parser));
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, every_probe_is_taken_or_refused_as_written_wherever_it_is_cut);
    tcase_add_test(cases, a_head_is_taken_apart_and_decoded_once);
    tcase_add_test(cases, an_absolute_target_gives_its_own_host_and_path);
    tcase_add_test(cases, a_body_nobody_allowed_is_refused_before_it_is_read);
    tcase_add_test(cases, a_body_may_reach_its_limit_and_not_pass_it);
    tcase_add_test(cases, a_client_waits_for_100_only_with_a_body_and_in_http_1_1);
    tcase_add_test(cases, the_limits_of_line_and_head_can_be_reached_and_not_passed);
    tcase_add_test(cases, a_head_without_memory_is_answered_503);
    tcase_add_test(cases, between_two_requests_nothing_is_held);
}

int main(void)
{
    return unit_main("common/http_parser", list);
}
