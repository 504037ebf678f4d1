/*
 * The words of each enum, in the order of its values. They are part of the protocol.
 */
#include "chat/model.h"

#include <string.h>

#define WORDS(enum_, ...)                                                    \
    static const char *const enum_##_list[] = {__VA_ARGS__};                 \
    const struct chat_enum_words chat_words_##enum_ = {#enum_, enum_##_list, \
                                                       sizeof(enum_##_list) / sizeof(enum_##_list)[0]}

WORDS(user_kind, "person", "bot");
WORDS(user_state, "active", "suspended", "erased");
WORDS(site_role, "guest", "member", "moderator", "admin", "owner");
WORDS(session_kind, "web", "api", "bot");
WORDS(room_kind, "public", "private", "direct");
WORDS(room_state, "open", "archived", "deleted");
WORDS(joining, "open", "request", "invite");
WORDS(posting, "members", "moderators", "hosts");
WORDS(threads, "off", "optional", "required");
WORDS(history, "shared", "from_joining");
WORDS(member_state, "none", "joined", "invited", "requested", "left", "removed", "banned");
WORDS(room_role, "viewer", "member", "moderator", "host");
WORDS(origin, "web", "api", "bot", "hook", "ctl", "embed", "import");
WORDS(registration, "open", "invite", "closed");
WORDS(skip_reason, "hidden", "expired");

/* Kinds are numbered with gaps, so that each group can grow. */
static const char *const event_kind_list[CHAT_EVENT_SETTINGS_CHANGED] = {
    [CHAT_EVENT_SKIPPED - 1] = "skipped",
    [CHAT_EVENT_ROOM_CREATED - 1] = "room_created",
    [CHAT_EVENT_ROOM_EDITED - 1] = "room_edited",
    [CHAT_EVENT_ROOM_ARCHIVED - 1] = "room_archived",
    [CHAT_EVENT_ROOM_UNARCHIVED - 1] = "room_unarchived",
    [CHAT_EVENT_ROOM_DELETED - 1] = "room_deleted",
    [CHAT_EVENT_MESSAGE - 1] = "message",
    [CHAT_EVENT_MESSAGE_EDITED - 1] = "message_edited",
    [CHAT_EVENT_MESSAGE_DELETED - 1] = "message_deleted",
    [CHAT_EVENT_MEMBER_JOINED - 1] = "member_joined",
    [CHAT_EVENT_MEMBER_LEFT - 1] = "member_left",
    [CHAT_EVENT_MEMBER_INVITED - 1] = "member_invited",
    [CHAT_EVENT_MEMBER_REMOVED - 1] = "member_removed",
    [CHAT_EVENT_MEMBER_BANNED - 1] = "member_banned",
    [CHAT_EVENT_MEMBER_ROLE - 1] = "member_role",
    [CHAT_EVENT_JOINED_ROOM - 1] = "joined_room",
    [CHAT_EVENT_LEFT_ROOM - 1] = "left_room",
    [CHAT_EVENT_INVITED_TO_ROOM - 1] = "invited_to_room",
    [CHAT_EVENT_SESSION_OPENED - 1] = "session_opened",
    [CHAT_EVENT_SESSION_ENDED - 1] = "session_ended",
    [CHAT_EVENT_ACCOUNT_CHANGED - 1] = "account_changed",
    [CHAT_EVENT_USER_CHANGED - 1] = "user_changed",
    [CHAT_EVENT_TOPIC_CHANGED - 1] = "topic_changed",
    [CHAT_EVENT_ROOM_LISTED - 1] = "room_listed",
    [CHAT_EVENT_SETTINGS_CHANGED - 1] = "settings_changed",
};
const struct chat_enum_words chat_words_event_kind = {"event_kind", event_kind_list,
                                                      CHAT_EVENT_SETTINGS_CHANGED};

const char *chat_enum_word(const struct chat_enum_words *words, int value)
{
    return value >= 1 && (size_t)value <= words->n ? words->words[value - 1] : NULL;
}

int chat_enum_value(const struct chat_enum_words *words, const char *word)
{
    for (size_t i = 0; i < words->n; i++)
        if (words->words[i] && strcmp(words->words[i], word) == 0)
            return (int)i + 1;
    return 0;
}
