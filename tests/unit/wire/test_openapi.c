/*
 * The document is made of the whole table of operations and hangs together. That it is good OpenAPI is for
 * the linter to say: ctest -R openapi.
 */
#include <stdio.h>
#include <stdlib.h>

#include "libchat/wire/json.h"
#include "libchat/wire/schema.h"
#include "tests/unit/base/counting_alloc.h"
#include "tests/unit/wire/wire_test.h"

static const struct chat_json_limits generous = {4 << 20, 64, 200000};

static chat_json_t *given_document(void)
{
    struct chat_text text = CHAT_TEXT_INIT;
    struct chat_error err = CHAT_ERROR_INIT;
    chat_json_t *json = NULL;
    size_t n;
    const struct chat_op *const *ops = chat_ops(&n);

    ck_assert_int_eq(chat_wire_openapi(ops, n, "/", NULL, &text, &err), CHAT_OK);
    ck_assert_msg(chat_json_parse(text.data, text.length, &generous, &json, &err) == CHAT_OK, "%s",
                  err.message);
    chat_text_clear(&text);
    return json;
}

static const chat_json_t *at(const chat_json_t *json, const char *name)
{
    const chat_json_t *member = chat_json_member(json, name);

    ck_assert_msg(member != NULL, "there is no %s", name);
    return member;
}

/* The operation in the document. */
static const chat_json_t *operation(const chat_json_t *document, const char *path, const char *method)
{
    return at(at(at(document, "paths"), path), method);
}

static const chat_json_t *parameter(const chat_json_t *operation, const char *name)
{
    const chat_json_t *list = at(operation, "parameters");

    for (size_t i = 0; i < chat_json_count(list); i++) {
        const char *found = chat_json_string(chat_json_member(chat_json_item(list, i), "name"));
        if (found && strcmp(found, name) == 0)
            return chat_json_item(list, i);
    }
    return NULL;
}

START_TEST(every_operation_is_there_under_its_path_and_method)
{
    chat_json_t *document = given_document();
    const struct chat_op *const *ops;
    size_t n;

    ops = chat_ops(&n);
    ck_assert_uint_gt(n, 30);
    for (size_t i = 0; i < n; i++) {
        char method[8] = "", status[8], id[64];
        const chat_json_t *found;

        for (size_t k = 0; ops[i]->method[k]; k++)
            method[k] = (char)(ops[i]->method[k] + 'a' - 'A');
        (void)snprintf(id, sizeof id, "%s", ops[i]->name);
        *strchr(id, '.') = '_';
        (void)snprintf(status, sizeof status, "%d", ops[i]->http_status);
        found = operation(document, ops[i]->path, method);
        ck_assert_str_eq(chat_json_string(at(found, "operationId")), id);
        ck_assert_int_eq(chat_json_member(at(at(found, "responses"), status), "content") != NULL,
                         ops[i]->result != NULL);
        for (size_t k = 0; k < ops[i]->params->n; k++) {
            const char *name = ops[i]->params->fields[k].name;
            const chat_json_t *given = parameter(found, name);
            bool in_path = chat_path_names(ops[i]->path, name);
            bool in_body = !in_path && (method[0] == 'p');
            ck_assert_msg((given != NULL) == !in_body, "%s of %s", name, id);
            if (given)
                ck_assert_str_eq(chat_json_string(at(given, "in")), in_path ? "path" : "query");
        }
    }
    chat_json_free(document);
}
END_TEST

static const chat_json_t *root;
static size_t references;

static enum chat_status check_references(const char *name, const chat_json_t *json, void *user_data)
{
    const char *ref = chat_json_string(json);

