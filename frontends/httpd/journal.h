/*
 * What the operator can read about running: requests (debug), refusals (info), failures of the store (error).
 * Never message text, tokens or query strings.
 */
#ifndef CHAT_HTTPD_JOURNAL_H
#define CHAT_HTTPD_JOURNAL_H

#include "chat/operation.h"
#include "frontends/httpd/httpd.h"

/** Handlers for the server layer; the user data is the loop. */
void httpd_journal_replied(chat_request_t *request, int status, void *user_data);
void httpd_journal_refused(chat_connection_t *connection, int status, const char *reason, void *user_data);

/** How an operation ended; only what is the server's own fault is worth a line. */
void httpd_journal_failure(const struct httpd *httpd, const struct chat_op *op, const struct chat_error *err);

/** A WebSocket that we end. */
void httpd_journal_closing(const struct httpd *httpd, chat_user_id user, int code, const char *reason);

#endif
