/*
 * Many threads at once on a real store: senders with ports of their own, readers that are slow, start over
 * and come and go, blocking calls between them. Every number is told once and in order, every operation
 * completes once, and whoever sends sees its completion before its own event.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/executor/community.h"

#define SENDERS     4
#define SENT_EACH   200
#define IN_FLIGHT   16
#define ROOM_EVENTS 2000
#define OPENING     5 /* the room is created and four people are in it */

struct sender {
    struct community *c;
    const struct chat_actor *author;
    pthread_t thread;
    chat_port_t *port;
    struct reader reader;
    uint64_t random;
    unsigned submitted, completed;
    bool acknowledged[ROOM_EVENTS]; /* by number */
    bool heard[ROOM_EVENTS];
};

static unsigned next_random(uint64_t *state, unsigned below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (unsigned)((*state >> 11) % below);
}

static void sent(enum chat_status status, const void *result, const struct chat_error *err, void *user_data)
{
    const struct chat_message *message = result;
    struct sender *sender = user_data;

    (void)err;
    REQUIRE(status == CHAT_OK);
    REQUIRE(message->seq < ROOM_EVENTS);
    REQUIRE(!sender->acknowledged[message->seq]);
    REQUIRE(!sender->heard[message->seq]); /* the completion comes first */
    sender->acknowledged[message->seq] = true;
    sender->completed++;
}

static void heard(struct reader *reader, const struct chat_event *event)
{
    struct sender *sender = reader->user_data;

    if (event->kind != CHAT_EVENT_MESSAGE || event->actor.value != sender->author->user.value)
        return;
    REQUIRE(sender->acknowledged[event->seq]);
    sender->heard[event->seq] = true;
}

/* Now and then read again what was heard lately: then pages and live events race for the newest. */
static void disturb(struct sender *sender)
{
    int64_t log = sender->c->room.value, told = sender->reader.told[log];

    switch (next_random(&sender->random, 40)) {
    case 0:
        reader_follow(&sender->reader, log, told > 5 ? told - 5 : 0);
        break;
    case 1:
        chat_subscription_pause(sender->reader.subscription);
        break;
    case 2:
        chat_subscription_resume(sender->reader.subscription);
        break;
    default:
        break;
    }
}

static void send_more(struct sender *sender)
{
    struct chat_error err = CHAT_ERROR_INIT;

    while (sender->submitted < SENT_EACH && sender->submitted - sender->completed < IN_FLIGHT) {
        REQUIRE(send_by(sender->port, sender->author, sender->c->room, "hello", sent, sender, &err) ==
                CHAT_OK);
        sender->submitted++;
    }
}

static void *send_and_listen(void *user_data)
{
    struct sender *sender = user_data;
    int64_t log = sender->c->room.value;
    const int64_t last = OPENING + SENDERS * SENT_EACH;

    REQUIRE(chat_port_open(sender->c->executor, &sender->port, NULL) == CHAT_OK);
    reader_open(&sender->reader, sender->port, sender->author);
    sender->reader.on_event = heard;
    sender->reader.user_data = sender;
    reader_follow(&sender->reader, log, 0);
    while (sender->completed < SENT_EACH || sender->reader.told[log] < last) {
        send_more(sender);
        if (sender->completed < SENT_EACH)
            disturb(sender);
        else
            chat_subscription_resume(sender->reader.subscription);
        if (chat_port_wait(sender->port, 1000))
            (void)chat_port_dispatch(sender->port, 1 + next_random(&sender->random, 50));
    }
    REQUIRE(sender->reader.told[log] == last);
    REQUIRE(sender->completed == SENT_EACH);
    chat_port_close(sender->port);
    return NULL;
}

