/*
 * The token is looked up once; from then on the stream acts as the session it belongs to.
 */
#include "frontends/httpd/identify.h"

#include "frontends/httpd/httpd.h"
#include "frontends/httpd/reply.h"
#include "libchat/base/error.h"

struct asking {
    struct httpd_loop *loop;
    chat_request_t *request; /* a reference */
    struct chat_actor actor;
    httpd_identified_fn then;
};

static void identified(enum chat_status status, const void *result, const struct chat_error *err,
                       void *user_data)
{
    struct asking *asking = user_data;
    const struct chat_session_now *now = result;

    if (status != CHAT_OK) {
        httpd_reply_problem(asking->request, 0, err, NULL);
    } else if (asking->loop->stopping) {
        struct chat_error closed = CHAT_ERROR_INIT;
        (void)chat_fail(&closed, CHAT_E_CLOSED, "the server is stopping: connect again in a moment");
        httpd_reply_problem(asking->request, 0, &closed, NULL);
    } else if (chat_request_alive(asking->request)) {
        asking->actor.kind = CHAT_AS_SESSION;
        asking->actor.user = now->user;
        asking->actor.session = now->session.id;
        asking->then(asking->loop, asking->request, &asking->actor, now);
    }
    chat_request_unref(asking->request);
    chat_free(asking);
}

void httpd_identify(struct httpd_loop *loop, chat_request_t *request, enum httpd_caution caution,
                    httpd_identified_fn then)
{
    struct httpd_credentials credentials;
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_nothing nothing = {0};
    struct asking *asking;
    enum chat_status status = httpd_credentials_read(loop->httpd, request, caution, &credentials, &err);

    if (status != CHAT_OK) {
        httpd_reply_problem(request, 0, &err, NULL);
        return;
    }
    asking = chat_alloc(NULL, sizeof(*asking));
    if (!asking) {
        (void)chat_fail_nomem(&err);
        httpd_reply_problem(request, 0, &err, NULL);
        return;
    }
    asking->loop = loop;
    asking->request = chat_request_ref(request);
    asking->actor = credentials.actor;
    asking->then = then;
    status =
        chat_submit(loop->port, &chat_op_session_current, &asking->actor, &nothing, identified, asking, &err);
    if (status != CHAT_OK)
        identified(status, NULL, &err, asking);
}
