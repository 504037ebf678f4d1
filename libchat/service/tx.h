/*
 * One operation inside the runner's transaction, as the apply functions see it: who is asking and what
 * they may, the facts, the numbers of the logs, and what is stored with the batch. Begins and commits
 * nothing: that is the runner's.
 *
 * A writing batch keeps its events, its changed member rows and its remembered calls aside and stores each
 * kind as one set. Whatever reads the store for itself asks for it by chat_tx_storage(), which stores what
 * waits first; so an operation always sees the ones before it.
 */
#ifndef CHAT_SERVICE_TX_H
#define CHAT_SERVICE_TX_H

#include "chat/sys/runner.h"

#include "libchat/service/facts.h"

/**
 * What is stored with the batch: each list in the order it came about, of which the first `stored` are in the
 * store already.
 */
struct chat_staged {
    chat_shared_event_t **events;
    size_t events_n, events_room, events_stored;
    struct chat_fact_entry **members; /* those not stored yet are marked dirty */
    size_t members_n, members_room, members_stored;
    struct chat_call_row *calls; /* client ids owned */
    size_t calls_n, calls_room, calls_stored;
    struct chat_audit_row *audits;
    size_t audits_n, audits_room, audits_stored;
};

struct chat_tx {
    chat_storage_t *storage;
    const struct chat_allocator *allocator;
    const struct chat_random *random;
    struct chat_password_cost password_cost;
    struct chat_store_row *store;  /* as of this transaction */
    struct chat_fact_cache *cache; /* NULL when reading */
    struct chat_staged *staged;    /* NULL when reading */
    const struct chat_op *op;
    int64_t now_us;                   /* the larger of the clock and the newest time stored */
    bool store_changed;               /* the store row is to be saved with the batch */
    bool keep;                        /* what was written stays although the operation is refused */
    struct chat_prepared *prepared;   /* of an operation that PREPARES */
    struct chat_result_ref ref;       /* where a repeated client id finds the result */
    struct chat_actor_facts actor;    /* who is asking, once it was found out */
    struct chat_fact_session session; /* by which session; id 0: none */
};

/* ---- Who is asking, and may they ---- */

/** Fill in actor, site and, unless it is CHAT_NO_ROOM, room and membership. */
CHAT_CHECKED enum chat_status chat_tx_facts(struct chat_tx *tx, const struct chat_actor *actor,
                                            chat_room_id room, struct chat_facts *facts,
                                            struct chat_error *err);

/** chat_tx_facts() and then may(facts, the action of the operation that runs). */
CHAT_CHECKED enum chat_status chat_tx_may(struct chat_tx *tx, const struct chat_actor *actor,
                                          chat_room_id room, struct chat_facts *facts,
                                          struct chat_error *err);

/** The same for an operation of an account: CHAT_E_UNAUTHENTICATED when the system or nobody asks. */
CHAT_CHECKED enum chat_status chat_tx_may_account(struct chat_tx *tx, const struct chat_actor *actor,
                                                  chat_room_id room, struct chat_facts *facts,
                                                  struct chat_error *err);

/** Find out who is asking: fills in tx->actor and tx->session. chat_tx_facts() does it; the runner does it
 * early. */
CHAT_CHECKED enum chat_status chat_tx_identify(struct chat_tx *tx, const struct chat_actor *actor,
                                               struct chat_error *err);

/** The reader that the facts make, for queries that filter by what is visible. */
struct chat_reader chat_tx_reader(const struct chat_facts *facts);

/** Whose rank and role an act is against: fills in facts->target from the member and user rows. */
CHAT_CHECKED enum chat_status chat_tx_target(struct chat_tx *tx, struct chat_facts *facts, chat_room_id room,
                                             chat_user_id user, struct chat_error *err);

/* ---- Facts ---- */

/** A copy of one fact: from memory when writing, from the snapshot when reading. */
CHAT_CHECKED enum chat_status chat_tx_fact(struct chat_tx *tx, enum chat_fact_kind kind, int64_t a, int64_t b,
                                           struct chat_fact *out, struct chat_error *err);

/** The member row of a user in a room; of a stranger an empty one with state NONE. */
CHAT_CHECKED enum chat_status chat_tx_member(struct chat_tx *tx, chat_room_id room, chat_user_id user,
                                             struct chat_member_row *out, struct chat_error *err);

/** Store a member row with the batch. */
CHAT_CHECKED enum chat_status chat_tx_member_put(struct chat_tx *tx, const struct chat_member_row *row,
                                                 struct chat_error *err);

/** A row of that kind was written: the next use reads it again. */
CHAT_CHECKED enum chat_status chat_tx_forget(struct chat_tx *tx, enum chat_fact_kind kind, int64_t a,
                                             struct chat_error *err);

/** The last number of a log, and what stands there. */
CHAT_CHECKED enum chat_status chat_tx_head(struct chat_tx *tx, chat_log_id log, struct chat_head_row *out,
                                           struct chat_error *err);

/* ---- Writing ---- */

/**
 * Append one event to a log: gives it the next number, the time and the ordinal. `event` needs log, kind,
 * actor and what the kind calls for; its texts are moved. `*seq` (may be NULL) is the number.
 */
CHAT_CHECKED enum chat_status chat_tx_emit(struct chat_tx *tx, struct chat_event *event, int64_t *seq,
                                           struct chat_error *err);

/** One event with a subject, which is what most are. */
CHAT_CHECKED enum chat_status chat_tx_tell(struct chat_tx *tx, chat_log_id log, enum chat_event_kind kind,
                                           int64_t subject, int64_t *seq, struct chat_error *err);

/** Note in the audit log what is being done to whom. */
CHAT_CHECKED enum chat_status chat_tx_audit(struct chat_tx *tx, const struct chat_actor *actor,
                                            int64_t subject, chat_room_id room, struct chat_error *err);

/** Fresh ids. */
int64_t chat_tx_new_log(struct chat_tx *tx);
int64_t chat_tx_new_id(struct chat_tx *tx);

/** The store, with everything stored that waits. */
CHAT_CHECKED enum chat_status chat_tx_storage(struct chat_tx *tx, chat_storage_t **out,
                                              struct chat_error *err);

/** Remember the call under its client id, so that a repeat finds tx->ref. */
CHAT_CHECKED enum chat_status chat_tx_remember(struct chat_tx *tx, const char *client_id,
                                               const uint8_t digest[32], struct chat_error *err);

/** The call this author made under that client id, in this batch or before: row->present says whether. */
CHAT_CHECKED enum chat_status chat_tx_recall(struct chat_tx *tx, struct chat_call_row *row,
                                             struct chat_error *err);

/* ---- For the runner ---- */

/** Where the batch stands before an operation, to be taken back to when it is refused. */
struct chat_tx_mark {
    size_t undo, events, members, calls, audits;
    bool store_changed;
};

struct chat_tx_mark chat_tx_mark(const struct chat_tx *tx);
void chat_tx_undo(struct chat_tx *tx, struct chat_tx_mark mark);

/** Store everything that waits. */
CHAT_CHECKED enum chat_status chat_tx_flush(struct chat_tx *tx, struct chat_error *err);

/** Forget what was staged (and, with it, the references to events). */
void chat_staged_reset(struct chat_staged *staged);
void chat_staged_clear(struct chat_staged *staged);

#endif
