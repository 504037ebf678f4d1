/*
 * Field tables: what a plain struct holds, written down once. From them come checking, copying and
 * clearing here, JSON and OpenAPI in the wire layer, and the help of the command line.
 */
#ifndef CHAT_RECORD_H
#define CHAT_RECORD_H

#include "chat/api.h"
#include "chat/status.h"
#include "chat/sys/alloc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

CHAT_BEGIN_DECLS

enum chat_field_type {
    CHAT_FIELD_BOOL = 1, /* bool */
    CHAT_FIELD_INT,      /* int64_t; absent: CHAT_UNSET */
    CHAT_FIELD_ID,       /* one of the id types; absent: 0. A string in JSON */
    CHAT_FIELD_TIME,     /* int64_t microseconds UTC; absent: 0. RFC 3339 in JSON */
    CHAT_FIELD_ENUM,     /* an enum whose values start at 1; absent: 0. A word in JSON */
    CHAT_FIELD_LINE,     /* char *: one line people read; limit in code points; absent: NULL */
    CHAT_FIELD_TEXT,     /* char *: several lines; limit in code points */
    CHAT_FIELD_BODY,     /* char *: Markdown source; limit in bytes */
    CHAT_FIELD_HANDLE,   /* char *: [a-z0-9]([a-z0-9._-]{0,30}[a-z0-9])? */
    CHAT_FIELD_WORD,     /* char *: printable ASCII without blanks, such as a client id or an epoch */
    CHAT_FIELD_SECRET,   /* char *: password or token; limit in bytes; wiped when cleared, never logged */
    CHAT_FIELD_RECORD,   /* a struct inside this one */
    CHAT_FIELD_LIST      /* pointer to structs and a size_t count */
};

/** An integer that was not given. */
#define CHAT_UNSET INT64_MIN

enum chat_field_flags {
    CHAT_FIELD_REQUIRED = 1u << 0, /* of parameters: must be given. Of results: always there */
    CHAT_FIELD_CLEARABLE = 1u << 1 /* text that may be given empty, to remove what was there */
};

/** The words of an enum. `words[0]` belongs to the value 1. */
struct chat_enum_words {
    const char *name;
    const char *const *words;
    size_t n;
};

struct chat_record;

struct chat_field {
    const char *name;
    enum chat_field_type type;
    uint32_t flags;
    size_t offset;       /* of the member; for a list, of the pointer */
    size_t count_offset; /* for a list, of its size_t */
    int64_t min, max; /* of the number, or of the length in the unit the type says; max 0: the type's own */
    const struct chat_enum_words *words; /* for an enum */
    const struct chat_record *record;    /* for a record or the items of a list */
    const char *doc;                     /* one sentence */
};

/** The table of one struct. Static; any thread. */
struct chat_record {
    const char *name; /* as in OpenAPI: "Room" */
    size_t size;
    const struct chat_field *fields;
    size_t n;
    const char *doc;
};

/** The word of an enum value, or NULL when it has none. */
CHAT_API const char *chat_enum_word(const struct chat_enum_words *words, int value);

/** The value of a word, or 0. */
CHAT_API int chat_enum_value(const struct chat_enum_words *words, const char *word);

/** The field of that name, or NULL. */
CHAT_API const struct chat_field *chat_record_field(const struct chat_record *record, const char *name);

/** Set every member to "absent". `value` points to record->size bytes. */
CHAT_API void chat_record_init(const struct chat_record *record, void *value);

/**
 * Check that what is required is there and that each member keeps its limit and its rule of text.
 * @return CHAT_OK, or CHAT_E_INVALID naming the field and what is allowed.
 */
CHAT_API CHAT_CHECKED enum chat_status chat_record_check(const struct chat_record *record, const void *value,
                                                         struct chat_error *err);

/** Copy deeply into `out`, which is overwritten and then the caller's to clear. CHAT_OK or CHAT_E_NOMEM. */
CHAT_API CHAT_CHECKED enum chat_status chat_record_copy(const struct chat_record *record,
                                                        const struct chat_allocator *allocator, void *out,
                                                        const void *value);

/** Free what the members own (secrets are wiped first) and set them to "absent". NULL is fine. */
CHAT_API void chat_record_clear(const struct chat_record *record, void *value);

CHAT_END_DECLS

#endif
