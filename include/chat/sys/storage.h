/*
 * What a storage backend does for the core, in words of the domain.
 *
 * A `chat_storage_t` is one connection to one store, used by one thread at a time. A store has one
 * writing connection, opened first; it owns the store (see `open`), and reading connections see what it
 * has committed. The core decides everything: a backend stores what it is given, finds what it is asked
 * for, and never judges, generates an id or reads a clock.
 *
 * Calls that take `n` things take them as a set: one round trip, whole or not at all. n may be 0.
 * Texts and arrays that come out are allocated with the `allocator` of the options and belong to the
 * caller. Unless said otherwise a call answers CHAT_OK or one of
 *     CHAT_E_UNAVAILABLE  the database cannot be reached or is locked: nothing happened;
 *     CHAT_E_FULL         no space: the transaction has been rolled back;
 *     CHAT_E_STORAGE      the database failed or is damaged;
 *     CHAT_E_CLOSED       the connection is broken for good (a failed sync, a lost commit): open it again;
 *     CHAT_E_NOMEM.
 * After any failure inside a transaction the caller rolls back and trusts nothing it had read in it.
 */
#ifndef CHAT_SYS_STORAGE_H
#define CHAT_SYS_STORAGE_H

#include "chat/model.h"
#include "chat/message.h"
#include "chat/operation.h"
#include "chat/sys/alloc.h"

CHAT_BEGIN_DECLS

struct chat_storage_ops;

/** The head of every backend's connection; a backend puts its own members behind it. */
typedef struct chat_storage {
    const struct chat_storage_ops *ops;
    const struct chat_allocator *allocator;
} chat_storage_t;

enum chat_storage_mode { CHAT_STORAGE_WRITER = 1, CHAT_STORAGE_READER };

struct chat_storage_options {
    size_t size;
    const char *location; /* what comes after the scheme; borrowed for the call */
    enum chat_storage_mode mode;
    const struct chat_allocator *allocator; /* outlives the connection */
};

/** What the store knows of itself. `epoch` is chosen by the core when the store is new, and after a restore.
 */
struct chat_store_row {
    char epoch[33];    /* 128 bits as hex; "" in a new store */
    int64_t newest_us; /* the newest time stored: expiry compares with the larger of this and the clock */
    int64_t next_log;  /* the next free log id (users and rooms) */
    int64_t next_id;   /* the next free id of anything else */
    bool claimed;      /* there is an owner */
    bool has_setup;    /* a setup token is waiting */
    uint8_t setup_hash[32];
    struct chat_settings settings; /* site_name NULL in a new store */
};

/** A user as it is stored. */
struct chat_user_row {
    struct chat_user user;
    char *search; /* the display name, folded by the core for matching; NULL: as it is. Never comes out */
    char *external_id; /* NULL: none */
    char *password;    /* PHC string, NULL: none */
};

struct chat_session_row {
    struct chat_session session; /* `current` unused */
    chat_user_id user;
    uint8_t token_hash[CHAT_TOKEN_HASH_BYTES];
};

struct chat_topic_row {
    chat_topic_id id;
    char *name;
    char *key; /* under which the name is unique: folded by the core */
    char *description;
};

/** A room as it is stored: `topic_name`, `members`, `head_seq`, `last_activity_at_us` and `mine` are unused.
 */
struct chat_room_row {
    struct chat_room room;
    char *search;          /* title, name and description, folded by the core for matching */
    int64_t deleted_at_us; /* of a deleted room; its name is kept from others until the core clears it */
};

struct chat_member_row {
    chat_room_id room;
    chat_user_id user;
    enum chat_member_state state;
    enum chat_room_role role;
    int64_t since_us;
    int64_t joined_seq;
    int64_t muted_until_us;
    int64_t last_sent_us;
    int64_t marker_seq;
    int64_t marker_n;
};

/** The last event of a log. A log without events has seq 0. */
struct chat_head_row {
    chat_log_id log;
    int64_t seq;
    int64_t n;
    int64_t at_us;
};

/** A remembered call: what was asked under a client id, and where its result can be read again. */
struct chat_call_row {
    chat_user_id author;
    const char *client_id; /* borrowed on the way in; on the way out as it was asked */
    uint8_t digest[32];    /* of the operation's name and parameters */
    struct chat_result_ref ref;
    int64_t at_us;
    bool present; /* on the way out */
};

/** Failed sign-ins of one account or address. */
struct chat_attempt_row {
    char key[80]; /* "user:12" or "addr:203.0.113.7" */
    int64_t failures;
    int64_t since_us;
};

struct chat_audit_row {
    int64_t at_us;
    chat_user_id actor; /* 0: the system */
    enum chat_origin origin;
    const char *operation;
    int64_t subject; /* id of what it was done to */
    int64_t room;
};

