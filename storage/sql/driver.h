/*
 * What an engine does for the SQL store: a connection, statements that are prepared once, transactions.
 * Every statement is a row of one static table, numbered by enum chat_sql_id, so a driver can keep them
 * prepared in an array, and a test can ask the engine how it runs each of them.
 *
 * A driver puts its own members behind struct chat_sql. It fills in `err` itself, in the words of
 * chat/sys/storage.h; the code above passes it up unchanged.
 */
#ifndef CHAT_SQL_DRIVER_H
#define CHAT_SQL_DRIVER_H

#include "chat/sys/storage.h"
#include "storage/sql/statements.h"

/** One prepared statement of a connection. */
struct chat_sql_cursor;

enum chat_sql_step { CHAT_SQL_ROW = 1, CHAT_SQL_DONE, CHAT_SQL_FAILED };

struct chat_sql_driver;

/** The head of every connection; it begins with the public one, so the two pointers are the same. */
struct chat_sql {
    chat_storage_t storage;
    const struct chat_sql_driver *driver;
    bool broken; /* a sync failed or a commit was lost: every later call answers CHAT_E_CLOSED */
};

struct chat_sql_driver {
    /** Free the connection; an open transaction is rolled back. */
    void (*close)(struct chat_sql *sql);

    enum chat_status (*begin)(struct chat_sql *sql, struct chat_error *err);
    enum chat_status (*commit)(struct chat_sql *sql, struct chat_error *err);
    void (*rollback)(struct chat_sql *sql);
    bool (*in_transaction)(struct chat_sql *sql);
    enum chat_status (*savepoint)(struct chat_sql *sql, struct chat_error *err);
    enum chat_status (*savepoint_release)(struct chat_sql *sql, struct chat_error *err);
    enum chat_status (*savepoint_rollback)(struct chat_sql *sql, struct chat_error *err);
    enum chat_status (*maintain)(struct chat_sql *sql, bool idle, struct chat_error *err);

    /** The statement of that number, prepared and reset. It is not asked for again before `reset`. */
    enum chat_status (*prepare)(struct chat_sql *sql, enum chat_sql_id id, struct chat_sql_cursor **out,
                                struct chat_error *err);
    /** Bind `$number`. Text and bytes are borrowed until `reset`; text NULL and bytes NULL bind NULL. */
    enum chat_status (*bind_int)(struct chat_sql_cursor *cursor, int number, int64_t value,
                                 struct chat_error *err);
    enum chat_status (*bind_null)(struct chat_sql_cursor *cursor, int number, struct chat_error *err);
    enum chat_status (*bind_text)(struct chat_sql_cursor *cursor, int number, const char *text,
                                  struct chat_error *err);
    enum chat_status (*bind_blob)(struct chat_sql_cursor *cursor, int number, const void *bytes,
                                  size_t length, struct chat_error *err);
    /** On FAILED `status` says why: CHAT_E_EXISTS when a unique key was taken. */
    enum chat_sql_step (*step)(struct chat_sql_cursor *cursor, enum chat_status *status,
                               struct chat_error *err);
    /** Rows the statement inserted, updated or deleted; after DONE. */
    int64_t (*changes)(struct chat_sql_cursor *cursor);
    /** Columns count from 0; NULL reads as 0, as NULL and as no bytes. Borrowed until the next step. */
    int64_t (*column_int)(struct chat_sql_cursor *cursor, int column);
    const char *(*column_text)(struct chat_sql_cursor *cursor, int column, size_t *length);
    const void *(*column_blob)(struct chat_sql_cursor *cursor, int column, size_t *length);
    /** End the run and forget what was bound. Repeats what failed, if only reading a column did. */
    enum chat_status (*reset)(struct chat_sql_cursor *cursor, struct chat_error *err);

    /** Optional: append all events in one statement. NULL: they are inserted row by row. */
    enum chat_status (*events_append)(struct chat_sql *sql, const struct chat_event *const *events, size_t n,
                                      struct chat_error *err);
};

/** Give a new connection its head. */
void chat_sql_init(struct chat_sql *sql, const struct chat_storage_ops *ops,
                   const struct chat_sql_driver *driver, const struct chat_allocator *allocator);

#endif
