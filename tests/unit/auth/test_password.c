#include "libchat/auth/password.h"

#include <stdio.h>
#include <string.h>

#include "chat/limits.h"
#include "tests/unit/auth/fixed_random.h"
#include "tests/unit/unit.h"

/* As cheap as argon2id gets: what is tested here does not depend on the cost. */
static const struct chat_password_cost cheap = {8, 1};

#define SALT "c29tZXNhbHQ" /* "somesalt" */
#define HASH "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

static bool verifies(const char *stored, const char *password)
{
    struct chat_error err = CHAT_ERROR_INIT;
    bool matches = false;

    ck_assert_msg(chat_password_verify(&cheap, stored, password, strlen(password), &matches, &err) == CHAT_OK,
                  "%s: %s", stored, err.message);
    return matches;
}

START_TEST(the_hashes_of_the_reference_implementation_verify)
{
    /* From test.c of the reference implementation of argon2, version 1.3. */
    static const char *const known[] = {
        "$argon2id$v=19$m=65536,t=2,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=256,t=2,p=1$" SALT "$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=2$" SALT "$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        ck_assert_msg(verifies(known[i], "password"), "hash %zu", i);
        ck_assert_msg(!verifies(known[i], "passwore"), "hash %zu", i);
    }
}
END_TEST

START_TEST(a_new_hash_says_its_cost_and_verifies_its_password_alone)
{
    static const struct chat_password_cost cost = {16, 3};
    char stored[CHAT_PASSWORD_HASH_TEXT], again[CHAT_PASSWORD_HASH_TEXT];
    const struct chat_random *random = chat_random_system();

    ck_assert_int_eq(chat_password_hash(&cost, random, "correct horse", 13, stored, NULL), CHAT_OK);
    ck_assert_int_eq(strncmp(stored, "$argon2id$v=19$m=16,t=3,p=1$", 28), 0);
    ck_assert(verifies(stored, "correct horse"));
    ck_assert(!verifies(stored, "correct horsf"));
    ck_assert(!verifies(stored, "correct hors"));
    ck_assert(!verifies(stored, "correct horse "));
    ck_assert(!verifies(stored, ""));

    ck_assert_int_eq(chat_password_hash(&cost, random, "correct horse", 13, again, NULL), CHAT_OK);
    ck_assert_str_ne(stored, again); /* a salt of its own */
}
END_TEST

START_TEST(the_longest_and_the_shortest_password_can_be_used)
{
    char password[CHAT_PASSWORD_BYTES_MAX + 1], stored[CHAT_PASSWORD_HASH_TEXT];
    bool matches = false;

    memset(password, '\xFF', sizeof password);
    for (size_t length = CHAT_PASSWORD_BYTES_MIN; length <= CHAT_PASSWORD_BYTES_MAX;
         length += CHAT_PASSWORD_BYTES_MAX - CHAT_PASSWORD_BYTES_MIN) {
        ck_assert_int_eq(chat_password_check(password, length, "password", NULL), CHAT_OK);
        ck_assert_int_eq(chat_password_hash(&cheap, chat_random_system(), password, length, stored, NULL),
                         CHAT_OK);
        ck_assert_int_eq(chat_password_verify(&cheap, stored, password, length, &matches, NULL), CHAT_OK);
        ck_assert(matches);
    }
}
END_TEST

START_TEST(a_password_out_of_bounds_is_refused_by_name)
{
    char password[CHAT_PASSWORD_BYTES_MAX + 1], stored[CHAT_PASSWORD_HASH_TEXT];
    struct chat_error err = CHAT_ERROR_INIT;
    bool matches = true;

    memset(password, 'x', sizeof password);
    ck_assert_int_eq(chat_password_check(password, CHAT_PASSWORD_BYTES_MIN - 1, "new_password", &err),
                     CHAT_E_INVALID);
    ck_assert_str_eq(err.field, "new_password");
    ck_assert_int_eq(chat_password_check(password, sizeof password, "password", &err), CHAT_E_INVALID);
    ck_assert_int_eq(chat_password_check("with a\0nul", 10, "password", &err), CHAT_E_INVALID);
    ck_assert_int_eq(
        chat_password_hash(&cheap, chat_random_system(), password, sizeof password, stored, NULL),
        CHAT_E_INVALID);

    ck_assert_int_eq(chat_password_hash(&cheap, chat_random_system(), password, 1024, stored, NULL), CHAT_OK);
    ck_assert_int_eq(chat_password_verify(&cheap, stored, password, sizeof password, &matches, NULL),
                     CHAT_OK);
    ck_assert(!matches);
}
END_TEST

