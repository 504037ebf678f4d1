/*
 * Where one is signed in, and ending it there.
 */

import {h, reconcile} from "../dom.js";
import {coalesce} from "../emitter.js";
import {fullTime} from "../time.js";
import {attempt} from "./form.js";
import {timeElement} from "./rows.js";

export function sessionsSection(app, scope) {
    const list = h("ul", {class: "sessions"});
    const paint = (sessions) => reconcile(list, sessions, {
        key: (session) => session.id,
        create: (session) => row(app, session, () => read()),
    });
    const read = () => attempt(app.notify, async () => paint((await app.api.sessions()).sessions));
    scope.add(app.store.on("sessions", coalesce(read, 200)));
    read();
    return h("section", {class: "card", "aria-labelledby": "sessions-heading"},
        h("h2", {id: "sessions-heading"}, "Where you are signed in"), list);
}

function row({api, notify}, session, changed) {
    const name = programName(session.user_agent ?? "");
    const end = () => attempt(notify, async () => {
        await api.revokeSession(session.id);
        notify("Signed out there.");
        changed();
    });
    return h("li", {class: "session"},
        h("div", null,
            h("p", {class: "session-name", title: session.user_agent}, h("bdi", null, name),
                session.current && h("span", {class: "tag accent"}, "this browser")),
            h("p", {class: "muted"}, session.address && h("span", null, session.address, " \u00b7 "),
                "since ", h("span", {title: fullTime(session.created_at)}, timeElement(session.created_at)))),
        !session.current && h("button", {type: "button", class: "button small", "aria-label": `Sign out ${name}`,
            onclick: end}, "Sign out"));
}

/** "Firefox on Linux" out of what a browser calls itself; else its first words. */
function programName(userAgent) {
    const found = (names) => names.find(([mark]) => userAgent.includes(mark))?.[1];
    const browser = found([["Firefox/", "Firefox"], ["Edg/", "Edge"], ["OPR/", "Opera"], ["Chrome/", "Chrome"],
        ["Safari/", "Safari"]]);
    const system = found([["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"],
        ["Mac OS X", "Mac"], ["Linux", "Linux"]]);
    if (browser)
        return system ? `${browser} on ${system}` : browser;
    return userAgent.slice(0, 40) || "A program";
}
