/*
 * The box to write in: a new message, an answer to one, or the new text of one's own.
 */

import {fill, h, setAttribute} from "../dom.js";
import {Problem} from "../api.js";
import {isComposing} from "../composing.js";
import {icon} from "../icons.js";
import {plainText} from "../markdown.js";
import {nameOf} from "../people.js";
import {sentence} from "./form.js";

const BODY_BYTES_MAX = 16384;
const HEIGHT_MAX = 0.4;

export function composer(app, room, hooks) {
    return new Composer(app, room, hooks);
}

class Composer {
    #app;
    #room;
    #hooks;
    #mode = {kind: "new", message: null};

    constructor(app, room, hooks) {
        this.#app = app;
        this.#room = room.id;
        this.#hooks = hooks;
        this.note = h("div", {class: "composer-note", hidden: true});
        this.error = h("p", {class: "field-error", role: "alert", hidden: true});
        this.box = h("textarea", {rows: "1", dir: "auto", name: "body"});
        this.rename(room.title);
        this.button = h("button", {type: "submit", class: "icon-button send", "aria-label": "Send", title: "Send"}, icon("send"));
        this.element = h("form", {class: "composer", onsubmit: (event) => {
            event.preventDefault();
            this.#submit();
        }}, this.note, this.error, h("div", {class: "composer-row"}, this.box, this.button));
        this.box.addEventListener("input", () => this.#typed());
        this.box.addEventListener("keydown", (event) => this.#key(event));
        this.#setText(app.drafts.get(this.#room));
    }

    rename(title) {
        setAttribute(this.box, "aria-label", `Message to ${title}`);
        setAttribute(this.box, "placeholder", `Message to ${title}`);
    }

    focus() {
        this.box.focus();
    }

    reply(message) {
        this.#setMode("reply", message, `Answer to ${nameOf(this.#app.store.person(message.author))}`);
    }

    edit(message) {
        this.#setMode("edit", message, "Edit your message");
        this.#setText(message.body);
        this.box.setSelectionRange(message.body.length, message.body.length);
    }

    #setMode(kind, message = null, title = "") {
        const wasEdit = this.#mode.kind === "edit";
        this.#mode = {kind, message};
        this.note.hidden = kind === "new";
        this.element.dataset.mode = kind;
        if (kind !== "new")
            fill(this.note, icon(kind), h("strong", null, h("bdi", null, title)),
                h("bdi", {class: "quoted"}, plainText(message.body ?? "", 120)),
                h("button", {type: "button", class: "icon-button", "aria-label": "Cancel", title: "Cancel (Esc)",
                    onclick: () => this.#cancel()}, icon("close")));
        if (wasEdit && kind !== "edit")
            this.#setText(this.#app.drafts.get(this.#room));
        this.focus();
    }

    #cancel() {
        this.#fail(null);
        this.#setMode("new");
    }

    #typed() {
        this.#fit();
        const bytes = new TextEncoder().encode(this.box.value).length;
        this.#fail(bytes > BODY_BYTES_MAX ? `The message is too long by ${bytes - BODY_BYTES_MAX} bytes.` : null);
        if (this.#mode.kind !== "edit")
            this.#app.drafts.set(this.#room, this.box.value);
    }

    /** As high as its text, up to a part of the window. */
    #fit() {
        this.box.style.height = "auto";
        this.box.style.height = Math.min(this.box.scrollHeight + 2, innerHeight * HEIGHT_MAX) + "px";
    }

    #setText(text) {
        this.box.value = text;
        requestAnimationFrame(() => this.#fit());
    }

    #fail(text) {
        this.error.hidden = text === null;
        this.error.textContent = text ?? "";
    }

    #key(event) {
        if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey)
            return;
        if (event.key === "Enter" && !event.shiftKey && matchMedia("(pointer: fine)").matches) {
            event.preventDefault();
            this.#submit();
        } else if (event.key === "ArrowUp" && this.box.value === "" && this.#mode.kind === "new") {
            this.#editLast(event);
        } else if (event.key === "Escape") {
            event.preventDefault();
            if (this.#mode.kind === "new")
                this.#hooks.sent();
            else
                this.#cancel();
        }
    }

    #editLast(event) {
        const {store} = this.#app;
        const last = store.timeline(this.#room).messages.findLast((message) =>
            message.author === store.me.id && !message.deleted_at);
        if (last) {
            event.preventDefault();
            this.edit(last);
        }
    }

    #submit() {
        const body = this.box.value.trim();
        if (body === "" || !this.error.hidden)
            return;
        if (this.#mode.kind === "edit")
            this.#sendEdit(body);
        else
            this.#sendNew(body);
    }

    #sendNew(body) {
        const {outbox, drafts} = this.#app;
        const {message} = this.#mode;
        drafts.set(this.#room, "");
        this.#setText("");
        this.#setMode("new");
        outbox.add(this.#room, body, message?.seq);
        this.#hooks.sent();
    }

    async #sendEdit(body) {
        const {api, store} = this.#app;
        const {message} = this.#mode;
        if (body === message.body)
            return this.#cancel();
        try {
            store.putMessage(await api.editMessage(this.#room, message.seq, {body, version: message.version}));
            if (this.#mode.message === message)
                this.#cancel();
        } catch (problem) {
            if (!(problem instanceof Problem))
                throw problem;
            this.#fail(sentence(problem.detail));
        }
    }
}
