/*
 * Opening and closing: whose file it is, its schema, its settings.
 */
#include "storage/sqlite/connection.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "libchat/base/error.h"
#include "storage/sqlite/schema.h"

/* How long a statement waits for a lock: well within the 2 s in which an answer is due. */
#define BUSY_TIMEOUT_MS 1000

/* Nothing in a file can make SQLite run or write what we did not ask for. */
static int harden(sqlite3 *db)
{
    static const struct {
        int option, value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
        /* Until it is known to be ours, closing leaves the file as it is. */
        {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1},
    };
    int result = SQLITE_OK;

    for (size_t i = 0; i < sizeof options / sizeof options[0] && result == SQLITE_OK; i++)
        result = sqlite3_db_config(db, options[i].option, options[i].value, NULL);
    (void)sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    return result;
}

static int run(sqlite3 *db, const char *text)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(db, text, -1, &statement, NULL);

    if (result != SQLITE_OK)
        return result;
    while (sqlite3_step(statement) == SQLITE_ROW)
        continue;
    return sqlite3_finalize(statement); /* repeats the result of the last step */
}

/* Statements up to a NULL. */
static int run_all(sqlite3 *db, const char *const *texts)
{
    int result = SQLITE_OK;

    while (result == SQLITE_OK && *texts)
        result = run(db, *texts++);
    return result;
}

/* The first column of the first row, a number; 0 when there is none. */
static int ask(sqlite3 *db, const char *query, int64_t *out)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(db, query, -1, &statement, NULL);

    *out = 0;
    if (result != SQLITE_OK)
        return result;
    if (sqlite3_step(statement) == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    return sqlite3_finalize(statement);
}

static int keep_wal_frames(void *user_data, sqlite3 *db, const char *name, int frames)
{
    struct sqlite_connection *connection = user_data;

    (void)db;
    (void)name;
    connection->wal_frames = frames;
    return SQLITE_OK;
}

/*
 * With umask alone the file would be readable by all; it holds password hashes. Only a file that is not
 * there is made: opening and closing an existing one would drop the locks SQLite holds on it in this process.
 */
static enum chat_status create_file(const char *name, struct chat_error *err)
{
    int fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0)
        (void)close(fd);
    else if (errno == ENOSPC || errno == EDQUOT)
        return chat_fail(err, CHAT_E_FULL, "there is no space left for the database");
    else if (errno != EEXIST)
        return chat_fail(err, CHAT_E_UNAVAILABLE, "%.120s cannot be created: %s", name, strerror(errno));
    return CHAT_OK;
}

static enum chat_status open_file(struct sqlite_connection *connection, const char *name,
                                  struct chat_error *err)
{
    int access = connection->writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    int result;

    /* No URI, and no store in memory: each connection to one would see a store of its own. */
    if (!name || !*name || *name == ':' || strncmp(name, "file:", 5) == 0)
        return chat_fail_field(err, "location", "the location of an sqlite store is the name of a file");
    if (connection->writes) {
        enum chat_status status = create_file(name, err);
        if (status != CHAT_OK)
            return status;
    }
    result = sqlite3_open_v2(name, &connection->db,
                             access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE,
                             NULL);
    if (result == SQLITE_OK)
        result = harden(connection->db);
    if (result == SQLITE_OK)
        result = sqlite3_busy_timeout(connection->db, BUSY_TIMEOUT_MS);
    return result == SQLITE_OK ? CHAT_OK : sqlite_fail(connection, result, err);
}

/* Whose file it is, and of which version. An empty one is version 0. Nothing is written. */
static enum chat_status identify(struct sqlite_connection *connection, int64_t *version,
                                 struct chat_error *err)
{
    int64_t application, tables = 0;
    int result = ask(connection->db, "PRAGMA application_id", &application);

    if (result == SQLITE_OK)
        result = ask(connection->db, "PRAGMA user_version", version);
    if (result == SQLITE_OK)
        result = ask(connection->db, "SELECT count(*) FROM sqlite_schema", &tables);
    if (result != SQLITE_OK)
        return sqlite_fail(connection, result, err);
    if (application == CHAT_SQLITE_APPLICATION_ID && *version > chat_sqlite_schema_version())
        return chat_fail(
            err, CHAT_E_STALE,
            "the database has schema version %lld and this program knows %d: use a newer program",
            (long long)*version, chat_sqlite_schema_version());
    if (application == CHAT_SQLITE_APPLICATION_ID && *version > 0)
        return CHAT_OK;
    if (application == 0 && *version == 0 && tables == 0)
        return CHAT_OK;
    return chat_fail(err, CHAT_E_STORAGE, "the database is of another program, and was left as it is");
}

