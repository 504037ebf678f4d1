/*
 * A failure as RFC 9457 has it.
 */
#ifndef CHAT_WIRE_PROBLEM_H
#define CHAT_WIRE_PROBLEM_H

#include "libchat/wire/writer.h"

/** Of a problem as it is written; for its schema. */
extern const struct chat_record chat_record_problem;

/** `http_status` as for chat_wire_problem(). */
void chat_write_problem(struct chat_writer *writer, int http_status, const struct chat_error *error);

#endif
