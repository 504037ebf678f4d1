/*
 * Blocking calls: by the executor while one is attached, else here and now on the caller's thread.
 */
#include <string.h>

#include "libchat/base/error.h"
#include "libchat/runner/handle.h"

struct chat_actor chat_actor_user(chat_user_id user)
{
    return (struct chat_actor){.kind = CHAT_AS_USER, .origin = CHAT_ORIGIN_EMBED, .user = user};
}

enum chat_status chat_attach(chat_t *chat, const struct chat_attached *attached, struct chat_error *err)
{
    enum chat_status status = CHAT_OK;

    pthread_mutex_lock(&chat->attached_lock);
    if (!attached)
        chat->attached = (struct chat_attached){NULL, NULL};
    else if (chat->attached.call)
        status = chat_fail(err, CHAT_E_CONFLICT, "this handle has an executor already");
    else
        chat->attached = *attached;
    pthread_mutex_unlock(&chat->attached_lock);
    return status;
}

/* Blocking calls share one reading connection, opened when first needed. */
static void run_reading(chat_t *chat, struct chat_work *work,
                        void (*run)(chat_reading_t *, struct chat_work *))
{
    pthread_mutex_lock(&chat->reading_lock);
    if (!chat->reading) {
        enum chat_status status = chat_reading_open(chat, &chat->reading, &work->err);
        if (status != CHAT_OK)
            chat_work_end(work, status, NULL);
    }
    if (chat->reading)
        run(chat->reading, work);
    pthread_mutex_unlock(&chat->reading_lock);
}

static void run_here(chat_t *chat, struct chat_work *work)
{
    if (!(work->op->flags & CHAT_OP_WRITES)) {
        run_reading(chat, work, chat_reading_run);
        return;
    }
    if (work->op->flags & CHAT_OP_PREPARES)
        run_reading(chat, work, chat_prepare_run);
    if (work->status != CHAT_OK)
        return;
    pthread_mutex_lock(&chat->writer_lock);
    chat_batch_run(chat, &work, 1);
    chat_batch_idle(chat, true);
    pthread_mutex_unlock(&chat->writer_lock);
}

enum chat_status chat_run(chat_t *chat, const struct chat_op *op, const struct chat_actor *actor,
                          const void *params, void *result, struct chat_error *err)
{
    struct chat_attached attached;
    struct chat_work *work;
    enum chat_status status = chat_work_new(chat, op, actor, params, &work, err);

    if (status != CHAT_OK)
        return status;
    pthread_mutex_lock(&chat->attached_lock);
    attached = chat->attached;
    pthread_mutex_unlock(&chat->attached_lock);
    if (attached.call) {
        status = attached.call(attached.executor, work);
        if (status != CHAT_OK) /* it was not run; `err` of the work says why, and how long to wait */
            work->status = status;
    } else {
        run_here(chat, work);
    }
    status = work->status;
    if (status != CHAT_OK && err)
        *err = work->err;
    if (status == CHAT_OK && result && op->result) {
        memcpy(result, work->result, op->result->size); /* moved */
        chat_record_init(op->result, work->result);
    }
    chat_work_free(work);
    return status;
}
