/*
 * The log of a program: one line for each thing that happened, in logfmt, on a descriptor (stderr).
 *
 *     time=2026-11-22T18:50:12.123456Z level=info msg="request" method=GET path=/ status=200
 *
 * What strangers send ends up in it, so a value can neither end its line nor move the cursor of a terminal.
 */
#ifndef CHAT_FRONTEND_LOG_H
#define CHAT_FRONTEND_LOG_H

#include "chat/api.h"
#include "chat/sys/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum chat_log_level { CHAT_LOG_ERROR, CHAT_LOG_WARNING, CHAT_LOG_INFO, CHAT_LOG_DEBUG };

/** Where lines go. Plain data, nothing to release. Any thread may use it; only `level` may change, between
 * uses. */
struct chat_log {
    int fd;
    enum chat_log_level level;      /* lines beyond it are not written */
    const struct chat_clock *clock; /* NULL: the system's */
};

#define CHAT_LOG_LINE_MAX  2048 /* below PIPE_BUF, so that lines of several threads do not mix in a pipe */
#define CHAT_LOG_VALUE_MAX 512  /* bytes of one value; a longer one ends in "..." */

/** One line being put together, on the stack of who writes it. */
struct chat_log_line {
    const struct chat_log *log; /* NULL: beyond the level, nothing is done */
    size_t length;
    char text[CHAT_LOG_LINE_MAX];
};

/** Begin a line. `message` is a few words of the program's own, without quotes. */
void chat_log_begin(const struct chat_log *log, struct chat_log_line *line, enum chat_log_level level,
                    const char *message);

/** Add `key=value`. Quoted and escaped as needed; NULL is left out. What does not fit the line is left out.
 */
void chat_log_text(struct chat_log_line *line, const char *key, const char *value);
void chat_log_bytes(struct chat_log_line *line, const char *key, const void *value, size_t length);
void chat_log_number(struct chat_log_line *line, const char *key, int64_t value);

/** Write it, in one system call. A log that cannot be written is no reason to stop: errors are ignored. */
void chat_log_end(struct chat_log_line *line);

/** A line with one detail (`key` NULL: none). */
void chat_log_say(const struct chat_log *log, enum chat_log_level level, const char *message, const char *key,
                  const char *value);

/** "error", "warning", "info" or "debug". False, with *out unchanged, for any other word. */
CHAT_CHECKED bool chat_log_level_read(const char *word, enum chat_log_level *out);

#endif
