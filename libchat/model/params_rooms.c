/*
 * The field tables of what operations take and give: people, topics, rooms, messages, logs.
 */
#include "chat/event.h"
#include "chat/limits.h"
#include "chat/message.h"
#include "chat/room.h"
#include "chat/topic.h"
#include "chat/user.h"

#include "libchat/model/field.h"

#define SEARCH(struct_, doc_) FIELD(struct_, text, LINE, CLEARABLE, 1, CHAT_SEARCH_TEXT_MAX, doc_)
#define LIMIT(struct_, most_) FIELD(struct_, limit, INT, 0, 1, most_, "How many at most.")
#define ROOM(struct_)         FIELD(struct_, room, ID, REQUIRED, 0, 0, "The room.")
#define SEQ(struct_, doc_)    FIELD(struct_, seq, INT, REQUIRED, 0, UINT32_MAX, doc_)

/* People. */

static const struct chat_field user_params_fields[] = {
    FIELD(chat_user_params, user, ID, 0, 0, 0, "By id, or"),
    FIELD(chat_user_params, handle, HANDLE, 0, 0, 0, "by handle."),
};
RECORD(user_params, "UserParams", user_params_fields, "A person, by id or handle.");

static const struct chat_field user_query_fields[] = {
    SEARCH(chat_user_query, "Part of a handle or name."),
    FIELD(chat_user_query, after, INT, 0, 0, INT64_MAX, "Id after which to go on."),
    LIMIT(chat_user_query, CHAT_PAGE_MAX),
};
RECORD(user_query, "UserQuery", user_query_fields, "Which people.");

static const struct chat_field people_fields[] = {
    FIELD_LIST(chat_people, people, &chat_record_person, "By id."),
    FIELD(chat_people, more, BOOL, REQUIRED, 0, 0, "Whether there are more after the last."),
};
RECORD(people, "People", people_fields, "A page of people.");

static const struct chat_field profile_params_fields[] = {
    CLIENT_ID(chat_profile_params),
    FIELD(chat_profile_params, display_name, LINE, 0, 1, CHAT_DISPLAY_NAME_MAX, "What people see."),
    FIELD(chat_profile_params, bio, TEXT, CLEARABLE, 1, CHAT_BIO_MAX, "About oneself; empty removes it."),
    FIELD(chat_profile_params, status_text, LINE, CLEARABLE, 1, CHAT_STATUS_TEXT_MAX,
          "Up to what; empty removes it."),
};
RECORD(profile_params, "ProfileParams", profile_params_fields, "What to change of one's own profile.");

static const struct chat_field profile_fields[] = {
    FIELD_RECORD(chat_profile, user, &chat_record_user, REQUIRED, "The person."),
    FIELD_LIST(chat_profile, rooms, &chat_record_room, "Their rooms that the reader can see."),
    FIELD_LIST(chat_profile, messages, &chat_record_message, "Their recent messages there, newest first."),
};
RECORD(profile, "Profile", profile_fields, "A person, their rooms and recent messages.");

/* Topics. */

static const struct chat_field topic_query_fields[] = {
    SEARCH(chat_topic_query, "Part of the name."),
    LIMIT(chat_topic_query, CHAT_PAGE_MAX),
};
RECORD(topic_query, "TopicQuery", topic_query_fields, "Which topics.");

static const struct chat_field topic_list_fields[] = {
    FIELD_LIST(chat_topic_list, topics, &chat_record_topic, "Those with the most rooms first."),
    FIELD(chat_topic_list, more, BOOL, REQUIRED, 0, 0, "Whether there are more."),
};
RECORD(topic_list, "TopicList", topic_list_fields, "Topics with their rooms counted.");

/* Rooms. */

static const struct chat_field room_params_fields[] = {
    CLIENT_ID(chat_room_params),
    FIELD(chat_room_params, title, LINE, REQUIRED, 1, CHAT_ROOM_TITLE_MAX, "What people see."),
    FIELD(chat_room_params, name, HANDLE, 0, 0, 0, "What one types; suggested from the title if absent."),
    FIELD(chat_room_params, topic, LINE, CLEARABLE, 1, CHAT_TOPIC_NAME_MAX,
          "Name of a topic, found without case or created."),
    FIELD(chat_room_params, description, TEXT, CLEARABLE, 1, CHAT_ROOM_DESCRIPTION_MAX,
          "What the room is about."),
    FIELD_ENUM(chat_room_params, kind, &chat_words_room_kind, 0, "Public (default) or private."),
    FIELD_ENUM(chat_room_params, joining, &chat_words_joining, 0,
               "Open for a public room, invite for a private one."),
    FIELD_ENUM(chat_room_params, posting, &chat_words_posting, 0, "Who may post; members if absent."),
    FIELD_ENUM(chat_room_params, history, &chat_words_history, 0,
               "What new members see of the past; shared if absent."),
    FIELD(chat_room_params, slow_mode_s, INT, 0, 0, 86400, "Least seconds between two messages of a member."),
};
RECORD(room_params, "RoomParams", room_params_fields, "A new room.");

