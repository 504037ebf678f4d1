/*
 * The wrapping is written out member by member, by two macros: calls that have an effect, and calls that
 * only read.
 */
#include "tests/storage/failing.h"

#include <limits.h>
#include <stdatomic.h>
#include <string.h>

#include "libchat/base/error.h"

struct wrapped {
    chat_storage_t storage; /* first: what the caller holds */
    chat_storage_t *inner;
    enum chat_storage_mode mode;
    bool broken;
};

static struct {
    const struct chat_storage_ops *inner;
    struct failing plan;
    atomic_long calls;
    _Atomic(const char *) member;
} state;

void failing_wrap(const struct chat_storage_ops *inner)
{
    state.inner = inner;
    failing_plan((struct failing){0});
}

void failing_plan(struct failing plan)
{
    state.plan = plan;
    atomic_store(&state.calls, 0);
    atomic_store(&state.member, NULL);
}

long failing_calls(void)
{
    return atomic_load(&state.calls);
}

const char *failing_member(void)
{
    return atomic_load(&state.member);
}

/* Whether this call is one to fail. */
static bool is_due(enum chat_storage_mode mode, const char *member)
{
    const struct failing *plan = &state.plan;
    long call, last;

    if ((plan->of && plan->of != mode) || (plan->only && strcmp(plan->only, member) != 0))
        return false;
    call = atomic_fetch_add(&state.calls, 1) + 1;
    if (plan->nth == 0 || call < plan->nth)
        return false;
    last = plan->times > LONG_MAX - plan->nth ? LONG_MAX : plan->nth + (plan->times ? plan->times : 1) - 1;
    if (call > last)
        return false;
    atomic_store(&state.member, member);
    return true;
}

static enum chat_status fail(const char *member, struct chat_error *err)
{
    return chat_fail(err, state.plan.status, "%s was made to fail", member);
}

static struct wrapped *wrapped_of(chat_storage_t *storage)
{
    return (struct wrapped *)(void *)storage;
}

/* What a real backend does along with these statuses: "full" rolls back, "closed" is for good. */
static enum chat_status fail_in(struct wrapped *own, const char *member, struct chat_error *err)
{
    enum chat_status status = state.plan.status;

    if (status == CHAT_E_FULL || status == CHAT_E_CLOSED || status == CHAT_E_UNKNOWN)
        own->inner->ops->rollback(own->inner);
    if (status == CHAT_E_CLOSED || status == CHAT_E_UNKNOWN)
        own->broken = true;
    return fail(member, err);
}

static enum chat_status closed(struct chat_error *err)
{
    return chat_fail(err, CHAT_E_CLOSED, "the connection was made to break");
}

static enum chat_status failing_open(const struct chat_storage_options *options, chat_storage_t **out,
                                     struct chat_error *err)
{
    struct wrapped *own;
    enum chat_status status;

    if (is_due(options->mode, "open"))
        return fail("open", err);
    own = chat_alloc(options->allocator, sizeof *own);
    if (!own)
        return chat_fail_nomem(err);
    own->storage = (chat_storage_t){.ops = failing_storage(), .allocator = options->allocator};
    own->mode = options->mode;
    status = state.inner->open(options, &own->inner, err);
    if (status == CHAT_OK)
        *out = &own->storage;
    else
        chat_free(own);
    return status;
}

static void failing_close(chat_storage_t *storage)
{
    if (!storage)
        return;
    wrapped_of(storage)->inner->ops->close(wrapped_of(storage)->inner);
    chat_free(storage);
}

static void failing_rollback(chat_storage_t *storage)
{
    wrapped_of(storage)->inner->ops->rollback(wrapped_of(storage)->inner);
}

static bool failing_in_transaction(chat_storage_t *storage)
{
    return wrapped_of(storage)->inner->ops->in_transaction(wrapped_of(storage)->inner);
}

#define CALL(own, member, ...) (own)->inner->ops->member((own)->inner, __VA_ARGS__)

