/*
 * What people do while the store or the memory fails at every turn: a clear answer, nothing changed,
 * nothing left behind, and the next call works.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "chat/sqlite.h"
#include "chat/sys/runner.h"
#include "tests/core/dump.h"
#include "tests/core/scenarios.h"
#include "tests/core/steps.h"
#include "tests/storage/failing.h"
#include "tests/unit/unit.h"

/* What was to be read before is to be read again, and nothing else. */
static void ck_unchanged(struct world *world, const char *before, const char *what, long n)
{
    char *after = dump(&world->f);

    ck_assert_msg(strcmp(before, after) == 0, "%s (%ld) changed something", what, n);
    free(after);
}

static void ck_clear_answer(const struct world *world, enum chat_status status, enum chat_status expected,
                            const char *what, long n)
{
    const struct chat_error *err = &world->f.err;

    ck_assert_msg(status == expected, "%s (%ld): %s, not %s", what, n, chat_status_code(status),
                  chat_status_code(expected));
    ck_assert_msg(err->status == status, "%s (%ld): the error says %s", what, n,
                  chat_status_code(err->status));
    ck_assert_str_ne(err->message, "");
    ck_assert_str_eq(err->code, chat_status_code(expected));
}

/* Once nothing fails any more: what is in memory and what is in the store are the same. */
static void ck_sound(struct world *world, const char *name)
{
    char *running = dump(&world->f), *restarted;

    fixture_restart(&world->f);
    restarted = dump(&world->f);
    ck_assert_msg(strcmp(running, restarted) == 0, "%s: a restart changes something", name);
    free(running);
    free(restarted);
}

/* ---- The store fails ---- */

static const enum chat_status failures[] = {CHAT_E_UNAVAILABLE, CHAT_E_FULL, CHAT_E_STORAGE};

#define FAILURES (sizeof failures / sizeof failures[0])

/* Run once with the n-th call failing: which it was, or NULL when there were fewer calls and it succeeded. */
static const char *run_failing(struct world *world, const struct scenario *scenario, struct failing plan)
{
    enum chat_status status;
    const char *member;

    world->f.err = (struct chat_error)CHAT_ERROR_INIT;
    failing_plan(plan);
    status = scenario->run(world);
    member = failing_member();
    failing_plan((struct failing){0});
    if (!member) {
        ck_assert_msg(status == CHAT_OK, "%s: %s", scenario->name, world->f.err.message);
        return NULL;
    }
    if (strcmp(member, "maintain") == 0) { /* after the commit, and nobody's who asked */
        ck_assert_int_eq(status, CHAT_OK);
        return NULL;
    }
    ck_clear_answer(world, status, plan.status, scenario->name, plan.nth);
    return member;
}

START_TEST(when_a_call_of_the_store_fails_nothing_has_happened)
{
    const struct scenario *scenario = &scenarios[_i];
    struct world world = {0};
    failing_wrap(chat_sqlite_storage());
    world.f.storage = failing_storage();
    world_open(&world);
    char *before = dump(&world.f);
    const char *member = "";
    long n = 0;
    while (member) {
        n++;
        for (size_t i = 0; member && i < FAILURES; i++)
            member = run_failing(&world, scenario, (struct failing){.nth = n, .status = failures[i]});
        /* A commit that took effect and is said to have failed is one of unknown outcome: see below. */
        bool after = member && strcmp(member, "commit") != 0;
        for (size_t i = 0; after && i < FAILURES; i++)
            member = run_failing(&world, scenario,
                                 (struct failing){.nth = n, .status = failures[i], .after = true});
        if (member)
            ck_unchanged(&world, before, scenario->name, n);
    }
    ck_assert_int_gt(n, 2);
    free(before);
    ck_sound(&world, scenario->name);
    fixture_close(&world.f);
}
END_TEST

START_TEST(while_the_store_is_down_every_call_says_so_and_afterwards_it_works)
{
    const struct scenario *scenario = &scenarios[_i];
    struct world world = {0};
    failing_wrap(chat_sqlite_storage());
    world.f.storage = failing_storage();
    world_open(&world);
    char *before = dump(&world.f);
    for (size_t i = 0; i < FAILURES; i++) {
        for (long n = 1; n < 4; n++) { /* down from the start, and from somewhere in the middle */
            failing_plan((struct failing){.nth = n, .times = LONG_MAX, .status = failures[i]});
            enum chat_status status = scenario->run(&world);
            failing_plan((struct failing){0});
            ck_clear_answer(&world, status, failures[i], scenario->name, n);
            ck_assert(!chat_broken(world.f.chat));
        }
    }
    ck_unchanged(&world, before, scenario->name, 0);
    ck_ok(&world.f, scenario->run(&world));
    free(before);
    ck_sound(&world, scenario->name);
    fixture_close(&world.f);
}
END_TEST

START_TEST(a_commit_of_unknown_outcome_is_resolved_by_asking_again)
{
    struct world world = {0};
    PARAMS(message_params, params);
    PARAMS(message, out);
    failing_wrap(chat_sqlite_storage());
    world.f.storage = failing_storage();
    world_open(&world);
    size_t messages = count_messages(&world.f, world.room);
    params.client_id = param("c-1");
    params.room = world.room;
    params.body = param("once");
    failing_plan((struct failing){.nth = 1, .status = CHAT_E_UNKNOWN, .after = _i == 1, .only = "commit"});
    ck_status(chat_message_send(world.f.chat, &world.f.ada, &params, &out, &world.f.err), CHAT_E_UNKNOWN);
    failing_plan((struct failing){0});
    ck_status(chat_message_send(world.f.chat, &world.f.ada, &params, &out, &world.f.err), CHAT_E_CLOSED);
    fixture_restart(&world.f);
    ck_assert_uint_eq(count_messages(&world.f, world.room), messages + (size_t)_i);
    ck_ok(&world.f, chat_message_send(world.f.chat, &world.f.ada, &params, &out, &world.f.err));
    ck_assert_str_eq(out.body, "once");
    CLEAR(message, &out);
    ck_assert_uint_eq(count_messages(&world.f, world.room), messages + 1);
    fixture_close(&world.f);
}
END_TEST