START_TEST(an_unknown_user_has_no_password_at_all)
{
    bool matches = true;

    ck_assert_int_eq(chat_password_verify(&cheap, NULL, "password", 8, &matches, NULL), CHAT_OK);
    ck_assert(!matches);
}
END_TEST

START_TEST(an_unknown_user_costs_as_much_as_a_known_one)
{
    /* By work and not by time: a cost that cannot be paid fails in both cases, so both tried to pay it. */
    static const struct chat_password_cost impossible = {8, 0};
    bool matches = true;

    ck_assert_int_eq(chat_password_verify(&impossible, NULL, "password", 8, &matches, NULL), CHAT_E_INTERNAL);
}
END_TEST

START_TEST(a_stored_hash_that_is_hostile_or_damaged_is_refused_before_any_work)
{
    static const char *const hostile[] = {
        /* too much to ask */
        "$argon2id$v=19$m=4194304,t=2,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=262145,t=2,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=4294967296,t=2,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=99999999999999999999,t=2,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=256,t=4294967295,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=256,t=17,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=256,t=2,p=17$" SALT "$" HASH,
        "$argon2id$v=19$m=16777216,t=2,p=16777215$" SALT "$" HASH,
        /* too little */
        "$argon2id$v=19$m=0,t=2,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=7,t=2,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=15,t=2,p=2$" SALT "$" HASH,
        "$argon2id$v=19$m=256,t=0,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=256,t=2,p=0$" SALT "$" HASH,
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbA$" HASH,
        "$argon2id$v=19$m=256,t=2,p=1$" SALT "$CTFhFdXPJO1aFaMaO6Mm",
        "$argon2id$v=19$m=256,t=2,p=1$$" HASH,
        "$argon2id$v=19$m=256,t=2,p=1$" SALT "$",
        /* something else */
        "",
        "$",
        "plain text",
        "$argon2i$v=19$m=256,t=2,p=1$" SALT "$" HASH,
        "$argon2d$v=19$m=256,t=2,p=1$" SALT "$" HASH,
        "$argon2id$v=16$m=256,t=2,p=1$" SALT "$" HASH,
        "$argon2id$m=256,t=2,p=1$" SALT "$" HASH,
        "argon2id$v=19$m=256,t=2,p=1$" SALT "$" HASH,
        " $argon2id$v=19$m=256,t=2,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=256,t=2,p=1$" SALT "$" HASH "\n",
        "$argon2id$v=19$m=256,t=2,p=1$" SALT "$" HASH "=",
        "$argon2id$v=19$m=256,t=2,p=1$" SALT "$" HASH "$",
        "$argon2id$v=19$t=2,m=256,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=256,t=2$" SALT "$" HASH,
        "$argon2id$v=19$m=256,t=2,p=1,x=1$" SALT "$" HASH,
        "$argon2id$v=19$m=+256,t=2,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=0256,t=2,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m= 256,t=2,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=-256,t=2,p=1$" SALT "$" HASH,
        "$argon2id$v=19$m=256,t=2,p=1$" SALT,
        "$argon2id$v=19$m=256,t=2,p=1",
        "$argon2id$v=19$m=256",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhb-Q$" HASH,
        "$argon2id$v=19$m=256,t=2,p=1$" SALT "$CTFh*dXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=256,t=2,p=1$" SALT "$" HASH HASH HASH,
        "$argon2id$v=19$m=256,t=2,p=1$" SALT SALT SALT SALT SALT "$" HASH,
    };

    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        struct chat_error err = CHAT_ERROR_INIT;
        bool matches = true;

        ck_assert_msg(chat_password_verify(&cheap, hostile[i], "password", 8, &matches, &err) ==
                          CHAT_E_STORAGE,
                      "%s", hostile[i]);
        ck_assert_ptr_null(strstr(err.message, "argon2")); /* says nothing of what is stored */
        ck_assert_msg(chat_password_needs_rehash(&cheap, hostile[i]), "%s", hostile[i]);
    }
}
END_TEST

