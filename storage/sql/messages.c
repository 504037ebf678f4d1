/*
 * Messages: reading them by number, changing and erasing them, and what was said last.
 */
#include "storage/sql/ops.h"

#include <string.h>

#include "libchat/base/error.h"
#include "storage/sql/rows.h"

enum chat_status chat_sql_message_load(chat_storage_t *storage, chat_room_id room, int64_t seq,
                                       struct chat_message *out, struct chat_error *err)
{
    struct chat_message message = {0};
    struct chat_query q;
    enum chat_status status;

    chat_query_begin(&q, storage, SQL_MESSAGE_LOAD, err);
    chat_bind_int(&q, chat_sql_event_id(room.value, seq));
    if (chat_query_next(&q))
        chat_take_message(&q, &message);
    status = chat_query_end_found(&q, "message");
    if (status == CHAT_OK)
        *out = message;
    else
        chat_record_clear(&chat_record_message, &message);
    return status;
}

/* The part of a page on one side of a number, in the order in which it was read. */
struct side {
    struct chat_list list;
    bool more; /* there are more than were asked for */
};

/*
 * Messages with low < seq <= high: the oldest or the newest `limit` of them. One more is read, to know
 * whether there is one.
 */
static enum chat_status read_side(chat_storage_t *storage, enum chat_sql_id id, chat_room_id room,
                                  int64_t low, int64_t high, size_t limit, struct side *side,
                                  struct chat_error *err)
{
    struct chat_message *message;
    struct chat_query q;
    enum chat_status status;

    chat_items_init(&side->list, storage, sizeof *message, &chat_record_message);
    chat_query_begin(&q, storage, id, err);
    chat_bind_int(&q, chat_sql_event_id(room.value, low));
    chat_bind_int(&q, chat_sql_event_id(room.value, high));
    chat_bind_size(&q, limit < SIZE_MAX ? limit + 1 : limit);
    side->more = false;
    while (!side->more && chat_query_next(&q)) {
        if (side->list.n == limit)
            side->more = true;
        else if ((message = chat_items_add(&side->list, &q)))
            chat_take_message(&q, message);
    }
    status = chat_query_end(&q);
    if (status != CHAT_OK)
        chat_items_clear(&side->list);
    return status;
}

/* A page is cut at a number: so many before it, so many from it on. */
struct cut {
    int64_t at;
    size_t older, newer;
    bool fill; /* what one side lacks the other may give */
};

static struct cut cut_of(const struct chat_seq_page *page)
{
    struct cut cut = {.at = CHAT_SQL_SEQ_MAX + 1, .older = page->limit};

    if (page->before != CHAT_UNSET) {
        cut.at = page->before;
    } else if (page->after != CHAT_UNSET) {
        cut = (struct cut){.at = page->after, .newer = page->limit};
        if (cut.at <= CHAT_SQL_SEQ_MAX)
            cut.at++;
    } else if (page->around != CHAT_UNSET) {
        cut = (struct cut){.at = page->around, .older = page->limit / 2, .fill = true};
        cut.newer = page->limit - cut.older;
    }
    if (cut.at <= page->floor)
        cut.at = page->floor + 1;
    return cut;
}

static enum chat_status read_newer(chat_storage_t *storage, chat_room_id room, const struct cut *cut,
                                   size_t limit, struct side *side, struct chat_error *err)
{
    return read_side(storage, SQL_MESSAGES_AFTER, room, cut->at - 1, CHAT_SQL_SEQ_MAX, limit, side, err);
}

static enum chat_status read_sides(chat_storage_t *storage, chat_room_id room,
                                   const struct chat_seq_page *page, struct side *older, struct side *newer,
                                   struct chat_error *err)
{
    struct cut cut = cut_of(page);
    enum chat_status status = read_newer(storage, room, &cut, cut.newer, newer, err);

    if (status != CHAT_OK)
        return status;
    if (cut.fill)
        cut.older = page->limit - newer->list.n;
    status = read_side(storage, SQL_MESSAGES_BEFORE, room, page->floor, cut.at - 1, cut.older, older, err);
    if (status == CHAT_OK && cut.fill && newer->more && older->list.n < cut.older) {
        chat_items_clear(&newer->list);
        status = read_newer(storage, room, &cut, page->limit - older->list.n, newer, err);
    }
    return status;
}

/* Put the older side, which was read newest first, in front of the newer one. */
static enum chat_status join(chat_storage_t *storage, struct side *older, struct side *newer,
                             struct chat_message_page *out, struct chat_error *err)
{
    const struct chat_message *from = older->list.items;
    size_t n = older->list.n + newer->list.n;
    struct chat_message *messages = NULL;

    if (n > 0) {
        messages = chat_alloc_array(storage->allocator, n, sizeof *messages);
        if (!messages)
            return chat_fail_nomem(err);
        for (size_t i = 0; i < older->list.n; i++)
            messages[i] = from[older->list.n - 1 - i];
        if (newer->list.n > 0)
            memcpy(messages + older->list.n, newer->list.items, newer->list.n * sizeof *messages);
    }
    older->list.n = newer->list.n = 0; /* moved */
    *out = (struct chat_message_page){
        .messages = messages, .n = n, .more_before = older->more, .more_after = newer->more};
    return CHAT_OK;
}

