/*
 * The field tables of the values in chat/model.h, in its order.
 */
#include "chat/model.h"
#include "chat/limits.h"

#include "libchat/model/field.h"

static const struct chat_field user_fields[] = {
    FIELD(chat_user, id, ID, REQUIRED, 0, 0, "Identifies the user for ever."),
    FIELD(chat_user, handle, HANDLE, REQUIRED, 0, 0, "What one types to name the user; never reused."),
    FIELD(chat_user, display_name, LINE, REQUIRED, 1, CHAT_DISPLAY_NAME_MAX, "What people see."),
    FIELD(chat_user, bio, TEXT, 0, 0, CHAT_BIO_MAX, "What the user says about themselves."),
    FIELD(chat_user, status_text, LINE, 0, 0, CHAT_STATUS_TEXT_MAX, "What the user is up to."),
    FIELD_ENUM(chat_user, kind, &chat_words_user_kind, REQUIRED, "Person or bot."),
    FIELD_ENUM(chat_user, role, &chat_words_site_role, REQUIRED, "Role on the site."),
    FIELD_ENUM(chat_user, state, &chat_words_user_state, REQUIRED, "State of the account."),
    FIELD_TIME(chat_user, created_at_us, "created_at", "When the account was made."),
};
RECORD(user, "User", user_fields, "Somebody with an account.");

static const struct chat_field person_fields[] = {
    FIELD(chat_person, id, ID, REQUIRED, 0, 0, "Identifies the user."),
    FIELD(chat_person, handle, HANDLE, REQUIRED, 0, 0, "What one types to name them."),
    FIELD(chat_person, display_name, LINE, REQUIRED, 1, CHAT_DISPLAY_NAME_MAX, "What people see."),
    FIELD_ENUM(chat_person, kind, &chat_words_user_kind, REQUIRED, "Person or bot."),
    FIELD_ENUM(chat_person, state, &chat_words_user_state, REQUIRED, "State of the account."),
};
RECORD(person, "Person", person_fields, "What a list needs to show somebody.");

static const struct chat_field session_fields[] = {
    FIELD(chat_session, id, ID, REQUIRED, 0, 0, "Identifies the session; not its token."),
    FIELD_ENUM(chat_session, kind, &chat_words_session_kind, REQUIRED, "Browser, program or bot."),
    FIELD_TIME(chat_session, created_at_us, "created_at", "When it was signed in."),
    FIELD_TIME(chat_session, last_seen_at_us, "last_seen_at", "When it was last used, to the hour."),
    FIELD_TIME(chat_session, expires_at_us, "expires_at", "When it ends if it is not used."),
    FIELD(chat_session, user_agent, LINE, 0, 0, CHAT_USER_AGENT_MAX, "What the program called itself."),
    FIELD(chat_session, address, WORD, 0, 0, 45, "From where it was signed in."),
    FIELD(chat_session, current, BOOL, REQUIRED, 0, 0, "Whether it is the one that is asking."),
};
RECORD(session, "Session", session_fields, "One place where an account is signed in.");

static const struct chat_field topic_fields[] = {
    FIELD(chat_topic, id, ID, REQUIRED, 0, 0, "Identifies the topic."),
    FIELD(chat_topic, name, LINE, REQUIRED, 1, CHAT_TOPIC_NAME_MAX, "Unique without case."),
    FIELD(chat_topic, description, TEXT, 0, 0, CHAT_TOPIC_DESCRIPTION_MAX, "What belongs here."),
    FIELD(chat_topic, rooms, INT, REQUIRED, 0, 0, "Rooms on it that the reader can see."),
    FIELD_TIME(chat_topic, last_activity_at_us, "last_activity_at", "Of the newest event in such a room."),
};
RECORD(topic, "Topic", topic_fields, "A shelf in the directory of rooms.");

