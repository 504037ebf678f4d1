/*
 * The schema of a store in an SQLite file, as steps from version to version.
 */
#ifndef CHAT_SQLITE_SCHEMA_H
#define CHAT_SQLITE_SCHEMA_H

/** "chat" in ASCII, in the header of the file. */
#define CHAT_SQLITE_APPLICATION_ID 0x63686174

/** The version this library runs on. */
int chat_sqlite_schema_version(void);

/** The statements that lead from that version to the next, ended by NULL; NULL when there is no next. Static.
 */
const char *const *chat_sqlite_schema_step(int from);

#endif
