/*
 * Small things several operations do with stored rows.
 */
#ifndef CHAT_SERVICE_ROWS_H
#define CHAT_SERVICE_ROWS_H

#include "chat/room.h"
#include "chat/site.h"

#include "libchat/service/tx.h"

void chat_user_row_clear(struct chat_user_row *row);

/** Move the user out of the row. */
void chat_user_row_take(struct chat_user_row *row, struct chat_user *out);

void chat_room_row_clear(struct chat_room_row *row);
void chat_people_free(struct chat_person *people, size_t n);

/** What anyone may know of the site, into an empty `out`. */
CHAT_CHECKED enum chat_status chat_tx_site(struct chat_tx *tx, struct chat_site *out, struct chat_error *err);

/** The room as the reader of `facts` sees it now, into an empty `out`. CHAT_E_NOT_FOUND when it is not listed
 * for them. */
CHAT_CHECKED enum chat_status chat_tx_room_view(struct chat_tx *tx, const struct chat_facts *facts,
                                                chat_room_id room, struct chat_room *out,
                                                struct chat_error *err);

/** `replay` of every operation whose result is a room: ref.a is its id. */
CHAT_CHECKED enum chat_status chat_tx_room_replay(struct chat_tx *tx, const struct chat_actor *actor,
                                                  struct chat_result_ref ref, void *result,
                                                  struct chat_error *err);

/** Replace a text member: NULL leaves it, "" removes it. CHAT_OK or CHAT_E_NOMEM. */
CHAT_CHECKED enum chat_status chat_tx_set_text(struct chat_tx *tx, char **member, const char *text,
                                               struct chat_error *err);

/** The topic of that name, found without case or made; "" and NULL are no topic. */
CHAT_CHECKED enum chat_status chat_tx_topic(struct chat_tx *tx, const char *name, chat_topic_id *out,
                                            struct chat_error *err);

/** Fill in what a room is searched by. */
CHAT_CHECKED enum chat_status chat_tx_room_search(struct chat_tx *tx, struct chat_room_row *row,
                                                  struct chat_error *err);

/** Make somebody host if the room has none without `leaving`. */
CHAT_CHECKED enum chat_status chat_tx_succession(struct chat_tx *tx, chat_room_id room, chat_user_id leaving,
                                                 struct chat_error *err);

/** CHAT_E_TOO_LARGE when the actor is in as many rooms as an account may be. */
CHAT_CHECKED enum chat_status chat_tx_may_join_more(struct chat_tx *tx, struct chat_error *err);

/** The people with these ids, each once. */
CHAT_CHECKED enum chat_status chat_tx_people(struct chat_tx *tx, chat_user_id *ids, size_t n,
                                             struct chat_person **out, size_t *out_n, struct chat_error *err);

/** The number up to which the room's log is hidden from the reader of `facts`; 0: nothing is. */
int64_t chat_tx_floor(const struct chat_facts *facts);

/** The key of a search text, NULL for none; the caller's. */
CHAT_CHECKED enum chat_status chat_tx_search_key(struct chat_tx *tx, const char *text, char **out,
                                                 struct chat_error *err);

/** A limit that may have been left out. */
static inline size_t chat_limit_or(int64_t limit, size_t otherwise)
{
    return limit == CHAT_UNSET ? otherwise : (size_t)limit;
}

#endif