static const struct chat_field standing_fields[] = {
    FIELD_ENUM(chat_standing, state, &chat_words_member_state, REQUIRED, "Whether one is in the room."),
    FIELD_ENUM(chat_standing, role, &chat_words_room_role, 0, "Role in the room."),
    FIELD(chat_standing, joined_seq, INT, 0, 0, 0, "Number at which one last joined."),
    FIELD(chat_standing, marker_seq, INT, 0, 0, 0, "Read up to here."),
    FIELD(chat_standing, unread, INT, 0, 0, 0, "Messages after the marker."),
};
RECORD(standing, "Standing", standing_fields, "How the reader stands to a room.");

static const struct chat_field room_fields[] = {
    FIELD(chat_room, id, ID, REQUIRED, 0, 0, "Identifies the room and its log."),
    FIELD_ENUM(chat_room, kind, &chat_words_room_kind, REQUIRED, "Public, private or direct."),
    FIELD_ENUM(chat_room, state, &chat_words_room_state, REQUIRED, "Open or archived."),
    FIELD(chat_room, title, LINE, REQUIRED, 1, CHAT_ROOM_TITLE_MAX, "What people see."),
    FIELD(chat_room, name, HANDLE, 0, 0, 0, "What one types to name the room; unique."),
    FIELD(chat_room, topic, ID, 0, 0, 0, "The topic it stands on."),
    FIELD(chat_room, topic_name, LINE, 0, 0, CHAT_TOPIC_NAME_MAX, "Name of that topic."),
    FIELD(chat_room, description, TEXT, 0, 0, CHAT_ROOM_DESCRIPTION_MAX, "What the room is about."),
    FIELD_ENUM(chat_room, joining, &chat_words_joining, REQUIRED, "How one joins."),
    FIELD_ENUM(chat_room, posting, &chat_words_posting, REQUIRED, "Who may post."),
    FIELD_ENUM(chat_room, threads, &chat_words_threads, REQUIRED, "Whether there are threads."),
    FIELD_ENUM(chat_room, history, &chat_words_history, REQUIRED, "What a new member sees of the past."),
    FIELD(chat_room, slow_mode_s, INT, 0, 0, 86400, "Least seconds between two messages of a member."),
    FIELD(chat_room, created_by, ID, 0, 0, 0, "Who created it."),
    FIELD_TIME(chat_room, created_at_us, "created_at", "When."),
    FIELD(chat_room, members, INT, REQUIRED, 0, 0, "How many are in it."),
    FIELD(chat_room, head_seq, INT, REQUIRED, 0, 0, "Last number of its log."),
    FIELD_TIME(chat_room, last_activity_at_us, "last_activity_at", "Of its newest event."),
    FIELD_RECORD(chat_room, mine, &chat_record_standing, REQUIRED, "How the reader stands to it."),
};
RECORD(room, "Room", room_fields, "A place people talk in.");

static const struct chat_field member_fields[] = {
    FIELD_RECORD(chat_member, person, &chat_record_person, REQUIRED, "Who."),
    FIELD_ENUM(chat_member, state, &chat_words_member_state, REQUIRED, "Whether they are in the room."),
    FIELD_ENUM(chat_member, role, &chat_words_room_role, REQUIRED, "Role in the room."),
    FIELD_TIME(chat_member, since_us, "since", "Since when."),
};
RECORD(member, "Member", member_fields, "Somebody in a room.");

