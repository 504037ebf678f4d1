/*
 * One case as the questions of policy.c see it. Borrows its facts; a plain value.
 */
#ifndef CHAT_POLICY_JUDGE_H
#define CHAT_POLICY_JUDGE_H

#include "libchat/policy/rules.h"

/* One case, as the questions see it. */
struct chat_judge {
    const struct chat_facts *facts;
    const struct rule_row *row;
    enum chat_actor_class who; /* as the action sees them */
    int column;                /* in the table of the row; COLUMN_NONE: none */
    int site_column;           /* of a room: what one's site role adds */
};

struct chat_judge chat_judge_of(const struct chat_facts *facts, enum chat_action action);

bool chat_judge_in_room(const struct chat_judge *judge);
bool chat_judge_noted(const struct chat_judge *judge, unsigned note);
bool chat_judge_is_kind(const struct chat_judge *judge, enum chat_room_kind kind);
bool chat_judge_joined(const struct chat_judge *judge);

/** The actor's; a guest's when the facts name none, so that missing facts give no rights. */
enum chat_site_role chat_judge_site_role(const struct chat_judge *judge);

/** What the letter in that column says in this case: ALLOWED or the rule that refuses. */
enum chat_rule chat_judge_by_letter(const struct chat_judge *judge, int column);

/** The same for the columns that apply: one that allows is enough. */
enum chat_rule chat_judge_by_table(const struct chat_judge *judge);

/** Only through the site role: the right that a site admin has in a room without being in it. */
bool chat_judge_by_site_role_alone(const struct chat_judge *judge);

/** A "+" gives way to a policy, unless another right allows the same. */
bool chat_judge_is_narrowed(const struct chat_judge *judge);

/**
 * Ranks in the room of the case: of the actor, and of anybody by their roles. Where a site role counts it
 * stands above every role of the room.
 */
int chat_judge_rank(const struct chat_judge *judge);
int chat_judge_rank_of(const struct chat_judge *judge, enum chat_room_role role, enum chat_site_role site);

#endif
