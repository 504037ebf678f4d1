/*
 * The site as a whole: settings and what they change for whom, and the snapshot a client starts from.
 */
#include <string.h>

#include "tests/core/steps.h"
#include "tests/unit/unit.h"

static const struct chat_actor nobody = CHAT_AS_ANONYMOUS_INIT;

static size_t count_rooms(struct fixture *f, const struct chat_actor *actor)
{
    PARAMS(room_query, query);
    PARAMS(room_list, list);
    size_t n;

    ck_ok(f, chat_room_list_get(f->chat, actor, &query, &list, &f->err));
    n = list.rooms_n;
    CLEAR(room_list, &list);
    return n;
}

static enum chat_status read_room(struct fixture *f, const struct chat_actor *actor, chat_room_id room)
{
    PARAMS(message_query, query);
    PARAMS(message_list, list);
    enum chat_status status;

    query.room = room;
    status = chat_message_list_get(f->chat, actor, &query, &list, &f->err);
    CLEAR(message_list, &list);
    return status;
}

static void given_settings(struct fixture *f, struct chat_settings_params params)
{
    ck_ok(f, chat_settings_edit(f->chat, &f->owner, &params, NULL, &f->err));
}

/* ---- Settings ---- */

START_TEST(settings_are_for_admins_and_change_what_is_given)
{
    struct fixture f = {0};
    PARAMS(settings_params, params);
    PARAMS(settings, settings);
    PARAMS(site, site);
    PARAMS(event_list, log);
    fixture_open(&f);
    params.site_name = param("Harbour");
    ck_status(chat_settings_edit(f.chat, &f.ada, &params, &settings, &f.err), CHAT_E_DENIED);
    ck_status(chat_settings_get(f.chat, &f.ada, &settings, &f.err), CHAT_E_DENIED);
    ck_ok(&f, chat_settings_edit(f.chat, &f.owner, &params, &settings, &f.err));
    ck_assert_str_eq(settings.site_name, "Harbour");
    ck_assert_int_eq(settings.registration, CHAT_REGISTRATION_OPEN);
    ck_assert_int_eq(settings.edit_window_s, -1);
    CLEAR(settings, &settings);
    fixture_restart(&f);
    ck_ok(&f, chat_site_get(f.chat, &nobody, &site, &f.err));
    ck_assert_str_eq(site.name, "Harbour");
    ck_assert(site.claimed);
    CLEAR(site, &site);
    read_log(&f, &f.ada, CHAT_SITE_LOG, &log);
    ck_assert_int_eq(log.events[log.events_n - 1].kind, CHAT_EVENT_SETTINGS_CHANGED);
    ck_assert_int_eq(log.events[log.events_n - 1].actor.value, f.owner_id.value);
    CLEAR(event_list, &log);
    fixture_close(&f);
}
END_TEST

START_TEST(who_is_no_admin_any_more_does_not_get_the_settings_by_repeating)
{
    struct fixture f = {0};
    PARAMS(settings_params, params);
    PARAMS(settings, settings);
    fixture_open(&f);
    given_standing(&f, f.ada_id, CHAT_SITE_ADMIN, CHAT_USER_ACTIVE);
    params.client_id = param("c-1");
    params.site_name = param("Harbour");
    ck_ok(&f, chat_settings_edit(f.chat, &f.ada, &params, NULL, &f.err));
    ck_ok(&f, chat_settings_edit(f.chat, &f.ada, &params, &settings, &f.err));
    ck_assert_str_eq(settings.site_name, "Harbour");
    CLEAR(settings, &settings);
    given_standing(&f, f.ada_id, CHAT_SITE_MEMBER, CHAT_USER_ACTIVE);
    ck_status(chat_settings_edit(f.chat, &f.ada, &params, &settings, &f.err), CHAT_E_DENIED);
    fixture_close(&f);
}
END_TEST

START_TEST(registration_is_open_or_by_the_program_alone)
{
    struct fixture f = {0};
    PARAMS(settings_params, settings);
    PARAMS(register_params, params);
    PARAMS(site, site);
    fixture_open(&f);
    params.handle = param("grace");
    params.password = param("correct horse");
    settings.registration = _i ? CHAT_REGISTRATION_CLOSED : CHAT_REGISTRATION_INVITE;
    given_settings(&f, settings);
    ck_status(chat_account_register(f.chat, &nobody, &params, NULL, &f.err), CHAT_E_DENIED);
    ck_assert_str_eq(f.err.code, "setting");
    ck_ok(&f, chat_site_get(f.chat, &nobody, &site, &f.err));
    ck_assert_int_eq(site.registration, settings.registration);
    CLEAR(site, &site);
    ck_ok(&f, chat_account_register(f.chat, &f.system, &params, NULL, &f.err));
    fixture_close(&f);
}
END_TEST

