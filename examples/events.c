/*
 * A follower that may be away and misses nothing: it remembers one number, and continues after it. The
 * executor has its threads here, and the program waits in poll() as it would with sockets of its own.
 *
 *     events FILE
 */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include <chat/chat.h>
#include <chat/executor.h>
#include <chat/sqlite.h>

#define PATIENCE_MS 60000

/* All that a follower has to keep, in a file or a table: how far it is. */
struct follower {
    int64_t position;
};

static void must(enum chat_status status, const struct chat_error *err)
{
    if (status == CHAT_OK)
        return;
    fprintf(stderr, "events: %s (%s)\n", err->message, err->code);
    exit(EXIT_FAILURE);
}

static void on_event(chat_subscription_t *subscription, chat_shared_event_t *shared, void *user_data)
{
    const struct chat_event *event = chat_shared_event_get(shared);
    struct follower *follower = user_data;

    (void)subscription;
    printf("  %" PRId64 " %s%s%s\n", event->seq, chat_enum_word(&chat_words_event_kind, (int)event->kind),
           event->message.body ? ": " : "", event->message.body ? event->message.body : "");
    follower->position =
        event->seq; /* after it was dealt with, so that a crash repeats it and loses nothing */
}

static void on_unfollowed(chat_subscription_t *subscription, chat_log_id log,
                          enum chat_unfollow_reason reason, void *user_data)
{
    (void)subscription;
    (void)user_data;
    fprintf(stderr, "events: log %" PRId64 " is followed no more (%d)\n", log.value, (int)reason);
    exit(EXIT_FAILURE);
}

static void on_end(chat_subscription_t *subscription, enum chat_status status, const struct chat_error *err,
                   void *user_data)
{
    (void)subscription;
    (void)user_data;
    must(status, err);
}

/* Follow the log from where the follower is until it has number `until`. */
static void follow(chat_port_t *port, const struct chat_actor *actor, struct follower *follower,
                   chat_log_id log, int64_t until)
{
    static const struct chat_subscriber subscriber = {on_event, on_unfollowed, on_end};
    struct chat_error err = CHAT_ERROR_INIT;
    chat_subscription_t *subscription;

    printf("from %" PRId64 ":\n", follower->position);
    must(chat_subscription_open(port, actor, &subscriber, follower, &subscription, &err), &err);
    must(chat_subscription_follow(subscription, log, follower->position, &err), &err);
    while (follower->position < until) {
        struct pollfd wait = {.fd = chat_port_fd(port), .events = POLLIN};
        if (poll(&wait, 1, PATIENCE_MS) != 1) {
            fprintf(stderr, "events: nothing came\n");
            exit(EXIT_FAILURE);
        }
        (void)chat_port_dispatch(port, 0);
    }
    chat_subscription_close(subscription);
}

/* These calls wait; with an executor attached they go through its writer like everybody's. */
static int64_t say(chat_t *chat, const struct chat_actor *actor, chat_room_id room, char *body)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_message_params params;
    struct chat_message message;
    int64_t seq;

    chat_record_init(&chat_record_message_params, &params);
    params.room = room;
    params.body = body;
    must(chat_message_send(chat, actor, &params, &message, &err), &err);
    seq = message.seq;
    chat_record_clear(&chat_record_message, &message);
    return seq;
}

static void make_host_and_room(chat_t *chat, struct chat_actor *host, chat_room_id *room)
{
    const struct chat_actor self = CHAT_AS_SYSTEM_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_register_params account;
    struct chat_signed_in signed_in;
    struct chat_room_params params;
    struct chat_room created;

    chat_record_init(&chat_record_register_params, &account);
    account.handle = "ada";
    account.password = "correct horse battery staple";
    must(chat_account_register(chat, &self, &account, &signed_in, &err), &err);
    *host = chat_actor_user(signed_in.user.id);
    chat_record_clear(&chat_record_signed_in, &signed_in);

    chat_record_init(&chat_record_room_params, &params);
    params.title = "News";
    must(chat_room_create(chat, host, &params, &created, &err), &err);
    *room = created.id;
    chat_record_clear(&chat_record_room, &created);
}

int main(int argc, char **argv)
{
    struct chat_executor_options executor_options = CHAT_EXECUTOR_OPTIONS_INIT;
    struct chat_options options = CHAT_OPTIONS_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    struct follower follower = {0};
    chat_executor_t *executor;
    struct chat_actor ada;
    chat_port_t *port;
    chat_room_id news;
    int64_t last;
    chat_t *chat;

    if (argc != 2) {
        fprintf(stderr, "usage: events FILE\n");
        return EXIT_FAILURE;
    }
    options.storage = chat_sqlite_storage();
    options.location = argv[1];
    must(chat_open(&options, &chat, &err), &err);
    must(chat_executor_open(chat, &executor_options, &executor, &err), &err);
    must(chat_port_open(executor, &port, &err), &err);

    make_host_and_room(chat, &ada, &news);
    last = say(chat, &ada, news, "first");
    follow(port, &ada, &follower, CHAT_ROOM_LOG(news), last);

    printf("away\n");
    (void)say(chat, &ada, news, "said while nobody listened");
    last = say(chat, &ada, news, "and this too");
    follow(port, &ada, &follower, CHAT_ROOM_LOG(news), last);

    chat_executor_stop(executor);
    chat_port_close(port);
    chat_executor_close(executor);
    chat_close(chat);
    return EXIT_SUCCESS;
}
