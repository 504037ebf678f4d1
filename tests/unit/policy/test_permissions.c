/*
 * docs/permissions.md against the decision, cell by cell. What a letter means is written here a second
 * time, from the page alone, as what has to be allowed in each of a number of situations.
 */
#include <stdio.h>
#include <string.h>

#include "tests/unit/policy/facts.h"
#include "tests/unit/policy/page.h"
#include "tests/unit/unit.h"

/* The columns of the first table, in its order. */
enum { H, M, m, v, i, N, A, SM, SA };

/* What a letter can depend on. */
struct situation {
    enum chat_room_kind kind;
    bool own;     /* the target is the actor's own; else it is of someone below them */
    bool narrow;  /* the room's policy asks for a moderator, an invitation, no threads; or more is granted */
    bool setting; /* the site's settings allow what they can allow */
};

#define SITUATIONS 24

static struct situation situation_of(unsigned number)
{
    return (struct situation){
        .kind = (enum chat_room_kind)(CHAT_ROOM_PUBLIC + number % 3),
        .own = number / 3 % 2,
        .narrow = number / 6 % 2,
        .setting = number / 12 % 2,
    };
}

static bool notes_say(const struct page_row *row, const char *words)
{
    return strstr(row->notes, words) != NULL;
}

static bool is_named(const struct page_row *row, const char *end)
{
    size_t length = strlen(row->action), tail = strlen(end);

    return length >= tail && strcmp(row->action + length - tail, end) == 0;
}

/*
 * What the page asks for.
 */

static bool letter_allows(char letter, const struct situation *s)
{
    switch (letter) {
    case 'y':
        return true;
    case '+':
        return !s->narrow;
    case 's':
        return s->setting;
    case 'P':
        return s->kind == CHAT_ROOM_PUBLIC;
    case 'o':
        return s->own;
    default:
        return false;
    }
}

/* "To everyone else private and direct rooms are not found"; a site moderator is ordinary in private ones. */
static bool sees_the_room(int column, const struct situation *s)
{
    switch (column) {
    case i:
    case SA:
        return s->kind != CHAT_ROOM_DIRECT;
    case N:
    case A:
    case SM:
        return s->kind == CHAT_ROOM_PUBLIC;
    default:
        return true;
    }
}

/* A direct room has a fixed set of people, besides what the notes refuse there. */
static bool is_never_direct(const struct page_row *row)
{
    return notes_say(row, "never direct") || notes_say(row, "never a direct room") ||
           strncmp(row->action, "member.", 7) == 0 || strcmp(row->action, "room.transfer") == 0;
}

/* The rank rule allows nothing against an equal, and oneself is one; but one may step down or delete. */
static bool rank_allows_own(const struct page_row *row)
{
    return !notes_say(row, "rank rule") || is_named(row, ".set_role") || is_named(row, "message.delete");
}

static bool room_allows(const struct page_row *row, int column, const struct situation *s)
{
    if (!sees_the_room(column, s) || (column == A && !s->setting))
        return false;
    if (s->kind == CHAT_ROOM_DIRECT && is_never_direct(row))
        return false;
    if ((s->narrow && notes_say(row, "threads not off")) || (s->own && !rank_allows_own(row)))
        return false;
    /* In a public room who is invited may also do what a stranger may. */
    if (column == i && s->kind == CHAT_ROOM_PUBLIC && letter_allows(row->letters[N], s))
        return true;
    return letter_allows(row->letters[column], s);
}

static bool site_allows(const struct page_row *row, int column, const struct situation *s)
{
    int role = column + (row->table == PAGE_DOOR ? 0 : 1); /* 0: anonymous */
    bool own_only =
        notes_say(row, "own only") || strncmp(row->notes, "own;", 4) == 0 || is_named(row, ".own");

    /* One's own list of people one blocks: the target is another person all the same. */
    if (own_only && !s->own && strcmp(row->action, "block") != 0)
        return false;
    if (notes_say(row, "own bots; SA all") && !s->own && role < CHAT_SITE_ADMIN)
        return false;
    if (s->own && !rank_allows_own(row))
        return false;
    return letter_allows(row->letters[column], s);
}

