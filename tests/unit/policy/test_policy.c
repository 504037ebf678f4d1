/*
 * The order of a decision: for each step what it refuses, that it comes before the next one, and what the
 * answer says. The cells of the tables are in test_permissions.c.
 */
#include "chat/policy.h"

#include <string.h>

#include "tests/unit/policy/facts.h"
#include "tests/unit/unit.h"

#define COUNT(actions) (sizeof(actions) / sizeof(actions)[0])

static void check_all_allowed(const struct chat_facts *facts, const enum chat_action *actions, size_t n)
{
    while (n-- > 0)
        check_allowed(facts, actions[n]);
}

static void check_all_refused(const struct chat_facts *facts, const enum chat_action *actions, size_t n,
                              enum chat_rule rule, unsigned step)
{
    while (n-- > 0)
        check_refused(facts, actions[n], rule, step);
}

/*
 * The order: a case in which every step would refuse, mended one step after the other.
 */

START_TEST(the_first_refusal_wins_in_the_order_of_the_page)
{
    /* A banned, suspended newcomer's viewer-like wish to speak in an archived, quiet room of strangers. */
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_VIEWER);

    facts.actor.state = CHAT_USER_SUSPENDED;
    facts.actor.banned = true;
    facts.actor.created_at_us = NOW_US - SECOND_US;
    facts.site.min_account_age_us = DAY_US;
    facts.room.state = CHAT_ROOM_DELETED;
    facts.member.state = CHAT_MEMBER_BANNED;
    facts.actor.scoped = true;
    facts.room.posting = CHAT_POSTING_HOSTS;
    facts.target.grant_room = CHAT_ROLE_HOST;
    facts.member.muted_until_us = NOW_US + SECOND_US;

    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_SUSPENDED, 1);
    facts.actor.state = CHAT_USER_ACTIVE;
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_SITE_BANNED, 2);
    facts.actor.banned = false;
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_ACCOUNT_TOO_NEW, 3);
    facts.actor.created_at_us = NOW_US - DAY_US;
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_NOT_VISIBLE, 4);
    facts.room.state = CHAT_ROOM_ARCHIVED;
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_ROOM_BANNED, 5);
    facts.member.state = CHAT_MEMBER_JOINED;
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_ROOM_ARCHIVED, 6);
    facts.room.state = CHAT_ROOM_OPEN;
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_SCOPE_MISSING, 7);
    facts.actor.scoped = false;
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_INSUFFICIENT_ROLE, 8);
    facts.member.role = CHAT_ROLE_MEMBER;
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_ROOM_POLICY, 9);
    facts.room.posting = CHAT_POSTING_MEMBERS;
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_RANK_TOO_LOW, 10);
    facts.target.grant_room = (enum chat_room_role)0;
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_MUTED, 11);
    facts.member.muted_until_us = NOW_US;
    check_allowed(&facts, CHAT_ACTION_MESSAGE_SEND);
}
END_TEST

START_TEST(explain_shows_the_path_up_to_what_decided)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_MEMBER);
    struct chat_explained_step steps[CHAT_EXPLAIN_STEPS];

    ck_assert_uint_eq(chat_explain(&facts, CHAT_ACTION_MESSAGE_SEND, steps), CHAT_EXPLAIN_STEPS);
    for (unsigned n = 0; n < CHAT_EXPLAIN_STEPS; n++) {
        ck_assert_uint_eq(steps[n].step, n + 1);
        ck_assert_int_eq(steps[n].rule, CHAT_RULE_ALLOWED);
        ck_assert_int_eq(steps[n].question[strlen(steps[n].question) - 1], '?');
    }

    facts.room.state = CHAT_ROOM_ARCHIVED;
    ck_assert_uint_eq(chat_explain(&facts, CHAT_ACTION_MESSAGE_SEND, steps), 6);
    ck_assert_int_eq(steps[4].rule, CHAT_RULE_ALLOWED);
    ck_assert_int_eq(steps[5].rule, CHAT_RULE_ROOM_ARCHIVED);
}
END_TEST

