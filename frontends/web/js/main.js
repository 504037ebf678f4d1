/*
 * The beginning: who is asking? Somebody who is signed in gets the chat, everybody else the door.
 */

import {createApi} from "./api.js";
import {App} from "./app.js";
import {fill, h} from "./dom.js";
import {parseRoute} from "./router.js";
import {LocalStore} from "./storage.js";
import {applyTheme} from "./theme.js";
import {authPage} from "./views/auth.js";
import {closeDialogs} from "./views/dialog.js";

const RETRY_MS = 5000;
const root = document.getElementById("app");
const storage = new LocalStore(localStorageOrNothing());
const session = {app: null, leaving: false, ended: false};
const api = createApi({
    fetch: (...args) => fetch(...args),
    onSignedOut: () => signedOut("You were signed out. Sign in again to go on."),
});

function localStorageOrNothing() {
    try {
        return window.localStorage;
    } catch {
        return null;
    }
}

async function start() {
    const route = parseRoute(location.hash);
    const setupToken = route.page === "setup" ? route.token : null;
    try {
        await enter(await api.trySync());
        if (setupToken)
            location.replace("#/");
    } catch (problem) {
        if (problem.status === 401)
            await door({setupToken});
        else
            unreachable(problem);
    }
}

/** A page with one sentence and one thing to do. */
function stopped(title, text, action, run) {
    const button = h("button", {type: "button", class: "button primary", onclick: run}, action);
    fill(root, h("main", {class: "auth", id: "main"}, h("div", {class: "auth-card"},
        h("h2", null, title), h("p", {role: "alert"}, text), button)));
    return button;
}

function unreachable(problem) {
    const button = stopped("Not reachable", problem.detail ?? String(problem), "Try again", start);
    setTimeout(() => button.isConnected && start(), RETRY_MS);
}

async function door({setupToken = null, note} = {}) {
    const site = await api.site().catch(() => null);
    document.title = site?.name ?? "Chat";
    fill(root, authPage({api, site, setupToken, note, onsigned: async () => {
        if (setupToken)
            history.replaceState(null, "", "#/");
        await enter(await api.sync());
    }}));
    root.querySelector("input")?.focus();
}

async function enter(sync) {
    session.app?.close();
    session.app = new App({api, storage, sync, onSignOut: signOut, onOver: over});
    fill(root, session.app.element);
    session.app.start();
}

/** The connection may end before the answer is here; either means that one is signed out. */
async function signOut() {
    Object.assign(session, {leaving: true, ended: false});
    try {
        await api.signOut();
    } catch (problem) {
        if (!session.ended)
            throw problem;
    } finally {
        session.leaving = false;
    }
    storage.forgetAccount();
    signedOut("You are signed out.");
}

function over(code) {
    if (code === 4503)
        signedOut("This account cannot use the site any more.");
    else if (code === 4505)
        outdated();
    else
        signedOut("You were signed out. Sign in again to go on.");
}

function outdated() {
    session.app.close();
    session.app = null;
    stopped("The server has changed", "This page and the server do not understand each other any more.",
        "Load the page again", () => location.reload());
}

function signedOut(note) {
    session.ended = true;
    if (!session.app || session.leaving)
        return;
    session.app.close();
    session.app = null;
    closeDialogs();
    door({note});
}

applyTheme(storage);
start();
