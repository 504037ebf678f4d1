/*
 * Each event carries all positions as its id, so that the browser's own Last-Event-ID resumes exactly.
 */
#include "frontends/httpd/stream.h"

#include <stdio.h>
#include <string.h>

#include "chat/wire.h"
#include "frontends/httpd/httpd.h"
#include "frontends/httpd/identify.h"
#include "frontends/httpd/own_log.h"
#include "frontends/httpd/reply.h"
#include "frontends/httpd/sockets.h"
#include "libchat/base/error.h"
#include "libchat/base/strbuf.h"

#define COMMENT_US      INT64_C(15000000)
#define EPOCH_MAX       64
#define ID_MAX          (CHAT_FOLLOWED_LOGS_MAX * 32 + EPOCH_MAX)
#define STREAM_TEXT_MAX (1024 * 1024) /* one event with its id */

/** Counted: the open response holds one reference, the question for its user's log another. */
struct httpd_stream {
    struct httpd_loop *loop;
    chat_request_t *request; /* a reference */
    chat_subscription_t *subscription;
    struct chat_actor actor;
    char *epoch;
    struct chat_position *positions; /* what the client has by now */
    size_t positions_n;
    unsigned refs;
    bool own_asked;
    bool paused;
    bool gone;
    int64_t said_us; /* when something was last sent */
    struct httpd_stream *next, *previous;
};

static void stream_unref(struct httpd_stream *stream)
{
    if (--stream->refs > 0)
        return;
    chat_subscription_close(stream->subscription);
    chat_request_unref(stream->request);
    chat_free(stream->epoch);
    chat_free(stream->positions);
    chat_free(stream);
}

/* The end, from whichever side: nothing is delivered any more. */
static void stream_end(struct httpd_stream *stream)
{
    if (stream->gone)
        return;
    stream->gone = true;
    chat_subscription_close(stream->subscription);
    stream->subscription = NULL;
    if (stream->next)
        stream->next->previous = stream->previous;
    if (stream->previous)
        stream->previous->next = stream->next;
    else
        stream->loop->streams = stream->next;
    chat_request_stream_end(stream->request);
    stream_unref(stream);
}

/* ---- What is sent ----------------------------------------------------------------------------------- */

/* Where the client will be after this: kept for every log it has heard of. False without memory. */
static bool position_set(struct httpd_stream *stream, chat_log_id log, int64_t seq)
{
    struct chat_position *grown;

    for (size_t i = 0; i < stream->positions_n; i++)
        if (stream->positions[i].log.value == log.value) {
            stream->positions[i].seq = seq;
            return true;
        }
    grown = chat_realloc(NULL, stream->positions, (stream->positions_n + 1) * sizeof(*grown));
    if (!grown)
        return false;
    grown[stream->positions_n++] = (struct chat_position){log, seq};
    stream->positions = grown;
    return true;
}

/* A room that is joined is followed from there on, also by a client that comes back before its first event
 * was told. */
static bool positions_learn(struct httpd_stream *stream, const struct chat_event *event)
{
    chat_log_id room = {event->subject};

    if (!position_set(stream, event->log, event->seq))
        return false;
    if (event->kind != CHAT_EVENT_JOINED_ROOM || event->arg < 1)
        return true;
    for (size_t i = 0; i < stream->positions_n; i++)
        if (stream->positions[i].log.value == room.value)
            return true;
    return position_set(stream, room, event->arg - 1);
}

static void position_forget(struct httpd_stream *stream, chat_log_id log)
{
    for (size_t i = 0; i < stream->positions_n; i++)
        if (stream->positions[i].log.value == log.value) {
            stream->positions[i] = stream->positions[--stream->positions_n];
            return;
        }
}

static void id_add(struct chat_strbuf *out, const struct httpd_stream *stream)
{
    chat_strbuf_addf(out, "id: %s;", stream->epoch);
    for (size_t i = 0; i < stream->positions_n; i++) {
        if (i > 0)
            chat_strbuf_addc(out, ',');
        chat_strbuf_addi(out, stream->positions[i].log.value);
        chat_strbuf_addc(out, ':');
        chat_strbuf_addi(out, stream->positions[i].seq);
    }
    chat_strbuf_addc(out, '\n');
}

static void text_send(struct httpd_stream *stream, struct chat_strbuf *text)
{
    struct chat_frame *frame = NULL;

    if (chat_strbuf_status(text, NULL) == CHAT_OK)
        frame = chat_frame_copy(NULL, text->text, text->length);
    if (!frame) {
        stream_end(stream); /* a gap that is seen is better than one that is not */
        return;
    }
    stream->said_us = httpd_now_us();
    (void)chat_request_stream_send(stream->request, frame);
    chat_frame_unref(frame);
}

