#include "tests/unit/runner/batch.h"

#include <string.h>

struct chat_work *batch_add(struct fixture *f, struct batch *batch, const struct chat_op *op,
                            const struct chat_actor *actor, const void *params)
{
    struct chat_work *work;

    ck_assert_uint_lt(batch->n, BATCH_MAX);
    ck_ok(f, chat_work_new(f->chat, op, actor, params, &work, &f->err));
    if (op->flags & CHAT_OP_PREPARES) {
        chat_reading_t *reading;
        ck_ok(f, chat_reading_open(f->chat, &reading, &f->err));
        chat_prepare_run(reading, work);
        chat_reading_close(reading);
        ck_assert_int_eq(work->status, CHAT_OK);
    }
    batch->works[batch->n++] = work;
    return work;
}

struct chat_work *batch_say(struct fixture *f, struct batch *batch, const struct chat_actor *actor,
                            chat_room_id room, const char *body, const char *client_id)
{
    PARAMS(message_params, params);

    params.room = room;
    memcpy(&params.body, &body, sizeof body); /* borrowed and never written to */
    memcpy(&params.client_id, &client_id, sizeof client_id);
    return batch_add(f, batch, &chat_op_message_send, actor, &params);
}

void batch_run(struct fixture *f, struct batch *batch)
{
    chat_batch_run(f->chat, batch->works, batch->n);
}

void batch_clear(struct batch *batch)
{
    while (batch->n > 0)
        chat_work_free(batch->works[--batch->n]);
}

const struct chat_message *message_of(const struct chat_work *work)
{
    return work->result;
}

void ck_ended(const struct chat_work *work, enum chat_status status)
{
    ck_assert_msg(work->status == status, "%s ended with %s (%s), not with %s", work->op->name,
                  chat_status_code(work->status), work->err.message, chat_status_code(status));
    if (status == CHAT_OK)
        return;
    ck_assert_int_eq(work->err.status, status);
    ck_assert_str_ne(work->err.code, "ok");
    ck_assert_str_ne(work->err.message, "");
}

int64_t head_of(struct fixture *f, chat_log_id log)
{
    PARAMS(event_query, query);
    PARAMS(event_list, list);
    int64_t head;

    query.log = log;
    query.limit = 1;
    ck_ok(f, chat_event_list_get(f->chat, &f->system, &query, &list, &f->err));
    head = list.head;
    CLEAR(event_list, &list);
    return head;
}
