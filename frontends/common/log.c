#include "frontends/common/log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "libchat/base/rfc3339.h"
#include "libchat/base/strbuf.h"
#include "libchat/base/utf8.h"

static const char *const level_words[] = {"error", "warning", "info", "debug"};

bool chat_log_level_read(const char *word, enum chat_log_level *out)
{
    for (size_t i = 0; i < sizeof level_words / sizeof level_words[0]; i++) {
        if (strcmp(word, level_words[i]) != 0)
            continue;
        *out = (enum chat_log_level)i;
        return true;
    }
    return false;
}

/* Room is kept for the end of the line. */
static bool put(struct chat_log_line *line, const char *bytes, size_t length)
{
    if (length > sizeof line->text - 1 - line->length)
        return false;
    memcpy(line->text + line->length, bytes, length);
    line->length += length;
    return true;
}

static bool put_text(struct chat_log_line *line, const char *text)
{
    return put(line, text, strlen(text));
}

void chat_log_begin(const struct chat_log *log, struct chat_log_line *line, enum chat_log_level level,
                    const char *message)
{
    const struct chat_clock *clock = log->clock != NULL ? log->clock : chat_clock_system();
    char time[CHAT_RFC3339_TEXT];

    line->length = 0;
    line->log = level <= log->level ? log : NULL;
    if (line->log == NULL)
        return;
    if (!chat_rfc3339_print(clock->wall_us(clock->user_data), time))
        time[0] = '\0';
    put_text(line, "time=");
    put_text(line, time);
    put_text(line, " level=");
    put_text(line, level_words[level]);
    put_text(line, " msg=\"");
    put_text(line, message);
    put_text(line, "\"");
}

/*
 * Code points that may stand as they are. Not the controls of ASCII and of Latin-1, which a terminal obeys;
 * not what turns the direction of text or ends a line in Unicode, which make a line read as another.
 */
static bool is_plain(int32_t point)
{
    if (point < 0x20 || (point >= 0x7F && point < 0xA0))
        return false;
    return !(point >= 0x2028 && point <= 0x202E) && !(point >= 0x2066 && point <= 0x2069) && point != 0xFEFF;
}

static bool needs_quotes(const char *value, size_t length)
{
    if (length == 0)
        return true;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)value[i];
        if (c <= ' ' || c >= 0x7F || c == '"' || c == '=' || c == '\\')
            return true;
    }
    return false;
}

static bool put_escaped(struct chat_log_line *line, const char *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        char escape[4] = {'\\', 'x', digits[c >> 4], digits[c & 15]};
        bool known = c == '\n' || c == '\r' || c == '\t' || c == '"' || c == '\\';
        if (known)
            escape[1] = c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\t' ? 't' : (char)c;
        if (!put(line, escape, known ? 2 : 4))
            return false;
    }
    return true;
}

static bool put_quoted(struct chat_log_line *line, const char *value, size_t length)
{
    bool utf8 = chat_utf8_valid(value, length);
    const char *at = value;
    const char *end = value + length;

    while (at < end) {
        const char *begin = at;
        int32_t point = utf8 ? chat_utf8_next(&at, end) : (unsigned char)*at++;
        size_t bytes = (size_t)(at - begin);
        bool plain = (utf8 || point < 0x7F) && is_plain(point) && point != '"' && point != '\\';
        if (!(plain ? put(line, begin, bytes) : put_escaped(line, begin, bytes)))
            return false;
    }
    return true;
}

/* The first bytes of a value that is too long, not cut inside a character. */
static size_t cut(const char *value, size_t length)
{
    if (length <= CHAT_LOG_VALUE_MAX)
        return length;
    length = CHAT_LOG_VALUE_MAX;
    while (length > CHAT_LOG_VALUE_MAX - 4 && ((unsigned char)value[length] & 0xC0u) == 0x80u)
        length--;
    return length;
}

static bool put_pair(struct chat_log_line *line, const char *key, const char *value, size_t length)
{
    size_t shown = cut(value, length);
    bool quotes = shown < length || needs_quotes(value, length);

    return put(line, " ", 1) && put_text(line, key) && put(line, "=", 1) && (!quotes || put(line, "\"", 1)) &&
           (quotes ? put_quoted(line, value, shown) : put(line, value, shown)) &&
           (shown == length || put_text(line, "...")) && (!quotes || put(line, "\"", 1));
}

void chat_log_bytes(struct chat_log_line *line, const char *key, const void *value, size_t length)
{
    if (line->log == NULL || value == NULL)
        return;
    size_t before = line->length;
    if (!put_pair(line, key, value, length))
        line->length = before;
}

void chat_log_text(struct chat_log_line *line, const char *key, const char *value)
{
    if (value != NULL)
        chat_log_bytes(line, key, value, strlen(value));
}

void chat_log_number(struct chat_log_line *line, const char *key, int64_t value)
{
    struct chat_strbuf text;

    if (line->log == NULL)
        return;
    chat_strbuf_init(&text, NULL, 32);
    chat_strbuf_addi(&text, value);
    chat_log_text(line, key, text.text);
    chat_strbuf_clear(&text);
}

void chat_log_end(struct chat_log_line *line)
{
    ssize_t written;

    if (line->log == NULL)
        return;
    line->text[line->length++] = '\n';
    do
        written = write(line->log->fd, line->text, line->length);
    while (written < 0 && errno == EINTR);
}

void chat_log_say(const struct chat_log *log, enum chat_log_level level, const char *message, const char *key,
                  const char *value)
{
    struct chat_log_line line;

    chat_log_begin(log, &line, level, message);
    if (key != NULL)
        chat_log_text(&line, key, value);
    chat_log_end(&line);
}
