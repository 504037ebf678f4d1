/*
 * One's rooms at the side of a page, with what is unread in each.
 */

import {h, reconcile} from "../dom.js";
import {coalesce} from "../emitter.js";
import {icon} from "../icons.js";
import {toRooms} from "../router.js";
import {openRoomForm} from "./room_form.js";
import {emptyState, roomLine, updateRoomLine} from "./rows.js";

/** `choose(id)` marks the room that is open; null: none. */
export function sidebar(app, scope) {
    const {store} = app;
    let current = null;
    const invitations = h("ul", {class: "room-lines"});
    const list = h("ul", {class: "room-lines"});
    const invited = h("div", {hidden: true}, h("h2", {class: "side-heading"}, "Invitations"), invitations);
    const empty = h("div", {hidden: true}, emptyState("You are in no room yet", "Find one in the directory."));
    const row = {key: (room) => room.id, create: roomLine, update: (node, room) => updateRoomLine(node, room, current)};

    const paint = () => {
        const rooms = store.joinedRooms();
        const waiting = store.invitedRooms();
        reconcile(list, rooms, row);
        reconcile(invitations, waiting, row);
        invited.hidden = waiting.length === 0;
        empty.hidden = rooms.length > 0;
    };
    scope.add(store.on("rooms", coalesce(paint)));
    paint();
    list.addEventListener("keydown", (event) => stepThrough(list, event));
    const choose = (id) => {
        current = id;
        paint();
        list.querySelector("[aria-current]")?.scrollIntoView({block: "nearest"});
    };
    const element = h("nav", {class: "sidebar", "aria-label": "Your rooms"},
        h("a", {class: "side-home", href: toRooms()}, icon("topics"), h("span", null, "All topics and rooms")),
        invited,
        h("div", {class: "side-head"}, h("h2", {class: "side-heading"}, "Your rooms"),
            h("button", {type: "button", class: "icon-button", "aria-label": "New room", title: "New room",
                onclick: () => openRoomForm(app)}, icon("plus"))),
        list, empty);
    return {element, choose};
}

/** Arrow keys go from row to row. */
function stepThrough(list, event) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey)
        return;
    const links = [...list.querySelectorAll("a")];
    links[links.indexOf(document.activeElement) + step]?.focus();
    event.preventDefault();
}
