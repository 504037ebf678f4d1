/*
 * What chat-httpd can be told: on the command line, by environment variables (CHAT_LISTEN) and in a
 * configuration file, under the same names; the command line decides, then the environment, then the file.
 */
#ifndef CHAT_HTTPD_OPTIONS_H
#define CHAT_HTTPD_OPTIONS_H

#include "chat/status.h"
#include "frontends/common/log.h"

#include <stdbool.h>
#include <stddef.h>

#define HTTPD_LOOPS_MAX 64

/** What the program is to do. */
enum httpd_mode { HTTPD_RUN, HTTPD_CHECK_CONFIG, HTTPD_PRINT_VERSION, HTTPD_PRINT_HELP };

/** The texts are owned; release with httpd_options_clear(). */
struct httpd_options {
    enum httpd_mode mode;
    char *listen;        /* "127.0.0.1:8080" */
    char *data;          /* folder of the store; made if it is not there */
    char *storage;       /* "sqlite:PATH"; NULL: chat.db in `data` */
    char *config;        /* file; NULL: none */
    char *trusted_proxy; /* addresses or networks of proxies, besides this machine's; NULL: none */
    char *public_url;    /* "https://chat.example.org"; NULL: only this machine */
    char *web_root;      /* serve these files instead of those compiled in; NULL: those */
    char *log_level;     /* a word; NULL: info */
    int loops;           /* 0: by the number of cores */
    bool unsafe_plain_http;
    bool no_limits;
    /* made from the above */
    char *location;            /* what the store opens */
    enum chat_log_level level; /* of the log */
};

/** The defaults. */
void httpd_options_init(struct httpd_options *options);
void httpd_options_clear(struct httpd_options *options);

/**
 * Read the command line, the environment and the configuration file, and judge them together.
 * CHAT_E_INVALID with a sentence that says what to do.
 */
CHAT_CHECKED enum chat_status httpd_options_read(struct httpd_options *options, int argc, char *const *argv,
                                                 struct chat_error *err);

/** The text of --help. Static. */
const char *httpd_options_help(void);

#endif