START_TEST(a_string_cut_anywhere_is_refused)
{
    static const char whole[] = "$argon2id$v=19$m=256,t=2,p=1$" SALT "$" HASH;
    char cut[sizeof whole];
    bool matches;

    for (size_t length = 0; length < strlen(whole); length++) {
        enum chat_status status;

        memcpy(cut, whole, length);
        cut[length] = '\0';
        status = chat_password_verify(&cheap, cut, "password", 8, &matches, NULL);
        /* Cut inside the hash it may still be a hash, of another length, that does not match. */
        ck_assert_msg(status == CHAT_E_STORAGE || !matches, "%s", cut);
    }
}
END_TEST

START_TEST(a_hash_of_another_cost_is_to_be_made_again)
{
    static const struct chat_password_cost more_memory = {16, 1}, more_passes = {8, 2};
    char stored[CHAT_PASSWORD_HASH_TEXT];

    ck_assert_int_eq(chat_password_hash(&cheap, chat_random_system(), "password", 8, stored, NULL), CHAT_OK);
    ck_assert(!chat_password_needs_rehash(&cheap, stored));
    ck_assert(chat_password_needs_rehash(&more_memory, stored));
    ck_assert(chat_password_needs_rehash(&more_passes, stored));
    /* Made elsewhere: several lanes, or a short salt. */
    ck_assert(chat_password_needs_rehash(&(struct chat_password_cost){256, 2},
                                         "$argon2id$v=19$m=256,t=2,p=2$" SALT "$" HASH));
    ck_assert(chat_password_needs_rehash(&(struct chat_password_cost){256, 2},
                                         "$argon2id$v=19$m=256,t=2,p=1$" SALT "$" HASH));
}
END_TEST

START_TEST(a_cost_out_of_bounds_is_refused)
{
    static const struct chat_password_cost wrong[] = {{7, 1}, {262145, 1}, {8, 0}, {8, 17}};

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_int_eq(chat_password_cost_check(&wrong[i], NULL), CHAT_E_INVALID);
    ck_assert_int_eq(chat_password_cost_check(&cheap, NULL), CHAT_OK);
    ck_assert_int_eq(chat_password_cost_check(&(struct chat_password_cost){262144, 16}, NULL), CHAT_OK);
}
END_TEST

START_TEST(without_randomness_there_is_no_hash)
{
    struct fixed_random fixed;
    char stored[CHAT_PASSWORD_HASH_TEXT] = "unchanged";

    fixed_random_init(&fixed);
    fixed.broken = true;
    ck_assert_int_eq(chat_password_hash(&cheap, &fixed.random, "password", 8, stored, NULL),
                     CHAT_E_UNAVAILABLE);
    ck_assert_str_eq(stored, "unchanged");
}
END_TEST

START_TEST(the_same_salt_gives_the_same_string)
{
    struct fixed_random fixed;
    char first[CHAT_PASSWORD_HASH_TEXT], second[CHAT_PASSWORD_HASH_TEXT];

    fixed_random_init(&fixed);
    ck_assert_int_eq(chat_password_hash(&cheap, &fixed.random, "password", 8, first, NULL), CHAT_OK);
    fixed_random_init(&fixed);
    ck_assert_int_eq(chat_password_hash(&cheap, &fixed.random, "password", 8, second, NULL), CHAT_OK);
    ck_assert_str_eq(first, second);
    ck_assert_ptr_nonnull(strstr(first, "$AAECAwQFBgcICQoLDA0ODw$"));
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, the_hashes_of_the_reference_implementation_verify);
    tcase_add_test(cases, a_new_hash_says_its_cost_and_verifies_its_password_alone);
    tcase_add_test(cases, the_longest_and_the_shortest_password_can_be_used);
    tcase_add_test(cases, a_password_out_of_bounds_is_refused_by_name);
    tcase_add_test(cases, an_unknown_user_has_no_password_at_all);
    tcase_add_test(cases, an_unknown_user_costs_as_much_as_a_known_one);
    tcase_add_test(cases, a_stored_hash_that_is_hostile_or_damaged_is_refused_before_any_work);
    tcase_add_test(cases, a_string_cut_anywhere_is_refused);
    tcase_add_test(cases, a_hash_of_another_cost_is_to_be_made_again);
    tcase_add_test(cases, a_cost_out_of_bounds_is_refused);
    tcase_add_test(cases, without_randomness_there_is_no_hash);
    tcase_add_test(cases, the_same_salt_gives_the_same_string);
}

int main(void)
{
    return unit_main("auth/password", list);
}
