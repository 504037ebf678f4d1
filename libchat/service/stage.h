/*
 * Growing the lists of what waits to be stored with a batch.
 */
#ifndef CHAT_SERVICE_STAGE_H
#define CHAT_SERVICE_STAGE_H

#include "libchat/service/tx.h"

/** Each moves or copies what it is given; CHAT_OK or CHAT_E_NOMEM. */
CHAT_CHECKED enum chat_status chat_stage_event(struct chat_tx *tx, struct chat_event *event);
CHAT_CHECKED enum chat_status chat_stage_member(struct chat_tx *tx, struct chat_fact_entry *entry);
CHAT_CHECKED enum chat_status chat_stage_call(struct chat_tx *tx, const struct chat_call_row *row);
CHAT_CHECKED enum chat_status chat_stage_audit(struct chat_tx *tx, const struct chat_audit_row *row);

#endif
