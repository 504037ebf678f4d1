/*
 * The conversation on screen: what is shown stays where it is while history grows above it and messages come
 * in below it, and being at the end means staying there.
 */

import {Scope, h, reconcile, setText} from "../dom.js";
import {coalesce} from "../emitter.js";
import {icon} from "../icons.js";
import {rowsOf} from "../items.js";
import {MessageActions} from "./message_actions.js";
import {createRow, updateRow} from "./message.js";
import {attempt} from "./form.js";
import {emptyState} from "./rows.js";

const NEAR = 700;
const AT_END = 48;

export class TimelineView {
    #app;
    #id;
    #scope = new Scope();
    #actions;
    #unreadAfter = null;
    #target = null;
    #stick = true;
    #ready = false;

    constructor(app, room, {seq, reply, edit, compose}) {
        this.#app = app;
        this.#id = room.id;
        this.#target = seq;
        if (room.mine.state === "joined" && room.mine.unread > 0)
            this.#unreadAfter = room.mine.marker_seq ?? 0;
        this.list = h("div", {class: "timeline", role: "log", "aria-label": "Conversation", "aria-live": "polite",
            "aria-relevant": "additions"});
        this.scroller = h("div", {class: "timeline-scroll", tabindex: "-1"}, this.list);
        this.pillText = h("span", null);
        this.pill = h("button", {type: "button", class: "pill", hidden: true, onclick: () => this.toNewest()},
            icon("down"), this.pillText);
        this.element = h("div", {class: "timeline-frame"}, this.scroller, this.pill);
        this.#actions = new MessageActions(app, this.list, {reply, edit, compose});
    }

