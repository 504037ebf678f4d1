/*
 * The storage interface as it is built on a driver. An engine has its own `open`; everything else in its
 * table is CHAT_SQL_STORAGE_OPS.
 */
#ifndef CHAT_SQL_OPS_H
#define CHAT_SQL_OPS_H

#include "chat/sys/storage.h"

void chat_sql_close(chat_storage_t *storage);
enum chat_status chat_sql_begin(chat_storage_t *storage, struct chat_error *err);
enum chat_status chat_sql_commit(chat_storage_t *storage, struct chat_error *err);
void chat_sql_rollback(chat_storage_t *storage);
bool chat_sql_in_transaction(chat_storage_t *storage);
enum chat_status chat_sql_savepoint(chat_storage_t *storage, struct chat_error *err);
enum chat_status chat_sql_savepoint_release(chat_storage_t *storage, struct chat_error *err);
enum chat_status chat_sql_savepoint_rollback(chat_storage_t *storage, struct chat_error *err);
enum chat_status chat_sql_maintain(chat_storage_t *storage, bool idle, struct chat_error *err);
enum chat_status chat_sql_store_load(chat_storage_t *storage, struct chat_store_row *out,
                                     struct chat_error *err);
enum chat_status chat_sql_store_save(chat_storage_t *storage, const struct chat_store_row *row,
                                     struct chat_error *err);
enum chat_status chat_sql_facts_load(chat_storage_t *storage, struct chat_fact *facts, size_t n,
                                     struct chat_error *err);
enum chat_status chat_sql_user_insert(chat_storage_t *storage, const struct chat_user_row *row,
                                      struct chat_error *err);
enum chat_status chat_sql_user_update(chat_storage_t *storage, const struct chat_user_row *row,
                                      struct chat_error *err);
enum chat_status chat_sql_password_set(chat_storage_t *storage, chat_user_id user, const char *password,
                                       struct chat_error *err);
enum chat_status chat_sql_user_find(chat_storage_t *storage, chat_user_id id, const char *handle,
                                    struct chat_user_row *out, struct chat_error *err);
enum chat_status chat_sql_people_load(chat_storage_t *storage, const chat_user_id *ids, size_t n,
                                      struct chat_person **out, size_t *out_n, struct chat_error *err);
enum chat_status chat_sql_people_list(chat_storage_t *storage, const char *search, int64_t after,
                                      size_t limit, struct chat_person **out, size_t *out_n,
                                      struct chat_error *err);
enum chat_status chat_sql_session_insert(chat_storage_t *storage, const struct chat_session_row *row,
                                         struct chat_error *err);
enum chat_status chat_sql_session_touch(chat_storage_t *storage, chat_session_id session,
                                        int64_t last_seen_at_us, int64_t expires_at_us,
                                        struct chat_error *err);
enum chat_status chat_sql_session_list(chat_storage_t *storage, chat_user_id user, struct chat_session **out,
                                       size_t *out_n, struct chat_error *err);
enum chat_status chat_sql_session_delete(chat_storage_t *storage, chat_user_id user, chat_session_id session,
                                         struct chat_error *err);
enum chat_status chat_sql_session_expire(chat_storage_t *storage, int64_t now_us, struct chat_error *err);
enum chat_status chat_sql_attempt_load(chat_storage_t *storage, struct chat_attempt_row *row,
                                       struct chat_error *err);
enum chat_status chat_sql_attempt_save(chat_storage_t *storage, const struct chat_attempt_row *row,
                                       struct chat_error *err);
enum chat_status chat_sql_topic_insert(chat_storage_t *storage, const struct chat_topic_row *row,
                                       struct chat_error *err);
enum chat_status chat_sql_topic_find(chat_storage_t *storage, const char *key, chat_topic_id *out,
                                     struct chat_error *err);
enum chat_status chat_sql_topic_list(chat_storage_t *storage, const struct chat_reader *reader,
                                     const char *search, size_t limit, struct chat_topic **out, size_t *out_n,
                                     struct chat_error *err);
enum chat_status chat_sql_room_insert(chat_storage_t *storage, const struct chat_room_row *row,
                                      struct chat_error *err);
enum chat_status chat_sql_room_update(chat_storage_t *storage, const struct chat_room_row *row,
                                      struct chat_error *err);
enum chat_status chat_sql_room_load(chat_storage_t *storage, chat_room_id room, struct chat_room_row *out,
                                    struct chat_error *err);
enum chat_status chat_sql_room_names_free(chat_storage_t *storage, int64_t before_us, struct chat_error *err);
enum chat_status chat_sql_room_list(chat_storage_t *storage, const struct chat_reader *reader,
                                    const struct chat_room_filter *filter, struct chat_room **out,
                                    size_t *out_n, struct chat_error *err);
enum chat_status chat_sql_members_put(chat_storage_t *storage, const struct chat_member_row *rows, size_t n,
                                      struct chat_error *err);
enum chat_status chat_sql_member_list(chat_storage_t *storage, chat_room_id room, int64_t after, size_t limit,
                                      struct chat_member **out, size_t *out_n, struct chat_error *err);
enum chat_status chat_sql_member_heir(chat_storage_t *storage, chat_room_id room, chat_user_id but_not,
                                      chat_user_id *out, size_t *hosts_left, struct chat_error *err);