START_TEST(who_may_create_rooms_is_a_setting)
{
    struct fixture f = {0};
    PARAMS(settings_params, settings);
    PARAMS(room_params, room);
    fixture_open(&f);
    given_standing(&f, f.bob_id, CHAT_SITE_MODERATOR, CHAT_USER_ACTIVE);
    room.title = param("New");
    settings.room_create = CHAT_SITE_MODERATOR;
    given_settings(&f, settings);
    ck_status(chat_room_create(f.chat, &f.ada, &room, NULL, &f.err), CHAT_E_DENIED);
    ck_ok(&f, chat_room_create(f.chat, &f.bob, &room, NULL, &f.err));
    settings.room_create = CHAT_SITE_ADMIN;
    given_settings(&f, settings);
    ck_status(chat_room_create(f.chat, &f.bob, &room, NULL, &f.err), CHAT_E_DENIED);
    ck_ok(&f, chat_room_create(f.chat, &f.owner, &room, NULL, &f.err));
    settings.room_create = CHAT_SITE_OWNER;
    ck_status(chat_settings_edit(f.chat, &f.owner, &settings, NULL, &f.err), CHAT_E_INVALID);
    ck_assert_str_eq(f.err.field, "room_create");
    fixture_close(&f);
}
END_TEST

START_TEST(messages_are_edited_within_the_window)
{
    struct fixture f = {0};
    PARAMS(settings_params, settings);
    PARAMS(message_edit_params, edit);
    fixture_open(&f);
    settings.edit_window_s = 60;
    given_settings(&f, settings);
    edit.room = given_room(&f, &f.ada, "General");
    edit.seq = given_said(&f, &f.ada, edit.room, "teh");
    edit.body = param("the");
    f.now_us += 59 * 1000000;
    ck_ok(&f, chat_message_edit(f.chat, &f.ada, &edit, NULL, &f.err));
    f.now_us += 1 * 1000000;
    ck_status(chat_message_edit(f.chat, &f.ada, &edit, NULL, &f.err), CHAT_E_DENIED);
    ck_assert_str_eq(f.err.code, "edit_window");
    fixture_close(&f);
}
END_TEST

START_TEST(in_a_lockdown_nothing_new_comes_in_but_by_those_who_defend_the_site)
{
    struct fixture f = {0};
    PARAMS(settings_params, settings);
    PARAMS(register_params, params);
    PARAMS(room_params, create);
    fixture_open(&f);
    given_standing(&f, f.bob_id, CHAT_SITE_MODERATOR, CHAT_USER_ACTIVE);
    chat_room_id room = given_room(&f, &f.ada, "General");
    params.handle = param("grace");
    params.password = param("correct horse");
    create.title = param("New");
    settings.lockdown = 1;
    given_settings(&f, settings);
    ck_status(chat_account_register(f.chat, &nobody, &params, NULL, &f.err), CHAT_E_DENIED);
    ck_assert_str_eq(f.err.code, "lockdown");
    ck_status(chat_room_create(f.chat, &f.ada, &create, NULL, &f.err), CHAT_E_DENIED);
    ck_assert_str_eq(f.err.code, "lockdown");
    ck_ok(&f, chat_room_create(f.chat, &f.bob, &create, NULL, &f.err));
    given_said(&f, &f.ada, room, "those who are here go on talking");
    ck_ok(&f, read_room(&f, &f.ada, room));
    settings.lockdown = 0;
    given_settings(&f, settings);
    ck_ok(&f, chat_room_create(f.chat, &f.ada, &create, NULL, &f.err));
    ck_ok(&f, chat_account_register(f.chat, &nobody, &params, NULL, &f.err));
    fixture_close(&f);
}
END_TEST

/* ---- Who is not a member ---- */

