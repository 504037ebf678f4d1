/*
 * The queue of frames of a connection, against a plain list, through thousands of random steps.
 */
#include "frontends/common/output.h"

#include <string.h>

#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/unit.h"

#define STEPS 20000

/* The same queue, plainly: lengths of whole frames and how far the first has got. */
struct plain {
    size_t lengths[STEPS];
    size_t first, count, kept, offset;
};

static size_t plain_bytes(const struct plain *plain)
{
    size_t bytes = 0;
    for (size_t i = 0; i < plain->count; i++)
        bytes += plain->lengths[plain->first + i];
    return bytes - plain->offset;
}

static void plain_advance(struct plain *plain, size_t bytes)
{
    plain->offset += bytes;
    while (plain->count > 0 && plain->offset >= plain->lengths[plain->first]) {
        plain->offset -= plain->lengths[plain->first++];
        plain->count--;
        plain->kept -= plain->kept > 0;
    }
}

static void check_same(const struct chat_output *output, const struct plain *plain)
{
    struct iovec iov[CHAT_OUTPUT_IOV_MAX];
    size_t n = chat_output_fill(output, iov);

    ck_assert_uint_eq(output->count, plain->count);
    ck_assert_uint_eq(output->bytes, plain_bytes(plain));
    ck_assert_uint_eq(n, plain->count < CHAT_OUTPUT_IOV_MAX ? plain->count : CHAT_OUTPUT_IOV_MAX);
    for (size_t i = 0; i < n; i++)
        if (iov[i].iov_len != plain->lengths[plain->first + i] - (i == 0 ? plain->offset : 0))
            ck_abort_msg("frame %zu has the wrong length", i);
}

START_TEST(any_mix_of_steps_leaves_what_a_plain_list_would)
{
    static char bytes[1000];
    static struct plain plain;
    struct counting_alloc counting;
    struct chat_output output = {.frames = NULL};
    unsigned seed = 4711;

    counting_alloc_init(&counting);
    for (int step = 0; step < STEPS; step++) {
        int what = rand_r(&seed) % 100;
        if (what < 60) {
            size_t length = 1 + (size_t)rand_r(&seed) % sizeof bytes;
            bool keep = rand_r(&seed) % 50 == 0;
            struct chat_frame *frame = chat_frame_wrap(&counting.allocator, bytes, length, NULL, NULL);
            ck_assert(chat_output_push(&output, &counting.allocator, frame, keep));
            chat_frame_unref(frame);
            plain.lengths[plain.first + plain.count++] = length;
            if (keep)
                plain.kept = plain.count;
        } else if (what < 98) {
            size_t bytes_left = plain_bytes(&plain);
            size_t leave =
                bytes_left > 0 ? (size_t)rand_r(&seed) % (bytes_left < 2000 ? bytes_left + 1 : 2000) : 0;
            chat_output_advance(&output, leave);
            plain_advance(&plain, leave);
        } else {
            size_t stay = plain.kept > 0 ? plain.kept : plain.offset > 0 ? 1 : 0;
            ck_assert_uint_eq(chat_output_drop(&output), plain.count - stay);
            plain.count = stay;
        }
        check_same(&output, &plain);
    }
    chat_output_clear(&output);
    ck_assert_int_eq(counting.alive, 0);
}
END_TEST

START_TEST(an_empty_frame_is_not_queued)
{
    struct chat_output output = {.frames = NULL};
    struct chat_frame *frame = chat_frame_copy(NULL, "", 0);

    ck_assert(chat_output_push(&output, NULL, frame, false));
    ck_assert_uint_eq(output.count, 0);
    chat_frame_unref(frame);
    chat_output_clear(&output);
}
END_TEST

START_TEST(without_memory_a_push_changes_nothing)
{
    struct counting_alloc counting;
    struct chat_output output = {.frames = NULL};
    struct chat_frame *frame = chat_frame_copy(NULL, "x", 1);

    counting_alloc_init(&counting);
    counting.fail_at = 1;
    ck_assert(!chat_output_push(&output, &counting.allocator, frame, false));
    ck_assert_uint_eq(output.count, 0);
    ck_assert_uint_eq(atomic_load(&frame->refs), 1);
    chat_frame_unref(frame);
    chat_output_clear(&output);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, any_mix_of_steps_leaves_what_a_plain_list_would);
    tcase_add_test(cases, an_empty_frame_is_not_queued);
    tcase_add_test(cases, without_memory_a_push_changes_nothing);
}

int main(void)
{
    return unit_main("common/output", list);
}
