/*
 * The digest under which a call is remembered: the same for the same words, another for other words.
 */
#include <stdio.h>
#include <string.h>

#include "libchat/model/digest.h"
#include "libchat/model/field.h"
#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/unit.h"
#include "tests/unit/wire/records.h"

#define LARGEST 1024

union value {
    max_align_t align;
    char bytes[LARGEST];
};

struct digest {
    uint8_t bytes[32];
};

static struct digest digest_of(const struct chat_record *record, const void *value)
{
    struct digest digest;

    ck_assert_int_eq(chat_record_digest(NULL, "test.op", record, value, digest.bytes), CHAT_OK);
    return digest;
}

static bool same(struct digest a, struct digest b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

START_TEST(it_is_the_same_in_every_version)
{
    static const char expected[] = "627d4ae0ccf072690bb003a29ae79286453eb0c1d0db521d08c6246fb87f5520";
    struct chat_profile_params params;
    char name[] = "Ada", bio[] = "I count", text[65];
    uint8_t digest[32];
    chat_record_init(&chat_record_profile_params, &params);
    params.display_name = name;
    params.bio = bio;
    ck_assert_int_eq(chat_record_digest(NULL, "profile.edit", &chat_record_profile_params, &params, digest),
                     CHAT_OK);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    ck_assert_str_eq(text, expected); /* it is stored, and compared after an upgrade */
}
END_TEST

/* Another value than the one that is there. */
static void change(const struct chat_field *field, union value *value, char *other)
{
    char *member = value->bytes + field->offset;

    switch (field->type) {
    case CHAT_FIELD_BOOL:
        *(bool *)(void *)member = !*(bool *)(void *)member;
        return;
    case CHAT_FIELD_ENUM:
        ++*(int *)(void *)member;
        return;
    case CHAT_FIELD_INT:
    case CHAT_FIELD_ID:
    case CHAT_FIELD_TIME:
        ++*(int64_t *)(void *)member;
        return;
    default:
        memcpy(member, &other, sizeof other);
    }
}

START_TEST(each_member_counts_but_the_client_id)
{
    const struct chat_record *record = all_records[_i];
    char one[] = "one", two[] = "two", empty[] = "";

    for (size_t i = 0; i < record->n; i++) {
        const struct chat_field *field = &record->fields[i];
        bool counts = strcmp(field->name, "client_id") != 0;
        union value value;
        if (field->type == CHAT_FIELD_RECORD || field->type == CHAT_FIELD_LIST)
            return; /* of results, which nobody sends */
        chat_record_init(record, &value);
        struct digest absent = digest_of(record, &value);
        change(field, &value, one);
        struct digest first = digest_of(record, &value);
        ck_assert(same(first, digest_of(record, &value)));
        ck_assert_msg(same(absent, first) != counts, "%s.%s", record->name, field->name);
        change(field, &value, two);
        if (field->type != CHAT_FIELD_BOOL)
            ck_assert_msg(same(first, digest_of(record, &value)) != counts, "%s.%s", record->name,
                          field->name);
        if (field->type < CHAT_FIELD_LINE)
            continue;
        change(field, &value, empty); /* removing is not the same as leaving alone */
        ck_assert_msg(same(absent, digest_of(record, &value)) != counts, "%s.%s", record->name, field->name);
    }
}
END_TEST

START_TEST(the_operation_counts)
{
    struct chat_room_ref_params params = {NULL, {7}};
    uint8_t a[32], b[32];
    ck_assert_int_eq(chat_record_digest(NULL, "room.join", &chat_record_room_ref_params, &params, a),
                     CHAT_OK);
    ck_assert_int_eq(chat_record_digest(NULL, "room.leave", &chat_record_room_ref_params, &params, b),
                     CHAT_OK);
    ck_assert_int_ne(memcmp(a, b, sizeof a), 0);
}
END_TEST

START_TEST(what_moves_from_one_member_to_the_next_is_something_else)
{
    struct chat_room_params params;
    char ab[] = "ab", c[] = "c", a[] = "a", bc[] = "bc";
    chat_record_init(&chat_record_room_params, &params);
    params.title = ab;
    params.name = c;
    struct digest first = digest_of(&chat_record_room_params, &params);
    params.title = a;
    params.name = bc;
    ck_assert(!same(first, digest_of(&chat_record_room_params, &params)));
}
END_TEST

/* The same operation before and after it was given another member. */
struct chat_before {
    char *title;
};

struct chat_after {
    char *title;
    int64_t order;
    char *colour;
};

START_TEST(a_member_that_came_later_and_is_not_used_does_not_count)
{
    static const struct chat_field before_fields[] = {FIELD(chat_before, title, LINE, 0, 1, 10, "A title.")};
    static const struct chat_field after_fields[] = {FIELD(chat_after, title, LINE, 0, 1, 10, "A title."),
                                                     FIELD(chat_after, order, INT, 0, 0, 9, "A number."),
                                                     FIELD(chat_after, colour, WORD, 0, 1, 10, "A colour.")};
    static const struct chat_record before_record = {"Before", sizeof(struct chat_before), before_fields, 1,
                                                     "Before."},
                                    after_record = {"After", sizeof(struct chat_after), after_fields, 3,
                                                    "After."};
    char title[] = "title";
    struct chat_before before = {title};
    struct chat_after after = {title, CHAT_UNSET, NULL};
    ck_assert(same(digest_of(&before_record, &before), digest_of(&after_record, &after)));
    after.order = 0;
    ck_assert(!same(digest_of(&before_record, &before), digest_of(&after_record, &after)));
}
END_TEST

START_TEST(without_memory_there_is_no_digest_and_nothing_left_behind)
{
    struct chat_message_params params;
    struct counting_alloc counting;
    char body[] = "hello";
    uint8_t digest[32];
    enum chat_status status;
    long n = 0;
    chat_record_init(&chat_record_message_params, &params);
    params.body = body;
    counting_alloc_init(&counting);
    do {
        counting.requests = 0;
        counting.fail_at = ++n;
        status =
            chat_record_digest(&counting.allocator, "test.op", &chat_record_message_params, &params, digest);
        ck_assert_int_eq(counting.alive, 0);
    } while (status == CHAT_E_NOMEM && n < 100);
    ck_assert_int_eq(status, CHAT_OK);
    ck_assert_int_gt(n, 1);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, it_is_the_same_in_every_version);
    tcase_add_loop_test(cases, each_member_counts_but_the_client_id, 0, (int)ALL_RECORDS);
    tcase_add_test(cases, the_operation_counts);
    tcase_add_test(cases, what_moves_from_one_member_to_the_next_is_something_else);
    tcase_add_test(cases, a_member_that_came_later_and_is_not_used_does_not_count);
    tcase_add_test(cases, without_memory_there_is_no_digest_and_nothing_left_behind);
}

int main(void)
{
    return unit_main("model/digest", list);
}
