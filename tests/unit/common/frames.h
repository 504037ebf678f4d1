/*
 * Reads tests/corpus/websocket/frames.txt: its first lines say what the notation means.
 */
#ifndef CHAT_TESTS_FRAMES_H
#define CHAT_TESTS_FRAMES_H

#include "frontends/common/websocket.h"
#include "tests/unit/common/probes.h"

struct frames {
    char name[128];
    struct chat_strbuf sent;     /* bytes on the wire, masked where a client masks */
    struct chat_strbuf expected; /* lines "text hello", escapes expanded */
};

static const uint8_t frames_mask[4] = {0x37, 0xfa, 0x21, 0x3d};

static inline int frames_opcode(const char *kind)
{
    static const char *const kinds[16] = {"cont", "text", "binary", [8] = "close", "ping", "pong"};

    if (strncmp(kind, "op", 2) == 0)
        return (int)strtol(kind + 2, NULL, 10);
    for (int i = 0; i < 16; i++)
        if (kinds[i] != NULL && strcmp(kinds[i], kind) == 0)
            return i;
    fprintf(stderr, "unknown kind of frame: %s\n", kind);
    exit(1);
}

/* The word before the next blank into `word`; returns what follows that one blank. */
static inline char *frames_word(char *line, char word[16])
{
    size_t length = strcspn(line, " ");
    snprintf(word, 16, "%.*s", (int)length, line);
    return line + length + (line[length] == ' ');
}

static inline void frames_append(struct chat_strbuf *out, char *line)
{
    unsigned first = 0x80;
    bool masked = true;
    char word[16];
    struct chat_strbuf payload;
    uint8_t header[CHAT_WS_HEADER_MAX];

    for (line = frames_word(line, word);; line = frames_word(line, word)) {
        if (strcmp(word, "more") == 0)
            first &= ~0x80u;
        else if (strncmp(word, "rsv", 3) == 0)
            first |= 0x80u >> (word[3] - '0');
        else if (strcmp(word, "bare") == 0)
            masked = false;
        else
            break;
    }
    chat_strbuf_init(&payload, NULL, 1 << 20);
    probe_expand(&payload, line, line + strlen(line));
    if (strcmp(word, "raw") == 0) {
        chat_strbuf_add(out, payload.text, payload.length);
    } else {
        size_t length =
            chat_ws_encode_header(header, CHAT_WS_TEXT, true, payload.length, masked ? frames_mask : NULL);
        header[0] = (uint8_t)(first | (unsigned)frames_opcode(word));
        if (masked && payload.length > 0)
            chat_ws_mask((uint8_t *)payload.text, payload.length, frames_mask, 0);
        chat_strbuf_add(out, header, length);
        chat_strbuf_add(out, payload.text, payload.length);
    }
    chat_strbuf_clear(&payload);
}

/* "> \{more cont x*62}" stands for 62 frames. */
static inline void frames_line(struct chat_strbuf *out, char *line)
{
    long count = 1;

    if (strncmp(line, "\\{more ", 7) == 0) {
        char *star = strrchr(line, '*');
        count = strtol(star + 1, NULL, 10);
        *star = '\0';
        line += 2;
    }
    while (count-- > 0)
        frames_append(out, line);
}

static inline void frames_clear(struct frames *frames)
{
    chat_strbuf_clear(&frames->sent);
    chat_strbuf_clear(&frames->expected);
}

/* The next case; false at the end of the file. */
static inline bool frames_next(FILE *file, struct frames *frames)
{
    static char line[8192];

    frames_clear(frames);
    chat_strbuf_init(&frames->sent, NULL, 1 << 22);
    chat_strbuf_init(&frames->expected, NULL, 1 << 22);
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '[')
            snprintf(frames->name, sizeof frames->name, "%.*s", (int)strcspn(line + 1, "]"), line + 1);
        else if (line[0] == '>')
            frames_line(&frames->sent, line + 2);
        else if (line[0] == '=') {
            probe_expand(&frames->expected, line + 2, line + strlen(line));
            chat_strbuf_addc(&frames->expected, '\n');
        } else if (line[0] == '\0' && frames->expected.length > 0)
            return true;
    }
    return frames->expected.length > 0;
}

#endif
