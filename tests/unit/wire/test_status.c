/*
 * The table of statuses is the one of docs/protocol.md: the page is read and compared.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/wire/wire_test.h"

#define STATUSES 20 /* CHAT_OK and those below it */

static const char *const names[STATUSES] = {
    "CHAT_OK",         "CHAT_E_INVALID",   "CHAT_E_UNAUTHENTICATED",
    "CHAT_E_DENIED",   "CHAT_E_NOT_FOUND", "CHAT_E_EXISTS",
    "CHAT_E_CONFLICT", "CHAT_E_STALE",     "CHAT_E_TOO_LARGE",
    "CHAT_E_LIMITED",  "CHAT_E_BUSY",      "CHAT_E_UNAVAILABLE",
    "CHAT_E_FULL",     "CHAT_E_UNKNOWN",   "CHAT_E_RESYNC",
    "CHAT_E_STORAGE",  "CHAT_E_NOMEM",     "CHAT_E_UNSUPPORTED",
    "CHAT_E_CLOSED",   "CHAT_E_INTERNAL",
};

static int index_of(const char *name)
{
    for (int i = 0; i < STATUSES; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    ck_abort_msg("%s is no status", name);
}

START_TEST(the_table_is_that_of_the_page)
{
    FILE *page = fopen("docs/protocol.md", "r");
    bool seen[STATUSES] = {false};
    char line[1024];
    int rows = 0;

    ck_assert_ptr_nonnull(page);
    while (fgets(line, sizeof line, page)) {
        char name[64], http[8], code[64], closes[8] = "0";
        const struct chat_wire_status *row;
        int i;

        if (sscanf(line, "| `%63[A-Z_]` | %7[0-9] | `%63[a-z_]` | %7[0-9]", name, http, code, closes) < 3)
            continue;
        rows++;
        i = index_of(name);
        ck_assert_msg(!seen[i], "%s stands twice", name);
        seen[i] = true;
        row = chat_wire_status((enum chat_status) - i);
        ck_assert_int_eq(row->status, -i);
        ck_assert_int_eq(row->http, strtol(http, NULL, 10));
        ck_assert_str_eq(row->code, code);
        ck_assert_str_eq(row->code, chat_status_code(row->status));
        ck_assert_int_eq(row->close, strtol(closes, NULL, 10));
    }
    fclose(page);
    ck_assert_int_eq(rows, STATUSES - 1);
}
END_TEST

START_TEST(each_close_code_says_whether_to_come_back)
{
    ck_assert_int_eq(chat_wire_status(CHAT_E_BUSY)->close / 500, 8);            /* 4000 to 4499: again */
    ck_assert_int_eq(chat_wire_status(CHAT_E_UNAUTHENTICATED)->close / 500, 9); /* 4500 to 4999: not */
    ck_assert_int_eq(chat_wire_status(CHAT_E_NOT_FOUND)->close, 0);
}
END_TEST

START_TEST(a_status_from_elsewhere_is_an_internal_error)
{
    ck_assert_int_eq(chat_wire_status((enum chat_status) - 20)->http, 500);
    ck_assert_int_eq(chat_wire_status((enum chat_status)1)->http, 500);
    ck_assert_int_eq(chat_wire_status((enum chat_status) - 2147483647)->http, 500);
    ck_assert_int_eq(chat_wire_status(CHAT_OK)->http, 200);
}
END_TEST

START_TEST(json_that_cannot_be_read_is_400_and_json_that_is_wrong_422)
{
    struct chat_error err = {.status = CHAT_E_INVALID, .code = "bad_json"};

    ck_assert_int_eq(chat_wire_http_status(&err), 400);
    err.code = "invalid";
    ck_assert_int_eq(chat_wire_http_status(&err), 422);
    err.code = NULL;
    ck_assert_int_eq(chat_wire_http_status(&err), 422);
    err.status = CHAT_E_LIMITED;
    ck_assert_int_eq(chat_wire_http_status(&err), 429);
}
END_TEST

static void list_tests(TCase *cases)
{
    tcase_add_test(cases, the_table_is_that_of_the_page);
    tcase_add_test(cases, each_close_code_says_whether_to_come_back);
    tcase_add_test(cases, a_status_from_elsewhere_is_an_internal_error);
    tcase_add_test(cases, json_that_cannot_be_read_is_400_and_json_that_is_wrong_422);
}

int main(void)
{
    return unit_main("wire/status", list_tests);
}