START_TEST(every_number_is_heard_once_and_after_its_completion)
{
    static struct sender senders[SENDERS];
    struct community c;
    const struct chat_actor *const authors[SENDERS] = {&c.f.owner, &c.f.ada, &c.f.bob, &c.f.eve};

    community_open(&c, true);
    given_joined(&c.f, &c.f.owner, c.room);
    given_joined(&c.f, &c.f.eve, c.room);
    memset(senders, 0, sizeof senders);
    for (unsigned i = 0; i < SENDERS; i++) {
        senders[i].c = &c;
        senders[i].author = authors[i]; /* one each: whose completion it is can be told from it */
        senders[i].random = 1000 + i;
    }
    for (unsigned i = 0; i < SENDERS; i++)
        ck_assert_int_eq(pthread_create(&senders[i].thread, NULL, send_and_listen, &senders[i]), 0);
    for (unsigned i = 0; i < SENDERS; i++)
        ck_assert_int_eq(pthread_join(senders[i].thread, NULL), 0);
    ck_assert_int_eq(head_of(&c, c.room.value), OPENING + SENDERS * SENT_EACH);
    community_close(&c);
}
END_TEST

struct stopped {
    struct community *c;
    pthread_t thread;
    chat_port_t *port;
    unsigned accepted, completed;
};

static void count_completed(enum chat_status status, const void *result, const struct chat_error *err,
                            void *user_data)
{
    struct stopped *stopped = user_data;

    (void)result;
    (void)err;
    REQUIRE(status == CHAT_OK);
    stopped->completed++;
}

static void *send_until_closed(void *user_data)
{
    struct stopped *stopped = user_data;
    struct chat_error err = CHAT_ERROR_INIT;
    enum chat_status status;

    do {
        status = send_by(stopped->port, &stopped->c->f.ada, stopped->c->room, "hello", count_completed,
                         stopped, &err);
        REQUIRE(status == CHAT_OK || status == CHAT_E_BUSY || status == CHAT_E_CLOSED);
        stopped->accepted += status == CHAT_OK;
        if (stopped->accepted - stopped->completed > 30)
            (void)chat_port_wait(stopped->port, 100);
        (void)chat_port_dispatch(stopped->port, 10);
    } while (status != CHAT_E_CLOSED);
    chat_port_close(stopped->port);
    return NULL;
}

START_TEST(what_was_accepted_completes_when_the_executor_stops_in_the_middle)
{
    struct community c;
    struct stopped stopped[3];
    unsigned accepted = 0;

    community_open(&c, true);
    for (int i = 0; i < 3; i++) {
        stopped[i] = (struct stopped){.c = &c};
        ck_ok(&c.f, chat_port_open(c.executor, &stopped[i].port, &c.f.err));
    }
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(pthread_create(&stopped[i].thread, NULL, send_until_closed, &stopped[i]), 0);
    (void)chat_port_wait(c.port, 50);
    chat_executor_stop(c.executor);
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(pthread_join(stopped[i].thread, NULL), 0);
        ck_assert_uint_eq(stopped[i].completed, stopped[i].accepted);
        accepted += stopped[i].accepted;
    }
    ck_assert_int_eq(head_of(&c, c.room.value), 3 + (int64_t)accepted);
    community_close(&c);
}
END_TEST

struct caller {
    struct community *c;
    pthread_t thread;
    const struct chat_actor *author;
    unsigned calls;
    bool joins; /* instead of sending: joins and leaves */
};

static enum chat_status call_once(struct caller *caller, unsigned i)
{
    struct chat_error err = CHAT_ERROR_INIT;
    char text[] = "a blocking call";
    PARAMS(message_params, message);
    PARAMS(room_ref_params, room);

    message.room = room.room = caller->c->room;
    message.body = text;
    if (!caller->joins)
        return chat_message_send(caller->c->f.chat, caller->author, &message, NULL, &err);
    if (i % 2 == 0)
        return chat_room_join(caller->c->f.chat, caller->author, &room, NULL, &err);
    return chat_room_leave(caller->c->f.chat, caller->author, &room, &err);
}

