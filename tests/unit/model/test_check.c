/*
 * Limits, one below, at and one above, for every parameter there is; and that each refusal names the
 * member.
 */
#include <string.h>

#include "libchat/base/utf8.h"
#include "tests/unit/unit.h"
#include "tests/unit/wire/records.h"

#define LARGEST 1024

union value {
    max_align_t align;
    char bytes[LARGEST];
};

static struct chat_error err;

static enum chat_status check(const struct chat_record *record, const union value *value)
{
    err = (struct chat_error)CHAT_ERROR_INIT;
    return chat_record_check(record, value, &err);
}

static void set_text(const struct chat_field *field, union value *value, char *text)
{
    char **member = (char **)(void *)(value->bytes + field->offset);

    free(*member);
    *member = text;
}

static void set_number(const struct chat_field *field, union value *value, int64_t number)
{
    memcpy(value->bytes + field->offset, &number, sizeof number);
}

static void set_choice(const struct chat_field *field, union value *value, int choice)
{
    memcpy(value->bytes + field->offset, &choice, sizeof choice);
}

static bool is_text(const struct chat_field *field)
{
    return field->type >= CHAT_FIELD_LINE && field->type <= CHAT_FIELD_SECRET;
}

static bool is_required(const struct chat_field *field)
{
    return field->flags & CHAT_FIELD_REQUIRED;
}

/* `n` times a code point, which is one byte or four. */
static char *repeated(int64_t n, bool wide)
{
    char *text = calloc((size_t)n * 4 + 1, 1), *at = text;

    ck_assert_ptr_nonnull(text);
    for (int64_t i = 0; i < n; i++)
        at += chat_utf8_put(at, wide ? 0x1F980 : 'x');
    return text;
}

/* Parameters where what is required is there and good. */
static void given_good(const struct chat_record *record, union value *value)
{
    ck_assert_uint_le(record->size, LARGEST);
    chat_record_init(record, value);
    for (size_t i = 0; i < record->n; i++) {
        const struct chat_field *field = &record->fields[i];
        if (!is_required(field))
            continue;
        if (is_text(field))
            set_text(field, value, repeated(field->min > 0 ? field->min : 1, false));
        else if (field->type == CHAT_FIELD_ENUM)
            set_choice(field, value, 1);
        else if (field->type != CHAT_FIELD_BOOL)
            set_number(field, value, field->min > 0 ? field->min : 1);
    }
    ck_assert_msg(check(record, value) == CHAT_OK, "%s: %s", record->name, err.message);
}

static void free_texts(const struct chat_record *record, union value *value)
{
    for (size_t i = 0; i < record->n; i++)
        if (is_text(&record->fields[i]))
            set_text(&record->fields[i], value, NULL);
}

static void ck_good(const struct chat_record *record, const struct chat_field *field,
                    const union value *value, const char *what)
{
    ck_assert_msg(check(record, value) == CHAT_OK, "%s.%s %s: %s", record->name, field->name, what,
                  err.message);
}

static void ck_refused(const struct chat_record *record, const struct chat_field *field,
                       const union value *value, const char *what)
{
    enum chat_status status = check(record, value);

    ck_assert_msg(status == CHAT_E_INVALID, "%s.%s %s is allowed", record->name, field->name, what);
    ck_assert_str_eq(err.field, field->name);
    ck_assert_msg(strstr(err.message, field->name), "%s", err.message);
    ck_assert_str_eq(err.code, "invalid");
}

/* ---- By type ---- */

