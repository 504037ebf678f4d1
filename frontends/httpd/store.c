/*
 * A store that cannot be opened is never touched: what there is stays as it is, and the sentence says so.
 */
#include "frontends/httpd/store.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "chat/sqlite.h"
#include "libchat/base/error.h"

static enum chat_status folder_make(const char *folder, struct chat_error *err)
{
    struct stat status;

    if (mkdir(folder, 0700) == 0)
        return CHAT_OK;
    if (errno == ENOSPC)
        return chat_fail(err, CHAT_E_FULL,
                         "the disk is full, so the folder %s cannot be made: free some space", folder);
    if (errno != EEXIST)
        return chat_fail(err, CHAT_E_UNAVAILABLE,
                         "the folder %s cannot be made (%s): choose another with --data", folder,
                         strerror(errno));
    if (stat(folder, &status) != 0 || !S_ISDIR(status.st_mode))
        return chat_fail(err, CHAT_E_UNAVAILABLE, "%s is not a folder: choose another with --data", folder);
    return CHAT_OK;
}

static const char *advice(enum chat_status status)
{
    switch (status) {
    case CHAT_E_BUSY:
        return "stop the other process, or choose another folder with --data";
    case CHAT_E_STALE:
        return "start the newer version again; nothing was changed";
    case CHAT_E_STORAGE:
        return "restore a backup, or choose another folder with --data; nothing was changed";
    case CHAT_E_FULL:
        return "free some space and start again; nothing is lost";
    case CHAT_E_UNAVAILABLE:
        return "see to it that this user may read and write there, or choose another folder with --data";
    default:
        return "nothing was changed";
    }
}

enum chat_status httpd_store_open(const struct httpd_options *options, chat_t **out, struct chat_error *err)
{
    struct chat_options chat_options = CHAT_OPTIONS_INIT;
    struct chat_error why = CHAT_ERROR_INIT;
    enum chat_status status = options->storage ? CHAT_OK : folder_make(options->data, err);

    if (status != CHAT_OK)
        return status;
    chat_options.storage = chat_sqlite_storage();
    chat_options.location = options->location;
    chat_options.unlimited = options->no_limits;
    status = chat_open(&chat_options, out, &why);
    if (status != CHAT_OK) {
        size_t length = strlen(why.message);
        if (length > 0 && why.message[length - 1] == '.')
            why.message[length - 1] = '\0';
        (void)chat_fail(err, status, "%.96s: %s", why.message, advice(status));
    }
    return status;
}
