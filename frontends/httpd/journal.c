/*
 * One line for each, by the logger that all programs share.
 */
#include "frontends/httpd/journal.h"

#include "chat/wire.h"
#include "frontends/common/log.h"

static void peer_add(struct chat_log_line *line, const chat_connection_t *connection)
{
    char text[CHAT_PEER_TEXT_MAX];

    if (line->log && connection)
        chat_log_text(line, "peer", chat_peer_text(chat_connection_peer(connection), text));
}

void httpd_journal_replied(chat_request_t *request, int status, void *user_data)
{
    const struct httpd_loop *loop = user_data;
    const struct chat_http_head *head = chat_request_head(request);
    struct chat_log_line line;

    if (!head)
        return;
    chat_log_begin(&loop->httpd->log, &line, CHAT_LOG_DEBUG, "request");
    chat_log_text(&line, "method", head->method);
    chat_log_text(&line, "path", head->path);
    chat_log_number(&line, "status", status);
    peer_add(&line, chat_request_connection(request));
    chat_log_end(&line);
}

void httpd_journal_refused(chat_connection_t *connection, int status, const char *reason, void *user_data)
{
    const struct httpd_loop *loop = user_data;
    struct chat_log_line line;

    chat_log_begin(&loop->httpd->log, &line, CHAT_LOG_INFO, "refused");
    chat_log_number(&line, "status", status);
    chat_log_text(&line, "reason", reason);
    peer_add(&line, connection);
    chat_log_end(&line);
}

/* A full queue and a closing server are told to whoever asked; they are no faults. */
static bool is_fault(enum chat_status status)
{
    return chat_wire_status(status)->http >= 500 && status != CHAT_E_BUSY && status != CHAT_E_CLOSED &&
           status != CHAT_E_UNSUPPORTED;
}

void httpd_journal_failure(const struct httpd *httpd, const struct chat_op *op, const struct chat_error *err)
{
    struct chat_log_line line;

    if (!is_fault(err->status))
        return;
    chat_log_begin(&httpd->log, &line, CHAT_LOG_ERROR, "operation failed");
    chat_log_text(&line, "operation", op->name);
    chat_log_text(&line, "code", err->code);
    chat_log_text(&line, "detail", err->message);
    chat_log_end(&line);
}

void httpd_journal_closing(const struct httpd *httpd, chat_user_id user, int code, const char *reason)
{
    struct chat_log_line line;

    chat_log_begin(&httpd->log, &line, CHAT_LOG_DEBUG, "websocket closed");
    chat_log_number(&line, "user", user.value);
    chat_log_number(&line, "code", code);
    chat_log_text(&line, "reason", reason);
    chat_log_end(&line);
}
