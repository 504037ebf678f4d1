/*
 * Counted bytes. The last reference may go on another thread than the first, so the count is atomic; the
 * bytes themselves never change and need no lock.
 */
#include "frontends/common/frame.h"

#include <string.h>

#include "frontends/common/websocket.h"

/* A frame with `room` bytes of its own right behind it. */
static struct chat_frame *frame_new(const struct chat_allocator *allocator, size_t room, uint8_t **bytes)
{
    if (room > SIZE_MAX - sizeof(struct chat_frame))
        return NULL;
    struct chat_frame *frame = chat_alloc(allocator, sizeof *frame + room);
    if (frame == NULL)
        return NULL;
    atomic_init(&frame->refs, 1);
    *bytes = (uint8_t *)(frame + 1);
    frame->bytes = *bytes;
    frame->length = room;
    return frame;
}

struct chat_frame *chat_frame_copy(const struct chat_allocator *allocator, const void *bytes, size_t length)
{
    uint8_t *own;
    struct chat_frame *frame = frame_new(allocator, length, &own);
    if (frame != NULL && length > 0)
        memcpy(own, bytes, length);
    return frame;
}

struct chat_frame *chat_frame_wrap(const struct chat_allocator *allocator, const void *bytes, size_t length,
                                   void (*release)(void *owner), void *owner)
{
    uint8_t *own;
    struct chat_frame *frame = frame_new(allocator, 0, &own);
    if (frame == NULL)
        return NULL;
    frame->bytes = bytes;
    frame->length = length;
    frame->release = release;
    frame->owner = owner;
    return frame;
}

struct chat_frame *chat_frame_take(const struct chat_allocator *allocator, void *block, size_t length)
{
    return chat_frame_wrap(allocator, block, length, chat_free, block);
}

static struct chat_frame *message_frame(const struct chat_allocator *allocator, enum chat_ws_opcode opcode,
                                        const void *payload, size_t length)
{
    uint8_t header[CHAT_WS_HEADER_MAX];
    size_t header_length = chat_ws_encode_header(header, opcode, true, length, NULL);
    if (length > SIZE_MAX - header_length)
        return NULL;

    uint8_t *own;
    struct chat_frame *frame = frame_new(allocator, header_length + length, &own);
    if (frame == NULL)
        return NULL;
    memcpy(own, header, header_length);
    if (length > 0)
        memcpy(own + header_length, payload, length);
    return frame;
}

struct chat_frame *chat_frame_text(const struct chat_allocator *allocator, const void *payload, size_t length)
{
    return message_frame(allocator, CHAT_WS_TEXT, payload, length);
}

struct chat_frame *chat_frame_binary(const struct chat_allocator *allocator, const void *payload,
                                     size_t length)
{
    return message_frame(allocator, CHAT_WS_BINARY, payload, length);
}

struct chat_frame *chat_frame_ref(struct chat_frame *frame)
{
    atomic_fetch_add_explicit(&frame->refs, 1, memory_order_relaxed);
    return frame;
}

void chat_frame_unref(struct chat_frame *frame)
{
    if (frame == NULL)
        return;
    if (atomic_fetch_sub_explicit(&frame->refs, 1, memory_order_acq_rel) != 1)
        return;
    if (frame->release != NULL)
        frame->release(frame->owner);
    chat_free(frame);
}
