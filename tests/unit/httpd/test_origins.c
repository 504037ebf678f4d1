#include "frontends/httpd/origins.h"

#include "tests/unit/unit.h"

static struct httpd_origins given_url(const char *url)
{
    struct httpd_origins origins = {.n = 0};
    struct chat_error err = CHAT_ERROR_INIT;

    ck_assert_msg(httpd_origins_add_url(&origins, url, &err) == CHAT_OK, "%s: %s", url, err.message);
    return origins;
}

START_TEST(a_public_url_is_known_by_its_host_alone)
{
    struct httpd_origins origins = given_url("https://Chat.Example.org/");

    ck_assert_ptr_nonnull(httpd_origins_find(&origins, "chat.example.org"));
    ck_assert_ptr_nonnull(httpd_origins_find(&origins, "chat.example.org:443"));
    ck_assert_ptr_null(httpd_origins_find(&origins, "chat.example.org:80"));
    ck_assert_ptr_null(httpd_origins_find(&origins, "example.org"));
    ck_assert_ptr_null(httpd_origins_find(&origins, "evil.chat.example.org"));
    ck_assert_ptr_null(httpd_origins_find(&origins, "chat.example.org.evil.example"));
    ck_assert_ptr_null(httpd_origins_find(&origins, ""));
}
END_TEST

START_TEST(a_port_that_is_not_the_schemes_own_belongs_to_the_name)
{
    struct httpd_origins origins = given_url("http://chat.example.org:8080");

    ck_assert_ptr_nonnull(httpd_origins_find(&origins, "chat.example.org:8080"));
    ck_assert_ptr_null(httpd_origins_find(&origins, "chat.example.org"));
    ck_assert_ptr_null(httpd_origins_find(&origins, "chat.example.org:80"));
}
END_TEST

START_TEST(this_machine_has_three_names_and_the_address_that_is_listened_on)
{
    struct httpd_origins origins = {.n = 0};

    ck_assert_int_eq(httpd_origins_add_loopback(&origins, "127.0.0.2:8080", 8080, NULL), CHAT_OK);
    ck_assert_ptr_nonnull(httpd_origins_find(&origins, "localhost:8080"));
    ck_assert_ptr_nonnull(httpd_origins_find(&origins, "127.0.0.1:8080"));
    ck_assert_ptr_nonnull(httpd_origins_find(&origins, "[::1]:8080"));
    ck_assert_ptr_nonnull(httpd_origins_find(&origins, "127.0.0.2:8080"));
    ck_assert_ptr_null(httpd_origins_find(&origins, "127.0.0.3:8080"));
    ck_assert_ptr_null(httpd_origins_find(&origins, "localhost"));
    ck_assert_ptr_null(httpd_origins_find(&origins, "localhost:80801"));
}
END_TEST

START_TEST(an_origin_is_ours_only_if_it_is_exactly_where_the_request_went)
{
    struct httpd_origins origins = given_url("https://chat.example.org");
    const struct httpd_origin *origin = httpd_origins_find(&origins, "chat.example.org");

    ck_assert(httpd_origin_matches(origin, "chat.example.org", "https://chat.example.org"));
    ck_assert(httpd_origin_matches(origin, "chat.example.org:443", "https://chat.example.org"));
    ck_assert(!httpd_origin_matches(origin, "chat.example.org", "http://chat.example.org"));
    ck_assert(!httpd_origin_matches(origin, "chat.example.org", "https://chat.example.org/"));
    ck_assert(!httpd_origin_matches(origin, "chat.example.org", "https://chat.example.org:8443"));
    ck_assert(!httpd_origin_matches(origin, "chat.example.org", "https://CHAT.example.org"));
    ck_assert(!httpd_origin_matches(origin, "chat.example.org", "https://chat.example.org.evil.example"));
    ck_assert(!httpd_origin_matches(origin, "chat.example.org", "https://chat.example.or"));
    ck_assert(!httpd_origin_matches(origin, "chat.example.org", "null"));
    ck_assert(!httpd_origin_matches(origin, "chat.example.org", ""));
}
END_TEST

