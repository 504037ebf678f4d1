/*
 * What people do, one operation each, in a community that has a little of everything: for tests that make
 * the store or the memory fail at every turn.
 */
#ifndef CHAT_TESTS_CORE_SCENARIOS_H
#define CHAT_TESTS_CORE_SCENARIOS_H

#include "tests/core/fixture.h"

struct world {
    struct fixture f;
    chat_room_id room;   /* public, on a topic: ada hosts, bob is in it */
    chat_room_id secret; /* private: ada hosts, bob is invited */
    int64_t ada_said, bob_said;
    struct chat_actor signed_in; /* ada, by a token */
    chat_session_id other;       /* another session of hers */
};

/** Every call succeeds unless something fails. Those that write change something each time they do. */
struct scenario {
    const char *name;
    enum chat_status (*run)(struct world *world);
};

extern const struct scenario scenarios[];
extern const int scenarios_n;

/** Set f.storage and f.allocator before. */
void world_open(struct world *world);

#endif
