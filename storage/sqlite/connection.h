/*
 * One connection to a store in an SQLite file.
 */
#ifndef CHAT_SQLITE_CONNECTION_H
#define CHAT_SQLITE_CONNECTION_H

#include <sqlite3.h>

#include "storage/sql/driver.h"

struct chat_sql_cursor {
    struct sqlite_connection *connection;
    sqlite3_stmt *statement; /* NULL until it is first used */
    /* SQLite numbers `$n` by first appearance: index[n] is what it calls our $n. */
    unsigned char index[CHAT_SQL_PARAMS_MAX + 1];
};

/* Statements of the engine alone. */
enum sqlite_command {
    SQLITE_COMMAND_BEGIN_READ,
    SQLITE_COMMAND_BEGIN_WRITE,
    SQLITE_COMMAND_COMMIT,
    SQLITE_COMMAND_ROLLBACK,
    SQLITE_COMMAND_SAVEPOINT,
    SQLITE_COMMAND_SAVEPOINT_RELEASE,
    SQLITE_COMMAND_SAVEPOINT_ROLLBACK,
    SQLITE_COMMANDS
};

struct sqlite_connection {
    struct chat_sql sql; /* first: a chat_storage_t is a connection */
    sqlite3 *db;
    bool writes;
    int lock_fd;      /* of the owner's lock; -1: none */
    int wal_frames;   /* in the log after the last commit */
    int wal_finished; /* of these, what the last checkpoint has moved into the file */
    sqlite3_stmt *commands[SQLITE_COMMANDS];
    struct chat_sql_cursor cursors[CHAT_SQL_STATEMENTS];
};

/** Open the file: lock, schema, settings. */
enum chat_status sqlite_connection_open(const struct chat_storage_ops *ops,
                                        const struct chat_sql_driver *driver,
                                        const struct chat_storage_options *options,
                                        struct sqlite_connection **out, struct chat_error *err);
void sqlite_connection_close(struct sqlite_connection *connection);

/** Take the lock that stands for owning the file `name`, in `<name>.lock`; `*fd` holds it until closed. */
enum chat_status sqlite_lock_take(const char *name, int *fd, struct chat_error *err);
void sqlite_lock_drop(int fd);

/** What a result of SQLite means to the caller; CHAT_OK for OK, ROW and DONE. Pure. */
enum chat_status sqlite_result_status(int result, int system_errno);
/** Whether it says that a sync failed: what was written before it may be lost, and nobody can know. */
bool sqlite_result_is_failed_sync(int result);

/**
 * Fill in `err` for a result, and leave the connection as chat/sys/storage.h says: broken after a failed
 * sync, and without a transaction after "full".
 */
enum chat_status sqlite_fail(struct sqlite_connection *connection, int result, struct chat_error *err);

/* Transactions (transaction.c) and statements (statement.c), as the driver table has them. */
enum chat_status sqlite_begin(struct chat_sql *sql, struct chat_error *err);
enum chat_status sqlite_commit(struct chat_sql *sql, struct chat_error *err);
void sqlite_rollback(struct chat_sql *sql);
bool sqlite_in_transaction(struct chat_sql *sql);
enum chat_status sqlite_savepoint(struct chat_sql *sql, struct chat_error *err);
enum chat_status sqlite_savepoint_release(struct chat_sql *sql, struct chat_error *err);
enum chat_status sqlite_savepoint_rollback(struct chat_sql *sql, struct chat_error *err);
enum chat_status sqlite_maintain(struct chat_sql *sql, bool idle, struct chat_error *err);

enum chat_status sqlite_prepare(struct chat_sql *sql, enum chat_sql_id id, struct chat_sql_cursor **out,
                                struct chat_error *err);
enum chat_status sqlite_bind_int(struct chat_sql_cursor *cursor, int number, int64_t value,
                                 struct chat_error *err);
enum chat_status sqlite_bind_null(struct chat_sql_cursor *cursor, int number, struct chat_error *err);
enum chat_status sqlite_bind_text(struct chat_sql_cursor *cursor, int number, const char *text,
                                  struct chat_error *err);
enum chat_status sqlite_bind_blob(struct chat_sql_cursor *cursor, int number, const void *bytes,
                                  size_t length, struct chat_error *err);
enum chat_sql_step sqlite_step(struct chat_sql_cursor *cursor, enum chat_status *status,
                               struct chat_error *err);
int64_t sqlite_changes(struct chat_sql_cursor *cursor);
int64_t sqlite_column_int(struct chat_sql_cursor *cursor, int column);
const char *sqlite_column_text(struct chat_sql_cursor *cursor, int column, size_t *length);
const void *sqlite_column_blob(struct chat_sql_cursor *cursor, int column, size_t *length);
enum chat_status sqlite_reset(struct chat_sql_cursor *cursor, struct chat_error *err);

#endif
