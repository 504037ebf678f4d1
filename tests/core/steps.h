/*
 * What people do in several of the core tests, one line each.
 */
#ifndef CHAT_TESTS_CORE_STEPS_H
#define CHAT_TESTS_CORE_STEPS_H

#include "tests/core/fixture.h"

/** Another site role or state, as an operator gives it to a store that is not open. Restarts. */
void given_standing(struct fixture *f, chat_user_id user, enum chat_site_role role,
                    enum chat_user_state state);

/** So many topics, "topic 1" and so on, each with a room, put into the store while it is not open. Restarts.
 */
void given_topics(struct fixture *f, int64_t n);

/** Sign in from nowhere in particular. */
enum chat_status sign_in(struct fixture *f, const char *handle, const char *password,
                         struct chat_signed_in *out);

/** Sign in: the actor by its token. `out` is the caller's to clear. */
struct chat_actor given_signed_in(struct fixture *f, const char *handle, struct chat_signed_in *out);

enum chat_status join(struct fixture *f, const struct chat_actor *actor, chat_room_id room);
enum chat_status leave(struct fixture *f, const struct chat_actor *actor, chat_room_id room);
enum chat_status invite(struct fixture *f, const struct chat_actor *actor, chat_room_id room,
                        const char *handle);

/** How the actor stands to a room they can see. */
struct chat_standing standing_of(struct fixture *f, const struct chat_actor *actor, chat_room_id room);

/** Days on both clocks. */
#define DAYS(n) ((int64_t)(n)*24 * 3600 * 1000000)

#endif