START_TEST(a_refusal_carries_its_code_and_sentence_and_success_says_nothing)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_VIEWER);
    struct chat_error err = CHAT_ERROR_INIT;

    ck_assert_int_eq(chat_may(&facts, CHAT_ACTION_MESSAGE_SEND, &err), CHAT_E_DENIED);
    ck_assert_int_eq(err.status, CHAT_E_DENIED);
    ck_assert_str_eq(err.code, "insufficient_role");
    ck_assert_str_eq(err.message, "your role does not allow that");
    ck_assert_int_eq(chat_may(&facts, CHAT_ACTION_MESSAGE_SEND, NULL), CHAT_E_DENIED);

    err = (struct chat_error)CHAT_ERROR_INIT;
    ck_assert_int_eq(chat_may(&facts, CHAT_ACTION_ROOM_READ, &err), CHAT_OK);
    ck_assert_str_eq(err.code, "ok");
}
END_TEST

/*
 * 1 account active and session valid.
 */

START_TEST(without_a_valid_session_one_has_to_sign_in)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_HOST);

    facts.actor.session_over = true;
    check_refused(&facts, CHAT_ACTION_ROOM_READ, CHAT_RULE_SESSION_OVER, 1);
    check_refused(&facts, CHAT_ACTION_SYNC_READ, CHAT_RULE_SESSION_OVER, 1);
    facts.actor.session_over = false;
    facts.actor.state = CHAT_USER_ERASED;
    check_refused(&facts, CHAT_ACTION_ROOM_READ, CHAT_RULE_SESSION_OVER, 1);

    facts.actor = (struct chat_actor_facts){.kind = CHAT_ACTOR_ANONYMOUS};
    facts.member = (struct chat_member_facts){.state = CHAT_MEMBER_NONE};
    check_refused(&facts, CHAT_ACTION_ROOM_READ, CHAT_RULE_NOT_SIGNED_IN, 1);
    check_refused(&facts, CHAT_ACTION_SYNC_READ, CHAT_RULE_NOT_SIGNED_IN, 1);
    check_refused(&facts, CHAT_ACTION_PROFILE_EDIT, CHAT_RULE_NOT_SIGNED_IN, 1);
}
END_TEST

START_TEST(whose_session_is_over_can_sign_in_again)
{
    struct chat_facts facts = ordinary_facts();

    facts.actor.session_over = true;
    check_allowed(&facts, CHAT_ACTION_SITE_READ);
    check_allowed(&facts, CHAT_ACTION_SESSION_OPEN);
    check_allowed(&facts, CHAT_ACTION_ACCOUNT_REGISTER);
}
END_TEST

START_TEST(anonymous_is_told_to_sign_in_when_that_would_help_and_not_what_is_there)
{
    struct chat_facts facts = ordinary_facts();

    facts.actor = (struct chat_actor_facts){.kind = CHAT_ACTOR_ANONYMOUS};
    facts.site.anonymous_read = true;
    check_allowed(&facts, CHAT_ACTION_ROOM_READ);
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_NOT_SIGNED_IN, 5);
    check_refused(&facts, CHAT_ACTION_ROOM_JOIN, CHAT_RULE_NOT_SIGNED_IN, 5);
    facts.room.kind = CHAT_ROOM_PRIVATE;
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_NOT_VISIBLE, 4);
}
END_TEST

/*
 * 2 site ban, 3 lockdown or account age.
 */

START_TEST(a_site_ban_closes_every_door)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_HOST);

    facts.actor.banned = true;
    for (int action = CHAT_ACTION_NONE + 1; action < CHAT_ACTION_COUNT; action++)
        ck_assert_int_eq(rule_for(&facts, (enum chat_action)action), CHAT_RULE_SITE_BANNED);
    facts.actor = (struct chat_actor_facts){.kind = CHAT_ACTOR_ANONYMOUS, .banned = true};
    check_refused(&facts, CHAT_ACTION_ACCOUNT_REGISTER, CHAT_RULE_SITE_BANNED, 2);
}
END_TEST

