/*
 * The server's WebSocket layer by itself: each message comes back, of the same type and with the same bytes.
 * No sign-in, no Origin, no subprotocol, no idle timer.
 *
 *     ws_echo [--port N] [--max-message BYTES] [--max-fragments N]
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "examples/echo_options.h"

static void on_message(chat_websocket_t *ws, bool text, const char *payload, size_t length, void *user_data)
{
    (void)user_data;
    struct chat_frame *frame =
        text ? chat_frame_text(NULL, payload, length) : chat_frame_binary(NULL, payload, length);
    if (frame != NULL)
        (void)chat_websocket_send(ws, frame);
    else
        chat_websocket_close(ws, 1011, "out of memory");
    chat_frame_unref(frame);
}

static void on_closed(chat_websocket_t *ws, unsigned code, const char *reason, void *user_data)
{
    (void)ws;
    (void)code;
    (void)reason;
    (void)user_data;
}

static void on_request(chat_request_t *request, void *user_data)
{
    static const struct chat_websocket_handlers handlers = {.message = on_message, .closed = on_closed};
    (void)chat_request_upgrade(request, user_data, &handlers, NULL);
}

static void ready(const char *address, void *user_data)
{
    (void)user_data;
    printf("listening on ws://%s/\n", address);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"port", required_argument, NULL, 'p'},
        {"max-message", required_argument, NULL, 'm'},
        {"max-fragments", required_argument, NULL, 'f'},
        {NULL, 0, NULL, 0},
    };
    static const struct chat_server_handlers handlers = {.request = on_request};
    struct chat_websocket_options ws = CHAT_WEBSOCKET_OPTIONS_INIT;
    unsigned long port = 0;
    int option;

    ws.message_max = 64ul << 20;
    ws.fragments_max = 1u << 20;
    ws.ping_ms = 0;
    ws.dead_ms = 0;
    ws.control_rate = 0;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'p':
            port = echo_number("port", optarg, 65535);
            break;
        case 'm':
            ws.message_max = echo_number("max-message", optarg, 1ul << 30);
            break;
        case 'f':
            ws.fragments_max = (uint32_t)echo_number("max-fragments", optarg, UINT32_MAX);
            break;
        default:
            fprintf(stderr, "usage: ws_echo [--port N] [--max-message BYTES] [--max-fragments N]\n");
            return 2;
        }
    }
    return echo_serve(port, ready, &handlers, &ws);
}
