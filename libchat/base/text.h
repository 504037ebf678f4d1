/*
 * Rules for text that people type: names they read, bodies they write, handles, and the key under which
 * free text is unique. All of them take text of any bytes and answer for it.
 */
#ifndef CHAT_BASE_TEXT_H
#define CHAT_BASE_TEXT_H

#include "chat/sys/alloc.h"

#include <stdbool.h>
#include <stddef.h>

/** Of ASCII letters only; every other byte is left alone, whatever the locale. */
char chat_ascii_lower(char c);
void chat_ascii_fold(char *text, size_t length);

/** Equal without regard to the case of ASCII letters. */
bool chat_ascii_same(const char *a, size_t a_length, const char *b, size_t b_length);

/** As strcmp(), of the folded texts. */
int chat_ascii_compare(const char *a, const char *b);

/**
 * One line that people read: a name or a title. Valid UTF-8 of `least` to `most` code points (most 0: no
 * limit), without controls, line breaks, bidirectional overrides, invisible fillers, tag characters,
 * joiners that join nothing, or blanks at either end; something in it can be seen. When false, *why (may
 * be NULL) is a static phrase that completes "the title ...", such as "is too long".
 */
bool chat_text_display_ok(const char *text, size_t length, size_t least, size_t most, const char **why);

/** Several lines. TAB and LF are allowed, CR and every other control is not. Limits and *why as above. */
bool chat_text_body_ok(const char *text, size_t length, size_t least, size_t most, const char **why);

/** [a-z0-9]([a-z0-9._-]{0,30}[a-z0-9])? */
bool chat_handle_ok(const char *text, size_t length);

#define CHAT_HANDLE_TEXT 33 /* the longest handle and its NUL */

/**
 * The typed form of a title: letters without their accents, lower case, one hyphen where something else
 * stood: "Bob's Bar & Grill" gives "bobs-bar-grill". Returns its length; 0 (and "") when nothing remains, as
 * for a title in another script, or the title is not UTF-8.
 */
size_t chat_handle_suggest(const char *title, size_t length, char out[CHAT_HANDLE_TEXT]);

/**
 * The key under which free text is unique without case: NFC, full case folding, blanks at the ends gone
 * and each run of blanks one space. Owned by the caller; NULL when the text is not UTF-8 or there is no
 * memory. A text with a NUL or over 64 KiB has no key either. Two texts with one key look like the same name
 * to a reader.
 */
char *chat_fold_key(const struct chat_allocator *allocator, const char *text, size_t length);

#endif
