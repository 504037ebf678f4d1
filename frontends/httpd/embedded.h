/*
 * The web client as it was compiled in: the tables that embed.c writes while building.
 */
#ifndef CHAT_HTTPD_EMBEDDED_H
#define CHAT_HTTPD_EMBEDDED_H

#include <stddef.h>

struct httpd_embedded_file {
    const char *name; /* "js/main.js" */
    const char *type;
    const char *etag, *gzip_etag; /* with their quotes */
    const unsigned char *bytes, *gzip;
    size_t length, gzip_length; /* gzip_length 0: it would not have been smaller */
};

/** Sorted by name. */
extern const struct httpd_embedded_file httpd_embedded_files[];
extern const size_t httpd_embedded_count;

/** Of all files together: it stands in the path under which they may be kept for ever. */
extern const char httpd_embedded_version[];

#endif
