/*
 * The frame lives as long as the event does; each connection that still has to send it holds a reference
 * of its own.
 */
#include "frontends/httpd/event_frame.h"

#include "chat/wire.h"

static void frame_release(void *frame)
{
    chat_frame_unref(frame);
}

struct chat_frame *httpd_event_frame(chat_shared_event_t *event)
{
    struct chat_frame *frame = chat_shared_event_attachment(event);
    struct chat_wire_frame wire = {.op = CHAT_WIRE_EVENT, .event = chat_shared_event_get(event)};
    struct chat_text text = CHAT_TEXT_INIT;

    if (frame)
        return frame;
    if (chat_wire_frame_encode(&wire, NULL, &text, NULL) != CHAT_OK)
        return NULL;
    frame = chat_frame_text(NULL, text.data, text.length);
    chat_text_clear(&text);
    return frame ? chat_shared_event_attach(event, frame, frame_release) : NULL;
}
