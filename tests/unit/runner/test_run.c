/*
 * Blocking calls: here and now, or by an executor that is attached.
 */
#include <pthread.h>
#include <string.h>

#include "tests/storage/failing.h"
#include "tests/unit/runner/batch.h"
#include "tests/unit/unit.h"

#include "chat/sqlite.h"

#define TEXT(constant) ((char[]){constant})

/* An executor that does what it is given at once, or is too busy. */
struct stand_in {
    chat_t *chat;
    enum chat_status answer;
    int calls;
};

static enum chat_status call(void *executor, struct chat_work *work)
{
    struct stand_in *self = executor;

    self->calls++;
    if (self->answer != CHAT_OK) {
        work->err =
            (struct chat_error){self->answer, 150, "stand_in", "", "the stand-in does not feel like it"};
        return self->answer;
    }
    chat_batch_run(self->chat, &work, 1);
    return CHAT_OK;
}

START_TEST(while_an_executor_is_attached_calls_go_through_it)
{
    struct fixture f = {0};
    fixture_open(&f);
    struct stand_in executor = {f.chat, CHAT_OK, 0};
    struct chat_attached attached = {call, &executor};
    chat_room_id room = given_room(&f, &f.ada, "General");
    ck_ok(&f, chat_attach(f.chat, &attached, &f.err));
    given_said(&f, &f.ada, room, "by the executor");
    ck_assert_int_eq(executor.calls, 1);
    ck_status(say(&f, &f.eve, room, "refused"), CHAT_E_DENIED);
    ck_assert_str_eq(f.err.code, "not_member"); /* the reason comes back with it */
    ck_assert_int_eq(executor.calls, 2);

    ck_ok(&f, chat_attach(f.chat, NULL, &f.err));
    given_said(&f, &f.ada, room, "without it");
    ck_assert_int_eq(executor.calls, 2);
    ck_assert_uint_eq(count_messages(&f, room), 2);
    fixture_close(&f);
}
END_TEST

START_TEST(a_handle_has_one_executor)
{
    struct fixture f = {0};
    fixture_open(&f);
    struct stand_in executor = {f.chat, CHAT_OK, 0};
    struct chat_attached attached = {call, &executor};
    ck_ok(&f, chat_attach(f.chat, &attached, &f.err));
    ck_status(chat_attach(f.chat, &attached, &f.err), CHAT_E_CONFLICT);
    ck_ok(&f, chat_attach(f.chat, NULL, &f.err));
    ck_ok(&f, chat_attach(f.chat, &attached, &f.err));
    ck_ok(&f, chat_attach(f.chat, NULL, &f.err));
    fixture_close(&f);
}
END_TEST

START_TEST(what_the_executor_does_not_take_is_not_done)
{
    static const enum chat_status answers[] = {CHAT_E_BUSY, CHAT_E_CLOSED};
    struct fixture f = {0};
    fixture_open(&f);
    struct stand_in executor = {f.chat, answers[_i], 0};
    struct chat_attached attached = {call, &executor};
    chat_room_id room = given_room(&f, &f.ada, "General");
    ck_ok(&f, chat_attach(f.chat, &attached, &f.err));
    ck_status(say(&f, &f.ada, room, "hello"), answers[_i]);
    ck_assert_int_eq(f.err.status, answers[_i]);
    ck_assert_str_eq(f.err.code, "stand_in");
    ck_assert_uint_eq(f.err.retry_after_ms, 150); /* also how long to wait */
    ck_ok(&f, chat_attach(f.chat, NULL, &f.err));
    ck_assert_uint_eq(count_messages(&f, room), 0);
    fixture_close(&f);
}
END_TEST

