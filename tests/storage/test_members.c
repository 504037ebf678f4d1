#include "tests/storage/fixture.h"

static const chat_room_id room = {50};

static struct fixture open_with_room(int backend)
{
    struct fixture f = fixture_open(backend);

    given_room(&f, (struct room_spec){.id = 50});
    for (int i = 0; i < 6; i++)
        given_user(&f, 2 + i, (const char *[]){"u2", "u3", "u4", "u5", "u6", "u7"}[i]);
    return f;
}

static void given(struct fixture *f, int64_t user, enum chat_member_state state, enum chat_room_role role,
                  int64_t since_us)
{
    given_member(f, (struct chat_member_row){
                        .room = room, .user = {user}, .state = state, .role = role, .since_us = since_us});
}

START_TEST(a_membership_comes_back_as_it_was_put)
{
    struct fixture f = open_with_room(_i);
    const struct chat_member_row row = {.room = room,
                                        .user = {2},
                                        .state = CHAT_MEMBER_BANNED,
                                        .role = CHAT_ROLE_VIEWER,
                                        .since_us = 1,
                                        .joined_seq = 2,
                                        .muted_until_us = 3,
                                        .last_sent_us = 4,
                                        .marker_seq = 5,
                                        .marker_n = 6};
    struct chat_fact facts[] = {{.kind = CHAT_FACT_MEMBER, .a = 50, .b = 2},
                                {.kind = CHAT_FACT_MEMBER, .a = 50, .b = 3}};

    given_member(&f, row);
    fixture_reopen(&f);
    ck_ok(&f, f.ops->facts_load(f.storage, facts, 2, &f.err));
    ck_assert(facts[0].present);
    ck_assert_int_eq(facts[0].member.room.value, 50);
    ck_assert_int_eq(facts[0].member.user.value, 2);
    ck_assert_int_eq(facts[0].member.state, CHAT_MEMBER_BANNED);
    ck_assert_int_eq(facts[0].member.role, CHAT_ROLE_VIEWER);
    ck_assert_int_eq(facts[0].member.since_us, 1);
    ck_assert_int_eq(facts[0].member.joined_seq, 2);
    ck_assert_int_eq(facts[0].member.muted_until_us, 3);
    ck_assert_int_eq(facts[0].member.last_sent_us, 4);
    ck_assert_int_eq(facts[0].member.marker_seq, 5);
    ck_assert_int_eq(facts[0].member.marker_n, 6);

    ck_assert(!facts[1].present);
    ck_assert_int_eq(facts[1].member.room.value, 50);
    ck_assert_int_eq(facts[1].member.user.value, 3);
    ck_assert_int_eq(facts[1].member.state, CHAT_MEMBER_NONE);
    fixture_close(&f);
}
END_TEST

START_TEST(putting_again_overwrites_the_whole_row)
{
    struct fixture f = open_with_room(_i);
    struct chat_fact fact = {.kind = CHAT_FACT_MEMBER, .a = 50, .b = 2};

    given_member(&f, (struct chat_member_row){.room = room,
                                              .user = {2},
                                              .state = CHAT_MEMBER_JOINED,
                                              .role = CHAT_ROLE_HOST,
                                              .since_us = 1,
                                              .joined_seq = 1,
                                              .muted_until_us = 1,
                                              .last_sent_us = 1,
                                              .marker_seq = 1,
                                              .marker_n = 1});
    given(&f, 2, CHAT_MEMBER_LEFT, CHAT_ROLE_MEMBER, 0);
    ck_ok(&f, f.ops->facts_load(f.storage, &fact, 1, &f.err));
    ck_assert_int_eq(fact.member.state, CHAT_MEMBER_LEFT);
    ck_assert_int_eq(fact.member.role, CHAT_ROLE_MEMBER);
    ck_assert_int_eq(fact.member.since_us + fact.member.joined_seq + fact.member.muted_until_us +
                         fact.member.last_sent_us + fact.member.marker_seq + fact.member.marker_n,
                     0);
    fixture_close(&f);
}
END_TEST

START_TEST(several_memberships_are_put_at_once)
{
    struct fixture f = open_with_room(_i);
    struct chat_member_row rows[3] = {0};
    struct chat_member *members;
    size_t n;

    for (int i = 0; i < 3; i++)
        rows[i] = (struct chat_member_row){
            .room = room, .user = {2 + i}, .state = CHAT_MEMBER_JOINED, .role = CHAT_ROLE_MEMBER};
    begin(&f);
    ck_ok(&f, f.ops->members_put(f.storage, rows, 3, &f.err));
    ck_ok(&f, f.ops->members_put(f.storage, rows, 0, &f.err));
    commit(&f);
    ck_ok(&f, f.ops->member_list(f.storage, room, 0, 10, &members, &n, &f.err));
    ck_assert_uint_eq(n, 3);
    for (size_t i = 0; i < n; i++)
        chat_record_clear(&chat_record_member, &members[i]);
    chat_free(members);
    fixture_close(&f);
}
END_TEST

