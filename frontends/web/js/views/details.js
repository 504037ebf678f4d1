/*
 * What there is to know about a room, and what its host can do with it.
 */

import {fill, h, reconcile, setText} from "../dom.js";
import {icon} from "../icons.js";
import {avatar, nameOf, personLink} from "../people.js";
import {toTopic} from "../router.js";
import {longDate} from "../time.js";
import {confirmDialog} from "./dialog.js";
import {attempt, field, form} from "./form.js";
import {openRoomForm} from "./room_form.js";
import {counted} from "./rows.js";

const PAGE = 100;
const ROLES = [["viewer", "Viewer"], ["member", "Member"], ["moderator", "Moderator"], ["host", "Host"]];

export function detailsPanel(app, scope, id, close) {
    const {store} = app;
    const about = h("div", {class: "details-about"});
    const people = h("ul", {class: "people"});
    const count = h("h3", null, "Members");
    const more = h("button", {type: "button", class: "button more", hidden: true, onclick: () => read(true)}, "Show more");
    const invite = h("div", null);
    const heading = h("h2", {tabindex: "-1"}, "About this room");
    let members = [];

    const paint = () => {
        const room = store.rooms.get(id);
        if (!room)
            return;
        setText(count, counted(room.members, "member"));
        const signature = JSON.stringify([room.title, room.description, room.topic_name, room.mine.role, room.mine.state,
            room.state, room.kind, room.members, store.me.role]);
        if (about.dataset.shows === signature)
            return;
        about.dataset.shows = signature;
        fill(about, facts(app, room), buttons(app, room));
        fill(invite, mayInvite(room) ? inviteForm(app, room) : null);
        read();
    };
    const paintMembers = () => reconcile(people, members, {
        key: ({person}) => person.id,
        create: () => h("li", null),
        update: (node, member) => updateMember(app, id, node, member, read),
    });
    const read = (next = false) => attempt(app.notify, async () => {
        const page = await app.api.members(id, {after: next === true ? members.at(-1)?.person.id : undefined, limit: PAGE});
        store.putPeople(page.members.map(({person}) => person));
        members = next === true ? [...members, ...page.members] : page.members;
        more.hidden = !page.more;
        paintMembers();
    });
    scope.add(store.on("person", paintMembers));
    return {
        paint: () => people.isConnected && paint(),
        open: () => {
            paint();
            heading.focus();
        },
        element: h("div", {class: "details-inner"},
            h("div", {class: "details-head"}, heading,
                h("button", {type: "button", class: "icon-button", "aria-label": "Close", onclick: close}, icon("close"))),
            about, count, invite, people, more),
    };
}

function facts({store}, room) {
    const creator = store.person(room.created_by);
    return [
        h("h3", {class: "details-title"}, h("bdi", null, room.title)),
        room.topic_name && h("p", null, h("a", {class: "chip", href: toTopic(room.topic)}, h("bdi", null, room.topic_name))),
        h("p", {class: "details-description", dir: "auto"}, room.description ?? "No description."),
        h("p", {class: "muted"}, room.kind === "private" ? "Private room" : "Public room",
            room.created_at && `, made on ${longDate(room.created_at)}`,
            creator && [" by ", personLink(creator)]),
    ];
}

function isHost(app, room) {
    return room.mine.role === "host" || app.isAdmin;
}

function mayInvite(room) {
    return room.mine.state === "joined" && room.state === "open" && room.mine.role !== "viewer";
}

function buttons(app, room) {
    const button = (name, text, onclick, danger) =>
        h("button", {type: "button", class: danger ? "button danger-quiet" : "button", onclick}, icon(name), text);
    const archived = room.state === "archived";
    return h("div", {class: "details-buttons"},
        isHost(app, room) && !archived && button("edit", "Edit room", () => openRoomForm(app, {room})),
        isHost(app, room) && button("archive", archived ? "Open again" : "Archive", () => archive(app, room, archived)),
        room.mine.state === "joined" && button("leave", "Leave room", () => leave(app, room)),
        isHost(app, room) && button("remove", "Delete room", () => remove(app, room), true));
}

function archive({api, store, notify}, {id}, archived) {
    return attempt(notify, async () => store.putRoom(await (archived ? api.unarchiveRoom(id) : api.archiveRoom(id))));
}

async function leave({api, store, notify, go}, room) {
    const sure = room.kind === "public" || await confirmDialog({
        title: "Leave this room?",
        text: "It is private: to come back you need a new invitation.",
        action: "Leave",
    });
    if (!sure)
        return;
    await attempt(notify, async () => {
        await api.leaveRoom(room.id);
        go("#/");
        if (room.kind === "private")
            store.dropRoom(room.id);
    });
}

async function remove({api, store, notify, go}, room) {
    const sure = await confirmDialog({
        title: "Delete this room?",
        text: "Everything that was said in it goes, for everybody, and cannot be brought back.",
        action: "Delete room",
        typed: room.title,
    });
    if (!sure)
        return;
    await attempt(notify, async () => {
        await api.deleteRoom(room.id);
        go("#/");
        store.dropRoom(room.id);
        notify("The room is deleted.");
    });
}

function inviteForm({api, notify}, room) {
    return form({
        className: "inline-form",
        action: "Invite",
        children: field({label: "Invite somebody", name: "handle", autocomplete: "off", autocapitalize: "none",
            spellcheck: "false", placeholder: "handle", maxlength: "33"}),
        send: ({handle}) => api.invite(room.id, {handle: handle.trim().replace(/^@/, "").toLowerCase()}),
        done: (_, element) => {
            element.reset();
            notify("The invitation is sent.");
        },
    });
}

function updateMember(app, room, node, member, changed) {
    const {store} = app;
    const person = store.people.get(member.person.id) ?? member.person;
    const signature = [nameOf(person), member.role, member.state].join("\u0000");
    if (node.dataset.shows === signature)
        return;
    node.dataset.shows = signature;
    const standing = store.rooms.get(room)?.mine;
    const manages = (standing?.role === "host" || app.isAdmin) && person.id !== store.me.id;
    fill(node, avatar(person, person.id, "small"),
        h("span", {class: "person-names"}, personLink(person), h("span", {class: "muted"}, "@" + person.handle)),
        manages ? roleControls(app, room, member, changed)
            : h("span", {class: "tag"}, member.state === "invited" ? "invited" : member.role));
}

function roleControls({api, notify}, room, {person, role, state}, changed) {
    const remove = h("button", {type: "button", class: "icon-button", title: "Remove from the room",
        "aria-label": `Remove ${person.display_name} from the room`, onclick: async () => {
            const sure = await confirmDialog({title: "Remove from the room?", action: "Remove",
                text: `${person.display_name} will not get anything more of this room.`});
            if (sure && await attempt(notify, () => api.removeMember(room, person.id)))
                changed();
        }}, icon("close"));
    if (state === "invited")
        return [h("span", {class: "tag"}, "invited"), remove];
    const select = h("select", {class: "role", "aria-label": `Role of ${person.display_name}`, onchange: async () => {
        if (!await attempt(notify, () => api.setRole(room, person.id, select.value)))
            select.value = role;
        changed();
    }}, ROLES.map(([value, text]) => h("option", {value, selected: value === role}, text)));
    return [select, remove];
}
