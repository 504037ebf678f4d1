/*
 * What a role is worth: guests, settings that name a role, and ranks.
 */
#include "libchat/policy/judge.h"

#include "tests/unit/policy/facts.h"
#include "tests/unit/unit.h"

START_TEST(a_guest_has_at_most_the_rights_of_a_member_where_invited_and_none_elsewhere)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PRIVATE, CHAT_ROLE_HOST);

    facts.actor.role = CHAT_SITE_GUEST;
    check_allowed(&facts, CHAT_ACTION_MESSAGE_SEND);
    check_refused(&facts, CHAT_ACTION_ROOM_EDIT, CHAT_RULE_INSUFFICIENT_ROLE, 8);
    facts.member.state = CHAT_MEMBER_INVITED;
    check_allowed(&facts, CHAT_ACTION_ROOM_JOIN);

    facts = ordinary_facts();
    facts.actor.role = CHAT_SITE_GUEST;
    check_refused(&facts, CHAT_ACTION_ROOM_SEE, CHAT_RULE_NOT_VISIBLE, 4);
    check_refused(&facts, CHAT_ACTION_ROOM_JOIN, CHAT_RULE_NOT_VISIBLE, 4);
    facts.site.anonymous_read = true; /* then they read what a stranger reads */
    check_allowed(&facts, CHAT_ACTION_ROOM_READ);
    check_refused(&facts, CHAT_ACTION_ROOM_JOIN, CHAT_RULE_INSUFFICIENT_ROLE, 8);
    check_refused(&facts, CHAT_ACTION_PROFILE_READ, CHAT_RULE_NOT_VISIBLE, 4);

    facts.actor.role = (enum chat_site_role)0; /* facts that are missing give no rights */
    facts.site.anonymous_read = false;
    check_refused(&facts, CHAT_ACTION_ROOM_SEE, CHAT_RULE_NOT_VISIBLE, 4);
}
END_TEST

START_TEST(rooms_are_created_by_the_role_that_the_setting_names_and_those_above)
{
    for (int least = CHAT_SITE_MEMBER; least <= CHAT_SITE_ADMIN; least++)
        for (int role = CHAT_SITE_GUEST; role <= CHAT_SITE_OWNER; role++) {
            struct chat_facts facts = ordinary_facts();

            facts.site.room_create = (enum chat_site_role)least;
            facts.actor.role = (enum chat_site_role)role;
            if (role >= least)
                check_allowed(&facts, CHAT_ACTION_ROOM_CREATE);
            else
                check_refused(&facts, CHAT_ACTION_ROOM_CREATE,
                              role == CHAT_SITE_GUEST ? CHAT_RULE_INSUFFICIENT_ROLE : CHAT_RULE_SETTING, 8);
        }
}
END_TEST

START_TEST(registering_is_as_open_as_the_setting_and_needs_the_setup_link_first)
{
    struct chat_facts facts = ordinary_facts();

    facts.actor = (struct chat_actor_facts){.kind = CHAT_ACTOR_ANONYMOUS};
    check_allowed(&facts, CHAT_ACTION_ACCOUNT_REGISTER);
    facts.site.registration = CHAT_REGISTRATION_INVITE;
    check_refused(&facts, CHAT_ACTION_ACCOUNT_REGISTER, CHAT_RULE_SETTING, 8);
    facts.site.registration = CHAT_REGISTRATION_CLOSED;
    check_refused(&facts, CHAT_ACTION_ACCOUNT_REGISTER, CHAT_RULE_SETTING, 8);
    facts.site.registration = CHAT_REGISTRATION_OPEN;
    facts.site.claimed = false;
    check_refused(&facts, CHAT_ACTION_ACCOUNT_REGISTER, CHAT_RULE_UNCLAIMED, 8);
}
END_TEST

