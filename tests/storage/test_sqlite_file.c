/*
 * Files that are not ours, not of this version, not whole, and what can be read in one from outside.
 */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/sqlite/connection.h"
#include "storage/sqlite/schema.h"
#include "tests/storage/fixture.h"

struct bytes {
    char *data;
    size_t size;
};

static struct bytes read_file(const char *name)
{
    struct bytes bytes = {0};
    struct stat info;
    int fd = open(name, O_RDONLY);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fstat(fd, &info), 0);
    bytes.size = (size_t)info.st_size;
    bytes.data = malloc(bytes.size + 1);
    ck_assert_ptr_nonnull(bytes.data);
    ck_assert_int_eq(read(fd, bytes.data, bytes.size), (ssize_t)bytes.size);
    (void)close(fd);
    return bytes;
}

static void write_file(const char *name, const void *data, size_t size)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, data, size), (ssize_t)size);
    (void)close(fd);
}

static void run_sql(const struct fixture *f, const char *sql)
{
    sqlite3 *db;

    ck_assert_int_eq(sqlite3_open(f->location, &db), SQLITE_OK);
    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static void check_refused_and_untouched(struct fixture *f, enum chat_status expected)
{
    struct bytes before = read_file(f->location), after;
    chat_storage_t *storage = NULL;

    for (int mode = CHAT_STORAGE_WRITER; mode <= CHAT_STORAGE_READER; mode++) {
        ck_assert_int_eq(fixture_connect(f, (enum chat_storage_mode)mode, &storage), expected);
        ck_assert_ptr_null(storage);
        ck_assert(f->err.message[0] != '\0');
    }
    after = read_file(f->location);
    ck_assert_uint_eq(after.size, before.size);
    ck_assert_mem_eq(after.data, before.data, before.size);
    free(before.data);
    free(after.data);
}

START_TEST(the_database_of_another_program_is_left_alone)
{
    struct fixture f = fixture_prepare(0);

    run_sql(&f, "CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
    check_refused_and_untouched(&f, CHAT_E_STORAGE);
    run_sql(&f, "PRAGMA journal_mode = WAL; PRAGMA user_version = 1");
    check_refused_and_untouched(&f, CHAT_E_STORAGE);
    run_sql(&f, "PRAGMA application_id = 7");
    check_refused_and_untouched(&f, CHAT_E_STORAGE);
    fixture_close(&f);
}
END_TEST

START_TEST(a_file_that_is_no_database_is_left_alone)
{
    struct fixture f = fixture_prepare(0);
    static const char letter[] = "Dear diary, this is not a database, and I would not like to lose it. "
                                 "It goes on for a while, so that there is room for a header in it.";

    write_file(f.location, letter, sizeof letter - 1);
    check_refused_and_untouched(&f, CHAT_E_STORAGE);
    fixture_close(&f);
}
END_TEST

START_TEST(a_newer_schema_is_refused_and_left_alone)
{
    struct fixture f = fixture_open(0);

    f.ops->close(f.storage);
    f.storage = NULL;
    run_sql(&f, "PRAGMA user_version = 99");
    check_refused_and_untouched(&f, CHAT_E_STALE);
    ck_assert_ptr_nonnull(strstr(f.err.message, "99"));
    fixture_close(&f);
}
END_TEST

START_TEST(places_without_a_file_are_refused)
{
    static const char *const places[] = {"", ":memory:", "file:x.db?mode=memory", "file::memory:"};
    struct fixture f = fixture_prepare(0);
    chat_storage_t *storage = NULL;

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        (void)snprintf(f.location, sizeof f.location, "%s", places[i]);
        for (int mode = CHAT_STORAGE_WRITER; mode <= CHAT_STORAGE_READER; mode++) {
            ck_assert_int_eq(fixture_connect(&f, (enum chat_storage_mode)mode, &storage), CHAT_E_INVALID);
            ck_assert_str_eq(f.err.field, "location");
        }
    }
    (void)snprintf(f.location, sizeof f.location, "%s/no/such/folder/chat.db", f.folder);
    ck_assert_int_eq(fixture_connect(&f, CHAT_STORAGE_WRITER, &storage), CHAT_E_UNAVAILABLE);
    ck_assert_int_eq(fixture_connect(&f, CHAT_STORAGE_READER, &storage), CHAT_E_UNAVAILABLE);
    (void)snprintf(f.location, sizeof f.location, "%s", f.folder);
    ck_assert_int_lt(fixture_connect(&f, CHAT_STORAGE_WRITER, &storage), 0);
    ck_assert_ptr_null(storage);
    fixture_close(&f);
}
END_TEST

START_TEST(a_reader_does_not_make_a_store)
{
    struct fixture f = fixture_prepare(0);
    chat_storage_t *storage = NULL;

    ck_assert_int_eq(fixture_connect(&f, CHAT_STORAGE_READER, &storage), CHAT_E_UNAVAILABLE);
    ck_assert_int_eq(access(f.location, F_OK), -1);
    write_file(f.location, "", 0);
    ck_assert_int_eq(fixture_connect(&f, CHAT_STORAGE_READER, &storage), CHAT_E_UNAVAILABLE);
    fixture_close(&f);
}
END_TEST

START_TEST(one_file_has_one_owner_under_any_name)
{
    struct fixture f = fixture_open(0);
    char linked[128];
    chat_storage_t *storage = NULL;

    (void)snprintf(linked, sizeof linked, "%s/link.db", f.folder);
    ck_assert_int_eq(symlink("chat.db", linked), 0);
    (void)snprintf(f.location, sizeof f.location, "%s", linked);
    ck_assert_int_eq(fixture_connect(&f, CHAT_STORAGE_WRITER, &storage), CHAT_E_BUSY);
    ck_assert_ptr_nonnull(strstr(f.err.message, "chat.db"));
    fixture_close(&f);
}
END_TEST

START_TEST(only_the_user_of_the_program_can_read_the_files)
{
    struct fixture f;
    static const char *const suffixes[] = {"", "-wal", "-shm", ".lock"};

    (void)umask(0);
    f = fixture_open(0);
    given_user(&f, 2, "anna");
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        char name[160];
        struct stat info;

        (void)snprintf(name, sizeof name, "%s%s", f.location, suffixes[i]);
        ck_assert_msg(stat(name, &info) == 0, "%s", name);
        ck_assert_msg((info.st_mode & 0777) == 0600, "%s has mode %o", name, info.st_mode & 0777);
    }
    fixture_close(&f);
}
END_TEST

