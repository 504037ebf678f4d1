/*
 * An event as the frame that goes to every WebSocket: encoded by whoever needs it first, then shared.
 */
#ifndef CHAT_HTTPD_EVENT_FRAME_H
#define CHAT_HTTPD_EVENT_FRAME_H

#include "chat/executor.h"
#include "frontends/common/frame.h"

/** Borrowed from the event; NULL without memory. */
struct chat_frame *httpd_event_frame(chat_shared_event_t *event);

#endif
