/*
 * The tables, as numbered steps from an empty file to the present schema. A step is never changed once it
 * was released; the next one is added at the end. Each sets the version of the file (user_version) itself
 * and runs in one transaction: a file has the whole step or nothing of it.
 */
#include "storage/sqlite/schema.h"

#include <stddef.h>

/* "chat" in ASCII: tells a store from any other SQLite file. */
#define APPLICATION_ID "1667785076"

static const char *const step_1[] = {
    "CREATE TABLE store ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " epoch TEXT NOT NULL CHECK (length(epoch) <= 32),"
    " newest_us INTEGER NOT NULL,"
    " next_log INTEGER NOT NULL CHECK (next_log > 1),"
    " next_id INTEGER NOT NULL CHECK (next_id > 0),"
    " claimed INTEGER NOT NULL CHECK (claimed IN (0, 1)),"
    " setup_hash BLOB CHECK (length(setup_hash) = 32),"
    " site_name TEXT,"
    " registration INTEGER NOT NULL CHECK (registration BETWEEN 0 AND 3),"
    " room_create INTEGER NOT NULL CHECK (room_create BETWEEN 0 AND 5),"
    " anonymous_read INTEGER NOT NULL CHECK (anonymous_read IN (0, 1)),"
    " lockdown INTEGER NOT NULL CHECK (lockdown IN (0, 1)),"
    " edit_window_s INTEGER NOT NULL"
    ") STRICT",
    "INSERT INTO store VALUES (1, '', 0, 2, 1, 0, NULL, NULL, 0, 0, 0, 0, 0)",
    "CREATE TABLE users ("
    " id INTEGER PRIMARY KEY CHECK (id > 0),"
    " handle TEXT NOT NULL UNIQUE,"
    " display_name TEXT, bio TEXT, status_text TEXT,"
    " kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 2),"
    " role INTEGER NOT NULL CHECK (role BETWEEN 1 AND 5),"
    " state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),"
    " created_at INTEGER NOT NULL,"
    " search TEXT,"
    " external_id TEXT UNIQUE,"
    " password TEXT"
    ") STRICT",
    /* kind 1: handle, 2: external id */
    "CREATE TABLE user_names ("
    " kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 2),"
    " name TEXT NOT NULL,"
    " user_id INTEGER NOT NULL,"
    " PRIMARY KEY (kind, name)"
    ") STRICT, WITHOUT ROWID",
    "CREATE TABLE sessions ("
    " id INTEGER PRIMARY KEY CHECK (id > 0),"
    " user_id INTEGER NOT NULL REFERENCES users (id),"
    " kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),"
    " token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),"
    " created_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,"
    " user_agent TEXT, address TEXT"
    ") STRICT",
    "CREATE INDEX sessions_by_user ON sessions (user_id)",
    "CREATE INDEX sessions_by_expiry ON sessions (expires_at) WHERE expires_at > 0",
    "CREATE TABLE attempts ("
    " key TEXT NOT NULL PRIMARY KEY, failures INTEGER NOT NULL CHECK (failures > 0), since INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID",
    "CREATE TABLE topics ("
    " id INTEGER PRIMARY KEY CHECK (id > 0),"
    " name TEXT NOT NULL, key TEXT NOT NULL UNIQUE, description TEXT"
    ") STRICT",
    "CREATE TABLE rooms ("
    " id INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 2147483647),"
    " kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),"
    " state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),"
    " title TEXT, name TEXT UNIQUE,"
    " topic_id INTEGER REFERENCES topics (id),"
    " description TEXT,"
    " joining INTEGER NOT NULL CHECK (joining BETWEEN 1 AND 3),"
    " posting INTEGER NOT NULL CHECK (posting BETWEEN 1 AND 3),"
    " threads INTEGER NOT NULL CHECK (threads BETWEEN 1 AND 3),"
    " history INTEGER NOT NULL CHECK (history BETWEEN 1 AND 2),"
    " slow_mode_s INTEGER NOT NULL CHECK (slow_mode_s >= 0),"
    " created_by INTEGER NOT NULL, created_at INTEGER NOT NULL,"
    " search TEXT,"
    " deleted_at INTEGER NOT NULL"
    ") STRICT",
    "CREATE INDEX rooms_by_kind ON rooms (kind)",
    "CREATE INDEX rooms_by_topic ON rooms (topic_id) WHERE topic_id IS NOT NULL",
    "CREATE INDEX rooms_deleted ON rooms (deleted_at) WHERE deleted_at > 0",
    /* Nothing that a send changes is in an index. */
    "CREATE TABLE members ("
    " room_id INTEGER NOT NULL REFERENCES rooms (id),"
    " user_id INTEGER NOT NULL REFERENCES users (id),"
    " state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 7),"
    " role INTEGER NOT NULL CHECK (role BETWEEN 0 AND 4),"
    " since INTEGER NOT NULL, joined_seq INTEGER NOT NULL,"
    " muted_until INTEGER NOT NULL, last_sent INTEGER NOT NULL,"
    " marker_seq INTEGER NOT NULL, marker_n INTEGER NOT NULL,"
    " PRIMARY KEY (room_id, user_id)"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX members_by_user ON members (user_id)",
    /* id is log << 32 | seq; `n` counts the messages of the main line up to this event. */
    "CREATE TABLE events ("
    " id INTEGER PRIMARY KEY CHECK (id >= 4294967297 AND (id & 4294967295) > 0),"
    " kind INTEGER NOT NULL CHECK (kind BETWEEN 2 AND 255),"
    " n INTEGER NOT NULL CHECK (n >= 0),"
    " actor INTEGER NOT NULL, at INTEGER NOT NULL,"
    " target INTEGER NOT NULL, subject INTEGER NOT NULL, arg INTEGER NOT NULL,"
    " body TEXT,"
    " reply_to INTEGER NOT NULL, origin INTEGER NOT NULL, version INTEGER NOT NULL,"
    " edited_at INTEGER NOT NULL, deleted_at INTEGER NOT NULL,"
    " CHECK (body IS NULL OR (kind = 7 AND deleted_at = 0))"
    ") STRICT",
    "CREATE INDEX events_tombstones ON events (id) WHERE deleted_at > 0",
    "CREATE TABLE revisions ("
    " id INTEGER NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,"
    " PRIMARY KEY (id, version)"
    ") STRICT, WITHOUT ROWID",
    "CREATE TABLE calls ("
    " author INTEGER NOT NULL, client_id TEXT NOT NULL,"
    " digest BLOB NOT NULL CHECK (length(digest) = 32),"
    " ref_a INTEGER NOT NULL, ref_b INTEGER NOT NULL, at INTEGER NOT NULL,"
    " PRIMARY KEY (author, client_id)"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX calls_by_time ON calls (at)",
    "CREATE TABLE audit ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " at INTEGER NOT NULL, actor INTEGER NOT NULL, origin INTEGER NOT NULL,"
    " operation TEXT NOT NULL, subject INTEGER NOT NULL, room_id INTEGER NOT NULL"
    ") STRICT",
    "PRAGMA application_id = " APPLICATION_ID "", "PRAGMA user_version = 1", NULL};

static const char *const *const steps[] = {step_1};

const char *const *chat_sqlite_schema_step(int from)
{
    return from >= 0 && from < chat_sqlite_schema_version() ? steps[from] : NULL;
}

int chat_sqlite_schema_version(void)
{
    return (int)(sizeof steps / sizeof steps[0]);
}