START_TEST(when_opening_fails_nothing_is_left_and_the_next_try_opens)
{
    struct fixture f = {0};
    struct chat_options options = CHAT_OPTIONS_INIT;
    failing_wrap(chat_sqlite_storage());
    f.storage = failing_storage();
    if (_i)
        fixture_open(&f);
    else
        fixture_open_empty(&f);
    char *before = dump(&f);
    chat_close(f.chat);
    f.chat = NULL;
    options.storage = f.storage;
    options.location = f.location;
    options.clock = &f.clock;
    options.random = &f.random;
    for (long n = 1;; n++) {
        failing_plan((struct failing){.nth = n, .status = failures[n % (long)FAILURES]});
        enum chat_status status = chat_open(&options, &f.chat, &f.err);
        const char *member = failing_member();
        failing_plan((struct failing){0});
        if (!member) {
            ck_assert_int_eq(status, CHAT_OK);
            ck_assert_int_gt(n, 2);
            break;
        }
        ck_assert_int_eq(status, failures[n % (long)FAILURES]);
        ck_assert_ptr_null(f.chat);
    }
    char *after = dump(&f);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    fixture_close(&f);
}
END_TEST

/* ---- The memory fails ---- */

/* Some requests are refused: from one on, so many. */
struct flaky {
    struct chat_allocator allocator;
    long requests, from, times;
    bool failed;
    long alive;
};

static void *flaky_alloc(size_t bytes, void *user_data)
{
    struct flaky *flaky = user_data;
    long request = ++flaky->requests;

    if (flaky->from > 0 && request >= flaky->from && request - flaky->from < flaky->times) {
        flaky->failed = true;
        return NULL;
    }
    flaky->alive++;
    return malloc(bytes);
}

static void flaky_free(void *block, void *user_data)
{
    ((struct flaky *)user_data)->alive--;
    free(block);
}

static void flaky_open(struct flaky *flaky)
{
    *flaky = (struct flaky){.allocator = {flaky_alloc, flaky_free, flaky}};
}

static void flaky_plan(struct flaky *flaky, long from, long times)
{
    flaky->requests = 0;
    flaky->from = from;
    flaky->times = times;
    flaky->failed = false;
}

START_TEST(when_memory_runs_out_nothing_has_happened)
{
    const struct scenario *scenario = &scenarios[_i];
    struct world world = {0};
    struct flaky flaky;
    flaky_open(&flaky);
    world.f.allocator = &flaky.allocator;
    world_open(&world);
    char *before = dump(&world.f);
    bool failed = true;
    long n;
    for (n = 1; failed; n++) {
        for (int lasting = 1; failed && lasting >= 0; lasting--) { /* from then on, and just once */
            world.f.err = (struct chat_error)CHAT_ERROR_INIT;
            flaky_plan(&flaky, n, lasting ? LONG_MAX : 1);
            enum chat_status status = scenario->run(&world);
            failed = flaky.failed;
            flaky_plan(&flaky, 0, 0);
            if (!failed) {
                ck_assert_msg(status == CHAT_OK, "%s: %s", scenario->name, world.f.err.message);
                break;
            }
            ck_clear_answer(&world, status, CHAT_E_NOMEM, scenario->name, n);
        }
        if (failed)
            ck_unchanged(&world, before, scenario->name, n);
    }
    ck_assert_int_gt(n, 3);
    free(before);
    ck_sound(&world, scenario->name);
    fixture_close(&world.f);
    ck_assert_int_eq(flaky.alive, 0);
}
END_TEST

START_TEST(without_memory_a_store_is_not_opened_and_nothing_is_left)
{
    struct fixture f = {0};
    struct chat_options options = CHAT_OPTIONS_INIT;
    struct flaky flaky;
    fixture_open(&f);
    chat_close(f.chat);
    f.chat = NULL;
    flaky_open(&flaky);
    options.storage = chat_sqlite_storage();
    options.location = f.location;
    options.allocator = &flaky.allocator;
    for (long n = 1;; n++) {
        flaky_plan(&flaky, n, 1);
        enum chat_status status = chat_open(&options, &f.chat, &f.err);
        if (!flaky.failed) {
            ck_assert_int_eq(status, CHAT_OK);
            break;
        }
        ck_assert_int_eq(status, CHAT_E_NOMEM);
        ck_assert_int_eq(flaky.alive, 0);
    }
    flaky_plan(&flaky, 0, 0);
    chat_close(f.chat);
    f.chat = NULL;
    ck_assert_int_eq(flaky.alive, 0);
    fixture_close(&f);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_loop_test(cases, when_a_call_of_the_store_fails_nothing_has_happened, 0, scenarios_n);
    tcase_add_loop_test(cases, while_the_store_is_down_every_call_says_so_and_afterwards_it_works, 0,
                        scenarios_n);
    tcase_add_loop_test(cases, a_commit_of_unknown_outcome_is_resolved_by_asking_again, 0, 2);
    tcase_add_loop_test(cases, when_opening_fails_nothing_is_left_and_the_next_try_opens, 0, 2);
    tcase_add_loop_test(cases, when_memory_runs_out_nothing_has_happened, 0, scenarios_n);
    tcase_add_test(cases, without_memory_a_store_is_not_opened_and_nothing_is_left);
}

int main(void)
{
    return unit_main("core/faults", list);
}
