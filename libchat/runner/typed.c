/*
 * The typed calls: each fills in the row and lets the runner begin, apply, commit and publish.
 */
#include "chat/chat.h"

enum chat_status chat_site_get(chat_t *chat, const struct chat_actor *actor, struct chat_site *out,
                               struct chat_error *err)
{
    return chat_run(chat, &chat_op_site_get, actor, NULL, out, err);
}

enum chat_status chat_settings_get(chat_t *chat, const struct chat_actor *actor, struct chat_settings *out,
                                   struct chat_error *err)
{
    return chat_run(chat, &chat_op_settings_get, actor, NULL, out, err);
}

enum chat_status chat_settings_edit(chat_t *chat, const struct chat_actor *actor,
                                    const struct chat_settings_params *params, struct chat_settings *out,
                                    struct chat_error *err)
{
    return chat_run(chat, &chat_op_settings_edit, actor, params, out, err);
}

enum chat_status chat_sync_get(chat_t *chat, const struct chat_actor *actor, struct chat_sync *out,
                               struct chat_error *err)
{
    return chat_run(chat, &chat_op_sync_get, actor, NULL, out, err);
}

enum chat_status chat_account_register(chat_t *chat, const struct chat_actor *actor,
                                       const struct chat_register_params *params, struct chat_signed_in *out,
                                       struct chat_error *err)
{
    return chat_run(chat, &chat_op_account_register, actor, params, out, err);
}

enum chat_status chat_session_open(chat_t *chat, const struct chat_actor *actor,
                                   const struct chat_sign_in_params *params, struct chat_signed_in *out,
                                   struct chat_error *err)
{
    return chat_run(chat, &chat_op_session_open, actor, params, out, err);
}

enum chat_status chat_session_close(chat_t *chat, const struct chat_actor *actor, struct chat_error *err)
{
    return chat_run(chat, &chat_op_session_close, actor, NULL, NULL, err);
}

enum chat_status chat_session_current(chat_t *chat, const struct chat_actor *actor,
                                      struct chat_session_now *out, struct chat_error *err)
{
    return chat_run(chat, &chat_op_session_current, actor, NULL, out, err);
}

enum chat_status chat_session_list_get(chat_t *chat, const struct chat_actor *actor,
                                       struct chat_session_list *out, struct chat_error *err)
{
    return chat_run(chat, &chat_op_session_list, actor, NULL, out, err);
}

enum chat_status chat_session_revoke(chat_t *chat, const struct chat_actor *actor,
                                     const struct chat_session_params *params, struct chat_error *err)
{
    return chat_run(chat, &chat_op_session_revoke, actor, params, NULL, err);
}

enum chat_status chat_password_change(chat_t *chat, const struct chat_actor *actor,
                                      const struct chat_password_params *params, struct chat_error *err)
{
    return chat_run(chat, &chat_op_password_change, actor, params, NULL, err);
}

enum chat_status chat_user_list(chat_t *chat, const struct chat_actor *actor,
                                const struct chat_user_query *params, struct chat_people *out,
                                struct chat_error *err)
{
    return chat_run(chat, &chat_op_user_list, actor, params, out, err);
}

enum chat_status chat_profile_get(chat_t *chat, const struct chat_actor *actor,
                                  const struct chat_user_params *params, struct chat_profile *out,
                                  struct chat_error *err)
{
    return chat_run(chat, &chat_op_profile_get, actor, params, out, err);
}

enum chat_status chat_profile_edit(chat_t *chat, const struct chat_actor *actor,
                                   const struct chat_profile_params *params, struct chat_user *out,
                                   struct chat_error *err)
{
    return chat_run(chat, &chat_op_profile_edit, actor, params, out, err);
}

enum chat_status chat_topic_list_get(chat_t *chat, const struct chat_actor *actor,
                                     const struct chat_topic_query *params, struct chat_topic_list *out,
                                     struct chat_error *err)
{
    return chat_run(chat, &chat_op_topic_list, actor, params, out, err);
}

enum chat_status chat_room_create(chat_t *chat, const struct chat_actor *actor,
                                  const struct chat_room_params *params, struct chat_room *out,
                                  struct chat_error *err)
{
    return chat_run(chat, &chat_op_room_create, actor, params, out, err);
}

enum chat_status chat_room_get(chat_t *chat, const struct chat_actor *actor,
                               const struct chat_room_id_params *params, struct chat_room *out,
                               struct chat_error *err)
{
    return chat_run(chat, &chat_op_room_get, actor, params, out, err);
}

enum chat_status chat_room_list_get(chat_t *chat, const struct chat_actor *actor,
                                    const struct chat_room_query *params, struct chat_room_list *out,
                                    struct chat_error *err)
{
    return chat_run(chat, &chat_op_room_list, actor, params, out, err);
}