static void try_text(const struct chat_record *record, const struct chat_field *field, union value *value)
{
    bool points = field->type == CHAT_FIELD_LINE || field->type == CHAT_FIELD_TEXT;
    int64_t least = field->type == CHAT_FIELD_HANDLE ? 1 : field->min;
    int64_t most = field->type == CHAT_FIELD_HANDLE ? 32 : field->max;

    ck_assert_int_gt(most, 0); /* whatever a stranger sends has a limit */
    set_text(field, value, repeated(least, false));
    ck_good(record, field, value, "of least length");
    set_text(field, value, repeated(most, false));
    ck_good(record, field, value, "of most length");
    set_text(field, value, repeated(most + 1, false));
    ck_refused(record, field, value, "that is too long");
    if (points) {
        set_text(field, value, repeated(most, true));
        ck_good(record, field, value, "of most length, in code points");
        set_text(field, value, repeated(most + 1, true));
        ck_refused(record, field, value, "one code point too long");
    }
    if (least > 0) {
        set_text(field, value, repeated(least - 1, false));
        if (least == 1 && (field->flags & CHAT_FIELD_CLEARABLE))
            ck_good(record, field, value, "that is empty to remove it");
        else
            ck_refused(record, field, value, "that is too short");
    }
    set_text(field, value, strdup("xxxxxxxx\xff"));
    ck_refused(record, field, value, "that is not UTF-8");
    set_text(field, value, strdup("xxxx\nxxxx"));
    if (field->type == CHAT_FIELD_TEXT || field->type == CHAT_FIELD_BODY || field->type == CHAT_FIELD_SECRET)
        ck_good(record, field, value, "of two lines");
    else
        ck_refused(record, field, value, "of two lines");
    set_text(field, value, strdup("xxxx xxxx"));
    if (field->type == CHAT_FIELD_WORD || field->type == CHAT_FIELD_HANDLE)
        ck_refused(record, field, value, "with a blank");
    else
        ck_good(record, field, value, "with a blank");
    set_text(field, value, NULL);
}

static void try_int(const struct chat_record *record, const struct chat_field *field, union value *value)
{
    ck_assert_int_gt(field->max, field->min);
    set_number(field, value, field->min);
    ck_good(record, field, value, "that is least");
    set_number(field, value, field->max);
    ck_good(record, field, value, "that is most");
    set_number(field, value, field->min - 1);
    ck_refused(record, field, value, "that is too little");
    if (field->max < INT64_MAX) {
        set_number(field, value, field->max + 1);
        ck_refused(record, field, value, "that is too much");
    }
    set_number(field, value, CHAT_UNSET);
}

static void try_id(const struct chat_record *record, const struct chat_field *field, union value *value)
{
    set_number(field, value, INT64_MAX);
    ck_good(record, field, value, "of any size");
    set_number(field, value, -1);
    ck_refused(record, field, value, "below zero");
    set_number(field, value, INT64_MIN);
    ck_refused(record, field, value, "far below zero");
    set_number(field, value, 0);
}

static void try_choice(const struct chat_record *record, const struct chat_field *field, union value *value)
{
    for (int choice = 1; choice <= (int)field->words->n; choice++) {
        set_choice(field, value, choice);
        ck_good(record, field, value, "that has a word");
    }
    set_choice(field, value, (int)field->words->n + 1);
    ck_refused(record, field, value, "above the last word");
    ck_assert_msg(strstr(err.message, field->words->words[0]), "what is allowed? %s", err.message);
    set_choice(field, value, -1);
    ck_refused(record, field, value, "below the first word");
    set_choice(field, value, 0);
}

static void try_field(const struct chat_record *record, const struct chat_field *field, union value *value)
{
    switch (field->type) {
    case CHAT_FIELD_BOOL:
        return;
    case CHAT_FIELD_INT:
        try_int(record, field, value);
        break;
    case CHAT_FIELD_ID:
    case CHAT_FIELD_TIME:
        try_id(record, field, value);
        break;
    case CHAT_FIELD_ENUM:
        try_choice(record, field, value);
        break;
    default:
        ck_assert(is_text(field));
        try_text(record, field, value);
    }
    /* Each of them has left the member absent. */
    if (is_required(field))
        ck_refused(record, field, value, "that is missing");
    else
        ck_good(record, field, value, "that is left out");
}

