#include <string.h>

#include "tests/storage/fixture.h"

static struct chat_user_row row_of(int64_t id, const char *handle)
{
    return (struct chat_user_row){.user = {.id = {id},
                                           .handle = text(handle),
                                           .display_name = text(handle),
                                           .kind = CHAT_USER_PERSON,
                                           .role = CHAT_SITE_MEMBER,
                                           .state = CHAT_USER_ACTIVE,
                                           .created_at_us = 5}};
}

static enum chat_status insert(struct fixture *f, struct chat_user_row row)
{
    enum chat_status status;

    begin(f);
    status = f->ops->user_insert(f->storage, &row, &f->err);
    if (status == CHAT_OK)
        commit(f);
    else
        f->ops->rollback(f->storage);
    return status;
}

static enum chat_status update(struct fixture *f, struct chat_user_row row)
{
    enum chat_status status;

    begin(f);
    status = f->ops->user_update(f->storage, &row, &f->err);
    if (status == CHAT_OK)
        commit(f);
    else
        f->ops->rollback(f->storage);
    return status;
}

static void clear_user(struct chat_user_row *row)
{
    chat_record_clear(&chat_record_user, &row->user);
    chat_free(row->external_id);
    chat_free(row->password);
}

START_TEST(a_user_comes_back_as_it_was_stored)
{
    struct fixture f = fixture_open(_i);
    struct chat_user_row row = row_of(INT64_C(2147483647), "anna"), found;

    row.user.display_name = text("Anna \xc3\x84nderung");
    row.user.bio = text("line\nline");
    row.user.status_text = text("");
    row.user.kind = CHAT_USER_BOT;
    row.user.role = CHAT_SITE_OWNER;
    row.user.state = CHAT_USER_SUSPENDED;
    row.external_id = text("ldap:anna");
    row.password = text("$argon2id$v=19$...");
    ck_ok(&f, insert(&f, row));
    fixture_reopen(&f);

    ck_ok(&f, f.ops->user_find(f.storage, row.user.id, NULL, &found, &f.err));
    ck_assert_int_eq(found.user.id.value, row.user.id.value);
    ck_assert_str_eq(found.user.handle, "anna");
    ck_assert_str_eq(found.user.display_name, row.user.display_name);
    ck_assert_str_eq(found.user.bio, "line\nline");
    ck_assert_str_eq(found.user.status_text, "");
    ck_assert_int_eq(found.user.kind, CHAT_USER_BOT);
    ck_assert_int_eq(found.user.role, CHAT_SITE_OWNER);
    ck_assert_int_eq(found.user.state, CHAT_USER_SUSPENDED);
    ck_assert_int_eq(found.user.created_at_us, 5);
    ck_assert_str_eq(found.external_id, "ldap:anna");
    ck_assert_str_eq(found.password, row.password);
    ck_assert_ptr_null(found.search);
    clear_user(&found);

    ck_ok(&f, f.ops->user_find(f.storage, CHAT_NO_USER, "anna", &found, &f.err));
    ck_assert_int_eq(found.user.id.value, row.user.id.value);
    clear_user(&found);
    fixture_close(&f);
}
END_TEST

START_TEST(what_was_not_given_comes_back_as_nothing)
{
    struct fixture f = fixture_open(_i);
    struct chat_user_row found;

    ck_ok(&f, insert(&f, row_of(2, "anna")));
    ck_ok(&f, f.ops->user_find(f.storage, (chat_user_id){2}, NULL, &found, &f.err));
    ck_assert_ptr_null(found.user.bio);
    ck_assert_ptr_null(found.user.status_text);
    ck_assert_ptr_null(found.external_id);
    ck_assert_ptr_null(found.password);
    clear_user(&found);
    fixture_close(&f);
}
END_TEST