static bool page_allows(const struct page_row *row, int column, const struct situation *s)
{
    return row->table == PAGE_ROOM ? room_allows(row, column, s) : site_allows(row, column, s);
}

/*
 * The same case as facts.
 */

static void set_situation(struct chat_facts *facts, const struct situation *s, bool set_role)
{
    enum chat_posting posting = s->narrow ? CHAT_POSTING_MODERATORS : CHAT_POSTING_MEMBERS;

    facts->room.kind = s->kind;
    facts->room.posting = facts->room.inviting = facts->room.mention_all = posting;
    facts->room.threads = s->narrow ? CHAT_THREADS_OFF : CHAT_THREADS_REQUIRED;
    facts->room.joining = s->narrow ? CHAT_JOINING_INVITE : CHAT_JOINING_REQUEST;
    facts->site.anonymous_read = s->setting;
    facts->site.members_invite = s->setting;
    facts->site.members_bots = s->setting;
    facts->site.room_create = s->setting ? CHAT_SITE_MEMBER : CHAT_SITE_ADMIN;
    facts->site.registration = s->setting ? CHAT_REGISTRATION_OPEN : CHAT_REGISTRATION_CLOSED;
    facts->target = (struct chat_target_facts){
        .present = true,
        .own = s->own,
        .room_role = s->own ? facts->member.role : (enum chat_room_role)0,
        .site_role = s->own ? facts->actor.role : (enum chat_site_role)0,
        .created_at_us = NOW_US - SECOND_US,
    };
    if (set_role && facts->room.present)
        facts->target.grant_room = s->narrow ? CHAT_ROLE_MODERATOR : CHAT_ROLE_MEMBER;
}

static struct chat_facts facts_of_room_column(int column)
{
    struct chat_facts facts = ordinary_facts();

    if (column <= v) {
        facts.member.state = CHAT_MEMBER_JOINED;
        facts.member.role = (enum chat_room_role)(CHAT_ROLE_HOST - column);
    } else if (column == i) {
        facts.member.state = CHAT_MEMBER_INVITED;
    } else if (column == A) {
        facts.actor = (struct chat_actor_facts){.kind = CHAT_ACTOR_ANONYMOUS};
    } else if (column == SM) {
        facts.actor.role = CHAT_SITE_MODERATOR;
    } else if (column == SA) {
        facts.actor.role = CHAT_SITE_ADMIN;
    }
    return facts;
}

static struct chat_facts facts_of_site_column(enum page_table table, int column)
{
    struct chat_facts facts = ordinary_facts();
    int role = column + (table == PAGE_DOOR ? 0 : 1);

    facts.room = (struct chat_room_facts){.present = false};
    if (role == 0)
        facts.actor = (struct chat_actor_facts){.kind = CHAT_ACTOR_ANONYMOUS};
    else
        facts.actor.role = (enum chat_site_role)role;
    return facts;
}

static struct chat_facts facts_of(const struct page_row *row, int column, const struct situation *s)
{
    struct chat_facts facts =
        row->table == PAGE_ROOM ? facts_of_room_column(column) : facts_of_site_column(row->table, column);

    set_situation(&facts, s, strcmp(row->action, "member.set_role") == 0);
    return facts;
}

/*
 * Comparing.
 */

static char first_difference[256];

