/*
 * Runs of statements, and rows that come out as arrays.
 */
#include "storage/sql/query.h"

#include <assert.h>
#include <string.h>

#include "libchat/base/error.h"

void chat_query_begin(struct chat_query *q, chat_storage_t *storage, enum chat_sql_id id,
                      struct chat_error *err)
{
    struct chat_sql *sql = (struct chat_sql *)storage;

    *q = (struct chat_query){
        .sql = sql, .driver = sql->driver, .statement = &chat_sql_statements[id], .err = err};
    if (sql->broken) {
        q->status = chat_fail(err, CHAT_E_CLOSED, "the store is broken and has to be opened again");
        return;
    }
    q->status = q->driver->prepare(sql, id, &q->cursor, err);
}

/* The number of the parameter to bind now, or 0 when the run has failed. */
static int next_parameter(struct chat_query *q, char type)
{
    if (q->status != CHAT_OK)
        return 0;
    assert(q->statement->params[q->bound] == type);
    (void)type;
    return ++q->bound;
}

void chat_bind_int(struct chat_query *q, int64_t value)
{
    int number = next_parameter(q, 'i');

    if (number > 0)
        q->status = q->driver->bind_int(q->cursor, number, value, q->err);
}

void chat_bind_ref(struct chat_query *q, int64_t id)
{
    int number = next_parameter(q, 'i');

    if (number > 0)
        q->status = id != 0 ? q->driver->bind_int(q->cursor, number, id, q->err)
                            : q->driver->bind_null(q->cursor, number, q->err);
}

void chat_bind_text(struct chat_query *q, const char *text)
{
    int number = next_parameter(q, 't');

    if (number > 0)
        q->status = q->driver->bind_text(q->cursor, number, text, q->err);
}

void chat_bind_blob(struct chat_query *q, const void *bytes, size_t length)
{
    int number = next_parameter(q, 'b');

    if (number > 0)
        q->status = q->driver->bind_blob(q->cursor, number, bytes, length, q->err);
}

void chat_bind_size(struct chat_query *q, size_t value)
{
    /* A negative LIMIT means no limit, so a count too large for the column may not wrap around. */
    chat_bind_int(q, value > INT64_MAX ? INT64_MAX : (int64_t)value);
}

bool chat_query_next(struct chat_query *q)
{
    enum chat_sql_step step;

    if (q->status != CHAT_OK || q->done)
        return false;
    assert(q->statement->params[q->bound] == '\0');
    q->column = 0;
    step = q->driver->step(q->cursor, &q->status, q->err);
    if (step == CHAT_SQL_ROW) {
        q->rows++;
        return true;
    }
    q->done = true;
    if (step == CHAT_SQL_DONE)
        q->changes = q->driver->changes(q->cursor);
    return false;
}

int64_t chat_take_int(struct chat_query *q)
{
    return q->driver->column_int(q->cursor, q->column++);
}

bool chat_take_bool(struct chat_query *q)
{
    return chat_take_int(q) != 0;
}

char *chat_take_text(struct chat_query *q)
{
    size_t length;
    const char *text = q->driver->column_text(q->cursor, q->column++, &length);
    char *copy;

    if (!text)
        return NULL;
    copy = chat_strndup(q->sql->storage.allocator, text, length);
    if (!copy)
        q->status = chat_fail_nomem(q->err);
    return copy;
}

bool chat_take_blob(struct chat_query *q, void *out, size_t length)
{
    size_t found;
    const void *bytes = q->driver->column_blob(q->cursor, q->column++, &found);

    memset(out, 0, length);
    if (!bytes)
        return false;
    if (found != length) {
        q->status = chat_fail(q->err, CHAT_E_STORAGE, "the database is damaged: a hash has a wrong length");
        return false;
    }
    memcpy(out, bytes, length);
    return true;
}

void chat_take_word(struct chat_query *q, char *out, size_t size)
{
    size_t length;
    const char *text = q->driver->column_text(q->cursor, q->column++, &length);

    memset(out, 0, size);
    if (!text)
        return;
    if (length >= size) {
        q->status = chat_fail(q->err, CHAT_E_STORAGE, "the database is damaged: a word is too long");
        return;
    }
    memcpy(out, text, length);
}

void chat_take_nothing(struct chat_query *q)
{
    q->column++;
}

enum chat_status chat_query_end(struct chat_query *q)
{
    enum chat_status status = CHAT_OK;

    if (q->cursor)
        status = q->driver->reset(q->cursor, q->status == CHAT_OK ? q->err : NULL);
    if (q->status == CHAT_OK)
        q->status = status;
    q->cursor = NULL;
    return q->status;
}

enum chat_status chat_query_end_found(struct chat_query *q, const char *noun)
{
    enum chat_status status = chat_query_end(q);

    if (status == CHAT_OK && q->rows == 0)
        return chat_fail(q->err, CHAT_E_NOT_FOUND, "there is no such %s", noun);
    return status;
}

enum chat_status chat_query_run(struct chat_query *q)
{
    while (chat_query_next(q))
        continue;
    return chat_query_end(q);
}

enum chat_status chat_query_run_found(struct chat_query *q, const char *noun)
{
    enum chat_status status = chat_query_run(q);

    if (status == CHAT_OK && q->changes == 0)
        return chat_fail(q->err, CHAT_E_NOT_FOUND, "there is no such %s", noun);
    return status;
}

void chat_items_init(struct chat_list *list, chat_storage_t *storage, size_t each,
                     const struct chat_record *record)
{
    *list = (struct chat_list){.allocator = storage->allocator, .record = record, .each = each};
}

void *chat_items_add(struct chat_list *list, struct chat_query *q)
{
    if (list->n == list->room) {
        size_t room = list->room > 0 ? list->room * 2 : 16;
        void *items = room <= SIZE_MAX / list->each / 2
                          ? chat_realloc(list->allocator, list->items, room * list->each)
                          : NULL;

        if (!items) {
            q->status = chat_fail_nomem(q->err);
            return NULL;
        }
        list->items = items;
        list->room = room;
    }
    return (char *)list->items + list->n++ * list->each;
}

enum chat_status chat_items_give(struct chat_list *list, enum chat_status status, void *out, size_t *out_n)
{
    if (status == CHAT_OK) {
        memcpy(out, &list->items, sizeof list->items);
        *out_n = list->n;
        list->items = NULL;
        list->n = 0;
    }
    chat_items_clear(list);
    return status;
}

void chat_items_clear(struct chat_list *list)
{
    for (size_t i = 0; list->record && i < list->n; i++)
        chat_record_clear(list->record, (char *)list->items + i * list->each);
    chat_free(list->items);
    list->items = NULL;
    list->n = list->room = 0;
}
