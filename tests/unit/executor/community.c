#include "tests/unit/executor/community.h"

#include <stdio.h>
#include <string.h>

void community_open(struct community *c, bool threads)
{
    struct chat_executor_options options = CHAT_EXECUTOR_OPTIONS_INIT;

    memset(c, 0, sizeof *c);
    fixture_open(&c->f);
    c->room = given_room(&c->f, &c->f.ada, "General");
    given_joined(&c->f, &c->f.bob, c->room);
    options.threads = threads;
    ck_ok(&c->f, chat_executor_open(c->f.chat, &options, &c->executor, &c->f.err));
    ck_ok(&c->f, chat_port_open(c->executor, &c->port, &c->f.err));
}

void community_close(struct community *c)
{
    chat_port_close(c->port);
    chat_executor_close(c->executor);
    fixture_close(&c->f);
}

void note_outcome(enum chat_status status, const void *result, const struct chat_error *err, void *user_data)
{
    const struct chat_message *message = result;
    struct outcome *outcome = user_data;

    REQUIRE(err->status == status);
    outcome->times++;
    outcome->status = status;
    outcome->seq = message ? message->seq : 0;
}

enum chat_status send_by(chat_port_t *port, const struct chat_actor *author, chat_room_id room,
                         const char *body, chat_done_fn done, void *user_data, struct chat_error *err)
{
    char text[64];
    PARAMS(message_params, params);

    snprintf(text, sizeof text, "%s", body);
    params.room = room;
    params.body = text;
    return chat_submit(port, &chat_op_message_send, author, &params, done, user_data, err);
}

void submit_message(struct community *c, const struct chat_actor *author, struct outcome *outcome)
{
    *outcome = (struct outcome){0};
    ck_ok(&c->f, send_by(c->port, author, c->room, "hello", note_outcome, outcome, &c->f.err));
}

static void told_event(chat_subscription_t *subscription, chat_shared_event_t *shared, void *user_data)
{
    const struct chat_event *event = chat_shared_event_get(shared);
    struct reader *reader = user_data;
    int64_t log = event->log.value;
    int64_t first = event->kind == CHAT_EVENT_SKIPPED ? event->target_seq : event->seq;

    REQUIRE(subscription == reader->subscription);
    REQUIRE(reader->ended == 0);
    REQUIRE(log < READER_LOGS);
    if (reader->anew[log])
        REQUIRE(first > reader->told[log]);
    else
        REQUIRE(first == reader->told[log] + 1);
    reader->anew[log] = false;
    reader->told[log] = event->seq;
    reader->events++;
    reader->last_kind = event->kind;
    if (reader->on_event)
        reader->on_event(reader, event);
}

static void told_unfollowed(chat_subscription_t *subscription, chat_log_id log,
                            enum chat_unfollow_reason reason, void *user_data)
{
    struct reader *reader = user_data;

    (void)subscription;
    reader->unfollowed[log.value]++;
    reader->reason[log.value] = reason;
    reader->anew[log.value] = true;
}

static void told_end(chat_subscription_t *subscription, enum chat_status status, const struct chat_error *err,
                     void *user_data)
{
    struct reader *reader = user_data;

    (void)subscription;
    REQUIRE(err->status == status);
    reader->ended++;
    reader->status = status;
}

void reader_open(struct reader *reader, chat_port_t *port, const struct chat_actor *actor)
{
    static const struct chat_subscriber subscriber = {told_event, told_unfollowed, told_end};
    struct chat_error err = CHAT_ERROR_INIT;

    memset(reader, 0, sizeof *reader);
    for (size_t i = 0; i < READER_LOGS; i++)
        reader->anew[i] = true; /* until followed by hand, it is followed by joining, from any number */
    REQUIRE(chat_subscription_open(port, actor, &subscriber, reader, &reader->subscription, &err) == CHAT_OK);
}

void reader_follow(struct reader *reader, int64_t log, int64_t after)
{
    reader->told[log] = after;
    reader->anew[log] = false;
    REQUIRE(chat_subscription_follow(reader->subscription, (chat_log_id){log}, after, NULL) == CHAT_OK);
}

void run_all(chat_port_t *port)
{
    while (chat_port_wait(port, 0))
        (void)chat_port_dispatch(port, 0);
}

static int64_t head_as(struct community *c, const struct chat_actor *reader, int64_t log)
{
    PARAMS(event_query, query);
    PARAMS(event_list, list);
    int64_t head;

    query.log.value = log;
    ck_ok(&c->f, chat_event_list_get(c->f.chat, reader, &query, &list, &c->f.err));
    head = list.head;
    CLEAR(event_list, &list);
    return head;
}

int64_t head_of(struct community *c, int64_t log)
{
    return head_as(c, &c->f.system, log);
}

int64_t head_of_own(struct community *c, const struct chat_actor *reader)
{
    return head_as(c, reader, reader->user.value);
}