    async open() {
        const {store, outbox} = this.#app;
        const paint = coalesce(() => this.#paint());
        this.#scope.add(store.on("timeline:" + this.#id, paint));
        this.#scope.add(store.on("room:" + this.#id, () => this.#paintPill()));
        this.#scope.add(store.on("person", paint));
        this.#scope.add(store.on("said", (message) => this.#said(message)));
        this.#scope.add(this.#app.live.on("state", paint));
        this.#scope.add(outbox.on("room", (room) => room === this.#id && paint()));
        this.#scope.listen(this.scroller, "scroll", () => this.#scrolled(), {passive: true});
        this.#scope.listen(window, "focus", () => this.#look());
        this.#scope.listen(document, "visibilitychange", () => this.#look());
        const sizes = new ResizeObserver(() => this.#stick && this.#ready && this.#toEnd());
        sizes.observe(this.scroller);
        sizes.observe(this.list);
        this.#scope.add(() => sizes.disconnect());
        this.#scope.every(60000, paint);
        await this.#load();
    }

    close() {
        this.#scope.close();
    }

    async jumpTo(seq) {
        if (!this.#ready)
            return;
        this.#target = seq;
        if (this.#app.store.timeline(this.#id).find(seq))
            this.#showTarget();
        else
            await this.#load();
    }

    async toNewest() {
        const {history, store, notify} = this.#app;
        this.#stick = true;
        this.#unreadAfter = this.#away() ? this.#unreadAfter : null;
        if (store.timeline(this.#id).moreAfter)
            await attempt(notify, () => history.newest(this.#id));
        this.#stick = true;
        this.#paint();
        this.#toEnd();
    }

    async #load() {
        const {history, store} = this.#app;
        const room = store.rooms.get(this.#id);
        this.list.setAttribute("aria-busy", "true");
        this.#ready = false;
        this.#stick = false; /* nothing counts as read before it is known where to begin */
        try {
            if (!this.#isHere(room))
                await (this.#target ? history.around(this.#id, this.#target) : history.open(room));
        } catch (problem) {
            this.list.replaceChildren(emptyState("The messages could not be read", problem.detail,
                h("button", {type: "button", class: "button", onclick: () => this.#load()}, "Try again")));
            return;
        }
        this.list.querySelector(".empty")?.remove();
        this.#ready = true;
        this.#paint();
        this.#begin();
        this.list.removeAttribute("aria-busy");
    }

    /** Whether all that is to be shown first is in memory, and kept true by events. */
    #isHere(room) {
        const timeline = this.#app.store.timeline(this.#id);
        const first = this.#target ?? (room.mine.unread > 0 ? room.mine.marker_seq + 1 : timeline.last);
        return room.mine.state === "joined" && timeline.loaded && !timeline.moreAfter && !timeline.behind
            && (timeline.first <= first || !timeline.moreBefore);
    }

    /** Where the eye should be first. */
    #begin() {
        const line = this.list.querySelector(".unread-line");
        if (this.#target)
            this.#showTarget();
        else if (line)
            this.scroller.scrollTop = line.offsetTop - this.scroller.clientHeight * 0.25;
        else
            this.#toEnd();
        this.#scrolled();
    }

    #showTarget() {
        const row = this.list.querySelector(`[data-seq="${this.#target}"]`);
        this.#target = null;
        if (!row)
            return;
        this.#stick = false;
        row.scrollIntoView({block: "center"});
        row.classList.add("shown");
        this.#actions.choose(row);
        setTimeout(() => row.classList.remove("shown"), 2500);
    }

    #paint() {
        const {store, outbox} = this.#app;
        const timeline = store.timeline(this.#id);
        if (!this.#ready)
            return;
        if (this.#stick)
            timeline.trimStart();
        const rows = rowsOf({messages: timeline.messages, pending: timeline.moreAfter ? [] : outbox.in(this.#id),
            unreadAfter: this.#unreadAfter, me: store.me.id, atStart: !timeline.moreBefore});
        const anchor = this.#stick && !timeline.moreAfter ? null : this.#anchor();
        reconcile(this.list, rows, {
            key: (row) => row.key,
            create: createRow,
            update: (node, row) => updateRow(node, row, this.#app),
        });
        this.#actions.painted();
        if (anchor)
            this.scroller.scrollTop += anchor.node.getBoundingClientRect().top - anchor.top;
        else if (this.#stick)
            this.#toEnd();
        this.#paintPill();
        this.#look();
    }

    /** A row that is on screen and its place there. Days may come and go, messages stay. */
    #anchor() {
        const top = this.scroller.getBoundingClientRect().top;
        for (const node of this.list.children) {
            const box = node.getBoundingClientRect();
            if (box.bottom > top && node.dataset.seq)
                return {node, top: box.top};
        }
        return null;
    }

    #toEnd() {
        this.scroller.scrollTop = this.scroller.scrollHeight;
    }

    #scrolled() {
        if (!this.#ready)
            return;
        const {history} = this.#app;
        const timeline = this.#app.store.timeline(this.#id);
        const below = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight;
        this.#stick = below < AT_END && !timeline.moreAfter;
        if (this.scroller.scrollTop < NEAR && timeline.moreBefore)
            this.#page(() => history.before(this.#id));
        else if (below < NEAR && timeline.moreAfter)
            this.#page(() => history.after(this.#id));
        this.#paintPill();
        this.#look();
    }

    /** History that grows is not news: it is not read aloud. */
    async #page(load) {
        this.list.setAttribute("aria-busy", "true");
        if (await attempt(this.#app.notify, load))
            this.#paint();
        this.list.removeAttribute("aria-busy");
    }

    #paintPill() {
        const unread = this.#app.store.rooms.get(this.#id)?.mine.unread ?? 0;
        this.pill.hidden = this.#stick || !this.#ready;
        setText(this.pillText, unread > 0 ? `${unread} new` : "Jump to newest");
    }

    #away() {
        return document.visibilityState !== "visible" || !document.hasFocus();
    }

    /** Somebody said something: when nobody is looking, it is where the unread line will stand. */
    #said(message) {
        const room = this.#app.store.rooms.get(this.#id);
        if (message.room !== this.#id || !room || room.mine.unread !== 1 || !(this.#away() || !this.#stick))
            return;
        this.#unreadAfter = message.seq - 1;
        this.#paint();
    }

    /** What is at the end of the screen while somebody looks at it has been read. */
    #look() {
        const timeline = this.#app.store.timeline(this.#id);
        if (this.#ready && this.#stick && !timeline.moreAfter && !this.#away() && timeline.last > 0)
            this.#app.reader.saw(this.#id, timeline.last);
    }
}
