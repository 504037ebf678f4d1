/*
 * A community on a real store behind an executor: ports, what was completed on them, and readers who note
 * what they are told and insist on hearing every number once, in order.
 */
#ifndef CHAT_TESTS_EXECUTOR_COMMUNITY_H
#define CHAT_TESTS_EXECUTOR_COMMUNITY_H

#include "chat/executor.h"
#include "libchat/executor/port.h"
#include "tests/core/fixture.h"
#include "tests/unit/executor/require.h"
#include "tests/unit/unit.h"

#define READER_LOGS 64 /* ids in these tests are small */

struct community {
    struct fixture f;
    chat_executor_t *executor;
    chat_port_t *port;
    chat_room_id room; /* ada's, public; bob is in it */
};

void community_open(struct community *c, bool threads);
/** Closes the port and the executor too, unless the test did and set them to NULL. */
void community_close(struct community *c);

/** How a submitted operation ended. */
struct outcome {
    unsigned times; /* how often it completed */
    enum chat_status status;
    int64_t seq; /* of a message that was sent */
};

/** Note the end of an operation in the struct outcome it was given. */
void note_outcome(enum chat_status status, const void *result, const struct chat_error *err, void *outcome);

/** Submit a message; `body` is copied. */
enum chat_status send_by(chat_port_t *port, const struct chat_actor *author, chat_room_id room,
                         const char *body, chat_done_fn done, void *user_data, struct chat_error *err);

/** Submit a message whose end is noted in `outcome`; it has to be accepted. */
void submit_message(struct community *c, const struct chat_actor *author, struct outcome *outcome);

/** A subscription and all it was told. */
struct reader {
    chat_subscription_t *subscription;
    int64_t told[READER_LOGS];        /* the last number of each log */
    bool anew[READER_LOGS];           /* its next number may be any later one */
    unsigned events, last_kind;       /* how many were told, and what the last one was */
    unsigned unfollowed[READER_LOGS]; /* how often */
    enum chat_unfollow_reason reason[READER_LOGS];
    unsigned ended;
    enum chat_status status;
    void (*on_event)(struct reader *reader, const struct chat_event *event); /* may be NULL */
    void *user_data;
};

void reader_open(struct reader *reader, chat_port_t *port, const struct chat_actor *actor);
void reader_follow(struct reader *reader, int64_t log, int64_t after);

/** Without threads: until nothing is queued or due any more. */
void run_all(chat_port_t *port);

/** The number of the last event in a room's log, and in the log of `reader`. */
int64_t head_of(struct community *c, int64_t log);
int64_t head_of_own(struct community *c, const struct chat_actor *reader);

#endif
