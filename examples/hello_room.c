/*
 * The smallest community: one person, one room, one message.
 *
 *     hello_room FILE
 *
 * FILE is the store; it is created. The program is the server: there is nothing else to start.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <chat/chat.h>
#include <chat/sqlite.h>

/* Every call answers with a status; what went wrong is a sentence in `err`. */
static void must(enum chat_status status, const struct chat_error *err)
{
    if (status == CHAT_OK)
        return;
    fprintf(stderr, "hello_room: %s (%s)\n", err->message, err->code);
    exit(EXIT_FAILURE);
}

/* The program itself may do everything; it makes the first account, who thereby owns the site. */
static struct chat_actor register_ada(chat_t *chat)
{
    const struct chat_actor self = CHAT_AS_SYSTEM_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_register_params params;
    struct chat_signed_in signed_in;
    struct chat_actor ada;

    chat_record_init(&chat_record_register_params, &params);
    params.handle = "ada";
    params.display_name = "Ada";
    params.password = "correct horse battery staple";
    must(chat_account_register(chat, &self, &params, &signed_in, &err), &err);
    ada = chat_actor_user(signed_in.user.id);

    chat_record_clear(&chat_record_signed_in, &signed_in); /* a result is ours to clear; params are not */
    return ada;
}

static chat_room_id create_kitchen(chat_t *chat, const struct chat_actor *ada)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_room_params params;
    struct chat_room room;
    chat_room_id id;

    chat_record_init(&chat_record_room_params, &params);
    params.title = "The Kitchen";
    params.topic = "Food"; /* made with its first room */
    must(chat_room_create(chat, ada, &params, &room, &err), &err);
    printf("\"%s\" is #%s, on the topic \"%s\"\n", room.title, room.name, room.topic_name);
    id = room.id;

    chat_record_clear(&chat_record_room, &room);
    return id;
}

static void say(chat_t *chat, const struct chat_actor *ada, chat_room_id room, char *body)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_message_params params;

    chat_record_init(&chat_record_message_params, &params);
    params.room = room;
    params.body = body;
    must(chat_message_send(chat, ada, &params, NULL, &err), &err); /* stored and synced from here on */
}

static void read_back(chat_t *chat, const struct chat_actor *ada, chat_room_id room)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_message_query query;
    struct chat_message_list page;

    chat_record_init(&chat_record_message_query, &query);
    query.room = room;
    must(chat_message_list_get(chat, ada, &query, &page, &err), &err);
    for (size_t i = 0; i < page.messages_n; i++)
        printf("%" PRId64 ": %s\n", page.messages[i].seq, page.messages[i].body);

    chat_record_clear(&chat_record_message_list, &page);
}

int main(int argc, char **argv)
{
    struct chat_options options = CHAT_OPTIONS_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_actor ada;
    chat_room_id kitchen;
    chat_t *chat;

    if (argc != 2) {
        fprintf(stderr, "usage: hello_room FILE\n");
        return EXIT_FAILURE;
    }
    options.storage = chat_sqlite_storage();
    options.location = argv[1];
    must(chat_open(&options, &chat, &err), &err);

    ada = register_ada(chat);
    kitchen = create_kitchen(chat, &ada);
    say(chat, &ada, kitchen, "Hello, room!");
    say(chat, &ada, kitchen, "Is anybody there?");
    read_back(chat, &ada, kitchen);

    chat_close(chat);
    return EXIT_SUCCESS;
}