START_TEST(nobody_reads_public_rooms_when_the_setting_allows_it_and_nothing_else)
{
    struct fixture f = {0};
    PARAMS(settings_params, settings);
    PARAMS(room_query, rooms);
    PARAMS(room_list, list);
    PARAMS(user_query, users);
    PARAMS(people, people);
    PARAMS(event_query, events);
    PARAMS(event_list, log);
    PARAMS(sync, sync);
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    chat_room_id secret = given_private_room(&f, &f.ada, "Secret plans");
    given_said(&f, &f.ada, room, "in the open");
    ck_status(chat_room_list_get(f.chat, &nobody, &rooms, &list, &f.err), CHAT_E_UNAUTHENTICATED);
    ck_status(read_room(&f, &nobody, room), CHAT_E_UNAUTHENTICATED);

    settings.anonymous_read = 1;
    given_settings(&f, settings);
    ck_assert_uint_eq(count_rooms(&f, &nobody), 1);
    ck_ok(&f, read_room(&f, &nobody, room));
    read_log(&f, &nobody, CHAT_ROOM_LOG(room), &log);
    CLEAR(event_list, &log);
    ck_status(read_room(&f, &nobody, secret), CHAT_E_NOT_FOUND);
    ck_status(say(&f, &nobody, room, "hello"), CHAT_E_UNAUTHENTICATED);
    ck_status(join(&f, &nobody, room), CHAT_E_UNAUTHENTICATED);
    ck_status(chat_sync_get(f.chat, &nobody, &sync, &f.err), CHAT_E_UNAUTHENTICATED);
    events.log = CHAT_SITE_LOG;
    ck_status(chat_event_list_get(f.chat, &nobody, &events, &log, &f.err), CHAT_E_UNAUTHENTICATED);
    events.log = CHAT_USER_LOG(f.ada_id);
    ck_assert_int_ne(chat_event_list_get(f.chat, &nobody, &events, &log, &f.err), CHAT_OK);
    ck_assert_int_ne(chat_user_list(f.chat, &nobody, &users, &people, &f.err), CHAT_OK);
    fixture_close(&f);
}
END_TEST

START_TEST(a_guest_is_a_member_only_where_they_were_invited)
{
    struct fixture f = {0};
    PARAMS(user_query, users);
    PARAMS(people, people);
    PARAMS(room_params, create);
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    chat_room_id invited = given_private_room(&f, &f.ada, "For guests");
    given_standing(&f, f.eve_id, CHAT_SITE_GUEST, CHAT_USER_ACTIVE);
    ck_assert_int_ne(read_room(&f, &f.eve, room), CHAT_OK);
    ck_assert_int_ne(join(&f, &f.eve, room), CHAT_OK);
    ck_status(chat_user_list(f.chat, &f.eve, &users, &people, &f.err), CHAT_E_DENIED);
    create.title = param("Mine");
    ck_status(chat_room_create(f.chat, &f.eve, &create, NULL, &f.err), CHAT_E_DENIED);

    ck_ok(&f, invite(&f, &f.ada, invited, "eve"));
    ck_ok(&f, join(&f, &f.eve, invited));
    given_said(&f, &f.eve, invited, "thank you");
    PARAMS(sync, sync);
    ck_ok(&f, chat_sync_get(f.chat, &f.eve, &sync, &f.err));
    ck_assert_uint_eq(sync.rooms_n, 1);
    ck_assert_int_eq(sync.rooms[0].id.value, invited.value);
    CLEAR(sync, &sync);
    fixture_close(&f);
}
END_TEST

START_TEST(an_admin_reads_a_private_room_and_a_moderator_does_not)
{
    struct fixture f = {0};
    fixture_open(&f);
    chat_room_id secret = given_private_room(&f, &f.ada, "Secret plans");
    given_standing(&f, f.bob_id, CHAT_SITE_MODERATOR, CHAT_USER_ACTIVE);
    ck_status(read_room(&f, &f.bob, secret), CHAT_E_NOT_FOUND);
    ck_ok(&f, read_room(&f, &f.owner, secret));
    ck_assert_uint_eq(count_rooms(&f, &f.bob), 0);
    ck_assert_uint_eq(count_rooms(&f, &f.owner), 1);
    ck_status(say(&f, &f.owner, secret, "hello"), CHAT_E_DENIED); /* who wants to speak joins */
    fixture_close(&f);
}
END_TEST

