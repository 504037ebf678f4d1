/*
 * One's rooms with what is unread, and the directory of the others, found by topic and text.
 */

import {h, reconcile, setText} from "../dom.js";
import {coalesce} from "../emitter.js";
import {icon} from "../icons.js";
import {toRoom} from "../router.js";
import {Directory} from "../directory.js";
import {attempt} from "./form.js";
import {openRoomForm} from "./room_form.js";
import {badge, counted, emptyState, roomIcon, timeElement} from "./rows.js";

const TYPING_MS = 200;

export function roomsColumn(app, scope) {
    const {store, api} = app;
    const directory = new Directory(api, () => paint());
    const filter = {topic: null, text: ""};
    const search = h("input", {type: "search", id: "room-search", placeholder: "Find rooms", "aria-label": "Find rooms",
        autocomplete: "off", maxlength: "128"});
    const heading = h("h2", {id: "rooms-heading"}, "Rooms");
    const invited = section("Invitations", "invited");
    const mine = section("Your rooms", "mine");
    const others = section("More rooms", "others");
    const status = h("p", {class: "muted list-status", role: "status"});
    const more = h("button", {type: "button", class: "button more", hidden: true, onclick: () => directory.more()}, "Show more");

    const paint = () => {
        const topic = store.topics?.find(({id}) => id === filter.topic);
        setText(heading, filter.topic === null ? "Rooms" : topic?.name ?? "Rooms");
        const fits = (room) => fitsFilter(room, filter);
        const joined = store.joinedRooms().filter(fits);
        const found = directory.rooms.filter(({id}) => !isMine(store.rooms.get(id)));
        show(app, invited, store.invitedRooms().filter(fits));
        show(app, mine, joined);
        show(app, others, found);
        setText(status, statusText({directory, filter, joined, found}));
        status.hidden = status.textContent === "";
        more.hidden = !directory.hasMore;
        empty.hidden = joined.length > 0 || found.length > 0 || !directory.loaded || filter.text !== "";
    };
    const empty = h("div", {class: "rooms-empty", hidden: true}, emptyState("No rooms here yet",
        "Make the first one: give it a title and a topic, and others will find it.",
        h("button", {type: "button", class: "button primary", onclick: () => create()}, "Create a room")));
    const create = () => openRoomForm(app, {topic: store.topics?.find(({id}) => id === filter.topic)?.name});
    const read = () => directory.read(filter);

    search.addEventListener("input", coalesce(() => {
        filter.text = search.value.trim();
        paint();
        read();
    }, TYPING_MS));
    for (const name of ["rooms", "topics"])
        scope.add(store.on(name, coalesce(paint)));
    const readSoon = coalesce(read, 500);
    for (const name of ["directory", "reset"])
        scope.add(store.on(name, readSoon));
    read();
    return {
        element: h("section", {class: "column rooms", "aria-labelledby": "rooms-heading"},
            h("div", {class: "column-head"}, heading,
                h("button", {type: "button", class: "button primary", onclick: create}, icon("plus"), "New room")),
            h("div", {class: "search-box"}, icon("search"), search),
            h("div", {class: "column-body"}, invited.element, mine.element, others.element, status, empty, more)),
        choose: (topic) => {
            if (topic !== filter.topic) {
                filter.topic = topic;
                read();
            }
            paint();
        },
    };
}

function isMine(room) {
    return room?.mine.state === "joined" || room?.mine.state === "invited";
}

/** As the server finds rooms: text is part of the title, name, description or topic. */
function fitsFilter(room, {topic, text}) {
    const words = [room.title, room.name, room.description, room.topic_name].join("\n").toLowerCase();
    return (topic === null || room.topic === topic) && words.includes(text.toLowerCase());
}

function statusText({directory, filter, joined, found}) {
    if (directory.problem)
        return directory.problem;
    if (directory.loaded && filter.text !== "" && joined.length + found.length === 0)
        return "No room matches. Try another word, or create the room.";
    return "";
}

function section(title, name) {
    const list = h("ul", {class: "room-list"});
    return {list, element: h("section", {class: "room-section", hidden: true, "aria-labelledby": "heading-" + name},
        h("h3", {id: "heading-" + name}, title), list)};
}

function show(app, {element, list}, rooms) {
    element.hidden = rooms.length === 0;
    reconcile(list, rooms, {
        key: (room) => room.id,
        create: () => h("li", {class: "room-card"}),
        update: (node, room) => updateCard(app, node, room),
    });
}

function updateCard(app, node, room) {
    const {unread = 0, state} = room.mine;
    const active = room.last_activity_at && timeElement(room.last_activity_at);
    const signature = [room.title, room.description, room.topic_name, room.members, room.kind, room.state, unread, state,
        room.joining, active?.textContent].join("\u0000");
    if (node.dataset.shows === signature)
        return;
    node.dataset.shows = signature;
    node.classList.toggle("unread", unread > 0);
    node.replaceChildren(
        h("a", {href: toRoom(room.id)},
            h("span", {class: "room-glyph"}, roomIcon(room)),
            h("span", {class: "room-text"},
                h("span", {class: "room-head"}, h("bdi", {class: "room-title"}, room.title), badge(unread)),
                room.description && h("bdi", {class: "room-description"}, room.description),
                h("span", {class: "room-meta"},
                    room.topic_name && h("bdi", {class: "chip"}, room.topic_name),
                    h("span", null, counted(room.members, "member")), active))),
        joinButton(app, room) || "");
}

function joinButton(app, room) {
    const may = room.mine.state === "invited" || (room.joining === "open" && room.state === "open");
    return room.mine.state !== "joined" && may
        && h("button", {type: "button", class: "button small join", "aria-label": "Join " + room.title,
            onclick: () => join(app, room)}, room.mine.state === "invited" ? "Accept" : "Join");
}

/** Join and go there. */
function join({api, store, notify, go}, room) {
    return attempt(notify, async () => {
        store.putRoom(await api.joinRoom(room.id));
        go(toRoom(room.id));
    });
}