START_TEST(in_lockdown_nobody_registers_or_makes_rooms_and_people_go_on_talking)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_MEMBER);

    facts.site.lockdown = true;
    check_refused(&facts, CHAT_ACTION_ROOM_CREATE, CHAT_RULE_LOCKDOWN, 3);
    check_refused(&facts, CHAT_ACTION_DIRECT_OPEN, CHAT_RULE_LOCKDOWN, 3);
    check_allowed(&facts, CHAT_ACTION_MESSAGE_SEND);
    check_allowed(&facts, CHAT_ACTION_SESSION_OPEN);

    /* Only accounts of the age that the settings ask for may post. */
    facts.site.min_account_age_us = DAY_US;
    facts.actor.created_at_us = NOW_US - DAY_US / 2;
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_LOCKDOWN, 3);

    facts.actor.role = CHAT_SITE_MODERATOR; /* who defends the site is not locked out */
    check_allowed(&facts, CHAT_ACTION_ROOM_CREATE);
    check_allowed(&facts, CHAT_ACTION_MESSAGE_SEND);

    facts.actor = (struct chat_actor_facts){.kind = CHAT_ACTOR_ANONYMOUS};
    check_refused(&facts, CHAT_ACTION_ACCOUNT_REGISTER, CHAT_RULE_LOCKDOWN, 3);
    check_allowed(&facts, CHAT_ACTION_SITE_READ);
}
END_TEST

START_TEST(an_account_that_is_too_new_reads_and_minds_its_own_matters)
{
    static const enum chat_action free_to_do[] = {
        CHAT_ACTION_ROOM_SEE,        CHAT_ACTION_ROOM_READ,      CHAT_ACTION_ROOM_LEAVE,
        CHAT_ACTION_MARKER_MOVE,     CHAT_ACTION_PROFILE_EDIT,   CHAT_ACTION_SESSION_LIST,
        CHAT_ACTION_PASSWORD_CHANGE, CHAT_ACTION_SYNC_READ,      CHAT_ACTION_ERASE_OWN,
        CHAT_ACTION_TOPIC_LIST,      CHAT_ACTION_MESSAGE_REPORT,
    };
    static const enum chat_action too_early[] = {
        CHAT_ACTION_MESSAGE_SEND, CHAT_ACTION_MESSAGE_REACT, CHAT_ACTION_TYPING_SEND,
        CHAT_ACTION_FILE_UPLOAD,  CHAT_ACTION_ROOM_CREATE,   CHAT_ACTION_DIRECT_OPEN,
        CHAT_ACTION_BOT_CREATE,   CHAT_ACTION_MEMBER_INVITE,
    };
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_MEMBER);

    facts.site.min_account_age_us = DAY_US;
    facts.actor.created_at_us = NOW_US - DAY_US + 1;
    check_all_allowed(&facts, free_to_do, COUNT(free_to_do));
    check_all_refused(&facts, too_early, COUNT(too_early), CHAT_RULE_ACCOUNT_TOO_NEW, 3);
    facts.actor.created_at_us--;
    check_allowed(&facts, CHAT_ACTION_MESSAGE_SEND);
}
END_TEST

/*
 * 4 visible.
 */

START_TEST(what_may_not_be_seen_gives_byte_for_byte_the_answer_of_what_is_not_there)
{
    struct chat_facts missing = ordinary_facts(), hidden[5];

    missing.room = (struct chat_room_facts){.present = false, .id = {9}};
    for (size_t n = 0; n < 5; n++) {
        hidden[n] = ordinary_facts();
        hidden[n].room.kind = CHAT_ROOM_PRIVATE;
    }
    hidden[1].room.kind = CHAT_ROOM_DIRECT;
    hidden[2].room.state = CHAT_ROOM_DELETED;
    hidden[3].member = (struct chat_member_facts){.state = CHAT_MEMBER_BANNED, .role = CHAT_ROLE_HOST};
    hidden[4].member = (struct chat_member_facts){.state = CHAT_MEMBER_REMOVED, .role = CHAT_ROLE_MEMBER};
    hidden[4].room.state = CHAT_ROOM_ARCHIVED;

    for (int action = CHAT_ACTION_ROOM_SEE; action <= CHAT_ACTION_HOOK_MANAGE; action++)
        for (size_t n = 0; n < 5; n++) {
            struct chat_decision expected = chat_decide(&missing, (enum chat_action)action);
            struct chat_decision decision = chat_decide(&hidden[n], (enum chat_action)action);
            struct chat_error expected_err, err;

            memset(&expected_err, 0x5A, sizeof expected_err);
            memset(&err, 0x5A, sizeof err);
            ck_assert_int_eq(chat_may(&missing, (enum chat_action)action, &expected_err), CHAT_E_NOT_FOUND);
            ck_assert_int_eq(chat_may(&hidden[n], (enum chat_action)action, &err), CHAT_E_NOT_FOUND);
            ck_assert_mem_eq(&err, &expected_err, sizeof err);
            ck_assert_int_eq(decision.rule, expected.rule);
            ck_assert_uint_eq(decision.step, expected.step);
        }
}
END_TEST

