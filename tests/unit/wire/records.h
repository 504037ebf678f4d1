/*
 * Every record there is: a list to try things on. A record that is missing here is found by
 * the test that reads the public headers.
 */
#ifndef CHAT_TESTS_RECORDS_H
#define CHAT_TESTS_RECORDS_H

#include "chat/chat.h"

static const struct chat_record *const all_records[] = {
    &chat_record_activity,
    &chat_record_activity_list,
    &chat_record_activity_query,
    &chat_record_event,
    &chat_record_event_list,
    &chat_record_event_query,
    &chat_record_marker_params,
    &chat_record_member,
    &chat_record_member_invite_params,
    &chat_record_member_list,
    &chat_record_member_params,
    &chat_record_member_query,
    &chat_record_member_role_params,
    &chat_record_message,
    &chat_record_message_edit_params,
    &chat_record_message_id_params,
    &chat_record_message_list,
    &chat_record_message_params,
    &chat_record_message_query,
    &chat_record_message_ref_params,
    &chat_record_nothing,
    &chat_record_password_params,
    &chat_record_people,
    &chat_record_person,
    &chat_record_position,
    &chat_record_profile,
    &chat_record_profile_params,
    &chat_record_register_params,
    &chat_record_room,
    &chat_record_room_edit_params,
    &chat_record_room_id_params,
    &chat_record_room_list,
    &chat_record_room_params,
    &chat_record_room_query,
    &chat_record_room_ref_params,
    &chat_record_session,
    &chat_record_session_list,
    &chat_record_session_now,
    &chat_record_session_params,
    &chat_record_settings,
    &chat_record_settings_params,
    &chat_record_sign_in_params,
    &chat_record_signed_in,
    &chat_record_site,
    &chat_record_standing,
    &chat_record_sync,
    &chat_record_topic,
    &chat_record_topic_list,
    &chat_record_topic_query,
    &chat_record_user,
    &chat_record_user_params,
    &chat_record_user_query,
};

#define ALL_RECORDS (sizeof all_records / sizeof all_records[0])

#endif
