/*
 * A small community on a real store, with a clock set by hand, a seed and cheap passwords. Everything a
 * core test is given stands here; what it does and expects stands in the test.
 */
#ifndef CHAT_TESTS_CORE_FIXTURE_H
#define CHAT_TESTS_CORE_FIXTURE_H

#include "chat/chat.h"
#include "chat/sys/storage.h"

#include <check.h>
#include <string.h>

struct fixture {
    chat_t *chat;
    struct chat_error err; /* of the last call that was made through the fixture's functions */
    int64_t now_us;        /* both clocks; move it by hand */
    uint64_t seed;         /* of all randomness; 0 before opening: always the same */
    char folder[64];
    char location[96];
    struct chat_clock clock;
    struct chat_random random;
    /* To be set before opening, where it matters. */
    bool limited;                                   /* rate limits are on */
    const struct chat_storage_ops *storage;         /* NULL: SQLite */
    const struct chat_allocator *allocator;         /* NULL: malloc */
    struct chat_actor system, owner, ada, bob, eve; /* eve has done nothing yet */
    chat_user_id owner_id, ada_id, bob_id, eve_id;
};

/** A new community: the owner and ada, bob and eve, all members. */
void fixture_open(struct fixture *f);
void fixture_close(struct fixture *f);

/** Close and open the same store again, as a restart does. */
void fixture_restart(struct fixture *f);

/** Only the store and the handle, without anybody in it. */
void fixture_open_empty(struct fixture *f);

chat_user_id given_user(struct fixture *f, const char *handle);

chat_room_id given_room(struct fixture *f, const struct chat_actor *host, const char *title);
chat_room_id given_private_room(struct fixture *f, const struct chat_actor *host, const char *title);
void given_joined(struct fixture *f, const struct chat_actor *actor, chat_room_id room);

/** Say something; the number it got. */
int64_t given_said(struct fixture *f, const struct chat_actor *actor, chat_room_id room, const char *body);

/** Say something that may be refused. */
enum chat_status say(struct fixture *f, const struct chat_actor *actor, chat_room_id room, const char *body);

/** Messages in the room's history that are not tombstones, up to 200. */
size_t count_messages(struct fixture *f, chat_room_id room);

int64_t unread_of(struct fixture *f, const struct chat_actor *actor, chat_room_id room);

/** The whole log as the actor sees it, checked to be dense; the number of events. The list is the caller's to
 * clear. */
void read_log(struct fixture *f, const struct chat_actor *actor, chat_log_id log,
              struct chat_event_list *out);

/** A text as a parameter: those are borrowed and never written to. */
static inline char *param(const char *text)
{
    char *same;

    memcpy(&same, &text, sizeof same);
    return same;
}

#define ck_ok(f, call)                                                                 \
    do {                                                                               \
        enum chat_status ck_ok_status = (call);                                        \
        ck_assert_msg(ck_ok_status == CHAT_OK, "%s: %s (%s)", #call, (f)->err.message, \
                      chat_status_code(ck_ok_status));                                 \
    } while (0)

#define ck_status(call, expected) ck_assert_int_eq((call), (expected))

/** Start parameters with every member absent. */
#define PARAMS(type, name)   \
    struct chat_##type name; \
    chat_record_init(&chat_record_##type, &name)

#define CLEAR(type, value) chat_record_clear(&chat_record_##type, value)

#endif
