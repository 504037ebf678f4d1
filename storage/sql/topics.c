/*
 * Topics, the shelves of the directory.
 */
#include "storage/sql/ops.h"

#include "libchat/base/error.h"
#include "storage/sql/rows.h"

enum chat_status chat_sql_topic_insert(chat_storage_t *storage, const struct chat_topic_row *row,
                                       struct chat_error *err)
{
    struct chat_query q;
    enum chat_status status;

    chat_query_begin(&q, storage, SQL_TOPIC_INSERT, err);
    chat_bind_int(&q, row->id.value);
    chat_bind_text(&q, row->name);
    chat_bind_text(&q, row->key);
    chat_bind_text(&q, row->description);
    status = chat_query_run(&q);
    if (status == CHAT_OK && q.changes == 0)
        return chat_fail_exists(err, "topic", "there is a topic of that name");
    return status;
}

enum chat_status chat_sql_topic_find(chat_storage_t *storage, const char *key, chat_topic_id *out,
                                     struct chat_error *err)
{
    struct chat_query q;

    chat_query_begin(&q, storage, SQL_TOPIC_FIND, err);
    chat_bind_text(&q, key);
    if (chat_query_next(&q))
        out->value = chat_take_int(&q);
    return chat_query_end_found(&q, "topic");
}

enum chat_status chat_sql_topic_list(chat_storage_t *storage, const struct chat_reader *reader,
                                     const char *search, size_t limit, struct chat_topic **out, size_t *out_n,
                                     struct chat_error *err)
{
    struct chat_list list;
    struct chat_topic *topic;
    struct chat_query q;
    char *pattern;
    enum chat_status status = chat_sql_pattern(storage, search, &pattern, err);

    if (status != CHAT_OK)
        return status;
    chat_items_init(&list, storage, sizeof *topic, &chat_record_topic);
    chat_query_begin(&q, storage, SQL_TOPIC_LIST, err);
    chat_bind_reader(&q, reader);
    chat_bind_text(&q, pattern);
    chat_bind_size(&q, limit);
    while (chat_query_next(&q) && (topic = chat_items_add(&list, &q))) {
        topic->id.value = chat_take_int(&q);
        topic->name = chat_take_text(&q);
        topic->description = chat_take_text(&q);
        topic->rooms = chat_take_int(&q);
        topic->last_activity_at_us = chat_take_int(&q);
    }
    status = chat_items_give(&list, chat_query_end(&q), out, out_n);
    chat_free(pattern);
    return status;
}