/** What the core asks for before it decides. Each is looked up by its key; `present` says whether it is
 * there. */
enum chat_fact_kind {
    CHAT_FACT_USER = 1, /* a: user */
    CHAT_FACT_ROOM,     /* a: room */
    CHAT_FACT_MEMBER,   /* a: room, b: user */
    CHAT_FACT_HEAD,     /* a: log */
    CHAT_FACT_SESSION,  /* a: session id */
    CHAT_FACT_TOKEN     /* by the hash */
};

struct chat_fact_user {
    enum chat_user_state state;
    enum chat_user_kind kind;
    enum chat_site_role role;
    int64_t created_at_us;
};

struct chat_fact_room {
    enum chat_room_kind kind;
    enum chat_room_state state;
    enum chat_joining joining;
    enum chat_posting posting;
    enum chat_threads threads;
    enum chat_history history;
    int64_t slow_mode_s;
    chat_topic_id topic;
};

struct chat_fact_session {
    chat_session_id id;
    chat_user_id user;
    enum chat_session_kind kind;
    int64_t last_seen_at_us;
    int64_t expires_at_us;
};

struct chat_fact {
    enum chat_fact_kind kind;
    int64_t a, b;
    uint8_t hash[CHAT_TOKEN_HASH_BYTES]; /* TOKEN only */
    bool present;
    union {
        struct chat_fact_user user;
        struct chat_fact_room room;
        struct chat_member_row member;
        struct chat_head_row head;
        struct chat_fact_session session;
    };
};

/**
 * Who reads, as the one predicate "visible" needs it. A room is listed for a reader who is a member or is
 * invited, or when it is public and `sees_public`, or when it is private and `sees_private`; never when the
 * reader is banned from it, and never once it is deleted. Messages are shown of rooms the reader may read:
 * the same without "is invited", and only above `joined_seq` where the history is from joining.
 */
struct chat_reader {
    chat_user_id user; /* 0: nobody */
    bool sees_public;
    bool sees_private;
};

/** One page by number. `before`, `after`, `around`: at most one is above CHAT_UNSET. */
struct chat_seq_page {
    int64_t before, after, around;
    int64_t floor; /* numbers up to here are not for this reader */
    size_t limit;
};

struct chat_message_page {
    struct chat_message *messages; /* oldest first */
    size_t n;
    bool more_before, more_after;
};

struct chat_room_filter {
    const char *search; /* folded; NULL: all */
    chat_topic_id topic;
    bool mine;              /* only where the reader is a member or is invited */
    chat_user_id with_user; /* only where this user is a member; 0: any */
    chat_room_id only;      /* one room; 0: any */
    size_t offset, limit;
};

/**
 * The table of a backend. Members are required unless marked optional. `size` is the sizeof the backend was
 * compiled with, so that members can be added at the end.
 */
struct chat_storage_ops {
    size_t size;
    const char *scheme; /* "sqlite" */

    /**
     * Open a connection. The writer takes the owner's lock (CHAT_E_BUSY when another process holds it),
     * creates the schema in an empty store and migrates an older one; a newer one is CHAT_E_STALE, something
     * else CHAT_E_STORAGE.
     */
    enum chat_status (*open)(const struct chat_storage_options *options, chat_storage_t **out,
                             struct chat_error *err);
    /** Release; an open transaction is rolled back. NULL is fine. */
    void (*close)(chat_storage_t *storage);

    /** Begin a transaction: of a reader a snapshot, of the writer the only writing one. */
    enum chat_status (*begin)(chat_storage_t *storage, struct chat_error *err);
    /** Durable and synced when this returns CHAT_OK. CHAT_E_UNKNOWN when it cannot be known whether it is. */
    enum chat_status (*commit)(chat_storage_t *storage, struct chat_error *err);
    /** Never fails as far as the caller can tell: afterwards no transaction is open. */
    void (*rollback)(chat_storage_t *storage);
    /** Whether a transaction is still open: some failures roll back by themselves. */
    bool (*in_transaction)(chat_storage_t *storage);
    /** One level inside a transaction. */
    enum chat_status (*savepoint)(chat_storage_t *storage, struct chat_error *err);
    enum chat_status (*savepoint_release)(chat_storage_t *storage, struct chat_error *err);
    enum chat_status (*savepoint_rollback)(chat_storage_t *storage, struct chat_error *err);
    /** Optional. Housekeeping between transactions (checkpoints); `idle` says that nothing waits. */
    enum chat_status (*maintain)(chat_storage_t *storage, bool idle, struct chat_error *err);