START_TEST(a_target_that_is_missing_or_hidden_is_not_found_before_anything_is_said_of_rights)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_VIEWER);

    facts.target.missing = true;
    check_refused(&facts, CHAT_ACTION_MESSAGE_DELETE, CHAT_RULE_NOT_VISIBLE, 4);
    facts.target = (struct chat_target_facts){.present = true, .seq = 5};
    facts.room.history = CHAT_HISTORY_FROM_JOINING;
    check_refused(&facts, CHAT_ACTION_MESSAGE_DELETE, CHAT_RULE_NOT_VISIBLE, 4);
    facts.target.seq = 6;
    check_refused(&facts, CHAT_ACTION_MESSAGE_DELETE, CHAT_RULE_INSUFFICIENT_ROLE, 8);

    facts = ordinary_facts();
    facts.target.missing = true;
    check_refused(&facts, CHAT_ACTION_USER_SUSPEND, CHAT_RULE_NOT_VISIBLE, 4);
}
END_TEST

START_TEST(history_from_joining_is_seen_from_the_number_of_joining_on)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_MEMBER);

    ck_assert(chat_seq_visible(&facts, 1));
    facts.room.history = CHAT_HISTORY_FROM_JOINING;
    ck_assert(!chat_seq_visible(&facts, 5));
    ck_assert(chat_seq_visible(&facts, 6));

    facts.member.state = CHAT_MEMBER_LEFT; /* what one saw as a member is not seen from outside */
    ck_assert(!chat_seq_visible(&facts, 6));
    facts.member = (struct chat_member_facts){.state = CHAT_MEMBER_NONE};
    ck_assert(!chat_seq_visible(&facts, 6));

    facts.actor.role = CHAT_SITE_ADMIN;
    facts.room.kind = CHAT_ROOM_PRIVATE;
    ck_assert(chat_seq_visible(&facts, 1));
    facts.actor.role = CHAT_SITE_MODERATOR;
    ck_assert(!chat_seq_visible(&facts, 1));
    facts.room.kind = CHAT_ROOM_PUBLIC;
    ck_assert(chat_seq_visible(&facts, 1));
}
END_TEST

/*
 * 5 membership, 6 archived, 7 effective role.
 */

START_TEST(the_banned_are_told_in_public_rooms_even_if_they_are_staff)
{
    struct chat_facts facts = ordinary_facts();

    facts.member.state = CHAT_MEMBER_BANNED;
    check_refused(&facts, CHAT_ACTION_ROOM_READ, CHAT_RULE_ROOM_BANNED, 5);
    check_refused(&facts, CHAT_ACTION_ROOM_JOIN, CHAT_RULE_ROOM_BANNED, 5);
    facts.actor.role = CHAT_SITE_MODERATOR; /* by someone above them */
    check_refused(&facts, CHAT_ACTION_ROOM_JOIN, CHAT_RULE_ROOM_BANNED, 5);
}
END_TEST

START_TEST(who_is_outside_is_told_to_join_where_that_would_help)
{
    struct chat_facts facts = ordinary_facts();

    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_NOT_MEMBER, 5);
    check_refused(&facts, CHAT_ACTION_MARKER_MOVE, CHAT_RULE_NOT_MEMBER, 5);
    check_refused(&facts, CHAT_ACTION_ROOM_LEAVE, CHAT_RULE_NOT_MEMBER, 5);
    check_refused(&facts, CHAT_ACTION_ROOM_EDIT, CHAT_RULE_INSUFFICIENT_ROLE, 8);
    facts.actor.role = CHAT_SITE_ADMIN; /* who wants to speak in a room joins it */
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_NOT_MEMBER, 5);
    facts.room.kind = CHAT_ROOM_PRIVATE;
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_NOT_MEMBER, 5);
    check_refused(&facts, CHAT_ACTION_ROOM_LEAVE, CHAT_RULE_NOT_MEMBER, 5);
    facts.actor.role = CHAT_SITE_MEMBER;
    facts.member.state = CHAT_MEMBER_INVITED;
    check_refused(&facts, CHAT_ACTION_ROOM_READ, CHAT_RULE_NOT_MEMBER, 5);
    check_allowed(&facts, CHAT_ACTION_ROOM_JOIN);
}
END_TEST

