/*
 * Text that people type. What is refused here is refused because a reader could not see it, or would see
 * something else than what is stored; how text looks otherwise is the business of whoever wrote it.
 */
#include "libchat/base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "libchat/base/strbuf.h"
#include "libchat/base/utf8.h"

#define HANDLE_MAX (CHAT_HANDLE_TEXT - 1)

/* utf8proc allocates with malloc, so what it is given is bounded well below what it could be asked for. */
#define FOLD_BYTES_MAX 65536

char chat_ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

void chat_ascii_fold(char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        text[i] = chat_ascii_lower(text[i]);
}

bool chat_ascii_same(const char *a, size_t a_length, const char *b, size_t b_length)
{
    if (a_length != b_length)
        return false;
    for (size_t i = 0; i < a_length; i++)
        if (chat_ascii_lower(a[i]) != chat_ascii_lower(b[i]))
            return false;
    return true;
}

int chat_ascii_compare(const char *a, const char *b)
{
    while (*a && chat_ascii_lower(*a) == chat_ascii_lower(*b)) {
        a++;
        b++;
    }
    return (unsigned char)chat_ascii_lower(*a) - (unsigned char)chat_ascii_lower(*b);
}

static bool is_control(int32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F);
}

static bool is_blank(int32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

static bool is_joiner(int32_t c)
{
    return c == 0x200C || c == 0x200D;
}

/* Code points that turn a line around: what is read is not what is stored. */
static bool is_bidi_control(int32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* Code points that take no room, or look like a blank without being one: with them, a name seems to be
 * another's. */
static bool is_invisible(int32_t c)
{
    return c == 0x00AD || c == 0x034F || c == 0x115F || c == 0x1160 || c == 0x180E || c == 0x200B ||
           (c >= 0x2060 && c <= 0x2065) || (c >= 0x206A && c <= 0x206F) || c == 0x2800 || c == 0x3164 ||
           c == 0xFEFF || c == 0xFFA0 || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE00FF);
}

/* Code points that mean something between others and show nothing alone: marks of direction, variants. */
static bool is_companion(int32_t c)
{
    return is_joiner(c) || c == 0x200E || c == 0x200F || c == 0x061C || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0xE0100 && c <= 0xE01EF);
}

static bool fault(const char **why, const char *reason)
{
    if (why)
        *why = reason;
    return false;
}

static bool count_ok(size_t count, size_t least, size_t most, const char **why)
{
    if (count < least)
        return fault(why, count == 0 ? "is empty" : "is too short");
    if (most > 0 && count > most)
        return fault(why, "is too long");
    return true;
}

bool chat_text_display_ok(const char *text, size_t length, size_t least, size_t most, const char **why)
{
    const char *at = text, *end = text + length;
    int32_t before = ' '; /* as if a blank stood in front: then no blank or joiner may be first */
    bool visible = false;
    size_t count = 0;

    if (!chat_utf8_valid(text, length))
        return fault(why, "is not valid UTF-8");
    for (int32_t c = chat_utf8_next(&at, end); c >= 0; c = chat_utf8_next(&at, end)) {
        if (is_control(c) || c == 0x2028 || c == 0x2029)
            return fault(why, "has a control character or a line break");
        if (is_bidi_control(c))
            return fault(why, "has a control character for the direction of text");
        if (is_invisible(c))
            return fault(why, "has an invisible character");
        if (is_blank(c) && count == 0)
            return fault(why, "begins with a blank");
        if ((is_joiner(c) && (is_blank(before) || is_joiner(before))) || (is_joiner(before) && is_blank(c)))
            return fault(why, "has a joiner that joins nothing");
        visible = visible || !(is_blank(c) || is_companion(c));
        before = c;
        count++;
    }
    if (count > 0 && is_joiner(before))
        return fault(why, "has a joiner that joins nothing");
    if (count > 0 && is_blank(before))
        return fault(why, "ends with a blank");
    if (count > 0 && !visible)
        return fault(why, "has nothing that can be seen");
    return count_ok(count, least, most, why);
}

bool chat_text_body_ok(const char *text, size_t length, size_t least, size_t most, const char **why)
{
    const char *at = text, *end = text + length;
    bool visible = false;
    size_t count = 0;

    if (!chat_utf8_valid(text, length))
        return fault(why, "is not valid UTF-8");
    for (int32_t c = chat_utf8_next(&at, end); c >= 0; c = chat_utf8_next(&at, end)) {
        if (c == '\r')
            return fault(why, "has a carriage return: lines end with a line feed alone");
        if (is_control(c) && c != '\t' && c != '\n')
            return fault(why, "has a control character");
        visible = visible || !(is_blank(c) || is_companion(c) || is_bidi_control(c) || is_invisible(c));
        count++;
    }
    if (least > 0 && count > 0 && !visible)
        return fault(why, "has nothing that can be seen");
    return count_ok(count, least, most, why);
}

