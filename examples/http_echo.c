/*
 * The server's HTTP layer by itself: any method on "/" gets its body back.
 *
 *     http_echo [--port N] [--max-body BYTES] [--host NAME]
 *
 * It answers for addresses, names without a dot, and NAME; any other host is 421.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "examples/echo_options.h"

struct http_echo {
    size_t max_body;
    const char *host;
};

/*
 * A page of a stranger can make a browser send the stranger's name here; it cannot be an address, nor, in the
 * public name system, a name without a dot.
 */
static bool host_allowed(const char *host, void *user_data)
{
    const struct http_echo *echo = user_data;
    size_t length = host[0] == '[' ? strlen(host) : strcspn(host, ":");

    if (echo->host != NULL && strlen(echo->host) == length && strncmp(host, echo->host, length) == 0)
        return true;
    return host[0] == '[' || memchr(host, '.', length) == NULL || strspn(host, "0123456789.") == length;
}

static void answer(chat_request_t *request, void *user_data)
{
    (void)user_data;
    const char *type = chat_http_find(chat_request_head(request), "Content-Type");
    size_t length = 0;
    const char *body = chat_request_body(request, &length);
    (void)chat_request_reply_text(request, 200, type != NULL ? type : "application/octet-stream", body,
                                  length);
}

static void on_request(chat_request_t *request, void *user_data)
{
    const struct http_echo *echo = user_data;
    const char *path = chat_request_head(request)->path;
    static const char nothing[] = "only / is here\n";

    if (strcmp(path, "/") != 0 && strcmp(path, "*") != 0)
        (void)chat_request_reply_text(request, 404, "text/plain", nothing, sizeof nothing - 1);
    else
        chat_request_read_body(request, echo->max_body, answer, user_data);
}

static void ready(const char *address, void *user_data)
{
    (void)user_data;
    printf("listening on http://%s/\n", address);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"port", required_argument, NULL, 'p'},
        {"max-body", required_argument, NULL, 'b'},
        {"host", required_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    static const struct chat_server_handlers handlers = {.request = on_request, .host_allowed = host_allowed};
    struct http_echo echo = {.max_body = 1048576};
    unsigned long port = 0;
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'p':
            port = echo_number("port", optarg, 65535);
            break;
        case 'b':
            echo.max_body = echo_number("max-body", optarg, 1ul << 30);
            break;
        case 'h':
            echo.host = optarg;
            break;
        default:
            fprintf(stderr, "usage: http_echo [--port N] [--max-body BYTES] [--host NAME]\n");
            return 2;
        }
    }
    return echo_serve(port, ready, &handlers, &echo);
}
