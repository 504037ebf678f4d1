/*
 * A community in one thread, from a seed: random operations of many users through the queues of an
 * executor without threads, checked against the small model in world.c and against the contract: dense
 * numbers, nothing twice, exact unread counts, nothing delivered after leaving, nothing lost by a restart.
 *
 *     simulate [--seed N] [--seeds COUNT] [--operations COUNT]
 *
 * A failing seed is printed with the command that replays it.
 */
#include "tests/simulation/world.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chat/executor.h"
#include "chat/sqlite.h"

#define LOGS_MAX 64
#define BATCH    12

/* What one reader has seen of one log. */
struct view {
    int64_t log;
    int64_t at;
    bool following;
};

struct simulation;

struct person {
    struct simulation *sim;
    int index;
    chat_user_id id;
    struct chat_actor actor;
    chat_subscription_t *subscription;
    struct view views[LOGS_MAX];
    size_t views_n;
};

/* A submitted operation and what is to be done to the model when it completes, which is in order. */
struct step {
    struct simulation *sim;
    enum {
        STEP_CREATE,
        STEP_JOIN,
        STEP_LEAVE,
        STEP_INVITE,
        STEP_REMOVE,
        STEP_SEND,
        STEP_EDIT,
        STEP_ERASE,
        STEP_MARK,
        STEP_DELETE
    } kind;
    int user, room, other;
    size_t message;
    int64_t seq;
    unsigned text;
    bool private;
};

struct simulation {
    uint64_t seed, random;
    int64_t now_us;
    char folder[64], location[96];
    chat_t *chat;
    chat_executor_t *executor;
    chat_port_t *port;
    struct chat_clock clock;
    struct chat_random source;
    struct person people[WORLD_USERS];
    chat_room_id rooms[WORLD_ROOMS];
    struct world world;
    struct step steps[BATCH];
    size_t pending;
    unsigned texts;
    uint64_t delivered, refused, done;
};

static void fail(const struct simulation *sim, const char *format, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

static void fail(const struct simulation *sim, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    fprintf(stderr, "seed %" PRIu64 ": ", sim->seed);
    vfprintf(stderr, format, list);
    fprintf(stderr, "\nreplay: simulate --seed %" PRIu64 "\n", sim->seed);
    va_end(list);
    exit(EXIT_FAILURE);
}

/* ---- Chance and time, from the seed ---- */

static uint64_t chance(struct simulation *sim, uint64_t below)
{
    sim->random ^= sim->random << 13;
    sim->random ^= sim->random >> 7;
    sim->random ^= sim->random << 17;
    return sim->random % below;
}

static int64_t clock_us(void *user_data)
{
    return ++((struct simulation *)user_data)->now_us;
}

static enum chat_status random_fill(void *bytes, size_t length, void *user_data)
{
    for (size_t i = 0; i < length; i++)
        ((unsigned char *)bytes)[i] = (unsigned char)chance(user_data, 256);
    return CHAT_OK;
}

/* ---- What readers are told ---- */

static struct view *view_of(struct person *person, int64_t log)
{
    for (size_t i = 0; i < person->views_n; i++)
        if (person->views[i].log == log)
            return &person->views[i];
    if (person->views_n == LOGS_MAX)
        fail(person->sim, "more logs than the simulation expects");
    person->views[person->views_n] = (struct view){.log = log, .at = -1};
    return &person->views[person->views_n++];
}

static int room_index(const struct simulation *sim, int64_t log)
{
    for (int i = 0; i < sim->world.rooms_n; i++)
        if (sim->rooms[i].value == log)
            return i;
    return -1;
}

static void on_event(chat_subscription_t *subscription, chat_shared_event_t *shared, void *user_data)
{
    struct person *person = user_data;
    const struct chat_event *event = chat_shared_event_get(shared);
    struct view *view = view_of(person, event->log.value);
    int64_t first = event->kind == CHAT_EVENT_SKIPPED ? event->target_seq : event->seq;

    (void)subscription;
    person->sim->delivered++;
    if (view->at < 0) { /* a room that was joined: it begins where the joining is */
        view->at = first - 1;
        view->following = true;
    }
    if (!view->following)
        fail(person->sim, "user %d: event %" PRId64 " of log %" PRId64 " after the end", person->index,
             event->seq, view->log);
    if (first != view->at + 1)
        fail(person->sim, "user %d: event %" PRId64 " of log %" PRId64 " after %" PRId64, person->index,
             first, view->log, view->at);
    view->at = event->seq;
    if (event->kind == CHAT_EVENT_JOINED_ROOM) { /* followed by itself from here on */
        struct view *joined = view_of(person, event->subject);
        if (!joined->following)
            *joined = (struct view){.log = event->subject, .at = -1, .following = true};
    }
}

static void on_unfollowed(chat_subscription_t *subscription, chat_log_id log,
                          enum chat_unfollow_reason reason, void *user_data)
{
    struct person *person = user_data;

    (void)subscription;
    if (reason != CHAT_UNFOLLOWED_GONE)
        fail(person->sim, "user %d was told to start over", person->index);
    view_of(person, log.value)->following = false;
}

static void on_ended(chat_subscription_t *subscription, enum chat_status status, const struct chat_error *err,
                     void *user_data)
{
    (void)subscription, (void)status;
    fail(((struct person *)user_data)->sim, "a subscription ended: %s", err->message);
}

static const struct chat_subscriber subscriber = {on_event, on_unfollowed, on_ended};

static void must(struct simulation *sim, enum chat_status status, const struct chat_error *err,
                 const char *what)
{
    if (status != CHAT_OK)
        fail(sim, "%s: %s", what, err->message);
}

static void subscribe(struct person *person)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct simulation *sim = person->sim;

    must(sim,
         chat_subscription_open(sim->port, &person->actor, &subscriber, person, &person->subscription, &err),
         &err, "subscribe");
    for (size_t i = 0; i < person->views_n; i++) {
        struct view *view = &person->views[i];
        if (view->following && view->at >= 0)
            must(sim,
                 chat_subscription_follow(person->subscription, (chat_log_id){view->log}, view->at, &err),
                 &err, "follow");
    }
}

