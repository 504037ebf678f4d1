/*
 * Going somewhere by typing a few letters of it: one's rooms first, then the directory and people.
 */

import {Problem} from "../api.js";
import {h, reconcile, setAttribute} from "../dom.js";
import {coalesce} from "../emitter.js";
import {icon} from "../icons.js";
import {isComposing} from "../composing.js";
import {avatar} from "../people.js";
import {toRoom, toUser} from "../router.js";
import {openDialog} from "./dialog.js";

const MOST = 12;

export function openSwitcher(app) {
    if (document.querySelector(".dialog-switcher"))
        return true;
    const state = {choices: [], at: 0, far: [], asked: 0};
    const list = h("ul", {class: "choices", role: "listbox", id: "switcher-list", "aria-label": "Places"});
    const input = h("input", {type: "text", class: "switcher-input", role: "combobox", "aria-expanded": "true",
        "aria-controls": "switcher-list", "aria-label": "Room or person", placeholder: "Room or person",
        autocomplete: "off", autofocus: true});
    const {close} = openDialog({title: "Go to", className: "dialog-switcher", build: () => [input, list]});

    const enter = (choice) => {
        close();
        app.go(choice.href);
    };
    const paint = () => {
        state.choices = choicesFor(app, input.value, state.far);
        state.at = Math.min(state.at, Math.max(0, state.choices.length - 1));
        reconcile(list, state.choices, {key: (choice) => choice.href, create: (choice) => row(choice, enter)});
        [...list.children].forEach((item, i) => setAttribute(item, "aria-selected", String(i === state.at)));
        setAttribute(input, "aria-activedescendant", state.choices[state.at] ? idOf(state.choices[state.at]) : null);
        list.children[state.at]?.scrollIntoView({block: "nearest"});
    };
    const ask = coalesce(async () => {
        const mine = ++state.asked;
        const far = await findFar(app, input.value.trim());
        if (mine === state.asked) {
            state.far = far;
            paint();
        }
    }, 150);
    input.addEventListener("input", () => {
        state.at = 0;
        paint();
        ask();
    });
    input.addEventListener("keydown", (event) => {
        if (isComposing(event))
            return;
        const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
        if (step) {
            state.at = (state.at + step + state.choices.length) % Math.max(1, state.choices.length);
            paint();
            event.preventDefault();
        } else if (event.key === "Enter" && state.choices[state.at]) {
            enter(state.choices[state.at]);
            event.preventDefault();
        }
    });
    paint();
    return true;
}

async function findFar({api}, text) {
    if (text === "")
        return [];
    try {
        const [rooms, people] = await Promise.all([api.rooms({text, limit: MOST}), api.users({text, limit: MOST})]);
        return [...rooms.rooms.map(roomChoice), ...people.people.map(personChoice)];
    } catch (problem) {
        if (!(problem instanceof Problem))
            throw problem;
        return [];
    }
}

function choicesFor({store}, typed, far) {
    const text = typed.trim().toLowerCase();
    const rooms = [...store.joinedRooms()].sort((a, b) => Math.sign(b.mine.unread ?? 0) - Math.sign(a.mine.unread ?? 0));
    const near = rooms.map(roomChoice).filter((choice) => choice.words.includes(text));
    const seen = new Set(near.map((choice) => choice.href));
    return [...near, ...far.filter((choice) => !seen.has(choice.href) && choice.words.includes(text))].slice(0, MOST);
}

function roomChoice(room) {
    const {id, title, name, topic_name: topic, kind, mine, description} = room;
    return {
        href: toRoom(id),
        title,
        note: topic,
        unread: mine.unread ?? 0,
        picture: () => icon(kind === "private" ? "lock" : "room"),
        words: [title, name, topic, description].join(" ").toLowerCase(),
    };
}

function personChoice(person) {
    return {
        href: toUser(person.id),
        title: person.display_name,
        note: "@" + person.handle,
        unread: 0,
        picture: () => avatar(person, person.id, "small"),
        words: (person.display_name + " " + person.handle).toLowerCase(),
    };
}

const idOf = (choice) => "choice" + choice.href.replaceAll("/", "-").replace("#", "");

function row(choice, enter) {
    return h("li", {role: "option", id: idOf(choice), class: "choice", onclick: () => enter(choice)}, choice.picture(),
        h("bdi", {class: "choice-title"}, choice.title),
        choice.note && h("bdi", {class: "choice-note"}, choice.note),
        choice.unread > 0 && h("span", {class: "badge"}, String(choice.unread)));
}
