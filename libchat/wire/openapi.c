/*
 * The table of operations as an OpenAPI 3.1 document. Nothing is said here that the table, the field tables
 * and the rules of policy do not say; so it cannot fall behind them.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "libchat/wire/problem.h"
#include "libchat/wire/schema.h"

/* More than there are: a record too many is a bug, and the tests of all operations would show it. */
#define RECORDS_MAX 64

struct document {
    struct chat_writer writer;
    const struct chat_op *const *ops;
    size_t n;
    const struct chat_record *records[RECORDS_MAX]; /* that a result is made of, each once */
    size_t records_n;
};

static const struct {
    const char *noun, *doc;
} nouns[] = {
    {"site", "The site as anyone sees it."},
    {"settings", "How the site is run."},
    {"sync", "The snapshot a client starts from."},
    {"account", "Getting an account."},
    {"session", "Signing in and out, and where one is signed in."},
    {"password", "One's own password."},
    {"user", "Finding people."},
    {"profile", "What people say about themselves."},
    {"topic", "The shelves of the directory."},
    {"room", "Places people talk in."},
    {"member", "Who is in a room, and as what."},
    {"message", "What is said."},
    {"marker", "How far one has read."},
    {"activity", "What was said last."},
    {"event", "Reading a log by number."},
};

static size_t noun_length(const struct chat_op *op)
{
    return strcspn(op->name, ".");
}

static bool same_noun(const struct chat_op *a, const struct chat_op *b)
{
    return noun_length(a) == noun_length(b) && strncmp(a->name, b->name, noun_length(a)) == 0;
}

/* ---- What is needed among the components ---- */

static void collect(struct document *document, const struct chat_record *record)
{
    record = chat_schema_record(record);
    for (size_t i = 0; i < document->records_n; i++)
        if (document->records[i] == record)
            return;
    assert(document->records_n < RECORDS_MAX);
    document->records[document->records_n++] = record;
    for (size_t i = 0; i < record->n; i++)
        if (record->fields[i].record)
            collect(document, record->fields[i].record);
}

static void write_components(struct document *document)
{
    struct chat_writer *writer = &document->writer;

    chat_write_name(writer, "components");
    chat_write_open(writer, '{');
    chat_write_name(writer, "schemas");
    chat_write_open(writer, '{');
    for (size_t i = 0; i < document->records_n; i++) {
        chat_write_name(writer, document->records[i]->name);
        chat_write_record_schema(writer, document->records[i], NULL, false);
    }
    chat_write_close(writer, '}');
    chat_strbuf_adds(&writer->text,
                     ",\"responses\":{\"Problem\":{\"description\":\"Refused or failed.\",\"content\":{"
                     "\"application/problem+json\":{\"schema\":{"
                     "\"$ref\":\"#/components/schemas/Problem\"}}}}},"
                     "\"parameters\":{\"IdempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\","
                     "\"description\":\"The client_id, where it does not stand among the parameters.\","
                     "\"schema\":{\"type\":\"string\",\"pattern\":\"^[!-~]*$\",\"minLength\":1,"
                     "\"maxLength\":64}}},"
                     "\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\","
                     "\"description\":\"For programs: the token that signing in answers with.\"},"
                     "\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"__Host-chat\","
                     "\"description\":\"For browsers: set by signing in with the header Chat-Session: "
                     "cookie.\"}}");
    chat_write_close(writer, '}');
}

/* ---- One operation ---- */

/* Whether somebody who is not signed in may do it, on a site that lets them read or does not. */
static bool open_to_anyone(const struct chat_op *op, bool anonymous_read)
{
    struct chat_facts facts = {
        .actor.kind = CHAT_ACTOR_ANONYMOUS,
        .site = {.claimed = true,
                 .registration = CHAT_REGISTRATION_OPEN,
                 .room_create = CHAT_SITE_MEMBER,
                 .anonymous_read = anonymous_read},
        .room = {.present = true,
                 .kind = CHAT_ROOM_PUBLIC,
                 .state = CHAT_ROOM_OPEN,
                 .joining = CHAT_JOINING_OPEN,
                 .posting = CHAT_POSTING_MEMBERS,
                 .inviting = CHAT_POSTING_MEMBERS,
                 .mention_all = CHAT_POSTING_MODERATORS,
                 .threads = CHAT_THREADS_OFF,
                 .history = CHAT_HISTORY_SHARED},
    };

    return chat_decide(&facts, op->action).rule == CHAT_RULE_ALLOWED;
}

