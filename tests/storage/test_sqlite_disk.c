/*
 * A disk that is full, and one that breaks: at every write and every sync of a batch.
 */
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "tests/storage/disk.h"
#include "tests/storage/fixture.h"

static const chat_room_id room = {50};

static struct fixture open_on_disk(void)
{
    struct fixture f;

    disk_install();
    disk_fail(DISK_WRITE, 0, 0, 0);
    f = fixture_open(0);
    given_user(&f, 2, "anna");
    given_room(&f, (struct room_spec){.id = room.value});
    return f;
}

/* Three messages and a membership. */
static enum chat_status run_batch(struct fixture *f, int64_t first)
{
    static char body[8000];
    struct chat_member_row member = {.room = room,
                                     .user = {2},
                                     .state = CHAT_MEMBER_JOINED,
                                     .role = CHAT_ROLE_MEMBER,
                                     .marker_seq = first + 2};
    enum chat_status status = f->ops->begin(f->storage, &f->err);

    memset(body, 'x', sizeof body - 1);
    for (int64_t seq = first; seq < first + 3 && status == CHAT_OK; seq++)
        status = append_event(f, (struct event_spec){.log = room.value, .seq = seq, .n = seq, .body = body});
    if (status == CHAT_OK)
        status = f->ops->members_put(f->storage, &member, 1, &f->err);
    if (status == CHAT_OK)
        status = f->ops->commit(f->storage, &f->err);
    return status;
}

/* The head of the room; the membership must say the same, or the batch was torn. */
static int64_t head_of(struct fixture *f)
{
    struct chat_fact facts[] = {{.kind = CHAT_FACT_HEAD, .a = room.value},
                                {.kind = CHAT_FACT_MEMBER, .a = room.value, .b = 2}};

    ck_ok(f, f->ops->facts_load(f->storage, facts, 2, &f->err));
    ck_assert_int_eq(facts[0].head.seq, facts[1].member.marker_seq);
    return facts[0].head.seq;
}

static long operations_of_a_batch(enum disk_operation operation)
{
    struct fixture f = open_on_disk();
    long n;

    ck_ok(&f, run_batch(&f, 1)); /* the first one also writes the head of the log */
    disk_fail(operation, 0, 0, 0);
    ck_ok(&f, run_batch(&f, 4));
    n = disk_operations();
    ck_assert_int_gt(n, 0);
    fixture_close(&f);
    return n;
}

START_TEST(a_full_disk_takes_back_the_batch_and_recovers_by_itself)
{
    long writes = operations_of_a_batch(DISK_WRITE);

    for (long nth = 1; nth <= writes; nth++) {
        struct fixture f = open_on_disk();

        ck_ok(&f, run_batch(&f, 1));
        disk_fail(DISK_WRITE, nth, 1000, SQLITE_FULL);
        ck_assert_int_eq(run_batch(&f, 4), CHAT_E_FULL);
        ck_assert(!f.ops->in_transaction(f.storage)); /* it is over before anybody says so */
        f.ops->rollback(f.storage);
        ck_assert_int_eq(head_of(&f), 3); /* reads work */
        disk_fail(DISK_WRITE, 0, 0, 0);
        ck_ok(&f, run_batch(&f, 4));
        fixture_reopen(&f);
        ck_assert_int_eq(head_of(&f), 6);
        fixture_close(&f);
    }
}
END_TEST

START_TEST(a_failed_sync_breaks_the_connection_for_good)
{
    long syncs = operations_of_a_batch(DISK_SYNC);

    for (long nth = 1; nth <= syncs; nth++) {
        struct fixture f = open_on_disk();
        struct chat_user_row row;
        int64_t head;

        ck_ok(&f, run_batch(&f, 1));
        disk_fail(DISK_SYNC, nth, 1, SQLITE_IOERR_FSYNC);
        ck_assert_int_eq(run_batch(&f, 4), CHAT_E_UNKNOWN);
        ck_assert(!f.ops->in_transaction(f.storage));
        ck_assert_int_eq(f.ops->begin(f.storage, &f.err), CHAT_E_CLOSED);
        ck_assert_int_eq(f.ops->maintain(f.storage, true, &f.err), CHAT_E_CLOSED);
        ck_assert_int_eq(f.ops->user_find(f.storage, (chat_user_id){2}, NULL, &row, &f.err), CHAT_E_CLOSED);
        fixture_reopen(&f);
        head = head_of(&f);
        ck_assert_msg(head == 3 || head == 6, "head %d", (int)head);
        ck_ok(&f, run_batch(&f, head + 1));
        fixture_close(&f);
    }
}
END_TEST

START_TEST(a_failed_write_leaves_all_or_nothing)
{
    long writes = operations_of_a_batch(DISK_WRITE);

    for (long nth = 1; nth <= writes; nth++) {
        struct fixture f = open_on_disk();
        enum chat_status status;
        int64_t head;

        ck_ok(&f, run_batch(&f, 1));
        disk_fail(DISK_WRITE, nth, 1, SQLITE_IOERR_WRITE);
        status = run_batch(&f, 4);
        ck_assert(status == CHAT_E_UNKNOWN || status == CHAT_E_STORAGE);
        fixture_reopen(&f);
        head = head_of(&f);
        ck_assert_msg(head == 3 || (head == 6 && status == CHAT_E_UNKNOWN), "head %d", (int)head);
        fixture_close(&f);
    }
}
END_TEST

