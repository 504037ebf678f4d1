#include "chat/sys/alloc.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/unit.h"

static bool all_zero(const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

/* Memory that was used before, so that a test of zeroing can fail. */
static void *dirty_alloc(size_t bytes, void *user_data)
{
    void *block = malloc(bytes);

    (void)user_data;
    return block ? memset(block, 0xA5, bytes) : NULL;
}

static void dirty_free(void *block, void *user_data)
{
    (void)user_data;
    free(block);
}

static const struct chat_allocator dirty = {dirty_alloc, dirty_free, NULL};

START_TEST(new_memory_is_zeroed_and_aligned_for_any_type)
{
    for (size_t bytes = 0; bytes < 100; bytes++) {
        unsigned char *block = chat_alloc(&dirty, bytes);

        ck_assert_ptr_nonnull(block);
        ck_assert_uint_eq((uintptr_t)block % _Alignof(max_align_t), 0);
        ck_assert(all_zero(block, bytes));
        chat_free(block);
    }
}
END_TEST

START_TEST(growing_keeps_the_content_and_zeroes_the_rest)
{
    unsigned char *block = chat_alloc(&dirty, 8);

    memcpy(block, "content!", 8);
    block = chat_realloc(&dirty, block, 100);
    ck_assert_mem_eq(block, "content!", 8);
    ck_assert(all_zero(block + 8, 92));

    block = chat_realloc(&dirty, block, 4);
    ck_assert_mem_eq(block, "cont", 4);
    block = chat_realloc(&dirty, block, 8);
    ck_assert_mem_eq(block, "cont\0\0\0\0", 8);
    chat_free(block);
}
END_TEST

START_TEST(a_block_goes_back_to_the_allocator_it_came_from)
{
    struct counting_alloc counting;
    void *block;

    counting_alloc_init(&counting);
    block = chat_alloc(&counting.allocator, 10);
    ck_assert_int_eq(counting.alive, 1);
    block = chat_realloc(NULL, block, 20); /* stays where it was */
    ck_assert_int_eq(counting.alive, 1);
    ck_assert_int_eq(counting.requests, 2);
    chat_free(block);
    ck_assert_int_eq(counting.alive, 0);
}
END_TEST

START_TEST(a_refused_request_is_null_and_the_old_block_stays)
{
    struct counting_alloc counting;
    char *block;

    counting_alloc_init(&counting);
    counting.fail_at = 2;
    block = chat_strdup(&counting.allocator, "kept");
    ck_assert_ptr_null(chat_realloc(&counting.allocator, block, 4000));
    ck_assert_str_eq(block, "kept");
    ck_assert_ptr_null(chat_alloc(&counting.allocator, 1));
    ck_assert_ptr_null(chat_alloc_array(&counting.allocator, 1, 1));
    ck_assert_ptr_null(chat_strdup(&counting.allocator, "more"));
    chat_free(block);
    ck_assert_int_eq(counting.alive, 0);
}
END_TEST

START_TEST(a_size_that_overflows_is_refused_before_the_allocator_is_asked)
{
    struct counting_alloc counting;

    counting_alloc_init(&counting);
    ck_assert_ptr_null(chat_alloc_array(&counting.allocator, SIZE_MAX / 2 + 1, 2));
    ck_assert_ptr_null(chat_alloc_array(&counting.allocator, 2, SIZE_MAX / 2 + 1));
    ck_assert_ptr_null(chat_alloc(&counting.allocator, SIZE_MAX));
    ck_assert_ptr_null(chat_alloc(&counting.allocator, SIZE_MAX - 15));
    ck_assert_ptr_null(chat_strndup(&counting.allocator, "x", SIZE_MAX));
    ck_assert_int_eq(counting.requests, 0);
}
END_TEST

START_TEST(a_copy_of_a_text_ends_in_nul)
{
    char *copy = chat_strndup(&dirty, "room service", 4);

    ck_assert_str_eq(copy, "room");
    chat_free(copy);
    copy = chat_strndup(&dirty, NULL, 0);
    ck_assert_str_eq(copy, "");
    chat_free(copy);
    ck_assert_ptr_null(chat_strdup(&dirty, NULL));
}
END_TEST

START_TEST(freeing_nothing_is_fine)
{
    struct counting_alloc counting;
    void *block;

    counting_alloc_init(&counting);
    chat_free(NULL);
    block = chat_realloc(&counting.allocator, NULL, 5);
    ck_assert_ptr_nonnull(block);
    ck_assert_int_eq(counting.alive, 1);
    chat_free(block);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, new_memory_is_zeroed_and_aligned_for_any_type);
    tcase_add_test(cases, growing_keeps_the_content_and_zeroes_the_rest);
    tcase_add_test(cases, a_block_goes_back_to_the_allocator_it_came_from);
    tcase_add_test(cases, a_refused_request_is_null_and_the_old_block_stays);
    tcase_add_test(cases, a_size_that_overflows_is_refused_before_the_allocator_is_asked);
    tcase_add_test(cases, a_copy_of_a_text_ends_in_nul);
    tcase_add_test(cases, freeing_nothing_is_fine);
}

int main(void)
{
    return unit_main("base/alloc", list);
}
