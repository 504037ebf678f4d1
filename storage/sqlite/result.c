/*
 * What SQLite's results mean to the core, in one table.
 */
#include "storage/sqlite/connection.h"

#include <errno.h>

#include "libchat/base/error.h"

struct meaning {
    int result; /* an extended result, or a primary one for all that are not named */
    enum chat_status status;
    const char *sentence;
};

static const struct meaning meanings[] = {
    {SQLITE_BUSY, CHAT_E_UNAVAILABLE, "the database is locked by somebody else"},
    {SQLITE_LOCKED, CHAT_E_UNAVAILABLE, "the database is locked by somebody else"},
    {SQLITE_PROTOCOL, CHAT_E_UNAVAILABLE, "the database is locked by somebody else"},
    {SQLITE_INTERRUPT, CHAT_E_UNAVAILABLE, "the database was interrupted"},
    {SQLITE_CANTOPEN, CHAT_E_UNAVAILABLE, "the database file cannot be opened"},
    {SQLITE_FULL, CHAT_E_FULL, "there is no space left for the database"},
    {SQLITE_IOERR_SHMSIZE, CHAT_E_FULL, "there is no space left for the database"},
    {SQLITE_NOMEM, CHAT_E_NOMEM, "out of memory"},
    {SQLITE_IOERR_NOMEM, CHAT_E_NOMEM, "out of memory"},
    {SQLITE_IOERR_FSYNC, CHAT_E_CLOSED, "a sync of the database failed: it has to be opened again"},
    {SQLITE_IOERR_DIR_FSYNC, CHAT_E_CLOSED, "a sync of the database failed: it has to be opened again"},
    {SQLITE_IOERR, CHAT_E_STORAGE, "the database file cannot be read or written"},
    {SQLITE_CORRUPT, CHAT_E_STORAGE, "the database file is damaged"},
    {SQLITE_FORMAT, CHAT_E_STORAGE, "the database file is damaged"},
    {SQLITE_NOTADB, CHAT_E_STORAGE, "the file is not a database"},
    {SQLITE_READONLY, CHAT_E_STORAGE, "the database may not be written"},
    {SQLITE_PERM, CHAT_E_STORAGE, "the database may not be used"},
    {SQLITE_AUTH, CHAT_E_STORAGE, "the database may not be used"},
    {SQLITE_TOOBIG, CHAT_E_TOO_LARGE, "a value is too large for the database"},
    {SQLITE_CONSTRAINT_UNIQUE, CHAT_E_EXISTS, "it is there already"},
    {SQLITE_CONSTRAINT_PRIMARYKEY, CHAT_E_EXISTS, "it is there already"},
    {SQLITE_CONSTRAINT_ROWID, CHAT_E_EXISTS, "it is there already"},
    {SQLITE_CONSTRAINT, CHAT_E_INTERNAL, "the database refused a value that breaks its rules"},
};

static const struct meaning *meaning_of(int result)
{
    const struct meaning *primary = NULL;

    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        if (meanings[i].result == result)
            return &meanings[i];
        if (meanings[i].result == (result & 0xff))
            primary = &meanings[i];
    }
    return primary;
}

/* SQLite calls a full disk FULL, but a quota or a limit on file sizes an I/O error. */
static bool is_no_space(int result, int system_errno)
{
    return result == SQLITE_IOERR_WRITE &&
           (system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG);
}

static const struct meaning *meaning_with_errno(int result, int system_errno)
{
    return meaning_of(is_no_space(result, system_errno) ? SQLITE_FULL : result);
}

enum chat_status sqlite_result_status(int result, int system_errno)
{
    const struct meaning *meaning = meaning_with_errno(result, system_errno);

    if (result == SQLITE_OK || result == SQLITE_ROW || result == SQLITE_DONE)
        return CHAT_OK;
    return meaning ? meaning->status : CHAT_E_INTERNAL;
}

bool sqlite_result_is_failed_sync(int result)
{
    return result == SQLITE_IOERR_FSYNC || result == SQLITE_IOERR_DIR_FSYNC;
}

/*
 * Why a write failed. sqlite3_system_errno() does not know after a COMMIT, but the files do: the log first,
 * where nearly all is written.
 */
static int errno_of_write(sqlite3 *db)
{
    sqlite3_file *log = NULL;
    int number = 0;

    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK && log &&
        log->pMethods)
        (void)log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &number);
    if (number == 0)
        (void)sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &number);
    return number;
}

enum chat_status sqlite_fail(struct sqlite_connection *connection, int result, struct chat_error *err)
{
    int system_errno = result == SQLITE_IOERR_WRITE ? errno_of_write(connection->db) : 0;
    const struct meaning *meaning = meaning_with_errno(result, system_errno);
    enum chat_status status = sqlite_result_status(result, system_errno);

    if (sqlite_result_is_failed_sync(result))
        connection->sql.broken = true;
    if (status == CHAT_E_FULL)
        sqlite_rollback(&connection->sql);
    return chat_fail(err, status, "%s (SQLite result %d)",
                     meaning ? meaning->sentence : "the database refused a statement", result);
}
