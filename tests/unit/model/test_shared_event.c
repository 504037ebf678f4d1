/*
 * An event that many hold at once, and what a program attaches to it.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "chat/sys/runner.h"
#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/unit.h"

struct attachment {
    atomic_int released;
};

static void release(void *attachment)
{
    atomic_fetch_add(&((struct attachment *)attachment)->released, 1);
}

static chat_shared_event_t *given_event(const struct chat_allocator *allocator)
{
    struct chat_event event = {.log = {5}, .seq = 9, .kind = CHAT_EVENT_MESSAGE};

    event.message.seq = 9;
    event.message.body = chat_strdup(allocator, "hello");
    chat_shared_event_t *shared = chat_shared_event_new(allocator, &event);
    ck_assert_ptr_nonnull(shared);
    ck_assert_ptr_null(event.message.body); /* moved */
    return shared;
}

START_TEST(it_lives_as_long_as_anybody_holds_it)
{
    struct counting_alloc counting;
    counting_alloc_init(&counting);
    chat_shared_event_t *event = given_event(&counting.allocator);
    ck_assert_ptr_eq(chat_shared_event_ref(event), event);
    chat_shared_event_unref(event);
    ck_assert_int_eq(chat_shared_event_get(event)->seq, 9);
    ck_assert_str_eq(chat_shared_event_get(event)->message.body, "hello");
    chat_shared_event_unref(event);
    ck_assert_int_eq(counting.alive, 0);
    chat_shared_event_unref(NULL);
}
END_TEST

START_TEST(without_memory_the_text_stays_with_the_caller)
{
    struct counting_alloc counting;
    struct chat_event event = {.log = {5}};
    counting_alloc_init(&counting);
    event.message.body = chat_strdup(&counting.allocator, "hello");
    counting.fail_at = 1;
    ck_assert_ptr_null(chat_shared_event_new(&counting.allocator, &event));
    ck_assert_str_eq(event.message.body, "hello");
    chat_record_clear(&chat_record_event, &event);
    ck_assert_int_eq(counting.alive, 0);
}
END_TEST

START_TEST(the_first_to_attach_wins_and_the_other_is_released)
{
    struct attachment first = {0}, second = {0};
    chat_shared_event_t *event = given_event(NULL);
    ck_assert_ptr_null(chat_shared_event_attachment(event));
    ck_assert_ptr_eq(chat_shared_event_attach(event, &first, release), &first);
    ck_assert_ptr_eq(chat_shared_event_attach(event, &second, release), &first);
    ck_assert_ptr_eq(chat_shared_event_attachment(event), &first);
    ck_assert_int_eq(second.released, 1);
    ck_assert_int_eq(first.released, 0);
    chat_shared_event_unref(event);
    ck_assert_int_eq(first.released, 1);
    ck_assert_int_eq(second.released, 1);
}
END_TEST

START_TEST(what_needs_no_release_has_none)
{
    struct attachment first = {0}, second = {0};
    chat_shared_event_t *event = given_event(NULL);
    ck_assert_ptr_eq(chat_shared_event_attach(event, &first, NULL), &first);
    ck_assert_ptr_eq(chat_shared_event_attach(event, &second, NULL), &first);
    chat_shared_event_unref(event);
    ck_assert_int_eq(first.released + second.released, 0);
}
END_TEST

/* ---- Under threads ---- */

#define THREADS 4
#define ROUNDS  500

struct race {
    pthread_barrier_t start;
    chat_shared_event_t *events[ROUNDS];
    struct attachment attachments[ROUNDS][THREADS];
    void *won[ROUNDS][THREADS];
};

struct runner {
    pthread_t thread;
    struct race *race;
    int number;
};

static void *run(void *user_data)
{
    struct runner *self = user_data;
    struct race *race = self->race;

    for (int i = 0; i < ROUNDS; i++) {
        (void)pthread_barrier_wait(&race->start);
        race->won[i][self->number] =
            chat_shared_event_attach(race->events[i], &race->attachments[i][self->number], release);
        chat_shared_event_unref(race->events[i]); /* one of them is the last */
    }
    return NULL;
}

START_TEST(of_many_threads_one_wins_and_all_get_the_same)
{
    struct race *race = calloc(1, sizeof *race);
    struct runner runners[THREADS];
    ck_assert_ptr_nonnull(race);
    ck_assert_int_eq(pthread_barrier_init(&race->start, NULL, THREADS), 0);
    for (int i = 0; i < ROUNDS; i++) {
        race->events[i] = given_event(NULL);
        for (int holders = 1; holders < THREADS; holders++)
            chat_shared_event_ref(race->events[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        runners[i] = (struct runner){.race = race, .number = i};
        ck_assert_int_eq(pthread_create(&runners[i].thread, NULL, run, &runners[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_join(runners[i].thread, NULL), 0);
    for (int i = 0; i < ROUNDS; i++)
        for (int j = 0; j < THREADS; j++) {
            if (race->won[i][j] != race->won[i][0])
                ck_abort_msg("round %d: two winners", i);
            if (race->attachments[i][j].released != 1) /* the losers' at once, the winner's at the end */
                ck_abort_msg("round %d: released %d times", i, race->attachments[i][j].released);
        }
    pthread_barrier_destroy(&race->start);
    free(race);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, it_lives_as_long_as_anybody_holds_it);
    tcase_add_test(cases, without_memory_the_text_stays_with_the_caller);
    tcase_add_test(cases, the_first_to_attach_wins_and_the_other_is_released);
    tcase_add_test(cases, what_needs_no_release_has_none);
    tcase_add_test(cases, of_many_threads_one_wins_and_all_get_the_same);
}

int main(void)
{
    return unit_main("model/shared_event", list);
}
