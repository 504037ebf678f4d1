/*
 * The parameters of an operation out of a request: path, query or body, and a few fields of the head. By
 * the names in the field tables alone; no operation is special here.
 */
#ifndef CHAT_HTTPD_PARAMS_H
#define CHAT_HTTPD_PARAMS_H

#include "frontends/httpd/credentials.h"
#include "frontends/httpd/router.h"

/** Whether the parameters of this method stand in a JSON body rather than in the query string. */
bool httpd_method_has_body(enum httpd_method method);

/**
 * Fill `params`, which was initialised by chat_record_init() and is the caller's to clear, also after a
 * failure. CHAT_E_INVALID naming the parameter, or with code "bad_json".
 */
CHAT_CHECKED enum chat_status httpd_params_read(const struct chat_op *op, enum httpd_method method,
                                                const struct httpd_captures *captures,
                                                const chat_request_t *request,
                                                const struct httpd_credentials *credentials, void *params,
                                                struct chat_error *err);

#endif
