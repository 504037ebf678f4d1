/*
 * The table of operations. A new feature is one apply function and one line here.
 */
#include "chat/chat.h"

#include <string.h>

static const struct chat_op *const ops[] = {
    &chat_op_site_get,         &chat_op_settings_get,   &chat_op_settings_edit,   &chat_op_sync_get,
    &chat_op_account_register, &chat_op_session_open,   &chat_op_session_current, &chat_op_session_close,
    &chat_op_session_list,     &chat_op_session_revoke, &chat_op_password_change, &chat_op_user_list,
    &chat_op_profile_get,      &chat_op_profile_edit,   &chat_op_topic_list,      &chat_op_room_list,
    &chat_op_room_create,      &chat_op_room_get,       &chat_op_room_edit,       &chat_op_room_delete,
    &chat_op_room_archive,     &chat_op_room_unarchive, &chat_op_room_join,       &chat_op_room_leave,
    &chat_op_member_list,      &chat_op_member_invite,  &chat_op_member_remove,   &chat_op_member_set_role,
    &chat_op_message_list,     &chat_op_message_send,   &chat_op_message_get,     &chat_op_message_edit,
    &chat_op_message_delete,   &chat_op_marker_move,    &chat_op_activity_list,   &chat_op_event_list,
};

const struct chat_op *const *chat_ops(size_t *n)
{
    *n = sizeof ops / sizeof *ops;
    return ops;
}

const struct chat_op *chat_op_find(const char *name)
{
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
        if (strcmp(ops[i]->name, name) == 0)
            return ops[i];
    return NULL;
}