static bool is_handle_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool chat_handle_ok(const char *text, size_t length)
{
    if (length < 1 || length > HANDLE_MAX || !is_handle_letter(text[0]) ||
        !is_handle_letter(text[length - 1]))
        return false;
    for (size_t i = 0; i < length; i++)
        if (!is_handle_letter(text[i]) && text[i] != '.' && text[i] != '_' && text[i] != '-')
            return false;
    return true;
}

/* The text mapped by utf8proc, NUL-terminated, to be freed by free(); NULL when that failed. */
static char *mapped(const char *text, size_t length, utf8proc_option_t options)
{
    utf8proc_uint8_t *result = NULL;

    if (length > FOLD_BYTES_MAX || memchr(text, '\0', length) || !chat_utf8_valid(text, length))
        return NULL;
    if (utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &result, options) < 0)
        return NULL;
    return (char *)result;
}

/* The letters of Latin script that do not come apart into a plain letter and an accent. */
static const char *plain_letters(int32_t c)
{
    switch (c) {
    case 0x00E6:
        return "ae";
    case 0x0153:
        return "oe";
    case 0x00F8:
        return "o";
    case 0x00F0:
    case 0x0111:
        return "d";
    case 0x00FE:
        return "th";
    case 0x0142:
        return "l";
    case 0x0131:
        return "i";
    default:
        return NULL;
    }
}

/* Add `letters` to a handle of `length` bytes, after a hyphen if there was a gap; false when they do not fit.
 */
static bool handle_add(char *handle, size_t *length, bool gap, const char *letters, size_t n)
{
    bool hyphen = gap && *length > 0;

    if (*length + hyphen + n > HANDLE_MAX)
        return false;
    if (hyphen)
        handle[(*length)++] = '-';
    memcpy(handle + *length, letters, n);
    *length += n;
    return true;
}

size_t chat_handle_suggest(const char *title, size_t length, char out[CHAT_HANDLE_TEXT])
{
    /* Compatibility decomposition brings out the plain letters; dropping marks removes the accents. */
    char *plain = mapped(title, length,
                         UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD |
                             UTF8PROC_IGNORE);
    const char *at = plain, *end = plain ? plain + strlen(plain) : plain;
    bool gap = false, fits = plain != NULL;
    size_t made = 0;

    while (fits && at < end) {
        const char *from = at;
        int32_t c = chat_utf8_next(&at, end);
        const char *letters = plain_letters(c);

        if (letters || (c < 0x80 && is_handle_letter((char)c))) {
            fits = handle_add(out, &made, gap, letters ? letters : from, letters ? strlen(letters) : 1);
            gap = false;
        } else if (c != '\'' && c != 0x2019) {
            gap = true; /* an apostrophe stands inside a word: "Bob's" is "bobs" */
        }
    }
    free(plain);
    out[made] = '\0';
    return made;
}

/* NFC of the folded text, to be freed by free(); NULL when that failed. */
static char *folded(const char *text, size_t length)
{
    /* Folding sees letters and accents apart, and can leave what NFC would join: so it is in three steps. */
    char *apart = mapped(text, length, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
    char *folded_apart =
        apart ? mapped(apart, strlen(apart), UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD) : NULL;
    char *joined =
        folded_apart ? mapped(folded_apart, strlen(folded_apart), UTF8PROC_STABLE | UTF8PROC_COMPOSE) : NULL;

    free(folded_apart);
    free(apart);
    return joined;
}

char *chat_fold_key(const struct chat_allocator *allocator, const char *text, size_t length)
{
    char *whole = folded(text, length), *result;
    const char *at = whole, *end;
    struct chat_strbuf key;
    bool gap = false;

    if (!whole)
        return NULL;
    end = whole + strlen(whole);
    chat_strbuf_init(&key, allocator, SIZE_MAX);
    while (at < end) {
        const char *from = at;

        if (is_blank(chat_utf8_next(&at, end))) {
            gap = true;
            continue;
        }
        if (gap && key.length > 0)
            chat_strbuf_addc(&key, ' ');
        gap = false;
        chat_strbuf_add(&key, from, (size_t)(at - from));
    }
    result = chat_strbuf_take(&key, NULL);
    chat_strbuf_clear(&key);
    free(whole);
    return result;
}
