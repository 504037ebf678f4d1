/*
 * The rows of a conversation: messages, messages on their way, days, the unread line.
 */

import {fill, h, setAttribute} from "../dom.js";
import {icon} from "../icons.js";
import {plainText} from "../markdown.js";
import {renderMarkdown} from "../markdown_dom.js";
import {avatar, nameElement, nameOf, personLink} from "../people.js";
import {toRoom, toUser} from "../router.js";
import {dayName, fullTime, timeOfDay} from "../time.js";

const EMOJI_ONLY = /^(?:\p{Extended_Pictographic}[\u200d\ufe0f\p{Emoji_Modifier}]*\s?){1,5}$/u;

export function createRow(row) {
    switch (row.type) {
    case "day":
        return h("div", {class: "day-line"}, h("span", null));
    case "unread":
        return h("div", {class: "unread-line", role: "separator"}, h("span", null, "New"));
    case "start":
        return h("div", {class: "start"});
    default:
        return h("article", {class: "message", tabindex: "-1"});
    }
}

export function updateRow(node, row, app) {
    if (row.type === "day")
        node.firstChild.textContent = dayName(row.at, Date.now());
    else if (row.type === "start")
        updateStart(node);
    else if (row.type === "message")
        updateMessage(node, row, app);
    else if (row.type === "pending")
        updatePending(node, row, app);
}

/** Whether the node shows something else by now; then it remembers what it is going to show. */
function changed(node, ...parts) {
    const signature = parts.join("\u0000");
    if (node.dataset.shows === signature)
        return false;
    node.dataset.shows = signature;
    return true;
}

function updateStart(node) {
    if (changed(node, "start"))
        fill(node, h("p", null, "This is the beginning of the room."));
}

function updateMessage(node, {message, together}, app) {
    const author = app.store.person(message.author);
    const mine = message.author === app.store.me.id;
    const answered = message.reply_to ? app.store.timeline(message.room).find(message.reply_to) : undefined;
    const asked = app.store.people.get(answered?.author);
    if (!changed(node, message.version, message.deleted_at, together, nameOf(author), author?.id, answered?.version,
        answered?.deleted_at, nameOf(asked)))
        return;
    node.dataset.seq = message.seq;
    node.classList.toggle("together", together);
    node.classList.toggle("mine", mine);
    node.classList.toggle("deleted", Boolean(message.deleted_at));
    setAttribute(node, "aria-label", labelOf(author, message));
    fill(node,
        gutter(author, message, together),
        h("div", {class: "message-main"},
            !together && head(author, message),
            message.reply_to && quoteOf(message, answered, asked),
            body(message)),
        !message.deleted_at && actions(message, {mine, app}));
}

function labelOf(author, message) {
    return `${nameOf(author)}, ${timeOfDay(message.created_at)}`;
}

function gutter(author, message, together) {
    if (!together)
        return h("a", {class: "gutter", href: toUser(message.author), tabindex: "-1", "aria-hidden": "true"},
            avatar(author, message.author));
    return h("span", {class: "gutter"},
        h("time", {datetime: message.created_at, title: fullTime(message.created_at)}, timeOfDay(message.created_at)));
}

function head(author, message) {
    return h("div", {class: "message-head"}, personLink(author, message.author),
        author?.kind === "bot" && h("span", {class: "tag"}, "bot"),
        h("time", {datetime: message.created_at, title: fullTime(message.created_at)}, timeOfDay(message.created_at)));
}

function body(message) {
    if (message.deleted_at)
        return h("p", {class: "tombstone"}, "This message was deleted.");
    const classes = EMOJI_ONLY.test(message.body.slice(0, 40)) && message.body.length <= 40 ? "body emoji-only" : "body";
    return h("div", {class: classes}, renderMarkdown(message.body),
        message.edited_at && h("span", {class: "edited", title: "Edited " + fullTime(message.edited_at)}, "edited"));
}

/** What a message answers, in one line that leads there. */
function quoteOf(message, answered, asked) {
    const text = !answered ? "an earlier message" : answered.deleted_at ? "a deleted message" : plainText(answered.body, 100);
    return h("a", {class: "reply-quote", href: toRoom(message.room, message.reply_to)}, icon("reply"),
        answered && nameElement(asked), h("bdi", {class: "quoted"}, text));
}

function actions(message, {mine, app}) {
    const {store} = app;
    const standing = store.rooms.get(message.room)?.mine;
    const member = standing?.state === "joined";
    const button = (action, label, name = action) => h("button", {type: "button", class: "icon-button", "data-action": action,
        "aria-label": label, title: label, tabindex: "-1"}, icon(name));
    const mayDelete = (mine && member) || ["host", "moderator"].includes(standing?.role)
        || ["moderator", "admin", "owner"].includes(store.me.role);
    return h("div", {class: "message-actions", role: "toolbar", "aria-label": "Message"},
        member && button("reply", "Reply"),
        mine && member && button("edit", "Edit"),
        button("link", "Copy link"), button("copy", "Copy text"),
        mayDelete && button("delete", "Delete", "remove"));
}

const STATES = {
    sending: "Sending\u2026",
    waiting: "Waiting for the connection\u2026",
};

function updatePending(node, {item, together}, app) {
    const {me} = app.store;
    const state = item.state === "failed" ? "failed" : app.socket.up ? "sending" : "waiting";
    if (!changed(node, item.state, item.error, together, state))
        return;
    node.classList.add("mine");
    node.classList.toggle("together", together);
    node.classList.toggle("pending", item.state !== "failed");
    node.classList.toggle("failed", item.state === "failed");
    node.dataset.client = item.client_id;
    fill(node,
        together ? h("span", {class: "gutter"}) : h("span", {class: "gutter"}, avatar(me)),
        h("div", {class: "message-main"},
            !together && h("div", {class: "message-head"}, personLink(me),
                h("time", {datetime: item.created_at}, timeOfDay(item.created_at))),
            h("div", {class: "body"}, renderMarkdown(item.body)),
            item.state === "failed" ? failure(item) : h("p", {class: "state", role: "status"}, STATES[state])));
}

function failure(item) {
    return h("p", {class: "state failed-state", role: "alert"}, icon("warning"),
        h("span", null, `Not sent: ${item.error}`),
        h("button", {type: "button", class: "link", "data-action": "retry"}, "Try again"),
        h("button", {type: "button", class: "link", "data-action": "discard"}, "Discard"));
}