static const struct chat_field room_edit_params_fields[] = {
    CLIENT_ID(chat_room_edit_params),
    ROOM(chat_room_edit_params),
    FIELD(chat_room_edit_params, title, LINE, 0, 1, CHAT_ROOM_TITLE_MAX, "What people see."),
    FIELD(chat_room_edit_params, name, HANDLE, 0, 0, 0, "What one types."),
    FIELD(chat_room_edit_params, topic, LINE, CLEARABLE, 1, CHAT_TOPIC_NAME_MAX,
          "Name of a topic; empty takes it off."),
    FIELD(chat_room_edit_params, description, TEXT, CLEARABLE, 1, CHAT_ROOM_DESCRIPTION_MAX,
          "Empty removes it."),
    FIELD_ENUM(chat_room_edit_params, kind, &chat_words_room_kind, 0, "Public or private."),
    FIELD_ENUM(chat_room_edit_params, joining, &chat_words_joining, 0, "How one joins."),
    FIELD_ENUM(chat_room_edit_params, posting, &chat_words_posting, 0, "Who may post."),
    FIELD(chat_room_edit_params, slow_mode_s, INT, 0, 0, 86400,
          "Least seconds between two messages of a member."),
};
RECORD(room_edit_params, "RoomEditParams", room_edit_params_fields, "What to change; the rest stays.");

static const struct chat_field room_ref_params_fields[] = {
    CLIENT_ID(chat_room_ref_params),
    ROOM(chat_room_ref_params),
};
RECORD(room_ref_params, "RoomRefParams", room_ref_params_fields, "A room.");

static const struct chat_field room_id_params_fields[] = {
    ROOM(chat_room_id_params),
};
RECORD(room_id_params, "RoomIdParams", room_id_params_fields, "A room.");

static const struct chat_field room_query_fields[] = {
    SEARCH(chat_room_query, "Part of title, name, description or topic."),
    FIELD(chat_room_query, topic, ID, 0, 0, 0, "Only rooms on this topic."),
    FIELD(chat_room_query, mine, BOOL, 0, 0, 0, "Only rooms one is in or invited to."),
    FIELD(chat_room_query, offset, INT, 0, 0, 100000, "How many to leave out at the start."),
    LIMIT(chat_room_query, CHAT_PAGE_MAX),
};
RECORD(room_query, "RoomQuery", room_query_fields, "Which rooms.");

static const struct chat_field room_list_fields[] = {
    FIELD_LIST(chat_room_list, rooms, &chat_record_room, "Newest activity first."),
    FIELD(chat_room_list, more, BOOL, REQUIRED, 0, 0, "Whether there are more."),
};
RECORD(room_list, "RoomList", room_list_fields, "A page of the directory.");

static const struct chat_field member_query_fields[] = {
    ROOM(chat_member_query),
    FIELD(chat_member_query, after, INT, 0, 0, INT64_MAX, "User id after which to go on."),
    LIMIT(chat_member_query, CHAT_PAGE_MAX),
};
RECORD(member_query, "MemberQuery", member_query_fields, "Which members.");

static const struct chat_field member_list_fields[] = {
    FIELD_LIST(chat_member_list, members, &chat_record_member, "By user id."),
    FIELD(chat_member_list, more, BOOL, REQUIRED, 0, 0, "Whether there are more."),
};
RECORD(member_list, "MemberList", member_list_fields, "Who is in a room.");

static const struct chat_field member_params_fields[] = {
    CLIENT_ID(chat_member_params),
    ROOM(chat_member_params),
    FIELD(chat_member_params, user, ID, REQUIRED, 0, 0, "The member."),
};
RECORD(member_params, "MemberParams", member_params_fields, "A member of a room.");

static const struct chat_field member_invite_params_fields[] = {
    CLIENT_ID(chat_member_invite_params),
    ROOM(chat_member_invite_params),
    FIELD(chat_member_invite_params, handle, HANDLE, REQUIRED, 0, 0, "Whom to invite."),
};
RECORD(member_invite_params, "MemberInviteParams", member_invite_params_fields, "Whom to invite where.");

static const struct chat_field member_role_params_fields[] = {
    CLIENT_ID(chat_member_role_params),
    ROOM(chat_member_role_params),
    FIELD(chat_member_role_params, user, ID, REQUIRED, 0, 0, "The member."),
    FIELD_ENUM(chat_member_role_params, role, &chat_words_room_role, REQUIRED, "The role from now on."),
};
RECORD(member_role_params, "MemberRoleParams", member_role_params_fields, "A new role for a member.");

/* Messages. */

#define BODY(struct_) FIELD(struct_, body, BODY, REQUIRED, 1, CHAT_BODY_BYTES_MAX, "Markdown source.")

