/*
 * chat-httpd: a chat community over HTTP and WebSocket. This file talks to the terminal; nothing else does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "frontends/httpd/httpd.h"
#include "libchat/base/error.h"

#define EXIT_USAGE 2

static int fail(const struct chat_error *err)
{
    (void)fprintf(stderr, "chat-httpd: %s\n", err->message);
    return err->status == CHAT_E_INVALID ? EXIT_USAGE : EXIT_FAILURE;
}

/* Where it can be reached and, while nobody owns the site, the link that makes somebody the owner. */
static enum chat_status announce(struct httpd *httpd, struct chat_error *err)
{
    char url[HTTPD_URL_MAX], token[CHAT_TOKEN_TEXT_MAX];
    enum chat_status status;

    (void)printf("chat-httpd listening on %s/\n", httpd_url(httpd, url));
    status = chat_setup_token(httpd->chat, token, err);
    if (status == CHAT_OK)
        (void)printf("Set up this site: %s/#setup=%s\n", url, token);
    explicit_bzero(token, sizeof(token));
    if (fflush(stdout) != 0) /* nobody reads our output: that is no reason not to serve */
        clearerr(stdout);
    return status == CHAT_E_CONFLICT ? CHAT_OK : status;
}

static int serve(const struct httpd_options *options)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct httpd httpd;
    enum chat_status status = httpd_open(&httpd, options, &err);
    bool fine = true;

    if (status == CHAT_OK)
        status = announce(&httpd, &err);
    if (status == CHAT_OK)
        fine = httpd_run(&httpd);
    httpd_close(&httpd);
    if (status != CHAT_OK)
        return fail(&err);
    if (!fine) {
        (void)chat_fail(
            &err, CHAT_E_STORAGE,
            "the store failed to write to the disk: see to the disk, then start again; everything "
            "acknowledged before is stored");
        return fail(&err);
    }
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct httpd_options options;
    struct chat_error err = CHAT_ERROR_INIT;
    int result = EXIT_SUCCESS;

    (void)umask(077);
    httpd_options_init(&options);
    if (httpd_options_read(&options, argc, argv, &err) != CHAT_OK) {
        httpd_options_clear(&options);
        return fail(&err);
    }
    switch (options.mode) {
    case HTTPD_PRINT_HELP:
        (void)fputs(httpd_options_help(), stdout);
        break;
    case HTTPD_PRINT_VERSION:
        (void)printf("chat-httpd %s\n", chat_version());
        break;
    case HTTPD_CHECK_CONFIG:
        (void)printf("chat-httpd: the options are right\n");
        break;
    case HTTPD_RUN:
        result = serve(&options);
        break;
    }
    httpd_options_clear(&options);
    return result;
}