static void say(struct httpd_stream *stream, const char *name, struct chat_wire_frame *wire)
{
    struct chat_text json = CHAT_TEXT_INIT;
    struct chat_strbuf text;

    wire->bare = true;
    chat_strbuf_init(&text, NULL, STREAM_TEXT_MAX);
    if (chat_wire_frame_encode(wire, NULL, &json, NULL) == CHAT_OK) {
        chat_strbuf_addf(&text, "event: %s\n", name);
        if (wire->op != CHAT_WIRE_RESYNC) /* positions of another epoch must not come back under ours */
            id_add(&text, stream);
        chat_strbuf_adds(&text, "data: ");
        chat_strbuf_add(&text, json.data, json.length);
        chat_strbuf_adds(&text, "\n\n");
        text_send(stream, &text);
    } else {
        stream_end(stream);
    }
    chat_text_clear(&json);
    chat_strbuf_clear(&text);
}

static void say_comment(struct httpd_stream *stream)
{
    struct chat_strbuf text;

    chat_strbuf_init(&text, NULL, 8);
    chat_strbuf_adds(&text, ":\n\n");
    text_send(stream, &text);
    chat_strbuf_clear(&text);
}

/* ---- What the subscription and the connection tell -------------------------------------------------- */

static bool is_hidden(const struct httpd_stream *stream, chat_log_id log)
{
    return !stream->own_asked && log.value == CHAT_USER_LOG(stream->actor.user).value;
}

static void told_event(chat_subscription_t *subscription, chat_shared_event_t *shared, void *user_data)
{
    struct httpd_stream *stream = user_data;
    const struct chat_event *event = chat_shared_event_get(shared);
    struct chat_wire_frame frame = {.op = CHAT_WIRE_EVENT, .event = event};

    (void)subscription;
    if (is_hidden(stream, event->log))
        return;
    if (positions_learn(stream, event))
        say(stream, "event", &frame);
    else
        stream_end(stream);
}

static void told_unfollowed(chat_subscription_t *subscription, chat_log_id log,
                            enum chat_unfollow_reason reason, void *user_data)
{
    struct httpd_stream *stream = user_data;
    struct chat_wire_frame frame = {.op = CHAT_WIRE_UNFOLLOWED,
                                    .log = log,
                                    .reason = reason == CHAT_UNFOLLOWED_RESYNC ? "resync" : "gone"};

    (void)subscription;
    if (is_hidden(stream, log))
        return;
    position_forget(stream, log);
    say(stream, "unfollowed", &frame);
}

static void told_ended(chat_subscription_t *subscription, enum chat_status status,
                       const struct chat_error *err, void *user_data)
{
    (void)subscription;
    (void)status;
    (void)err;
    stream_end(user_data); /* connecting again says why */
}

static const struct chat_subscriber subscriber = {told_event, told_unfollowed, told_ended};

static void on_gone(chat_request_t *request, void *user_data)
{
    (void)request;
    stream_end(user_data);
}

static void on_slow(chat_request_t *request, size_t pending_bytes, void *user_data)
{
    struct httpd_stream *stream = user_data;

    (void)request;
    (void)pending_bytes;
    if (stream->paused || stream->gone)
        return;
    stream->paused = true;
    chat_subscription_pause(stream->subscription);
}

static void on_drained(chat_request_t *request, void *user_data)
{
    struct httpd_stream *stream = user_data;

    (void)request;
    if (!stream->paused || stream->gone)
        return;
    stream->paused = false;
    chat_subscription_resume(stream->subscription);
}

static const struct chat_stream_handlers stream_handlers = {
    .drained = on_drained, .slow = on_slow, .slow_bytes = HTTPD_SLOW_BYTES};

/* ---- The beginning ---------------------------------------------------------------------------------- */

/* Where to go on from: the browser's Last-Event-ID when it connects again by itself, else the query. */
static enum chat_status start_read(const struct chat_http_head *head, char epoch[EPOCH_MAX],
                                   struct chat_position **positions, size_t *n, struct chat_error *err)
{
    const char *last = chat_http_find(head, "Last-Event-ID");
    char text[CHAT_HTTP_LINE_MAX];

    if (last && *last) {
        size_t length = strcspn(last, ";");
        if (last[length] != ';' || length >= EPOCH_MAX)
            return chat_fail_field(err, "Last-Event-ID", "this id is not one of ours");
        memcpy(epoch, last, length);
        epoch[length] = '\0';
        return chat_wire_positions(last + length + 1, strlen(last + length + 1), NULL, positions, n, err);
    }
    if (chat_http_query_find(head->query, "epoch", epoch, EPOCH_MAX) != CHAT_HTTP_FOUND)
        return chat_fail_field(err, "epoch", "give the epoch that came with the positions, once");
    if (chat_http_query_find(head->query, "positions", text, sizeof(text)) != CHAT_HTTP_FOUND)
        return chat_fail_field(err, "positions", "give the positions to go on from, once: 1:12,7:1204");
    return chat_wire_positions(text, strlen(text), NULL, positions, n, err);
}

