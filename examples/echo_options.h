/*
 * What the two echo examples share: numbers on the command line, and serving on 127.0.0.1.
 */
#ifndef CHAT_EXAMPLES_ECHO_OPTIONS_H
#define CHAT_EXAMPLES_ECHO_OPTIONS_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "frontends/common/serve.h"

/* The number of an option, or the end of the program with a sentence about it. */
static inline unsigned long echo_number(const char *option, const char *text, unsigned long max)
{
    char *end = NULL;
    errno = 0;
    unsigned long number = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || number > max) {
        fprintf(stderr, "--%s takes a number from 0 to %lu, not \"%s\"\n", option, max, text);
        exit(2);
    }
    return number;
}

/* Serve until Ctrl-C; returns the exit status. */
static inline int echo_serve(unsigned long port, void (*ready)(const char *address, void *user_data),
                             const struct chat_server_handlers *handlers, void *user_data)
{
    struct chat_server_options options = CHAT_SERVER_OPTIONS_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    char address[32];

    snprintf(address, sizeof address, "127.0.0.1:%lu", port);
    if (chat_serve(address, &options, handlers, 1000, ready, user_data, &err) == CHAT_OK)
        return EXIT_SUCCESS;
    fprintf(stderr, "%s\n", err.message);
    return EXIT_FAILURE;
}

#endif