enum chat_status chat_sql_message_page(chat_storage_t *storage, chat_room_id room,
                                       const struct chat_seq_page *page, struct chat_message_page *out,
                                       struct chat_error *err)
{
    struct side older = {0}, newer = {0};
    enum chat_status status = read_sides(storage, room, page, &older, &newer, err);

    if (status == CHAT_OK)
        status = join(storage, &older, &newer, out, err);
    chat_items_clear(&older.list);
    chat_items_clear(&newer.list);
    return status;
}

enum chat_status chat_sql_message_edit(chat_storage_t *storage, const struct chat_message *message,
                                       struct chat_error *err)
{
    int64_t id = chat_sql_event_id(message->room.value, message->seq);
    struct chat_query q;
    enum chat_status status;

    chat_query_begin(&q, storage, SQL_REVISION_KEEP, err);
    chat_bind_int(&q, id);
    status = chat_query_run(&q);
    if (status != CHAT_OK)
        return status;
    chat_query_begin(&q, storage, SQL_MESSAGE_EDIT, err);
    chat_bind_int(&q, id);
    chat_bind_text(&q, message->body);
    chat_bind_int(&q, message->version);
    chat_bind_int(&q, message->edited_at_us);
    return chat_query_run_found(&q, "message");
}

enum chat_status chat_sql_message_erase(chat_storage_t *storage, chat_room_id room, int64_t seq,
                                        int64_t deleted_at_us, struct chat_error *err)
{
    int64_t id = chat_sql_event_id(room.value, seq);
    struct chat_query q;
    enum chat_status status;

    chat_query_begin(&q, storage, SQL_REVISIONS_DELETE, err);
    chat_bind_int(&q, id);
    status = chat_query_run(&q);
    if (status != CHAT_OK)
        return status;
    chat_query_begin(&q, storage, SQL_MESSAGE_ERASE, err);
    chat_bind_int(&q, id);
    chat_bind_int(&q, deleted_at_us);
    return chat_query_run_found(&q, "message");
}

enum chat_status chat_sql_message_ordinal(chat_storage_t *storage, chat_room_id room, int64_t seq,
                                          int64_t *out, struct chat_error *err)
{
    int64_t n = 0;
    struct chat_query q;
    enum chat_status status;

    chat_query_begin(&q, storage, SQL_MESSAGE_ORDINAL, err);
    chat_bind_int(&q, chat_sql_event_id(room.value, 0));
    chat_bind_int(&q, chat_sql_event_id(room.value, seq));
    if (chat_query_next(&q))
        n = chat_take_int(&q);
    status = chat_query_end(&q);
    if (status == CHAT_OK)
        *out = n;
    return status;
}

enum chat_status chat_sql_tombstones_after(chat_storage_t *storage, chat_room_id room, int64_t seq,
                                           int64_t *out, struct chat_error *err)
{
    int64_t n = 0;
    struct chat_query q;
    enum chat_status status;

    chat_query_begin(&q, storage, SQL_TOMBSTONES_AFTER, err);
    chat_bind_int(&q, chat_sql_event_id(room.value, seq));
    chat_bind_int(&q, chat_sql_event_id(room.value, CHAT_SQL_SEQ_MAX));
    if (chat_query_next(&q))
        n = chat_take_int(&q);
    status = chat_query_end(&q);
    if (status == CHAT_OK)
        *out = n;
    return status;
}

enum chat_status chat_sql_activity_list(chat_storage_t *storage, const struct chat_reader *reader,
                                        size_t limit, struct chat_activity **out, size_t *out_n,
                                        struct chat_error *err)
{
    struct chat_list list;
    struct chat_activity *activity;
    struct chat_query q;

    chat_items_init(&list, storage, sizeof *activity, &chat_record_activity);
    chat_query_begin(&q, storage, SQL_ACTIVITY_LIST, err);
    chat_bind_reader(&q, reader);
    chat_bind_size(&q, limit);
    while (chat_query_next(&q) && (activity = chat_items_add(&list, &q))) {
        chat_take_message(&q, &activity->message);
        activity->room_title = chat_take_text(&q);
        activity->topic_name = chat_take_text(&q);
        chat_take_person(&q, &activity->author);
    }
    return chat_items_give(&list, chat_query_end(&q), out, out_n);
}

enum chat_status chat_sql_messages_by(chat_storage_t *storage, const struct chat_reader *reader,
                                      chat_user_id author, size_t limit, struct chat_message **out,
                                      size_t *out_n, struct chat_error *err)
{
    struct chat_list list;
    struct chat_message *message;
    struct chat_query q;

    chat_items_init(&list, storage, sizeof *message, &chat_record_message);
    chat_query_begin(&q, storage, SQL_MESSAGES_BY, err);
    chat_bind_reader(&q, reader);
    chat_bind_int(&q, author.value);
    chat_bind_size(&q, limit);
    while (chat_query_next(&q) && (message = chat_items_add(&list, &q)))
        chat_take_message(&q, message);
    return chat_items_give(&list, chat_query_end(&q), out, out_n);
}