    (void)user_data;
    if (strcmp(name, "$ref") == 0) {
        char part[128];
        const chat_json_t *target = root;
        ck_assert_ptr_nonnull(ref);
        ck_assert_int_eq(strncmp(ref, "#/", 2), 0);
        for (ref += 2; *ref; ref += *ref == '/') {
            size_t length = strcspn(ref, "/");
            ck_assert_uint_lt(length, sizeof part);
            memcpy(part, ref, length);
            part[length] = '\0';
            target = at(target, part);
            ref += length;
        }
        references++;
    } else if (chat_json_kind(json) == CHAT_JSON_OBJECT) {
        return chat_json_each(json, check_references, NULL);
    }
    for (size_t i = 0; chat_json_kind(json) == CHAT_JSON_ARRAY && i < chat_json_count(json); i++)
        (void)check_references("", chat_json_item(json, i), NULL);
    return CHAT_OK;
}

START_TEST(every_reference_leads_somewhere)
{
    chat_json_t *document = given_document();

    root = document;
    references = 0;
    ck_assert_int_eq(chat_json_each(document, check_references, NULL), CHAT_OK);
    ck_assert_uint_gt(references, 100);
    chat_json_free(document);
}
END_TEST

START_TEST(limits_and_words_are_those_of_the_field_tables)
{
    chat_json_t *document = given_document();
    const chat_json_t *schemas = at(at(document, "components"), "schemas");
    const chat_json_t *create =
        at(at(at(at(operation(document, "/api/v1/rooms", "post"), "requestBody"), "content"),
              "application/json"),
           "schema");
    const chat_json_t *title = at(at(create, "properties"), "title");
    const chat_json_t *room = at(at(schemas, "Room"), "properties");

    ck_assert_int_eq(chat_json_integer(at(title, "maxLength")), CHAT_ROOM_TITLE_MAX);
    ck_assert_int_eq(chat_json_integer(at(title, "minLength")), 1);
    ck_assert(!chat_json_bool(at(create, "additionalProperties")));
    ck_assert_int_eq(chat_json_kind(at(create, "additionalProperties")), CHAT_JSON_BOOL);
    ck_assert_str_eq(chat_json_string(chat_json_item(at(create, "required"), 0)), "title");
    ck_assert_uint_eq(chat_json_count(at(at(room, "kind"), "enum")), 3);
    ck_assert_str_eq(chat_json_string(at(at(room, "created_at"), "format")), "date-time");
    ck_assert_str_eq(chat_json_string(at(at(room, "id"), "type")), "string");
    ck_assert_str_eq(chat_json_string(at(at(room, "mine"), "$ref")), "#/components/schemas/Standing");
    ck_assert_ptr_null(chat_json_member(at(schemas, "Room"), "additionalProperties"));
    ck_assert_str_eq(chat_json_string(at(at(at(at(schemas, "Event"), "properties"), "subject"), "type")),
                     "string");
    chat_json_free(document);
}
END_TEST

START_TEST(a_limit_in_bytes_is_told_in_words)
{
    chat_json_t *document = given_document();
    const chat_json_t *send = operation(document, "/api/v1/rooms/{room}/messages", "post");
    const chat_json_t *schema = at(at(at(at(send, "requestBody"), "content"), "application/json"), "schema");
    const chat_json_t *body = at(at(schema, "properties"), "body");

    ck_assert_int_eq(chat_json_integer(at(body, "maxLength")), CHAT_BODY_BYTES_MAX);
    ck_assert_ptr_nonnull(strstr(chat_json_string(at(body, "description")), "16384 bytes"));
    ck_assert_ptr_null(chat_json_member(at(schema, "properties"), "room")); /* it stands in the path */
    chat_json_free(document);
}
END_TEST

START_TEST(who_may_come_without_signing_in_is_what_policy_says)
{
    chat_json_t *document = given_document();

    ck_assert_uint_eq(chat_json_count(at(operation(document, "/api/v1/accounts", "post"), "security")), 0);
    ck_assert_uint_eq(chat_json_count(at(operation(document, "/api/v1/site", "get"), "security")), 0);
    ck_assert_uint_eq(
        chat_json_count(at(operation(document, "/api/v1/rooms/{room}/messages", "get"), "security")), 3);
    ck_assert_ptr_null(
        chat_json_member(operation(document, "/api/v1/rooms/{room}/messages", "post"), "security"));
    ck_assert_ptr_null(chat_json_member(operation(document, "/api/v1/settings", "get"), "security"));
    chat_json_free(document);
}
END_TEST

