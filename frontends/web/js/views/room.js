/*
 * A room: its head, the conversation, the box to write in, and what there is to know about it.
 */

import {Scope, fill, h, setAttribute} from "../dom.js";
import {Problem} from "../api.js";
import {icon} from "../icons.js";
import {toTopic} from "../router.js";
import {composer} from "./composer.js";
import {detailsPanel} from "./details.js";
import {attempt, sentence} from "./form.js";
import {counted, emptyState, roomIcon} from "./rows.js";
import {TimelineView} from "./timeline.js";

export class RoomPage {
    #app;
    #scope = new Scope();
    #parts = new Scope();
    #setTitle;
    #foot = null;
    #details = null;
    #closed = false;

    constructor(app, route, setTitle) {
        this.#app = app;
        this.#setTitle = setTitle;
        this.id = route.room;
        this.seq = route.seq;
        this.title = app.store.rooms.get(this.id)?.title ?? "Room";
        this.head = h("header", {class: "room-top"});
        this.body = h("div", {class: "room-body"});
        this.foot = h("div", {class: "room-foot"});
        this.aside = h("aside", {class: "details", "aria-label": "About this room", hidden: true});
        this.element = h("div", {class: "room-page"},
            h("main", {class: "conversation", id: "main", tabindex: "-1"}, this.head, this.body, this.foot),
            this.aside);
    }

    /** Once it stands on the page: sizes and focus mean nothing before. */
    mounted() {
        this.#open();
    }

    async #open() {
        const {store, api} = this.#app;
        this.#scope.add(store.on("room:" + this.id, () => this.#paint()));
        this.#scope.add(store.on("me", () => this.#paint()));
        this.#scope.add(store.on("reset", () => this.#restart()));
        this.#paint();
        if (store.isMember(this.id))
            return this.#begin();
        try {
            store.putRoom(await api.room(this.id));
        } catch (problem) {
            return this.#failed(problem);
        }
        if (!this.#closed)
            this.#begin();
    }

    /** The address may name a message of the room that is open already. */
    update(route) {
        if (route.seq && this.timeline)
            this.timeline.jumpTo(route.seq);
    }

    close() {
        this.#closed = true;
        this.#parts.close();
        this.#scope.close();
        this.#app.live.unfollow(this.id);
    }

    get #room() {
        return this.#app.store.rooms.get(this.id);
    }

    #begin() {
        this.#app.live.follow(this.#room);
        this.timeline = new TimelineView(this.#app, this.#room, {
            seq: this.seq,
            reply: (message) => this.composer?.reply(message),
            edit: (message) => this.composer?.edit(message),
            compose: () => this.composer?.focus(),
        });
        this.#parts.add(() => this.timeline.close());
        fill(this.body, this.timeline.element);
        this.timeline.open();
        this.#paint();
    }

    /** The snapshot was replaced: what is on screen may not be the truth. */
    #restart() {
        this.#scope.close();
        this.#parts.close();
        this.timeline = null;
        this.#foot = null;
        this.#open();
    }

    #failed(problem) {
        if (!(problem instanceof Problem))
            throw problem;
        const title = problem.status === 404 ? "There is no such room" : "The room could not be opened";
        fill(this.body, emptyState(title, problem.status === 404 ? "It may have been deleted, or it is not open to you."
            : sentence(problem.detail), h("button", {type: "button", class: "button", onclick: () => this.#restart()}, "Try again")));
        this.title = title;
        this.#setTitle(title);
    }

    #paint() {
        const room = this.#room;
        if (!room)
            return;
        this.title = room.title;
        this.#setTitle(room.title);
        this.#paintHead(room);
        this.#paintFoot(room);
        this.#details?.paint();
    }

    #paintHead(room) {
        const signature = [room.title, room.topic_name, room.members, room.kind, room.state, room.description]
            .join("\u0000");
        if (this.head.dataset.shows === signature)
            return;
        this.head.dataset.shows = signature;
        fill(this.head,
            h("span", {class: "room-glyph"}, roomIcon(room)),
            h("div", {class: "room-names"},
                h("h1", null, h("bdi", null, room.title)),
                h("p", {class: "room-about"},
                    room.topic_name && h("a", {class: "chip", href: toTopic(room.topic)}, h("bdi", null, room.topic_name)),
                    h("bdi", null, room.description ?? ""))),
            this.toggle = h("button", {type: "button", class: "button quiet", "aria-expanded": String(!this.aside.hidden),
                onclick: () => this.#toggleDetails(), title: "About this room"},
            icon("people"), h("span", {"aria-hidden": "true"}, String(room.members)),
            h("span", {class: "hidden"}, `About this room, ${counted(room.members, "member")}`)));
    }

    #toggleDetails() {
        this.#details ??= detailsPanel(this.#app, this.#scope, this.id, () => this.#toggleDetails());
        this.aside.hidden = !this.aside.hidden;
        setAttribute(this.toggle, "aria-expanded", String(!this.aside.hidden));
        if (this.aside.hidden)
            this.toggle.focus();
        else {
            fill(this.aside, this.#details.element);
            this.#details.open();
        }
    }

    /** The box to write in, or why there is none. */
    #paintFoot(room) {
        const kind = footKind(room);
        this.composer?.rename(room.title);
        if (kind === this.#foot || (kind === "write" && !this.timeline))
            return;
        this.#foot = kind;
        this.composer = null;
        if (kind === "write") {
            this.composer = composer(this.#app, room, {sent: () => this.timeline.toNewest()});
            fill(this.foot, this.composer.element);
            if (matchMedia("(hover: hover)").matches && !document.querySelector("dialog[open]"))
                this.composer.focus();
        } else {
            fill(this.foot, footNote(kind, () => this.#join()));
        }
    }

    #join() {
        const {api, store, notify} = this.#app;
        return attempt(notify, async () => store.putRoom(await api.joinRoom(this.id)));
    }
}

function footKind({state, mine, joining, posting}) {
    if (state === "archived")
        return "archived";
    if (mine.state === "invited")
        return "invited";
    if (mine.state !== "joined")
        return joining === "open" && mine.state !== "banned" ? "join" : "closed";
    if (mine.role === "viewer" || (posting === "hosts" && mine.role !== "host")
        || (posting === "moderators" && mine.role === "member"))
        return "read";
    return "write";
}

function footNote(kind, join) {
    const texts = {
        archived: "This room is archived: it can be read, not written in.",
        invited: "You are invited to this room.",
        join: "You are reading this room from outside.",
        closed: "Joining this room needs an invitation.",
        read: "You can read here. Only some people may write in this room.",
    };
    const action = {invited: "Accept the invitation", join: "Join the room"}[kind];
    return h("div", {class: "foot-note"}, h("p", null, texts[kind]),
        action && h("button", {type: "button", class: "button primary", onclick: join}, action));
}