START_TEST(an_unknown_user_is_not_found)
{
    struct fixture f = fixture_open(_i);
    struct chat_user_row found;

    ck_assert_int_eq(f.ops->user_find(f.storage, (chat_user_id){9}, NULL, &found, &f.err), CHAT_E_NOT_FOUND);
    ck_assert_int_eq(f.ops->user_find(f.storage, CHAT_NO_USER, "nobody", &found, &f.err), CHAT_E_NOT_FOUND);
    ck_assert_int_eq(update(&f, row_of(9, "nobody")), CHAT_E_NOT_FOUND);
    begin(&f);
    ck_assert_int_eq(f.ops->password_set(f.storage, (chat_user_id){9}, "x", &f.err), CHAT_E_NOT_FOUND);
    f.ops->rollback(f.storage);
    fixture_close(&f);
}
END_TEST

START_TEST(a_handle_belongs_to_one_user)
{
    struct fixture f = fixture_open(_i);

    ck_ok(&f, insert(&f, row_of(2, "anna")));
    ck_assert_int_eq(insert(&f, row_of(3, "anna")), CHAT_E_EXISTS);
    ck_assert_str_eq(f.err.field, "handle");
    ck_ok(&f, insert(&f, row_of(3, "bert")));
    ck_assert_int_eq(update(&f, row_of(3, "anna")), CHAT_E_EXISTS);
    ck_assert_str_eq(f.err.field, "handle");
    fixture_close(&f);
}
END_TEST

START_TEST(a_handle_that_was_given_up_is_not_free)
{
    struct fixture f = fixture_open(_i);

    ck_ok(&f, insert(&f, row_of(2, "anna")));
    ck_ok(&f, update(&f, row_of(2, "erased-2")));
    ck_assert_int_eq(insert(&f, row_of(3, "anna")), CHAT_E_EXISTS);
    /* Who had it may have it back. */
    ck_ok(&f, update(&f, row_of(2, "anna")));
    fixture_close(&f);
}
END_TEST

START_TEST(a_refused_user_has_not_taken_a_name)
{
    struct fixture f = fixture_open(_i);
    struct chat_user_row first = row_of(2, "anna"), second = row_of(3, "bert");

    first.external_id = text("x-1");
    second.external_id = text("x-1");
    ck_ok(&f, insert(&f, first));
    ck_assert_int_eq(insert(&f, second), CHAT_E_EXISTS);
    ck_assert_str_eq(f.err.field, "external_id");
    second.external_id = text("x-2");
    ck_ok(&f, insert(&f, second));
    fixture_close(&f);
}
END_TEST

START_TEST(an_update_writes_everything_but_the_password)
{
    struct fixture f = fixture_open(_i);
    struct chat_user_row row = row_of(2, "anna"), found;

    row.password = text("old");
    ck_ok(&f, insert(&f, row));
    row.password = text("ignored");
    row.user.display_name = text("Anna B.");
    row.user.bio = text("bio");
    row.user.status_text = text("away");
    row.user.role = CHAT_SITE_ADMIN;
    row.user.state = CHAT_USER_ERASED;
    row.external_id = text("sso:7");
    ck_ok(&f, update(&f, row));
    ck_ok(&f, f.ops->user_find(f.storage, row.user.id, NULL, &found, &f.err));
    ck_assert_str_eq(found.password, "old");
    ck_assert_str_eq(found.user.display_name, "Anna B.");
    ck_assert_str_eq(found.user.bio, "bio");
    ck_assert_str_eq(found.user.status_text, "away");
    ck_assert_int_eq(found.user.role, CHAT_SITE_ADMIN);
    ck_assert_int_eq(found.user.state, CHAT_USER_ERASED);
    ck_assert_str_eq(found.external_id, "sso:7");
    clear_user(&found);

    begin(&f);
    ck_ok(&f, f.ops->password_set(f.storage, row.user.id, "new", &f.err));
    commit(&f);
    ck_ok(&f, f.ops->user_find(f.storage, row.user.id, NULL, &found, &f.err));
    ck_assert_str_eq(found.password, "new");
    clear_user(&found);
    begin(&f);
    ck_ok(&f, f.ops->password_set(f.storage, row.user.id, NULL, &f.err));
    commit(&f);
    ck_ok(&f, f.ops->user_find(f.storage, row.user.id, NULL, &found, &f.err));
    ck_assert_ptr_null(found.password);
    clear_user(&found);
    fixture_close(&f);
}
END_TEST