static int64_t ask(sqlite3 *db, const char *query)
{
    sqlite3_stmt *statement;
    int64_t out;

    ck_assert_int_eq(sqlite3_prepare_v2(db, query, -1, &statement, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    out = sqlite3_column_int64(statement, 0);
    ck_assert_int_eq(sqlite3_finalize(statement), SQLITE_OK);
    return out;
}

static sqlite3 *db_of(chat_storage_t *storage)
{
    return ((struct sqlite_connection *)(void *)storage)->db;
}

START_TEST(the_settings_a_promise_rests_on_are_in_force)
{
    struct fixture f = fixture_open(0);
    chat_storage_t *reader = fixture_reader(&f);
    sqlite3 *db = db_of(f.storage);
    int on = -1;

    ck_assert_int_eq(ask(db, "PRAGMA synchronous"), 2);
    ck_assert_int_eq(ask(db, "PRAGMA wal_autocheckpoint"), 0);
    ck_assert_int_eq(ask(db, "PRAGMA page_size"), 2048);
    ck_assert_int_eq(ask(db, "PRAGMA foreign_keys"), 1);
    ck_assert_int_eq(ask(db, "PRAGMA secure_delete"), 1);
    ck_assert_int_eq(ask(db, "PRAGMA trusted_schema"), 0);
    ck_assert_int_eq(ask(db, "PRAGMA application_id"), CHAT_SQLITE_APPLICATION_ID);
    ck_assert_int_eq(ask(db, "PRAGMA user_version"), chat_sqlite_schema_version());
    ck_assert_int_eq(sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, -1, &on), SQLITE_OK);
    ck_assert_int_eq(on, 1);
    db = db_of(reader);
    ck_assert_int_eq(ask(db, "PRAGMA wal_autocheckpoint"), 0);
    ck_assert_int_eq(ask(db, "PRAGMA query_only"), 1);
    ck_assert_int_eq(ask(db, "PRAGMA trusted_schema"), 0);
    ck_assert_int_eq(sqlite3_db_readonly(db, "main"), 1);
    f.ops->close(reader);
    fixture_close(&f);
}
END_TEST

START_TEST(every_table_is_strict)
{
    struct fixture f = fixture_open(0);

    ck_assert_int_eq(ask(db_of(f.storage), "SELECT count(*) FROM pragma_table_list WHERE schema = 'main'"
                                           " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND strict = 0"),
                     0);
    ck_assert_int_gt(ask(db_of(f.storage), "SELECT count(*) FROM pragma_table_list WHERE strict = 1"), 10);
    fixture_close(&f);
}
END_TEST

START_TEST(each_step_of_the_schema_sets_its_version)
{
    sqlite3 *db;

    ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    for (int version = 0; version < chat_sqlite_schema_version(); version++) {
        for (const char *const *text = chat_sqlite_schema_step(version); *text; text++)
            ck_assert_msg(sqlite3_exec(db, *text, NULL, NULL, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(db));
        ck_assert_int_eq(ask(db, "PRAGMA user_version"), version + 1);
    }
    ck_assert_ptr_null(chat_sqlite_schema_step(chat_sqlite_schema_version()));
    ck_assert_ptr_null(chat_sqlite_schema_step(-1));
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}
END_TEST

START_TEST(a_half_made_store_is_made_again)
{
    struct fixture f = fixture_prepare(0);

    /* Killed after the file was switched to its log, before the first step was committed. */
    run_sql(&f, "PRAGMA page_size = 2048; PRAGMA journal_mode = WAL");
    ck_ok(&f, fixture_connect(&f, CHAT_STORAGE_WRITER, &f.storage));
    given_user(&f, 2, "anna");
    fixture_close(&f);
}
END_TEST

static bool contains(const struct fixture *f, const char *suffix, const char *word)
{
    char name[160];
    struct bytes bytes;
    bool found;

    (void)snprintf(name, sizeof name, "%s%s", f->location, suffix);
    if (access(name, F_OK) != 0)
        return false;
    bytes = read_file(name);
    found = memmem(bytes.data, bytes.size, word, strlen(word)) != NULL;
    free(bytes.data);
    return found;
}

START_TEST(erased_text_is_gone_from_the_files)
{
    struct fixture f = fixture_open(0);
    struct chat_message edit = {.room = {5}, .seq = 2, .body = text("canary-second"), .version = 2};

    given_messages(&f, (chat_room_id){5}, (chat_user_id){2}, 1);
    given_event(&f, (struct event_spec){.log = 5, .seq = 2, .n = 2, .body = "canary-first"});
    given_event(&f, (struct event_spec){.log = 5, .seq = 3, .n = 3});
    begin(&f);
    ck_ok(&f, f.ops->message_edit(f.storage, &edit, &f.err));
    commit(&f);
    ck_assert(contains(&f, "-wal", "canary-first") && contains(&f, "-wal", "canary-second"));
    fixture_reopen(&f);
    ck_assert(contains(&f, "", "canary-first") && contains(&f, "", "canary-second"));

    begin(&f);
    ck_ok(&f, f.ops->message_erase(f.storage, (chat_room_id){5}, 2, 9, &f.err));
    commit(&f);
    fixture_reopen(&f);
    ck_assert(!contains(&f, "", "canary"));
    ck_assert(!contains(&f, "-wal", "canary"));
    fixture_close(&f);
}
END_TEST

/* Read everything there is; a damaged file may fail any of it, but no call may do worse than fail. */
static int count_failures(struct fixture *f, chat_storage_t *storage)
{
    const struct chat_reader reader = {.user = {2}, .sees_public = true, .sees_private = true};
    const struct chat_room_filter filter = {.limit = 100};
    struct chat_fact facts[] = {{.kind = CHAT_FACT_USER, .a = 2},
                                {.kind = CHAT_FACT_ROOM, .a = 50},
                                {.kind = CHAT_FACT_HEAD, .a = 50},
                                {.kind = CHAT_FACT_MEMBER, .a = 50, .b = 2}};
    struct chat_event *events;
    struct chat_room *rooms;
    struct chat_person *people;
    size_t n;
    int failures = 0;

    failures += f->ops->facts_load(storage, facts, 4, &f->err) != CHAT_OK;
    if (f->ops->event_list(storage, (chat_log_id){50}, 0, 1000, &events, &n, &f->err) == CHAT_OK)
        clear_events(events, n);
    else
        failures++;
    if (f->ops->room_list(storage, &reader, &filter, &rooms, &n, &f->err) == CHAT_OK)
        clear_rooms(rooms, n);
    else
        failures++;
    if (f->ops->people_list(storage, NULL, 0, 100, &people, &n, &f->err) == CHAT_OK)
        clear_people(people, n);
    else
        failures++;
    return failures;
}

START_TEST(damage_is_reported_and_never_worse)
{
    struct fixture f = fixture_open(0);
    struct bytes whole;
    int failures = 0;

    given_user(&f, 2, "anna");
    given_room(&f, (struct room_spec){.id = 50});
    given_joined(&f, (chat_room_id){50}, (chat_user_id){2}, CHAT_ROLE_HOST);
    given_messages(&f, (chat_room_id){50}, (chat_user_id){2}, 200);
    f.ops->close(f.storage);
    f.storage = NULL;
    whole = read_file(f.location);
    ck_assert_uint_eq(whole.size % 2048, 0);

    for (size_t page = 0; page < whole.size / 2048; page++) {
        char *damaged = malloc(whole.size);
        chat_storage_t *storage = NULL;
        enum chat_status status;

        memcpy(damaged, whole.data, whole.size);
        for (size_t i = page * 2048 + (page == 0 ? 100 : 0); i < (page + 1) * 2048; i++)
            damaged[i] = (char)(damaged[i] ^ (char)(i * 37 + 1));
        write_file(f.location, damaged, whole.size);
        free(damaged);
        status = fixture_connect(&f, CHAT_STORAGE_WRITER, &storage);
        if (status == CHAT_OK) {
            int found = count_failures(&f, storage);
            ck_assert(found == 0 || f.err.status == CHAT_E_STORAGE);
            failures += found;
            f.ops->close(storage);
        } else {
            ck_assert_int_eq(status, CHAT_E_STORAGE);
            failures++;
        }
    }
    ck_assert_int_gt(failures, 5);

    /* Cut short. */
    write_file(f.location, whole.data, whole.size / 4096 * 2048);
    if (fixture_connect(&f, CHAT_STORAGE_WRITER, &f.storage) == CHAT_OK)
        ck_assert_int_gt(count_failures(&f, f.storage), 0);
    ck_assert_int_eq(f.err.status, CHAT_E_STORAGE);
    free(whole.data);
    fixture_close(&f);
}
END_TEST

START_TEST(results_mean_what_the_caller_can_do)
{
    static const struct {
        int result;
        enum chat_status status;
    } cases[] = {{SQLITE_OK, CHAT_OK},
                 {SQLITE_ROW, CHAT_OK},
                 {SQLITE_DONE, CHAT_OK},
                 {SQLITE_BUSY, CHAT_E_UNAVAILABLE},
                 {SQLITE_BUSY_SNAPSHOT, CHAT_E_UNAVAILABLE},
                 {SQLITE_BUSY_RECOVERY, CHAT_E_UNAVAILABLE},
                 {SQLITE_LOCKED, CHAT_E_UNAVAILABLE},
                 {SQLITE_CANTOPEN_ISDIR, CHAT_E_UNAVAILABLE},
                 {SQLITE_FULL, CHAT_E_FULL},
                 {SQLITE_IOERR_SHMSIZE, CHAT_E_FULL},
                 {SQLITE_NOMEM, CHAT_E_NOMEM},
                 {SQLITE_IOERR_NOMEM, CHAT_E_NOMEM},
                 {SQLITE_IOERR_FSYNC, CHAT_E_CLOSED},
                 {SQLITE_IOERR_DIR_FSYNC, CHAT_E_CLOSED},
                 {SQLITE_IOERR_READ, CHAT_E_STORAGE},
                 {SQLITE_CORRUPT, CHAT_E_STORAGE},
                 {SQLITE_CORRUPT_INDEX, CHAT_E_STORAGE},
                 {SQLITE_NOTADB, CHAT_E_STORAGE},
                 {SQLITE_READONLY_DBMOVED, CHAT_E_STORAGE},
                 {SQLITE_CONSTRAINT_UNIQUE, CHAT_E_EXISTS},
                 {SQLITE_CONSTRAINT_PRIMARYKEY, CHAT_E_EXISTS},
                 {SQLITE_CONSTRAINT_CHECK, CHAT_E_INTERNAL},
                 {SQLITE_CONSTRAINT_FOREIGNKEY, CHAT_E_INTERNAL},
                 {SQLITE_MISUSE, CHAT_E_INTERNAL},
                 {SQLITE_ERROR, CHAT_E_INTERNAL}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(sqlite_result_status(cases[i].result, 0) == cases[i].status, "result %d",
                      cases[i].result);
    ck_assert_int_eq(sqlite_result_status(SQLITE_IOERR_WRITE, EIO), CHAT_E_STORAGE);
    ck_assert_int_eq(sqlite_result_status(SQLITE_IOERR_WRITE, EDQUOT), CHAT_E_FULL);
    ck_assert_int_eq(sqlite_result_status(SQLITE_IOERR_READ, EDQUOT), CHAT_E_STORAGE);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_test(cases, the_database_of_another_program_is_left_alone);
    tcase_add_test(cases, a_file_that_is_no_database_is_left_alone);
    tcase_add_test(cases, a_newer_schema_is_refused_and_left_alone);
    tcase_add_test(cases, places_without_a_file_are_refused);
    tcase_add_test(cases, a_reader_does_not_make_a_store);
    tcase_add_test(cases, one_file_has_one_owner_under_any_name);
    tcase_add_test(cases, only_the_user_of_the_program_can_read_the_files);
    tcase_add_test(cases, the_settings_a_promise_rests_on_are_in_force);
    tcase_add_test(cases, every_table_is_strict);
    tcase_add_test(cases, each_step_of_the_schema_sets_its_version);
    tcase_add_test(cases, a_half_made_store_is_made_again);
    tcase_add_test(cases, erased_text_is_gone_from_the_files);
    tcase_add_test(cases, damage_is_reported_and_never_worse);
    tcase_add_test(cases, results_mean_what_the_caller_can_do);
}

int main(void)
{
    return unit_main("storage: the sqlite file", tests);
}
