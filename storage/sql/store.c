/*
 * The connection and its transactions, which are the driver's, and the one row of the store.
 */
#include "storage/sql/ops.h"

#include "libchat/base/error.h"
#include "storage/sql/rows.h"

void chat_sql_init(struct chat_sql *sql, const struct chat_storage_ops *ops,
                   const struct chat_sql_driver *driver, const struct chat_allocator *allocator)
{
    sql->storage.ops = ops;
    sql->storage.allocator = allocator;
    sql->driver = driver;
    sql->broken = false;
}

static struct chat_sql *sql_of(chat_storage_t *storage)
{
    return (struct chat_sql *)storage;
}

static enum chat_status check_whole(const struct chat_sql *sql, struct chat_error *err)
{
    return sql->broken ? chat_fail(err, CHAT_E_CLOSED, "the store is broken and has to be opened again")
                       : CHAT_OK;
}

void chat_sql_close(chat_storage_t *storage)
{
    if (storage)
        sql_of(storage)->driver->close(sql_of(storage));
}

enum chat_status chat_sql_begin(chat_storage_t *storage, struct chat_error *err)
{
    struct chat_sql *sql = sql_of(storage);
    enum chat_status status = check_whole(sql, err);

    return status == CHAT_OK ? sql->driver->begin(sql, err) : status;
}

enum chat_status chat_sql_commit(chat_storage_t *storage, struct chat_error *err)
{
    struct chat_sql *sql = sql_of(storage);
    enum chat_status status = check_whole(sql, err);

    return status == CHAT_OK ? sql->driver->commit(sql, err) : status;
}

void chat_sql_rollback(chat_storage_t *storage)
{
    sql_of(storage)->driver->rollback(sql_of(storage));
}

bool chat_sql_in_transaction(chat_storage_t *storage)
{
    return sql_of(storage)->driver->in_transaction(sql_of(storage));
}

enum chat_status chat_sql_savepoint(chat_storage_t *storage, struct chat_error *err)
{
    struct chat_sql *sql = sql_of(storage);
    enum chat_status status = check_whole(sql, err);

    return status == CHAT_OK ? sql->driver->savepoint(sql, err) : status;
}

enum chat_status chat_sql_savepoint_release(chat_storage_t *storage, struct chat_error *err)
{
    struct chat_sql *sql = sql_of(storage);
    enum chat_status status = check_whole(sql, err);

    return status == CHAT_OK ? sql->driver->savepoint_release(sql, err) : status;
}

enum chat_status chat_sql_savepoint_rollback(chat_storage_t *storage, struct chat_error *err)
{
    struct chat_sql *sql = sql_of(storage);
    enum chat_status status = check_whole(sql, err);

    return status == CHAT_OK ? sql->driver->savepoint_rollback(sql, err) : status;
}

enum chat_status chat_sql_maintain(chat_storage_t *storage, bool idle, struct chat_error *err)
{
    struct chat_sql *sql = sql_of(storage);
    enum chat_status status = check_whole(sql, err);

    return status == CHAT_OK ? sql->driver->maintain(sql, idle, err) : status;
}

enum chat_status chat_sql_store_load(chat_storage_t *storage, struct chat_store_row *out,
                                     struct chat_error *err)
{
    struct chat_store_row row = {0};
    struct chat_query q;
    enum chat_status status;

    chat_query_begin(&q, storage, SQL_STORE_LOAD, err);
    if (chat_query_next(&q)) {
        chat_take_word(&q, row.epoch, sizeof row.epoch);
        row.newest_us = chat_take_int(&q);
        row.next_log = chat_take_int(&q);
        row.next_id = chat_take_int(&q);
        row.claimed = chat_take_bool(&q);
        row.has_setup = chat_take_blob(&q, row.setup_hash, sizeof row.setup_hash);
        row.settings.site_name = chat_take_text(&q);
        row.settings.registration = (enum chat_registration)chat_take_int(&q);
        row.settings.room_create = (enum chat_site_role)chat_take_int(&q);
        row.settings.anonymous_read = chat_take_bool(&q);
        row.settings.lockdown = chat_take_bool(&q);
        row.settings.edit_window_s = chat_take_int(&q);
    }
    status = chat_query_end_found(&q, "store");
    if (status != CHAT_OK) {
        chat_free(row.settings.site_name);
        return status == CHAT_E_NOT_FOUND
                   ? chat_fail(err, CHAT_E_STORAGE, "the database is damaged: it has lost its own row")
                   : status;
    }
    *out = row;
    return CHAT_OK;
}

enum chat_status chat_sql_store_save(chat_storage_t *storage, const struct chat_store_row *row,
                                     struct chat_error *err)
{
    const struct chat_settings *settings = &row->settings;
    struct chat_query q;

    chat_query_begin(&q, storage, SQL_STORE_SAVE, err);
    chat_bind_text(&q, row->epoch);
    chat_bind_int(&q, row->newest_us);
    chat_bind_int(&q, row->next_log);
    chat_bind_int(&q, row->next_id);
    chat_bind_int(&q, row->claimed);
    chat_bind_blob(&q, row->has_setup ? row->setup_hash : NULL, sizeof row->setup_hash);
    chat_bind_text(&q, settings->site_name);
    chat_bind_int(&q, (int64_t)settings->registration);
    chat_bind_int(&q, (int64_t)settings->room_create);
    chat_bind_int(&q, settings->anonymous_read);
    chat_bind_int(&q, settings->lockdown);
    chat_bind_int(&q, settings->edit_window_s);
    return chat_query_run_found(&q, "store");
}
