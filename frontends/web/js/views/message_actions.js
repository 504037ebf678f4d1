/*
 * What one can do with a message, by its buttons and by keys on the message that has the focus.
 */

import {isComposing} from "../composing.js";
import {toRoom} from "../router.js";
import {confirmDialog} from "./dialog.js";
import {attempt} from "./form.js";

const KEYS = {r: "reply", e: "edit", Delete: "delete", Backspace: "delete"};

export class MessageActions {
    #app;
    #list;
    #hooks;

    /** `hooks`: reply(message), edit(message), compose() to go back to writing. */
    constructor(app, list, hooks) {
        this.#app = app;
        this.#list = list;
        this.#hooks = hooks;
        list.addEventListener("click", (event) => this.#clicked(event));
        list.addEventListener("keydown", (event) => this.#key(event));
        list.addEventListener("focusin", (event) => this.choose(event.target.closest?.(".message")));
    }

    /** One message can be reached with Tab: the one that had the focus last, else the newest. */
    painted() {
        const messages = this.#list.getElementsByClassName("message");
        if (messages.length > 0 && !this.#list.querySelector('.message[tabindex="0"]'))
            this.choose(messages[messages.length - 1]);
    }

    /** Make this the message that Tab leads to. */
    choose(row) {
        if (!row || row.tabIndex === 0)
            return;
        for (const other of this.#list.querySelectorAll('[tabindex="0"].message, .message-actions [tabindex="0"]'))
            other.tabIndex = -1;
        row.tabIndex = 0;
        for (const button of row.querySelectorAll(".message-actions button"))
            button.tabIndex = 0;
    }

    #clicked(event) {
        const button = event.target.closest("[data-action]");
        const row = button?.closest(".message");
        if (row)
            this.#act(button.dataset.action, row, button);
    }

    #key(event) {
        if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || !event.target.matches(".message"))
            return;
        const step = {ArrowUp: -1, ArrowDown: 1}[event.key];
        if (step)
            this.#step(event.target, step);
        else if (event.key === "Escape")
            this.#hooks.compose();
        else if (!KEYS[event.key] || !event.target.querySelector(`[data-action="${KEYS[event.key]}"]`))
            return;
        else
            this.#act(KEYS[event.key], event.target);
        event.preventDefault();
    }

    #step(row, step) {
        const rows = [...this.#list.querySelectorAll(".message")];
        const next = rows[rows.indexOf(row) + step];
        if (next)
            next.focus();
        else if (step > 0)
            this.#hooks.compose();
    }

    #act(action, row, button) {
        const {outbox} = this.#app;
        if (action === "retry")
            outbox.retry(row.dataset.client);
        else if (action === "discard")
            outbox.discard(row.dataset.client);
        else if (action === "copy-code")
            this.#copy(button.closest(".code-block").querySelector("code").textContent, "Code copied");
        else if (row.dataset.seq)
            this.#actOn(action, this.#messageOf(row));
    }

    #messageOf(row) {
        const room = /^#\/room\/([0-9]+)/.exec(location.hash)?.[1];
        return this.#app.store.timeline(room).find(Number(row.dataset.seq));
    }

    #actOn(action, message) {
        if (!message)
            return;
        if (action === "reply")
            this.#hooks.reply(message);
        else if (action === "edit")
            this.#hooks.edit(message);
        else if (action === "copy")
            this.#copy(message.body, "Text copied");
        else if (action === "link")
            this.#copy(location.origin + "/" + toRoom(message.room, message.seq), "Link copied");
        else if (action === "delete")
            this.#delete(message);
    }

    async #delete(message) {
        const {api, notify} = this.#app;
        const sure = await confirmDialog({
            title: "Delete this message?",
            text: "Its text goes for everybody. That it was there stays visible.",
            action: "Delete",
        });
        if (sure)
            await attempt(notify, () => api.deleteMessage(message.room, message.seq));
    }

    async #copy(text, done) {
        try {
            await navigator.clipboard.writeText(text);
            this.#app.notify(done);
        } catch {
            this.#app.notify("The browser did not allow copying.");
        }
    }
}
