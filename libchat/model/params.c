/*
 * The field tables of what operations take and give: site and account. People, topics, rooms and
 * messages are in params_rooms.c.
 */
#include "chat/account.h"
#include "chat/limits.h"
#include "chat/site.h"

#include "libchat/model/field.h"

const struct chat_record chat_record_nothing = {"Nothing", sizeof(struct chat_nothing), NULL, 0,
                                                "No parameters."};

static const struct chat_field settings_params_fields[] = {
    CLIENT_ID(chat_settings_params),
    FIELD(chat_settings_params, site_name, LINE, 0, 1, CHAT_SITE_NAME_MAX, "Name of the site."),
    FIELD_ENUM(chat_settings_params, registration, &chat_words_registration, 0, "Who may register."),
    FIELD_ENUM(chat_settings_params, room_create, &chat_words_site_role, 0,
               "The least role that creates rooms: member, moderator or admin."),
    FIELD(chat_settings_params, anonymous_read, INT, 0, 0, 1,
          "1: public rooms can be read without an account."),
    FIELD(chat_settings_params, lockdown, INT, 0, 0, 1,
          "1: nobody may register, and only moderators and above make rooms."),
    FIELD(chat_settings_params, edit_window_s, INT, 0, -1, 31536000,
          "Seconds in which a message may be edited; -1: always."),
};
RECORD(settings_params, "SettingsParams", settings_params_fields, "What to change.");

static const struct chat_field sync_fields[] = {
    FIELD(chat_sync, epoch, WORD, REQUIRED, 0, 0, "Positions are good for this epoch only."),
    FIELD_RECORD(chat_sync, me, &chat_record_user, REQUIRED, "Who is asking."),
    FIELD(chat_sync, session, ID, 0, 0, 0, "The session that is asking."),
    FIELD_RECORD(chat_sync, site, &chat_record_site, REQUIRED, "The site."),
    FIELD_LIST(chat_sync, rooms, &chat_record_room, "Rooms joined or invited to, newest activity first."),
    FIELD_LIST(chat_sync, people, &chat_record_person, "People named in the rooms."),
    FIELD_LIST(chat_sync, positions, &chat_record_position, "Where to continue each log."),
};
RECORD(sync, "Sync", sync_fields, "Everything a client needs to begin, from one snapshot.");

#define PASSWORD(struct_, member_, doc_) \
    FIELD(struct_, member_, SECRET, REQUIRED, CHAT_PASSWORD_BYTES_MIN, CHAT_PASSWORD_BYTES_MAX, doc_)

static const struct chat_field register_params_fields[] = {
    FIELD(chat_register_params, handle, HANDLE, REQUIRED, 0, 0, "The name to sign in with; never reused."),
    FIELD(chat_register_params, display_name, LINE, 0, 1, CHAT_DISPLAY_NAME_MAX,
          "What people see; the handle if absent."),
    PASSWORD(chat_register_params, password, "Kept only as an argon2id hash."),
    FIELD(chat_register_params, setup_token, SECRET, 0, 1, 100, "Makes the owner of a site that has none."),
    FIELD(chat_register_params, user_agent, LINE, 0, 0, CHAT_USER_AGENT_MAX, "For the list of sessions."),
    FIELD_ENUM(chat_register_params, session_kind, &chat_words_session_kind, 0,
               "Of the session that is opened."),
};
RECORD(register_params, "RegisterParams", register_params_fields, "A new account.");

/* No lower limit on the password: a short one is wrong, not malformed, and takes as long to refuse. */
static const struct chat_field sign_in_params_fields[] = {
    FIELD(chat_sign_in_params, handle, HANDLE, REQUIRED, 0, 0, "The name the account was made with."),
    FIELD(chat_sign_in_params, password, SECRET, REQUIRED, 1, CHAT_PASSWORD_BYTES_MAX, "Its password."),
    FIELD(chat_sign_in_params, user_agent, LINE, 0, 0, CHAT_USER_AGENT_MAX, "For the list of sessions."),
    FIELD_ENUM(chat_sign_in_params, session_kind, &chat_words_session_kind, 0,
               "Of the session that is opened."),
};
RECORD(sign_in_params, "SignInParams", sign_in_params_fields, "Who wants to sign in.");

static const struct chat_field signed_in_fields[] = {
    FIELD_RECORD(chat_signed_in, user, &chat_record_user, REQUIRED, "The account."),
    FIELD_RECORD(chat_signed_in, session, &chat_record_session, REQUIRED, "The new session."),
    FIELD(chat_signed_in, token, SECRET, 0, 0, 100, "Shown this once; absent where a cookie carries it."),
};
RECORD(signed_in, "SignedIn", signed_in_fields, "A new session.");

static const struct chat_field session_now_fields[] = {
    FIELD(chat_session_now, user, ID, REQUIRED, 0, 0, "Whose it is."),
    FIELD_RECORD(chat_session_now, session, &chat_record_session, REQUIRED, "The session that is asking."),
    FIELD(chat_session_now, epoch, WORD, REQUIRED, 0, 0, "Positions are good for this epoch only."),
};
RECORD(session_now, "SessionNow", session_now_fields, "The session that is asking.");

static const struct chat_field session_params_fields[] = {
    CLIENT_ID(chat_session_params),
    FIELD(chat_session_params, session, ID, REQUIRED, 0, 0, "One of one's own."),
};
RECORD(session_params, "SessionParams", session_params_fields, "A session.");

static const struct chat_field session_list_fields[] = {
    FIELD_LIST(chat_session_list, sessions, &chat_record_session, "Newest first."),
};
RECORD(session_list, "SessionList", session_list_fields, "Where the account is signed in.");

static const struct chat_field password_params_fields[] = {
    CLIENT_ID(chat_password_params),
    FIELD(chat_password_params, old_password, SECRET, REQUIRED, 1, CHAT_PASSWORD_BYTES_MAX,
          "The password so far."),
    PASSWORD(chat_password_params, new_password, "The password from now on."),
};
RECORD(password_params, "PasswordParams", password_params_fields, "A new password for the old one.");
