/*
 * A page is checked for freshness each time; what it refers to has the version in its path and never changes.
 */
#include "frontends/httpd/files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "frontends/httpd/embedded.h"
#include "frontends/httpd/file_type.h"
#include "frontends/httpd/httpd.h"
#include "frontends/httpd/reply.h"
#include "libchat/base/error.h"

#define FILE_MAX (8 * 1024 * 1024)

static void headers_of_page(struct httpd_headers *headers)
{
    httpd_headers_secure(headers);
    httpd_header_add(headers, "Content-Security-Policy",
                     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
                     "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
                     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
                     "require-trusted-types-for 'script'");
}

static void reply_nothing_here(chat_request_t *request)
{
    struct chat_error err = CHAT_ERROR_INIT;

    (void)chat_fail(&err, CHAT_E_NOT_FOUND, "there is nothing here");
    httpd_reply_problem(request, 0, &err, NULL);
}

/* ---- Compiled in ------------------------------------------------------------------------------------ */

static int by_name(const void *key, const void *file)
{
    return strcmp(key, ((const struct httpd_embedded_file *)file)->name);
}

/* Find the file of a path; *kept says whether the path carries the version. */
static const struct httpd_embedded_file *embedded_find(const char *path, bool *kept)
{
    const char *name = path + 1; /* behind the slash every path begins with */
    size_t version = strlen(httpd_embedded_version);

    *kept = strncmp(name, "a/", 2) == 0 && strncmp(name + 2, httpd_embedded_version, version) == 0 &&
            name[2 + version] == '/';
    if (*kept)
        name += 2 + version + 1;
    else if (*name == '\0')
        name = "index.html";
    return bsearch(name, httpd_embedded_files, httpd_embedded_count, sizeof(httpd_embedded_files[0]),
                   by_name);
}

/* Whether "gzip" is taken: named, and not with a weight of zero. */
static bool takes_gzip(const struct chat_http_head *head)
{
    const char *at = chat_http_find(head, "Accept-Encoding");

    while (at && *at) {
        size_t length = strcspn(at, ",");
        size_t start = strspn(at, " \t");

        if (length >= start + 4 && strncasecmp(at + start, "gzip", 4) == 0) {
            const char *weight = at + start + 4 + strspn(at + start + 4, " \t;");
            return !(strncmp(weight, "q=0", 3) == 0 &&
                     strspn(weight + 3, ".0") == strcspn(weight + 3, ", \t"));
        }
        at += length + (at[length] == ',');
    }
    return false;
}

static bool has_already(const struct chat_http_head *head, const char *etag)
{
    const char *known = chat_http_find(head, "If-None-Match");

    return known && (strcmp(known, "*") == 0 || strstr(known, etag) != NULL);
}

static void reply_embedded(chat_request_t *request, const struct httpd_embedded_file *file, bool kept)
{
    const struct chat_http_head *head = chat_request_head(request);
    struct httpd_headers headers = {.n = 0};
    bool gzip = file->gzip_length > 0 && takes_gzip(head);
    const char *etag = gzip ? file->gzip_etag : file->etag;
    struct chat_frame *body;

    headers_of_page(&headers);
    httpd_header_add(&headers, "Cache-Control", kept ? "public, max-age=31536000, immutable" : "no-cache");
    httpd_header_add(&headers, "ETag", etag);
    httpd_header_add(&headers, "Vary", "Accept-Encoding");
    if (has_already(head, etag)) {
        (void)chat_request_reply(request, 304, headers.list, headers.n, NULL);
        return;
    }
    httpd_header_add(&headers, "Content-Type", file->type);
    if (gzip)
        httpd_header_add(&headers, "Content-Encoding", "gzip");
    body = gzip ? chat_frame_wrap(NULL, file->gzip, file->gzip_length, NULL, NULL)
                : chat_frame_wrap(NULL, file->bytes, file->length, NULL, NULL);
    if (body) /* else the last reference to the request answers 500 */
        (void)chat_request_reply(request, 200, headers.list, headers.n, body);
}

/* ---- From a folder ---------------------------------------------------------------------------------- */

/* The parser has refused dot segments, so a path cannot lead out of the folder. */
static struct chat_frame *file_read(const char *root, const char *name)
{
    char path[4096];
    struct stat status;
    struct chat_frame *frame = NULL;
    char *bytes = NULL;
    int length = snprintf(path, sizeof(path), "%s/%s", root, name);
    int fd = length > 0 && (size_t)length < sizeof(path) ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;

    if (fd < 0)
        return NULL;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size <= FILE_MAX)
        bytes = chat_alloc(NULL, (size_t)status.st_size + 1);
    if (bytes && read(fd, bytes, (size_t)status.st_size) == status.st_size)
        frame = chat_frame_copy(NULL, bytes, (size_t)status.st_size);
    chat_free(bytes);
    (void)close(fd);
    return frame;
}

static void reply_from_folder(chat_request_t *request, const char *root)
{
    const char *path = chat_request_head(request)->path;
    const char *name = strcmp(path, "/") == 0 ? "index.html" : path + 1;
    struct chat_frame *body = file_read(root, name);
    struct httpd_headers headers = {.n = 0};

    if (!body) {
        reply_nothing_here(request);
        return;
    }
    headers_of_page(&headers);
    httpd_header_add(&headers, "Cache-Control", "no-store");
    httpd_header_add(&headers, "Content-Type", httpd_file_type(name));
    (void)chat_request_reply(request, 200, headers.list, headers.n, body);
}

void httpd_files_request(struct httpd_loop *loop, chat_request_t *request)
{
    const char *path = chat_request_head(request)->path;
    const struct httpd_embedded_file *file;
    bool kept;

    if (loop->httpd->options->web_root) {
        reply_from_folder(request, loop->httpd->options->web_root);
        return;
    }
    file = embedded_find(path, &kept);
    if (file)
        reply_embedded(request, file, kept);
    else
        reply_nothing_here(request);
}
