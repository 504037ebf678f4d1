/*
 * Filling a chat_error. The place that understands a failure writes it; callers pass it up unchanged.
 * Each function returns the status it was given, so that a failure is one line: `return chat_fail(...)`.
 */
#ifndef CHAT_BASE_ERROR_H
#define CHAT_BASE_ERROR_H

#include "chat/status.h"

/** Fill `err` (which may be NULL) with the default code of `status` and one sentence. */
enum chat_status chat_fail(struct chat_error *err, enum chat_status status, const char *format, ...)
    CHAT_PRINTF(3, 4);

/** The same with a code of its own, a static string such as "rank_too_low". */
enum chat_status chat_fail_code(struct chat_error *err, enum chat_status status, const char *code,
                                const char *format, ...) CHAT_PRINTF(4, 5);

/** CHAT_E_INVALID that names the parameter at fault. */
enum chat_status chat_fail_field(struct chat_error *err, const char *field, const char *format, ...)
    CHAT_PRINTF(3, 4);

/** CHAT_E_NOMEM. */
enum chat_status chat_fail_nomem(struct chat_error *err);

#endif
