/*
 * The readers of a head: lists of tokens, query strings, cookies.
 */
#include "frontends/common/http_head.h"

#include "frontends/common/http_parser.h"
#include "tests/unit/unit.h"

START_TEST(a_token_is_found_in_any_line_of_a_list_and_only_whole)
{
    struct chat_http_parser parser;
    const char *at = "GET / HTTP/1.1\r\nHost: h\r\nConnection: a , Upgrade\r\nConnection:,b;q=1\r\n\r\n";
    const char *piece;
    size_t length;

    chat_http_parser_init(&parser, NULL, NULL, NULL);
    ck_assert_int_eq(chat_http_parse(&parser, &at, at + strlen(at), &piece, &length), CHAT_HTTP_HEAD);
    ck_assert(chat_http_has_token(parser.head, "connection", "upgrade"));
    ck_assert(chat_http_has_token(parser.head, "Connection", "a"));
    ck_assert(chat_http_has_token(parser.head, "Connection", "b;q=1"));
    ck_assert(!chat_http_has_token(parser.head, "Connection", "b"));
    ck_assert(!chat_http_has_token(parser.head, "Connection", "upgrad"));
    ck_assert(!chat_http_has_token(parser.head, "Upgrade", "upgrade"));
    chat_http_parser_clear(&parser);
}
END_TEST

START_TEST(a_query_is_walked_in_order_and_empty_parts_are_skipped)
{
    const char *at = "&a=1&&b&=c&d=e=f&";
    static const char *const names[] = {"a", "b", "", "d"};
    static const char *const values[] = {"1", "", "c", "e=f"};
    struct chat_http_param param;
    size_t count = 0;

    while (chat_http_query_next(&at, &param)) {
        ck_assert_uint_lt(count, 4);
        ck_assert_uint_eq(param.name_length, strlen(names[count]));
        ck_assert_int_eq(strncmp(param.name, names[count], param.name_length), 0);
        ck_assert_uint_eq(param.value_length, strlen(values[count]));
        ck_assert_int_eq(strncmp(param.value, values[count], param.value_length), 0);
        count++;
    }
    ck_assert_uint_eq(count, 4);
}
END_TEST

START_TEST(a_query_parameter_is_found_decoded)
{
    static const struct {
        const char *query, *name, *value;
        enum chat_http_found found;
    } rows[] = {
        {"q=a+b%20c&limit=5", "q", "a b c", CHAT_HTTP_FOUND},
        {"q=a&limit=5", "limit", "5", CHAT_HTTP_FOUND},
        {"%71=a", "q", "a", CHAT_HTTP_FOUND},
        {"x+y=a", "x y", "a", CHAT_HTTP_FOUND},
        {"q", "q", "", CHAT_HTTP_FOUND},
        {"q=%C3%A9", "q", "\xc3\xa9", CHAT_HTTP_FOUND},
        {"", "q", NULL, CHAT_HTTP_ABSENT},
        {"qq=1&p=q", "q", NULL, CHAT_HTTP_ABSENT},
        {"q=1&q=2", "q", NULL, CHAT_HTTP_REPEATED},
        {"q=1&%71=2", "q", NULL, CHAT_HTTP_REPEATED},
        {"q=12345678", "q", NULL, CHAT_HTTP_TOO_LONG},
        {"q=1234567", "q", "1234567", CHAT_HTTP_FOUND},
        {"q=%zz", "q", NULL, CHAT_HTTP_TOO_LONG},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[8];
        ck_assert_int_eq(chat_http_query_find(rows[i].query, rows[i].name, out, sizeof out), rows[i].found);
        if (rows[i].found == CHAT_HTTP_FOUND)
            ck_assert_str_eq(out, rows[i].value);
    }
}
END_TEST

START_TEST(a_cookie_is_found_by_its_exact_name)
{
    static const struct {
        const char *cookies, *name, *value;
        enum chat_http_found found;
    } rows[] = {
        {"a=1; __Host-chat=token; b=2", "__Host-chat", "token", CHAT_HTTP_FOUND},
        {"a=1;b=2", "b", "2", CHAT_HTTP_FOUND},
        {"a=\"quoted\"", "a", "quoted", CHAT_HTTP_FOUND},
        {"a=x=y", "a", "x=y", CHAT_HTTP_FOUND},
        {"a=", "a", "", CHAT_HTTP_FOUND},
        {"a=1", "A", NULL, CHAT_HTTP_ABSENT},
        {"aa=1; b", "a", NULL, CHAT_HTTP_ABSENT},
        {"b", "b", NULL, CHAT_HTTP_ABSENT},
        {NULL, "a", NULL, CHAT_HTTP_ABSENT},
        {"a=1; a=2", "a", NULL, CHAT_HTTP_REPEATED},
        {"a=123456789", "a", NULL, CHAT_HTTP_TOO_LONG},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[9];
        ck_assert_int_eq(chat_http_cookie(rows[i].cookies, rows[i].name, out, sizeof out), rows[i].found);
        if (rows[i].found == CHAT_HTTP_FOUND)
            ck_assert_str_eq(out, rows[i].value);
    }
}
END_TEST

START_TEST(decoding_refuses_what_is_cut_or_does_not_fit)
{
    char out[4];
    ck_assert_int_eq(chat_http_decode("a%4", 3, out, sizeof out), -1);
    ck_assert_int_eq(chat_http_decode("%", 1, out, sizeof out), -1);
    ck_assert_int_eq(chat_http_decode("abcd", 4, out, sizeof out), -1);
    ck_assert_int_eq(chat_http_decode("abc", 3, out, sizeof out), 3);
    ck_assert_str_eq(out, "abc");
    ck_assert_int_eq(chat_http_decode("", 0, out, 0), -1);
    ck_assert_int_eq(chat_http_decode("", 0, out, 1), 0);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, a_token_is_found_in_any_line_of_a_list_and_only_whole);
    tcase_add_test(cases, a_query_is_walked_in_order_and_empty_parts_are_skipped);
    tcase_add_test(cases, a_query_parameter_is_found_decoded);
    tcase_add_test(cases, a_cookie_is_found_by_its_exact_name);
    tcase_add_test(cases, decoding_refuses_what_is_cut_or_does_not_fit);
}

int main(void)
{
    return unit_main("common/http_head", list);
}