static void write_security(struct chat_writer *writer, const struct chat_op *op)
{
    if (open_to_anyone(op, false))
        chat_strbuf_adds(&writer->text, ",\"security\":[]");
    else if (open_to_anyone(op, true))
        chat_strbuf_adds(&writer->text, ",\"security\":[{\"bearer\":[]},{\"cookie\":[]},{}]");
}

static bool in_query(const struct chat_op *op)
{
    return strcmp(op->method, "GET") == 0 || strcmp(op->method, "DELETE") == 0;
}

static void write_parameter(struct chat_writer *writer, const struct chat_field *field, bool in_path)
{
    chat_write_open(writer, '{');
    chat_write_text_member(writer, "name", field->name);
    chat_write_text_member(writer, "in", in_path ? "path" : "query");
    chat_write_text_member(writer, "description", field->doc);
    if (in_path || (field->flags & CHAT_FIELD_REQUIRED)) {
        chat_write_name(writer, "required");
        chat_write_bool(writer, true);
    }
    chat_write_name(writer, "schema");
    chat_write_field_schema(writer, field, false);
    chat_write_close(writer, '}');
}

static void write_parameters(struct chat_writer *writer, const struct chat_op *op)
{
    chat_write_name(writer, "parameters");
    chat_write_open(writer, '[');
    for (size_t i = 0; i < op->params->n; i++) {
        const struct chat_field *field = &op->params->fields[i];
        bool in_path = chat_path_names(op->path, field->name);
        if (in_path || in_query(op))
            write_parameter(writer, field, in_path);
    }
    if (chat_record_field(op->params, "client_id")) {
        chat_write_open(writer, '{');
        chat_write_text_member(writer, "$ref", "#/components/parameters/IdempotencyKey");
        chat_write_close(writer, '}');
    }
    chat_write_close(writer, ']');
}

static void write_body(struct chat_writer *writer, const struct chat_op *op)
{
    bool required = false, any = false;

    for (size_t i = 0; i < op->params->n; i++) {
        if (chat_path_names(op->path, op->params->fields[i].name))
            continue;
        any = true;
        required = required || (op->params->fields[i].flags & CHAT_FIELD_REQUIRED);
    }
    if (in_query(op) || !any)
        return;
    chat_write_name(writer, "requestBody");
    chat_write_open(writer, '{');
    chat_write_name(writer, "required");
    chat_write_bool(writer, required);
    chat_strbuf_adds(&writer->text, ",\"content\":{\"application/json\":{\"schema\":");
    chat_write_record_schema(writer, op->params, op->path, true);
    chat_strbuf_adds(&writer->text, "}}}");
}

static void write_responses(struct chat_writer *writer, const struct chat_op *op)
{
    char status[16];

    (void)snprintf(status, sizeof status, "%d", op->http_status);
    chat_write_name(writer, "responses");
    chat_write_open(writer, '{');
    chat_write_name(writer, status);
    chat_write_open(writer, '{');
    chat_write_text_member(writer, "description", op->result ? op->result->doc : "Done.");
    if (op->result) {
        chat_strbuf_adds(&writer->text, ",\"content\":{\"application/json\":{\"schema\":{");
        chat_write_schema_ref(writer, op->result);
        chat_strbuf_adds(&writer->text, "}}}");
    }
    chat_write_close(writer, '}');
    chat_strbuf_adds(&writer->text, ",\"4XX\":{\"$ref\":\"#/components/responses/Problem\"},"
                                    "\"5XX\":{\"$ref\":\"#/components/responses/Problem\"}");
    chat_write_close(writer, '}');
}

