/*
 * Options from a file: `name = value`, one a line, `#` begins a comment. A name that is not known is an error
 * with its line.
 */
#ifndef CHAT_HTTPD_OPTIONS_FILE_H
#define CHAT_HTTPD_OPTIONS_FILE_H

#include "frontends/httpd/options.h"

/** CHAT_E_INVALID with file and line, or when it cannot be read; CHAT_E_NOMEM. */
CHAT_CHECKED enum chat_status httpd_options_file_read(struct httpd_options *options, const char *path,
                                                      struct chat_error *err);

#endif
