/*
 * Problems: section 2 of docs/protocol.md.
 */
#include "libchat/wire/problem.h"

#include "libchat/model/field.h"
#include "libchat/wire/record.h"

/* Borrowed texts: written, never cleared. */
struct chat_problem {
    const char *type;
    const char *title;
    int64_t status;
    const char *code;
    const char *detail;
    const char *field;
    int64_t retry_after_ms;
};

static const struct chat_field problem_fields[] = {
    FIELD(chat_problem, type, WORD, REQUIRED, 0, 0, "Always about:blank: the code says what it is."),
    FIELD(chat_problem, title, LINE, REQUIRED, 0, 0, "What the status means, for a person."),
    FIELD(chat_problem, status, INT, REQUIRED, 400, 599, "The HTTP status."),
    FIELD(chat_problem, code, WORD, REQUIRED, 0, 0, "Which rule refused, for programs: it stays the same."),
    FIELD(chat_problem, detail, LINE, 0, 0, 0, "One sentence for a person."),
    FIELD(chat_problem, field, WORD, 0, 0, 0, "The parameter at fault."),
    FIELD(chat_problem, retry_after_ms, INT, 0, 1, UINT32_MAX, "When to try again."),
};
RECORD(problem, "Problem", problem_fields, "Why something was refused or failed (RFC 9457).");

/* What HTTP refuses by itself, and the table of statuses does not know. */
static const char *title_of(int http_status)
{
    switch (http_status) {
    case 400:
        return "Bad request";
    case 405:
        return "Method not allowed";
    case 414:
        return "Address too long";
    case 415:
        return "Unsupported media type";
    case 417:
        return "Expectation failed";
    case 421:
        return "Misdirected request";
    case 426:
        return "Upgrade required";
    case 431:
        return "Header too large";
    case 501:
        return "Not implemented";
    case 505:
        return "HTTP version not supported";
    default:
        return "Refused";
    }
}

void chat_write_problem(struct chat_writer *writer, int http_status, const struct chat_error *error)
{
    const struct chat_wire_status *row = chat_wire_status(error->status);
    int http = http_status ? http_status : chat_wire_http_status(error);
    struct chat_problem problem = {
        .type = "about:blank",
        .title = http == row->http ? row->title : title_of(http),
        .status = http,
        .code = error->code ? error->code : row->code,
        .detail = error->message[0] ? error->message : NULL,
        .field = error->field[0] ? error->field : NULL,
        .retry_after_ms = error->retry_after_ms,
    };

    chat_write_record(writer, &chat_record_problem, &problem);
}

enum chat_status chat_wire_problem(int http_status, const struct chat_error *error,
                                   const struct chat_allocator *allocator, struct chat_text *out,
                                   struct chat_error *err)
{
    struct chat_writer writer;

    chat_writer_init(&writer, allocator);
    chat_write_problem(&writer, http_status, error);
    return chat_writer_finish(&writer, out, err);
}
