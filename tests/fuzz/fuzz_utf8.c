/*
 * UTF-8 against utf8proc, whole and in pieces, and the rules of text on whatever turns out to be text.
 * The first byte of an input says where it is cut; the rest is the text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "libchat/base/text.h"
#include "libchat/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* Valid by utf8proc; and then every code point is the same and is written back as it stood. */
static bool agrees_with_utf8proc(const char *text, size_t size)
{
    const uint8_t *bytes = (const uint8_t *)text;
    const char *at = text;
    size_t seen = 0, count = 0;
    bool valid = chat_utf8_valid(text, size);

    while (seen < size) {
        utf8proc_int32_t expected;
        utf8proc_ssize_t step = utf8proc_iterate(bytes + seen, (utf8proc_ssize_t)(size - seen), &expected);
        char back[4];

        if (step <= 0)
            break;
        if (valid) {
            require(chat_utf8_next(&at, text + size) == expected && at == text + seen + step);
            require(chat_utf8_put(back, (uint32_t)expected) == (size_t)step);
            require(memcmp(back, text + seen, (size_t)step) == 0);
        }
        seen += (size_t)step;
        count++;
    }
    require(valid == (seen == size));
    require(!valid || chat_utf8_count(text, size) == count);
    return valid;
}

/* What is not refused yet can still become valid: the least bytes that the check asks for make it so. */
static void can_be_finished(const char *text, size_t size, struct chat_utf8_check check)
{
    char *whole = malloc(size + 3);
    size_t length = size;

    require(whole != NULL);
    if (size > 0)
        memcpy(whole, text, size);
    while (check.need > 0) {
        whole[length++] = (char)check.low;
        require(length <= size + 3 && chat_utf8_feed(&check, whole + length - 1, 1));
    }
    require(chat_utf8_valid(whole, length));
    free(whole);
}

static void is_the_same_in_pieces(const char *text, size_t size, size_t piece, bool valid)
{
    struct chat_utf8_check check = {0, 0, 0};
    size_t at = 0;
    bool fine = true;

    while (fine && at < size) {
        size_t length = size - at < piece ? size - at : piece;

        fine = chat_utf8_feed(&check, text + at, length);
        at += length;
    }
    require((fine && chat_utf8_done(&check)) == valid);
    if (fine)
        can_be_finished(text, size, check);
}

static void keeps_the_rules_of_text(const char *text, size_t size, bool valid)
{
    char handle[CHAT_HANDLE_TEXT];
    size_t length = chat_handle_suggest(text, size, handle);
    char *key = chat_fold_key(NULL, text, size);

    require(length == strlen(handle) && (length == 0 || chat_handle_ok(handle, length)));
    require(valid || (!key && length == 0));
    require(valid ||
            (!chat_text_display_ok(text, size, 0, 0, NULL) && !chat_text_body_ok(text, size, 0, 0, NULL)));
    /* What may be a name may also stand in a body, and has a key, which is valid and its own key. */
    if (chat_text_display_ok(text, size, 1, 0, NULL)) {
        char *again;

        require(chat_text_body_ok(text, size, 1, 0, NULL));
        require(key != NULL || size > 65536);
        again = key ? chat_fold_key(NULL, key, strlen(key)) : NULL;
        require(!again || strcmp(again, key) == 0);
        chat_free(again);
    }
    require(!key || chat_utf8_valid(key, strlen(key)));
    chat_free(key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data + 1;
    bool valid;

    if (size == 0)
        return 0;
    valid = agrees_with_utf8proc(text, size - 1);
    is_the_same_in_pieces(text, size - 1, (size_t)data[0] + 1, valid);
    is_the_same_in_pieces(text, size - 1, 1, valid);
    keeps_the_rules_of_text(text, size - 1, valid);
    return 0;
}