START_TEST(nobody_joins_twice)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_MEMBER);

    check_refused(&facts, CHAT_ACTION_ROOM_JOIN, CHAT_RULE_ALREADY_MEMBER, 5);
    facts.actor.role = CHAT_SITE_OWNER;
    check_refused(&facts, CHAT_ACTION_ROOM_JOIN, CHAT_RULE_ALREADY_MEMBER, 5);
}
END_TEST

START_TEST(an_archived_room_is_read_left_moderated_and_unarchived_and_not_written)
{
    static const enum chat_action possible[] = {
        CHAT_ACTION_ROOM_SEE,       CHAT_ACTION_ROOM_READ,      CHAT_ACTION_ROOM_LEAVE,
        CHAT_ACTION_ROOM_ARCHIVE,   CHAT_ACTION_ROOM_DELETE,    CHAT_ACTION_MEMBER_REMOVE,
        CHAT_ACTION_MARKER_MOVE,    CHAT_ACTION_MESSAGE_DELETE, CHAT_ACTION_REVISION_READ,
        CHAT_ACTION_MESSAGE_REPORT, CHAT_ACTION_THREAD_FOLLOW,
    };
    static const enum chat_action refused[] = {
        CHAT_ACTION_ROOM_EDIT,           CHAT_ACTION_MEMBER_INVITE, CHAT_ACTION_MEMBER_APPROVE,
        CHAT_ACTION_MESSAGE_SEND,        CHAT_ACTION_MESSAGE_EDIT,  CHAT_ACTION_MESSAGE_REACT,
        CHAT_ACTION_MESSAGE_MENTION_ALL, CHAT_ACTION_MESSAGE_PIN,   CHAT_ACTION_THREAD_START,
        CHAT_ACTION_THREAD_CLOSE,        CHAT_ACTION_FILE_UPLOAD,   CHAT_ACTION_TYPING_SEND,
        CHAT_ACTION_HOOK_MANAGE,
    };
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PRIVATE, CHAT_ROLE_HOST);

    facts.room.state = CHAT_ROOM_ARCHIVED;
    check_all_allowed(&facts, possible, COUNT(possible));
    check_all_refused(&facts, refused, COUNT(refused), CHAT_RULE_ROOM_ARCHIVED, 6);
    facts = ordinary_facts();
    facts.room.state = CHAT_ROOM_ARCHIVED;
    check_refused(&facts, CHAT_ACTION_ROOM_JOIN, CHAT_RULE_ROOM_ARCHIVED, 6);
}
END_TEST

START_TEST(the_scopes_of_a_token_only_narrow)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_HOST);

    facts.actor.role = CHAT_SITE_OWNER;
    facts.actor.scoped = true;
    for (int action = CHAT_ACTION_NONE + 1; action < CHAT_ACTION_COUNT; action++)
        ck_assert_int_ne(rule_for(&facts, (enum chat_action)action), CHAT_RULE_ALLOWED);
    check_refused(&facts, CHAT_ACTION_ROOM_READ, CHAT_RULE_SCOPE_MISSING, 7);
}
END_TEST

/*
 * 8 the tables, 9 policies.
 */

START_TEST(joining_is_open_by_request_or_by_invitation)
{
    struct chat_facts facts = ordinary_facts();

    check_allowed(&facts, CHAT_ACTION_ROOM_JOIN);
    facts.room.joining = CHAT_JOINING_REQUEST;
    check_allowed(&facts, CHAT_ACTION_ROOM_JOIN);
    facts.room.joining = CHAT_JOINING_INVITE;
    check_refused(&facts, CHAT_ACTION_ROOM_JOIN, CHAT_RULE_INVITE_NEEDED, 9);
    facts.member.state = CHAT_MEMBER_INVITED;
    check_allowed(&facts, CHAT_ACTION_ROOM_JOIN);
    facts.member.state = CHAT_MEMBER_NONE;
    facts.actor.role = CHAT_SITE_MODERATOR;
    check_allowed(&facts, CHAT_ACTION_ROOM_JOIN);
}
END_TEST

