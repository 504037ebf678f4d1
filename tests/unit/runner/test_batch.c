/*
 * A turn of the writer: several operations in one transaction, of which some are refused and all may be
 * lost.
 */
#include <string.h>

#include "tests/storage/failing.h"
#include "tests/unit/runner/batch.h"
#include "tests/unit/unit.h"

#include "chat/sqlite.h"

#define TEXT(constant) ((char[]){constant})

/* ---- Order ---- */

START_TEST(each_operation_sees_the_ones_before_it)
{
    struct fixture f = {0};
    struct batch batch = {.n = 0};
    PARAMS(room_ref_params, ref);
    PARAMS(marker_params, marker);
    fixture_open(&f);
    ref.room = marker.room = given_room(&f, &f.ada, "General");
    int64_t head = head_of(&f, CHAT_ROOM_LOG(ref.room));

    struct chat_work *early = batch_say(&f, &batch, &f.bob, ref.room, "not in yet", NULL);
    struct chat_work *join = batch_add(&f, &batch, &chat_op_room_join, &f.bob, &ref);
    struct chat_work *hello = batch_say(&f, &batch, &f.bob, ref.room, "hello", NULL);
    marker.seq = head + 2;
    struct chat_work *moved = batch_add(&f, &batch, &chat_op_marker_move, &f.ada, &marker);
    struct chat_work *leave = batch_add(&f, &batch, &chat_op_room_leave, &f.bob, &ref);
    struct chat_work *late = batch_say(&f, &batch, &f.bob, ref.room, "gone", NULL);
    batch_run(&f, &batch);

    ck_ended(early, CHAT_E_DENIED);
    ck_assert_str_eq(early->err.code, "not_member");
    ck_ended(join, CHAT_OK);
    ck_ended(hello, CHAT_OK);
    ck_assert_int_eq(message_of(hello)->seq, head + 2); /* the refused one took no number */
    ck_ended(moved, CHAT_OK);
    ck_assert_int_eq(((const struct chat_standing *)moved->result)->unread, 0);
    ck_ended(leave, CHAT_OK);
    ck_ended(late, CHAT_E_DENIED);
    ck_assert_int_eq(head_of(&f, CHAT_ROOM_LOG(ref.room)), head + 3);
    batch_clear(&batch);
    fixture_close(&f);
}
END_TEST

START_TEST(of_two_who_take_one_handle_the_first_has_it)
{
    struct fixture f = {0};
    struct batch batch = {.n = 0};
    PARAMS(register_params, params);
    fixture_open(&f);
    params.handle = TEXT("grace");
    params.password = TEXT("correct horse");
    struct chat_work *first = batch_add(&f, &batch, &chat_op_account_register, &f.system, &params);
    struct chat_work *second = batch_add(&f, &batch, &chat_op_account_register, &f.system, &params);
    int64_t head = head_of(&f, CHAT_SITE_LOG);
    batch_run(&f, &batch);
    ck_ended(first, CHAT_OK);
    ck_ended(second, CHAT_E_EXISTS);
    ck_assert_str_eq(second->err.field, "handle");
    ck_assert_int_eq(head_of(&f, CHAT_SITE_LOG), head + 1);
    batch_clear(&batch);
    given_user(&f, "hopper"); /* ids go on */
    fixture_close(&f);
}
END_TEST

/* ---- Refused ---- */

static size_t count_topics(struct fixture *f)
{
    PARAMS(topic_query, query);
    PARAMS(topic_list, list);
    size_t n;

    ck_ok(f, chat_topic_list_get(f->chat, &f->system, &query, &list, &f->err));
    n = list.topics_n;
    CLEAR(topic_list, &list);
    return n;
}

