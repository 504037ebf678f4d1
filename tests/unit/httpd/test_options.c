#include "frontends/httpd/options.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/unit.h"

#define ARGUMENTS_MAX 8

/* Read options as main() does; the arguments end with NULL. */
static enum chat_status read_options(struct httpd_options *options, struct chat_error *err,
                                     const char *const arguments[ARGUMENTS_MAX])
{
    char copies[ARGUMENTS_MAX][256];
    char *argv[ARGUMENTS_MAX + 1] = {copies[0]};
    int argc = 1;

    (void)snprintf(copies[0], sizeof(copies[0]), "chat-httpd");
    for (; argc < ARGUMENTS_MAX && arguments[argc - 1]; argc++) {
        (void)snprintf(copies[argc], sizeof(copies[argc]), "%s", arguments[argc - 1]);
        argv[argc] = copies[argc];
    }
    *err = (struct chat_error)CHAT_ERROR_INIT;
    httpd_options_init(options);
    return httpd_options_read(options, argc, argv, err);
}

#define READ(options, err, ...) \
    read_options(options, err, (const char *const[ARGUMENTS_MAX]){__VA_ARGS__, NULL})

static void given_file(char path[64], const char *text)
{
    int fd;

    (void)snprintf(path, 64, "/tmp/chat-options-XXXXXX");
    fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

START_TEST(without_options_the_defaults_hold)
{
    struct httpd_options options;
    struct chat_error err;

    ck_assert_int_eq(READ(&options, &err, NULL), CHAT_OK);
    ck_assert_str_eq(options.listen, "127.0.0.1:8080");
    ck_assert_str_eq(options.location, "./data/chat.db");
    ck_assert_int_eq(options.level, CHAT_LOG_INFO);
    ck_assert_int_eq(options.mode, HTTPD_RUN);
    ck_assert(!options.no_limits && !options.unsafe_plain_http);
    httpd_options_clear(&options);
}
END_TEST

START_TEST(both_ways_to_write_a_value_are_read)
{
    struct httpd_options options;
    struct chat_error err;

    ck_assert_int_eq(READ(&options, &err, "--loops", "3", "--data=/srv/chat", "--no-limits"), CHAT_OK);
    ck_assert_int_eq(options.loops, 3);
    ck_assert_str_eq(options.location, "/srv/chat/chat.db");
    ck_assert(options.no_limits);
    httpd_options_clear(&options);

    ck_assert_int_eq(READ(&options, &err, "--storage", "sqlite:/srv/a.db", "--loops=2", "--loops=4"),
                     CHAT_OK);
    ck_assert_str_eq(options.location, "/srv/a.db");
    ck_assert_int_eq(options.loops, 4);
    httpd_options_clear(&options);
}
END_TEST

START_TEST(the_command_line_goes_before_the_environment_and_that_before_the_file)
{
    struct httpd_options options;
    struct chat_error err;
    char path[64];

    given_file(path, "# comment\n\nloops = 2\n  data=\"/from/file\"\nlog-level = debug\n");
    ck_assert_int_eq(setenv("CHAT_DATA", "/from/environment", 1), 0);
    ck_assert_int_eq(setenv("CHAT_LOG_LEVEL", "warning", 1), 0);
    ck_assert_int_eq(READ(&options, &err, "--config", path, "--data", "/from/arguments"), CHAT_OK);
    ck_assert_int_eq(options.loops, 2);
    ck_assert_int_eq(options.level, CHAT_LOG_WARNING);
    ck_assert_str_eq(options.data, "/from/arguments");
    httpd_options_clear(&options);
    ck_assert_int_eq(unsetenv("CHAT_DATA"), 0);
    ck_assert_int_eq(unsetenv("CHAT_LOG_LEVEL"), 0);
    (void)unlink(path);
}
END_TEST

START_TEST(a_mistake_in_a_file_is_told_with_its_line)
{
    static const struct {
        const char *text, *sentence;
    } files[] = {
        {"loops = 2\ncolour = red\n", "line 2: there is no option \"colour\""},
        {"\n\nloops = many", "line 3: loops is a number from 1 to 64"},
        {"loops\n", "line 1: an option is written: name = value"},
        {"no-limits = maybe\n", "line 1: no-limits is true or false"},
        {"config = other.conf\n", "line 1: there is no option \"config\""},
    };

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct httpd_options options;
        struct chat_error err;
        char path[64];

        given_file(path, files[i].text);
        ck_assert_int_eq(READ(&options, &err, "--config", path), CHAT_E_INVALID);
        ck_assert_msg(strstr(err.message, files[i].sentence) != NULL, "%s", err.message);
        httpd_options_clear(&options);
        (void)unlink(path);
    }
}
END_TEST

START_TEST(plain_http_for_everybody_has_to_be_asked_for)
{
    struct httpd_options options;
    struct chat_error err;

    ck_assert_int_eq(READ(&options, &err, "--listen", "0.0.0.0:8080"), CHAT_E_INVALID);
    httpd_options_clear(&options);
    ck_assert_int_eq(
        READ(&options, &err, "--listen", "0.0.0.0:8080", "--public-url", "http://chat.example.org"),
        CHAT_E_INVALID);
    httpd_options_clear(&options);
    ck_assert_int_eq(
        READ(&options, &err, "--listen", "0.0.0.0:8080", "--public-url", "https://chat.example.org"),
        CHAT_OK);
    httpd_options_clear(&options);
    ck_assert_int_eq(READ(&options, &err, "--listen", "unix:/run/chat.sock"), CHAT_E_INVALID);
    httpd_options_clear(&options);
    ck_assert_int_eq(READ(&options, &err, "--listen", "0.0.0.0:8080", "--unsafe-plain-http"), CHAT_OK);
    httpd_options_clear(&options);
}
END_TEST

START_TEST(help_and_version_need_nothing_else_to_be_right)
{
    struct httpd_options options;
    struct chat_error err;

    ck_assert_int_eq(READ(&options, &err, "--listen", "nonsense", "--help"), CHAT_OK);
    ck_assert_int_eq(options.mode, HTTPD_PRINT_HELP);
    httpd_options_clear(&options);
    ck_assert_int_eq(READ(&options, &err, "--version"), CHAT_OK);
    ck_assert_int_eq(options.mode, HTTPD_PRINT_VERSION);
    httpd_options_clear(&options);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, without_options_the_defaults_hold);
    tcase_add_test(cases, both_ways_to_write_a_value_are_read);
    tcase_add_test(cases, the_command_line_goes_before_the_environment_and_that_before_the_file);
    tcase_add_test(cases, a_mistake_in_a_file_is_told_with_its_line);
    tcase_add_test(cases, plain_http_for_everybody_has_to_be_asked_for);
    tcase_add_test(cases, help_and_version_need_nothing_else_to_be_right);
}

int main(void)
{
    return unit_main("httpd/options", list);
}
