/*
 * An operation on its way: checked, charged and copied when it is submitted.
 */
#include <string.h>

#include "libchat/base/error.h"
#include "libchat/runner/handle.h"

static size_t weight(const struct chat_record *record, const void *value)
{
    size_t bytes = record->size;

    for (size_t i = 0; i < record->n; i++) {
        const struct chat_field *field = &record->fields[i];
        const char *text;
        if (field->type < CHAT_FIELD_LINE || field->type > CHAT_FIELD_SECRET)
            continue;
        memcpy(&text, (const char *)value + field->offset, sizeof text);
        bytes += text ? strlen(text) : 0;
    }
    return bytes;
}

static enum chat_status fill(chat_t *chat, struct chat_work *work, const void *params, struct chat_error *err)
{
    const struct chat_op *op = work->op;

    work->params = chat_alloc(chat->allocator, op->params->size);
    if (op->result)
        work->result = chat_alloc(chat->allocator, op->result->size);
    if (!work->params || (op->result && !work->result))
        return chat_fail_nomem(err);
    if (op->result)
        chat_record_init(op->result, work->result);
    if (chat_record_copy(op->params, chat->allocator, work->params, params) != CHAT_OK)
        return chat_fail_nomem(err);
    return CHAT_OK;
}

enum chat_status chat_work_new(chat_t *chat, const struct chat_op *op, const struct chat_actor *actor,
                               const void *params, struct chat_work **out, struct chat_error *err)
{
    static const struct chat_nothing nothing = {0};
    struct chat_work *work;
    enum chat_status status;

    if (!params && op->params->n > 0)
        return chat_fail(err, CHAT_E_INVALID, "%s takes parameters", op->name);
    if (!params)
        params = &nothing;
    status = chat_record_check(op->params, params, err);
    if (status == CHAT_OK)
        status = chat_limits_ask(&chat->limits, op, actor, params, err);
    if (status != CHAT_OK)
        return status;
    work = chat_alloc(chat->allocator, sizeof *work);
    if (!work)
        return chat_fail_nomem(err);
    work->op = op;
    work->actor = *actor;
    work->bytes = sizeof *work + weight(op->params, params);
    work->err = (struct chat_error)CHAT_ERROR_INIT;
    status = fill(chat, work, params, err);
    if (status != CHAT_OK) {
        chat_work_free(work);
        return status;
    }
    *out = work;
    return CHAT_OK;
}

void chat_work_free(struct chat_work *work)
{
    if (!work)
        return;
    if (work->params)
        chat_record_clear(work->op->params, work->params);
    if (work->result)
        chat_record_clear(work->op->result, work->result);
    chat_free(work->params);
    chat_free(work->result);
    explicit_bzero(&work->prepared, sizeof work->prepared);
    chat_free(work);
}

enum chat_status chat_fail_broken(struct chat_error *err)
{
    return chat_fail(err, CHAT_E_CLOSED, "the store failed: restart to open it again");
}

void chat_work_end(struct chat_work *work, enum chat_status status, const struct chat_error *err)
{
    work->status = status;
    if (status == CHAT_OK)
        return;
    if (work->result)
        chat_record_clear(work->op->result, work->result);
    if (err && err != &work->err)
        work->err = *err;
}