START_TEST(one_that_is_refused_after_it_wrote_leaves_no_trace)
{
    struct fixture f = {0};
    struct batch batch = {.n = 0};
    PARAMS(room_edit_params, edit);
    PARAMS(event_list, log);
    PARAMS(room, room);
    fixture_open(&f);
    given_room(&f, &f.ada, "Taken");
    edit.room = given_room(&f, &f.ada, "General");
    int64_t site = head_of(&f, CHAT_SITE_LOG), head = head_of(&f, CHAT_ROOM_LOG(edit.room));

    struct chat_work *before = batch_say(&f, &batch, &f.ada, edit.room, "before", NULL);
    edit.topic = TEXT("A topic that is made first");
    edit.name = TEXT("taken");
    struct chat_work *refused = batch_add(&f, &batch, &chat_op_room_edit, &f.ada, &edit);
    struct chat_work *after = batch_say(&f, &batch, &f.ada, edit.room, "after", NULL);
    edit.name = NULL;
    edit.topic = TEXT("Another topic");
    struct chat_work *good = batch_add(&f, &batch, &chat_op_room_edit, &f.ada, &edit);
    batch_run(&f, &batch);

    ck_ended(before, CHAT_OK);
    ck_ended(refused, CHAT_E_EXISTS);
    ck_assert_str_eq(refused->err.field, "name");
    ck_ended(after, CHAT_OK);
    ck_ended(good, CHAT_OK);
    ck_assert_int_eq(message_of(after)->seq, head + 2);
    ck_assert_int_eq(head_of(&f, CHAT_SITE_LOG), site + 2); /* a topic and a room listed, both of the last */
    ck_assert_uint_eq(count_topics(&f), 1);
    read_log(&f, &f.ada, CHAT_SITE_LOG, &log);
    CLEAR(event_list, &log);
    struct chat_room_id_params asked = {edit.room};
    ck_ok(&f, chat_room_get(f.chat, &f.bob, &asked, &room, &f.err));
    ck_assert_str_eq(room.name, "general");
    ck_assert_str_eq(room.topic_name, "Another topic");
    CLEAR(room, &room);
    batch_clear(&batch);
    fixture_restart(&f); /* what is known in memory and what is stored are the same */
    ck_assert_int_eq(given_said(&f, &f.ada, edit.room, "next"), head + 4);
    fixture_close(&f);
}
END_TEST

START_TEST(a_refused_change_of_the_settings_is_taken_back)
{
    struct fixture f = {0};
    struct batch batch = {.n = 0};
    PARAMS(settings_params, good);
    PARAMS(settings_params, bad);
    PARAMS(settings, settings);
    fixture_open(&f);
    good.site_name = TEXT("Harbour");
    bad.site_name = TEXT("Desert");
    bad.room_create = CHAT_SITE_GUEST;
    struct chat_work *first = batch_add(&f, &batch, &chat_op_settings_edit, &f.owner, &good);
    struct chat_work *second = batch_add(&f, &batch, &chat_op_settings_edit, &f.owner, &bad);
    struct chat_work *third = batch_add(&f, &batch, &chat_op_settings_edit, &f.bob, &bad);
    batch_run(&f, &batch);
    ck_ended(first, CHAT_OK);
    ck_ended(second, CHAT_E_INVALID);
    ck_ended(third, CHAT_E_DENIED);
    ck_ok(&f, chat_settings_get(f.chat, &f.owner, &settings, &f.err));
    ck_assert_str_eq(settings.site_name, "Harbour");
    ck_assert_int_eq(settings.room_create, CHAT_SITE_MEMBER);
    CLEAR(settings, &settings);
    batch_clear(&batch);
    fixture_close(&f);
}
END_TEST

/* ---- Client ids ---- */

START_TEST(a_client_id_that_is_repeated_in_one_batch_is_done_once)
{
    struct fixture f = {0};
    struct batch batch = {.n = 0};
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    given_joined(&f, &f.bob, room);
    struct chat_work *first = batch_say(&f, &batch, &f.ada, room, "once", "c-1");
    struct chat_work *other = batch_say(&f, &batch, &f.bob, room, "once", "c-1");
    struct chat_work *again = batch_say(&f, &batch, &f.ada, room, "once", "c-1");
    struct chat_work *reused = batch_say(&f, &batch, &f.ada, room, "twice", "c-1");
    batch_run(&f, &batch);
    ck_ended(first, CHAT_OK);
    ck_ended(other, CHAT_OK);
    ck_ended(again, CHAT_OK);
    ck_assert_int_eq(message_of(again)->seq, message_of(first)->seq);
    ck_assert_str_eq(message_of(again)->body, "once");
    ck_ended(reused, CHAT_E_CONFLICT);
    ck_assert_str_eq(reused->err.code, "client_id_reused");
    ck_assert_uint_eq(count_messages(&f, room), 2);
    batch_clear(&batch);
    fixture_close(&f);
}
END_TEST