enum chat_status chat_sql_rooms_joined(chat_storage_t *storage, chat_user_id user, chat_room_id **out,
                                       size_t *out_n, struct chat_error *err);
enum chat_status chat_sql_events_append(chat_storage_t *storage, const struct chat_event *const *events,
                                        size_t n, struct chat_error *err);
enum chat_status chat_sql_event_list(chat_storage_t *storage, chat_log_id log, int64_t after, size_t limit,
                                     struct chat_event **out, size_t *out_n, struct chat_error *err);
enum chat_status chat_sql_message_load(chat_storage_t *storage, chat_room_id room, int64_t seq,
                                       struct chat_message *out, struct chat_error *err);
enum chat_status chat_sql_message_page(chat_storage_t *storage, chat_room_id room,
                                       const struct chat_seq_page *page, struct chat_message_page *out,
                                       struct chat_error *err);
enum chat_status chat_sql_message_edit(chat_storage_t *storage, const struct chat_message *message,
                                       struct chat_error *err);
enum chat_status chat_sql_message_erase(chat_storage_t *storage, chat_room_id room, int64_t seq,
                                        int64_t deleted_at_us, struct chat_error *err);
enum chat_status chat_sql_message_ordinal(chat_storage_t *storage, chat_room_id room, int64_t seq,
                                          int64_t *out, struct chat_error *err);
enum chat_status chat_sql_tombstones_after(chat_storage_t *storage, chat_room_id room, int64_t seq,
                                           int64_t *out, struct chat_error *err);
enum chat_status chat_sql_activity_list(chat_storage_t *storage, const struct chat_reader *reader,
                                        size_t limit, struct chat_activity **out, size_t *out_n,
                                        struct chat_error *err);
enum chat_status chat_sql_messages_by(chat_storage_t *storage, const struct chat_reader *reader,
                                      chat_user_id author, size_t limit, struct chat_message **out,
                                      size_t *out_n, struct chat_error *err);
enum chat_status chat_sql_calls_find(chat_storage_t *storage, struct chat_call_row *rows, size_t n,
                                     struct chat_error *err);
enum chat_status chat_sql_calls_put(chat_storage_t *storage, const struct chat_call_row *rows, size_t n,
                                    struct chat_error *err);
enum chat_status chat_sql_calls_prune(chat_storage_t *storage, int64_t before_us, size_t limit,
                                      struct chat_error *err);
enum chat_status chat_sql_audit_append(chat_storage_t *storage, const struct chat_audit_row *rows, size_t n,
                                       struct chat_error *err);

#define CHAT_SQL_STORAGE_OPS(scheme_name, open_function)                                            \
    {                                                                                               \
        .size = sizeof(struct chat_storage_ops), .scheme = (scheme_name), .open = (open_function),  \
        .close = chat_sql_close, .begin = chat_sql_begin, .commit = chat_sql_commit,                \
        .rollback = chat_sql_rollback, .in_transaction = chat_sql_in_transaction,                   \
        .savepoint = chat_sql_savepoint, .savepoint_release = chat_sql_savepoint_release,           \
        .savepoint_rollback = chat_sql_savepoint_rollback, .maintain = chat_sql_maintain,           \
        .store_load = chat_sql_store_load, .store_save = chat_sql_store_save,                       \
        .facts_load = chat_sql_facts_load, .user_insert = chat_sql_user_insert,                     \
        .user_update = chat_sql_user_update, .password_set = chat_sql_password_set,                 \
        .user_find = chat_sql_user_find, .people_load = chat_sql_people_load,                       \
        .people_list = chat_sql_people_list, .session_insert = chat_sql_session_insert,             \
        .session_touch = chat_sql_session_touch, .session_list = chat_sql_session_list,             \
        .session_delete = chat_sql_session_delete, .session_expire = chat_sql_session_expire,       \
        .attempt_load = chat_sql_attempt_load, .attempt_save = chat_sql_attempt_save,               \
        .topic_insert = chat_sql_topic_insert, .topic_find = chat_sql_topic_find,                   \
        .topic_list = chat_sql_topic_list, .room_insert = chat_sql_room_insert,                     \
        .room_update = chat_sql_room_update, .room_load = chat_sql_room_load,                       \
        .room_names_free = chat_sql_room_names_free, .room_list = chat_sql_room_list,               \
        .members_put = chat_sql_members_put, .member_list = chat_sql_member_list,                   \
        .member_heir = chat_sql_member_heir, .rooms_joined = chat_sql_rooms_joined,                 \
        .events_append = chat_sql_events_append, .event_list = chat_sql_event_list,                 \
        .message_load = chat_sql_message_load, .message_page = chat_sql_message_page,               \
        .message_edit = chat_sql_message_edit, .message_erase = chat_sql_message_erase,             \
        .message_ordinal = chat_sql_message_ordinal, .tombstones_after = chat_sql_tombstones_after, \
        .activity_list = chat_sql_activity_list, .messages_by = chat_sql_messages_by,               \
        .calls_find = chat_sql_calls_find, .calls_put = chat_sql_calls_put,                         \
        .calls_prune = chat_sql_calls_prune, .audit_append = chat_sql_audit_append,                 \
    }

#endif
