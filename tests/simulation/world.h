/*
 * What a community should be after a run of operations, kept in arrays and counted by hand. It is written
 * from docs/permissions.md and docs/protocol.md, and shares no code with what it checks.
 */
#ifndef CHAT_TESTS_SIMULATION_WORLD_H
#define CHAT_TESTS_SIMULATION_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WORLD_USERS    8
#define WORLD_ROOMS    24
#define WORLD_MESSAGES 4096

enum world_state { OUTSIDE, INSIDE, INVITED };

struct world_member {
    enum world_state state;
    bool host;
    int64_t since; /* order of joining */
    int64_t marker;
};

struct world_message {
    int64_t seq;
    int author;
    int version;
    bool deleted;
    unsigned text; /* the number its body spells */
};

struct world_room {
    bool private;
    bool deleted;
    int64_t head;
    struct world_member members[WORLD_USERS];
    struct world_message messages[WORLD_MESSAGES];
    size_t messages_n;
};

struct world {
    struct world_room rooms[WORLD_ROOMS];
    int rooms_n;
    int64_t order;
};

/* What an operation should answer. HIDDEN is exactly "not found"; REFUSED any other refusal. */
enum world_answer { DONE, REFUSED, HIDDEN };

int world_create(struct world *world, int user, bool private);
enum world_answer world_join(struct world *world, int user, int room);
enum world_answer world_leave(struct world *world, int user, int room);
enum world_answer world_invite(struct world *world, int user, int room, int whom);
enum world_answer world_remove(struct world *world, int user, int room, int whom);
enum world_answer world_send(struct world *world, int user, int room, unsigned text);
enum world_answer world_edit(struct world *world, int user, int room, size_t message, unsigned text);
enum world_answer world_erase(struct world *world, int user, int room, size_t message);
enum world_answer world_mark(struct world *world, int user, int room, int64_t seq);
enum world_answer world_delete(struct world *world, int user, int room);

/** May the user read the room? */
bool world_reads(const struct world *world, int user, int room);

int64_t world_unread(const struct world *world, int user, int room);

#endif
