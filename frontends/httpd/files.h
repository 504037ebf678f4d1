/*
 * The files of the web client: from inside the program, or for development from a folder.
 */
#ifndef CHAT_HTTPD_FILES_H
#define CHAT_HTTPD_FILES_H

#include "frontends/httpd/loop.h"

/** Answer GET or HEAD of a path outside the API. */
void httpd_files_request(struct httpd_loop *loop, chat_request_t *request);

#endif