START_TEST(an_operation_without_a_path_stays_inside)
{
    static const struct chat_op inner = {
        .name = "site.inner", .params = &chat_record_nothing, .result = &chat_record_room};
    static const struct chat_op *const ops[] = {&inner};
    struct chat_text text = CHAT_TEXT_INIT;

    ck_assert_int_eq(chat_wire_openapi(ops, 1, "https://chat.test", NULL, &text, NULL), CHAT_OK);
    ck_assert_ptr_null(strstr(text.data, "inner"));
    ck_assert_ptr_null(strstr(text.data, "\"Room\""));
    ck_assert_ptr_nonnull(strstr(text.data, "\"url\":\"https://chat.test\""));
    chat_text_clear(&text);
}
END_TEST

START_TEST(without_memory_there_is_no_document)
{
    struct counting_alloc counting;
    struct chat_text text = CHAT_TEXT_INIT;
    size_t n;
    const struct chat_op *const *ops = chat_ops(&n);

    counting_alloc_init(&counting);
    counting.fail_at = 4;
    ck_assert_int_eq(chat_wire_openapi(ops, n, "/", &counting.allocator, &text, NULL), CHAT_E_NOMEM);
    ck_assert_ptr_null(text.data);
    ck_assert_int_eq(counting.alive, 0);
}
END_TEST

START_TEST(a_path_names_whole_members_only)
{
    ck_assert(chat_path_names("/rooms/{room}/messages/{seq}", "room"));
    ck_assert(chat_path_names("/rooms/{room}/messages/{seq}", "seq"));
    ck_assert(!chat_path_names("/rooms/{room}", "roo"));
    ck_assert(!chat_path_names("/rooms/{room}", "rooms"));
    ck_assert(!chat_path_names("/rooms/room", "room"));
    ck_assert(!chat_path_names(NULL, "room"));
}
END_TEST

START_TEST(every_operation_is_on_the_page_about_the_protocol)
{
    static char page[1 << 18];
    FILE *file = fopen("docs/protocol.md", "r");
    const struct chat_op *const *ops;
    size_t n, length;

    ck_assert_ptr_nonnull(file);
    length = fread(page, 1, sizeof page - 1, file);
    ck_assert_uint_lt(length, sizeof page - 1);
    fclose(file);
    ops = chat_ops(&n);
    for (size_t i = 0; i < n; i++) {
        char name[64], path[96];
        (void)snprintf(name, sizeof name, "`%s`", ops[i]->name);
        (void)snprintf(path, sizeof path, " %s", ops[i]->path);
        ck_assert_msg(strstr(page, name) && strstr(page, path), "%s %s", ops[i]->name, ops[i]->path);
    }
}
END_TEST

static void list_tests(TCase *cases)
{
    tcase_add_test(cases, every_operation_is_there_under_its_path_and_method);
    tcase_add_test(cases, every_reference_leads_somewhere);
    tcase_add_test(cases, limits_and_words_are_those_of_the_field_tables);
    tcase_add_test(cases, a_limit_in_bytes_is_told_in_words);
    tcase_add_test(cases, who_may_come_without_signing_in_is_what_policy_says);
    tcase_add_test(cases, an_operation_without_a_path_stays_inside);
    tcase_add_test(cases, without_memory_there_is_no_document);
    tcase_add_test(cases, a_path_names_whole_members_only);
    tcase_add_test(cases, every_operation_is_on_the_page_about_the_protocol);
}

int main(void)
{
    return unit_main("wire/openapi", list_tests);
}
