/*
 * Statements: prepared once for a connection, bound by the name of the parameter.
 */
#include "storage/sqlite/connection.h"

#include <assert.h>
#include <string.h>

/* Where SQLite has put our $1, $2 ... */
static void number_parameters(struct chat_sql_cursor *cursor)
{
    char name[4] = "$";

    for (int number = 1; number <= CHAT_SQL_PARAMS_MAX; number++) {
        char *digit = name + 1;

        if (number >= 10)
            *digit++ = (char)('0' + number / 10);
        *digit++ = (char)('0' + number % 10);
        *digit = '\0';
        cursor->index[number] = (unsigned char)sqlite3_bind_parameter_index(cursor->statement, name);
    }
}

enum chat_status sqlite_prepare(struct chat_sql *sql, enum chat_sql_id id, struct chat_sql_cursor **out,
                                struct chat_error *err)
{
    struct sqlite_connection *connection = (struct sqlite_connection *)(void *)sql;
    struct chat_sql_cursor *cursor = &connection->cursors[id];

    if (!cursor->statement) {
        int result = sqlite3_prepare_v3(connection->db, chat_sql_statements[id].text, -1,
                                        SQLITE_PREPARE_PERSISTENT, &cursor->statement, NULL);

        if (result != SQLITE_OK)
            return sqlite_fail(connection, result, err);
        cursor->connection = connection;
        number_parameters(cursor);
    }
    assert(!sqlite3_stmt_busy(cursor->statement));
    *out = cursor;
    return CHAT_OK;
}

static enum chat_status check(struct chat_sql_cursor *cursor, int result, struct chat_error *err)
{
    return result == SQLITE_OK ? CHAT_OK : sqlite_fail(cursor->connection, result, err);
}

enum chat_status sqlite_bind_int(struct chat_sql_cursor *cursor, int number, int64_t value,
                                 struct chat_error *err)
{
    return check(cursor, sqlite3_bind_int64(cursor->statement, cursor->index[number], value), err);
}

enum chat_status sqlite_bind_null(struct chat_sql_cursor *cursor, int number, struct chat_error *err)
{
    return check(cursor, sqlite3_bind_null(cursor->statement, cursor->index[number]), err);
}

enum chat_status sqlite_bind_text(struct chat_sql_cursor *cursor, int number, const char *text,
                                  struct chat_error *err)
{
    /* SQLITE_STATIC: borrowed until the reset, which unbinds it. */
    return check(cursor,
                 sqlite3_bind_text64(cursor->statement, cursor->index[number], text, text ? strlen(text) : 0,
                                     SQLITE_STATIC, SQLITE_UTF8),
                 err);
}

enum chat_status sqlite_bind_blob(struct chat_sql_cursor *cursor, int number, const void *bytes,
                                  size_t length, struct chat_error *err)
{
    return check(cursor,
                 sqlite3_bind_blob64(cursor->statement, cursor->index[number], bytes, length, SQLITE_STATIC),
                 err);
}

enum chat_sql_step sqlite_step(struct chat_sql_cursor *cursor, enum chat_status *status,
                               struct chat_error *err)
{
    int result = sqlite3_step(cursor->statement);

    if (result == SQLITE_ROW)
        return CHAT_SQL_ROW;
    if (result == SQLITE_DONE)
        return CHAT_SQL_DONE;
    *status = sqlite_fail(cursor->connection, result, err);
    return CHAT_SQL_FAILED;
}

int64_t sqlite_changes(struct chat_sql_cursor *cursor)
{
    return sqlite3_changes64(cursor->connection->db);
}

int64_t sqlite_column_int(struct chat_sql_cursor *cursor, int column)
{
    return sqlite3_column_int64(cursor->statement, column);
}

const char *sqlite_column_text(struct chat_sql_cursor *cursor, int column, size_t *length)
{
    const char *text = (const char *)sqlite3_column_text(cursor->statement, column);

    *length = (size_t)sqlite3_column_bytes(cursor->statement, column);
    return text;
}

const void *sqlite_column_blob(struct chat_sql_cursor *cursor, int column, size_t *length)
{
    const void *bytes = sqlite3_column_blob(cursor->statement, column);

    *length = (size_t)sqlite3_column_bytes(cursor->statement, column);
    return bytes;
}

enum chat_status sqlite_reset(struct chat_sql_cursor *cursor, struct chat_error *err)
{
    int result = sqlite3_reset(cursor->statement);

    (void)sqlite3_clear_bindings(cursor->statement);
    return check(cursor, result, err);
}
