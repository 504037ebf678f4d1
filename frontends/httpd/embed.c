/*
 * Part of the build: writes the files of the web client as C, each plain and compressed.
 *
 *     embed OUT.c ROOT NAME ...
 *
 * Every file is reachable under its own name and under /a/VERSION/NAME, where VERSION is a hash of all files
 * together. In HTML, what refers to one of the files is rewritten to the second form; from there relative
 * references inside scripts and styles lead to files of the same version by themselves. So a page never mixes
 * two versions, modules may refer to each other in circles, and everything but the page can be kept for ever.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "frontends/httpd/file_type.h"
#include "libchat/base/encode.h"
#include "libchat/base/sha256.h"

#define VERSION_BYTES 8
#define ETAG_BYTES    16

struct bytes {
    unsigned char *data; /* owned */
    size_t length;
};

static void die(const char *what, const char *name)
{
    (void)fprintf(stderr, "embed: %s %s: %s\n", what, name, strerror(errno));
    exit(EXIT_FAILURE);
}

static void *memory(size_t bytes)
{
    void *block = malloc(bytes > 0 ? bytes : 1);

    if (!block)
        die("no memory for", "the files");
    return block;
}

static struct bytes file_read(const char *root, const char *name)
{
    char path[4096];
    struct bytes bytes = {NULL, 0};
    FILE *file;
    long size = -1;

    (void)snprintf(path, sizeof(path), "%s/%s", root, name);
    file = fopen(path, "rb");
    if (file && fseek(file, 0, SEEK_END) == 0)
        size = ftell(file);
    if (size < 0 || fseek(file, 0, SEEK_SET) != 0)
        die("cannot read", path);
    bytes.data = memory((size_t)size);
    bytes.length = fread(bytes.data, 1, (size_t)size, file);
    if (bytes.length != (size_t)size || fclose(file) != 0)
        die("cannot read", path);
    return bytes;
}

static void hash(const struct bytes *bytes, uint8_t out[CHAT_SHA256_BYTES])
{
    if (!chat_sha256(bytes->data, bytes->length, out))
        die("cannot hash", "a file");
}

static struct bytes compressed(const struct bytes *plain)
{
    struct bytes out = {NULL, 0};
    z_stream stream = {0};

    /* 15 + 16: a gzip header, in which zlib writes no time, so that a build can be repeated. */
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        die("cannot compress", "a file");
    out.length = deflateBound(&stream, plain->length);
    out.data = memory(out.length);
    stream.next_in = plain->data;
    stream.avail_in = (uInt)plain->length;
    stream.next_out = out.data;
    stream.avail_out = (uInt)out.length;
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        die("cannot compress", "a file");
    out.length = stream.total_out;
    (void)deflateEnd(&stream);
    if (out.length >= plain->length - plain->length / 10)
        out.length = 0;
    return out;
}

/* ---- References in HTML ----------------------------------------------------------------------------- */

/* The embedded file that `text` (up to the closing quote) names, or NULL. */
static const char *reference_find(const char *text, size_t length, char *const *names, int n)
{
    if (length > 2 && memcmp(text, "./", 2) == 0) {
        text += 2;
        length -= 2;
    } else if (length > 1 && *text == '/') {
        text++;
        length--;
    }
    for (int i = 0; i < n; i++)
        if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0)
            return names[i];
    return NULL;
}

static void append(struct bytes *out, const void *data, size_t length)
{
    memcpy(out->data + out->length, data, length);
    out->length += length;
}

static struct bytes references_rewritten(const struct bytes *html, const char *version, char *const *names,
                                         int n)
{
    static const char *const attributes[] = {" href=\"", " src=\""};
    struct bytes out = {memory(html->length * 8 + 1), 0}; /* a version is shorter than eight attributes */
    size_t at = 0;

    while (at < html->length) {
        const char *here = (const char *)html->data + at;
        size_t left = html->length - at, value = 0;
        const char *end, *name;

        for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
            if (left > strlen(attributes[i]) && memcmp(here, attributes[i], strlen(attributes[i])) == 0)
                value = strlen(attributes[i]);
        end = value ? memchr(here + value, '"', left - value) : NULL;
        name = end ? reference_find(here + value, (size_t)(end - here) - value, names, n) : NULL;
        if (!name) {
            append(&out, here, 1);
            at++;
            continue;
        }
        append(&out, here, value);
        append(&out, "/a/", 3);
        append(&out, version, strlen(version));
        append(&out, "/", 1);
        append(&out, name, strlen(name));
        at += (size_t)(end - here);
    }
    return out;
}

