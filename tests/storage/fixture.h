/*
 * What the tests of storage stand on: the table of backends, one fresh store for each test, and the
 * shortest way to put something into it. Loop tests run once for each backend: `_i` is its number.
 */
#ifndef CHAT_TESTS_STORAGE_FIXTURE_H
#define CHAT_TESTS_STORAGE_FIXTURE_H

#include "chat/sys/storage.h"
#include "tests/unit/unit.h"

struct backend {
    const struct chat_storage_ops *(*ops)(void);
    /** Where a fresh store is to be, given a folder that exists only for this test. */
    void (*locate)(const char *folder, char *out, size_t size);
};

extern const struct backend backends[];
extern const int backends_n;

/** Add a test that runs once for each backend. */
#define tcase_add_storage_test(cases, test) tcase_add_loop_test((cases), (test), 0, backends_n)

struct fixture {
    const struct chat_storage_ops *ops;
    chat_storage_t *storage; /* the writer */
    char folder[64];
    char location[128];
    struct chat_error err; /* of the last call that was given it */
};

/** A new store in a new folder, and its writer. */
struct fixture fixture_open(int backend);
/** Only the folder and the names: nothing is opened. */
struct fixture fixture_prepare(int backend);
/** Close the store and remove the folder. */
void fixture_close(struct fixture *f);
/** Close the writer and open it again. */
void fixture_reopen(struct fixture *f);
/** Open a connection; the caller closes it with f->ops->close. */
enum chat_status fixture_connect(struct fixture *f, enum chat_storage_mode mode, chat_storage_t **out);
chat_storage_t *fixture_reader(struct fixture *f);

/** Fails the test with the error's sentence. */
#define ck_ok(f, call)                                                                                   \
    do {                                                                                                 \
        enum chat_status ck_ok_status = (call);                                                          \
        ck_assert_msg(ck_ok_status == CHAT_OK, "%s: %d %s", #call, (int)ck_ok_status, (f)->err.message); \
    } while (0)

void begin(struct fixture *f);
void commit(struct fixture *f);

/*
 * Givens. Each runs in a transaction of its own unless one is open. What is not named has a harmless value;
 * `spec` members left 0 too.
 */
chat_user_id given_user(struct fixture *f, int64_t id, const char *handle);

struct room_spec {
    int64_t id;
    enum chat_room_kind kind;   /* 0: public */
    enum chat_room_state state; /* 0: open */
    enum chat_history history;  /* 0: shared */
    const char *title, *name, *search;
    int64_t topic;
};
chat_room_id given_room(struct fixture *f, struct room_spec spec);
void given_topic(struct fixture *f, int64_t id, const char *name, const char *key);

/** A membership row; what is not named is 0. */
void given_member(struct fixture *f, struct chat_member_row row);
/** Short for a member who has joined. */
void given_joined(struct fixture *f, chat_room_id room, chat_user_id user, enum chat_room_role role);

/** One event; for a message `body` is its text. Times are 1000 * seq unless `at_us` is given. */
struct event_spec {
    int64_t log, seq;
    enum chat_event_kind kind; /* 0: MESSAGE */
    int64_t actor, n, at_us, target, subject, arg, reply_to;
    const char *body; /* NULL: "hello" */
};
enum chat_status append_event(struct fixture *f, struct event_spec spec);
void given_event(struct fixture *f, struct event_spec spec);
/** Messages 1..n of a room by one author. */
void given_messages(struct fixture *f, chat_room_id room, chat_user_id author, int64_t n);

/** A literal where the model has text of its own; the store only reads it. */
char *text(const char *literal);

/** Text that means something to SQL, to LIKE or to C; each valid UTF-8, each different. */
extern const char *const hostile[];
extern const int hostile_n;

/** Lists are released whole. */
void clear_rooms(struct chat_room *rooms, size_t n);
void clear_messages(struct chat_message *messages, size_t n);
void clear_events(struct chat_event *events, size_t n);
void clear_people(struct chat_person *people, size_t n);

#endif