/* Those that people send are flat; what comes back is not checked. */
static bool is_flat(const struct chat_record *record)
{
    size_t n = strlen(record->name);
    return (n > 6 && strcmp(record->name + n - 6, "Params") == 0) ||
           (n > 5 && strcmp(record->name + n - 5, "Query") == 0);
}

START_TEST(each_limit_holds_and_each_refusal_names_its_member)
{
    const struct chat_record *record = all_records[_i];
    union value value;

    if (!is_flat(record))
        return;
    for (size_t i = 0; i < record->n; i++) {
        given_good(record, &value);
        try_field(record, &record->fields[i], &value);
        free_texts(record, &value);
    }
}
END_TEST

/* ---- What the loop does not show ---- */

START_TEST(a_record_inside_a_record_is_checked_too)
{
    struct chat_activity activity;
    char word[] = "x", handle[] = "Not A Handle";
    chat_record_init(&chat_record_activity, &activity);
    activity.message = (struct chat_message){.room = {1}, .seq = 1, .n = 1, .origin = 1, .version = 1};
    activity.room_title = word;
    activity.author = (struct chat_person){.id = {1}, .handle = word, .display_name = word, .kind = 1};
    activity.message.reply_to = CHAT_UNSET;
    ck_assert_int_eq(chat_record_check(&chat_record_activity, &activity, &err), CHAT_E_INVALID);
    ck_assert_str_eq(err.field, "state");
    activity.author.state = 1;
    ck_assert_int_eq(chat_record_check(&chat_record_activity, &activity, &err), CHAT_OK);
    activity.author.handle = handle;
    ck_assert_int_eq(chat_record_check(&chat_record_activity, &activity, NULL), CHAT_E_INVALID);
}
END_TEST

START_TEST(a_number_without_a_word_is_no_kind_of_event)
{
    struct chat_event event;
    chat_record_init(&chat_record_event, &event);
    event.log.value = event.seq = 1;
    event.message = (struct chat_message){.room = {1}, .seq = 1, .n = 1, .origin = 1, .version = 1};
    event.message.reply_to = CHAT_UNSET;
    event.kind = (enum chat_event_kind)16; /* in a gap between the groups */
    ck_assert_int_eq(chat_record_check(&chat_record_event, &event, &err), CHAT_E_INVALID);
    ck_assert_str_eq(err.field, "kind");
    event.kind = CHAT_EVENT_ROOM_LISTED;
    ck_assert_int_eq(chat_record_check(&chat_record_event, &event, &err), CHAT_OK);
}
END_TEST

START_TEST(what_is_said_first_is_the_first_that_is_wrong)
{
    struct chat_register_params params;
    char handle[] = "UPPER", password[] = "short";
    chat_record_init(&chat_record_register_params, &params);
    params.handle = handle;
    params.password = password;
    ck_assert_int_eq(chat_record_check(&chat_record_register_params, &params, &err), CHAT_E_INVALID);
    ck_assert_str_eq(err.field, "handle");
    ck_assert_ptr_null(strstr(err.message, "UPPER")); /* it says what is allowed, not what was sent */
    handle[0] = '\0';
    ck_assert_int_eq(chat_record_check(&chat_record_register_params, &params, &err), CHAT_E_INVALID);
    memcpy(handle, "lower", 6);
    ck_assert_int_eq(chat_record_check(&chat_record_register_params, &params, &err), CHAT_E_INVALID);
    ck_assert_str_eq(err.field, "password");
    ck_assert_ptr_null(strstr(err.message, "short"));
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_loop_test(cases, each_limit_holds_and_each_refusal_names_its_member, 0, (int)ALL_RECORDS);
    tcase_add_test(cases, a_record_inside_a_record_is_checked_too);
    tcase_add_test(cases, a_number_without_a_word_is_no_kind_of_event);
    tcase_add_test(cases, what_is_said_first_is_the_first_that_is_wrong);
}

int main(void)
{
    return unit_main("model/check", list);
}