START_TEST(hostile_text_is_only_text)
{
    struct fixture f = fixture_open(_i);

    for (int i = 0; i < hostile_n; i++) {
        struct chat_user_row row = row_of(10 + i, hostile[i]), found;

        row.user.bio = text(hostile[i]);
        row.external_id = row.password = text(hostile[i]);
        ck_ok(&f, insert(&f, row));
        ck_ok(&f, f.ops->user_find(f.storage, CHAT_NO_USER, hostile[i], &found, &f.err));
        ck_assert_int_eq(found.user.id.value, 10 + i);
        ck_assert_str_eq(found.user.display_name, hostile[i]);
        ck_assert_str_eq(found.user.bio, hostile[i]);
        ck_assert_str_eq(found.password, hostile[i]);
        clear_user(&found);
    }
    fixture_close(&f);
}
END_TEST

static size_t count_people(struct fixture *f, const char *search, int64_t after, size_t limit)
{
    struct chat_person *people;
    size_t n;

    ck_ok(f, f->ops->people_list(f->storage, search, after, limit, &people, &n, &f->err));
    clear_people(people, n);
    return n;
}

START_TEST(people_are_listed_by_id_and_in_pages)
{
    struct fixture f = fixture_open(_i);
    struct chat_person *people;
    size_t n;

    for (int i = 0; i < 5; i++)
        ck_ok(&f, insert(&f, row_of(9 - i, (const char *[]){"e", "d", "c", "b", "a"}[i])));
    ck_ok(&f, f.ops->people_list(f.storage, NULL, 6, 2, &people, &n, &f.err));
    ck_assert_uint_eq(n, 2);
    ck_assert_int_eq(people[0].id.value, 7);
    ck_assert_str_eq(people[0].handle, "c");
    ck_assert_str_eq(people[0].display_name, "c");
    ck_assert_int_eq(people[0].kind, CHAT_USER_PERSON);
    ck_assert_int_eq(people[0].state, CHAT_USER_ACTIVE);
    ck_assert_int_eq(people[1].id.value, 8);
    clear_people(people, n);
    ck_assert_uint_eq(count_people(&f, NULL, 0, SIZE_MAX), 5);
    ck_assert_uint_eq(count_people(&f, NULL, 0, 0), 0);
    ck_assert_uint_eq(count_people(&f, NULL, 9, 10), 0);
    fixture_close(&f);
}
END_TEST

START_TEST(people_are_found_by_handle_and_by_folded_name)
{
    struct fixture f = fixture_open(_i);
    struct chat_user_row row = row_of(2, "anna"), erased = row_of(3, "annabel");

    row.user.display_name = text("\xc3\x84NNCHEN");
    row.search = text("\xc3\xa4nnchen");
    erased.user.state = CHAT_USER_ERASED;
    ck_ok(&f, insert(&f, row));
    ck_ok(&f, insert(&f, erased));
    ck_assert_uint_eq(count_people(&f, "nna", 0, 10), 1);
    ck_assert_uint_eq(count_people(&f, "\xc3\xa4nn", 0, 10), 1);
    ck_assert_uint_eq(count_people(&f, "chen", 0, 10), 1);
    ck_assert_uint_eq(count_people(&f, "bert", 0, 10), 0);
    ck_assert_uint_eq(count_people(&f, "", 0, 10), 1);
    row.search = text("other");
    ck_ok(&f, update(&f, row));
    ck_assert_uint_eq(count_people(&f, "chen", 0, 10), 0);
    fixture_close(&f);
}
END_TEST