START_TEST(a_failed_call_leaves_the_result_as_it_was)
{
    struct fixture f = {0};
    PARAMS(message_params, params);
    PARAMS(message, out);
    fixture_open(&f);
    params.room = given_room(&f, &f.ada, "General");
    params.body = TEXT("hello");
    out.seq = 77;
    ck_status(chat_message_send(f.chat, &f.eve, &params, &out, &f.err), CHAT_E_DENIED);
    ck_assert_int_eq(out.seq, 77);
    ck_assert_ptr_null(out.body);
    ck_status(chat_message_send(f.chat, &f.eve, &params, &out, NULL), CHAT_E_DENIED); /* nobody asks why */
    fixture_close(&f);
}
END_TEST

START_TEST(reading_works_again_when_the_store_does)
{
    struct fixture f = {0};
    PARAMS(site, site);
    failing_wrap(chat_sqlite_storage());
    f.storage = failing_storage();
    fixture_open(&f);
    fixture_restart(&f); /* no reading connection yet */
    failing_plan((struct failing){.nth = 1, .status = CHAT_E_UNAVAILABLE, .of = CHAT_STORAGE_READER});
    ck_status(chat_site_get(f.chat, &f.ada, &site, &f.err), CHAT_E_UNAVAILABLE);
    ck_assert_str_eq(failing_member(), "open");
    ck_ok(&f, chat_site_get(f.chat, &f.ada, &site, &f.err));
    CLEAR(site, &site);
    failing_plan((struct failing){.nth = 1, .status = CHAT_E_STORAGE, .of = CHAT_STORAGE_READER});
    ck_status(chat_site_get(f.chat, &f.ada, &site, &f.err), CHAT_E_STORAGE);
    ck_ok(&f, chat_site_get(f.chat, &f.ada, &site, &f.err));
    CLEAR(site, &site);
    fixture_close(&f);
}
END_TEST

/* ---- From several threads ---- */

#define TALKERS   4
#define SENTENCES 25

struct talker {
    pthread_t thread;
    struct fixture *f;
    struct chat_actor actor;
    chat_room_id room;
    int failed;
};

static void *talk(void *user_data)
{
    struct talker *talker = user_data;
    PARAMS(message_params, params);
    PARAMS(room_id_params, asked);

    params.room = asked.room = talker->room;
    params.body = TEXT("hello");
    for (int i = 0; i < SENTENCES; i++) {
        PARAMS(room, room);
        talker->failed += chat_message_send(talker->f->chat, &talker->actor, &params, NULL, NULL) != CHAT_OK;
        talker->failed += chat_room_get(talker->f->chat, &talker->actor, &asked, &room, NULL) != CHAT_OK;
        talker->failed += room.mine.unread < 0;
        CLEAR(room, &room);
    }
    return NULL;
}

START_TEST(calls_may_come_from_any_thread)
{
    struct fixture f = {0};
    struct talker talkers[TALKERS];
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    const struct chat_actor *people[TALKERS] = {&f.ada, &f.bob, &f.eve, &f.owner};
    for (int i = 1; i < TALKERS; i++)
        given_joined(&f, people[i], room);
    for (int i = 0; i < TALKERS; i++) {
        talkers[i] = (struct talker){.f = &f, .actor = *people[i], .room = room};
        ck_assert_int_eq(pthread_create(&talkers[i].thread, NULL, talk, &talkers[i]), 0);
    }
    for (int i = 0; i < TALKERS; i++) {
        pthread_join(talkers[i].thread, NULL);
        ck_assert_int_eq(talkers[i].failed, 0);
    }
    ck_assert_uint_eq(count_messages(&f, room), TALKERS * SENTENCES);
    fixture_close(&f);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, while_an_executor_is_attached_calls_go_through_it);
    tcase_add_test(cases, a_handle_has_one_executor);
    tcase_add_loop_test(cases, what_the_executor_does_not_take_is_not_done, 0, 2);
    tcase_add_test(cases, a_failed_call_leaves_the_result_as_it_was);
    tcase_add_test(cases, reading_works_again_when_the_store_does);
    tcase_add_test(cases, calls_may_come_from_any_thread);
}

int main(void)
{
    return unit_main("runner/run", list);
}
