/*
 * What the server says on a stream.
 */
#include "libchat/base/error.h"
#include "libchat/wire/problem.h"
#include "libchat/wire/record.h"

static const char *op_word(enum chat_wire_op op)
{
    static const char *const words[] = {
        [CHAT_WIRE_HELLO] = "hello",   [CHAT_WIRE_EVENT] = "event",   [CHAT_WIRE_UNFOLLOWED] = "unfollowed",
        [CHAT_WIRE_RESULT] = "result", [CHAT_WIRE_ERROR] = "error",   [CHAT_WIRE_RESYNC] = "resync",
        [CHAT_WIRE_LAGGED] = "lagged", [CHAT_WIRE_MARKER] = "marker", [CHAT_WIRE_PONG] = "pong",
        [CHAT_WIRE_BYE] = "bye",
    };

    return op >= CHAT_WIRE_HELLO && op <= CHAT_WIRE_BYE ? words[op] : NULL;
}

static void write_result(struct chat_writer *writer, const struct chat_wire_frame *frame)
{
    chat_write_text_member(writer, "ref", frame->ref);
    chat_write_int_member(writer, "status", frame->http_status);
    if (!frame->record || !frame->result)
        return;
    chat_write_name(writer, "result");
    chat_write_record(writer, frame->record, frame->result);
}

static void write_hello(struct chat_writer *writer, const struct chat_wire_frame *frame)
{
    chat_write_text_member(writer, "epoch", frame->epoch);
    chat_write_id_member(writer, "user", frame->user.value);
    if (frame->session.value > 0) /* a user the host program vouches for has none */
        chat_write_id_member(writer, "session", frame->session.value);
    chat_write_int_member(writer, "heartbeat_ms", frame->heartbeat_ms);
    chat_write_int_member(writer, "max_frame_bytes", frame->max_frame_bytes);
}

static void write_frame_members(struct chat_writer *writer, const struct chat_wire_frame *frame)
{
    switch (frame->op) {
    case CHAT_WIRE_HELLO:
        write_hello(writer, frame);
        return;
    case CHAT_WIRE_EVENT:
        chat_write_members(writer, &chat_record_event, frame->event);
        return;
    case CHAT_WIRE_UNFOLLOWED:
        chat_write_id_member(writer, "log", frame->log.value);
        chat_write_text_member(writer, "reason", frame->reason);
        return;
    case CHAT_WIRE_RESULT:
        write_result(writer, frame);
        return;
    case CHAT_WIRE_ERROR:
        chat_write_text_member(writer, "ref", frame->ref);
        chat_write_name(writer, "problem");
        chat_write_problem(writer, frame->http_status, frame->error);
        return;
    case CHAT_WIRE_MARKER:
        chat_write_id_member(writer, "log", frame->log.value);
        chat_write_int_member(writer, "marker_seq", frame->marker_seq);
        chat_write_int_member(writer, "unread", frame->unread);
        return;
    case CHAT_WIRE_PONG:
        chat_write_text_member(writer, "ref", frame->ref);
        return;
    case CHAT_WIRE_BYE:
        chat_write_int_member(writer, "reconnect_ms", frame->reconnect_ms);
        return;
    case CHAT_WIRE_RESYNC:
    case CHAT_WIRE_LAGGED:
        return;
    }
}

enum chat_status chat_wire_frame_encode(const struct chat_wire_frame *frame,
                                        const struct chat_allocator *allocator, struct chat_text *out,
                                        struct chat_error *err)
{
    struct chat_writer writer;

    if (!op_word(frame->op))
        return chat_fail(err, CHAT_E_INTERNAL, "there is no frame number %d", (int)frame->op);
    chat_writer_init(&writer, allocator);
    chat_write_open(&writer, '{');
    if (!frame->bare)
        chat_write_text_member(&writer, "op", op_word(frame->op));
    write_frame_members(&writer, frame);
    chat_write_close(&writer, '}');
    return chat_writer_finish(&writer, out, err);
}