/* ---- Opening, closing, restarting ---- */

static void open_all(struct simulation *sim)
{
    struct chat_options options = CHAT_OPTIONS_INIT;
    struct chat_executor_options threads = CHAT_EXECUTOR_OPTIONS_INIT;
    struct chat_error err = CHAT_ERROR_INIT;

    options.storage = chat_sqlite_storage();
    options.location = sim->location;
    options.clock = &sim->clock;
    options.random = &sim->source;
    options.unlimited = true;
    options.password_cost = (struct chat_password_cost){8, 1};
    threads.threads = false;
    must(sim, chat_open(&options, &sim->chat, &err), &err, "open");
    must(sim, chat_executor_open(sim->chat, &threads, &sim->executor, &err), &err, "executor");
    must(sim, chat_port_open(sim->executor, &sim->port, &err), &err, "port");
}

static void close_all(struct simulation *sim)
{
    for (int i = 0; i < WORLD_USERS; i++) {
        chat_subscription_close(sim->people[i].subscription);
        sim->people[i].subscription = NULL;
    }
    chat_port_close(sim->port);
    chat_executor_close(sim->executor);
    chat_close(sim->chat);
}

static void settle(struct simulation *sim)
{
    while (chat_executor_run(sim->executor) + chat_port_dispatch(sim->port, 0) > 0)
        ;
}

static void restart(struct simulation *sim)
{
    close_all(sim);
    open_all(sim);
    for (int i = 0; i < WORLD_USERS; i++)
        subscribe(&sim->people[i]);
    settle(sim);
}