START_TEST(a_room_where_hosts_speak_is_quiet_for_everybody_below)
{
    static const enum chat_action actions[] = {CHAT_ACTION_MESSAGE_SEND, CHAT_ACTION_MEMBER_INVITE,
                                               CHAT_ACTION_MESSAGE_MENTION_ALL};

    for (size_t n = 0; n < 3; n++)
        for (int posting = CHAT_POSTING_MEMBERS; posting <= CHAT_POSTING_HOSTS; posting++)
            for (int role = CHAT_ROLE_MEMBER; role <= CHAT_ROLE_HOST; role++) {
                struct chat_facts facts = facts_in_room(CHAT_ROOM_PRIVATE, (enum chat_room_role)role);

                facts.room.posting = facts.room.inviting = facts.room.mention_all =
                    (enum chat_posting)posting;
                if (role - CHAT_ROLE_MEMBER >= posting - CHAT_POSTING_MEMBERS)
                    check_allowed(&facts, actions[n]);
                else
                    check_refused(&facts, actions[n], CHAT_RULE_ROOM_POLICY, 9);
            }
}
END_TEST

START_TEST(own_messages_are_edited_within_the_window)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_HOST);

    facts.target =
        (struct chat_target_facts){.present = true, .own = true, .created_at_us = NOW_US - 60 * SECOND_US};
    check_allowed(&facts, CHAT_ACTION_MESSAGE_EDIT);
    facts.site.edit_window_us = 61 * SECOND_US;
    check_allowed(&facts, CHAT_ACTION_MESSAGE_EDIT);
    facts.site.edit_window_us = 60 * SECOND_US;
    check_refused(&facts, CHAT_ACTION_MESSAGE_EDIT, CHAT_RULE_EDIT_WINDOW, 9);
    facts.site.edit_window_us = 0;
    facts.target.created_at_us = NOW_US;
    check_refused(&facts, CHAT_ACTION_MESSAGE_EDIT, CHAT_RULE_EDIT_WINDOW, 9);
    facts.target.own = false;
    check_refused(&facts, CHAT_ACTION_MESSAGE_EDIT, CHAT_RULE_NOT_OWN, 8);
}
END_TEST

START_TEST(nobody_opens_a_direct_room_with_someone_who_blocks_them)
{
    struct chat_facts facts = ordinary_facts();

    facts.target = (struct chat_target_facts){.present = true, .site_role = CHAT_SITE_MEMBER};
    check_allowed(&facts, CHAT_ACTION_DIRECT_OPEN);
    facts.target.blocks_actor = true;
    check_refused(&facts, CHAT_ACTION_DIRECT_OPEN, CHAT_RULE_BLOCKED, 9);
}
END_TEST

START_TEST(the_people_of_a_direct_room_are_fixed)
{
    static const enum chat_action never[] = {
        CHAT_ACTION_ROOM_LEAVE,    CHAT_ACTION_ROOM_ARCHIVE,    CHAT_ACTION_ROOM_DELETE,
        CHAT_ACTION_ROOM_TRANSFER, CHAT_ACTION_MEMBER_INVITE,   CHAT_ACTION_MEMBER_APPROVE,
        CHAT_ACTION_MEMBER_REMOVE, CHAT_ACTION_MEMBER_SET_ROLE,
    };
    struct chat_facts facts = facts_in_room(CHAT_ROOM_DIRECT, CHAT_ROLE_HOST);

    check_all_refused(&facts, never, COUNT(never), CHAT_RULE_DIRECT_ROOM, 8);
    check_allowed(&facts, CHAT_ACTION_MESSAGE_SEND);
}
END_TEST

/*
 * 11 mute, slow mode, quota.
 */

