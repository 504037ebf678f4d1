/*
 * The one table from what the library says to what is said on the wire: section 2 of docs/protocol.md.
 */
#include <string.h>

#include "chat/wire.h"

static const struct chat_wire_status table[] = {
    {CHAT_OK, 200, "OK", "ok", 0},
    {CHAT_E_INVALID, 422, "Invalid", "invalid", 0},
    {CHAT_E_UNAUTHENTICATED, 401, "Not signed in", "unauthenticated", 4501},
    {CHAT_E_DENIED, 403, "Denied", "denied", 4503},
    {CHAT_E_NOT_FOUND, 404, "Not found", "not_found", 0},
    {CHAT_E_EXISTS, 409, "Exists already", "exists", 0},
    {CHAT_E_CONFLICT, 409, "Conflict", "conflict", 0},
    {CHAT_E_STALE, 409, "Changed since", "stale", 0},
    {CHAT_E_TOO_LARGE, 413, "Too large", "too_large", 0},
    {CHAT_E_LIMITED, 429, "Too often", "limited", 0},
    {CHAT_E_BUSY, 503, "Busy", "busy", 4013},
    {CHAT_E_UNAVAILABLE, 503, "Unavailable", "unavailable", 4014},
    {CHAT_E_FULL, 507, "Full", "full", 0},
    {CHAT_E_UNKNOWN, 503, "Outcome unknown", "unknown", 0},
    {CHAT_E_RESYNC, 410, "Position is gone", "resync", 0},
    {CHAT_E_STORAGE, 500, "Storage failed", "storage", 4014},
    {CHAT_E_NOMEM, 503, "Out of memory", "no_memory", 4013},
    {CHAT_E_UNSUPPORTED, 501, "Not supported", "unsupported", 0},
    {CHAT_E_CLOSED, 503, "Closing", "closed", 4014},
    {CHAT_E_INTERNAL, 500, "Internal error", "internal", 4014},
};

#define ROWS (sizeof table / sizeof table[0])

const struct chat_wire_status *chat_wire_status(enum chat_status status)
{
    /* Statuses count down from 0 and the table is in their order. */
    return status <= CHAT_OK && status > -(int)ROWS ? &table[-(int)status] : &table[ROWS - 1];
}

int chat_wire_http_status(const struct chat_error *error)
{
    if (error->status == CHAT_E_INVALID && error->code && strcmp(error->code, "bad_json") == 0)
        return 400;
    return chat_wire_status(error->status)->http;
}
