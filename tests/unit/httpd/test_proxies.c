#include "frontends/httpd/proxies.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "frontends/common/http_parser.h"
#include "tests/unit/unit.h"

static struct chat_peer given_peer(const char *ipv4)
{
    struct chat_peer peer = {.local = false, .address = {[10] = 0xff, [11] = 0xff}};

    ck_assert_int_eq(inet_pton(AF_INET, ipv4, peer.address + 12), 1);
    return peer;
}

/* The address of a request from `peer` with these header lines. */
static const char *address_of(const struct httpd_proxies *proxies, const struct chat_peer *peer,
                              const char *lines, char out[CHAT_ADDRESS_MAX])
{
    struct chat_http_parser parser;
    char text[1024];
    const char *at = text, *piece;
    size_t length;
    int written =
        snprintf(text, sizeof(text), "GET / HTTP/1.1\r\nHost: a\r\n%sX-Last: 192.0.2.99\r\n\r\n", lines);

    chat_http_parser_init(&parser, NULL, NULL, NULL);
    ck_assert_int_eq(chat_http_parse(&parser, &at, text + written, &piece, &length), CHAT_HTTP_HEAD);
    httpd_proxies_address(proxies, peer, parser.head, out);
    chat_http_parser_clear(&parser);
    return out;
}

START_TEST(without_a_trusted_proxy_the_peer_is_who_it_is)
{
    struct httpd_proxies proxies = {.n = 0};
    struct chat_peer peer = given_peer("198.51.100.7");
    char out[CHAT_ADDRESS_MAX];

    ck_assert_str_eq(address_of(&proxies, &peer, "", out), "198.51.100.7");
    ck_assert_str_eq(address_of(&proxies, &peer, "X-Forwarded-For: 203.0.113.1\r\n", out), "198.51.100.7");
    peer = given_peer("127.0.0.1");
    ck_assert_str_eq(address_of(&proxies, &peer, "X-Forwarded-For: 203.0.113.1\r\n", out), "127.0.0.1");
}
END_TEST

START_TEST(a_trusted_proxy_says_whom_it_speaks_for)
{
    static const struct {
        const char *lines, *address;
    } rows[] = {
        {"", "127.0.0.1"},
        {"X-Forwarded-For: 203.0.113.1\r\n", "203.0.113.1"},
        {"x-forwarded-for:203.0.113.1\r\n", "203.0.113.1"},
        {"X-Forwarded-For: 203.0.113.1:4711\r\n", "203.0.113.1"},
        {"X-Forwarded-For: 2001:db8::1\r\n", "2001:db8::1"},
        {"X-Forwarded-For: [2001:db8::1]:4711\r\n", "2001:db8::1"},
        {"X-Forwarded-For: ::ffff:203.0.113.1\r\n", "203.0.113.1"},
        /* what stands before the last hop was said by a stranger */
        {"X-Forwarded-For: 192.0.2.66, 203.0.113.1\r\n", "203.0.113.1"},
        {"X-Forwarded-For: 127.0.0.1 ,\t203.0.113.1 \r\n", "203.0.113.1"},
        {"X-Forwarded-For: 192.0.2.66\r\nX-Forwarded-For: 203.0.113.1\r\n", "203.0.113.1"},
        /* proxies of ours are stepped over */
        {"X-Forwarded-For: 203.0.113.1, 10.1.2.3\r\n", "203.0.113.1"},
        {"X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-For: 10.1.2.3, 127.0.0.1\r\n", "203.0.113.1"},
        {"X-Forwarded-For: 10.1.2.3\r\n", "10.1.2.3"},
        /* what is no address is nobody's */
        {"X-Forwarded-For: unknown\r\n", "127.0.0.1"},
        {"X-Forwarded-For: 203.0.113.1, evil\r\n", "127.0.0.1"},
        {"X-Forwarded-For: 203.0.113.1, nonsense, 10.1.2.3\r\n", "10.1.2.3"},
        {"X-Forwarded-For: \r\n", "127.0.0.1"},
        {"X-Forwarded-For: 203.0.113.1,\r\n", "127.0.0.1"},
        {"X-Forwarded-For: 203.0.113.1\\\r\n", "127.0.0.1"},
        {"X-Forwarded-For: [203.0.113.1\r\n", "127.0.0.1"},
    };
    struct httpd_proxies proxies = {.n = 0};
    struct chat_peer peer = given_peer("127.0.0.1");
    char out[CHAT_ADDRESS_MAX];

    ck_assert_int_eq(httpd_proxies_add_this_machine(&proxies, NULL), CHAT_OK);
    ck_assert_int_eq(httpd_proxies_add(&proxies, "10.0.0.0/8", NULL), CHAT_OK);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        ck_assert_msg(strcmp(address_of(&proxies, &peer, rows[i].lines, out), rows[i].address) == 0,
                      "%s gives %s", rows[i].lines, out);
}
END_TEST

