/*
 * The content type of a file of the web client, by the end of its name.
 */
#ifndef CHAT_HTTPD_FILE_TYPE_H
#define CHAT_HTTPD_FILE_TYPE_H

/** Static; "application/octet-stream" for one that is not known. */
const char *httpd_file_type(const char *name);

#endif