static void populate(struct simulation *sim)
{
    const struct chat_actor self = CHAT_AS_SYSTEM_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    char password[] = "correct horse";

    for (int i = -1; i < WORLD_USERS; i++) { /* the first is the owner, who takes no part */
        struct chat_register_params params;
        struct chat_signed_in out;
        char handle[16];
        snprintf(handle, sizeof handle, i < 0 ? "owner" : "user%d", i);
        chat_record_init(&chat_record_register_params, &params);
        params.handle = handle;
        params.password = password;
        must(sim, chat_account_register(sim->chat, &self, &params, &out, &err), &err, "register");
        if (i >= 0) {
            sim->people[i] = (struct person){.sim = sim, .index = i, .id = out.user.id};
            sim->people[i].actor = chat_actor_user(out.user.id);
            *view_of(&sim->people[i], out.user.id.value) = (struct view){out.user.id.value, 0, true};
            *view_of(&sim->people[i], CHAT_SITE_LOG.value) = (struct view){CHAT_SITE_LOG.value, 0, true};
        }
        chat_record_clear(&chat_record_signed_in, &out);
    }
    for (int i = 0; i < WORLD_USERS; i++)
        subscribe(&sim->people[i]);
}

/* ---- Operations ---- */

static enum world_answer apply_to_world(struct step *step, const void *result)
{
    struct world *world = &step->sim->world;

    switch (step->kind) {
    case STEP_CREATE:
        step->sim->rooms[world_create(world, step->user, step->private)] =
            ((const struct chat_room *)result)->id;
        return DONE;
    case STEP_JOIN:
        return world_join(world, step->user, step->room);
    case STEP_LEAVE:
        return world_leave(world, step->user, step->room);
    case STEP_INVITE:
        return world_invite(world, step->user, step->room, step->other);
    case STEP_REMOVE:
        return world_remove(world, step->user, step->room, step->other);
    case STEP_SEND:
        return world_send(world, step->user, step->room, step->text);
    case STEP_EDIT:
        return world_edit(world, step->user, step->room, step->message, step->text);
    case STEP_ERASE:
        return world_erase(world, step->user, step->room, step->message);
    case STEP_MARK:
        return world_mark(world, step->user, step->room, step->seq);
    case STEP_DELETE:
        return world_delete(world, step->user, step->room);
    }
    return REFUSED;
}

static void check_sent(const struct step *step, const struct chat_message *message)
{
    if (message->seq != step->sim->world.rooms[step->room].head)
        fail(step->sim, "a message got number %" PRId64 " where %" PRId64 " was next", message->seq,
             step->sim->world.rooms[step->room].head);
}

static void on_done(enum chat_status status, const void *result, const struct chat_error *err,
                    void *user_data)
{
    struct step *step = user_data;
    struct simulation *sim = step->sim;
    enum world_answer answer = status == CHAT_OK ? DONE : status == CHAT_E_NOT_FOUND ? HIDDEN : REFUSED;
    enum world_answer expected;

    sim->pending--;
    if (step->kind == STEP_CREATE && status != CHAT_OK)
        fail(sim, "a room could not be created: %s", err->message);
    expected = apply_to_world(step, result);
    if (answer != expected)
        fail(sim, "operation %d of user %d in room %d: answer %d (%s), expected %d", (int)step->kind,
             step->user, step->room, (int)answer, status == CHAT_OK ? "ok" : err->code, (int)expected);
    if (step->kind == STEP_SEND && status == CHAT_OK)
        check_sent(step, result);
    if (step->kind == STEP_MARK && status == CHAT_OK &&
        ((const struct chat_standing *)result)->unread != world_unread(&sim->world, step->user, step->room))
        fail(sim, "user %d has %" PRId64 " unread in room %d, not %" PRId64, step->user,
             ((const struct chat_standing *)result)->unread, step->room,
             world_unread(&sim->world, step->user, step->room));
    sim->done += status == CHAT_OK;
    sim->refused += status != CHAT_OK;
}

static void submit(struct step *step, const struct chat_op *op, const void *params)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct simulation *sim = step->sim;

    must(sim, chat_submit(sim->port, op, &sim->people[step->user].actor, params, on_done, step, &err), &err,
         "submit");
    sim->pending++;
}

static void submit_room(struct step *step, const struct chat_op *op)
{
    struct chat_room_ref_params params = {.room = step->sim->rooms[step->room]};
    submit(step, op, &params);
}