static void own_head_told(bool known, int64_t head, void *holder)
{
    struct httpd_stream *stream = holder;

    if (!stream->gone && !stream->own_asked &&
        (!known || chat_subscription_follow(stream->subscription, CHAT_USER_LOG(stream->actor.user), head,
                                            NULL) != CHAT_OK))
        stream_end(stream);
    stream_unref(stream);
}

/* Follow what was asked for, and the user's own log in any case. */
static void follow_all(struct httpd_stream *stream)
{
    struct chat_wire_frame resync = {.op = CHAT_WIRE_RESYNC};

    for (size_t i = 0; i < stream->positions_n && !stream->gone; i++) {
        const struct chat_position *position = &stream->positions[i];
        if (position->log.value == CHAT_USER_LOG(stream->actor.user).value)
            stream->own_asked = true;
        if (chat_subscription_follow(stream->subscription, position->log, position->seq, NULL) != CHAT_OK) {
            say(stream, "resync", &resync);
            stream_end(stream);
        }
    }
    if (stream->gone || stream->own_asked)
        return;
    if (httpd_own_log_ask(stream->loop, &stream->actor, own_head_told, stream))
        stream->refs++;
    else
        stream_end(stream);
}

/* NULL, with `err` filled in, when it cannot be had. */
static struct httpd_stream *stream_new(struct httpd_loop *loop, chat_request_t *request,
                                       const struct chat_actor *actor, const char *epoch,
                                       struct chat_error *err)
{
    struct httpd_stream *stream = chat_alloc(NULL, sizeof(*stream));
    enum chat_status status;

    if (!stream) {
        (void)chat_fail_nomem(err);
        return NULL;
    }
    stream->loop = loop;
    stream->request = chat_request_ref(request);
    stream->actor = *actor;
    stream->refs = 1;
    stream->epoch = chat_strdup(NULL, epoch);
    status = stream->epoch
                 ? chat_subscription_open(loop->port, actor, &subscriber, stream, &stream->subscription, err)
                 : chat_fail_nomem(err);
    if (status == CHAT_OK)
        return stream;
    stream_unref(stream);
    return NULL;
}

static void stream_begin(struct httpd_stream *stream)
{
    struct httpd_headers headers = {.n = 0};
    struct httpd_loop *loop = stream->loop;

    httpd_headers_api(&headers);
    httpd_header_add(&headers, "Content-Type", "text/event-stream");
    httpd_header_add(&headers, "X-Accel-Buffering", "no");
    stream->next = loop->streams;
    if (loop->streams)
        loop->streams->previous = stream;
    loop->streams = stream;
    chat_request_on_gone(stream->request, on_gone, stream);
    if (!chat_request_stream_begin(stream->request, 200, headers.list, headers.n, -1, &stream_handlers,
                                   stream))
        stream_end(stream);
    else
        say_comment(stream); /* so that the client sees at once that it is connected */
}

static void identified(struct httpd_loop *loop, chat_request_t *request, const struct chat_actor *actor,
                       const struct chat_session_now *now)
{
    struct chat_wire_frame resync = {.op = CHAT_WIRE_RESYNC};
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_position *positions = NULL;
    struct httpd_stream *stream;
    char epoch[EPOCH_MAX];
    size_t n = 0;
    enum chat_status status = start_read(chat_request_head(request), epoch, &positions, &n, &err);

    stream = status == CHAT_OK ? stream_new(loop, request, actor, now->epoch, &err) : NULL;
    if (!stream) {
        httpd_reply_problem(request, 0, &err, NULL);
        chat_free(positions);
        return;
    }
    stream->positions = positions;
    stream->positions_n = n;
    stream->refs++;
    stream_begin(stream);
    if (!stream->gone && strcmp(epoch, stream->epoch) != 0) {
        say(stream, "resync", &resync);
        stream_end(stream);
    }
    if (!stream->gone)
        follow_all(stream);
    stream_unref(stream);
}

void httpd_stream_request(struct httpd_loop *loop, chat_request_t *request)
{
    struct httpd_headers headers = {.n = 0};

    httpd_header_add(&headers, "Allow", "GET");
    if (strcmp(chat_request_head(request)->method, "HEAD") == 0)
        httpd_reply_refusal(request, 405, "method_not_allowed", "a stream has no end to know beforehand",
                            &headers);
    else
        httpd_identify(loop, request, HTTPD_READS, identified);
}

void httpd_streams_sweep(struct httpd_loop *loop)
{
    int64_t now_us = httpd_now_us();

    for (struct httpd_stream *stream = loop->streams, *next; stream; stream = next) {
        next = stream->next;
        if (!stream->paused && now_us - stream->said_us >= COMMENT_US)
            say_comment(stream);
    }
}

void httpd_streams_bye(struct httpd_loop *loop)
{
    while (loop->streams)
        stream_end(loop->streams);
}