START_TEST(a_refused_call_is_not_remembered)
{
    struct fixture f = {0};
    struct batch batch = {.n = 0};
    PARAMS(room_ref_params, ref);
    fixture_open(&f);
    ref.room = given_room(&f, &f.ada, "General");
    struct chat_work *refused = batch_say(&f, &batch, &f.bob, ref.room, "hello", "c-1");
    struct chat_work *join = batch_add(&f, &batch, &chat_op_room_join, &f.bob, &ref);
    struct chat_work *again = batch_say(&f, &batch, &f.bob, ref.room, "hello", "c-1");
    batch_run(&f, &batch);
    ck_ended(refused, CHAT_E_DENIED);
    ck_ended(join, CHAT_OK);
    ck_ended(again, CHAT_OK);
    ck_assert_uint_eq(count_messages(&f, ref.room), 1);
    batch_clear(&batch);
    fixture_close(&f);
}
END_TEST

/* ---- Both ways of storing ---- */

START_TEST(what_is_staged_and_what_is_written_at_once_mix)
{
    struct fixture f = {0};
    struct batch batch = {.n = 0};
    PARAMS(message_edit_params, edit);
    PARAMS(message_ref_params, ref);
    PARAMS(message_params, reply);
    PARAMS(message_query, query);
    PARAMS(message_list, list);
    PARAMS(event_list, log);
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    given_joined(&f, &f.bob, room);
    int64_t head = head_of(&f, CHAT_ROOM_LOG(room));
    edit.room = ref.room = reply.room = query.room = room;

    batch_say(&f, &batch, &f.ada, room, "one", NULL);
    batch_say(&f, &batch, &f.bob, room, "two", NULL);
    edit.seq = head + 1;
    edit.body = TEXT("one, edited");
    batch_add(&f, &batch, &chat_op_message_edit, &f.ada, &edit); /* of what the batch has not stored yet */
    reply.reply_to = head + 2;
    reply.body = TEXT("three");
    batch_add(&f, &batch, &chat_op_message_send, &f.ada, &reply);
    ref.seq = head + 2;
    batch_add(&f, &batch, &chat_op_message_delete, &f.bob, &ref);
    batch_say(&f, &batch, &f.bob, room, "four", NULL);
    reply.reply_to = 9999;
    struct chat_work *refused = batch_add(&f, &batch, &chat_op_message_send, &f.ada, &reply);
    batch_say(&f, &batch, &f.ada, room, "five", NULL);
    batch_run(&f, &batch);

    for (size_t i = 0; i < batch.n; i++)
        ck_ended(batch.works[i], batch.works[i] == refused ? CHAT_E_INVALID : CHAT_OK);
    ck_ok(&f, chat_message_list_get(f.chat, &f.ada, &query, &list, &f.err));
    ck_assert_uint_eq(list.messages_n, 5);
    ck_assert_str_eq(list.messages[0].body, "one, edited");
    ck_assert_ptr_null(list.messages[1].body);
    ck_assert_int_eq(list.messages[2].reply_to, head + 2);
    ck_assert_str_eq(list.messages[4].body, "five");
    ck_assert_int_eq(list.messages[4].n, 5);
    CLEAR(message_list, &list);
    read_log(&f, &f.ada, CHAT_ROOM_LOG(room), &log);
    ck_assert_int_eq(log.head, head + 7);
    CLEAR(event_list, &log);
    ck_assert_int_eq(unread_of(&f, &f.ada, room), 0);
    ck_assert_int_eq(unread_of(&f, &f.bob, room), 1);
    batch_clear(&batch);
    fixture_close(&f);
}
END_TEST

