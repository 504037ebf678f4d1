#include "tests/unit/policy/page.h"

#include <stdio.h>
#include <string.h>

#include "chat/policy.h"

static bool fault(struct page *page, const char *what, const char *where)
{
    (void)snprintf(page->fault, sizeof page->fault, "%s: %.80s", what, where);
    return false;
}

/* The next cell of "| a | b |", without the blanks around it; false at the end of the line. */
static bool next_cell(const char **at, char *out, size_t room)
{
    const char *start = strchr(*at, '|'), *end = start ? strchr(start + 1, '|') : NULL;
    size_t length;

    if (!end)
        return false;
    *at = end;
    for (start++; start < end && *start == ' ';)
        start++;
    while (end > start && end[-1] == ' ')
        end--;
    length = (size_t)(end - start);
    if (length >= room)
        length = room - 1;
    memcpy(out, start, length);
    out[length] = '\0';
    return true;
}

/* The line that begins a table says which one it is. */
static bool read_header(struct page *page, const char *line, enum page_table *table)
{
    static const struct {
        enum page_table table;
        const char *header;
    } known[] = {
        {PAGE_ROOM, "| action | H | M | m | v | i | N | A | SM | SA | notes |"},
        {PAGE_SITE, "| action | guest | member | moderator | admin | owner | notes |"},
        {PAGE_DOOR, "| action | anonymous | guest | member | moderator | admin | owner | notes |"},
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(line, known[i].header) == 0) {
            *table = known[i].table;
            return true;
        }
    return fault(page, "a table with other columns", line);
}

/* One row for each of the actions in "topic.list, user.list". */
static bool add_actions(struct page *page, const struct page_row *row, char *actions)
{
    char *rest = NULL;

    for (char *name = strtok_r(actions, ", ", &rest); name; name = strtok_r(NULL, ", ", &rest)) {
        if (page->n == PAGE_ROWS_MAX)
            return fault(page, "too many rows", name);
        page->rows[page->n] = *row;
        if (snprintf(page->rows[page->n].action, sizeof row->action, "%s", name) >= (int)sizeof row->action)
            return fault(page, "a long name", name);
        page->n++;
    }
    return true;
}

static bool read_row(struct page *page, const char *line, enum page_table table)
{
    static const size_t columns[] = {[PAGE_ROOM] = 9, [PAGE_SITE] = 5, [PAGE_DOOR] = 6};
    struct page_row row = {.table = table};
    char actions[256], cell[PAGE_TEXT_MAX];
    const char *at = line;

    if (!next_cell(&at, actions, sizeof actions))
        return fault(page, "no action", line);
    for (size_t i = 0; i < columns[table]; i++) {
        if (!next_cell(&at, cell, sizeof cell) || strlen(cell) != 1 || !strchr("yn+-sPo", cell[0]))
            return fault(page, "a cell that is no letter", line);
        row.letters[i] = cell[0];
    }
    if (!next_cell(&at, row.notes, sizeof row.notes) || next_cell(&at, cell, sizeof cell))
        return fault(page, "too few or too many cells", line);
    return add_actions(page, &row, actions);
}

static bool read_lines(struct page *page, FILE *file)
{
    enum page_table table = (enum page_table)0;
    char line[1024];

    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "| action |", 10) == 0) {
            if (!read_header(page, line, &table))
                return false;
        } else if (line[0] != '|') {
            table = (enum page_table)0;
        } else if (strncmp(line, "| ---", 5) != 0 && (!table || !read_row(page, line, table))) {
            return false;
        }
    }
    return page->n > 0 || fault(page, "no tables", "");
}

bool page_read(struct page *page, const char *path)
{
    FILE *file = fopen(path, "r");
    bool read;

    memset(page, 0, sizeof *page);
    if (!file)
        return fault(page, "cannot be opened", path);
    read = read_lines(page, file);
    (void)fclose(file);
    return read;
}

const struct page_row *page_find(const struct page *page, const char *action)
{
    for (size_t i = 0; i < page->n; i++)
        if (strcmp(page->rows[i].action, action) == 0)
            return &page->rows[i];
    return NULL;
}

bool page_is_complete(struct page *page)
{
    bool seen[CHAT_ACTION_COUNT] = {false};

    for (size_t i = 0; i < page->n; i++) {
        enum chat_action action = chat_action_find(page->rows[i].action);

        if (action == CHAT_ACTION_NONE)
            return fault(page, "the library has no such action", page->rows[i].action);
        if (seen[action])
            return fault(page, "two rows", page->rows[i].action);
        seen[action] = true;
    }
    for (int action = CHAT_ACTION_NONE + 1; action < CHAT_ACTION_COUNT; action++)
        if (!seen[action])
            return fault(page, "no row", chat_action_name((enum chat_action)action));
    return true;
}
