/*
 * The table behind the options, for whoever reads them from somewhere: a file, the environment.
 */
#ifndef CHAT_HTTPD_OPTIONS_TABLE_H
#define CHAT_HTTPD_OPTIONS_TABLE_H

#include "frontends/httpd/options.h"

enum httpd_option_kind { HTTPD_OPTION_TEXT, HTTPD_OPTION_NUMBER, HTTPD_OPTION_FLAG };

struct httpd_option {
    const char *name; /* "public-url" */
    enum httpd_option_kind kind;
    size_t offset; /* of the member of struct httpd_options: char *, int or bool */
};

/** The row of that name ("public-url"), or NULL. */
const struct httpd_option *httpd_option_find(const char *name, size_t length);

/** Set one option from text; an earlier value is replaced. CHAT_E_INVALID, CHAT_E_NOMEM. */
CHAT_CHECKED enum chat_status httpd_option_set(struct httpd_options *options,
                                               const struct httpd_option *option, const char *value,
                                               struct chat_error *err);

/** The member of a text option. */
char **httpd_option_text(struct httpd_options *options, const struct httpd_option *option);

#endif
