/*
 * One run of a statement. Parameters are bound and columns taken in their order, and a failure sticks:
 * later binds and steps do nothing, so that a run has one check, at its end.
 *
 *     chat_query_begin(&q, storage, SQL_TOPIC_FIND, err);
 *     chat_bind_text(&q, key);
 *     if (chat_query_next(&q))
 *         out->value = chat_take_int(&q);
 *     return chat_query_end_found(&q, "topic");
 */
#ifndef CHAT_SQL_QUERY_H
#define CHAT_SQL_QUERY_H

#include "storage/sql/driver.h"

struct chat_query {
    struct chat_sql *sql;
    const struct chat_sql_driver *driver;
    const struct chat_sql_statement *statement;
    struct chat_sql_cursor *cursor;
    struct chat_error *err;
    enum chat_status status;
    int bound;  /* parameters bound so far */
    int column; /* the next column to take */
    size_t rows;
    int64_t changes;
    bool done;
};

void chat_query_begin(struct chat_query *q, chat_storage_t *storage, enum chat_sql_id id,
                      struct chat_error *err);

/** Bind the next parameter. Text and bytes are borrowed until the end; text NULL and bytes NULL are NULL. */
void chat_bind_int(struct chat_query *q, int64_t value);
/** A reference to another row; 0 becomes NULL. */
void chat_bind_ref(struct chat_query *q, int64_t id);
void chat_bind_text(struct chat_query *q, const char *text);
void chat_bind_blob(struct chat_query *q, const void *bytes, size_t length);
/** A count or limit of ours. */
void chat_bind_size(struct chat_query *q, size_t value);

/** Whether there is another row. */
bool chat_query_next(struct chat_query *q);

/** Take the next column of the row. Take one in each C statement: their order is the order of the columns. */
int64_t chat_take_int(struct chat_query *q);
bool chat_take_bool(struct chat_query *q);
/** Owned by the caller; NULL for NULL, and when there is no memory (the failure sticks). */
char *chat_take_text(struct chat_query *q);
/** Exactly `length` bytes; anything else in the column is a damaged store. NULL reads as zeroes; false then.
 */
bool chat_take_blob(struct chat_query *q, void *out, size_t length);
/** Text into an array of `size` bytes; longer text is a damaged store. */
void chat_take_word(struct chat_query *q, char *out, size_t size);
void chat_take_nothing(struct chat_query *q);

/** End the run. */
CHAT_CHECKED enum chat_status chat_query_end(struct chat_query *q);
/** The same, but a run without a row is CHAT_E_NOT_FOUND: "there is no such <noun>". */
CHAT_CHECKED enum chat_status chat_query_end_found(struct chat_query *q, const char *noun);
/** Run to the end without looking at rows. */
CHAT_CHECKED enum chat_status chat_query_run(struct chat_query *q);
/** The same, but to change no row is CHAT_E_NOT_FOUND. */
CHAT_CHECKED enum chat_status chat_query_run_found(struct chat_query *q, const char *noun);

/** Rows that come out as an array of structs. */
struct chat_list {
    const struct chat_allocator *allocator;
    const struct chat_record *record; /* clears an item; NULL: items own nothing */
    void *items;
    size_t each, n, room;
};

void chat_items_init(struct chat_list *list, chat_storage_t *storage, size_t each,
                     const struct chat_record *record);
/** A new zeroed item, or NULL (the failure sticks in `q`). */
void *chat_items_add(struct chat_list *list, struct chat_query *q);
/** Move the items to `*out`, a pointer to their type, when `status` is CHAT_OK, otherwise free them. */
CHAT_CHECKED enum chat_status chat_items_give(struct chat_list *list, enum chat_status status, void *out,
                                              size_t *out_n);
void chat_items_clear(struct chat_list *list);

#endif
