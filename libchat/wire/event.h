/*
 * An event as it looks on the wire: its small arguments under the names that docs/protocol.md gives them
 * for each kind.
 */
#ifndef CHAT_WIRE_EVENT_H
#define CHAT_WIRE_EVENT_H

#include "chat/model.h"

struct chat_wire_event {
    chat_log_id log;
    int64_t seq;
    enum chat_event_kind kind;
    int64_t at_us;
    chat_user_id actor;
    int64_t n;
    int64_t target_seq;
    int64_t subject; /* an id of some sort */
    enum chat_room_role role;
    enum chat_skip_reason reason;
    int64_t room_seq;
    struct chat_message message;
};

extern const struct chat_record chat_record_wire_event;

/** How `event` looks on the wire. Texts are borrowed from it: nothing to clear. */
void chat_wire_event_from(struct chat_wire_event *out, const struct chat_event *event);

/** Back again; the texts are moved. */
void chat_wire_event_to(struct chat_event *out, struct chat_wire_event *event);

#endif