static const struct chat_field message_params_fields[] = {
    CLIENT_ID(chat_message_params),
    ROOM(chat_message_params),
    BODY(chat_message_params),
    FIELD(chat_message_params, reply_to, INT, 0, 1, UINT32_MAX, "Number of the message it answers."),
};
RECORD(message_params, "MessageParams", message_params_fields, "Something to say.");

static const struct chat_field message_edit_params_fields[] = {
    CLIENT_ID(chat_message_edit_params),
    ROOM(chat_message_edit_params),
    SEQ(chat_message_edit_params, "Number of the message."),
    BODY(chat_message_edit_params),
    FIELD(chat_message_edit_params, version, INT, 0, 1, UINT32_MAX,
          "The one that was read; another by now is refused."),
};
RECORD(message_edit_params, "MessageEditParams", message_edit_params_fields, "What it should say.");

static const struct chat_field message_ref_params_fields[] = {
    CLIENT_ID(chat_message_ref_params),
    ROOM(chat_message_ref_params),
    SEQ(chat_message_ref_params, "Number of the message."),
};
RECORD(message_ref_params, "MessageRefParams", message_ref_params_fields, "A message.");

static const struct chat_field message_query_fields[] = {
    ROOM(chat_message_query),
    FIELD(chat_message_query, before, INT, 0, 0, UINT32_MAX, "The newest ones below this number."),
    FIELD(chat_message_query, after, INT, 0, 0, UINT32_MAX, "The oldest ones above this number."),
    FIELD(chat_message_query, around, INT, 0, 0, UINT32_MAX, "Half on each side of this number."),
    LIMIT(chat_message_query, CHAT_PAGE_MAX),
};
RECORD(message_query, "MessageQuery", message_query_fields,
       "Which messages: at most one of before, after and around; none: the newest.");

static const struct chat_field message_list_fields[] = {
    FIELD_LIST(chat_message_list, messages, &chat_record_message,
               "Oldest first; deleted ones as tombstones."),
    FIELD_LIST(chat_message_list, people, &chat_record_person, "Their authors, each once."),
    FIELD(chat_message_list, more_before, BOOL, REQUIRED, 0, 0, "Whether there are older ones."),
    FIELD(chat_message_list, more_after, BOOL, REQUIRED, 0, 0, "Whether there are newer ones."),
};
RECORD(message_list, "MessageList", message_list_fields, "A page of history.");

static const struct chat_field message_id_params_fields[] = {
    ROOM(chat_message_id_params),
    SEQ(chat_message_id_params, "Number of the message."),
};
RECORD(message_id_params, "MessageIdParams", message_id_params_fields, "A message.");

static const struct chat_field marker_params_fields[] = {
    CLIENT_ID(chat_marker_params),
    ROOM(chat_marker_params),
    SEQ(chat_marker_params, "Read up to here: 0 to the head of the log."),
};
RECORD(marker_params, "MarkerParams", marker_params_fields, "How far one has read.");

static const struct chat_field activity_query_fields[] = {
    LIMIT(chat_activity_query, 50),
};
RECORD(activity_query, "ActivityQuery", activity_query_fields, "How much recent activity.");

static const struct chat_field activity_fields[] = {
    FIELD_RECORD(chat_activity, message, &chat_record_message, REQUIRED, "The newest message of the room."),
    FIELD(chat_activity, room_title, LINE, REQUIRED, 1, CHAT_ROOM_TITLE_MAX, "Title of the room."),
    FIELD(chat_activity, topic_name, LINE, 0, 1, CHAT_TOPIC_NAME_MAX, "Its topic."),
    FIELD_RECORD(chat_activity, author, &chat_record_person, REQUIRED, "Who said it."),
};
RECORD(activity, "Activity", activity_fields, "What was said last in a room.");

static const struct chat_field activity_list_fields[] = {
    FIELD_LIST(chat_activity_list, activity, &chat_record_activity, "Newest first, one of each room."),
};
RECORD(activity_list, "ActivityList", activity_list_fields, "What was said last.");

/* Logs. */

static const struct chat_field event_query_fields[] = {
    FIELD(chat_event_query, log, ID, REQUIRED, 0, 0, "The log: of a room, of oneself, or the site's."),
    FIELD(chat_event_query, after, INT, 0, 0, UINT32_MAX, "The number one already has."),
    LIMIT(chat_event_query, CHAT_EVENTS_PAGE_MAX),
};
RECORD(event_query, "EventQuery", event_query_fields, "Where to read on in a log.");

static const struct chat_field event_list_fields[] = {
    FIELD_LIST(chat_event_list, events, &chat_record_event,
               "Each number after the one given, as an event or in a skipped range."),
    FIELD(chat_event_list, last, INT, REQUIRED, 0, 0, "The last number covered."),
    FIELD(chat_event_list, head, INT, REQUIRED, 0, 0, "The last number of the log."),
};
RECORD(event_list, "EventList", event_list_fields, "A page of a log.");
