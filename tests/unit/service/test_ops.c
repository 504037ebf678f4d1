/*
 * Every row of the table of operations keeps what is promised of all of them. A row without an action of
 * docs/permissions.md, or one that cannot be repeated, fails here.
 */
#include <ctype.h>
#include <string.h>

#include "chat/chat.h"
#include "tests/unit/policy/page.h"
#include "tests/unit/unit.h"

static const struct chat_op *op_at(int i)
{
    size_t n;
    const struct chat_op *const *ops = chat_ops(&n);

    ck_assert_int_lt(i, (int)n);
    return ops[i];
}

static int ops_n(void)
{
    size_t n;

    (void)chat_ops(&n);
    return (int)n;
}

static bool writes(const struct chat_op *op)
{
    return op->flags & CHAT_OP_WRITES;
}

/* Nobody has signed in yet, so there is no author to remember a client id for. */
static bool is_before_sign_in(const struct chat_op *op)
{
    return op == &chat_op_account_register || op == &chat_op_session_open;
}

START_TEST(it_names_an_action_of_the_page)
{
    const struct chat_op *op = op_at(_i);
    const char *action = chat_action_name(op->action);
    static struct page page; /* large */

    ck_assert_msg(action, "%s has no action", op->name);
    ck_assert_msg(page_read(&page, CHAT_PERMISSIONS_PAGE), "%s", page.fault);
    ck_assert_msg(page_find(&page, action), "%s: %s is not on the page", op->name, action);
}
END_TEST

START_TEST(its_name_is_its_own_and_finds_it)
{
    const struct chat_op *op = op_at(_i);

    ck_assert_ptr_eq(chat_op_find(op->name), op);
    for (const char *c = op->name; *c; c++)
        ck_assert_msg(islower((unsigned char)*c) || *c == '.' || *c == '_', "%s", op->name);
    ck_assert_ptr_nonnull(strchr(op->name, '.'));
    ck_assert_msg(op->summary && op->summary[strlen(op->summary) - 1] == '.', "%s: a sentence of help",
                  op->name);
}
END_TEST

START_TEST(no_other_has_its_method_and_path)
{
    const struct chat_op *op = op_at(_i);

    for (int i = 0; i < ops_n(); i++) {
        const struct chat_op *other = op_at(i);
        ck_assert_msg(other == op || strcmp(other->method, op->method) != 0 ||
                          strcmp(other->path, op->path) != 0,
                      "%s and %s", op->name, other->name);
    }
}
END_TEST

START_TEST(each_member_of_its_path_is_a_required_parameter)
{
    const struct chat_op *op = op_at(_i);
    const char *at = op->path;

    ck_assert(strncmp(at, "/api/v1/", 8) == 0);
    while ((at = strchr(at, '{'))) {
        char name[32] = "";
        size_t length = strcspn(++at, "}");
        ck_assert_uint_lt(length, sizeof name);
        memcpy(name, at, length);
        const struct chat_field *field = chat_record_field(op->params, name);
        ck_assert_msg(field, "%s has no parameter %s", op->name, name);
        ck_assert_msg(field->flags & CHAT_FIELD_REQUIRED, "%s: %s may be left out", op->name, name);
        ck_assert(field->type == CHAT_FIELD_ID || field->type == CHAT_FIELD_INT);
    }
}
END_TEST

START_TEST(it_writes_unless_it_is_a_get)
{
    const struct chat_op *op = op_at(_i);

    ck_assert_msg(writes(op) == (strcmp(op->method, "GET") != 0), "%s", op->name);
    if (op->flags & (CHAT_OP_STAGES | CHAT_OP_PREPARES))
        ck_assert_msg(writes(op), "%s", op->name);
    ck_assert_msg(!(op->flags & CHAT_OP_PREPARES) == !op->prepare, "%s", op->name);
    ck_assert_msg(op->apply != NULL, "%s", op->name);
}
END_TEST

START_TEST(it_can_be_repeated_under_a_client_id)
{
    const struct chat_op *op = op_at(_i);
    const struct chat_field *field = chat_record_field(op->params, "client_id");

    /* Closing one's session ends the account's right to ask again, so there is nothing to repeat. */
    if (!writes(op) || is_before_sign_in(op) || op == &chat_op_session_close) {
        ck_assert_msg(!field, "%s takes a client_id in vain", op->name);
        return;
    }
    ck_assert_msg(field && field->type == CHAT_FIELD_WORD && !(field->flags & CHAT_FIELD_REQUIRED),
                  "%s takes no client_id", op->name);
    ck_assert_msg(!op->result || op->replay, "%s cannot give its result again", op->name);
}
END_TEST

START_TEST(its_status_says_what_comes_back)
{
    const struct chat_op *op = op_at(_i);

    ck_assert_msg(op->http_status == 200 || op->http_status == 201 || op->http_status == 204, "%s", op->name);
    ck_assert_msg((op->http_status == 204) == !op->result, "%s", op->name);
    if (op->http_status == 201)
        ck_assert_str_eq(op->method, "POST");
}
END_TEST

START_TEST(its_price_can_be_paid)
{
    const struct chat_op *op = op_at(_i);

    ck_assert_int_ge(op->bucket, CHAT_BUCKET_READ);
    ck_assert_int_lt(op->bucket, CHAT_BUCKET_COUNT);
    ck_assert_uint_ge(op->cost, 1);
    ck_assert_uint_le(op->cost, 10);
}
END_TEST

START_TEST(its_parameters_are_flat)
{
    const struct chat_op *op = op_at(_i);

    ck_assert_ptr_nonnull(op->params);
    for (size_t i = 0; i < op->params->n; i++) /* what the digest of a call leaves out */
        ck_assert_msg(op->params->fields[i].type != CHAT_FIELD_RECORD &&
                          op->params->fields[i].type != CHAT_FIELD_LIST,
                      "%s: %s", op->name, op->params->fields[i].name);
}
END_TEST

START_TEST(a_name_that_is_none_finds_nothing)
{
    ck_assert_ptr_null(chat_op_find("room.explode"));
    ck_assert_ptr_null(chat_op_find(""));
    ck_assert_ptr_null(chat_op_find("site.setup")); /* only the program itself can */
}
END_TEST

static void list(TCase *cases)
{
    int n = ops_n();

    tcase_add_loop_test(cases, it_names_an_action_of_the_page, 0, n);
    tcase_add_loop_test(cases, its_name_is_its_own_and_finds_it, 0, n);
    tcase_add_loop_test(cases, no_other_has_its_method_and_path, 0, n);
    tcase_add_loop_test(cases, each_member_of_its_path_is_a_required_parameter, 0, n);
    tcase_add_loop_test(cases, it_writes_unless_it_is_a_get, 0, n);
    tcase_add_loop_test(cases, it_can_be_repeated_under_a_client_id, 0, n);
    tcase_add_loop_test(cases, its_status_says_what_comes_back, 0, n);
    tcase_add_loop_test(cases, its_price_can_be_paid, 0, n);
    tcase_add_loop_test(cases, its_parameters_are_flat, 0, n);
    tcase_add_test(cases, a_name_that_is_none_finds_nothing);
}

int main(void)
{
    return unit_main("service/ops", list);
}
