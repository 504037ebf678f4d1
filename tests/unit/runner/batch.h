/*
 * A turn of the writer as an executor would put it together.
 */
#ifndef CHAT_TESTS_RUNNER_BATCH_H
#define CHAT_TESTS_RUNNER_BATCH_H

#include "chat/sys/runner.h"
#include "tests/core/fixture.h"

#define BATCH_MAX 16

struct batch {
    struct chat_work *works[BATCH_MAX];
    size_t n;
};

/** Put one operation into the batch; slow parts are prepared at once. Its work, until batch_clear(). */
struct chat_work *batch_add(struct fixture *f, struct batch *batch, const struct chat_op *op,
                            const struct chat_actor *actor, const void *params);

/** message.send; `client_id` may be NULL. */
struct chat_work *batch_say(struct fixture *f, struct batch *batch, const struct chat_actor *actor,
                            chat_room_id room, const char *body, const char *client_id);

void batch_run(struct fixture *f, struct batch *batch);
void batch_clear(struct batch *batch);

/** The message that a message.send gave. */
const struct chat_message *message_of(const struct chat_work *work);

/** Fails the test unless the work ended like that, with a code and a sentence if it was refused. */
void ck_ended(const struct chat_work *work, enum chat_status status);

/** The last number of a room's log or the site's. */
int64_t head_of(struct fixture *f, chat_log_id log);

#endif
