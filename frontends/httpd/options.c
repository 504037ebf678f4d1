/*
 * One table of options feeds the command line, the environment and the help. Judging them together (what
 * may listen where) stands at the end.
 */
#include "frontends/httpd/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chat/sys/alloc.h"
#include "frontends/httpd/options_file.h"
#include "frontends/httpd/options_table.h"
#include "frontends/httpd/origins.h"
#include "frontends/httpd/proxies.h"
#include "libchat/base/error.h"
#include "libchat/base/number.h"

#define TEXT(member) HTTPD_OPTION_TEXT, offsetof(struct httpd_options, member)
#define FLAG(member) HTTPD_OPTION_FLAG, offsetof(struct httpd_options, member)

static const struct httpd_option rows[] = {
    {"listen", TEXT(listen)},
    {"data", TEXT(data)},
    {"storage", TEXT(storage)},
    {"public-url", TEXT(public_url)},
    {"trusted-proxy", TEXT(trusted_proxy)},
    {"web-root", TEXT(web_root)},
    {"log-level", TEXT(log_level)},
    {"loops", HTTPD_OPTION_NUMBER, offsetof(struct httpd_options, loops)},
    {"unsafe-plain-http", FLAG(unsafe_plain_http)},
    {"no-limits", FLAG(no_limits)},
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

const char *httpd_options_help(void)
{
    return "chat-httpd [option ...]: serve a chat community over HTTP and WebSocket.\n"
           "\n"
           "  --listen ADDRESS:PORT   where to listen (127.0.0.1:8080); [::1]:8080 and unix:/run/chat.sock "
           "work too\n"
           "  --data DIR              folder of the store, made if it is not there (./data)\n"
           "  --storage sqlite:FILE   the store itself, instead of DIR/chat.db\n"
           "  --public-url URL        how visitors reach this server, such as https://chat.example.org; with "
           "https there is\n"
           "                          a proxy before it, and one on this machine is believed whom it speaks "
           "for\n"
           "  --trusted-proxy LIST    other proxies whose X-Forwarded-For is believed: 10.0.0.2, "
           "10.1.0.0/16\n"
           "  --unsafe-plain-http     listen on other than loopback addresses without TLS: anyone on the way "
           "reads along\n"
           "  --loops N               loop threads (by the number of cores)\n"
           "  --log-level LEVEL       error, warning, info or debug (info)\n"
           "  --config FILE           read options from FILE, one `name = value` each\n"
           "  --check-config          say whether the options are right, and stop\n"
           "  --version, --help\n"
           "\n"
           "For development and tests:\n"
           "  --web-root DIR          serve the web client from DIR instead of from this program\n"
           "  --no-limits             no rate limits: only for tests and benchmarks\n"
           "\n"
           "Each option can be an environment variable too (CHAT_PUBLIC_URL=...). The command line goes "
           "before the\n"
           "environment, and the environment before the file.\n";
}

void httpd_options_init(struct httpd_options *options)
{
    *options = (struct httpd_options){.mode = HTTPD_RUN};
}

void httpd_options_clear(struct httpd_options *options)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].kind == HTTPD_OPTION_TEXT)
            chat_free(*httpd_option_text(options, &rows[i]));
    chat_free(options->config);
    chat_free(options->location);
    httpd_options_init(options);
}

char **httpd_option_text(struct httpd_options *options, const struct httpd_option *option)
{
    return (char **)((char *)options + option->offset);
}

static enum chat_status number_set(int *out, const char *name, const char *value, struct chat_error *err)
{
    int64_t number;

    if (!chat_int64_parse(value, strlen(value), &number) || number < 1 || number > HTTPD_LOOPS_MAX)
        return chat_fail(err, CHAT_E_INVALID, "%s is a number from 1 to %d", name, HTTPD_LOOPS_MAX);
    *out = (int)number;
    return CHAT_OK;
}

enum chat_status httpd_option_set(struct httpd_options *options, const struct httpd_option *option,
                                  const char *value, struct chat_error *err)
{
    char *member = (char *)options + option->offset;

    switch (option->kind) {
    case HTTPD_OPTION_TEXT: {
        char *copy = chat_strdup(NULL, value);
        if (!copy)
            return chat_fail_nomem(err);
        chat_free(*httpd_option_text(options, option));
        *httpd_option_text(options, option) = copy;
        return CHAT_OK;
    }
    case HTTPD_OPTION_NUMBER:
        return number_set((int *)(void *)member, option->name, value, err);
    case HTTPD_OPTION_FLAG:
        if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
            return chat_fail(err, CHAT_E_INVALID, "%s is true or false", option->name);
        *(bool *)(void *)member = strcmp(value, "true") == 0;
        return CHAT_OK;
    }
    return CHAT_E_INTERNAL;
}

/* ---- The command line and the environment ---------------------------------------------------------- */

const struct httpd_option *httpd_option_find(const char *name, size_t length)
{
    for (size_t i = 0; i < ROWS; i++)
        if (strlen(rows[i].name) == length && memcmp(rows[i].name, name, length) == 0)
            return &rows[i];
    return NULL;
}

static bool mode_named(const char *name, enum httpd_mode *out)
{
    static const struct {
        const char *name;
        enum httpd_mode mode;
    } modes[] = {
        {"check-config", HTTPD_CHECK_CONFIG}, {"version", HTTPD_PRINT_VERSION}, {"help", HTTPD_PRINT_HELP}};

    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
        if (strcmp(name, modes[i].name) == 0) {
            *out = modes[i].mode;
            return true;
        }
    return false;
}

