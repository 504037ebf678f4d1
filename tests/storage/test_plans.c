/*
 * How SQLite runs each statement of the store: by search in an index. A statement that is added is covered
 * without being named here; a scan has to be named, with its reason.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "storage/sql/statements.h"
#include "tests/storage/fixture.h"

static sqlite3 *open_file(struct fixture *f)
{
    sqlite3 *db;

    fixture_reopen(f);
    ck_assert_int_eq(sqlite3_open(f->location, &db), SQLITE_OK);
    return db;
}

static const struct {
    enum chat_sql_id id;
    const char *scan;
    const char *reason;
} allowed[] = {
    {SQL_TOPIC_LIST, "SCAN t", "the directory shows all topics, at most CHAT_TOPICS_MAX"},
};

/* Scans of what a statement has computed itself, which are as long as its result. */
static bool is_own_result(const char *detail)
{
    static const char *const own[] = {"SCAN page",   "SCAN p", "SCAN seen",  "SCAN s",
                                      "SCAN newest", "SCAN w", "SCAN shelf", "SCAN CONSTANT ROW"};

    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (strcmp(detail, own[i]) == 0)
            return true;
    return false;
}

static bool is_allowed(enum chat_sql_id id, const char *detail)
{
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
        if (allowed[i].id == id && strncmp(detail, allowed[i].scan, strlen(allowed[i].scan)) == 0)
            return true;
    return false;
}

static sqlite3_stmt *explain(sqlite3 *db, enum chat_sql_id id)
{
    char text[8192];
    sqlite3_stmt *statement;

    ck_assert_int_lt(snprintf(text, sizeof text, "EXPLAIN QUERY PLAN %s", chat_sql_statements[id].text),
                     (int)sizeof text);
    ck_assert_msg(sqlite3_prepare_v2(db, text, -1, &statement, NULL) == SQLITE_OK, "%s\n%s",
                  sqlite3_errmsg(db), text);
    return statement;
}

START_TEST(no_statement_scans_a_table_that_grows)
{
    struct fixture f = fixture_open(0);
    sqlite3 *db = open_file(&f);
    sqlite3_stmt *plan = explain(db, (enum chat_sql_id)_i);

    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(plan, 3);

        if (getenv("PLANS"))
            printf("%d: %s\n", _i, detail);
        if (strncmp(detail, "SCAN", 4) == 0 && !is_own_result(detail))
            ck_assert_msg(is_allowed((enum chat_sql_id)_i, detail), "statement %d: %s\n%s", _i, detail,
                          chat_sql_statements[_i].text);
    }
    ck_assert_int_eq(sqlite3_finalize(plan), SQLITE_OK);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
    fixture_close(&f);
}
END_TEST

START_TEST(each_parameter_of_a_statement_has_its_letter)
{
    struct fixture f = fixture_open(0);
    sqlite3 *db = open_file(&f);

    for (int id = 0; id < CHAT_SQL_STATEMENTS; id++) {
        sqlite3_stmt *statement;
        const char *params = chat_sql_statements[id].params;

        ck_assert_msg(chat_sql_statements[id].text != NULL, "statement %d has no text", id);
        ck_assert_int_eq(sqlite3_prepare_v2(db, chat_sql_statements[id].text, -1, &statement, NULL),
                         SQLITE_OK);
        ck_assert_msg(sqlite3_bind_parameter_count(statement) == (int)strlen(params), "%s\n%s", params,
                      chat_sql_statements[id].text);
        ck_assert_uint_le(strlen(params), CHAT_SQL_PARAMS_MAX);
        ck_assert_uint_eq(strspn(params, "itb"), strlen(params));
        ck_assert_int_eq(sqlite3_finalize(statement), SQLITE_OK);
    }
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_loop_test(cases, no_statement_scans_a_table_that_grows, 0, CHAT_SQL_STATEMENTS);
    tcase_add_test(cases, each_parameter_of_a_statement_has_its_letter);
}

int main(void)
{
    return unit_main("storage: how the statements are run", tests);
}
