/*
 * The tables of docs/permissions.md as data. What a letter means is in policy.c.
 */
#ifndef CHAT_POLICY_RULES_H
#define CHAT_POLICY_RULES_H

#include "chat/policy.h"

#include <stdint.h>

/** Which of the three tables of the page an action stands in. */
enum rule_table {
    RULE_TABLE_ROOM = 1, /* in a room: columns by how one stands to the room */
    RULE_TABLE_SITE,     /* on the site: columns by site role */
    RULE_TABLE_DOOR      /* before and beside: the same, and a column for anonymous */
};

enum rule_room_column {
    COLUMN_HOST,
    COLUMN_MODERATOR,
    COLUMN_MEMBER,
    COLUMN_VIEWER,
    COLUMN_INVITED,
    COLUMN_NOT_MEMBER,
    COLUMN_ANONYMOUS,
    COLUMN_SITE_MODERATOR,
    COLUMN_SITE_ADMIN,
    COLUMN_NONE = -1
};

/** What the notes of a row say, and what follows from what it does. */
enum rule_note {
    NOTE_IF_NEW = 1 << 0,          /* an account that is too new may do it: it reads, or is about oneself */
    NOTE_IF_ARCHIVED = 1 << 1,     /* also in an archived room: it reads, leaves, moderates or unarchives */
    NOTE_NOT_IN_LOCKDOWN = 1 << 2, /* it makes something new that a flood of strangers would make many of */
    NOTE_NEVER_DIRECT = 1 << 3,
    NOTE_OWN_ONLY = 1 << 4,
    NOTE_OWN_BELOW_ADMIN = 1 << 5, /* own only, and an admin's for all */
    NOTE_RANK = 1 << 6,            /* the rank rule, for what is not one's own */
    NOTE_AUDITED = 1 << 7,         /* for what is not one's own */
    NOTE_SPEAKS = 1 << 8,          /* not while muted */
    NOTE_ANONYMOUS_READS = 1 << 9, /* anonymous too, when the site lets them read */
    NOTE_READS = NOTE_IF_NEW | NOTE_IF_ARCHIVED
};

struct rule_row {
    enum chat_action action;
    const char *letters; /* a letter and a blank for each column */
    unsigned notes;      /* enum rule_note */
    enum rule_table table;
};

/** The row of an action; for a value that is none, a row in which everything is "n". */
const struct rule_row *chat_rules_row(enum chat_action action);

static inline char chat_rules_letter(const struct rule_row *row, int column)
{
    return column < 0 ? 'n' : row->letters[2 * column];
}

#endif
