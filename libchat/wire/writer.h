/*
 * JSON written directly, front to back, into one growing text. Commas are put where they belong; that what
 * is opened is closed, and that a value follows each name, is up to the caller. Failures stick and are
 * asked for once, at the end.
 */
#ifndef CHAT_WIRE_WRITER_H
#define CHAT_WIRE_WRITER_H

#include "chat/wire.h"
#include "libchat/base/strbuf.h"

struct chat_writer {
    struct chat_strbuf text;
    bool bad_text; /* something that was to be a string is not UTF-8 */
};

void chat_writer_init(struct chat_writer *writer, const struct chat_allocator *allocator);

/** `bracket` is '{' or '['; closed by '}' or ']'. */
void chat_write_open(struct chat_writer *writer, char bracket);
void chat_write_close(struct chat_writer *writer, char bracket);

/** The name of the member whose value is written next. Names are ours: ASCII that needs no escape. */
void chat_write_name(struct chat_writer *writer, const char *name);

void chat_write_string(struct chat_writer *writer, const char *text, size_t length);
void chat_write_int(struct chat_writer *writer, int64_t number);
void chat_write_bool(struct chat_writer *writer, bool value);
void chat_write_id(struct chat_writer *writer, int64_t id);
void chat_write_time(struct chat_writer *writer, int64_t us);

/* A member with its value. A text of NULL writes nothing at all. */
void chat_write_text_member(struct chat_writer *writer, const char *name, const char *text);
void chat_write_int_member(struct chat_writer *writer, const char *name, int64_t number);
void chat_write_id_member(struct chat_writer *writer, const char *name, int64_t id);

/** Move the text out and clear the writer; after a failure say which and clear it. As chat_wire_encode(). */
CHAT_CHECKED enum chat_status chat_writer_finish(struct chat_writer *writer, struct chat_text *out,
                                                 struct chat_error *err);

#endif
