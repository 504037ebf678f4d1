/*
 * A community in a world of the program's own: it sets the clock, deals the random numbers and lends the
 * memory. So a test can live through a month in a millisecond, and twice in the same way.
 *
 *     own_world FILE
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chat/chat.h>
#include <chat/sqlite.h>

#define DAY_US (INT64_C(24) * 3600 * 1000000)

struct world {
    int64_t now_us;
    uint64_t seed;
    long blocks; /* lent and not yet returned */
};

static void must(enum chat_status status, const struct chat_error *err)
{
    if (status == CHAT_OK)
        return;
    fprintf(stderr, "own_world: %s (%s)\n", err->message, err->code);
    exit(EXIT_FAILURE);
}

static int64_t now(void *user_data)
{
    return ((struct world *)user_data)->now_us;
}

/* Good for a simulation and for nothing else: whoever knows the seed knows every token. */
static enum chat_status deal(void *bytes, size_t length, void *user_data)
{
    struct world *world = user_data;

    for (size_t i = 0; i < length; i++) {
        world->seed = world->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        ((unsigned char *)bytes)[i] = (unsigned char)(world->seed >> 56);
    }
    return CHAT_OK;
}

/* With threads, these would have to be fit for them. */
static void *lend(size_t bytes, void *user_data)
{
    void *block = malloc(bytes);

    ((struct world *)user_data)->blocks += block != NULL;
    return block;
}

static void take_back(void *block, void *user_data)
{
    ((struct world *)user_data)->blocks--;
    free(block);
}

/* Register, and say when the session will end. */
static struct chat_actor register_ada(chat_t *chat, struct world *world)
{
    const struct chat_actor self = CHAT_AS_SYSTEM_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_register_params params;
    struct chat_signed_in signed_in;
    struct chat_actor ada;

    chat_record_init(&chat_record_register_params, &params);
    params.handle = "ada";
    params.password = "correct horse battery staple";
    must(chat_account_register(chat, &self, &params, &signed_in, &err), &err);
    printf("signed in for %" PRId64 " days\n", (signed_in.session.expires_at_us - world->now_us) / DAY_US);

    /* This actor is no promise of ours but the session itself: it ends when the session does. */
    must(chat_actor_token(signed_in.token, strlen(signed_in.token), &ada, &err), &err);
    chat_record_clear(&chat_record_signed_in, &signed_in);
    return ada;
}

static void visit(chat_t *chat, const struct chat_actor *ada)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_session_list sessions;
    enum chat_status status = chat_session_list_get(chat, ada, &sessions, &err);

    if (status != CHAT_OK) {
        printf("refused: %s (%s)\n", err.message, err.code);
        return;
    }
    printf("%zu session\n", sessions.sessions_n);
    chat_record_clear(&chat_record_session_list, &sessions);
}

int main(int argc, char **argv)
{
    struct world world = {.now_us = INT64_C(1795369200000000), .seed = 7};
    const struct chat_clock clock = {.wall_us = now, .mono_us = now, .user_data = &world};
    const struct chat_random random = {.fill = deal, .user_data = &world};
    const struct chat_allocator allocator = {.alloc = lend, .free = take_back, .user_data = &world};
    struct chat_options options = CHAT_OPTIONS_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_actor ada;
    chat_t *chat;

    if (argc != 2) {
        fprintf(stderr, "usage: own_world FILE\n");
        return EXIT_FAILURE;
    }
    options.storage = chat_sqlite_storage();
    options.location = argv[1];
    options.clock = &clock;
    options.random = &random;
    options.allocator = &allocator;
    must(chat_open(&options, &chat, &err), &err);

    ada = register_ada(chat, &world);
    visit(chat, &ada);
    world.now_us += 31 * DAY_US;
    visit(chat, &ada);

    chat_close(chat);
    printf("%ld blocks are still out\n", world.blocks);
    return world.blocks == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
