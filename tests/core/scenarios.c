#include "tests/core/scenarios.h"

#include "tests/core/steps.h"

void world_open(struct world *world)
{
    struct fixture *f = &world->f;
    PARAMS(room_params, params);
    PARAMS(room, room);
    PARAMS(signed_in, in);
    PARAMS(signed_in, other);

    fixture_open(f);
    params.title = param("General");
    params.topic = param("Everything");
    ck_ok(f, chat_room_create(f->chat, &f->ada, &params, &room, &f->err));
    world->room = room.id;
    CLEAR(room, &room);
    given_joined(f, &f->bob, world->room);
    world->secret = given_private_room(f, &f->ada, "Secret plans");
    ck_ok(f, invite(f, &f->ada, world->secret, "bob"));
    world->ada_said = given_said(f, &f->ada, world->room, "hello");
    world->bob_said = given_said(f, &f->bob, world->room, "hi");
    world->signed_in = given_signed_in(f, "ada", &in);
    ck_ok(f, sign_in(f, "ada", "correct horse", &other));
    world->other = other.session.id;
    CLEAR(signed_in, &in);
    CLEAR(signed_in, &other);
}

/* ---- Accounts ---- */

static enum chat_status do_register(struct world *w)
{
    const struct chat_actor nobody = CHAT_AS_ANONYMOUS_INIT;
    PARAMS(register_params, params);
    PARAMS(signed_in, out);
    enum chat_status status;

    params.handle = param("grace");
    params.display_name = param("Grace Hopper");
    params.password = param("correct horse");
    params.user_agent = param("test");
    status = chat_account_register(w->f.chat, &nobody, &params, &out, &w->f.err);
    CLEAR(signed_in, &out);
    return status;
}

static enum chat_status do_sign_in(struct world *w)
{
    PARAMS(signed_in, out);
    enum chat_status status = sign_in(&w->f, "bob", "correct horse", &out);

    CLEAR(signed_in, &out);
    return status;
}

static enum chat_status do_sign_out(struct world *w)
{
    return chat_session_close(w->f.chat, &w->signed_in, &w->f.err);
}

static enum chat_status do_revoke(struct world *w)
{
    PARAMS(session_params, params);

    params.client_id = param("c-1");
    params.session = w->other;
    return chat_session_revoke(w->f.chat, &w->signed_in, &params, &w->f.err);
}

static enum chat_status do_password(struct world *w)
{
    PARAMS(password_params, params);

    params.old_password = param("correct horse");
    params.new_password = param("battery staple");
    return chat_password_change(w->f.chat, &w->signed_in, &params, &w->f.err);
}

static enum chat_status do_profile_edit(struct world *w)
{
    PARAMS(profile_params, params);
    PARAMS(user, out);
    enum chat_status status;

    params.client_id = param("c-1");
    params.display_name = param("Ada Lovelace");
    params.bio = param("counts");
    status = chat_profile_edit(w->f.chat, &w->signed_in, &params, &out, &w->f.err);
    CLEAR(user, &out);
    return status;
}

static enum chat_status do_settings(struct world *w)
{
    PARAMS(settings_params, params);
    PARAMS(settings, out);
    enum chat_status status;

    params.client_id = param("c-1");
    params.site_name = param("Harbour");
    params.anonymous_read = 1;
    status = chat_settings_edit(w->f.chat, &w->f.owner, &params, &out, &w->f.err);
    CLEAR(settings, &out);
    return status;
}

/* ---- Rooms ---- */

static enum chat_status do_room_create(struct world *w)
{
    PARAMS(room_params, params);
    PARAMS(room, out);
    enum chat_status status;

    params.client_id = param("c-1");
    params.title = param("Lobby");
    params.topic = param("Something new");
    params.description = param("What is new");
    status = chat_room_create(w->f.chat, &w->f.bob, &params, &out, &w->f.err);
    CLEAR(room, &out);
    return status;
}

static enum chat_status do_room_edit(struct world *w)
{
    PARAMS(room_edit_params, params);
    PARAMS(room, out);
    enum chat_status status;

    params.client_id = param("c-1");
    params.room = w->room;
    params.title = param("Lounge");
    params.topic = param("Something new");
    status = chat_room_edit(w->f.chat, &w->f.ada, &params, &out, &w->f.err);
    CLEAR(room, &out);
    return status;
}

static enum chat_status on_room(struct world *w, const struct chat_op *op, const struct chat_actor *actor,
                                chat_room_id room)
{
    PARAMS(room_ref_params, params);

    params.client_id = param("c-1");
    params.room = room;
    return chat_run(w->f.chat, op, actor, &params, NULL, &w->f.err);
}

static enum chat_status do_archive(struct world *w)
{
    return on_room(w, &chat_op_room_archive, &w->f.ada, w->room);
}

static enum chat_status do_room_delete(struct world *w)
{
    return on_room(w, &chat_op_room_delete, &w->f.owner, w->room);
}

static enum chat_status do_join(struct world *w)
{
    return on_room(w, &chat_op_room_join, &w->f.eve, w->room);
}

static enum chat_status do_accept(struct world *w)
{
    return on_room(w, &chat_op_room_join, &w->f.bob, w->secret);
}

static enum chat_status do_leave(struct world *w)
{
    return on_room(w, &chat_op_room_leave, &w->f.ada, w->room); /* bob follows as host */
}