/* A call with an effect: fails before it or after it. */
#define WRITES(member, PARAMS, ...)                                            \
    static enum chat_status failing_##member PARAMS                            \
    {                                                                          \
        struct wrapped *own = wrapped_of(storage);                             \
        bool due = is_due(own->mode, #member);                                 \
        enum chat_status status;                                               \
                                                                               \
        if (own->broken)                                                       \
            return closed(err);                                                \
        if (due && !state.plan.after)                                          \
            return fail_in(own, #member, err);                                 \
        status = CALL(own, member, __VA_ARGS__);                               \
        return due && status == CHAT_OK ? fail_in(own, #member, err) : status; \
    }

/* A call that only reads: nothing may have come out when it fails. */
#define READS(member, PARAMS, ...)                  \
    static enum chat_status failing_##member PARAMS \
    {                                               \
        struct wrapped *own = wrapped_of(storage);  \
        bool due = is_due(own->mode, #member);      \
                                                    \
        if (own->broken)                            \
            return closed(err);                     \
        if (due)                                    \
            return fail_in(own, #member, err);      \
        return CALL(own, member, __VA_ARGS__);      \
    }

WRITES(begin, (chat_storage_t * storage, struct chat_error *err), err)
WRITES(commit, (chat_storage_t * storage, struct chat_error *err), err)
WRITES(savepoint, (chat_storage_t * storage, struct chat_error *err), err)
WRITES(savepoint_release, (chat_storage_t * storage, struct chat_error *err), err)
WRITES(savepoint_rollback, (chat_storage_t * storage, struct chat_error *err), err)

/* Optional: without it there is nothing to fail. */
static enum chat_status failing_maintain(chat_storage_t *storage, bool idle, struct chat_error *err)
{
    struct wrapped *own = wrapped_of(storage);

    if (own->broken)
        return closed(err);
    if (!own->inner->ops->maintain)
        return CHAT_OK;
    return is_due(own->mode, "maintain") ? fail_in(own, "maintain", err) : CALL(own, maintain, idle, err);
}

READS(store_load, (chat_storage_t * storage, struct chat_store_row *out, struct chat_error *err), out, err)
WRITES(store_save, (chat_storage_t * storage, const struct chat_store_row *row, struct chat_error *err), row,
       err)
READS(facts_load, (chat_storage_t * storage, struct chat_fact *facts, size_t n, struct chat_error *err),
      facts, n, err)
WRITES(user_insert, (chat_storage_t * storage, const struct chat_user_row *row, struct chat_error *err), row,
       err)
WRITES(user_update, (chat_storage_t * storage, const struct chat_user_row *row, struct chat_error *err), row,
       err)
WRITES(password_set,
       (chat_storage_t * storage, chat_user_id user, const char *password, struct chat_error *err), user,
       password, err)
READS(user_find,
      (chat_storage_t * storage, chat_user_id id, const char *handle, struct chat_user_row *out,
       struct chat_error *err),
      id, handle, out, err)
READS(people_load,
      (chat_storage_t * storage, const chat_user_id *ids, size_t n, struct chat_person **out, size_t *out_n,
       struct chat_error *err),
      ids, n, out, out_n, err)
READS(people_list,
      (chat_storage_t * storage, const char *search, int64_t after, size_t limit, struct chat_person **out,
       size_t *out_n, struct chat_error *err),
      search, after, limit, out, out_n, err)
WRITES(session_insert, (chat_storage_t * storage, const struct chat_session_row *row, struct chat_error *err),
       row, err)
WRITES(session_touch,
       (chat_storage_t * storage, chat_session_id session, int64_t last_seen_at_us, int64_t expires_at_us,
        struct chat_error *err),
       session, last_seen_at_us, expires_at_us, err)
READS(session_list,
      (chat_storage_t * storage, chat_user_id user, struct chat_session **out, size_t *out_n,
       struct chat_error *err),
      user, out, out_n, err)
WRITES(session_delete,
       (chat_storage_t * storage, chat_user_id user, chat_session_id session, struct chat_error *err), user,
       session, err)
WRITES(session_expire, (chat_storage_t * storage, int64_t now_us, struct chat_error *err), now_us, err)
READS(attempt_load, (chat_storage_t * storage, struct chat_attempt_row *row, struct chat_error *err), row,
      err)
WRITES(attempt_save, (chat_storage_t * storage, const struct chat_attempt_row *row, struct chat_error *err),
       row, err)
WRITES(topic_insert, (chat_storage_t * storage, const struct chat_topic_row *row, struct chat_error *err),
       row, err)
READS(topic_find, (chat_storage_t * storage, const char *key, chat_topic_id *out, struct chat_error *err),
      key, out, err)
READS(topic_list,
      (chat_storage_t * storage, const struct chat_reader *reader, const char *search, size_t limit,
       struct chat_topic **out, size_t *out_n, struct chat_error *err),
      reader, search, limit, out, out_n, err)
WRITES(room_insert, (chat_storage_t * storage, const struct chat_room_row *row, struct chat_error *err), row,
       err)
WRITES(room_update, (chat_storage_t * storage, const struct chat_room_row *row, struct chat_error *err), row,
       err)
READS(room_load,
      (chat_storage_t * storage, chat_room_id room, struct chat_room_row *out, struct chat_error *err), room,
      out, err)
WRITES(room_names_free, (chat_storage_t * storage, int64_t before_us, struct chat_error *err), before_us, err)
READS(room_list,
      (chat_storage_t * storage, const struct chat_reader *reader, const struct chat_room_filter *filter,
       struct chat_room **out, size_t *out_n, struct chat_error *err),
      reader, filter, out, out_n, err)
WRITES(members_put,
       (chat_storage_t * storage, const struct chat_member_row *rows, size_t n, struct chat_error *err), rows,
       n, err)
READS(member_list,
      (chat_storage_t * storage, chat_room_id room, int64_t after, size_t limit, struct chat_member **out,
       size_t *out_n, struct chat_error *err),
      room, after, limit, out, out_n, err)
READS(member_heir,
      (chat_storage_t * storage, chat_room_id room, chat_user_id but_not, chat_user_id *out,
       size_t *hosts_left, struct chat_error *err),
      room, but_not, out, hosts_left, err)
READS(rooms_joined,
      (chat_storage_t * storage, chat_user_id user, chat_room_id **out, size_t *out_n,
       struct chat_error *err),
      user, out, out_n, err)
WRITES(events_append,
       (chat_storage_t * storage, const struct chat_event *const *events, size_t n, struct chat_error *err),
       events, n, err)
READS(event_list,
      (chat_storage_t * storage, chat_log_id log, int64_t after, size_t limit, struct chat_event **out,
       size_t *out_n, struct chat_error *err),
      log, after, limit, out, out_n, err)
READS(message_load,
      (chat_storage_t * storage, chat_room_id room, int64_t seq, struct chat_message *out,
       struct chat_error *err),
      room, seq, out, err)
READS(message_page,
      (chat_storage_t * storage, chat_room_id room, const struct chat_seq_page *page,
       struct chat_message_page *out, struct chat_error *err),
      room, page, out, err)
WRITES(message_edit, (chat_storage_t * storage, const struct chat_message *message, struct chat_error *err),
       message, err)
WRITES(message_erase,
       (chat_storage_t * storage, chat_room_id room, int64_t seq, int64_t deleted_at_us,
        struct chat_error *err),
       room, seq, deleted_at_us, err)
READS(message_ordinal,
      (chat_storage_t * storage, chat_room_id room, int64_t seq, int64_t *out, struct chat_error *err), room,
      seq, out, err)
READS(tombstones_after,
      (chat_storage_t * storage, chat_room_id room, int64_t seq, int64_t *out, struct chat_error *err), room,
      seq, out, err)
READS(activity_list,
      (chat_storage_t * storage, const struct chat_reader *reader, size_t limit, struct chat_activity **out,
       size_t *out_n, struct chat_error *err),
      reader, limit, out, out_n, err)
READS(messages_by,
      (chat_storage_t * storage, const struct chat_reader *reader, chat_user_id author, size_t limit,
       struct chat_message **out, size_t *out_n, struct chat_error *err),
      reader, author, limit, out, out_n, err)
READS(calls_find, (chat_storage_t * storage, struct chat_call_row *rows, size_t n, struct chat_error *err),
      rows, n, err)
WRITES(calls_put,
       (chat_storage_t * storage, const struct chat_call_row *rows, size_t n, struct chat_error *err), rows,
       n, err)
WRITES(calls_prune, (chat_storage_t * storage, int64_t before_us, size_t limit, struct chat_error *err),
       before_us, limit, err)
WRITES(audit_append,
       (chat_storage_t * storage, const struct chat_audit_row *rows, size_t n, struct chat_error *err), rows,
       n, err)

static const struct chat_storage_ops ops = {
    .size = sizeof ops,
    .scheme = "failing",
    .open = failing_open,
    .close = failing_close,
    .begin = failing_begin,
    .commit = failing_commit,
    .rollback = failing_rollback,
    .in_transaction = failing_in_transaction,
    .savepoint = failing_savepoint,
    .savepoint_release = failing_savepoint_release,
    .savepoint_rollback = failing_savepoint_rollback,
    .maintain = failing_maintain,
    .store_load = failing_store_load,
    .store_save = failing_store_save,
    .facts_load = failing_facts_load,
    .user_insert = failing_user_insert,
    .user_update = failing_user_update,
    .password_set = failing_password_set,
    .user_find = failing_user_find,
    .people_load = failing_people_load,
    .people_list = failing_people_list,
    .session_insert = failing_session_insert,
    .session_touch = failing_session_touch,
    .session_list = failing_session_list,
    .session_delete = failing_session_delete,
    .session_expire = failing_session_expire,
    .attempt_load = failing_attempt_load,
    .attempt_save = failing_attempt_save,
    .topic_insert = failing_topic_insert,
    .topic_find = failing_topic_find,
    .topic_list = failing_topic_list,
    .room_insert = failing_room_insert,
    .room_update = failing_room_update,
    .room_load = failing_room_load,
    .room_names_free = failing_room_names_free,
    .room_list = failing_room_list,
    .members_put = failing_members_put,
    .member_list = failing_member_list,
    .member_heir = failing_member_heir,
    .rooms_joined = failing_rooms_joined,
    .events_append = failing_events_append,
    .event_list = failing_event_list,
    .message_load = failing_message_load,
    .message_page = failing_message_page,
    .message_edit = failing_message_edit,
    .message_erase = failing_message_erase,
    .message_ordinal = failing_message_ordinal,
    .tombstones_after = failing_tombstones_after,
    .activity_list = failing_activity_list,
    .messages_by = failing_messages_by,
    .calls_find = failing_calls_find,
    .calls_put = failing_calls_put,
    .calls_prune = failing_calls_prune,
    .audit_append = failing_audit_append,
};

const struct chat_storage_ops *failing_storage(void)
{
    return &ops;
}
