/*
 * Facts for tests of the decision: an ordinary case in which nothing stands in the way, to be changed.
 */
#ifndef CHAT_TESTS_POLICY_FACTS_H
#define CHAT_TESTS_POLICY_FACTS_H

#include <check.h>

#include "chat/policy.h"

#define NOW_US    INT64_C(1795369200000000)
#define SECOND_US INT64_C(1000000)
#define DAY_US    (86400 * SECOND_US)

/* An active account of a year, on a claimed and open site, that has nothing to do with an open public room.
 */
static inline struct chat_facts ordinary_facts(void)
{
    return (struct chat_facts){
        .now_us = NOW_US,
        .actor =
            {
                .kind = CHAT_ACTOR_ACCOUNT,
                .id = {7},
                .state = CHAT_USER_ACTIVE,
                .user_kind = CHAT_USER_PERSON,
                .role = CHAT_SITE_MEMBER,
                .created_at_us = NOW_US - 365 * DAY_US,
            },
        .site =
            {
                .claimed = true,
                .registration = CHAT_REGISTRATION_OPEN,
                .room_create = CHAT_SITE_MEMBER,
                .edit_window_us = -1,
            },
        .room =
            {
                .present = true,
                .id = {9},
                .kind = CHAT_ROOM_PUBLIC,
                .state = CHAT_ROOM_OPEN,
                .joining = CHAT_JOINING_OPEN,
                .posting = CHAT_POSTING_MEMBERS,
                .inviting = CHAT_POSTING_MEMBERS,
                .mention_all = CHAT_POSTING_MEMBERS,
                .threads = CHAT_THREADS_OPTIONAL,
                .history = CHAT_HISTORY_SHARED,
            },
        .member = {.state = CHAT_MEMBER_NONE},
    };
}

/* The same account as a member of the room. */
static inline struct chat_facts facts_in_room(enum chat_room_kind kind, enum chat_room_role role)
{
    struct chat_facts facts = ordinary_facts();

    facts.room.kind = kind;
    facts.member = (struct chat_member_facts){.state = CHAT_MEMBER_JOINED, .role = role, .joined_seq = 5};
    return facts;
}

static inline enum chat_rule rule_for(const struct chat_facts *facts, enum chat_action action)
{
    return chat_decide(facts, action).rule;
}

static inline void check_refused(const struct chat_facts *facts, enum chat_action action, enum chat_rule rule,
                                 unsigned step)
{
    struct chat_decision decision = chat_decide(facts, action);

    ck_assert_str_eq(chat_rule_code(decision.rule), chat_rule_code(rule));
    ck_assert_uint_eq(decision.step, step);
    ck_assert(!decision.audited);
}

static inline void check_allowed(const struct chat_facts *facts, enum chat_action action)
{
    ck_assert_str_eq(chat_rule_code(rule_for(facts, action)), "allowed");
}

#endif