START_TEST(the_program_itself_reads_and_keeps_order_but_has_no_account)
{
    struct fixture f = {0};
    PARAMS(message_ref_params, ref);
    PARAMS(member_params, member);
    PARAMS(settings_params, settings);
    PARAMS(sync, sync);
    fixture_open(&f);
    ref.room = member.room = given_private_room(&f, &f.ada, "Secret plans");
    ck_ok(&f, invite(&f, &f.system, ref.room, "bob"));
    ck_ok(&f, join(&f, &f.bob, ref.room));
    ref.seq = given_said(&f, &f.bob, ref.room, "something bad");
    ck_ok(&f, read_room(&f, &f.system, ref.room));
    ck_ok(&f, chat_message_delete(f.chat, &f.system, &ref, &f.err));
    member.user = f.bob_id;
    ck_ok(&f, chat_member_remove(f.chat, &f.system, &member, &f.err));
    settings.site_name = param("Harbour");
    ck_ok(&f, chat_settings_edit(f.chat, &f.system, &settings, NULL, &f.err));

    ck_status(say(&f, &f.system, ref.room, "hello"), CHAT_E_UNAUTHENTICATED);
    ck_status(join(&f, &f.system, ref.room), CHAT_E_UNAUTHENTICATED);
    ck_status(chat_sync_get(f.chat, &f.system, &sync, &f.err), CHAT_E_UNAUTHENTICATED);
    PARAMS(room_params, create);
    create.title = param("New");
    ck_status(chat_room_create(f.chat, &f.system, &create, NULL, &f.err), CHAT_E_UNAUTHENTICATED);
    PARAMS(event_list, log);
    read_log(&f, &f.system, CHAT_ROOM_LOG(ref.room), &log);
    ck_assert_int_eq(log.events[log.events_n - 1].actor.value, 0);
    CLEAR(event_list, &log);
    fixture_close(&f);
}
END_TEST

START_TEST(a_user_that_was_never_there_is_nobody)
{
    struct fixture f = {0};
    PARAMS(sync, sync);
    fixture_open(&f);
    struct chat_actor ghost = chat_actor_user((chat_user_id){f.eve_id.value + 100});
    chat_room_id room = given_room(&f, &f.ada, "General");
    ck_status(chat_sync_get(f.chat, &ghost, &sync, &f.err), CHAT_E_UNAUTHENTICATED);
    ck_status(join(&f, &ghost, room), CHAT_E_UNAUTHENTICATED);
    ck_status(say(&f, &ghost, room, "boo"), CHAT_E_UNAUTHENTICATED);
    fixture_close(&f);
}
END_TEST

/* ---- The snapshot ---- */

static int64_t position_of(const struct chat_sync *sync, chat_log_id log)
{
    for (size_t i = 0; i < sync->positions_n; i++)
        if (sync->positions[i].log.value == log.value)
            return sync->positions[i].seq;
    ck_abort_msg("there is no position of log %lld", (long long)log.value);
}

/* What comes after the position is exactly these kinds, and the numbers follow on. */
static void ck_continues(struct fixture *f, const struct chat_actor *actor, const struct chat_sync *sync,
                         chat_log_id log, size_t n, const enum chat_event_kind *kinds)
{
    PARAMS(event_query, query);
    PARAMS(event_list, list);

    query.log = log;
    query.after = position_of(sync, log);
    ck_ok(f, chat_event_list_get(f->chat, actor, &query, &list, &f->err));
    ck_assert_uint_eq(list.events_n, n);
    for (size_t i = 0; i < n; i++) {
        ck_assert_int_eq(list.events[i].seq, query.after + 1 + (int64_t)i);
        ck_assert_int_eq(list.events[i].kind, kinds[i]);
    }
    ck_assert_int_eq(list.last, query.after + (int64_t)n);
    ck_assert_int_eq(list.head, list.last);
    CLEAR(event_list, &list);
}

