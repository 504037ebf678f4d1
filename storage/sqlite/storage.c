/*
 * The public entry: the SQL store on the SQLite driver.
 */
#include "chat/sqlite.h"

#include "storage/sql/ops.h"
#include "storage/sqlite/connection.h"

static void driver_close(struct chat_sql *sql)
{
    sqlite_connection_close((struct sqlite_connection *)(void *)sql);
}

static const struct chat_sql_driver driver = {
    .close = driver_close,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .in_transaction = sqlite_in_transaction,
    .savepoint = sqlite_savepoint,
    .savepoint_release = sqlite_savepoint_release,
    .savepoint_rollback = sqlite_savepoint_rollback,
    .maintain = sqlite_maintain,
    .prepare = sqlite_prepare,
    .bind_int = sqlite_bind_int,
    .bind_null = sqlite_bind_null,
    .bind_text = sqlite_bind_text,
    .bind_blob = sqlite_bind_blob,
    .step = sqlite_step,
    .changes = sqlite_changes,
    .column_int = sqlite_column_int,
    .column_text = sqlite_column_text,
    .column_blob = sqlite_column_blob,
    .reset = sqlite_reset,
};

static enum chat_status storage_open(const struct chat_storage_options *options, chat_storage_t **out,
                                     struct chat_error *err);

static const struct chat_storage_ops ops = CHAT_SQL_STORAGE_OPS("sqlite", storage_open);

static enum chat_status storage_open(const struct chat_storage_options *options, chat_storage_t **out,
                                     struct chat_error *err)
{
    struct sqlite_connection *connection;
    enum chat_status status = sqlite_connection_open(&ops, &driver, options, &connection, err);

    if (status == CHAT_OK)
        *out = &connection->sql.storage;
    return status;
}

const struct chat_storage_ops *chat_sqlite_storage(void)
{
    return &ops;
}
