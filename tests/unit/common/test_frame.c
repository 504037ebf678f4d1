/*
 * Counted bytes: who owns what, and encoded messages.
 */
#include "frontends/common/frame.h"

#include <string.h>

#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/unit.h"

static void note_release(void *owner)
{
    ++*(int *)owner;
}

START_TEST(what_is_wrapped_is_given_back_with_the_last_reference)
{
    int released = 0;
    struct chat_frame *frame = chat_frame_wrap(NULL, "static", 6, note_release, &released);

    chat_frame_ref(frame);
    chat_frame_unref(frame);
    ck_assert_int_eq(released, 0);
    chat_frame_unref(frame);
    ck_assert_int_eq(released, 1);
    chat_frame_unref(NULL);
}
END_TEST

START_TEST(a_copy_is_its_own_and_a_block_is_taken_over)
{
    struct counting_alloc counting;
    char text[] = "text";

    counting_alloc_init(&counting);
    struct chat_frame *copy = chat_frame_copy(&counting.allocator, text, 4);
    struct chat_frame *taken =
        chat_frame_take(&counting.allocator, chat_strdup(&counting.allocator, "block"), 5);
    text[0] = 'n';
    ck_assert_mem_eq(copy->bytes, "text", 4);
    ck_assert_mem_eq(taken->bytes, "block", 5);
    chat_frame_unref(copy);
    chat_frame_unref(taken);
    ck_assert_int_eq(counting.alive, 0);
}
END_TEST

START_TEST(a_message_is_encoded_with_its_header)
{
    static const struct {
        size_t length, header;
        uint8_t first[10];
    } rows[] = {
        {0, 2, {0x81, 0}},
        {125, 2, {0x81, 125}},
        {126, 4, {0x81, 126, 0, 126}},
        {65536, 10, {0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}},
    };
    static char payload[65536];

    memset(payload, 'p', sizeof payload);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct chat_frame *text = chat_frame_text(NULL, payload, rows[i].length);
        struct chat_frame *binary = chat_frame_binary(NULL, payload, rows[i].length);
        ck_assert_uint_eq(text->length, rows[i].header + rows[i].length);
        ck_assert_mem_eq(text->bytes, rows[i].first, rows[i].header);
        if (rows[i].length > 0)
            ck_assert_int_eq(memcmp(text->bytes + rows[i].header, payload, rows[i].length), 0);
        ck_assert_uint_eq(binary->bytes[0], 0x82);
        ck_assert_uint_eq(binary->length, text->length);
        chat_frame_unref(text);
        chat_frame_unref(binary);
    }
}
END_TEST

START_TEST(without_memory_nothing_is_taken_over)
{
    struct counting_alloc counting;
    int released = 0;

    counting_alloc_init(&counting);
    counting.fail_at = 1;
    ck_assert_ptr_null(chat_frame_wrap(&counting.allocator, "x", 1, note_release, &released));
    ck_assert_ptr_null(chat_frame_text(&counting.allocator, "x", 1));
    ck_assert_int_eq(released, 0);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, what_is_wrapped_is_given_back_with_the_last_reference);
    tcase_add_test(cases, a_copy_is_its_own_and_a_block_is_taken_over);
    tcase_add_test(cases, a_message_is_encoded_with_its_header);
    tcase_add_test(cases, without_memory_nothing_is_taken_over);
}

int main(void)
{
    return unit_main("common/frame", list);
}
