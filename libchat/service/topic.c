/*
 * Topics: the list with its counts. Making one is a part of creating a room: chat_tx_topic().
 */
#include "chat/topic.h"

#include "chat/limits.h"

#include "libchat/service/rows.h"

static enum chat_status topic_list_apply(struct chat_tx *tx, const struct chat_actor *actor,
                                         const void *params, void *result, struct chat_error *err)
{
    const struct chat_topic_query *asked = params;
    struct chat_topic_list *out = result;
    size_t limit = chat_limit_or(asked->limit, CHAT_PAGE_MAX);
    struct chat_facts facts;
    char *search = NULL;
    enum chat_status status = chat_tx_may(tx, actor, CHAT_NO_ROOM, &facts, err);

    if (status == CHAT_OK)
        status = chat_tx_search_key(tx, asked->text, &search, err);
    if (status == CHAT_OK) {
        struct chat_reader reader = chat_tx_reader(&facts);
        status = tx->storage->ops->topic_list(tx->storage, &reader, search, limit + 1, &out->topics,
                                              &out->topics_n, err);
    }
    chat_free(search);
    if (status == CHAT_OK && out->topics_n > limit) {
        out->more = true;
        chat_record_clear(&chat_record_topic, &out->topics[--out->topics_n]);
    }
    return status;
}

const struct chat_op chat_op_topic_list = {
    .name = "topic.list",
    .summary = "Topics with the number of rooms one can see.",
    .action = CHAT_ACTION_TOPIC_LIST,
    .bucket = CHAT_BUCKET_READ,
    .cost = 1,
    .method = "GET",
    .path = "/api/v1/topics",
    .http_status = 200,
    .params = &chat_record_topic_query,
    .result = &chat_record_topic_list,
    .apply = topic_list_apply,
};