static enum chat_status migrate(struct sqlite_connection *connection, int64_t version, struct chat_error *err)
{
    for (; version < chat_sqlite_schema_version(); version++) {
        int result = run(connection->db, "BEGIN IMMEDIATE");

        if (result == SQLITE_OK)
            result = run_all(connection->db, chat_sqlite_schema_step((int)version));
        if (result == SQLITE_OK)
            result = run(connection->db, "COMMIT");
        if (result != SQLITE_OK) {
            enum chat_status status = sqlite_fail(connection, result, err);
            sqlite_rollback(&connection->sql);
            return status;
        }
    }
    return CHAT_OK;
}

/* What is promised rests on these, so they are read back. */
static enum chat_status check_settings(struct sqlite_connection *connection, struct chat_error *err)
{
    static const char journal[] = "SELECT journal_mode = 'wal' FROM pragma_journal_mode";
    int64_t wal, synchronous, checkpoint;
    int result = ask(connection->db, journal, &wal);

    if (result == SQLITE_OK)
        result = ask(connection->db, "PRAGMA synchronous", &synchronous);
    if (result == SQLITE_OK)
        result = ask(connection->db, "PRAGMA wal_autocheckpoint", &checkpoint);
    if (result != SQLITE_OK)
        return sqlite_fail(connection, result, err);
    if (!wal || synchronous != 2 || checkpoint != 0)
        return chat_fail(
            err, CHAT_E_STORAGE,
            "SQLite cannot keep this file safe (WAL %d, synchronous %d): is it on a network disk?", (int)wal,
            (int)synchronous);
    return CHAT_OK;
}

static const char *const writer_settings[] = {
    "PRAGMA page_size = 2048", /* before the first table */
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA wal_autocheckpoint = 0",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA cache_size = -65536",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cell_size_check = ON",
    "PRAGMA secure_delete = ON",
    NULL,
};

static const char *const reader_settings[] = {
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 0",
    "PRAGMA cache_size = -8192",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cell_size_check = ON",
    "PRAGMA query_only = ON",
    NULL,
};

static enum chat_status settle_writer(struct sqlite_connection *connection, struct chat_error *err)
{
    int64_t version = 0;
    int result;
    /* SQLite knows the file's true name, with links resolved: one file, one lock. */
    enum chat_status status =
        sqlite_lock_take(sqlite3_db_filename(connection->db, "main"), &connection->lock_fd, err);

    if (status == CHAT_OK)
        status = identify(connection, &version, err);
    if (status != CHAT_OK)
        return status;
    result = run_all(connection->db, writer_settings);
    if (result != SQLITE_OK)
        return sqlite_fail(connection, result, err);
    (void)sqlite3_wal_hook(connection->db, keep_wal_frames, connection);
    status = check_settings(connection, err);
    return status == CHAT_OK ? migrate(connection, version, err) : status;
}

static enum chat_status settle_reader(struct sqlite_connection *connection, struct chat_error *err)
{
    int64_t version = 0;
    enum chat_status status = identify(connection, &version, err);
    int result;

    if (status != CHAT_OK)
        return status;
    if (version != chat_sqlite_schema_version())
        return chat_fail(err, CHAT_E_UNAVAILABLE, "the database has not been prepared by a writer yet");
    result = run_all(connection->db, reader_settings);
    if (result != SQLITE_OK)
        return sqlite_fail(connection, result, err);
    return check_settings(connection, err);
}

enum chat_status sqlite_connection_open(const struct chat_storage_ops *ops,
                                        const struct chat_sql_driver *driver,
                                        const struct chat_storage_options *options,
                                        struct sqlite_connection **out, struct chat_error *err)
{
    struct sqlite_connection *connection = chat_alloc(options->allocator, sizeof *connection);
    enum chat_status status;

    if (!connection)
        return chat_fail_nomem(err);
    chat_sql_init(&connection->sql, ops, driver, options->allocator);
    connection->writes = options->mode == CHAT_STORAGE_WRITER;
    connection->lock_fd = -1;
    status = open_file(connection, options->location, err);
    if (status == CHAT_OK)
        status = connection->writes ? settle_writer(connection, err) : settle_reader(connection, err);
    if (status != CHAT_OK) {
        connection->writes = false; /* nothing to put in order */
        sqlite_connection_close(connection);
        return status;
    }
    *out = connection;
    return CHAT_OK;
}

void sqlite_connection_close(struct sqlite_connection *connection)
{
    sqlite_rollback(&connection->sql);
    /* A broken connection must not move a log it cannot trust into the file. */
    if (connection->writes && !connection->sql.broken)
        (void)sqlite3_wal_checkpoint_v2(connection->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    for (size_t i = 0; i < SQLITE_COMMANDS; i++)
        (void)sqlite3_finalize(connection->commands[i]);
    for (size_t i = 0; i < CHAT_SQL_STATEMENTS; i++)
        (void)sqlite3_finalize(connection->cursors[i].statement);
    (void)sqlite3_close(connection->db);
    sqlite_lock_drop(connection->lock_fd);
    chat_free(connection);
}
