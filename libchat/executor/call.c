/*
 * Blocking calls while an executor is attached: submitted like all others, and waited for.
 */
#include "libchat/executor/executor.h"

struct chat_call {
    pthread_mutex_t lock;
    pthread_cond_t done_changed;
    bool done; /* guarded by lock */
};

void chat_call_complete(struct chat_call *call)
{
    (void)pthread_mutex_lock(&call->lock);
    call->done = true;
    /* Under the lock: as soon as it is released the caller may be gone, and the call with it. */
    (void)pthread_cond_signal(&call->done_changed);
    (void)pthread_mutex_unlock(&call->lock);
}

static bool is_done(struct chat_call *call)
{
    bool done;

    (void)pthread_mutex_lock(&call->lock);
    done = call->done;
    (void)pthread_mutex_unlock(&call->lock);
    return done;
}

static void wait_for(struct chat_call *call)
{
    (void)pthread_mutex_lock(&call->lock);
    while (!call->done)
        (void)pthread_cond_wait(&call->done_changed, &call->lock);
    (void)pthread_mutex_unlock(&call->lock);
}

enum chat_status chat_executor_call(void *user_data, struct chat_work *work)
{
    chat_executor_t *executor = user_data;
    struct chat_call call = {.lock = PTHREAD_MUTEX_INITIALIZER, .done_changed = PTHREAD_COND_INITIALIZER};
    struct chat_ticket ticket = {.work = work, .call = &call};
    enum chat_status status;

    /* cppcheck-suppress autoVariables ; this call waits until the work is done, and takes it back below */
    work->owner = &ticket;
    /* Without threads a full queue is emptied here, and is no reason to refuse. */
    while ((status = chat_executor_enqueue(executor, work, &work->err)) == CHAT_E_BUSY &&
           chat_executor_run(executor) > 0)
        continue;
    if (status != CHAT_OK) {
        work->status = status;
    } else if (executor->threads) {
        wait_for(&call);
    } else {
        while (!is_done(&call)) /* another thread that runs the lanes may have taken it */
            (void)chat_executor_run(executor);
    }
    (void)pthread_cond_destroy(&call.done_changed);
    (void)pthread_mutex_destroy(&call.lock);
    work->owner = NULL;
    return status;
}