START_TEST(the_muted_read_and_do_not_speak)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_MEMBER);

    facts.member.muted_until_us = NOW_US + 1;
    check_refused(&facts, CHAT_ACTION_MESSAGE_SEND, CHAT_RULE_MUTED, 11);
    check_refused(&facts, CHAT_ACTION_TYPING_SEND, CHAT_RULE_MUTED, 11);
    check_refused(&facts, CHAT_ACTION_MESSAGE_REACT, CHAT_RULE_MUTED, 11);
    check_allowed(&facts, CHAT_ACTION_ROOM_READ);
    check_allowed(&facts, CHAT_ACTION_ROOM_LEAVE);
    facts.member.muted_until_us = NOW_US;
    check_allowed(&facts, CHAT_ACTION_MESSAGE_SEND);
}
END_TEST

START_TEST(slow_mode_says_how_long_to_wait_and_spares_who_keeps_order)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_MEMBER);
    struct chat_error err = CHAT_ERROR_INIT;

    facts.room.slow_mode_us = 30 * SECOND_US;
    check_allowed(&facts, CHAT_ACTION_MESSAGE_SEND); /* the first message */
    facts.member.last_sent_us = NOW_US - 10 * SECOND_US - 1;
    ck_assert_int_eq(chat_may(&facts, CHAT_ACTION_MESSAGE_SEND, &err), CHAT_E_LIMITED);
    ck_assert_uint_eq(err.retry_after_ms, 20000); /* rounded up: after it, it works */
    ck_assert_str_eq(err.code, "slow_mode");
    facts.now_us += 20 * SECOND_US;
    check_allowed(&facts, CHAT_ACTION_MESSAGE_SEND);

    facts.now_us = NOW_US - 3600 * SECOND_US; /* the clock was set back */
    ck_assert_uint_eq(chat_decide(&facts, CHAT_ACTION_MESSAGE_SEND).retry_after_ms, 30000);

    facts.member.role = CHAT_ROLE_MODERATOR;
    check_allowed(&facts, CHAT_ACTION_MESSAGE_SEND);
    facts.member.role = CHAT_ROLE_MEMBER;
    facts.actor.role = CHAT_SITE_MODERATOR;
    check_allowed(&facts, CHAT_ACTION_MESSAGE_SEND);
}
END_TEST

START_TEST(a_quota_that_is_used_up_stops_writing_and_not_reading)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_MEMBER);

    facts.quota_exceeded = true;
    check_refused(&facts, CHAT_ACTION_FILE_UPLOAD, CHAT_RULE_QUOTA_EXCEEDED, 11);
    check_refused(&facts, CHAT_ACTION_ROOM_CREATE, CHAT_RULE_QUOTA_EXCEEDED, 11);
    check_allowed(&facts, CHAT_ACTION_ROOM_READ);
    check_allowed(&facts, CHAT_ACTION_ROOM_LEAVE);
}
END_TEST

/*
 * Total: any facts have an answer.
 */

START_TEST(any_bytes_as_facts_have_an_answer_that_fits_the_path)
{
    uint64_t random = 88172645463325252u;

    for (int round = 0; round < 20000; round++) {
        static const int64_t extremes[] = {INT64_MIN, -1, 0, 1, INT64_MAX, NOW_US};
        struct chat_explained_step steps[CHAT_EXPLAIN_STEPS];
        struct chat_facts facts = ordinary_facts();
        enum chat_action action = (enum chat_action)(round % (CHAT_ACTION_COUNT + 1));
        struct chat_decision decision;
        unsigned n;
        int64_t *times[] = {&facts.now_us,
                            &facts.actor.created_at_us,
                            &facts.site.min_account_age_us,
                            &facts.site.edit_window_us,
                            &facts.room.slow_mode_us,
                            &facts.member.muted_until_us,
                            &facts.member.last_sent_us,
                            &facts.target.created_at_us};
        int *words[] = {
            (int *)&facts.actor.kind,        (int *)&facts.actor.state,     (int *)&facts.actor.role,
            (int *)&facts.room.kind,         (int *)&facts.room.state,      (int *)&facts.room.posting,
            (int *)&facts.member.state,      (int *)&facts.member.role,     (int *)&facts.target.room_role,
            (int *)&facts.target.grant_room, (int *)&facts.target.site_role};

        for (size_t w = 0; w < sizeof words / sizeof words[0];
             w++, random = random * 6364136223846793005u + 1)
            *words[w] = (int)(random >> 33) % 9 - 1;
        for (size_t t = 0; t < sizeof times / sizeof times[0];
             t++, random = random * 6364136223846793005u + 1)
            *times[t] = extremes[(random >> 33) % 6];
        facts.target.present = random >> 40 & 1;
        facts.target.own = random >> 41 & 1;

        decision = chat_decide(&facts, action);
        n = chat_explain(&facts, action, steps);
        if (n != decision.step || steps[n - 1].rule != decision.rule || decision.rule >= CHAT_RULE_COUNT ||
            (decision.retry_after_ms > 0 && decision.rule != CHAT_RULE_SLOW_MODE))
            ck_abort_msg("round %d", round);
    }
}
END_TEST

