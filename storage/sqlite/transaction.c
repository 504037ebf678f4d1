/*
 * Transactions, and the checkpoints between them.
 */
#include "storage/sqlite/connection.h"

#include "libchat/base/error.h"

static const char *const commands[SQLITE_COMMANDS] = {
    [SQLITE_COMMAND_BEGIN_READ] = "BEGIN",
    [SQLITE_COMMAND_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [SQLITE_COMMAND_COMMIT] = "COMMIT",
    [SQLITE_COMMAND_ROLLBACK] = "ROLLBACK",
    [SQLITE_COMMAND_SAVEPOINT] = "SAVEPOINT one",
    [SQLITE_COMMAND_SAVEPOINT_RELEASE] = "RELEASE one",
    [SQLITE_COMMAND_SAVEPOINT_ROLLBACK] = "ROLLBACK TO one",
};

static struct sqlite_connection *connection_of(struct chat_sql *sql)
{
    return (struct sqlite_connection *)(void *)sql;
}

static int run(struct sqlite_connection *connection, enum sqlite_command command)
{
    sqlite3_stmt **statement = &connection->commands[command];
    int result = SQLITE_OK;

    if (!*statement)
        result = sqlite3_prepare_v3(connection->db, commands[command], -1, SQLITE_PREPARE_PERSISTENT,
                                    statement, NULL);
    if (result != SQLITE_OK)
        return result;
    result = sqlite3_step(*statement);
    (void)sqlite3_reset(*statement); /* repeats the result of the step */
    return result;
}

static enum chat_status run_checked(struct sqlite_connection *connection, enum sqlite_command command,
                                    struct chat_error *err)
{
    int result = run(connection, command);

    return result == SQLITE_DONE ? CHAT_OK : sqlite_fail(connection, result, err);
}

enum chat_status sqlite_begin(struct chat_sql *sql, struct chat_error *err)
{
    struct sqlite_connection *connection = connection_of(sql);

    return run_checked(connection,
                       connection->writes ? SQLITE_COMMAND_BEGIN_WRITE : SQLITE_COMMAND_BEGIN_READ, err);
}

enum chat_status sqlite_commit(struct chat_sql *sql, struct chat_error *err)
{
    struct sqlite_connection *connection = connection_of(sql);
    int result = run(connection, SQLITE_COMMAND_COMMIT);
    enum chat_status status;

    if (result == SQLITE_DONE)
        return CHAT_OK;
    status = sqlite_fail(connection, result, err);
    if ((result & 0xff) != SQLITE_IOERR || status == CHAT_E_FULL || status == CHAT_E_NOMEM)
        return status;
    /*
     * The log may or may not have reached the disk. Whoever reads it next decides, so this connection
     * must not go on as if it knew.
     */
    sql->broken = true;
    sqlite_rollback(sql);
    return chat_fail(err, CHAT_E_UNKNOWN, "the disk failed in a commit: whether it was stored is not known");
}

void sqlite_rollback(struct chat_sql *sql)
{
    struct sqlite_connection *connection = connection_of(sql);

    if (sqlite_in_transaction(sql) && run(connection, SQLITE_COMMAND_ROLLBACK) != SQLITE_DONE &&
        sqlite_in_transaction(sql))
        sql->broken = true;
}

bool sqlite_in_transaction(struct chat_sql *sql)
{
    sqlite3 *db = connection_of(sql)->db; /* NULL when it could not be opened */

    return db && sqlite3_get_autocommit(db) == 0;
}

enum chat_status sqlite_savepoint(struct chat_sql *sql, struct chat_error *err)
{
    return run_checked(connection_of(sql), SQLITE_COMMAND_SAVEPOINT, err);
}

enum chat_status sqlite_savepoint_release(struct chat_sql *sql, struct chat_error *err)
{
    return run_checked(connection_of(sql), SQLITE_COMMAND_SAVEPOINT_RELEASE, err);
}

enum chat_status sqlite_savepoint_rollback(struct chat_sql *sql, struct chat_error *err)
{
    enum chat_status status = run_checked(connection_of(sql), SQLITE_COMMAND_SAVEPOINT_ROLLBACK, err);

    /* Going back leaves the savepoint open. */
    return status == CHAT_OK ? sqlite_savepoint_release(sql, err) : status;
}

/*
 * How much of the log may wait to be moved into the file: while nothing else is to be done, and at all. At
 * 2 KiB a frame that is 8 and 32 MiB.
 */
#define IDLE_FRAMES 4000
#define BUSY_FRAMES 16000

enum chat_status sqlite_maintain(struct chat_sql *sql, bool idle, struct chat_error *err)
{
    struct sqlite_connection *connection = connection_of(sql);
    int waiting, result;

    if (!connection->writes || sqlite_in_transaction(sql))
        return CHAT_OK;
    /* A log that has become shorter was begun anew. */
    if (connection->wal_frames < connection->wal_finished)
        connection->wal_finished = 0;
    waiting = connection->wal_frames - connection->wal_finished;
    if (waiting < (idle ? IDLE_FRAMES : BUSY_FRAMES))
        return CHAT_OK;
    result = sqlite3_wal_checkpoint_v2(connection->db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL,
                                       &connection->wal_finished);
    return result == SQLITE_OK || result == SQLITE_BUSY ? CHAT_OK : sqlite_fail(connection, result, err);
}
