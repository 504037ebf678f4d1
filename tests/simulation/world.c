#include "tests/simulation/world.h"

bool world_reads(const struct world *world, int user, int room)
{
    const struct world_room *at = &world->rooms[room];
    return !at->deleted && (!at->private || at->members[user].state == INSIDE);
}

/* Invited people see a private room without reading it. */
static bool sees(const struct world *world, int user, int room)
{
    return world_reads(world, user, room) ||
           (!world->rooms[room].deleted && world->rooms[room].members[user].state == INVITED);
}

static enum world_answer refuse(const struct world *world, int user, int room)
{
    return sees(world, user, room) ? REFUSED : HIDDEN;
}

static bool inside(const struct world *world, int user, int room)
{
    return !world->rooms[room].deleted && world->rooms[room].members[user].state == INSIDE;
}

int world_create(struct world *world, int user, bool private)
{
    int room = world->rooms_n++;
    struct world_room *at = &world->rooms[room];

    at->private = private;
    at->head = 2; /* created, joined */
    at->members[user] = (struct world_member){INSIDE, true, ++world->order, 2};
    return room;
}

enum world_answer world_join(struct world *world, int user, int room)
{
    struct world_room *at = &world->rooms[room];

    if (inside(world, user, room))
        return DONE;
    if (at->deleted || (at->private && at->members[user].state != INVITED))
        return HIDDEN;
    at->head++;
    at->members[user] = (struct world_member){INSIDE, false, ++world->order, at->head};
    return DONE;
}

/* The member who has been in the room the longest follows the host. */
static void succeed(struct world *world, int room)
{
    struct world_room *at = &world->rooms[room];
    int heir = -1;

    for (int user = 0; user < WORLD_USERS; user++) {
        if (at->members[user].state != INSIDE)
            continue;
        if (at->members[user].host)
            return;
        if (heir < 0 || at->members[user].since < at->members[heir].since)
            heir = user;
    }
    if (heir < 0)
        return;
    at->members[heir].host = true;
    at->head++;
}

enum world_answer world_leave(struct world *world, int user, int room)
{
    struct world_room *at = &world->rooms[room];

    if (at->deleted || at->members[user].state == OUTSIDE)
        return refuse(world, user, room);
    at->members[user].state = OUTSIDE;
    at->head++;
    if (at->members[user].host) {
        at->members[user].host = false;
        succeed(world, room);
    }
    return DONE;
}

enum world_answer world_invite(struct world *world, int user, int room, int whom)
{
    struct world_room *at = &world->rooms[room];

    if (!inside(world, user, room))
        return refuse(world, user, room);
    if (at->members[whom].state == INSIDE)
        return REFUSED;
    if (at->members[whom].state == INVITED)
        return DONE; /* once is enough */
    at->members[whom].state = INVITED;
    at->head++;
    return DONE;
}

enum world_answer world_remove(struct world *world, int user, int room, int whom)
{
    struct world_room *at = &world->rooms[room];

    if (!sees(world, user, room) || at->members[whom].state != INSIDE)
        return HIDDEN; /* nobody there to be removed */
    if (!inside(world, user, room) || !at->members[user].host || at->members[whom].host)
        return REFUSED;
    at->members[whom].state = OUTSIDE;
    at->head++;
    return DONE;
}

enum world_answer world_send(struct world *world, int user, int room, unsigned text)
{
    struct world_room *at = &world->rooms[room];

    if (!inside(world, user, room))
        return refuse(world, user, room);
    at->head++;
    at->messages[at->messages_n++] = (struct world_message){at->head, user, 1, false, text};
    at->members[user].marker = at->head;
    return DONE;
}

enum world_answer world_edit(struct world *world, int user, int room, size_t message, unsigned text)
{
    struct world_room *at = &world->rooms[room];
    struct world_message *said = &at->messages[message];

    if (!world_reads(world, user, room))
        return refuse(world, user, room);
    if (!inside(world, user, room) || said->author != user || said->deleted || said->version >= 50)
        return REFUSED;
    said->text = text;
    said->version++;
    at->head++;
    return DONE;
}

enum world_answer world_erase(struct world *world, int user, int room, size_t message)
{
    struct world_room *at = &world->rooms[room];
    struct world_message *said = &at->messages[message];

    if (!world_reads(world, user, room))
        return refuse(world, user, room);
    if (!inside(world, user, room) || (said->author != user && !at->members[user].host))
        return REFUSED;
    at->head += !said->deleted;
    said->deleted = true;
    return DONE;
}

enum world_answer world_mark(struct world *world, int user, int room, int64_t seq)
{
    if (!inside(world, user, room))
        return refuse(world, user, room);
    if (seq > world->rooms[room].head)
        return REFUSED;
    world->rooms[room].members[user].marker = seq;
    return DONE;
}

enum world_answer world_delete(struct world *world, int user, int room)
{
    struct world_room *at = &world->rooms[room];

    if (!inside(world, user, room) || !at->members[user].host)
        return refuse(world, user, room);
    at->deleted = true;
    at->head++;
    return DONE;
}

int64_t world_unread(const struct world *world, int user, int room)
{
    const struct world_room *at = &world->rooms[room];
    int64_t unread = 0;

    for (size_t i = 0; i < at->messages_n; i++)
        unread += !at->messages[i].deleted && at->messages[i].seq > at->members[user].marker;
    return unread;
}