START_TEST(two_of_our_names_are_two_origins)
{
    struct httpd_origins origins = {.n = 0};

    ck_assert_int_eq(httpd_origins_add_loopback(&origins, "127.0.0.2:8080", 8080, NULL), CHAT_OK);
    ck_assert(!httpd_origin_matches(httpd_origins_find(&origins, "127.0.0.1:8080"), "127.0.0.1:8080",
                                    "http://localhost:8080"));
}
END_TEST

START_TEST(a_url_with_more_than_scheme_and_host_is_refused)
{
    static const char *const urls[] = {"",
                                       "chat.example.org",
                                       "ftp://chat.example.org",
                                       "https://",
                                       "https:///",
                                       "https://chat.example.org/chat",
                                       "https://user@chat.example.org",
                                       "https://chat.example.org?x",
                                       "https://chat.example.org:",
                                       "https://chat.example.org:0",
                                       "https://chat.example.org:65536",
                                       "https://chat.example.org:80a",
                                       "https://chat example.org",
                                       "https://[::1",
                                       "https://[::1]x",
                                       "https://[evil]",
                                       "HTTPS://chat.example.org"};

    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        struct httpd_origins origins = {.n = 0};
        ck_assert_msg(httpd_origins_add_url(&origins, urls[i], NULL) == CHAT_E_INVALID, "%s is taken",
                      urls[i]);
    }
    given_url("https://[2001:db8::1]:8443");
    given_url("http://127.0.0.1:1/");
}
END_TEST

START_TEST(an_address_says_whether_it_is_of_this_machine_only)
{
    ck_assert(httpd_address_is_local("127.0.0.1:8080"));
    ck_assert(httpd_address_is_local("127.1.2.3:8080"));
    ck_assert(httpd_address_is_local("[::1]:8080"));
    ck_assert(httpd_address_is_local("unix:/run/chat.sock"));
    ck_assert(!httpd_address_is_local("0.0.0.0:8080"));
    ck_assert(!httpd_address_is_local("[::]:8080"));
    ck_assert(!httpd_address_is_local("192.0.2.1:8080"));
    ck_assert(!httpd_address_is_local("1127.0.0.1:8080"));
}
END_TEST

START_TEST(an_address_to_listen_on_has_a_port_or_a_path)
{
    ck_assert(httpd_address_ok("127.0.0.1:0"));
    ck_assert(httpd_address_ok("[::1]:65535"));
    ck_assert(httpd_address_ok("unix:/run/chat.sock"));
    ck_assert(!httpd_address_ok("8080"));
    ck_assert(!httpd_address_ok(":8080"));
    ck_assert(!httpd_address_ok("127.0.0.1"));
    ck_assert(!httpd_address_ok("127.0.0.1:"));
    ck_assert(!httpd_address_ok("127.0.0.1:65536"));
    ck_assert(!httpd_address_ok("127.0.0.1:-1"));
    ck_assert(!httpd_address_ok("127.0.0.1:http"));
    ck_assert(!httpd_address_ok("unix:chat.sock"));
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, a_public_url_is_known_by_its_host_alone);
    tcase_add_test(cases, a_port_that_is_not_the_schemes_own_belongs_to_the_name);
    tcase_add_test(cases, this_machine_has_three_names_and_the_address_that_is_listened_on);
    tcase_add_test(cases, an_origin_is_ours_only_if_it_is_exactly_where_the_request_went);
    tcase_add_test(cases, two_of_our_names_are_two_origins);
    tcase_add_test(cases, a_url_with_more_than_scheme_and_host_is_refused);
    tcase_add_test(cases, an_address_says_whether_it_is_of_this_machine_only);
    tcase_add_test(cases, an_address_to_listen_on_has_a_port_or_a_path);
}

int main(void)
{
    return unit_main("httpd/origins", list);
}