static void *make_calls(void *user_data)
{
    struct caller *caller = user_data;

    for (unsigned i = 0; i < caller->calls; i++)
        REQUIRE(call_once(caller, i) == CHAT_OK);
    return NULL;
}

START_TEST(somebody_who_comes_and_goes_hears_of_every_stay_to_its_end)
{
    struct community c;
    struct reader reader;
    struct caller callers[3];

    community_open(&c, true);
    reader_open(&reader, c.port, &c.f.eve);
    reader_follow(&reader, c.f.eve_id.value, 0);
    callers[0] = (struct caller){.c = &c, .author = &c.f.ada, .calls = 150};
    callers[1] = (struct caller){.c = &c, .author = &c.f.bob, .calls = 150};
    callers[2] = (struct caller){.c = &c, .author = &c.f.eve, .calls = 101, .joins = true};
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(pthread_create(&callers[i].thread, NULL, make_calls, &callers[i]), 0);
    for (int quiet = 0; quiet < 5;) {
        bool due = chat_port_wait(c.port, 100);

        quiet = due ? 0 : quiet + 1;
        (void)chat_port_dispatch(c.port, 0);
    }
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(pthread_join(callers[i].thread, NULL), 0);
    while (chat_port_wait(c.port, 200))
        (void)chat_port_dispatch(c.port, 0);
    /* An odd number of calls: eve is in the room, and hears it to its head. */
    ck_assert_int_eq(reader.told[c.room.value], head_of(&c, c.room.value));
    ck_assert_int_eq(reader.told[c.f.eve_id.value], head_of_own(&c, &c.f.eve));
    community_close(&c);
}
END_TEST

struct visitor {
    struct community *c;
    pthread_t thread;
};

static void *come_and_go(void *user_data)
{
    struct visitor *visitor = user_data;
    uint64_t random = 77;

    for (int i = 0; i < 40; i++) {
        struct reader readers[3];
        chat_port_t *port = NULL;

        REQUIRE(chat_port_open(visitor->c->executor, &port, NULL) == CHAT_OK);
        for (int r = 0; r < 3; r++) {
            reader_open(&readers[r], port, &visitor->c->f.bob);
            reader_follow(&readers[r], visitor->c->room.value, 0);
            reader_follow(&readers[r], visitor->c->f.bob_id.value, 0);
        }
        for (unsigned turns = next_random(&random, 6); turns > 0; turns--) {
            (void)chat_port_wait(port, 2);
            (void)chat_port_dispatch(port, 1 + next_random(&random, 100));
        }
        if (next_random(&random, 2) == 0)
            chat_subscription_close(readers[1].subscription);
        chat_port_close(port);
    }
    return NULL;
}

START_TEST(ports_and_subscriptions_come_and_go_while_others_send)
{
    struct community c;
    struct caller caller;
    struct visitor visitors[2];

    community_open(&c, true);
    caller = (struct caller){.c = &c, .author = &c.f.ada, .calls = 300};
    ck_assert_int_eq(pthread_create(&caller.thread, NULL, make_calls, &caller), 0);
    for (int i = 0; i < 2; i++) {
        visitors[i].c = &c;
        ck_assert_int_eq(pthread_create(&visitors[i].thread, NULL, come_and_go, &visitors[i]), 0);
    }
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_join(visitors[i].thread, NULL), 0);
    ck_assert_int_eq(pthread_join(caller.thread, NULL), 0);
    ck_assert_uint_eq(c.executor->hub.channels.count, 0);
    community_close(&c);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, every_number_is_heard_once_and_after_its_completion);
    tcase_add_test(cases, what_was_accepted_completes_when_the_executor_stops_in_the_middle);
    tcase_add_test(cases, somebody_who_comes_and_goes_hears_of_every_stay_to_its_end);
    tcase_add_test(cases, ports_and_subscriptions_come_and_go_while_others_send);
}

int main(void)
{
    return unit_main("concurrent", list);
}