START_TEST(wildcards_in_a_search_are_ordinary_characters)
{
    struct fixture f = fixture_open(_i);
    static const char *const names[] = {"50% off", "50x off", "a_b", "axb", "wow!", "wow"};
    static const struct {
        const char *search;
        size_t found;
    } cases[] = {{"%", 1},    {"50% o", 1}, {"_", 1},  {"a_b", 1}, {"!", 1},
                 {"wow!", 1}, {"wow", 2},   {"%%", 0}, {"!%", 0},  {"\\", 0}};

    for (int i = 0; i < 6; i++) {
        struct chat_user_row row = row_of(2 + i, (const char *[]){"q1", "q2", "q3", "q4", "q5", "q6"}[i]);
        row.search = text(names[i]);
        ck_ok(&f, insert(&f, row));
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(count_people(&f, cases[i].search, 0, 10) == cases[i].found, "%s", cases[i].search);
    fixture_close(&f);
}
END_TEST

START_TEST(people_are_loaded_by_their_ids)
{
    struct fixture f = fixture_open(_i);
    const chat_user_id ids[] = {{4}, {99}, {2}};
    struct chat_person *people;
    size_t n;

    given_user(&f, 2, "anna");
    given_user(&f, 4, "dora");
    ck_ok(&f, f.ops->people_load(f.storage, ids, 3, &people, &n, &f.err));
    ck_assert_uint_eq(n, 2);
    ck_assert_int_eq(people[0].id.value + people[1].id.value, 6);
    clear_people(people, n);
    ck_ok(&f, f.ops->people_load(f.storage, ids, 0, &people, &n, &f.err));
    ck_assert_uint_eq(n, 0);
    clear_people(people, n);
    fixture_close(&f);
}
END_TEST

START_TEST(the_facts_of_a_user_are_found_by_id)
{
    struct fixture f = fixture_open(_i);
    struct chat_user_row row = row_of(2, "anna");
    struct chat_fact facts[] = {{.kind = CHAT_FACT_USER, .a = 2}, {.kind = CHAT_FACT_USER, .a = 3}};

    row.user.role = CHAT_SITE_MODERATOR;
    row.user.kind = CHAT_USER_BOT;
    row.user.state = CHAT_USER_SUSPENDED;
    ck_ok(&f, insert(&f, row));
    ck_ok(&f, f.ops->facts_load(f.storage, facts, 2, &f.err));
    ck_assert(facts[0].present);
    ck_assert(!facts[1].present);
    ck_assert_int_eq(facts[0].user.role, CHAT_SITE_MODERATOR);
    ck_assert_int_eq(facts[0].user.kind, CHAT_USER_BOT);
    ck_assert_int_eq(facts[0].user.state, CHAT_USER_SUSPENDED);
    ck_assert_int_eq(facts[0].user.created_at_us, 5);
    ck_ok(&f, f.ops->facts_load(f.storage, facts, 0, &f.err));
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_storage_test(cases, a_user_comes_back_as_it_was_stored);
    tcase_add_storage_test(cases, what_was_not_given_comes_back_as_nothing);
    tcase_add_storage_test(cases, an_unknown_user_is_not_found);
    tcase_add_storage_test(cases, a_handle_belongs_to_one_user);
    tcase_add_storage_test(cases, a_handle_that_was_given_up_is_not_free);
    tcase_add_storage_test(cases, a_refused_user_has_not_taken_a_name);
    tcase_add_storage_test(cases, an_update_writes_everything_but_the_password);
    tcase_add_storage_test(cases, hostile_text_is_only_text);
    tcase_add_storage_test(cases, people_are_listed_by_id_and_in_pages);
    tcase_add_storage_test(cases, people_are_found_by_handle_and_by_folded_name);
    tcase_add_storage_test(cases, wildcards_in_a_search_are_ordinary_characters);
    tcase_add_storage_test(cases, people_are_loaded_by_their_ids);
    tcase_add_storage_test(cases, the_facts_of_a_user_are_found_by_id);
}

int main(void)
{
    return unit_main("storage: users", tests);
}
