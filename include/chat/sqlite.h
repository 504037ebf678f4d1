/*
 * The embedded store: one SQLite file beside which SQLite keeps its log (WAL mode, synchronous FULL).
 */
#ifndef CHAT_SQLITE_H
#define CHAT_SQLITE_H

#include "chat/sys/storage.h"

CHAT_BEGIN_DECLS

/** The backend for chat_options.storage; `location` is the name of the file. Static; any thread. */
CHAT_API const struct chat_storage_ops *chat_sqlite_storage(void);

CHAT_END_DECLS

#endif