START_TEST(what_is_no_action_is_refused_to_everybody)
{
    struct chat_facts facts = ordinary_facts();

    facts.actor.role = CHAT_SITE_OWNER;
    ck_assert_int_ne(rule_for(&facts, CHAT_ACTION_NONE), CHAT_RULE_ALLOWED);
    ck_assert_int_ne(rule_for(&facts, CHAT_ACTION_COUNT), CHAT_RULE_ALLOWED);
    facts.actor.kind = CHAT_ACTOR_SYSTEM;
    ck_assert_int_ne(rule_for(&facts, CHAT_ACTION_NONE), CHAT_RULE_ALLOWED);
    ck_assert_int_ne(rule_for(&facts, (enum chat_action)(CHAT_ACTION_COUNT + 7)), CHAT_RULE_ALLOWED);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, the_first_refusal_wins_in_the_order_of_the_page);
    tcase_add_test(cases, explain_shows_the_path_up_to_what_decided);
    tcase_add_test(cases, a_refusal_carries_its_code_and_sentence_and_success_says_nothing);
    tcase_add_test(cases, without_a_valid_session_one_has_to_sign_in);
    tcase_add_test(cases, whose_session_is_over_can_sign_in_again);
    tcase_add_test(cases, anonymous_is_told_to_sign_in_when_that_would_help_and_not_what_is_there);
    tcase_add_test(cases, a_site_ban_closes_every_door);
    tcase_add_test(cases, in_lockdown_nobody_registers_or_makes_rooms_and_people_go_on_talking);
    tcase_add_test(cases, an_account_that_is_too_new_reads_and_minds_its_own_matters);
    tcase_add_test(cases, what_may_not_be_seen_gives_byte_for_byte_the_answer_of_what_is_not_there);
    tcase_add_test(cases, a_target_that_is_missing_or_hidden_is_not_found_before_anything_is_said_of_rights);
    tcase_add_test(cases, history_from_joining_is_seen_from_the_number_of_joining_on);
    tcase_add_test(cases, the_banned_are_told_in_public_rooms_even_if_they_are_staff);
    tcase_add_test(cases, who_is_outside_is_told_to_join_where_that_would_help);
    tcase_add_test(cases, nobody_joins_twice);
    tcase_add_test(cases, an_archived_room_is_read_left_moderated_and_unarchived_and_not_written);
    tcase_add_test(cases, the_scopes_of_a_token_only_narrow);
    tcase_add_test(cases, joining_is_open_by_request_or_by_invitation);
    tcase_add_test(cases, a_room_where_hosts_speak_is_quiet_for_everybody_below);
    tcase_add_test(cases, own_messages_are_edited_within_the_window);
    tcase_add_test(cases, nobody_opens_a_direct_room_with_someone_who_blocks_them);
    tcase_add_test(cases, the_people_of_a_direct_room_are_fixed);
    tcase_add_test(cases, the_muted_read_and_do_not_speak);
    tcase_add_test(cases, slow_mode_says_how_long_to_wait_and_spares_who_keeps_order);
    tcase_add_test(cases, a_quota_that_is_used_up_stops_writing_and_not_reading);
    tcase_add_test(cases, any_bytes_as_facts_have_an_answer_that_fits_the_path);
    tcase_add_test(cases, what_is_no_action_is_refused_to_everybody);
}

int main(void)
{
    return unit_main("policy/policy", list);
}