START_TEST(a_read_that_fails_says_so)
{
    struct fixture f = open_on_disk();
    struct chat_message_page page;
    struct chat_seq_page newest = {
        .before = CHAT_UNSET, .after = CHAT_UNSET, .around = CHAT_UNSET, .limit = 50};
    chat_storage_t *reader;

    ck_ok(&f, run_batch(&f, 1));
    reader = fixture_reader(&f);
    disk_fail(DISK_READ, 1, 1000, SQLITE_IOERR_READ);
    ck_assert_int_eq(f.ops->message_page(reader, room, &newest, &page, &f.err), CHAT_E_STORAGE);
    disk_fail(DISK_READ, 0, 0, 0);
    ck_ok(&f, f.ops->message_page(reader, room, &newest, &page, &f.err));
    ck_assert_uint_eq(page.n, 3);
    clear_messages(page.messages, page.n);
    f.ops->close(reader);
    fixture_close(&f);
}
END_TEST

static int64_t file_size(const struct fixture *f, const char *suffix)
{
    char name[160];
    struct stat info;

    (void)snprintf(name, sizeof name, "%s%s", f->location, suffix);
    return stat(name, &info) == 0 ? (int64_t)info.st_size : -1;
}

/* Enough for a checkpoint: more than 16000 pages of log. */
static void fill_log(struct fixture *f)
{
    int64_t seq = 1;

    for (int batch = 0; batch < 1500; batch++, seq += 3)
        ck_ok(f, run_batch(f, seq));
    ck_assert_int_gt(file_size(f, "-wal"), INT64_C(16000) * 2048);
}

START_TEST(a_checkpoint_moves_the_log_into_the_file)
{
    struct fixture f = open_on_disk();
    int64_t log;

    ck_ok(&f, f.ops->maintain(f.storage, true, &f.err));
    ck_assert_int_lt(file_size(&f, ""), INT64_C(4096) * 2048);
    fill_log(&f);
    log = file_size(&f, "-wal");
    ck_ok(&f, f.ops->maintain(f.storage, false, &f.err));
    ck_assert_int_gt(file_size(&f, ""), INT64_C(10000) * 2048);
    /* What comes now is written from the start of the log. */
    ck_ok(&f, run_batch(&f, 4501));
    ck_assert_int_eq(file_size(&f, "-wal"), log);
    f.ops->close(f.storage);
    f.storage = NULL;
    ck_assert_int_le(file_size(&f, "-wal"), 0);
    fixture_reopen(&f);
    ck_assert_int_eq(head_of(&f), 4503);
    fixture_close(&f);
}
END_TEST

START_TEST(a_checkpoint_whose_sync_fails_breaks_the_connection)
{
    struct fixture f = open_on_disk();

    fill_log(&f);
    disk_fail(DISK_SYNC, 1, 1, SQLITE_IOERR_FSYNC);
    ck_assert_int_eq(f.ops->maintain(f.storage, false, &f.err), CHAT_E_CLOSED);
    ck_assert_int_eq(f.ops->begin(f.storage, &f.err), CHAT_E_CLOSED);
    fixture_reopen(&f);
    ck_assert_int_eq(head_of(&f), 4500);
    fixture_close(&f);
}
END_TEST

START_TEST(a_limit_on_file_sizes_is_a_full_disk)
{
    struct fixture f = fixture_open(0);
    struct rlimit limit, old;
    enum chat_status status = CHAT_OK;
    int64_t head = 0;

    given_user(&f, 2, "anna");
    given_room(&f, (struct room_spec){.id = room.value});
    (void)signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = old;
    limit.rlim_cur = (rlim_t)file_size(&f, "-wal") + 100000;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (int i = 0; i < 20 && status == CHAT_OK; i++) {
        status = run_batch(&f, head + 1);
        head += status == CHAT_OK ? 3 : 0;
    }
    ck_assert_int_eq(status, CHAT_E_FULL);
    ck_assert_int_gt(head, 0);
    ck_assert(!f.ops->in_transaction(f.storage));
    ck_assert_int_eq(head_of(&f), head);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &old), 0);
    ck_ok(&f, run_batch(&f, head + 1));
    fixture_reopen(&f);
    ck_assert_int_eq(head_of(&f), head + 3);
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_test(cases, a_full_disk_takes_back_the_batch_and_recovers_by_itself);
    tcase_add_test(cases, a_failed_sync_breaks_the_connection_for_good);
    tcase_add_test(cases, a_failed_write_leaves_all_or_nothing);
    tcase_add_test(cases, a_read_that_fails_says_so);
    tcase_add_test(cases, a_checkpoint_moves_the_log_into_the_file);
    tcase_add_test(cases, a_checkpoint_whose_sync_fails_breaks_the_connection);
    tcase_add_test(cases, a_limit_on_file_sizes_is_a_full_disk);
}

int main(void)
{
    return unit_main("storage: disks that fail", tests);
}