/* One argument, or two: "--name value" and "--name=value" are the same. Steps *i over what it used. */
static enum chat_status argument_read(struct httpd_options *options, int *i, int argc, char *const *argv,
                                      struct chat_error *err)
{
    const char *name = argv[*i], *value = strchr(name, '=');
    size_t length = value ? (size_t)(value - name) : strlen(name);
    static const struct httpd_option config = {"config", TEXT(config)};
    const struct httpd_option *option;

    if (strncmp(name, "--", 2) != 0 || length <= 2)
        return chat_fail(err, CHAT_E_INVALID, "\"%s\" is not an option: see chat-httpd --help", argv[*i]);
    if (!value && mode_named(name + 2, &options->mode))
        return CHAT_OK;
    option =
        length == 8 && memcmp(name, "--config", 8) == 0 ? &config : httpd_option_find(name + 2, length - 2);
    if (!option)
        return chat_fail(err, CHAT_E_INVALID, "there is no option %.*s: see chat-httpd --help", (int)length,
                         name);
    if (option->kind == HTTPD_OPTION_FLAG && !value)
        return httpd_option_set(options, option, "true", err);
    if (!value && *i + 1 == argc)
        return chat_fail(err, CHAT_E_INVALID, "the option %s needs a value: see chat-httpd --help", name);
    return httpd_option_set(options, option, value ? value + 1 : argv[++*i], err);
}

static enum chat_status arguments_read(struct httpd_options *options, int argc, char *const *argv,
                                       struct chat_error *err)
{
    for (int i = 1; i < argc; i++) {
        enum chat_status status = argument_read(options, &i, argc, argv, err);
        if (status != CHAT_OK)
            return status;
    }
    return CHAT_OK;
}

static enum chat_status environment_read(struct httpd_options *options, struct chat_error *err)
{
    for (size_t i = 0; i < ROWS; i++) {
        char name[64];
        const char *value;
        enum chat_status status;

        (void)snprintf(name, sizeof(name), "CHAT_%s", rows[i].name);
        for (char *at = name; *at; at++)
            *at = *at == '-' ? '_' : (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
        value = getenv(name);
        status = value ? httpd_option_set(options, &rows[i], value, err) : CHAT_OK;
        if (status != CHAT_OK)
            return status;
    }
    return CHAT_OK;
}

/* ---- All of them together --------------------------------------------------------------------------- */

static enum chat_status default_set(char **text, const char *value, struct chat_error *err)
{
    if (!*text)
        *text = chat_strdup(NULL, value);
    return *text ? CHAT_OK : chat_fail_nomem(err);
}

static enum chat_status location_make(struct httpd_options *options, struct chat_error *err)
{
    const char *folder = options->data;

    if (options->storage) {
        if (strncmp(options->storage, "sqlite:", 7) != 0 || !options->storage[7])
            return chat_fail(err, CHAT_E_INVALID, "the storage is written sqlite:FILE, not \"%s\"",
                             options->storage);
        return default_set(&options->location, options->storage + 7, err);
    }
    options->location = chat_alloc(NULL, strlen(folder) + sizeof("/chat.db"));
    if (!options->location)
        return chat_fail_nomem(err);
    (void)snprintf(options->location, strlen(folder) + sizeof("/chat.db"), "%s/chat.db", folder);
    return CHAT_OK;
}

static enum chat_status judge(struct httpd_options *options, struct chat_error *err)
{
    struct httpd_origins origins = {0};
    struct httpd_proxies proxies = {.n = 0};

    if (!chat_log_level_read(options->log_level, &options->level))
        return chat_fail(err, CHAT_E_INVALID, "the log level is error, warning, info or debug, not \"%s\"",
                         options->log_level);
    if (options->public_url) {
        enum chat_status status = httpd_origins_add_url(&origins, options->public_url, err);
        if (status != CHAT_OK)
            return status;
    }
    if (options->trusted_proxy) {
        enum chat_status status = httpd_proxies_add(&proxies, options->trusted_proxy, err);
        if (status != CHAT_OK)
            return status;
    }
    if (!httpd_address_ok(options->listen))
        return chat_fail(err, CHAT_E_INVALID,
                         "\"%.80s\" is not an address to listen on: write it like 127.0.0.1:8080",
                         options->listen);
    if (strncmp(options->listen, "unix:", 5) == 0 && !options->public_url)
        return chat_fail(
            err, CHAT_E_INVALID,
            "behind a unix socket nobody knows how visitors reach this server: give --public-url");
    if (!httpd_address_is_local(options->listen) && !options->unsafe_plain_http &&
        !(options->public_url && origins.list[0].https))
        return chat_fail(err, CHAT_E_INVALID,
                         "on %s anyone on the way could read along: give --public-url https://... of the TLS "
                         "proxy before it, or --unsafe-plain-http",
                         options->listen);
    return CHAT_OK;
}

enum chat_status httpd_options_read(struct httpd_options *options, int argc, char *const *argv,
                                    struct chat_error *err)
{
    enum chat_status status = arguments_read(options, argc, argv, err);

    if (status != CHAT_OK || options->mode == HTTPD_PRINT_HELP || options->mode == HTTPD_PRINT_VERSION)
        return status;
    /* The weakest source first; the command line, whose name for the file is known now, has the last word. */
    if (options->config)
        status = httpd_options_file_read(options, options->config, err);
    if (status == CHAT_OK)
        status = environment_read(options, err);
    if (status == CHAT_OK)
        status = arguments_read(options, argc, argv, err);
    if (status == CHAT_OK)
        status = default_set(&options->listen, "127.0.0.1:8080", err);
    if (status == CHAT_OK)
        status = default_set(&options->data, "./data", err);
    if (status == CHAT_OK)
        status = default_set(&options->log_level, "info", err);
    if (status == CHAT_OK)
        status = judge(options, err);
    return status == CHAT_OK ? location_make(options, err) : status;
}
