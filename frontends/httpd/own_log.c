/*
 * Between asking for the head and following from it the session may end: the first read after that is made
 * as the session and fails, so nothing slips through.
 */
#include "frontends/httpd/own_log.h"

#include "chat/event.h"

struct asking {
    httpd_own_head_fn told;
    void *holder;
};

static void answered(enum chat_status status, const void *result, const struct chat_error *err,
                     void *user_data)
{
    struct asking asking = *(struct asking *)user_data;
    const struct chat_event_list *list = result;

    (void)err;
    chat_free(user_data);
    asking.told(status == CHAT_OK, status == CHAT_OK ? list->head : 0, asking.holder);
}

bool httpd_own_log_ask(struct httpd_loop *loop, const struct chat_actor *actor, httpd_own_head_fn told,
                       void *holder)
{
    struct chat_event_query query = {.log = CHAT_USER_LOG(actor->user), .after = 0, .limit = 1};
    struct asking *asking = chat_alloc(NULL, sizeof(*asking));

    if (!asking)
        return false;
    asking->told = told;
    asking->holder = holder;
    if (chat_submit(loop->port, &chat_op_event_list, actor, &query, answered, asking, NULL) == CHAT_OK)
        return true;
    chat_free(asking);
    return false;
}
