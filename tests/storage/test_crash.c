/*
 * Processes that are killed while they write, and what the next one finds.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/storage/fixture.h"

static const chat_room_id room = {50};

static struct fixture prepare(int backend)
{
    struct fixture f = fixture_open(backend);

    given_user(&f, 2, "anna");
    given_room(&f, (struct room_spec){.id = room.value});
    f.ops->close(f.storage);
    f.storage = NULL;
    return f;
}

/* One batch: messages first to first + 2, and the marker at the last. */
static void append_batch(struct fixture *f, int64_t first)
{
    for (int64_t seq = first; seq < first + 3; seq++)
        ck_ok(f, append_event(f, (struct event_spec){.log = room.value, .seq = seq, .n = seq, .actor = 2}));
    given_member(f, (struct chat_member_row){.room = room,
                                             .user = {2},
                                             .state = CHAT_MEMBER_JOINED,
                                             .marker_seq = first + 2,
                                             .marker_n = first + 2});
}

/* The head; fails unless the log is dense and the batches are whole. */
static int64_t check_head(struct fixture *f)
{
    struct chat_fact member = {.kind = CHAT_FACT_MEMBER, .a = room.value, .b = 2};
    struct chat_event *events;
    int64_t head = 0;
    size_t n;

    ck_ok(f, f->ops->event_list(f->storage, CHAT_ROOM_LOG(room), 0, SIZE_MAX, &events, &n, &f->err));
    for (size_t i = 0; i < n; i++)
        ck_assert_int_eq(events[i].seq, ++head);
    clear_events(events, n);
    ck_assert_int_eq(head % 3, 0);
    ck_ok(f, f->ops->facts_load(f->storage, &member, 1, &f->err));
    ck_assert_int_eq(member.member.marker_seq, head);
    return head;
}

/* In the child: write until killed, telling each head once it is committed. */
static void write_for_ever(struct fixture *f, int pipe_end)
{
    int64_t head;

    if (fixture_connect(f, CHAT_STORAGE_WRITER, &f->storage) != CHAT_OK)
        _exit(3);
    head = check_head(f);
    for (;;) {
        begin(f);
        append_batch(f, head + 1);
        commit(f);
        head += 3;
        if (write(pipe_end, &head, sizeof head) != (ssize_t)sizeof head)
            _exit(4);
        if (f->ops->maintain)
            ck_ok(f, f->ops->maintain(f->storage, true, &f->err));
    }
}

static int64_t kill_a_writer(struct fixture *f, long after_ns)
{
    const struct timespec wait = {.tv_nsec = after_ns};
    int64_t acknowledged = 0, head;
    int pipe_ends[2];
    pid_t child;

    ck_assert_int_eq(pipe(pipe_ends), 0);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        (void)close(pipe_ends[0]);
        write_for_ever(f, pipe_ends[1]);
    }
    (void)close(pipe_ends[1]);
    /* It has begun once it has told of a first batch. */
    ck_assert_int_eq(read(pipe_ends[0], &acknowledged, sizeof acknowledged), (ssize_t)sizeof acknowledged);
    (void)nanosleep(&wait, NULL);
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    while (read(pipe_ends[0], &head, sizeof head) == (ssize_t)sizeof head)
        acknowledged = head;
    (void)close(pipe_ends[0]);
    return acknowledged;
}

START_TEST(what_was_acknowledged_survives_a_kill_at_any_time)
{
    struct fixture f = prepare(_i);

    for (int cycle = 0; cycle < 20; cycle++) {
        int64_t acknowledged = kill_a_writer(&f, 1000000L + 777777L * cycle), head;

        ck_ok(&f, fixture_connect(&f, CHAT_STORAGE_WRITER, &f.storage));
        head = check_head(&f);
        /* At most the one that was being acknowledged is there besides. */
        ck_assert_msg(head == acknowledged || head == acknowledged + 3, "acknowledged %d, found %d",
                      (int)acknowledged, (int)head);
        f.ops->close(f.storage);
        f.storage = NULL;
    }
    fixture_close(&f);
}
END_TEST

START_TEST(a_kill_inside_a_transaction_leaves_nothing_of_it)
{
    struct fixture f = prepare(_i);
    pid_t child = fork();

    ck_assert_int_ge(child, 0);
    if (child == 0) {
        if (fixture_connect(&f, CHAT_STORAGE_WRITER, &f.storage) != CHAT_OK)
            _exit(3);
        begin(&f);
        append_batch(&f, 1);
        (void)raise(SIGKILL);
    }
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    ck_ok(&f, fixture_connect(&f, CHAT_STORAGE_WRITER, &f.storage));
    ck_assert_int_eq(check_head(&f), 0);
    begin(&f);
    append_batch(&f, 1);
    commit(&f);
    ck_assert_int_eq(check_head(&f), 3);
    fixture_close(&f);
}
END_TEST

START_TEST(a_kill_while_the_store_is_made_leaves_one_that_opens)
{
    for (long wait_us = 0; wait_us < 20000; wait_us += 1000) {
        const struct timespec wait = {.tv_nsec = wait_us * 1000};
        struct fixture f = fixture_prepare(_i);
        pid_t child = fork();

        ck_assert_int_ge(child, 0);
        if (child == 0) {
            (void)fixture_connect(&f, CHAT_STORAGE_WRITER, &f.storage);
            (void)raise(SIGKILL);
        }
        (void)nanosleep(&wait, NULL);
        (void)kill(child, SIGKILL);
        ck_assert_int_eq(waitpid(child, NULL, 0), child);
        ck_ok(&f, fixture_connect(&f, CHAT_STORAGE_WRITER, &f.storage));
        given_user(&f, 2, "anna");
        fixture_close(&f);
    }
}
END_TEST

/* A process that holds the store until its pipe is closed. */
static pid_t hold_store(struct fixture *f, int *pipe_end)
{
    int ready[2], release[2];
    char byte = 0;
    pid_t child;

    ck_assert_int_eq(pipe(ready), 0);
    ck_assert_int_eq(pipe(release), 0);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        (void)close(release[1]);
        byte = fixture_connect(f, CHAT_STORAGE_WRITER, &f->storage) == CHAT_OK ? 'y' : 'n';
        (void)!write(ready[1], &byte, 1);
        (void)!read(release[0], &byte, 1);
        (void)raise(SIGKILL);
    }
    (void)close(ready[1]);
    (void)close(release[0]);
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    ck_assert_int_eq(byte, 'y');
    (void)close(ready[0]);
    *pipe_end = release[1];
    return child;
}

START_TEST(a_second_process_is_told_that_the_store_is_in_use)
{
    struct fixture f = prepare(_i);
    int pipe_end;
    pid_t child = hold_store(&f, &pipe_end);

    ck_assert_int_eq(fixture_connect(&f, CHAT_STORAGE_WRITER, &f.storage), CHAT_E_BUSY);
    (void)close(pipe_end); /* it kills itself: the lock goes with it */
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    ck_ok(&f, fixture_connect(&f, CHAT_STORAGE_WRITER, &f.storage));
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_storage_test(cases, what_was_acknowledged_survives_a_kill_at_any_time);
    tcase_add_storage_test(cases, a_kill_inside_a_transaction_leaves_nothing_of_it);
    tcase_add_storage_test(cases, a_kill_while_the_store_is_made_leaves_one_that_opens);
    tcase_add_storage_test(cases, a_second_process_is_told_that_the_store_is_in_use);
}

int main(void)
{
    return unit_main("storage: crashes", tests);
}
