/*
 * Log lines: their form, and that nothing a stranger wrote can break out of its value.
 */
#include "frontends/common/log.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/unit.h"

static int64_t fixed_time(void *user_data)
{
    (void)user_data;
    return INT64_C(1795371012123456);
}

static const struct chat_clock fixed_clock = {fixed_time, fixed_time, NULL};

/* A log into a pipe, and what has been written to it. */
struct fixture {
    struct chat_log log;
    int read_fd;
    char text[8192];
};

static struct fixture given_log(enum chat_log_level level)
{
    struct fixture f = {.log = {.level = level, .clock = &fixed_clock}};
    int ends[2];
    ck_assert_int_eq(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
    f.read_fd = ends[0];
    f.log.fd = ends[1];
    return f;
}

static const char *written(struct fixture *f)
{
    ssize_t n = read(f->read_fd, f->text, sizeof f->text - 1);
    f->text[n > 0 ? n : 0] = '\0';
    return f->text;
}

static void fixture_close(struct fixture *f)
{
    close(f->read_fd);
    close(f->log.fd);
}

START_TEST(a_line_has_time_level_message_and_its_pairs)
{
    struct fixture f = given_log(CHAT_LOG_INFO);
    struct chat_log_line line;

    chat_log_begin(&f.log, &line, CHAT_LOG_WARNING, "request refused");
    chat_log_text(&line, "path", "/a");
    chat_log_number(&line, "status", -5);
    chat_log_text(&line, "absent", NULL);
    chat_log_end(&line);
    ck_assert_str_eq(written(&f),
                     "time=2026-11-22T18:10:12.123456Z level=warning msg=\"request refused\" path=/a "
                     "status=-5\n");
    fixture_close(&f);
}
END_TEST

START_TEST(lines_beyond_the_level_are_not_written)
{
    struct fixture f = given_log(CHAT_LOG_WARNING);
    chat_log_say(&f.log, CHAT_LOG_INFO, "quiet", "key", "value");
    ck_assert_str_eq(written(&f), "");
    chat_log_say(&f.log, CHAT_LOG_ERROR, "loud", NULL, NULL);
    ck_assert_ptr_nonnull(strstr(written(&f), "level=error msg=\"loud\"\n"));
    fixture_close(&f);
}
END_TEST

START_TEST(a_value_can_not_break_out)
{
    static const struct {
        const char *value, *shown;
    } rows[] = {
        {"plain", "key=plain\n"},
        {"", "key=\"\"\n"},
        {"two words", "key=\"two words\"\n"},
        {"a=b", "key=\"a=b\"\n"},
        {"say \"hi\" \\", "key=\"say \\\"hi\\\" \\\\\"\n"},
        {"one\nlevel=error\r\t", "key=\"one\\nlevel=error\\r\\t\"\n"},
        {"\x1b[2J", "key=\"\\x1b[2J\"\n"},
        {"caf\xc3\xa9", "key=\"caf\xc3\xa9\"\n"},
        {"\xc2\x9b"
         "31m",
         "key=\"\\xc2\\x9b31m\"\n"},
        {"\xe2\x80\xae"
         "txt",
         "key=\"\\xe2\\x80\\xaetxt\"\n"},
        {"\xe2\x80\xa8", "key=\"\\xe2\\x80\\xa8\"\n"},
        {"not utf-8 \xff\xc3\xa9", "key=\"not utf-8 \\xff\\xc3\\xa9\"\n"},
        {"\x7f", "key=\"\\x7f\"\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture f = given_log(CHAT_LOG_INFO);
        chat_log_say(&f.log, CHAT_LOG_INFO, "m", "key", rows[i].value);
        ck_assert_str_eq(strstr(written(&f), "key="), rows[i].shown);
        fixture_close(&f);
    }
}
END_TEST

START_TEST(every_byte_stays_within_its_line)
{
    struct fixture f = given_log(CHAT_LOG_INFO);
    for (int c = 0; c < 256; c++) {
        char value[3] = {'a', (char)c, 'b'};
        struct chat_log_line line;
        chat_log_begin(&f.log, &line, CHAT_LOG_INFO, "m");
        chat_log_bytes(&line, "key", value, sizeof value);
        chat_log_end(&line);
        const char *text = written(&f);
        ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
        for (const char *at = text; *at != '\n'; at++)
            if ((unsigned char)*at < 0x20 || (unsigned char)*at >= 0x7F)
                ck_abort_msg("byte %d came through as it was", c);
    }
    fixture_close(&f);
}
END_TEST

START_TEST(long_values_are_cut_and_the_line_has_an_end)
{
    struct fixture f = given_log(CHAT_LOG_INFO);
    struct chat_log_line line;
    char value[2000];

    memset(value, 'v', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    chat_log_begin(&f.log, &line, CHAT_LOG_INFO, "m");
    for (int i = 0; i < 10; i++)
        chat_log_text(&line, "key", value);
    chat_log_text(&line, "short", "fits");
    chat_log_end(&line);
    const char *text = written(&f);
    ck_assert_uint_le(strlen(text), CHAT_LOG_LINE_MAX);
    ck_assert_ptr_nonnull(strstr(text, "vvv...\" key=\"vvv"));
    ck_assert_ptr_nonnull(strstr(text, " short=fits\n"));
    fixture_close(&f);
}
END_TEST

START_TEST(a_log_nobody_reads_stops_nothing)
{
    struct fixture f = given_log(CHAT_LOG_INFO);
    char value[500];

    memset(value, 'v', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    for (int i = 0; i < 1000; i++)
        chat_log_say(&f.log, CHAT_LOG_INFO, "m", "key", value);
    ck_assert_uint_gt(strlen(written(&f)), 0);
    fixture_close(&f);
}
END_TEST

START_TEST(levels_are_read_by_their_words)
{
    enum chat_log_level level = CHAT_LOG_ERROR;
    ck_assert(chat_log_level_read("debug", &level));
    ck_assert_int_eq(level, CHAT_LOG_DEBUG);
    ck_assert(!chat_log_level_read("Debug", &level));
    ck_assert(!chat_log_level_read("", &level));
    ck_assert_int_eq(level, CHAT_LOG_DEBUG);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, a_line_has_time_level_message_and_its_pairs);
    tcase_add_test(cases, lines_beyond_the_level_are_not_written);
    tcase_add_test(cases, a_value_can_not_break_out);
    tcase_add_test(cases, every_byte_stays_within_its_line);
    tcase_add_test(cases, long_values_are_cut_and_the_line_has_an_end);
    tcase_add_test(cases, a_log_nobody_reads_stops_nothing);
    tcase_add_test(cases, levels_are_read_by_their_words);
}

int main(void)
{
    return unit_main("common/log", list);
}
