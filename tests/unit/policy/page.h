/*
 * docs/permissions.md as the tests read it: the rows of its three tables, with nothing interpreted.
 */
#ifndef CHAT_TESTS_PERMISSIONS_PAGE_H
#define CHAT_TESTS_PERMISSIONS_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#define PAGE_ROWS_MAX    128
#define PAGE_COLUMNS_MAX 9
#define PAGE_TEXT_MAX    128

enum page_table { PAGE_ROOM = 1, PAGE_SITE, PAGE_DOOR };

/* One action in one table; a row of the page that names several becomes several. */
struct page_row {
    enum page_table table;
    char action[32];
    char letters[PAGE_COLUMNS_MAX + 1]; /* one for each column */
    char notes[PAGE_TEXT_MAX];
};

struct page {
    struct page_row rows[PAGE_ROWS_MAX];
    size_t n;
    char fault[PAGE_TEXT_MAX]; /* "" when the page was understood */
};

/* Read the page; false, and `fault` says why, when it is not there or not of the form expected. */
bool page_read(struct page *page, const char *path);

/* The row of that action, or NULL. */
const struct page_row *page_find(const struct page *page, const char *action);

/* True when every action of the library stands on the page once, and no other does. */
bool page_is_complete(struct page *page);

#endif