static enum chat_status do_invite(struct world *w)
{
    return invite(&w->f, &w->f.ada, w->secret, "eve");
}

static enum chat_status do_remove(struct world *w)
{
    PARAMS(member_params, params);

    params.room = w->room;
    params.user = w->f.bob_id;
    return chat_member_remove(w->f.chat, &w->f.ada, &params, &w->f.err);
}

static enum chat_status do_set_role(struct world *w)
{
    PARAMS(member_role_params, params);

    params.room = w->room;
    params.user = w->f.bob_id;
    params.role = CHAT_ROLE_HOST;
    return chat_member_set_role(w->f.chat, &w->f.ada, &params, &w->f.err);
}

/* ---- Messages ---- */

static enum chat_status do_send(struct world *w)
{
    PARAMS(message_params, params);
    PARAMS(message, out);
    enum chat_status status;

    params.client_id = param("c-1");
    params.room = w->room;
    params.body = param("hello again");
    params.reply_to = w->bob_said;
    status = chat_message_send(w->f.chat, &w->signed_in, &params, &out, &w->f.err);
    CLEAR(message, &out);
    return status;
}

static enum chat_status do_edit(struct world *w)
{
    PARAMS(message_edit_params, params);
    PARAMS(message, out);
    enum chat_status status;

    params.client_id = param("c-1");
    params.room = w->room;
    params.seq = w->ada_said;
    params.body = param("hello, all");
    status = chat_message_edit(w->f.chat, &w->f.ada, &params, &out, &w->f.err);
    CLEAR(message, &out);
    return status;
}

static enum chat_status do_delete(struct world *w)
{
    PARAMS(message_ref_params, params);

    params.room = w->room;
    params.seq = w->bob_said;
    return chat_message_delete(w->f.chat, &w->f.ada, &params, &w->f.err);
}

static enum chat_status do_marker(struct world *w)
{
    PARAMS(marker_params, params);
    struct chat_standing out;

    params.client_id = param("c-1");
    params.room = w->room;
    params.seq = w->ada_said;
    return chat_marker_move(w->f.chat, &w->f.bob, &params, &out, &w->f.err);
}

/* ---- Reading ---- */

static enum chat_status read(struct world *w, const struct chat_op *op, const void *params)
{
    char result[1024];
    enum chat_status status;

    ck_assert_uint_le(op->result->size, sizeof result);
    chat_record_init(op->result, result);
    status = chat_run(w->f.chat, op, &w->signed_in, params, result, &w->f.err);
    chat_record_clear(op->result, result);
    return status;
}

static enum chat_status do_sync(struct world *w)
{
    return read(w, &chat_op_sync_get, NULL);
}

static enum chat_status do_sessions(struct world *w)
{
    return read(w, &chat_op_session_list, NULL);
}

static enum chat_status do_current(struct world *w)
{
    return read(w, &chat_op_session_current, NULL);
}

static enum chat_status do_profile(struct world *w)
{
    PARAMS(user_params, params);

    params.handle = param("bob");
    return read(w, &chat_op_profile_get, &params);
}

static enum chat_status do_people(struct world *w)
{
    PARAMS(user_query, query);

    query.text = param("b");
    return read(w, &chat_op_user_list, &query);
}

static enum chat_status do_directory(struct world *w)
{
    PARAMS(room_query, query);

    query.text = param("e");
    return read(w, &chat_op_room_list, &query);
}

static enum chat_status do_topics(struct world *w)
{
    PARAMS(topic_query, query);

    query.text = param("e");
    return read(w, &chat_op_topic_list, &query);
}

static enum chat_status do_history(struct world *w)
{
    PARAMS(message_query, query);

    query.room = w->room;
    query.around = w->ada_said;
    return read(w, &chat_op_message_list, &query);
}

static enum chat_status do_members(struct world *w)
{
    PARAMS(member_query, query);

    query.room = w->room;
    return read(w, &chat_op_member_list, &query);
}

static enum chat_status do_activity(struct world *w)
{
    PARAMS(activity_query, query);

    return read(w, &chat_op_activity_list, &query);
}

static enum chat_status do_log(struct world *w)
{
    PARAMS(event_query, query);

    query.log = CHAT_ROOM_LOG(w->room);
    return read(w, &chat_op_event_list, &query);
}

const struct scenario scenarios[] = {
    {"register", do_register},
    {"sign in", do_sign_in},
    {"sign out", do_sign_out},
    {"revoke", do_revoke},
    {"password", do_password},
    {"profile edit", do_profile_edit},
    {"settings", do_settings},
    {"create", do_room_create},
    {"edit the room", do_room_edit},
    {"archive", do_archive},
    {"delete the room", do_room_delete},
    {"join", do_join},
    {"accept", do_accept},
    {"leave", do_leave},
    {"invite", do_invite},
    {"remove", do_remove},
    {"set role", do_set_role},
    {"send", do_send},
    {"edit", do_edit},
    {"delete", do_delete},
    {"marker", do_marker},
    {"sync", do_sync},
    {"sessions", do_sessions},
    {"current", do_current},
    {"profile", do_profile},
    {"people", do_people},
    {"directory", do_directory},
    {"topics", do_topics},
    {"history", do_history},
    {"members", do_members},
    {"activity", do_activity},
    {"log", do_log},
};
const int scenarios_n = sizeof scenarios / sizeof scenarios[0];