START_TEST(a_failed_sign_in_is_refused_and_counted_all_the_same)
{
    struct fixture f = {0};
    PARAMS(sign_in_params, params);
    struct chat_actor nobody = CHAT_AS_ANONYMOUS_INIT;
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    params.handle = TEXT("ada");
    for (int i = 0; i < 6; i++) {
        struct batch batch = {.n = 0};
        params.password = TEXT("wrong horse");
        if (i == 5)
            break;
        struct chat_work *before = batch_say(&f, &batch, &f.ada, room, "before", NULL);
        struct chat_work *refused = batch_add(&f, &batch, &chat_op_session_open, &nobody, &params);
        struct chat_work *after = batch_say(&f, &batch, &f.ada, room, "after", NULL);
        batch_run(&f, &batch);
        ck_ended(before, CHAT_OK);
        ck_ended(refused, CHAT_E_UNAUTHENTICATED);
        ck_ended(after, CHAT_OK);
        batch_clear(&batch);
    }
    ck_assert_uint_eq(count_messages(&f, room), 10);
    params.password = TEXT("correct horse");
    ck_status(chat_session_open(f.chat, &nobody, &params, NULL, &f.err), CHAT_E_LIMITED);
    fixture_close(&f);
}
END_TEST

START_TEST(sign_ins_in_one_batch_are_judged_one_after_the_other)
{
    struct fixture f = {0};
    struct batch batch = {.n = 0};
    PARAMS(sign_in_params, params);
    struct chat_actor nobody = CHAT_AS_ANONYMOUS_INIT;
    fixture_open(&f);
    params.handle = TEXT("ada");
    params.password = TEXT("wrong horse");
    for (int i = 0; i < 7; i++) /* all of them prepared before the first is counted */
        batch_add(&f, &batch, &chat_op_session_open, &nobody, &params);
    batch_run(&f, &batch);
    for (size_t i = 0; i < 7; i++)
        ck_ended(batch.works[i], i < 5 ? CHAT_E_UNAUTHENTICATED : CHAT_E_LIMITED);
    batch_clear(&batch);
    fixture_close(&f);
}
END_TEST

/* ---- Telling ---- */

struct told {
    struct chat_sink sink;
    struct chat_event events[64];
    size_t n, calls;
};

static void note(chat_shared_event_t *const *events, size_t n, void *user_data)
{
    struct told *told = user_data;

    told->calls++;
    for (size_t i = 0; i < n; i++)
        told->events[told->n++] = *chat_shared_event_get(events[i]); /* numbers only are looked at */
}

START_TEST(what_was_committed_is_told_once_and_in_order_and_what_was_refused_is_not)
{
    struct fixture f = {0};
    struct batch batch = {.n = 0};
    struct told told = {.n = 0};
    PARAMS(room_edit_params, edit);
    fixture_open(&f);
    given_room(&f, &f.ada, "Taken");
    edit.room = given_room(&f, &f.ada, "General");
    int64_t head = head_of(&f, CHAT_ROOM_LOG(edit.room));
    told.sink = (struct chat_sink){note, &told, NULL};
    chat_sink_add(f.chat, &told.sink);

    batch_say(&f, &batch, &f.ada, edit.room, "one", NULL);
    edit.topic = TEXT("New");
    edit.name = TEXT("taken");
    batch_add(&f, &batch, &chat_op_room_edit, &f.ada, &edit);
    batch_say(&f, &batch, &f.eve, edit.room, "nobody hears this", NULL);
    batch_say(&f, &batch, &f.ada, edit.room, "two", NULL);
    batch_run(&f, &batch);

    ck_assert_uint_eq(told.calls, 1);
    ck_assert_uint_eq(told.n, 2);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(told.events[i].log.value, edit.room.value);
        ck_assert_int_eq(told.events[i].seq, head + 1 + (int64_t)i);
    }
    chat_sink_remove(f.chat, &told.sink);
    given_said(&f, &f.ada, edit.room, "three");
    ck_assert_uint_eq(told.calls, 1);
    batch_clear(&batch);
    fixture_close(&f);
}
END_TEST