enum chat_status chat_room_edit(chat_t *chat, const struct chat_actor *actor,
                                const struct chat_room_edit_params *params, struct chat_room *out,
                                struct chat_error *err)
{
    return chat_run(chat, &chat_op_room_edit, actor, params, out, err);
}

enum chat_status chat_room_delete(chat_t *chat, const struct chat_actor *actor,
                                  const struct chat_room_ref_params *params, struct chat_error *err)
{
    return chat_run(chat, &chat_op_room_delete, actor, params, NULL, err);
}

enum chat_status chat_room_archive(chat_t *chat, const struct chat_actor *actor,
                                   const struct chat_room_ref_params *params, struct chat_room *out,
                                   struct chat_error *err)
{
    return chat_run(chat, &chat_op_room_archive, actor, params, out, err);
}

enum chat_status chat_room_unarchive(chat_t *chat, const struct chat_actor *actor,
                                     const struct chat_room_ref_params *params, struct chat_room *out,
                                     struct chat_error *err)
{
    return chat_run(chat, &chat_op_room_unarchive, actor, params, out, err);
}

enum chat_status chat_room_join(chat_t *chat, const struct chat_actor *actor,
                                const struct chat_room_ref_params *params, struct chat_room *out,
                                struct chat_error *err)
{
    return chat_run(chat, &chat_op_room_join, actor, params, out, err);
}

enum chat_status chat_room_leave(chat_t *chat, const struct chat_actor *actor,
                                 const struct chat_room_ref_params *params, struct chat_error *err)
{
    return chat_run(chat, &chat_op_room_leave, actor, params, NULL, err);
}

enum chat_status chat_member_list_get(chat_t *chat, const struct chat_actor *actor,
                                      const struct chat_member_query *params, struct chat_member_list *out,
                                      struct chat_error *err)
{
    return chat_run(chat, &chat_op_member_list, actor, params, out, err);
}

enum chat_status chat_member_invite(chat_t *chat, const struct chat_actor *actor,
                                    const struct chat_member_invite_params *params, struct chat_error *err)
{
    return chat_run(chat, &chat_op_member_invite, actor, params, NULL, err);
}

enum chat_status chat_member_remove(chat_t *chat, const struct chat_actor *actor,
                                    const struct chat_member_params *params, struct chat_error *err)
{
    return chat_run(chat, &chat_op_member_remove, actor, params, NULL, err);
}

enum chat_status chat_member_set_role(chat_t *chat, const struct chat_actor *actor,
                                      const struct chat_member_role_params *params, struct chat_error *err)
{
    return chat_run(chat, &chat_op_member_set_role, actor, params, NULL, err);
}

enum chat_status chat_message_send(chat_t *chat, const struct chat_actor *actor,
                                   const struct chat_message_params *params, struct chat_message *out,
                                   struct chat_error *err)
{
    return chat_run(chat, &chat_op_message_send, actor, params, out, err);
}

enum chat_status chat_message_get(chat_t *chat, const struct chat_actor *actor,
                                  const struct chat_message_id_params *params, struct chat_message *out,
                                  struct chat_error *err)
{
    return chat_run(chat, &chat_op_message_get, actor, params, out, err);
}

enum chat_status chat_message_list_get(chat_t *chat, const struct chat_actor *actor,
                                       const struct chat_message_query *params, struct chat_message_list *out,
                                       struct chat_error *err)
{
    return chat_run(chat, &chat_op_message_list, actor, params, out, err);
}

enum chat_status chat_message_edit(chat_t *chat, const struct chat_actor *actor,
                                   const struct chat_message_edit_params *params, struct chat_message *out,
                                   struct chat_error *err)
{
    return chat_run(chat, &chat_op_message_edit, actor, params, out, err);
}

enum chat_status chat_message_delete(chat_t *chat, const struct chat_actor *actor,
                                     const struct chat_message_ref_params *params, struct chat_error *err)
{
    return chat_run(chat, &chat_op_message_delete, actor, params, NULL, err);
}

enum chat_status chat_marker_move(chat_t *chat, const struct chat_actor *actor,
                                  const struct chat_marker_params *params, struct chat_standing *out,
                                  struct chat_error *err)
{
    return chat_run(chat, &chat_op_marker_move, actor, params, out, err);
}

enum chat_status chat_activity_list_get(chat_t *chat, const struct chat_actor *actor,
                                        const struct chat_activity_query *params,
                                        struct chat_activity_list *out, struct chat_error *err)
{
    return chat_run(chat, &chat_op_activity_list, actor, params, out, err);
}

enum chat_status chat_event_list_get(chat_t *chat, const struct chat_actor *actor,
                                     const struct chat_event_query *params, struct chat_event_list *out,
                                     struct chat_error *err)
{
    return chat_run(chat, &chat_op_event_list, actor, params, out, err);
}
