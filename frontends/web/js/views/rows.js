/*
 * Rows that stand in several lists: a room, a topic's name, a badge, a time.
 */

import {h, setAttribute, setText} from "../dom.js";
import {icon} from "../icons.js";
import {toRoom} from "../router.js";
import {ago, fullTime} from "../time.js";

/** A time as "5 min", in full as its title. */
export function timeElement(text, shown = ago(text, Date.now())) {
    return h("time", {datetime: text, title: fullTime(text)}, shown);
}

export function badge(count) {
    return count > 0 && h("span", {class: "badge"}, count > 99 ? "99+" : String(count),
        h("span", {class: "hidden"}, " unread"));
}

export function roomIcon(room) {
    return icon(room.state === "archived" ? "archive" : room.kind === "private" ? "lock" : "room");
}

/** One line for a room one is in, for lists that stay on screen; `update` keeps it true. */
export function roomLine(room) {
    return h("li", {class: "room-line"}, h("a", {href: toRoom(room.id)},
        h("span", {class: "room-glyph"}), h("bdi", {class: "room-title"}), h("span", {class: "room-badge"})));
}

export function updateRoomLine(node, room, current) {
    const unread = room.mine.unread ?? 0;
    const signature = [room.title, room.kind, room.state, unread, room.id === current].join("\u0000");
    if (node.dataset.shows === signature)
        return;
    node.dataset.shows = signature;
    const link = node.firstChild;
    setAttribute(link, "aria-current", room.id === current ? "page" : null);
    setAttribute(link, "title", room.title);
    node.classList.toggle("unread", unread > 0);
    node.querySelector(".room-glyph").replaceChildren(roomIcon(room));
    setText(node.querySelector(".room-title"), room.title);
    node.querySelector(".room-badge").replaceChildren(badge(unread) || "");
}

/** What to say where there is nothing yet, and what to do about it. */
export function emptyState(title, text, ...actions) {
    return h("div", {class: "empty"}, h("p", {class: "empty-title"}, title), text && h("p", null, text), actions);
}

/** "3 members". */
export function counted(n, one, many = one + "s") {
    return `${n} ${n === 1 ? one : many}`;
}