/* ---- Lost ---- */

static void open_failing(struct fixture *f)
{
    failing_wrap(chat_sqlite_storage());
    f->storage = failing_storage();
    fixture_open(f);
}

/* Which call fails, with what, before or after it took effect. */
static const struct {
    const char *member;
    enum chat_status status;
    bool after;
} losses[] = {
    {"begin", CHAT_E_UNAVAILABLE, false},
    {"begin", CHAT_E_UNAVAILABLE, true},
    {"events_append", CHAT_E_FULL, false},
    {"events_append", CHAT_E_STORAGE, true},
    {"events_append", CHAT_E_STALE, false},
    {"members_put", CHAT_E_STORAGE, false},
    {"savepoint", CHAT_E_STORAGE, false},
    {"savepoint_release", CHAT_E_STORAGE, false},
    {"savepoint_rollback", CHAT_E_STORAGE, false},
    {"store_load", CHAT_E_UNAVAILABLE, false},
    {"topic_insert", CHAT_E_STORAGE, true},
    {"calls_put", CHAT_E_NOMEM, true},
    {"commit", CHAT_E_FULL, false},
    {"commit", CHAT_E_UNAVAILABLE, false},
};

START_TEST(a_batch_that_is_lost_is_lost_for_all_and_the_next_one_works)
{
    struct fixture f = {0};
    struct batch batch = {.n = 0};
    struct told told = {.n = 0};
    PARAMS(room_edit_params, edit);
    PARAMS(event_list, log);
    open_failing(&f);
    given_room(&f, &f.ada, "Taken");
    edit.room = given_room(&f, &f.ada, "General");
    int64_t head = head_of(&f, CHAT_ROOM_LOG(edit.room)), site = head_of(&f, CHAT_SITE_LOG);
    told.sink = (struct chat_sink){note, &told, NULL};
    chat_sink_add(f.chat, &told.sink);

    batch_say(&f, &batch, &f.ada, edit.room, "one", "c-1");
    batch_say(&f, &batch, &f.eve, edit.room, "never allowed", NULL);
    edit.topic = TEXT("New");
    edit.name = TEXT("taken");
    batch_add(&f, &batch, &chat_op_room_edit, &f.ada, &edit);
    edit.name = NULL;
    batch_add(&f, &batch, &chat_op_room_edit, &f.ada, &edit);
    batch_say(&f, &batch, &f.ada, edit.room, "two", NULL);
    failing_plan((struct failing){
        .nth = 1, .status = losses[_i].status, .after = losses[_i].after, .only = losses[_i].member});
    batch_run(&f, &batch);
    ck_assert_msg(failing_member(), "%s was not called", losses[_i].member);
    failing_plan((struct failing){0});

    enum chat_status expected = losses[_i].status == CHAT_E_STALE ? CHAT_E_INTERNAL : losses[_i].status;
    for (size_t i = 0; i < batch.n; i++)
        ck_ended(batch.works[i], expected);
    batch_clear(&batch);
    ck_assert_uint_eq(told.n, 0);
    chat_sink_remove(f.chat, &told.sink);
    ck_assert_int_eq(head_of(&f, CHAT_ROOM_LOG(edit.room)), head);
    ck_assert_int_eq(head_of(&f, CHAT_SITE_LOG), site);
    ck_assert_uint_eq(count_topics(&f), 0);

    ck_ok(&f, chat_room_edit(f.chat, &f.ada, &edit, NULL, &f.err));
    struct chat_work *again = batch_say(&f, &batch, &f.ada, edit.room, "one", "c-1");
    batch_run(&f, &batch);
    ck_ended(again, CHAT_OK);
    ck_assert_int_eq(message_of(again)->seq, head + 2);
    batch_clear(&batch);
    read_log(&f, &f.ada, CHAT_ROOM_LOG(edit.room), &log);
    CLEAR(event_list, &log);
    fixture_close(&f);
}
END_TEST