/* ---- Output ----------------------------------------------------------------------------------------- */

static void array_write(FILE *out, const char *kind, int i, const struct bytes *bytes)
{
    if (bytes->length == 0)
        return;
    (void)fprintf(out, "static const unsigned char %s%d[] = {", kind, i);
    for (size_t at = 0; at < bytes->length; at++)
        (void)fprintf(out, "%s%u,", at % 32 == 0 ? "\n" : "", (unsigned)bytes->data[at]);
    (void)fprintf(out, "\n};\n");
}

static void row_add(char *row, size_t room, const char *name, int i, const struct bytes *plain,
                    const struct bytes *gzip)
{
    uint8_t content[CHAT_SHA256_BYTES];
    char etag[CHAT_HEX_TEXT(ETAG_BYTES)], gzip_name[32] = "NULL",
                                          plain_name[32] = "(const unsigned char *)\"\"";

    hash(plain, content);
    chat_hex_encode(content, ETAG_BYTES, etag);
    if (gzip->length > 0)
        (void)snprintf(gzip_name, sizeof(gzip_name), "gzip%d", i);
    if (plain->length > 0)
        (void)snprintf(plain_name, sizeof(plain_name), "plain%d", i);
    (void)snprintf(row, room, "    {\"%s\", \"%s\", \"\\\"%s\\\"\", \"\\\"%s-gz\\\"\", %s, %s, %zu, %zu},\n",
                   name, httpd_file_type(name), etag, etag, plain_name, gzip_name, plain->length,
                   gzip->length);
}

static void version_make(const char *root, char *const *names, int n,
                         char version[CHAT_HEX_TEXT(VERSION_BYTES)])
{
    uint8_t hashes[2][CHAT_SHA256_BYTES] = {{0}, {0}};

    for (int i = 0; i < n; i++) {
        struct bytes bytes = file_read(root, names[i]);
        struct bytes both = {memory(bytes.length + strlen(names[i]) + sizeof(hashes[0])), 0};

        append(&both, hashes[0], sizeof(hashes[0]));
        append(&both, names[i], strlen(names[i]));
        append(&both, bytes.data, bytes.length);
        hash(&both, hashes[1]);
        memcpy(hashes[0], hashes[1], sizeof(hashes[0]));
        free(both.data);
        free(bytes.data);
    }
    chat_hex_encode(hashes[0], VERSION_BYTES, version);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int main(int argc, char **argv)
{
    char version[CHAT_HEX_TEXT(VERSION_BYTES)];
    int n = argc - 3;
    char **names = argv + 3;
    enum { ROW = 1024 };
    char *rows;
    FILE *out;

    if (n < 1 || !(out = fopen(argv[1], "w"))) {
        (void)fprintf(stderr, "usage: embed OUT.c ROOT NAME ...\n");
        return EXIT_FAILURE;
    }
    qsort(names, (size_t)n, sizeof(*names), by_name);
    version_make(argv[2], names, n, version);
    rows = memory((size_t)n * ROW);
    (void)fprintf(out, "/* Made by embed.c from the files of the web client. */\n"
                       "#include \"frontends/httpd/embedded.h\"\n\n");
    for (int i = 0; i < n; i++) {
        struct bytes plain = file_read(argv[2], names[i]), gzip;

        if (strcmp(httpd_file_type(names[i]), "text/html; charset=utf-8") == 0) {
            struct bytes html = references_rewritten(&plain, version, names, n);
            free(plain.data);
            plain = html;
        }
        gzip = compressed(&plain);
        array_write(out, "plain", i, &plain);
        array_write(out, "gzip", i, &gzip);
        row_add(rows + (size_t)i * ROW, ROW, names[i], i, &plain, &gzip);
        free(plain.data);
        free(gzip.data);
    }
    (void)fprintf(out, "const char httpd_embedded_version[] = \"%s\";\n", version);
    (void)fprintf(out, "const size_t httpd_embedded_count = %d;\n", n);
    (void)fprintf(out, "const struct httpd_embedded_file httpd_embedded_files[] = {\n");
    for (int i = 0; i < n; i++)
        (void)fputs(rows + (size_t)i * ROW, out);
    (void)fprintf(out, "};\n");
    free(rows);
    if (fclose(out) != 0)
        die("cannot write", argv[1]);
    return EXIT_SUCCESS;
}