START_TEST(a_peer_on_a_unix_socket_has_no_address_but_may_speak_for_one)
{
    struct httpd_proxies proxies = {.n = 0};
    struct chat_peer peer = {.local = true};
    char out[CHAT_ADDRESS_MAX];

    ck_assert_str_eq(address_of(&proxies, &peer, "X-Forwarded-For: 203.0.113.1\r\n", out), "");
    ck_assert_int_eq(httpd_proxies_add_this_machine(&proxies, NULL), CHAT_OK);
    ck_assert_str_eq(address_of(&proxies, &peer, "X-Forwarded-For: 203.0.113.1\r\n", out), "203.0.113.1");
    ck_assert_str_eq(address_of(&proxies, &peer, "X-Forwarded-For: unknown\r\n", out), "");
    ck_assert_str_eq(address_of(&proxies, &peer, "", out), "");
}
END_TEST

START_TEST(a_network_ends_where_its_bits_end)
{
    struct httpd_proxies proxies = {.n = 0};
    struct chat_peer inside = given_peer("10.1.3.255"), outside = given_peer("10.1.4.0");
    char out[CHAT_ADDRESS_MAX];

    ck_assert_int_eq(httpd_proxies_add(&proxies, " 10.1.0.0/22 , 2001:db8::/33", NULL), CHAT_OK);
    ck_assert_uint_eq(proxies.n, 2);
    ck_assert_str_eq(address_of(&proxies, &inside, "X-Forwarded-For: 203.0.113.1\r\n", out), "203.0.113.1");
    ck_assert_str_eq(address_of(&proxies, &outside, "X-Forwarded-For: 203.0.113.1\r\n", out), "10.1.4.0");
    ck_assert_str_eq(
        address_of(&proxies, &inside, "X-Forwarded-For: 2001:db8:8000::1, 2001:db8:7fff::1\r\n", out),
        "2001:db8:8000::1");
}
END_TEST

START_TEST(what_is_no_address_or_network_is_refused)
{
    static const char *const lists[] = {"proxy.example",     "10.0.0.0/33", "10.0.0.0/-1",
                                        "10.0.0.0/",         "::1/129",     ",",
                                        "10.0.0.1 10.0.0.2", "10.0.0.1:80", "/8"};

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        struct httpd_proxies proxies = {.n = 0};
        ck_assert_msg(httpd_proxies_add(&proxies, lists[i], NULL) == CHAT_E_INVALID, "%s is taken", lists[i]);
    }
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, without_a_trusted_proxy_the_peer_is_who_it_is);
    tcase_add_test(cases, a_trusted_proxy_says_whom_it_speaks_for);
    tcase_add_test(cases, a_peer_on_a_unix_socket_has_no_address_but_may_speak_for_one);
    tcase_add_test(cases, a_network_ends_where_its_bits_end);
    tcase_add_test(cases, what_is_no_address_or_network_is_refused);
}

int main(void)
{
    return unit_main("httpd/proxies", list);
}