/* The number of situations of this row in which the library and the page differ. */
static unsigned differences(const struct page_row *row)
{
    enum chat_action action = chat_action_find(row->action);
    unsigned count = 0;

    for (int column = 0; row->letters[column]; column++)
        for (unsigned number = 0; number < SITUATIONS; number++) {
            struct situation s = situation_of(number);
            struct chat_facts facts = facts_of(row, column, &s);
            enum chat_rule rule = rule_for(&facts, action);
            bool hidden = row->table == PAGE_ROOM && !sees_the_room(column, &s);

            /* Of what cannot be seen, only that it is not there; but who is not signed in may be told so. */
            if (hidden && rule != CHAT_RULE_NOT_VISIBLE && rule != CHAT_RULE_NOT_SIGNED_IN)
                count++;
            if ((rule == CHAT_RULE_ALLOWED) == page_allows(row, column, &s))
                continue;
            if (count++ == 0)
                (void)snprintf(first_difference, sizeof first_difference,
                               "%s, column %d (%c), room kind %d, own %d, narrow %d, setting %d: %s",
                               row->action, column, row->letters[column], s.kind, s.own, s.narrow, s.setting,
                               chat_rule_code(rule));
        }
    return count;
}

static struct page page, changed;

/* Before each test. */
static void read_the_page(void)
{
    ck_assert_msg(page_read(&page, CHAT_PERMISSIONS_PAGE), "%s", page.fault);
    ck_assert_msg(page_is_complete(&page), "%s", page.fault);
}

START_TEST(every_cell_of_the_page_is_what_the_library_decides)
{
    for (size_t r = 0; r < page.n; r++)
        ck_assert_msg(differences(&page.rows[r]) == 0, "%s", first_difference);
}
END_TEST

/* Whether another letter there would ask for something else in any situation. */
static bool asks_for_the_same(const struct page_row *row, const struct page_row *other, int column)
{
    for (unsigned number = 0; number < SITUATIONS; number++) {
        struct situation s = situation_of(number);

        if (page_allows(row, column, &s) != page_allows(other, column, &s))
            return false;
    }
    return true;
}

START_TEST(a_page_with_any_other_letter_anywhere_is_noticed)
{
    static const char letters[] = "yn+sPo";
    unsigned tried = 0;

    for (size_t r = 0; r < page.n; r++)
        for (int column = 0; page.rows[r].letters[column]; column++)
            for (const char *letter = letters; *letter; letter++) {
                struct page_row mutant = page.rows[r];

                mutant.letters[column] = *letter;
                if (asks_for_the_same(&page.rows[r], &mutant, column))
                    continue;
                tried++;
                if (differences(&mutant) == 0)
                    ck_abort_msg("%s with %c in column %d passes", mutant.action, *letter, column);
            }
    ck_assert_uint_gt(tried, 1000);
}
END_TEST

START_TEST(a_page_without_a_row_with_one_too_many_or_with_a_strange_one_is_noticed)
{
    for (size_t r = 0; r < page.n; r++) {
        changed = page;
        changed.rows[r] = changed.rows[--changed.n];
        ck_assert(!page_is_complete(&changed));
    }
    changed = page;
    changed.rows[changed.n++] = page.rows[0];
    ck_assert(!page_is_complete(&changed));
    changed = page;
    memcpy(changed.rows[3].action, "room.burn", sizeof "room.burn");
    ck_assert(!page_is_complete(&changed));
}
END_TEST

/*
 * What the notes say of all rows alike.
 */

/* The rank of a person in a room, from the last paragraphs of the page. */
static int page_rank(enum chat_room_kind kind, enum chat_room_role room, enum chat_site_role site)
{
    bool outranks = kind == CHAT_ROOM_PUBLIC ? site >= CHAT_SITE_MODERATOR : site >= CHAT_SITE_ADMIN;

    return outranks ? 100 + (int)site : (int)room;
}