START_TEST(the_logs_go_on_where_the_snapshot_ends)
{
    struct fixture f = {0};
    PARAMS(sync, sync);
    PARAMS(message_params, reply);
    fixture_open(&f);
    chat_room_id room = given_room(&f, &f.ada, "General");
    chat_room_id other = given_room(&f, &f.bob, "Other");
    chat_room_id secret = given_private_room(&f, &f.bob, "Secret plans");
    ck_ok(&f, join(&f, &f.bob, room));
    ck_ok(&f, invite(&f, &f.bob, secret, "ada"));
    given_said(&f, &f.bob, room, "before");

    ck_ok(&f, chat_sync_get(f.chat, &f.ada, &sync, &f.err));
    ck_assert_str_eq(sync.me.handle, "ada");
    ck_assert_str_eq(sync.site.name, "Chat");
    ck_assert_uint_eq(strlen(sync.epoch), 32);
    ck_assert_uint_eq(sync.rooms_n, 2); /* joined, and invited to */
    ck_assert_uint_eq(sync.people_n, 2);
    ck_assert_uint_eq(sync.positions_n, 3); /* the site, oneself, the room joined */
    for (size_t i = 0; i < sync.rooms_n; i++)
        ck_assert_int_eq(sync.rooms[i].mine.unread, sync.rooms[i].id.value == room.value ? 1 : 0);

    reply.room = room;
    reply.body = param("after");
    reply.reply_to = position_of(&sync, CHAT_ROOM_LOG(room));
    ck_ok(&f, chat_message_send(f.chat, &f.bob, &reply, NULL, &f.err));
    ck_ok(&f, leave(&f, &f.bob, room));
    ck_ok(&f, join(&f, &f.ada, other));
    ck_ok(&f, join(&f, &f.ada, secret));
    given_room(&f, &f.eve, "New");

    static const enum chat_event_kind in_room[] = {CHAT_EVENT_MESSAGE, CHAT_EVENT_MEMBER_LEFT},
                                      own[] = {CHAT_EVENT_JOINED_ROOM, CHAT_EVENT_JOINED_ROOM},
                                      site[] = {CHAT_EVENT_ROOM_LISTED};
    ck_continues(&f, &f.ada, &sync, CHAT_ROOM_LOG(room), 2, in_room);
    ck_continues(&f, &f.ada, &sync, CHAT_USER_LOG(f.ada_id), 2, own);
    ck_continues(&f, &f.ada, &sync, CHAT_SITE_LOG, 1, site);
    CLEAR(sync, &sync);
    fixture_close(&f);
}
END_TEST

START_TEST(a_users_log_is_for_that_user_alone)
{
    struct fixture f = {0};
    PARAMS(event_query, query);
    PARAMS(event_list, log);
    fixture_open(&f);
    query.log = CHAT_USER_LOG(f.ada_id);
    ck_ok(&f, chat_event_list_get(f.chat, &f.ada, &query, &log, &f.err));
    CLEAR(event_list, &log);
    ck_status(chat_event_list_get(f.chat, &f.bob, &query, &log, &f.err), CHAT_E_NOT_FOUND);
    ck_status(chat_event_list_get(f.chat, &f.owner, &query, &log, &f.err), CHAT_E_NOT_FOUND);
    fixture_close(&f);
}
END_TEST

START_TEST(the_epoch_stays_over_a_restart_and_is_another_in_another_store)
{
    struct fixture f = {0}, other = {0};
    PARAMS(sync, before);
    PARAMS(sync, after);
    fixture_open(&f);
    ck_ok(&f, chat_sync_get(f.chat, &f.ada, &before, &f.err));
    fixture_restart(&f);
    ck_ok(&f, chat_sync_get(f.chat, &f.ada, &after, &f.err));
    ck_assert_str_eq(before.epoch, after.epoch);
    CLEAR(sync, &after);
    fixture_close(&f);

    other.seed = 43;
    fixture_open(&other);
    ck_ok(&other, chat_sync_get(other.chat, &other.ada, &after, &other.err));
    ck_assert_str_ne(before.epoch, after.epoch);
    CLEAR(sync, &before);
    CLEAR(sync, &after);
    fixture_close(&other);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, settings_are_for_admins_and_change_what_is_given);
    tcase_add_test(cases, who_is_no_admin_any_more_does_not_get_the_settings_by_repeating);
    tcase_add_loop_test(cases, registration_is_open_or_by_the_program_alone, 0, 2);
    tcase_add_test(cases, who_may_create_rooms_is_a_setting);
    tcase_add_test(cases, messages_are_edited_within_the_window);
    tcase_add_test(cases, in_a_lockdown_nothing_new_comes_in_but_by_those_who_defend_the_site);
    tcase_add_test(cases, nobody_reads_public_rooms_when_the_setting_allows_it_and_nothing_else);
    tcase_add_test(cases, a_guest_is_a_member_only_where_they_were_invited);
    tcase_add_test(cases, an_admin_reads_a_private_room_and_a_moderator_does_not);
    tcase_add_test(cases, the_program_itself_reads_and_keeps_order_but_has_no_account);
    tcase_add_test(cases, a_user_that_was_never_there_is_nobody);
    tcase_add_test(cases, the_logs_go_on_where_the_snapshot_ends);
    tcase_add_test(cases, a_users_log_is_for_that_user_alone);
    tcase_add_test(cases, the_epoch_stays_over_a_restart_and_is_another_in_another_store);
}

int main(void)
{
    return unit_main("core/site", list);
}
