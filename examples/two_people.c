/*
 * Two people in one room, each with a subscription of their own: both see the same log. Nothing runs in the
 * background: without threads the executor works when it is told to, as a game or a test would want it.
 *
 *     two_people FILE
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chat/chat.h>
#include <chat/executor.h>
#include <chat/sqlite.h>

struct person {
    const char *name;
    struct chat_actor actor;
    chat_subscription_t *subscription;
    int64_t seen[16]; /* the numbers they were told of */
    size_t n;
};

static void must(enum chat_status status, const struct chat_error *err)
{
    if (status == CHAT_OK)
        return;
    fprintf(stderr, "two_people: %s (%s)\n", err->message, err->code);
    exit(EXIT_FAILURE);
}

/* ---- What a subscriber is told, inside chat_port_dispatch() ---- */

static void on_event(chat_subscription_t *subscription, chat_shared_event_t *shared, void *user_data)
{
    const struct chat_event *event = chat_shared_event_get(shared);
    struct person *person = user_data;

    (void)subscription;
    printf("%s sees %" PRId64 ", %s", person->name, event->seq,
           chat_enum_word(&chat_words_event_kind, (int)event->kind));
    if (event->message.body)
        printf(": %s", event->message.body);
    putchar('\n');
    if (person->n < sizeof person->seen / sizeof *person->seen)
        person->seen[person->n++] = event->seq;
}

static void on_end(chat_subscription_t *subscription, enum chat_status status, const struct chat_error *err,
                   void *user_data)
{
    (void)subscription;
    (void)user_data;
    must(status, err);
}

static void on_sent(enum chat_status status, const void *result, const struct chat_error *err,
                    void *user_data)
{
    (void)user_data;
    must(status, err);
    printf("sent as %" PRId64 "\n", ((const struct chat_message *)result)->seq);
}

/* ---- Setting the scene, with calls that wait ---- */

static struct chat_actor register_person(chat_t *chat, char *handle)
{
    const struct chat_actor self = CHAT_AS_SYSTEM_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_register_params params;
    struct chat_signed_in signed_in;
    struct chat_actor actor;

    chat_record_init(&chat_record_register_params, &params);
    params.handle = handle;
    params.password = "correct horse battery staple";
    must(chat_account_register(chat, &self, &params, &signed_in, &err), &err);
    actor = chat_actor_user(signed_in.user.id);
    chat_record_clear(&chat_record_signed_in, &signed_in);
    return actor;
}

/* Made by `host`, joined by `guest`. */
static chat_room_id make_room(chat_t *chat, const struct chat_actor *host, const struct chat_actor *guest)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_room_params params;
    struct chat_room_ref_params joining;
    struct chat_room room;

    chat_record_init(&chat_record_room_params, &params);
    params.title = "Tea time";
    must(chat_room_create(chat, host, &params, &room, &err), &err);
    chat_record_init(&chat_record_room_ref_params, &joining);
    joining.room = room.id;
    chat_record_clear(&chat_record_room, &room);
    must(chat_room_join(chat, guest, &joining, NULL, &err), &err);
    return joining.room;
}

/* ---- Living in it ---- */

static void follow(chat_port_t *port, struct person *person, chat_room_id room)
{
    static const struct chat_subscriber subscriber = {.event = on_event, .ended = on_end};
    struct chat_error err = CHAT_ERROR_INIT;

    must(chat_subscription_open(port, &person->actor, &subscriber, person, &person->subscription, &err),
         &err);
    must(chat_subscription_follow(person->subscription, CHAT_ROOM_LOG(room), 0, &err), &err);
}

static void say(chat_port_t *port, const struct person *person, chat_room_id room, char *body)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_message_params params;

    chat_record_init(&chat_record_message_params, &params);
    params.room = room;
    params.body = body;
    must(chat_submit(port, &chat_op_message_send, &person->actor, &params, on_sent, NULL, &err), &err);
}

/* Work and tell until nothing is left to do. */
static void settle(chat_executor_t *executor, chat_port_t *port)
{
    while (chat_executor_run(executor) + chat_port_dispatch(port, 0) > 0)
        continue;
}

static void live(chat_executor_t *executor, chat_port_t *port, struct person *ada, struct person *bob,
                 chat_room_id room)
{
    follow(port, ada, room);
    follow(port, bob, room);
    settle(executor, port);
    say(port, ada, room, "Tea?");
    say(port, bob, room, "Always.");
    settle(executor, port);
    chat_subscription_close(ada->subscription);
    chat_subscription_close(bob->subscription);
}

int main(int argc, char **argv)
{
    struct chat_executor_options executor_options = CHAT_EXECUTOR_OPTIONS_INIT;
    struct chat_options options = CHAT_OPTIONS_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    struct person ada = {.name = "ada"}, bob = {.name = "bob"};
    chat_executor_t *executor;
    chat_port_t *port;
    chat_room_id room;
    chat_t *chat;
    bool same;

    if (argc != 2) {
        fprintf(stderr, "usage: two_people FILE\n");
        return EXIT_FAILURE;
    }
    options.storage = chat_sqlite_storage();
    options.location = argv[1];
    must(chat_open(&options, &chat, &err), &err);
    ada.actor = register_person(chat, "ada");
    bob.actor = register_person(chat, "bob");
    room = make_room(chat, &ada.actor, &bob.actor);

    executor_options.threads = false;
    must(chat_executor_open(chat, &executor_options, &executor, &err), &err);
    must(chat_port_open(executor, &port, &err), &err);
    live(executor, port, &ada, &bob, room);
    same = ada.n == bob.n && memcmp(ada.seen, bob.seen, ada.n * sizeof *ada.seen) == 0;
    printf("%s\n", same ? "both saw the same" : "they disagree");

    chat_port_close(port);
    chat_executor_close(executor);
    chat_close(chat);
    return same ? EXIT_SUCCESS : EXIT_FAILURE;
}
