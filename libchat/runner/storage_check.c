/*
 * Whether a backend can be used: it has every required member, and none this library does not know.
 */
#include "chat/sys/storage.h"

#include "libchat/base/error.h"

#define REQUIRED_MEMBERS(X) \
    X(open)                 \
    X(close)                \
    X(begin)                \
    X(commit)               \
    X(rollback)             \
    X(in_transaction)       \
    X(savepoint)            \
    X(savepoint_release)    \
    X(savepoint_rollback)   \
    X(store_load)           \
    X(store_save)           \
    X(facts_load)           \
    X(user_insert)          \
    X(user_update)          \
    X(password_set)         \
    X(user_find)            \
    X(people_load)          \
    X(people_list)          \
    X(session_insert)       \
    X(session_touch)        \
    X(session_list)         \
    X(session_delete)       \
    X(session_expire)       \
    X(attempt_load)         \
    X(attempt_save)         \
    X(topic_insert)         \
    X(topic_find)           \
    X(topic_list)           \
    X(room_insert)          \
    X(room_update)          \
    X(room_load)            \
    X(room_names_free)      \
    X(room_list)            \
    X(members_put)          \
    X(member_list)          \
    X(member_heir)          \
    X(rooms_joined)         \
    X(events_append)        \
    X(event_list)           \
    X(message_load)         \
    X(message_page)         \
    X(message_edit)         \
    X(message_erase)        \
    X(message_ordinal)      \
    X(tombstones_after)     \
    X(activity_list)        \
    X(messages_by)          \
    X(calls_find)           \
    X(calls_put)            \
    X(calls_prune)          \
    X(audit_append)

enum chat_status chat_storage_check(const struct chat_storage_ops *ops, struct chat_error *err)
{
    if (ops->size != sizeof *ops)
        return chat_fail_field(err, "storage",
                               "the backend was made for another version of libchat: build it again");
    if (!ops->scheme || !*ops->scheme)
        return chat_fail_field(err, "storage", "the backend has no scheme");
#define CHECK_MEMBER(member) \
    if (!ops->member)        \
        return chat_fail_field(err, "storage", "the backend %s has no %s", ops->scheme, #member);
    REQUIRED_MEMBERS(CHECK_MEMBER)
#undef CHECK_MEMBER
    return CHAT_OK;
}
