/*
 * A person: who they are, the rooms of theirs one can see, and what they said there lately.
 */

import {Scope, fill, h} from "../dom.js";
import {Problem} from "../api.js";
import {plainText} from "../markdown.js";
import {avatar, nameElement, nameOf} from "../people.js";
import {toRoom, toSettings} from "../router.js";
import {longDate} from "../time.js";
import {sentence} from "./form.js";
import {counted, emptyState, roomIcon, timeElement} from "./rows.js";

const ROLES = {owner: "Owner of the site", admin: "Administrator", moderator: "Moderator", guest: "Guest"};

export function profilePage(app, {user: id}, setTitle) {
    const scope = new Scope();
    const body = h("div", {class: "page-body"}, h("p", {class: "muted", role: "status"}, "Loading"));
    const page = {
        element: h("main", {class: "page", id: "main", tabindex: "-1"}, body),
        title: nameOf(app.store.people.get(id)),
        close: () => scope.close(),
    };
    const read = async () => {
        try {
            const profile = await app.api.profile({user: id});
            app.store.putPeople([profile.user]);
            page.title = nameOf(profile.user);
            setTitle(page.title);
            fill(body, profileParts(app, profile));
        } catch (problem) {
            if (!(problem instanceof Problem))
                throw problem;
            fill(body, emptyState("Nobody here", sentence(problem.detail)));
        }
    };
    scope.add(app.store.on("me", () => id === app.store.me.id && read()));
    read();
    return page;
}

function profileParts(app, {user, rooms, messages}) {
    return [
        h("header", {class: "profile-head"}, avatar(user, user.id, "large"),
            h("div", null,
                h("h1", null, nameElement(user)),
                h("p", {class: "muted"}, "@" + user.handle, user.kind === "bot" && h("span", {class: "tag"}, "bot")),
                user.status_text && h("p", {class: "status-text", dir: "auto"}, user.status_text)),
            user.id === app.store.me.id && h("a", {class: "button", href: toSettings()}, "Edit profile")),
        user.bio && h("p", {class: "bio", dir: "auto"}, user.bio),
        h("p", {class: "muted"}, [ROLES[user.role], user.created_at && "Here since " + longDate(user.created_at)]
            .filter(Boolean).join(" \u00b7 ")),
        h("section", {class: "profile-section"}, h("h2", null, "Rooms"), roomList(rooms)),
        h("section", {class: "profile-section"}, h("h2", null, "Recent messages"), messageList(app, rooms, messages)),
    ];
}

function roomList(rooms) {
    if (rooms.length === 0)
        return emptyState("No rooms that you can see");
    return h("ul", {class: "tiles"}, rooms.map((room) => h("li", null, h("a", {class: "tile", href: toRoom(room.id)},
        h("span", {class: "room-glyph"}, roomIcon(room)), h("span", {class: "tile-text"},
            h("bdi", {class: "room-title"}, room.title),
            h("span", {class: "room-meta"}, room.topic_name && h("bdi", {class: "chip"}, room.topic_name),
                counted(room.members, "member")))))));
}

function messageList({store}, rooms, messages) {
    if (messages.length === 0)
        return emptyState("No messages that you can see");
    const titles = new Map([...store.rooms.values(), ...rooms].map((room) => [room.id, room.title]));
    return h("ul", {class: "said-list"}, messages.map((message) => h("li", null,
        h("a", {href: toRoom(message.room, message.seq)},
            h("span", {class: "activity-head"}, h("bdi", {class: "activity-room"}, titles.get(message.room) ?? "A room"),
                timeElement(message.created_at)),
            h("span", {class: "said-text", dir: "auto"}, plainText(message.body ?? "", 240))))));
}
