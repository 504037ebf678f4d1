#include "libchat/policy/rules.h"

#include <ctype.h>
#include <string.h>

#include "tests/unit/policy/page.h"
#include "tests/unit/unit.h"

START_TEST(every_action_has_a_name_of_its_own_by_which_it_is_found)
{
    for (int action = CHAT_ACTION_NONE + 1; action < CHAT_ACTION_COUNT; action++) {
        const char *name = chat_action_name((enum chat_action)action);

        ck_assert_ptr_nonnull(name);
        ck_assert_int_eq(chat_action_find(name), action);
    }
    ck_assert_int_eq(chat_action_find("room.burn"), CHAT_ACTION_NONE);
    ck_assert_int_eq(chat_action_find(""), CHAT_ACTION_NONE);
    ck_assert_ptr_null(chat_action_name(CHAT_ACTION_NONE));
    ck_assert_ptr_null(chat_action_name(CHAT_ACTION_COUNT));
}
END_TEST

START_TEST(every_action_has_a_row_and_what_is_none_may_nothing)
{
    for (int action = CHAT_ACTION_NONE + 1; action < CHAT_ACTION_COUNT; action++)
        ck_assert_int_eq(chat_rules_row((enum chat_action)action)->action, action);
    for (int wrong = -1; wrong <= 1; wrong++) {
        enum chat_action action = wrong == 1 ? CHAT_ACTION_COUNT : (enum chat_action)wrong;
        const struct rule_row *row = chat_rules_row(action);

        for (int column = COLUMN_NONE; column <= COLUMN_SITE_ADMIN; column++)
            ck_assert_int_eq(chat_rules_letter(row, column), 'n');
    }
}
END_TEST

START_TEST(the_table_has_the_letters_of_the_page)
{
    static struct page page;

    ck_assert_msg(page_read(&page, CHAT_PERMISSIONS_PAGE), "%s", page.fault);
    for (size_t r = 0; r < page.n; r++) {
        const struct rule_row *row = chat_rules_row(chat_action_find(page.rows[r].action));
        size_t columns = strlen(page.rows[r].letters);

        ck_assert_int_eq((int)row->table, (int)page.rows[r].table);
        ck_assert_uint_eq(strlen(row->letters), 2 * columns - 1);
        for (size_t column = 0; column < columns; column++)
            ck_assert_msg(chat_rules_letter(row, (int)column) == page.rows[r].letters[column],
                          "%s, column %zu", page.rows[r].action, column);
    }
}
END_TEST

START_TEST(the_rows_stand_in_the_order_of_the_page)
{
    static struct page page;

    ck_assert_msg(page_read(&page, CHAT_PERMISSIONS_PAGE), "%s", page.fault);
    ck_assert_uint_eq(page.n, CHAT_ACTION_COUNT - 1);
    for (size_t r = 0; r < page.n; r++)
        ck_assert_str_eq(chat_action_name((enum chat_action)(r + 1)), page.rows[r].action);
}
END_TEST

START_TEST(every_rule_has_a_stable_code_a_sentence_and_a_status_that_fits)
{
    for (int rule = 0; rule < CHAT_RULE_COUNT; rule++) {
        const char *code = chat_rule_code((enum chat_rule)rule);

        for (const char *at = code; *at; at++)
            ck_assert(islower((unsigned char)*at) || *at == '_');
        ck_assert_uint_gt(strlen(code), 3);
        ck_assert_uint_gt(strlen(chat_rule_sentence((enum chat_rule)rule)), 5);
        ck_assert_uint_lt(strlen(chat_rule_sentence((enum chat_rule)rule)), CHAT_ERROR_MESSAGE_MAX);
        ck_assert_int_eq(chat_rule_status((enum chat_rule)rule) == CHAT_OK, rule == CHAT_RULE_ALLOWED);
        for (int other = rule + 1; other < CHAT_RULE_COUNT; other++)
            ck_assert_str_ne(code, chat_rule_code((enum chat_rule)other));
    }
    ck_assert_str_eq(chat_rule_code(CHAT_RULE_COUNT), "not_found");
    ck_assert_int_eq(chat_rule_status((enum chat_rule) - 1), CHAT_E_NOT_FOUND);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, every_action_has_a_name_of_its_own_by_which_it_is_found);
    tcase_add_test(cases, every_action_has_a_row_and_what_is_none_may_nothing);
    tcase_add_test(cases, the_table_has_the_letters_of_the_page);
    tcase_add_test(cases, the_rows_stand_in_the_order_of_the_page);
    tcase_add_test(cases, every_rule_has_a_stable_code_a_sentence_and_a_status_that_fits);
}

int main(void)
{
    return unit_main("policy/rules", list);
}