static void check_room_rank(const struct page_row *row, int column)
{
    for (int kind = CHAT_ROOM_PUBLIC; kind <= CHAT_ROOM_PRIVATE; kind++)
        for (int room_role = 0; room_role <= CHAT_ROLE_HOST; room_role++)
            for (int site = CHAT_SITE_MEMBER; site <= CHAT_SITE_OWNER; site++) {
                struct situation s = {.kind = (enum chat_room_kind)kind};
                struct chat_facts facts = facts_of(row, column, &s);
                bool outranks = page_rank(s.kind, facts.member.role, facts.actor.role) >
                                page_rank(s.kind, (enum chat_room_role)room_role, (enum chat_site_role)site);
                enum chat_rule rule;

                facts.target.room_role = (enum chat_room_role)room_role;
                facts.target.site_role = (enum chat_site_role)site;
                rule = rule_for(&facts, chat_action_find(row->action));
                if (!page_allows(row, column, &s))
                    ck_assert_int_ne(rule, CHAT_RULE_ALLOWED);
                else
                    ck_assert_msg(rule == (outranks ? CHAT_RULE_ALLOWED : CHAT_RULE_RANK_TOO_LOW),
                                  "%s, column %d, kind %d, against %d and %d: %s", row->action, column, kind,
                                  room_role, site, chat_rule_code(rule));
            }
}

static void check_site_rank(const struct page_row *row, int column)
{
    for (int site = CHAT_SITE_GUEST; site <= CHAT_SITE_OWNER; site++) {
        struct situation s = {.kind = CHAT_ROOM_PUBLIC};
        struct chat_facts facts = facts_of(row, column, &s);
        bool outranks = (int)facts.actor.role > site;
        enum chat_rule rule;

        facts.target.site_role = (enum chat_site_role)site;
        rule = rule_for(&facts, chat_action_find(row->action));
        if (!page_allows(row, column, &s))
            ck_assert_int_ne(rule, CHAT_RULE_ALLOWED);
        else
            ck_assert_msg(rule == (outranks ? CHAT_RULE_ALLOWED : CHAT_RULE_RANK_TOO_LOW),
                          "%s, column %d, against %d: %s", row->action, column, site, chat_rule_code(rule));
    }
}

START_TEST(nobody_acts_on_an_equal_or_a_superior_where_the_notes_name_the_rank_rule)
{
    unsigned checked = 0;

    for (size_t r = 0; r < page.n; r++) {
        if (!notes_say(&page.rows[r], "rank rule"))
            continue;
        for (int column = 0; page.rows[r].letters[column]; column++, checked++) {
            if (page.rows[r].table == PAGE_ROOM)
                check_room_rank(&page.rows[r], column);
            else
                check_site_rank(&page.rows[r], column);
        }
    }
    ck_assert_uint_gt(checked, 80);
}
END_TEST

START_TEST(what_the_notes_call_audited_is_audited_and_nothing_else)
{
    for (size_t r = 0; r < page.n; r++)
        for (int column = 0; page.rows[r].letters[column]; column++)
            for (unsigned number = 0; number < SITUATIONS; number++) {
                const struct page_row *row = &page.rows[r];
                struct situation s = situation_of(number);
                struct chat_facts facts = facts_of(row, column, &s);
                bool expected = page_allows(row, column, &s) && notes_say(row, "audited") && !s.own;

                if (notes_say(row, "SA in a private room: audited"))
                    expected = column == SA && s.kind == CHAT_ROOM_PRIVATE;
                if (chat_decide(&facts, chat_action_find(row->action)).audited != expected)
                    ck_abort_msg("%s, column %d, kind %d, own %d", row->action, column, s.kind, s.own);
            }
}
END_TEST

START_TEST(the_owner_has_in_every_room_what_a_site_admin_has)
{
    for (size_t r = 0; r < page.n; r++)
        for (unsigned number = 0; page.rows[r].table == PAGE_ROOM && number < SITUATIONS; number++) {
            struct situation s = situation_of(number);
            struct chat_facts facts = facts_of(&page.rows[r], SA, &s);

            facts.actor.role = CHAT_SITE_OWNER;
            facts.target.site_role = s.own ? CHAT_SITE_OWNER : facts.target.site_role;
            ck_assert_int_eq(rule_for(&facts, chat_action_find(page.rows[r].action)) == CHAT_RULE_ALLOWED,
                             page_allows(&page.rows[r], SA, &s));
        }
}
END_TEST