    /** The one row of the store; on the way out `settings.site_name` is the caller's. */
    enum chat_status (*store_load)(chat_storage_t *storage, struct chat_store_row *out,
                                   struct chat_error *err);
    enum chat_status (*store_save)(chat_storage_t *storage, const struct chat_store_row *row,
                                   struct chat_error *err);

    /** Fill in `present` and the value of each fact. */
    enum chat_status (*facts_load)(chat_storage_t *storage, struct chat_fact *facts, size_t n,
                                   struct chat_error *err);

    /** CHAT_E_EXISTS (field "handle" or "external_id") when one is or ever was taken. */
    enum chat_status (*user_insert)(chat_storage_t *storage, const struct chat_user_row *row,
                                    struct chat_error *err);
    /** Write all columns of the user (not the password). CHAT_E_NOT_FOUND. */
    enum chat_status (*user_update)(chat_storage_t *storage, const struct chat_user_row *row,
                                    struct chat_error *err);
    enum chat_status (*password_set)(chat_storage_t *storage, chat_user_id user, const char *password,
                                     struct chat_error *err);
    /** By id, or by handle when the id is 0. CHAT_E_NOT_FOUND. */
    enum chat_status (*user_find)(chat_storage_t *storage, chat_user_id id, const char *handle,
                                  struct chat_user_row *out, struct chat_error *err);
    /** The people with these ids, in any order; unknown ids are left out. */
    enum chat_status (*people_load)(chat_storage_t *storage, const chat_user_id *ids, size_t n,
                                    struct chat_person **out, size_t *out_n, struct chat_error *err);
    /** People by id after `after` whose handle or folded name contains `search` (NULL: all), erased ones left
     * out. */
    enum chat_status (*people_list)(chat_storage_t *storage, const char *search, int64_t after, size_t limit,
                                    struct chat_person **out, size_t *out_n, struct chat_error *err);

    enum chat_status (*session_insert)(chat_storage_t *storage, const struct chat_session_row *row,
                                       struct chat_error *err);
    enum chat_status (*session_touch)(chat_storage_t *storage, chat_session_id session,
                                      int64_t last_seen_at_us, int64_t expires_at_us, struct chat_error *err);
    /** Newest first. */
    enum chat_status (*session_list)(chat_storage_t *storage, chat_user_id user, struct chat_session **out,
                                     size_t *out_n, struct chat_error *err);
    /** One session of the user. CHAT_E_NOT_FOUND. */
    enum chat_status (*session_delete)(chat_storage_t *storage, chat_user_id user, chat_session_id session,
                                       struct chat_error *err);
    /** Those that have expired at `now_us`, of all users. */
    enum chat_status (*session_expire)(chat_storage_t *storage, int64_t now_us, struct chat_error *err);

    /** `failures` 0 when there is none. */
    enum chat_status (*attempt_load)(chat_storage_t *storage, struct chat_attempt_row *row,
                                     struct chat_error *err);
    /** `failures` 0 removes it. */
    enum chat_status (*attempt_save)(chat_storage_t *storage, const struct chat_attempt_row *row,
                                     struct chat_error *err);

    /** CHAT_E_EXISTS (field "topic") when the key is taken. */
    enum chat_status (*topic_insert)(chat_storage_t *storage, const struct chat_topic_row *row,
                                     struct chat_error *err);
    /** CHAT_E_NOT_FOUND. */
    enum chat_status (*topic_find)(chat_storage_t *storage, const char *key, chat_topic_id *out,
                                   struct chat_error *err);
    /** Topics on which a room is listed for the reader, with the number of those, most rooms first, then by
     * name. A topic without one is not told of: its name could tell of a room that is hidden. */
    enum chat_status (*topic_list)(chat_storage_t *storage, const struct chat_reader *reader,
                                   const char *search, size_t limit, struct chat_topic **out, size_t *out_n,
                                   struct chat_error *err);

    /** CHAT_E_EXISTS (field "name") when the name is taken; a NULL name is never taken. */
    enum chat_status (*room_insert)(chat_storage_t *storage, const struct chat_room_row *row,
                                    struct chat_error *err);
    /** Write all columns. CHAT_E_EXISTS, CHAT_E_NOT_FOUND. */
    enum chat_status (*room_update)(chat_storage_t *storage, const struct chat_room_row *row,
                                    struct chat_error *err);
    /** Whatever its state, without judging. CHAT_E_NOT_FOUND. */
    enum chat_status (*room_load)(chat_storage_t *storage, chat_room_id room, struct chat_room_row *out,
                                  struct chat_error *err);
    /** Free names of rooms deleted before `before_us`. */
    enum chat_status (*room_names_free)(chat_storage_t *storage, int64_t before_us, struct chat_error *err);
    /** Rooms listed for the reader, complete with counts, heads and the reader's standing, newest activity
     * first. */
    enum chat_status (*room_list)(chat_storage_t *storage, const struct chat_reader *reader,
                                  const struct chat_room_filter *filter, struct chat_room **out,
                                  size_t *out_n, struct chat_error *err);

