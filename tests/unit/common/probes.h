/*
 * Reads tests/corpus/http/probes.txt: its first lines say what the notation means.
 */
#ifndef CHAT_TESTS_PROBES_H
#define CHAT_TESTS_PROBES_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frontends/common/http_chars.h"
#include "libchat/base/strbuf.h"

struct probe {
    char name[128];
    char expected[256];
    struct chat_strbuf bytes;
};

static inline void probe_expand(struct chat_strbuf *out, const char *text, const char *end);

/* "text*n}" after "\{": append text n times. Returns where to go on. */
static inline const char *probe_repeat(struct chat_strbuf *out, const char *text)
{
    const char *star = NULL;
    const char *at = text;

    for (int depth = 1; depth > 0; at++) {
        if (at[0] == '\\' && at[1] == '{')
            depth++;
        else if (*at == '}')
            depth--;
        else if (*at == '*' && depth == 1)
            star = at;
        if (*at == '\0' || (depth == 0 && star == NULL)) {
            fprintf(stderr, "malformed repetition: %s\n", text);
            exit(1);
        }
    }
    for (long n = strtol(star + 1, NULL, 10); n > 0; n--)
        probe_expand(out, text, star);
    return at;
}

static inline void probe_expand(struct chat_strbuf *out, const char *text, const char *end)
{
    static const char host[] = "@HOST@";

    while (text < end) {
        if (strncmp(text, host, sizeof host - 1) == 0) {
            chat_strbuf_adds(out, "localhost");
            text += sizeof host - 1;
        } else if (text[0] != '\\') {
            chat_strbuf_addc(out, *text++);
        } else if (text[1] == '{') {
            text = probe_repeat(out, text + 2);
        } else if (text[1] == 'x') {
            chat_strbuf_addc(out, (char)(chat_http_hex((unsigned char)text[2]) * 16 +
                                         chat_http_hex((unsigned char)text[3])));
            text += 4;
        } else {
            static const char escapes[] = "rntR0\\";
            static const char values[] = "\r\n\tR\0\\";
            const char *found = strchr(escapes, text[1]);
            if (found == NULL) {
                fprintf(stderr, "unknown escape: %s\n", text);
                exit(1);
            }
            chat_strbuf_addc(out, values[found - escapes]);
            text += 2;
        }
    }
}

/* The next probe of the file into `probe` (its bytes cleared first). False at the end. */
static inline bool probe_next(FILE *file, struct probe *probe)
{
    static char line[8192];

    chat_strbuf_clear(&probe->bytes);
    chat_strbuf_init(&probe->bytes, NULL, 1 << 20);
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '[')
            snprintf(probe->name, sizeof probe->name, "%.*s", (int)strcspn(line + 1, "]"), line + 1);
        else if (line[0] == '>')
            probe_expand(&probe->bytes, line + 2, line + strlen(line));
        else if (line[0] == '=') {
            snprintf(probe->expected, sizeof probe->expected, "%.250s", line + 2);
            return true;
        }
    }
    return false;
}

#endif
