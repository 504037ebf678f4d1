/*
 * Dialogs: native ones, so that focus is kept inside, Escape closes and focus goes back where it was.
 */

import {h} from "../dom.js";
import {icon} from "../icons.js";

/** Show a dialog. `build(close)` makes its content; `onclose` is told when it is gone. */
export function openDialog({title, build, className = "", onclose = () => {}}) {
    const close = () => dialog.close();
    const dialog = h("dialog", {class: "dialog " + className, "aria-labelledby": "dialog-title"},
        h("div", {class: "dialog-head"},
            h("h2", {id: "dialog-title"}, title),
            h("button", {type: "button", class: "icon-button", "aria-label": "Close", onclick: close}, icon("close"))),
        h("div", {class: "dialog-body"}, build(close)));
    dialog.addEventListener("close", () => {
        dialog.remove();
        onclose();
    });
    dialog.addEventListener("mousedown", (event) => {
        if (event.target === dialog)
            close();
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("[autofocus], input, textarea, select")?.focus();
    return {dialog, close};
}

/** The page changed: whatever was asked was about another one. */
export function closeDialogs() {
    document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
}

/** Ask before something that cannot be undone. With `typed`, that text has to be typed. Resolves to the answer. */
export function confirmDialog({title, text, action, typed = null}) {
    return new Promise((resolve) => {
        let answer = false;
        openDialog({
            title,
            className: "dialog-small",
            onclose: () => resolve(answer),
            build: (close) => confirmForm({text, action, typed, close, accept: () => {
                answer = true;
                close();
            }}),
        });
    });
}

function confirmForm({text, action, typed, close, accept}) {
    const button = h("button", {type: "submit", class: "button danger", disabled: typed !== null}, action);
    const input = typed === null ? null
        : h("input", {type: "text", id: "confirm-typed", autocomplete: "off", autofocus: true,
            oninput: () => { button.disabled = input.value.trim() !== typed.trim(); }});
    return h("form", {class: "form", onsubmit: (event) => {
        event.preventDefault();
        if (!button.disabled)
            accept();
    }},
    h("p", null, text),
    input && h("div", {class: "field"},
        h("label", {for: "confirm-typed"}, "Type ", h("strong", null, h("bdi", null, typed)), " to confirm"),
        input),
    h("div", {class: "form-actions"},
        h("button", {type: "button", class: "button", onclick: close, autofocus: typed === null}, "Cancel"), button));
}

/** A short note at the edge of the window that goes away by itself. */
export function toast(text) {
    const host = document.querySelector(".toasts")
        ?? document.body.appendChild(h("div", {class: "toasts", role: "status", "aria-live": "polite"}));
    const note = h("div", {class: "toast"}, text);
    host.append(note);
    setTimeout(() => note.remove(), 5000);
}
