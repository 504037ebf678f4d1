#include "libchat/service/rows.h"

#include <stdlib.h>
#include <string.h>

#include "chat/limits.h"

#include "libchat/base/error.h"
#include "libchat/base/strbuf.h"
#include "libchat/base/text.h"

void chat_user_row_clear(struct chat_user_row *row)
{
    chat_record_clear(&chat_record_user, &row->user);
    chat_free(row->search);
    chat_free(row->external_id);
    chat_free(row->password);
    row->search = row->external_id = row->password = NULL;
}

void chat_user_row_take(struct chat_user_row *row, struct chat_user *out)
{
    *out = row->user;
    row->user = (struct chat_user){.handle = NULL};
}

void chat_room_row_clear(struct chat_room_row *row)
{
    chat_record_clear(&chat_record_room, &row->room);
    chat_free(row->search);
    row->search = NULL;
}

void chat_people_free(struct chat_person *people, size_t n)
{
    for (size_t i = 0; i < n; i++)
        chat_record_clear(&chat_record_person, &people[i]);
    chat_free(people);
}

enum chat_status chat_tx_room_view(struct chat_tx *tx, const struct chat_facts *facts, chat_room_id room,
                                   struct chat_room *out, struct chat_error *err)
{
    struct chat_reader reader = chat_tx_reader(facts);
    struct chat_room_filter filter = {.only = room, .limit = 1};
    struct chat_room *rooms = NULL;
    chat_storage_t *storage;
    size_t n = 0;
    enum chat_status status = chat_tx_storage(tx, &storage, err);

    if (status == CHAT_OK)
        status = storage->ops->room_list(storage, &reader, &filter, &rooms, &n, err);
    if (status == CHAT_OK && n == 0)
        status = chat_fail(err, CHAT_E_NOT_FOUND, "%s", chat_rule_sentence(CHAT_RULE_NOT_VISIBLE));
    if (status == CHAT_OK)
        *out = rooms[0]; /* moved */
    chat_free(rooms);
    return status;
}

enum chat_status chat_tx_room_replay(struct chat_tx *tx, const struct chat_actor *actor,
                                     struct chat_result_ref ref, void *result, struct chat_error *err)
{
    struct chat_facts facts;
    enum chat_status status = chat_tx_facts(tx, actor, CHAT_NO_ROOM, &facts, err);
    return status == CHAT_OK ? chat_tx_room_view(tx, &facts, (chat_room_id){ref.a}, result, err) : status;
}

enum chat_status chat_tx_set_text(struct chat_tx *tx, char **member, const char *text, struct chat_error *err)
{
    char *copy = NULL;

    if (!text)
        return CHAT_OK;
    if (*text && !(copy = chat_strdup(tx->allocator, text)))
        return chat_fail_nomem(err);
    chat_free(*member);
    *member = copy;
    return CHAT_OK;
}

enum chat_status chat_tx_search_key(struct chat_tx *tx, const char *text, char **out, struct chat_error *err)
{
    *out = NULL;
    if (!text || !*text)
        return CHAT_OK;
    *out = chat_fold_key(tx->allocator, text, strlen(text));
    return *out ? CHAT_OK : chat_fail_nomem(err);
}

/* CHAT_E_TOO_LARGE when there are as many topics with rooms on them as there may be. Asked only when one is
 * to be made. */
static enum chat_status may_add_topic(chat_storage_t *storage, struct chat_error *err)
{
    const struct chat_reader everything = {.sees_public = true, .sees_private = true};
    struct chat_topic *topics = NULL;
    size_t n = 0;
    enum chat_status status =
        storage->ops->topic_list(storage, &everything, NULL, CHAT_TOPICS_MAX, &topics, &n, err);

    for (size_t i = 0; i < n; i++)
        chat_record_clear(&chat_record_topic, &topics[i]);
    chat_free(topics);
    if (status == CHAT_OK && n >= CHAT_TOPICS_MAX)
        return chat_fail(err, CHAT_E_TOO_LARGE, "a site has at most %d topics: use one that is there",
                         CHAT_TOPICS_MAX);
    return status;
}

enum chat_status chat_tx_topic(struct chat_tx *tx, const char *name, chat_topic_id *out,
                               struct chat_error *err)
{
    struct chat_topic_row row = {.id = CHAT_NO_TOPIC};
    chat_storage_t *storage;
    enum chat_status status;