static void submit_create(struct step *step)
{
    struct chat_room_params params;
    char title[24];

    chat_record_init(&chat_record_room_params, &params);
    snprintf(title, sizeof title, "Room %d", step->sim->world.rooms_n);
    params.title = title;
    params.kind = step->private ? CHAT_ROOM_PRIVATE : CHAT_ROOM_PUBLIC;
    submit(step, &chat_op_room_create, &params);
}

static void submit_send(struct step *step)
{
    struct chat_message_params params = {.room = step->sim->rooms[step->room], .reply_to = CHAT_UNSET};
    char body[24], client_id[24];

    snprintf(body, sizeof body, "text %u", step->text);
    snprintf(client_id, sizeof client_id, "c%u", step->text);
    params.body = body;
    params.client_id = client_id;
    submit(step, &chat_op_message_send, &params);
}

static void submit_edit(struct step *step)
{
    struct simulation *sim = step->sim;
    struct chat_message_edit_params params = {.room = sim->rooms[step->room],
                                              .seq = sim->world.rooms[step->room].messages[step->message].seq,
                                              .version = CHAT_UNSET};
    char body[24];

    snprintf(body, sizeof body, "text %u", step->text);
    params.body = body;
    submit(step, &chat_op_message_edit, &params);
}

static void submit_step(struct step *step)
{
    struct simulation *sim = step->sim;
    struct world_room *room = &sim->world.rooms[step->room];
    struct chat_message_ref_params message = {.room = sim->rooms[step->room]};
    struct chat_marker_params marker = {.room = sim->rooms[step->room], .seq = step->seq};
    struct chat_member_params member = {.room = sim->rooms[step->room], .user = sim->people[step->other].id};
    struct chat_member_invite_params invite = {.room = sim->rooms[step->room]};
    char handle[16];

    snprintf(handle, sizeof handle, "user%d", step->other);
    invite.handle = handle;
    message.seq = room->messages_n ? room->messages[step->message].seq : 0;
    switch (step->kind) {
    case STEP_CREATE:
        submit_create(step);
        return;
    case STEP_JOIN:
        submit_room(step, &chat_op_room_join);
        return;
    case STEP_LEAVE:
        submit_room(step, &chat_op_room_leave);
        return;
    case STEP_DELETE:
        submit_room(step, &chat_op_room_delete);
        return;
    case STEP_INVITE:
        submit(step, &chat_op_member_invite, &invite);
        return;
    case STEP_REMOVE:
        submit(step, &chat_op_member_remove, &member);
        return;
    case STEP_SEND:
        submit_send(step);
        return;
    case STEP_EDIT:
        submit_edit(step);
        return;
    case STEP_ERASE:
        submit(step, &chat_op_message_delete, &message);
        return;
    case STEP_MARK:
        submit(step, &chat_op_marker_move, &marker);
        return;
    }
}

static void choose(struct simulation *sim, struct step *step)
{
    /* Sending is what people do most. */
    static const int weights[] = {2, 6, 3, 4, 2, 50, 10, 6, 16, 0};
    int at = (int)chance(sim, 99);
    unsigned kind = 0;

    while (at >= weights[kind])
        at -= weights[kind++];
    *step = (struct step){
        .sim = sim, .user = (int)chance(sim, WORLD_USERS), .other = (int)chance(sim, WORLD_USERS)};
    step->kind = kind;
    step->private = chance(sim, 2);
    step->text = ++sim->texts;
    if (sim->world.rooms_n == 0 || (step->kind == STEP_CREATE && sim->world.rooms_n < WORLD_ROOMS)) {
        step->kind = STEP_CREATE;
        return;
    }
    /* Mostly somebody in a room they are in; sometimes anybody anywhere. */
    for (int tries = 0; tries < 8; tries++) {
        step->room = (int)chance(sim, (uint64_t)sim->world.rooms_n);
        step->user = (int)chance(sim, WORLD_USERS);
        if (sim->world.rooms[step->room].members[step->user].state != OUTSIDE &&
            !sim->world.rooms[step->room].deleted)
            break;
    }
    struct world_room *room = &sim->world.rooms[step->room];
    if (step->kind == STEP_CREATE || chance(sim, 400) == 0)
        step->kind = chance(sim, 16) == 0 ? STEP_DELETE : STEP_SEND;
    if ((step->kind == STEP_EDIT || step->kind == STEP_ERASE) && room->messages_n == 0)
        step->kind = STEP_SEND;
    if (step->kind == STEP_SEND && room->messages_n + BATCH >= WORLD_MESSAGES)
        step->kind = STEP_MARK;
    if (room->messages_n > 0)
        step->message = room->messages_n - 1 - chance(sim, room->messages_n < 20 ? room->messages_n : 20);
    step->seq = (int64_t)chance(sim, (uint64_t)room->head + 3);
}

