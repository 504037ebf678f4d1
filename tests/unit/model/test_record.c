/*
 * Starting empty, copying and clearing, tried on every record there is with random content.
 */
#include <string.h>

#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/unit.h"
#include "tests/unit/wire/random_record.h"
#include "tests/unit/wire/records.h"

#define LARGEST 1024
#define SEEDS   8

union value {
    max_align_t align;
    char bytes[LARGEST];
};

static void given_random(const struct chat_record *record, uint64_t seed, union value *out)
{
    struct random_source source = {seed * 7919 + 1};

    ck_assert_uint_le(record->size, LARGEST);
    chat_record_init(record, out);
    random_record(&source, record, out);
}

START_TEST(a_copy_is_equal_and_its_own)
{
    const struct chat_record *record = all_records[_i];
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        union value original, copy, same;
        struct counting_alloc counting;
        counting_alloc_init(&counting);
        given_random(record, seed, &original);
        ck_assert_int_eq(chat_record_copy(record, &counting.allocator, &copy, &original), CHAT_OK);
        chat_record_clear(record, &original); /* and what it owned is gone */
        given_random(record, seed, &same);
        const char *differs = record_difference(record, &copy, &same);
        ck_assert_msg(!differs, "%s: %s", record->name, differs);
        chat_record_clear(record, &copy);
        chat_record_clear(record, &same);
        ck_assert_int_eq(counting.alive, 0);
    }
}
END_TEST

START_TEST(what_is_cleared_is_as_it_was_at_the_start)
{
    const struct chat_record *record = all_records[_i];
    union value value, start;
    given_random(record, 3, &value);
    chat_record_init(record, &start);
    for (int times = 0; times < 2; times++) {
        chat_record_clear(record, &value);
        const char *differs = record_difference(record, &value, &start);
        ck_assert_msg(!differs, "%s: %s", record->name, differs);
    }
    chat_record_clear(record, NULL);
}
END_TEST

START_TEST(without_memory_a_copy_leaves_nothing_behind)
{
    const struct chat_record *record = all_records[_i];
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        union value original, copy, start;
        struct counting_alloc counting;
        enum chat_status status;
        long n = 0;
        counting_alloc_init(&counting);
        given_random(record, seed, &original);
        chat_record_init(record, &start);
        do {
            counting.requests = 0;
            counting.fail_at = ++n;
            memset(&copy, 0x5a, sizeof copy); /* whatever is there is overwritten */
            status = chat_record_copy(record, &counting.allocator, &copy, &original);
            if (status == CHAT_OK)
                break;
            ck_assert_int_eq(status, CHAT_E_NOMEM);
            ck_assert_int_eq(counting.alive, 0);
            ck_assert_msg(!record_difference(record, &copy, &start), "%s", record->name);
        } while (n < 1000);
        ck_assert_int_lt(n, 1000);
        chat_record_clear(record, &copy);
        chat_record_clear(record, &original);
        ck_assert_int_eq(counting.alive, 0);
    }
}
END_TEST

START_TEST(absent_is_absent_in_every_type)
{
    struct chat_room_query query;
    struct chat_room room;
    memset(&query, 0x5a, sizeof query);
    memset(&room, 0x5a, sizeof room);
    chat_record_init(&chat_record_room_query, &query);
    chat_record_init(&chat_record_room, &room);
    ck_assert_ptr_null(query.text);
    ck_assert_int_eq(query.topic.value, 0);
    ck_assert(!query.mine);
    ck_assert(query.offset == CHAT_UNSET);
    ck_assert_int_eq((int)room.kind, 0);
    ck_assert_int_eq(room.created_at_us, 0);
    ck_assert(room.mine.unread == CHAT_UNSET); /* also in the record inside */
}
END_TEST

START_TEST(a_field_is_found_by_its_name)
{
    const struct chat_field *field = chat_record_field(&chat_record_message_params, "body");
    ck_assert_ptr_nonnull(field);
    ck_assert_uint_eq(field->offset, offsetof(struct chat_message_params, body));
    ck_assert_ptr_null(chat_record_field(&chat_record_message_params, "bod"));
    ck_assert_ptr_null(chat_record_field(&chat_record_message_params, ""));
    ck_assert_ptr_null(chat_record_field(&chat_record_nothing, "body"));
}
END_TEST

/* ---- Secrets ---- */

#define SECRET "correct horse battery staple"

struct prying {
    struct chat_allocator allocator;
    int seen; /* blocks that came back with the secret in them */
};

static void *pry_alloc(size_t bytes, void *user_data)
{
    size_t *block = malloc(sizeof(max_align_t) + bytes);

    (void)user_data;
    if (!block)
        return NULL;
    *block = bytes;
    return (char *)block + sizeof(max_align_t);
}

static void pry_free(void *block, void *user_data)
{
    struct prying *prying = user_data;
    char *start = (char *)block - sizeof(max_align_t);
    size_t bytes;

    memcpy(&bytes, start, sizeof bytes);
    prying->seen += memmem(block, bytes, "horse", 5) != NULL;
    free(start);
}

START_TEST(a_secret_is_wiped_before_its_memory_is_given_back)
{
    struct prying prying = {{pry_alloc, pry_free, &prying}, 0};
    struct chat_sign_in_params params, copy;
    chat_record_init(&chat_record_sign_in_params, &params);
    params.handle = chat_strdup(&prying.allocator, "ada");
    params.password = chat_strdup(&prying.allocator, SECRET);
    params.user_agent = chat_strdup(&prying.allocator, "horse");
    ck_assert_int_eq(chat_record_copy(&chat_record_sign_in_params, &prying.allocator, &copy, &params),
                     CHAT_OK);
    chat_record_clear(&chat_record_sign_in_params, &params);
    chat_record_clear(&chat_record_sign_in_params, &copy);
    ck_assert_int_eq(prying.seen, 2); /* the two that are no secret, which shows that looking works */
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_loop_test(cases, a_copy_is_equal_and_its_own, 0, (int)ALL_RECORDS);
    tcase_add_loop_test(cases, what_is_cleared_is_as_it_was_at_the_start, 0, (int)ALL_RECORDS);
    tcase_add_loop_test(cases, without_memory_a_copy_leaves_nothing_behind, 0, (int)ALL_RECORDS);
    tcase_add_test(cases, absent_is_absent_in_every_type);
    tcase_add_test(cases, a_field_is_found_by_its_name);
    tcase_add_test(cases, a_secret_is_wiped_before_its_memory_is_given_back);
}

int main(void)
{
    return unit_main("model/record", list);
}