static void write_operation(struct chat_writer *writer, const struct chat_op *op)
{
    char id[64], method[16];
    size_t i;

    for (i = 0; op->name[i] && i + 1 < sizeof id; i++)
        id[i] = op->name[i] == '.' ? '_' : op->name[i];
    id[i] = '\0';
    for (i = 0; op->method[i] && i + 1 < sizeof method; i++)
        method[i] = (char)(op->method[i] | 0x20); /* to lower case */
    method[i] = '\0';

    chat_write_name(writer, method);
    chat_write_open(writer, '{');
    chat_write_text_member(writer, "operationId", id);
    chat_write_text_member(writer, "summary", op->summary);
    chat_write_name(writer, "tags");
    chat_write_open(writer, '[');
    chat_write_string(writer, op->name, noun_length(op));
    chat_write_close(writer, ']');
    write_security(writer, op);
    write_parameters(writer, op);
    write_body(writer, op);
    write_responses(writer, op);
    chat_write_close(writer, '}');
}

/* ---- The document ---- */

static bool on_the_web(const struct chat_op *op)
{
    return op->method && op->path;
}

/* True for the first operation with the path, or the noun, of ops[i]. */
static bool path_is_new(const struct document *document, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (on_the_web(document->ops[k]) && strcmp(document->ops[k]->path, document->ops[i]->path) == 0)
            return false;
    return true;
}

static bool noun_is_new(const struct document *document, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (on_the_web(document->ops[k]) && same_noun(document->ops[k], document->ops[i]))
            return false;
    return true;
}

static void write_tags(struct document *document)
{
    struct chat_writer *writer = &document->writer;

    chat_write_name(writer, "tags");
    chat_write_open(writer, '[');
    for (size_t i = 0; i < document->n; i++) {
        const struct chat_op *op = document->ops[i];
        const char *doc = "More operations.";
        if (!on_the_web(op) || !noun_is_new(document, i))
            continue;
        for (size_t k = 0; k < sizeof nouns / sizeof nouns[0]; k++)
            if (strlen(nouns[k].noun) == noun_length(op) &&
                strncmp(nouns[k].noun, op->name, noun_length(op)) == 0)
                doc = nouns[k].doc;
        chat_write_open(writer, '{');
        chat_write_name(writer, "name");
        chat_write_string(writer, op->name, noun_length(op));
        chat_write_text_member(writer, "description", doc);
        chat_write_close(writer, '}');
    }
    chat_write_close(writer, ']');
}

static void write_paths(struct document *document)
{
    struct chat_writer *writer = &document->writer;

    chat_write_name(writer, "paths");
    chat_write_open(writer, '{');
    for (size_t i = 0; i < document->n; i++) {
        const char *path = document->ops[i]->path;
        if (!on_the_web(document->ops[i]) || !path_is_new(document, i))
            continue;
        chat_write_name(writer, path);
        chat_write_open(writer, '{');
        for (size_t k = i; k < document->n; k++)
            if (on_the_web(document->ops[k]) && strcmp(document->ops[k]->path, path) == 0)
                write_operation(writer, document->ops[k]);
        chat_write_close(writer, '}');
    }
    chat_write_close(writer, '}');
}

static void write_document(struct document *document, const char *server)
{
    struct chat_writer *writer = &document->writer;

    chat_strbuf_adds(
        &writer->text,
        "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"libchat\",\"version\":\"1\","
        "\"summary\":\"A chat server\",\"description\":\"Operations of a chat server. How to sign in, live "
        "events, and what the values mean: docs/protocol.md of libchat.\","
        "\"license\":{\"name\":\"MIT\",\"identifier\":\"MIT\"}}");
    chat_write_name(writer, "servers");
    chat_write_open(writer, '[');
    chat_write_open(writer, '{');
    chat_write_text_member(writer, "url", server);
    chat_write_close(writer, '}');
    chat_write_close(writer, ']');
    chat_strbuf_adds(&writer->text, ",\"security\":[{\"bearer\":[]},{\"cookie\":[]}]");
    write_tags(document);
    write_paths(document);
    write_components(document);
    chat_write_close(writer, '}');
}

enum chat_status chat_wire_openapi(const struct chat_op *const *ops, size_t n, const char *server,
                                   const struct chat_allocator *allocator, struct chat_text *out,
                                   struct chat_error *err)
{
    struct document document = {.ops = ops, .n = n};

    collect(&document, &chat_record_problem);
    for (size_t i = 0; i < n; i++)
        if (on_the_web(ops[i]) && ops[i]->result)
            collect(&document, ops[i]->result);
    chat_writer_init(&document.writer, allocator);
    write_document(&document, server);
    return chat_writer_finish(&document.writer, out, err);
}