/* Several operations wait together, so that they share a batch; a new room waits alone, since others name it.
 */
static void turn(struct simulation *sim)
{
    size_t n = 1 + chance(sim, BATCH);

    for (size_t i = 0; i < n; i++) {
        choose(sim, &sim->steps[i]);
        submit_step(&sim->steps[i]);
        if (sim->steps[i].kind == STEP_CREATE)
            break;
    }
    settle(sim);
    if (sim->pending > 0)
        fail(sim, "%zu operations were never completed", sim->pending);
}

/* ---- Checks between turns ---- */

/* What was sent under a client id is not sent again. */
static void repeat_a_send(struct simulation *sim)
{
    struct world_room *room;
    struct world_message *said;
    struct chat_message_params params = {.reply_to = CHAT_UNSET};
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_message out;
    char body[24], client_id[24];
    int index;

    if (sim->world.rooms_n == 0)
        return;
    index = (int)chance(sim, (uint64_t)sim->world.rooms_n);
    room = &sim->world.rooms[index];
    if (room->messages_n == 0)
        return;
    said = &room->messages[chance(sim, room->messages_n)];
    if (said->version > 1) /* its first words are known no more */
        return;
    snprintf(body, sizeof body, "text %u", said->text);
    snprintf(client_id, sizeof client_id, "c%u", said->text);
    params.room = sim->rooms[index];
    params.body = body;
    params.client_id = client_id;
    must(sim, chat_message_send(sim->chat, &sim->people[said->author].actor, &params, &out, &err), &err,
         "repeat");
    if (out.seq != said->seq)
        fail(sim, "a repeated send got number %" PRId64 ", not %" PRId64, out.seq, said->seq);
    chat_record_clear(&chat_record_message, &out);
}

static void check_page(struct simulation *sim, int index, const struct chat_message_list *list)
{
    const struct world_room *room = &sim->world.rooms[index];
    size_t first = room->messages_n - list->messages_n;
    char body[24];

    for (size_t i = 0; i < list->messages_n; i++) {
        const struct chat_message *got = &list->messages[i];
        const struct world_message *said = &room->messages[first + i];
        snprintf(body, sizeof body, "text %u", said->text);
        if (got->seq != said->seq || (got->deleted_at_us != 0) != said->deleted ||
            got->version != said->version || (!said->deleted && strcmp(got->body, body) != 0))
            fail(sim, "message %" PRId64 " of room %d is not what was said", said->seq, index);
    }
}

/* One person looks at one room: history, unread and head are those of the model, or there is nothing to be
 * seen. */
static void look(struct simulation *sim)
{
    int user = (int)chance(sim, WORLD_USERS), index = (int)chance(sim, (uint64_t)sim->world.rooms_n);
    const struct chat_actor *actor = &sim->people[user].actor;
    struct chat_message_query query = {sim->rooms[index], CHAT_UNSET, CHAT_UNSET, CHAT_UNSET, 40};
    struct chat_room_id_params which = {sim->rooms[index]};
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_message_list list;
    struct chat_room room;
    enum chat_status status = chat_message_list_get(sim->chat, actor, &query, &list, &err);

    if ((status == CHAT_OK) != world_reads(&sim->world, user, index))
        fail(sim, "user %d reading room %d: %s", user, index, status == CHAT_OK ? "allowed" : err.code);
    if (status != CHAT_OK)
        return;
    check_page(sim, index, &list);
    chat_record_clear(&chat_record_message_list, &list);
    must(sim, chat_room_get(sim->chat, actor, &which, &room, &err), &err, "look at a room");
    if (room.head_seq != sim->world.rooms[index].head)
        fail(sim, "room %d is at %" PRId64 ", not %" PRId64, index, room.head_seq,
             sim->world.rooms[index].head);
    if (sim->world.rooms[index].members[user].state == INSIDE &&
        room.mine.unread != world_unread(&sim->world, user, index))
        fail(sim, "user %d has %" PRId64 " unread in room %d, not %" PRId64, user, room.mine.unread, index,
             world_unread(&sim->world, user, index));
    chat_record_clear(&chat_record_room, &room);
}