static const struct chat_field message_fields[] = {
    FIELD(chat_message, room, ID, REQUIRED, 0, 0, "The room it was said in."),
    FIELD(chat_message, seq, INT, REQUIRED, 0, 0,
          "Its number in the room's log: with the room, its identity."),
    FIELD(chat_message, n, INT, REQUIRED, 0, 0, "Its ordinal among the messages of the main line."),
    FIELD(chat_message, author, ID, 0, 0, 0, "Who said it."),
    FIELD(chat_message, body, BODY, 0, 1, CHAT_BODY_BYTES_MAX, "Markdown source; absent once deleted."),
    FIELD(chat_message, reply_to, INT, 0, 1, UINT32_MAX, "Number of the message it answers."),
    FIELD_ENUM(chat_message, origin, &chat_words_origin, REQUIRED, "Through which door it came."),
    FIELD(chat_message, version, INT, REQUIRED, 0, 0, "1, and one more with each edit."),
    FIELD_TIME(chat_message, created_at_us, "created_at", "When it was stored."),
    FIELD_TIME(chat_message, edited_at_us, "edited_at", "When it was last edited."),
    FIELD_TIME(chat_message, deleted_at_us, "deleted_at", "When it was deleted."),
};
RECORD(message, "Message", message_fields, "Something somebody said.");

static const struct chat_field site_fields[] = {
    FIELD(chat_site, name, LINE, REQUIRED, 1, CHAT_SITE_NAME_MAX, "Name of the site."),
    FIELD_ENUM(chat_site, registration, &chat_words_registration, REQUIRED, "Whether one can register."),
    FIELD(chat_site, claimed, BOOL, REQUIRED, 0, 0, "Whether somebody owns the site."),
    FIELD(chat_site, anonymous_read, BOOL, REQUIRED, 0, 0,
          "Whether public rooms can be read without an account."),
};
RECORD(site, "Site", site_fields, "What anyone may know of the site.");

static const struct chat_field settings_fields[] = {
    FIELD(chat_settings, site_name, LINE, REQUIRED, 1, CHAT_SITE_NAME_MAX, "Name of the site."),
    FIELD_ENUM(chat_settings, registration, &chat_words_registration, REQUIRED, "Who may register."),
    FIELD_ENUM(chat_settings, room_create, &chat_words_site_role, REQUIRED,
               "The least role that creates rooms."),
    FIELD(chat_settings, anonymous_read, BOOL, REQUIRED, 0, 0,
          "Whether public rooms can be read without an account."),
    FIELD(chat_settings, lockdown, BOOL, REQUIRED, 0, 0,
          "Whether nobody may register, and only moderators and above make rooms."),
    FIELD(chat_settings, edit_window_s, INT, REQUIRED, 0, 0,
          "Seconds in which a message may be edited; -1: always."),
};
RECORD(settings, "Settings", settings_fields, "How the site is run.");

static const struct chat_field position_fields[] = {
    FIELD(chat_position, log, ID, REQUIRED, 0, 0, "A log."),
    FIELD(chat_position, seq, INT, REQUIRED, 0, 0, "The last number one has of it."),
};
RECORD(position, "Position", position_fields, "How far one is in a log.");

/* JSON shows some of these under other names, by kind: see docs/protocol.md section 4. */
static const struct chat_field event_fields[] = {
    FIELD(chat_event, log, ID, REQUIRED, 0, 0, "The log it stands in."),
    FIELD(chat_event, seq, INT, REQUIRED, 0, 0, "Its number there; of a skipped range, the last."),
    FIELD_ENUM(chat_event, kind, &chat_words_event_kind, REQUIRED, "What happened."),
    FIELD(chat_event, actor, ID, 0, 0, 0, "Who did it; absent: the system."),
    FIELD_TIME(chat_event, at_us, "at", "When it was stored."),
    FIELD(chat_event, n, INT, 0, 0, 0, "Messages of the main line up to here."),
    FIELD(chat_event, target_seq, INT, 0, 0, 0, "The number it is about; of a skipped range, the first."),
    FIELD(chat_event, subject, INT, 0, 0, 0, "Id of the user, room, topic or session it is about."),
    FIELD(chat_event, arg, INT, 0, 0, 0, "Role, version, reason or number, by kind."),
    FIELD_RECORD(chat_event, message, &chat_record_message, 0, "What the message is now."),
};
RECORD(event, "Event", event_fields, "Something that happened in a log.");
