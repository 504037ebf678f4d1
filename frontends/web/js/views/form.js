/*
 * Forms: labelled fields, one request at a time, and what was wrong in words beside the field at fault.
 */

import {Problem} from "../api.js";
import {h} from "../dom.js";

let fields = 0;

/** A labelled control with its hint and a place for what is wrong with it. */
export function field({label, name, hint, control = "input", options, value, ...props}) {
    const id = `field-${++fields}`;
    const described = [hint && id + "-hint", id + "-error"].filter(Boolean).join(" ");
    const element = h(control, {id, name, "aria-describedby": described, ...props},
        options?.map(([key, text]) => h("option", {value: key, selected: key === value}, text)));
    if (value !== undefined && value !== null && !options)
        element.value = value;
    element.addEventListener("input", () => clearError(element));
    return h("div", {class: "field"},
        h("label", {for: id}, label), element,
        hint && h("p", {class: "hint", id: id + "-hint"}, hint),
        h("p", {class: "field-error", id: id + "-error", hidden: true}));
}

/** A form that sends what it holds. `send(values, form)` may throw a Problem; then `done` is not called. */
export function form({children, action, danger = false, cancel, send, done = () => {}, className = ""}) {
    const error = h("p", {class: "form-error", role: "alert", hidden: true});
    const submit = h("button", {type: "submit", class: danger ? "button danger" : "button primary"}, action);
    const element = h("form", {class: "form " + className, novalidate: true, onsubmit: async (event) => {
        event.preventDefault();
        if (submit.getAttribute("aria-busy") === "true")
            return;
        clearErrors(element);
        submit.setAttribute("aria-busy", "true");
        try {
            const result = await send(valuesOf(element), element);
            await done(result, element);
        } catch (problem) {
            showProblem(element, problem);
        } finally {
            submit.removeAttribute("aria-busy");
        }
    }},
    children, error,
    h("div", {class: "form-actions"},
        cancel && h("button", {type: "button", class: "button", onclick: cancel}, "Cancel"), submit));
    return element;
}

function valuesOf(element) {
    return Object.fromEntries(new FormData(element).entries());
}

/** "the title is empty" as a sentence. */
export function sentence(text) {
    const first = text.charAt(0).toUpperCase() + text.slice(1);
    return /[.!?]$/.test(first) ? first : first + ".";
}

/** Put a problem where it belongs: beside its field, or above the buttons. */
function showProblem(element, problem) {
    if (!(problem instanceof Problem))
        throw problem;
    const control = problem.field ? element.elements.namedItem(problem.field) : null;
    const place = control?.id ? document.getElementById(control.id + "-error") : null;
    const text = sentence(problem.detail);
    if (!place) {
        const error = element.querySelector(".form-error");
        error.textContent = text;
        error.hidden = false;
        return;
    }
    place.textContent = text;
    place.hidden = false;
    control.setAttribute("aria-invalid", "true");
    control.focus();
}

function clearError(control) {
    const place = document.getElementById(control.id + "-error");
    control.removeAttribute("aria-invalid");
    if (place)
        place.hidden = true;
}

function clearErrors(element) {
    element.querySelectorAll("[aria-invalid]").forEach(clearError);
    element.querySelector(".form-error").hidden = true;
}

/** Run something a button asked for; a problem becomes a note. Whether it went well. */
export async function attempt(notify, run) {
    try {
        await run();
        return true;
    } catch (problem) {
        if (!(problem instanceof Problem))
            throw problem;
        notify(sentence(problem.detail));
        return false;
    }
}