    /** Insert or overwrite whole rows. */
    enum chat_status (*members_put)(chat_storage_t *storage, const struct chat_member_row *rows, size_t n,
                                    struct chat_error *err);
    /** Members (JOINED only) by user id after `after`. */
    enum chat_status (*member_list)(chat_storage_t *storage, chat_room_id room, int64_t after, size_t limit,
                                    struct chat_member **out, size_t *out_n, struct chat_error *err);
    /** Who would be host if the hosts were gone: the moderator longest in the room, else the oldest member;
     * 0: nobody. */
    enum chat_status (*member_heir)(chat_storage_t *storage, chat_room_id room, chat_user_id but_not,
                                    chat_user_id *out, size_t *hosts_left, struct chat_error *err);
    /** Rooms in which the user is JOINED. */
    enum chat_status (*rooms_joined)(chat_storage_t *storage, chat_user_id user, chat_room_id **out,
                                     size_t *out_n, struct chat_error *err);

    /**
     * Append events, sorted by (log, seq), each with its message if the kind is MESSAGE. CHAT_E_STALE when a
     * number is taken (a bug, or another writer).
     */
    enum chat_status (*events_append)(chat_storage_t *storage, const struct chat_event *const *events,
                                      size_t n, struct chat_error *err);
    /** Events of a log after a number, in order. For MESSAGE and for edits and deletions `message` is what it
     * is now. */
    enum chat_status (*event_list)(chat_storage_t *storage, chat_log_id log, int64_t after, size_t limit,
                                   struct chat_event **out, size_t *out_n, struct chat_error *err);

    /** CHAT_E_NOT_FOUND when the number is not a message. */
    enum chat_status (*message_load)(chat_storage_t *storage, chat_room_id room, int64_t seq,
                                     struct chat_message *out, struct chat_error *err);
    enum chat_status (*message_page)(chat_storage_t *storage, chat_room_id room,
                                     const struct chat_seq_page *page, struct chat_message_page *out,
                                     struct chat_error *err);
    /** Keep the present body as a revision, then write the new one with `version` and `edited_at_us`. */
    enum chat_status (*message_edit)(chat_storage_t *storage, const struct chat_message *message,
                                     struct chat_error *err);
    /** Erase body and revisions, set `deleted_at_us`. */
    enum chat_status (*message_erase)(chat_storage_t *storage, chat_room_id room, int64_t seq,
                                      int64_t deleted_at_us, struct chat_error *err);
    /** Messages of the main line with seq <= the number: its ordinal `n`, without reading them. */
    enum chat_status (*message_ordinal)(chat_storage_t *storage, chat_room_id room, int64_t seq, int64_t *out,
                                        struct chat_error *err);
    /** Tombstones after a number. */
    enum chat_status (*tombstones_after)(chat_storage_t *storage, chat_room_id room, int64_t seq,
                                         int64_t *out, struct chat_error *err);
    /** The newest undeleted message of each room the reader may read, newest first. */
    enum chat_status (*activity_list)(chat_storage_t *storage, const struct chat_reader *reader, size_t limit,
                                      struct chat_activity **out, size_t *out_n, struct chat_error *err);
    /** Recent undeleted messages of one author in the rooms the reader may read (at most 500 numbers back in
     * each), newest first. */
    enum chat_status (*messages_by)(chat_storage_t *storage, const struct chat_reader *reader,
                                    chat_user_id author, size_t limit, struct chat_message **out,
                                    size_t *out_n, struct chat_error *err);

    /** Fill in each row that is there: digest, ref, at_us, present. */
    enum chat_status (*calls_find)(chat_storage_t *storage, struct chat_call_row *rows, size_t n,
                                   struct chat_error *err);
    enum chat_status (*calls_put)(chat_storage_t *storage, const struct chat_call_row *rows, size_t n,
                                  struct chat_error *err);
    /** Forget those older than `before_us`, at most `limit` of them. */
    enum chat_status (*calls_prune)(chat_storage_t *storage, int64_t before_us, size_t limit,
                                    struct chat_error *err);

    enum chat_status (*audit_append)(chat_storage_t *storage, const struct chat_audit_row *rows, size_t n,
                                     struct chat_error *err);
};

/** CHAT_E_INVALID naming the first required member that is missing, or a size this library does not know.
 * Pure. */
CHAT_API CHAT_CHECKED enum chat_status chat_storage_check(const struct chat_storage_ops *ops,
                                                          struct chat_error *err);

CHAT_END_DECLS

#endif
