/*
 * What the two echo examples share: numbers from the command line, one loop, and an end on Ctrl-C.
 */
#ifndef CHAT_EXAMPLES_ECHO_MAIN_H
#define CHAT_EXAMPLES_ECHO_MAIN_H

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <event2/event.h>

#include "frontends/common/server.h"

/* A number of the command line, or the end of the program with a sentence about it. */
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

static inline void echo_stop(evutil_socket_t signal_number, short what, void *data)
{
    (void)signal_number;
    (void)what;
    event_base_loopbreak(data);
}

/* Serve on 127.0.0.1:port until SIGINT or SIGTERM. Returns the exit status. */
static inline int echo_serve(const char *scheme, unsigned long port,
                             const struct chat_server_options *options,
                             const struct chat_server_handlers *handlers, void *user_data)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct event_base *base = event_base_new();
    struct event *interrupted = base ? evsignal_new(base, SIGINT, echo_stop, base) : NULL;
    struct event *terminated = base ? evsignal_new(base, SIGTERM, echo_stop, base) : NULL;
    chat_server_t *server = NULL;
    chat_listener_t *listener = NULL;
    char address[32];
    int status = EXIT_FAILURE;

    if (!interrupted || !terminated || event_add(interrupted, NULL) || event_add(terminated, NULL)) {
        fprintf(stderr, "no event loop\n");
        goto out;
    }
    snprintf(address, sizeof address, "127.0.0.1:%lu", port);
    if (chat_server_new(base, options, handlers, user_data, &server, &err) != CHAT_OK ||
        chat_listener_open(base, address, &server, 1, &listener, &err) != CHAT_OK) {
        fprintf(stderr, "%s\n", err.message);
        goto out;
    }
    printf("listening on %s://%s/\n", scheme, chat_listener_address(listener));
    fflush(stdout);
    event_base_dispatch(base);
    status = EXIT_SUCCESS;
out:
    chat_listener_close(listener);
    chat_server_free(server);
    if (interrupted)
        event_free(interrupted);
    if (terminated)
        event_free(terminated);
    if (base)
        event_base_free(base);
    return status;
}

#endif
