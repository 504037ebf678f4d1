/*
 * Users, the names they have or ever had, and lists of people.
 */
#include "storage/sql/ops.h"

#include "libchat/base/error.h"
#include "storage/sql/rows.h"

/* In user_names.kind: what a name is. The numbers are stored. */
enum name_kind { NAME_HANDLE = 1, NAME_EXTERNAL = 2 };

/* A name belongs to the first user who had it, also when it is no longer used. */
static enum chat_status take_name(chat_storage_t *storage, enum name_kind kind, const char *name,
                                  chat_user_id user, struct chat_error *err)
{
    struct chat_query q;
    enum chat_status status;

    if (!name)
        return CHAT_OK;
    chat_query_begin(&q, storage, SQL_NAME_TAKE, err);
    chat_bind_int(&q, (int64_t)kind);
    chat_bind_text(&q, name);
    chat_bind_int(&q, user.value);
    status = chat_query_run(&q);
    if (status != CHAT_OK || q.changes > 0)
        return status;
    return chat_fail_exists(err, kind == NAME_HANDLE ? "handle" : "external_id",
                            kind == NAME_HANDLE ? "the handle is taken" : "the external id is taken");
}

static enum chat_status take_names(chat_storage_t *storage, const struct chat_user_row *row,
                                   struct chat_error *err)
{
    enum chat_status status = take_name(storage, NAME_HANDLE, row->user.handle, row->user.id, err);

    return status == CHAT_OK ? take_name(storage, NAME_EXTERNAL, row->external_id, row->user.id, err)
                             : status;
}

/* Columns in the order of USER_COLUMNS, up to the password. */
static void bind_user(struct chat_query *q, const struct chat_user_row *row)
{
    const struct chat_user *user = &row->user;

    chat_bind_int(q, user->id.value);
    chat_bind_text(q, user->handle);
    chat_bind_text(q, user->display_name);
    chat_bind_text(q, user->bio);
    chat_bind_text(q, user->status_text);
    chat_bind_int(q, (int64_t)user->kind);
    chat_bind_int(q, (int64_t)user->role);
    chat_bind_int(q, (int64_t)user->state);
    chat_bind_int(q, user->created_at_us);
    chat_bind_text(q, row->external_id);
}

enum chat_status chat_sql_user_insert(chat_storage_t *storage, const struct chat_user_row *row,
                                      struct chat_error *err)
{
    struct chat_query q;
    enum chat_status status = take_names(storage, row, err);

    if (status != CHAT_OK)
        return status;
    chat_query_begin(&q, storage, SQL_USER_INSERT, err);
    bind_user(&q, row);
    chat_bind_text(&q, row->password);
    chat_bind_text(&q, row->search);
    return chat_query_run(&q);
}

enum chat_status chat_sql_user_update(chat_storage_t *storage, const struct chat_user_row *row,
                                      struct chat_error *err)
{
    struct chat_query q;
    enum chat_status status = take_names(storage, row, err);

    if (status != CHAT_OK)
        return status;
    chat_query_begin(&q, storage, SQL_USER_UPDATE, err);
    bind_user(&q, row);
    chat_bind_text(&q, row->search);
    return chat_query_run_found(&q, "user");
}

enum chat_status chat_sql_password_set(chat_storage_t *storage, chat_user_id user, const char *password,
                                       struct chat_error *err)
{
    struct chat_query q;

    chat_query_begin(&q, storage, SQL_PASSWORD_SET, err);
    chat_bind_int(&q, user.value);
    chat_bind_text(&q, password);
    return chat_query_run_found(&q, "user");
}

static void take_user(struct chat_query *q, struct chat_user_row *row)
{
    struct chat_user *user = &row->user;

    user->id.value = chat_take_int(q);
    user->handle = chat_take_text(q);
    user->display_name = chat_take_text(q);
    user->bio = chat_take_text(q);
    user->status_text = chat_take_text(q);
    user->kind = (enum chat_user_kind)chat_take_int(q);
    user->role = (enum chat_site_role)chat_take_int(q);
    user->state = (enum chat_user_state)chat_take_int(q);
    user->created_at_us = chat_take_int(q);
    row->external_id = chat_take_text(q);
    row->password = chat_take_text(q);
}

static void clear_user(struct chat_user_row *row)
{
    chat_record_clear(&chat_record_user, &row->user);
    chat_free(row->external_id);
    chat_free(row->password);
}

enum chat_status chat_sql_user_find(chat_storage_t *storage, chat_user_id id, const char *handle,
                                    struct chat_user_row *out, struct chat_error *err)
{
    struct chat_user_row row = {0};
    struct chat_query q;
    enum chat_status status;

    if (id.value != 0) {
        chat_query_begin(&q, storage, SQL_USER_BY_ID, err);
        chat_bind_int(&q, id.value);
    } else {
        chat_query_begin(&q, storage, SQL_USER_BY_HANDLE, err);
        chat_bind_text(&q, handle);
    }
    if (chat_query_next(&q))
        take_user(&q, &row);
    status = chat_query_end_found(&q, "user");
    if (status == CHAT_OK)
        *out = row;
    else
        clear_user(&row);
    return status;
}

static enum chat_status add_person(chat_storage_t *storage, struct chat_list *list, chat_user_id id,
                                   struct chat_error *err)
{
    struct chat_query q;
    struct chat_person *person;

    chat_query_begin(&q, storage, SQL_PERSON, err);
    chat_bind_int(&q, id.value);
    if (chat_query_next(&q) && (person = chat_items_add(list, &q)))
        chat_take_person(&q, person);
    return chat_query_end(&q);
}

enum chat_status chat_sql_people_load(chat_storage_t *storage, const chat_user_id *ids, size_t n,
                                      struct chat_person **out, size_t *out_n, struct chat_error *err)
{
    struct chat_list list;
    enum chat_status status = CHAT_OK;

    chat_items_init(&list, storage, sizeof(struct chat_person), &chat_record_person);
    for (size_t i = 0; i < n && status == CHAT_OK; i++)
        status = add_person(storage, &list, ids[i], err);
    return chat_items_give(&list, status, out, out_n);
}

enum chat_status chat_sql_people_list(chat_storage_t *storage, const char *search, int64_t after,
                                      size_t limit, struct chat_person **out, size_t *out_n,
                                      struct chat_error *err)
{
    struct chat_list list;
    struct chat_person *person;
    struct chat_query q;
    char *pattern;
    enum chat_status status = chat_sql_pattern(storage, search, &pattern, err);

    if (status != CHAT_OK)
        return status;
    chat_items_init(&list, storage, sizeof *person, &chat_record_person);
    chat_query_begin(&q, storage, SQL_PEOPLE_LIST, err);
    chat_bind_int(&q, after);
    chat_bind_text(&q, pattern);
    chat_bind_size(&q, limit);
    while (chat_query_next(&q) && (person = chat_items_add(&list, &q)))
        chat_take_person(&q, person);
    status = chat_items_give(&list, chat_query_end(&q), out, out_n);
    chat_free(pattern);
    return status;
}