START_TEST(members_who_joined_are_listed_by_id)
{
    struct fixture f = open_with_room(_i);
    struct chat_member *members;
    size_t n;

    given_room(&f, (struct room_spec){.id = 51});
    given_joined(&f, (chat_room_id){51}, (chat_user_id){3}, CHAT_ROLE_HOST);
    for (int state = CHAT_MEMBER_NONE; state <= CHAT_MEMBER_BANNED; state++)
        if (state != CHAT_MEMBER_JOINED && state <= CHAT_MEMBER_REQUESTED)
            given(&f, 2 + state, (enum chat_member_state)state, CHAT_ROLE_MEMBER, 0);
    given(&f, 7, CHAT_MEMBER_JOINED, CHAT_ROLE_HOST, 70);
    given(&f, 4, CHAT_MEMBER_JOINED, CHAT_ROLE_VIEWER, 40);
    given(&f, 2, CHAT_MEMBER_JOINED, CHAT_ROLE_MEMBER, 20);
    ck_ok(&f, f.ops->member_list(f.storage, room, 2, 10, &members, &n, &f.err));
    ck_assert_uint_eq(n, 2);
    ck_assert_int_eq(members[0].person.id.value, 4);
    ck_assert_str_eq(members[0].person.handle, "u4");
    ck_assert_int_eq(members[0].role, CHAT_ROLE_VIEWER);
    ck_assert_int_eq(members[0].state, CHAT_MEMBER_JOINED);
    ck_assert_int_eq(members[0].since_us, 40);
    ck_assert_int_eq(members[1].person.id.value, 7);
    for (size_t i = 0; i < n; i++)
        chat_record_clear(&chat_record_member, &members[i]);
    chat_free(members);
    ck_ok(&f, f.ops->member_list(f.storage, room, 0, 1, &members, &n, &f.err));
    ck_assert_uint_eq(n, 1);
    ck_assert_int_eq(members[0].person.id.value, 2);
    chat_record_clear(&chat_record_member, &members[0]);
    chat_free(members);
    fixture_close(&f);
}
END_TEST

static int64_t heir(struct fixture *f, int64_t but_not, size_t *hosts)
{
    chat_user_id out = {-1};

    ck_ok(f, f->ops->member_heir(f->storage, room, (chat_user_id){but_not}, &out, hosts, &f->err));
    return out.value;
}

START_TEST(the_heir_is_the_oldest_moderator_then_the_oldest_member)
{
    struct fixture f = open_with_room(_i);
    size_t hosts;

    ck_assert_int_eq(heir(&f, 2, &hosts), 0);
    ck_assert_uint_eq(hosts, 0);
    given(&f, 2, CHAT_MEMBER_JOINED, CHAT_ROLE_HOST, 1);
    ck_assert_int_eq(heir(&f, 2, &hosts), 0);
    ck_assert_uint_eq(hosts, 0);
    given(&f, 3, CHAT_MEMBER_LEFT, CHAT_ROLE_MODERATOR, 1);
    given(&f, 4, CHAT_MEMBER_JOINED, CHAT_ROLE_VIEWER, 2);
    ck_assert_int_eq(heir(&f, 2, &hosts), 4);
    given(&f, 5, CHAT_MEMBER_JOINED, CHAT_ROLE_MEMBER, 9);
    ck_assert_int_eq(heir(&f, 2, &hosts), 5);
    given(&f, 6, CHAT_MEMBER_JOINED, CHAT_ROLE_MEMBER, 8);
    ck_assert_int_eq(heir(&f, 2, &hosts), 6);
    given(&f, 7, CHAT_MEMBER_JOINED, CHAT_ROLE_MODERATOR, 99);
    ck_assert_int_eq(heir(&f, 2, &hosts), 7);
    ck_assert_int_eq(heir(&f, 7, &hosts), 6);
    ck_assert_uint_eq(hosts, 1);
    given(&f, 5, CHAT_MEMBER_JOINED, CHAT_ROLE_HOST, 9);
    (void)heir(&f, 2, &hosts);
    ck_assert_uint_eq(hosts, 1);
    (void)heir(&f, 6, &hosts);
    ck_assert_uint_eq(hosts, 2);
    fixture_close(&f);
}
END_TEST

START_TEST(the_rooms_of_a_user_are_those_joined)
{
    struct fixture f = open_with_room(_i);
    chat_room_id *rooms;
    size_t n;

    for (int state = CHAT_MEMBER_NONE; state <= CHAT_MEMBER_BANNED; state++) {
        chat_room_id other = given_room(&f, (struct room_spec){.id = 60 + state});
        given_member(
            &f, (struct chat_member_row){.room = other, .user = {2}, .state = (enum chat_member_state)state});
        given_joined(&f, other, (chat_user_id){3}, CHAT_ROLE_MEMBER);
    }
    given_joined(&f, room, (chat_user_id){2}, CHAT_ROLE_HOST);
    ck_ok(&f, f.ops->rooms_joined(f.storage, (chat_user_id){2}, &rooms, &n, &f.err));
    ck_assert_uint_eq(n, 2);
    ck_assert_int_eq(rooms[0].value, 50);
    ck_assert_int_eq(rooms[1].value, 60 + CHAT_MEMBER_JOINED);
    chat_free(rooms);
    ck_ok(&f, f.ops->rooms_joined(f.storage, (chat_user_id){9}, &rooms, &n, &f.err));
    ck_assert_uint_eq(n, 0);
    chat_free(rooms);
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_storage_test(cases, a_membership_comes_back_as_it_was_put);
    tcase_add_storage_test(cases, putting_again_overwrites_the_whole_row);
    tcase_add_storage_test(cases, several_memberships_are_put_at_once);
    tcase_add_storage_test(cases, members_who_joined_are_listed_by_id);
    tcase_add_storage_test(cases, the_heir_is_the_oldest_moderator_then_the_oldest_member);
    tcase_add_storage_test(cases, the_rooms_of_a_user_are_those_joined);
}

int main(void)
{
    return unit_main("storage: members", tests);
}