START_TEST(site_staff_who_join_a_room_have_the_rights_of_both)
{
    static const struct {
        enum chat_site_role role;
        int column;
    } staff[] = {{CHAT_SITE_MODERATOR, SM}, {CHAT_SITE_ADMIN, SA}};
    for (size_t r = 0; r < page.n; r++)
        for (unsigned number = 0; page.rows[r].table == PAGE_ROOM && number < SITUATIONS * 2; number++) {
            const struct page_row *row = &page.rows[r];
            struct situation s = situation_of(number / 2);
            struct chat_facts facts = facts_of(row, m, &s);
            /* One who is there neither joins, nor is bound by the policy for members where they outrank all.
             */
            bool expected = page_allows(row, m, &s) ||
                            (page_allows(row, staff[number % 2].column, &s) && row->letters[m] != '-');

            if (s.narrow || s.own)
                continue;
            facts.actor.role = staff[number % 2].role;
            if ((rule_for(&facts, chat_action_find(row->action)) == CHAT_RULE_ALLOWED) != expected)
                ck_abort_msg("%s, site role %d, kind %d", row->action, facts.actor.role, s.kind);
        }
}
END_TEST

START_TEST(the_system_may_do_everything_but_in_direct_rooms)
{
    for (size_t r = 0; r < page.n; r++)
        for (unsigned number = 0; number < SITUATIONS; number++) {
            const struct page_row *row = &page.rows[r];
            struct situation s = situation_of(number);
            struct chat_facts facts = facts_of(row, 0, &s);
            bool direct = row->table == PAGE_ROOM && s.kind == CHAT_ROOM_DIRECT;

            facts.actor = (struct chat_actor_facts){.kind = CHAT_ACTOR_SYSTEM};
            ck_assert_int_eq(rule_for(&facts, chat_action_find(row->action)),
                             direct ? CHAT_RULE_NOT_VISIBLE : CHAT_RULE_ALLOWED);
        }
}
END_TEST

START_TEST(anonymous_reads_topics_and_public_rooms_when_the_setting_allows_and_nothing_else_of_the_site)
{
    for (size_t r = 0; r < page.n; r++)
        for (int setting = 0; setting < 2; setting++) {
            const struct page_row *row = &page.rows[r];
            struct situation s = {.kind = CHAT_ROOM_PUBLIC, .setting = setting};
            struct chat_facts facts = facts_of(row, 0, &s);
            bool readable = strcmp(row->action, "topic.list") == 0 || strcmp(row->action, "search") == 0;

            if (row->table != PAGE_SITE)
                continue;
            facts.actor = (struct chat_actor_facts){.kind = CHAT_ACTOR_ANONYMOUS};
            ck_assert_int_eq(rule_for(&facts, chat_action_find(row->action)),
                             readable && setting ? CHAT_RULE_ALLOWED : CHAT_RULE_NOT_SIGNED_IN);
        }
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_checked_fixture(cases, read_the_page, NULL);
    tcase_add_test(cases, every_cell_of_the_page_is_what_the_library_decides);
    tcase_add_test(cases, a_page_with_any_other_letter_anywhere_is_noticed);
    tcase_add_test(cases, a_page_without_a_row_with_one_too_many_or_with_a_strange_one_is_noticed);
    tcase_add_test(cases, nobody_acts_on_an_equal_or_a_superior_where_the_notes_name_the_rank_rule);
    tcase_add_test(cases, what_the_notes_call_audited_is_audited_and_nothing_else);
    tcase_add_test(cases, the_owner_has_in_every_room_what_a_site_admin_has);
    tcase_add_test(cases, site_staff_who_join_a_room_have_the_rights_of_both);
    tcase_add_test(cases, the_system_may_do_everything_but_in_direct_rooms);
    tcase_add_test(
        cases, anonymous_reads_topics_and_public_rooms_when_the_setting_allows_and_nothing_else_of_the_site);
}

int main(void)
{
    return unit_main("policy/permissions", list);
}
