/*
 * Which member means what for each kind of event. The table is that of section 4 of docs/protocol.md;
 * everything else about events is generic.
 */
#include "libchat/wire/event.h"

#include "libchat/model/field.h"

static const struct chat_field event_fields[] = {
    FIELD(chat_wire_event, log, ID, REQUIRED, 0, 0, "The log it stands in."),
    FIELD(chat_wire_event, seq, INT, REQUIRED, 1, UINT32_MAX,
          "Its number there; of a skipped range, the last."),
    FIELD_ENUM(chat_wire_event, kind, &chat_words_event_kind, REQUIRED, "What happened."),
    FIELD_TIME(chat_wire_event, at_us, "at", "When it was stored; absent for a skipped range."),
    FIELD(chat_wire_event, actor, ID, 0, 0, 0, "Who did it; absent: the system."),
    FIELD(chat_wire_event, n, INT, 0, 1, UINT32_MAX, "Messages of the main line up to here."),
    FIELD(chat_wire_event, target_seq, INT, 0, 1, UINT32_MAX,
          "The message it is about; of a skipped range, the first number."),
    FIELD(chat_wire_event, subject, ID, 0, 0, 0, "The user, room, topic or session it is about."),
    FIELD_ENUM(chat_wire_event, role, &chat_words_room_role, 0, "Of member_role: the role from then on."),
    FIELD_ENUM(chat_wire_event, reason, &chat_words_skip_reason, 0, "Of skipped: why."),
    FIELD(chat_wire_event, room_seq, INT, 0, 1, UINT32_MAX,
          "Of joined_room: the number of the member_joined in that room."),
    FIELD_RECORD(chat_wire_event, message, &chat_record_message, 0, "What the message is now."),
};
RECORD(wire_event, "Event", event_fields, "Something that happened in a log.");

/* What a kind has besides log, seq, kind, at, actor and n. */
enum part {
    TARGET = 1u << 0,
    SUBJECT = 1u << 1,
    MESSAGE = 1u << 2,
    ROLE = 1u << 3,    /* `arg` is a role */
    REASON = 1u << 4,  /* `arg` is a reason */
    ROOM_SEQ = 1u << 5 /* `arg` is a number in the log of the room */
};

static unsigned parts_of(enum chat_event_kind kind)
{
    switch (kind) {
    case CHAT_EVENT_SKIPPED:
        return TARGET | REASON;
    case CHAT_EVENT_MESSAGE:
        return MESSAGE;
    case CHAT_EVENT_MESSAGE_EDITED:
    case CHAT_EVENT_MESSAGE_DELETED:
        return TARGET | MESSAGE;
    case CHAT_EVENT_MEMBER_JOINED:
    case CHAT_EVENT_MEMBER_LEFT:
    case CHAT_EVENT_MEMBER_INVITED:
    case CHAT_EVENT_MEMBER_REMOVED:
    case CHAT_EVENT_MEMBER_BANNED:
    case CHAT_EVENT_LEFT_ROOM:
    case CHAT_EVENT_INVITED_TO_ROOM:
    case CHAT_EVENT_SESSION_OPENED:
    case CHAT_EVENT_SESSION_ENDED:
    case CHAT_EVENT_USER_CHANGED:
    case CHAT_EVENT_TOPIC_CHANGED:
    case CHAT_EVENT_ROOM_LISTED:
        return SUBJECT;
    case CHAT_EVENT_MEMBER_ROLE:
        return SUBJECT | ROLE;
    case CHAT_EVENT_JOINED_ROOM:
        return SUBJECT | ROOM_SEQ;
    case CHAT_EVENT_ROOM_CREATED:
    case CHAT_EVENT_ROOM_EDITED:
    case CHAT_EVENT_ROOM_ARCHIVED:
    case CHAT_EVENT_ROOM_UNARCHIVED:
    case CHAT_EVENT_ROOM_DELETED:
    case CHAT_EVENT_ACCOUNT_CHANGED:
    case CHAT_EVENT_SETTINGS_CHANGED:
        break;
    }
    return 0;
}

static int64_t above_zero(int64_t number)
{
    return number > 0 ? number : CHAT_UNSET;
}

void chat_wire_event_from(struct chat_wire_event *out, const struct chat_event *event)
{
    unsigned parts = parts_of(event->kind);

    *out = (struct chat_wire_event){
        .log = event->log,
        .seq = event->seq,
        .kind = event->kind,
        .at_us = event->at_us,
        .actor = event->actor,
        .n = above_zero(event->n),
        .target_seq = parts & TARGET ? above_zero(event->target_seq) : CHAT_UNSET,
        .subject = parts & SUBJECT ? event->subject : 0,
        .role = parts & ROLE ? (enum chat_room_role)event->arg : 0,
        .reason = parts & REASON ? (enum chat_skip_reason)event->arg : 0,
        .room_seq = parts & ROOM_SEQ ? above_zero(event->arg) : CHAT_UNSET,
    };
    if ((parts & MESSAGE) && event->message.seq > 0)
        out->message = event->message;
    else
        chat_record_init(&chat_record_message, &out->message);
}

void chat_wire_event_to(struct chat_event *out, struct chat_wire_event *event)
{
    unsigned parts = parts_of(event->kind);

    *out = (struct chat_event){
        .log = event->log,
        .seq = event->seq,
        .kind = event->kind,
        .actor = event->actor,
        .at_us = event->at_us,
        .n = event->n > 0 ? event->n : 0,
        .target_seq = event->target_seq > 0 ? event->target_seq : 0,
        .subject = event->subject,
        .message = event->message,
    };
    chat_record_init(&chat_record_message, &event->message); /* moved */
    if (parts & ROLE)
        out->arg = event->role;
    else if (parts & REASON)
        out->arg = event->reason;
    else if (parts & ROOM_SEQ)
        out->arg = event->room_seq > 0 ? event->room_seq : 0;
    if (out->message.seq == CHAT_UNSET)
        out->message.seq = 0;
}
