/*
 * Showing people: initials on a colour of their own, and their names kept apart from the text around them.
 */

import {h} from "./dom.js";
import {toUser} from "./router.js";

const TONES = 10;

/** First letters of the first and the last word of a name. */
export function initials(name) {
    const words = name.trim().split(/\s+/u);
    const first = Array.from(words[0] ?? "")[0] ?? "?";
    const last = words.length > 1 ? Array.from(words.at(-1))[0] : "";
    return (first + last).toUpperCase();
}

/** Always the same for an id, and different for neighbours. */
export function toneOf(id) {
    return (Number(String(id).slice(-6)) * 7) % TONES;
}

export function nameOf(person) {
    if (!person)
        return "Somebody";
    return person.state === "erased" ? "Erased account" : person.display_name;
}

/** The picture of a person or, with `title`, of anything else that has an id. */
export function avatar(person, id = person?.id, size = "") {
    return h("span", {class: `avatar tone-${toneOf(id ?? 0)} ${size}`, "aria-hidden": "true"},
        person ? initials(nameOf(person)) : "\u2026");
}

export function nameElement(person, props) {
    return h("bdi", {class: "name", ...props}, nameOf(person));
}

/** The name as a link to the profile. */
export function personLink(person, id = person?.id) {
    return h("a", {class: "person-link", href: toUser(id)}, nameElement(person));
}
