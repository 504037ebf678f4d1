#include "frontends/common/output.h"

#include <string.h>

#define ROOM_FIRST 8 /* kept when the queue runs empty: 64 bytes */

static bool grow(struct chat_output *output, const struct chat_allocator *allocator)
{
    uint32_t room = output->room > 0 ? output->room * 2 : ROOM_FIRST;
    if (room < output->room)
        return false;
    struct chat_frame **frames = chat_alloc_array(allocator, room, sizeof(struct chat_frame *));
    if (frames == NULL)
        return false;
    for (uint32_t i = 0; i < output->count; i++)
        frames[i] = output->frames[(output->head + i) & (output->room - 1)];
    chat_free(output->frames);
    output->frames = frames;
    output->room = room;
    output->head = 0;
    return true;
}

bool chat_output_push(struct chat_output *output, const struct chat_allocator *allocator,
                      struct chat_frame *frame, bool keep)
{
    if (frame->length == 0)
        return true;
    if (output->count == output->room && !grow(output, allocator))
        return false;
    output->frames[(output->head + output->count) & (output->room - 1)] = chat_frame_ref(frame);
    output->count++;
    output->bytes += frame->length;
    if (keep)
        output->kept = output->count;
    return true;
}

size_t chat_output_fill(const struct chat_output *output, struct iovec iov[CHAT_OUTPUT_IOV_MAX])
{
    size_t n = output->count < CHAT_OUTPUT_IOV_MAX ? output->count : CHAT_OUTPUT_IOV_MAX;
    for (size_t i = 0; i < n; i++) {
        const struct chat_frame *frame = output->frames[(output->head + i) & (output->room - 1)];
        size_t skip = i == 0 ? output->offset : 0;
        /* sendmsg() only reads; its struct has no const. */
        iov[i].iov_base = (void *)(uintptr_t)(frame->bytes + skip);
        iov[i].iov_len = frame->length - skip;
    }
    return n;
}

static void shrink(struct chat_output *output)
{
    if (output->count == 0 && output->room > ROOM_FIRST) {
        chat_free(output->frames);
        output->frames = NULL;
        output->room = 0;
    }
}

void chat_output_advance(struct chat_output *output, size_t bytes)
{
    output->bytes -= bytes;
    while (bytes > 0) {
        struct chat_frame *frame = output->frames[output->head];
        size_t left = frame->length - output->offset;
        if (bytes < left) {
            output->offset += bytes;
            break;
        }
        bytes -= left;
        output->offset = 0;
        output->head = (output->head + 1) & (output->room - 1);
        output->count--;
        if (output->kept > 0)
            output->kept--;
        chat_frame_unref(frame);
    }
    shrink(output);
}

size_t chat_output_drop(struct chat_output *output)
{
    uint32_t keep = output->kept;
    if (keep == 0 && output->offset > 0)
        keep = 1;
    size_t dropped = 0;
    while (output->count > keep) {
        struct chat_frame *frame = output->frames[(output->head + --output->count) & (output->room - 1)];
        output->bytes -= frame->length;
        chat_frame_unref(frame);
        dropped++;
    }
    shrink(output);
    return dropped;
}

void chat_output_clear(struct chat_output *output)
{
    output->kept = 0;
    output->offset = 0;
    chat_output_drop(output);
    chat_free(output->frames);
    memset(output, 0, sizeof *output);
}