START_TEST(settings_of_a_lost_batch_are_not_in_force)
{
    struct fixture f = {0};
    PARAMS(settings_params, settings);
    PARAMS(room_params, room);
    open_failing(&f);
    settings.room_create = CHAT_SITE_ADMIN;
    settings.site_name = TEXT("Desert");
    room.title = TEXT("New");
    failing_plan((struct failing){.nth = 1, .status = CHAT_E_UNAVAILABLE, .only = "commit"});
    ck_status(chat_settings_edit(f.chat, &f.owner, &settings, NULL, &f.err), CHAT_E_UNAVAILABLE);
    failing_plan((struct failing){0});
    ck_ok(&f, chat_room_create(f.chat, &f.ada, &room, NULL, &f.err));
    ck_ok(&f, chat_settings_edit(f.chat, &f.owner, &settings, NULL, &f.err));
    ck_status(chat_room_create(f.chat, &f.ada, &room, NULL, &f.err), CHAT_E_DENIED);
    fixture_close(&f);
}
END_TEST

START_TEST(after_a_failed_sync_every_call_says_so_until_the_store_is_opened_again)
{
    struct fixture f = {0};
    struct batch batch = {.n = 0};
    PARAMS(site, site);
    open_failing(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    struct chat_work *work = batch_say(&f, &batch, &f.ada, room, "hello", NULL);
    failing_plan((struct failing){.nth = 1, .status = _i ? CHAT_E_UNKNOWN : CHAT_E_CLOSED, .only = "commit"});
    batch_run(&f, &batch);
    ck_ended(work, _i ? CHAT_E_UNKNOWN : CHAT_E_CLOSED);
    failing_plan((struct failing){0});
    ck_assert(chat_broken(f.chat));
    ck_status(say(&f, &f.ada, room, "again"), CHAT_E_CLOSED);
    ck_status(chat_site_get(f.chat, &f.ada, &site, &f.err), CHAT_E_CLOSED);
    ck_assert_str_ne(f.err.message, "");
    chat_batch_idle(f.chat, true); /* harmless */
    batch_clear(&batch);
    fixture_restart(&f);
    given_said(&f, &f.ada, room, "here again");
    fixture_close(&f);
}
END_TEST

/* ---- Time ---- */

START_TEST(time_does_not_go_back_over_a_batch_that_is_lost)
{
    struct fixture f = {0};
    PARAMS(message_ref_params, ref);
    PARAMS(message_id_params, asked);
    PARAMS(message, first);
    PARAMS(message, second);
    open_failing(&f);
    asked.room = ref.room = given_room(&f, &f.ada, "General");
    chat_room_id other = given_room(&f, &f.bob, "Other");
    f.now_us += INT64_C(30) * 1000000; /* not enough for the newest time to be saved for itself */
    asked.seq = given_said(&f, &f.ada, ref.room, "late");
    ck_ok(&f, chat_message_get(f.chat, &f.ada, &asked, &first, &f.err));
    f.now_us -= INT64_C(30) * 1000000;
    failing_plan((struct failing){.nth = 1, .status = CHAT_E_UNAVAILABLE, .only = "commit"});
    ck_status(say(&f, &f.ada, ref.room, "lost"), CHAT_E_UNAVAILABLE);
    failing_plan((struct failing){0});
    asked.room = other;
    asked.seq = given_said(&f, &f.bob, other, "a log that had nothing late in it");
    ck_ok(&f, chat_message_get(f.chat, &f.bob, &asked, &second, &f.err));
    ck_assert_int_ge(second.created_at_us, first.created_at_us);
    CLEAR(message, &first);
    CLEAR(message, &second);
    fixture_close(&f);
}
END_TEST

/* Whether a call of ada's is in the store. */
static bool is_remembered(struct fixture *f, const char *client_id)
{
    const struct chat_storage_options options = {.size = sizeof options,
                                                 .location = f->location,
                                                 .mode = CHAT_STORAGE_READER,
                                                 .allocator = chat_allocator_default()};
    struct chat_call_row row = {.author = f->ada_id, .client_id = client_id};
    chat_storage_t *storage;

    ck_ok(f, chat_sqlite_storage()->open(&options, &storage, &f->err));
    ck_ok(f, storage->ops->begin(storage, &f->err));
    ck_ok(f, storage->ops->calls_find(storage, &row, 1, &f->err));
    storage->ops->rollback(storage);
    storage->ops->close(storage);
    return row.present;
}

START_TEST(calls_that_are_too_old_go_with_each_batch_that_remembers_new_ones)
{
    struct fixture f = {0};
    struct batch batch = {.n = 0};
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    for (int day = 0; day < 62; day += 31) {
        f.now_us += INT64_C(31) * 24 * 3600 * 1000000;
        for (int i = 0; i < 2; i++)
            batch_say(&f, &batch, &f.ada, room, "hello", day > 0 ? (i ? "d" : "c") : (i ? "b" : "a"));
        batch_run(&f, &batch); /* and no housekeeping, as when there is always something to do */
        batch_clear(&batch);
        ck_assert(is_remembered(&f, day > 0 ? "d" : "b"));
    }
    ck_assert(!is_remembered(&f, "a"));
    ck_assert(!is_remembered(&f, "b"));
    fixture_close(&f);
}
END_TEST

START_TEST(housekeeping_keeps_alive_who_only_reads)
{
    struct fixture f = {0};
    PARAMS(sign_in_params, params);
    PARAMS(signed_in, in);
    PARAMS(session_list, sessions);
    struct chat_actor here, nobody = CHAT_AS_ANONYMOUS_INIT;
    fixture_open(&f);
    params.handle = TEXT("ada");
    params.password = TEXT("correct horse");
    ck_ok(&f, chat_session_open(f.chat, &nobody, &params, &in, &f.err));
    ck_ok(&f, chat_actor_token(in.token, strlen(in.token), &here, &f.err));
    for (int i = 0; i < 4; i++) { /* nobody writes for eighty days */
        f.now_us += INT64_C(20) * 24 * 3600 * 1000000;
        ck_ok(&f, chat_session_list_get(f.chat, &here, &sessions, &f.err));
        CLEAR(session_list, &sessions);
        chat_batch_idle(f.chat, true);
    }
    CLEAR(signed_in, &in);
    fixture_close(&f);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, each_operation_sees_the_ones_before_it);
    tcase_add_test(cases, of_two_who_take_one_handle_the_first_has_it);
    tcase_add_test(cases, one_that_is_refused_after_it_wrote_leaves_no_trace);
    tcase_add_test(cases, a_refused_change_of_the_settings_is_taken_back);
    tcase_add_test(cases, a_client_id_that_is_repeated_in_one_batch_is_done_once);
    tcase_add_test(cases, a_refused_call_is_not_remembered);
    tcase_add_test(cases, what_is_staged_and_what_is_written_at_once_mix);
    tcase_add_test(cases, a_failed_sign_in_is_refused_and_counted_all_the_same);
    tcase_add_test(cases, sign_ins_in_one_batch_are_judged_one_after_the_other);
    tcase_add_test(cases, what_was_committed_is_told_once_and_in_order_and_what_was_refused_is_not);
    tcase_add_loop_test(cases, a_batch_that_is_lost_is_lost_for_all_and_the_next_one_works, 0,
                        (int)(sizeof losses / sizeof losses[0]));
    tcase_add_test(cases, settings_of_a_lost_batch_are_not_in_force);
    tcase_add_loop_test(cases, after_a_failed_sync_every_call_says_so_until_the_store_is_opened_again, 0, 2);
    tcase_add_test(cases, time_does_not_go_back_over_a_batch_that_is_lost);
    tcase_add_test(cases, calls_that_are_too_old_go_with_each_batch_that_remembers_new_ones);
    tcase_add_test(cases, housekeeping_keeps_alive_who_only_reads);
}

int main(void)
{
    return unit_main("runner/batch", list);
}