/* Everybody has been told everything of the rooms they are in, and follows no private room they are not in.
 */
static void check_deliveries(struct simulation *sim)
{
    settle(sim);
    for (int user = 0; user < WORLD_USERS; user++) {
        for (size_t i = 0; i < sim->people[user].views_n; i++) {
            const struct view *view = &sim->people[user].views[i];
            int room = room_index(sim, view->log);
            if (room < 0)
                continue;
            const struct world_room *at = &sim->world.rooms[room];
            bool in = at->members[user].state == INSIDE && !at->deleted;
            if (in && (!view->following || view->at != at->head))
                fail(sim, "user %d is told of room %d up to %" PRId64 " of %" PRId64, user, room, view->at,
                     at->head);
            /* Whoever left a public room while away may go on reading it, as anybody may. */
            if (!in && view->following && (at->private || at->deleted))
                fail(sim, "user %d still follows room %d", user, room);
        }
    }
}

static void reconnect(struct simulation *sim)
{
    struct person *person = &sim->people[chance(sim, WORLD_USERS)];

    chat_subscription_close(person->subscription);
    for (size_t n = chance(sim, 3); n > 0; n--)
        turn(sim);
    subscribe(person);
    settle(sim);
}

static void simulate(struct simulation *sim, uint64_t operations)
{
    while (sim->done + sim->refused < operations) {
        turn(sim);
        look(sim);
        if (chance(sim, 8) == 0)
            repeat_a_send(sim);
        if (chance(sim, 10) == 0)
            reconnect(sim);
        if (chance(sim, 20) == 0)
            check_deliveries(sim);
        if (chance(sim, 150) == 0)
            restart(sim);
    }
    check_deliveries(sim);
}

static void run(uint64_t seed, uint64_t operations)
{
    static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
    struct simulation *sim = calloc(1, sizeof *sim);
    char name[128];

    if (!sim)
        abort();
    sim->seed = seed;
    sim->random = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    sim->now_us = INT64_C(1790000000000000);
    sim->clock = (struct chat_clock){clock_us, clock_us, sim};
    sim->source = (struct chat_random){random_fill, sim};
    snprintf(sim->folder, sizeof sim->folder, "/tmp/chat-simulation-XXXXXX");
    if (!mkdtemp(sim->folder))
        fail(sim, "no temporary folder");
    snprintf(sim->location, sizeof sim->location, "%s/chat.db", sim->folder);
    open_all(sim);
    populate(sim);
    simulate(sim, operations);
    printf("seed %" PRIu64 ": %" PRIu64 " done, %" PRIu64 " refused, %" PRIu64 " delivered\n", seed,
           sim->done, sim->refused, sim->delivered);
    close_all(sim);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        snprintf(name, sizeof name, "%s%s", sim->location, endings[i]);
        unlink(name);
    }
    rmdir(sim->folder);
    free(sim);
}

int main(int argc, char **argv)
{
    uint64_t first_seed = 1, seeds = 1, operations = 3000;

    for (int i = 1; i + 1 < argc; i += 2) {
        uint64_t value = strtoull(argv[i + 1], NULL, 10);
        if (strcmp(argv[i], "--seed") == 0)
            first_seed = value;
        else if (strcmp(argv[i], "--seeds") == 0)
            seeds = value;
        else if (strcmp(argv[i], "--operations") == 0)
            operations = value;
    }
    for (uint64_t i = 0; i < seeds; i++)
        run(first_seed + i, operations);
    printf("%" PRIu64 " passed, 0 failed\n", seeds);
    return EXIT_SUCCESS;
}