START_TEST(nobody_gives_more_than_they_have)
{
    for (int role = CHAT_ROLE_VIEWER; role <= CHAT_ROLE_HOST; role++)
        for (int grant = CHAT_ROLE_VIEWER; grant <= CHAT_ROLE_HOST; grant++) {
            struct chat_facts facts = facts_in_room(CHAT_ROOM_PRIVATE, (enum chat_room_role)role);
            bool may_invite = role >= CHAT_ROLE_MEMBER && grant <= role;
            bool may_set =
                role == CHAT_ROLE_HOST || (role == CHAT_ROLE_MODERATOR && grant <= CHAT_ROLE_MEMBER);

            facts.target =
                (struct chat_target_facts){.present = true, .grant_room = (enum chat_room_role)grant};
            ck_assert_int_eq(rule_for(&facts, CHAT_ACTION_MEMBER_INVITE) == CHAT_RULE_ALLOWED, may_invite);
            ck_assert_int_eq(rule_for(&facts, CHAT_ACTION_MEMBER_SET_ROLE) == CHAT_RULE_ALLOWED, may_set);
        }
}
END_TEST

START_TEST(site_roles_are_given_up_to_ones_own_and_owner_only_changes_hands)
{
    for (int role = CHAT_SITE_ADMIN; role <= CHAT_SITE_OWNER; role++)
        for (int grant = CHAT_SITE_GUEST; grant <= CHAT_SITE_OWNER; grant++) {
            struct chat_facts facts = ordinary_facts();

            facts.actor.role = (enum chat_site_role)role;
            facts.target = (struct chat_target_facts){
                .present = true, .site_role = CHAT_SITE_MEMBER, .grant_site = (enum chat_site_role)grant};
            if (grant <= CHAT_SITE_ADMIN)
                check_allowed(&facts, CHAT_ACTION_USER_SET_ROLE);
            else
                check_refused(&facts, CHAT_ACTION_USER_SET_ROLE, CHAT_RULE_RANK_TOO_LOW, 10);
        }
    struct chat_facts facts = ordinary_facts();

    facts.actor.role = CHAT_SITE_OWNER;
    facts.target = (struct chat_target_facts){
        .present = true, .site_role = CHAT_SITE_ADMIN, .grant_site = CHAT_SITE_OWNER};
    check_allowed(&facts, CHAT_ACTION_OWNER_TRANSFER);
}
END_TEST

START_TEST(one_may_step_down_but_not_suspend_oneself)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PRIVATE, CHAT_ROLE_HOST);

    facts.actor.role = CHAT_SITE_ADMIN;
    facts.target = (struct chat_target_facts){
        .present = true, .own = true, .room_role = CHAT_ROLE_HOST, .site_role = CHAT_SITE_ADMIN};
    facts.target.grant_room = CHAT_ROLE_MEMBER;
    check_allowed(&facts, CHAT_ACTION_MEMBER_SET_ROLE);
    facts.target.grant_site = CHAT_SITE_MEMBER;
    check_allowed(&facts, CHAT_ACTION_USER_SET_ROLE);
    check_refused(&facts, CHAT_ACTION_USER_SUSPEND, CHAT_RULE_RANK_TOO_LOW, 10);
    check_refused(&facts, CHAT_ACTION_MEMBER_REMOVE, CHAT_RULE_RANK_TOO_LOW, 10);
}
END_TEST

START_TEST(a_host_whose_site_role_was_left_out_still_counts_as_a_host)
{
    struct chat_facts facts = facts_in_room(CHAT_ROOM_PUBLIC, CHAT_ROLE_MODERATOR);

    facts.target = (struct chat_target_facts){.present = true, .room_role = CHAT_ROLE_HOST};
    check_refused(&facts, CHAT_ACTION_MEMBER_REMOVE, CHAT_RULE_RANK_TOO_LOW, 10);
    facts.target.site_role = CHAT_SITE_GUEST;
    check_allowed(&facts, CHAT_ACTION_MEMBER_REMOVE);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, a_guest_has_at_most_the_rights_of_a_member_where_invited_and_none_elsewhere);
    tcase_add_test(cases, rooms_are_created_by_the_role_that_the_setting_names_and_those_above);
    tcase_add_test(cases, registering_is_as_open_as_the_setting_and_needs_the_setup_link_first);
    tcase_add_test(cases, nobody_gives_more_than_they_have);
    tcase_add_test(cases, site_roles_are_given_up_to_ones_own_and_owner_only_changes_hands);
    tcase_add_test(cases, one_may_step_down_but_not_suspend_oneself);
    tcase_add_test(cases, a_host_whose_site_role_was_left_out_still_counts_as_a_host);
}

int main(void)
{
    return unit_main("policy/judge", list);
}