    *out = CHAT_NO_TOPIC;
    status = chat_tx_search_key(tx, name, &row.key, err);
    if (status != CHAT_OK || !row.key)
        return status;
    status = chat_tx_storage(tx, &storage, err);
    if (status == CHAT_OK)
        status = storage->ops->topic_find(storage, row.key, out, err);
    if (status == CHAT_E_NOT_FOUND && (status = may_add_topic(storage, err)) == CHAT_OK) {
        row.id.value = chat_tx_new_id(tx);
        row.name = chat_strdup(tx->allocator, name);
        status = row.name ? storage->ops->topic_insert(storage, &row, err) : chat_fail_nomem(err);
        if (status == CHAT_OK)
            status = chat_tx_tell(tx, CHAT_SITE_LOG, CHAT_EVENT_TOPIC_CHANGED, row.id.value, NULL, err);
        if (status == CHAT_OK)
            *out = row.id;
    }
    chat_free(row.name);
    chat_free(row.key);
    return status;
}

enum chat_status chat_tx_room_search(struct chat_tx *tx, struct chat_room_row *row, struct chat_error *err)
{
    struct chat_strbuf words;
    enum chat_status status;
    char *key = NULL;

    chat_strbuf_init(&words, tx->allocator, 8192);
    chat_strbuf_adds(&words, row->room.title);
    if (row->room.name)
        chat_strbuf_addf(&words, " %s", row->room.name);
    if (row->room.description)
        chat_strbuf_addf(&words, " %s", row->room.description);
    status = chat_strbuf_status(&words, err);
    if (status == CHAT_OK)
        status = chat_tx_search_key(tx, words.text, &key, err);
    if (status == CHAT_OK) {
        chat_free(row->search);
        row->search = key;
    }
    chat_strbuf_clear(&words);
    return status;
}

enum chat_status chat_tx_succession(struct chat_tx *tx, chat_room_id room, chat_user_id leaving,
                                    struct chat_error *err)
{
    struct chat_event event = {
        .log = CHAT_ROOM_LOG(room), .kind = CHAT_EVENT_MEMBER_ROLE, .arg = CHAT_ROLE_HOST};
    struct chat_member_row member;
    chat_storage_t *storage;
    chat_user_id heir = CHAT_NO_USER;
    size_t hosts = 0;
    enum chat_status status = chat_tx_storage(tx, &storage, err);

    if (status == CHAT_OK)
        status = storage->ops->member_heir(storage, room, leaving, &heir, &hosts, err);
    if (status != CHAT_OK || hosts > 0 || heir.value == 0)
        return status;
    status = chat_tx_member(tx, room, heir, &member, err);
    if (status != CHAT_OK)
        return status;
    member.role = CHAT_ROLE_HOST;
    status = chat_tx_member_put(tx, &member, err);
    if (status != CHAT_OK)
        return status;
    event.subject = heir.value; /* no actor: nobody gave the role, the rule did */
    return chat_tx_emit(tx, &event, NULL, err);
}

enum chat_status chat_tx_may_join_more(struct chat_tx *tx, struct chat_error *err)
{
    chat_storage_t *storage;
    chat_room_id *rooms = NULL;
    size_t n = 0;
    enum chat_status status = chat_tx_storage(tx, &storage, err);

    if (status == CHAT_OK)
        status = storage->ops->rooms_joined(storage, tx->actor.id, &rooms, &n, err);
    chat_free(rooms);
    if (status == CHAT_OK && n >= CHAT_ROOMS_JOINED_MAX)
        return chat_fail(err, CHAT_E_TOO_LARGE, "one account is in at most %d rooms: leave one first",
                         CHAT_ROOMS_JOINED_MAX);
    return status;
}

static int by_id(const void *a, const void *b)
{
    const chat_user_id *x = a, *y = b;
    return (x->value > y->value) - (x->value < y->value);
}

enum chat_status chat_tx_people(struct chat_tx *tx, chat_user_id *ids, size_t n, struct chat_person **out,
                                size_t *out_n, struct chat_error *err)
{
    size_t unique = 0;

    qsort(ids, n, sizeof *ids, by_id);
    for (size_t i = 0; i < n; i++)
        if (ids[i].value != 0 && (unique == 0 || ids[unique - 1].value != ids[i].value))
            ids[unique++] = ids[i];
    return tx->storage->ops->people_load(tx->storage, ids, unique, out, out_n, err);
}

int64_t chat_tx_floor(const struct chat_facts *facts)
{
    if (chat_seq_visible(facts, 1))
        return 0;
    return facts->member.state == CHAT_MEMBER_JOINED ? facts->member.joined_seq : UINT32_MAX;
}
