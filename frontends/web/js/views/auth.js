/*
 * The door: signing in, making an account, and setting up a site that has no owner yet.
 */

import {fill, h} from "../dom.js";
import {field, form} from "./form.js";

const HANDLE_HINT = "Small letters, digits, dot, dash. Others use it to find you; it cannot be changed later.";

/** @param setupToken  from the setup link, or null; `onsigned` is told who signed in. */
export function authPage({api, site, setupToken, note, onsigned}) {
    const card = h("div", {class: "auth-card"});
    const page = h("main", {class: "auth", id: "main"},
        h("div", {class: "auth-brand"}, h("img", {src: "icon.svg", alt: "", width: "44", height: "44"}),
            h("h1", null, h("bdi", null, site?.name ?? "Chat"))),
        note && h("p", {class: "notice", role: "status"}, note),
        card);

    const show = (mode) => {
        fill(card, mode(show));
        card.querySelector("input")?.focus();
    };
    const registering = (change) => register({api, site, setupToken, onsigned, change: () => change(signingIn)});
    const signingIn = (change) => signIn({api, site, onsigned, change: () => change(registering)});

    if (site && !site.claimed && !setupToken)
        fill(card, unclaimed());
    else
        show(setupToken ? registering : signingIn);
    return page;
}

function unclaimed() {
    return [
        h("h2", null, "This site has no owner yet"),
        h("p", null, "Open the setup link that the server printed when it started. It makes the account that runs the site."),
    ];
}

function signIn({api, site, onsigned, change}) {
    return [
        h("h2", null, "Sign in"),
        form({
            action: "Sign in",
            children: [
                field({label: "Handle", name: "handle", autocomplete: "username", autocapitalize: "none",
                    spellcheck: "false", required: true}),
                field({label: "Password", name: "password", type: "password", autocomplete: "current-password",
                    required: true}),
            ],
            send: ({handle, password}) => api.signIn({handle: handleOf(handle), password}),
            done: onsigned,
        }),
        site?.registration === "open"
            ? h("p", {class: "auth-switch"}, "New here? ", h("button", {type: "button", class: "link", onclick: change},
                "Create an account"))
            : h("p", {class: "auth-switch muted"}, "New accounts cannot be made here at the moment."),
    ];
}

function register({api, setupToken, onsigned, change}) {
    return [
        h("h2", null, setupToken ? "Set up this site" : "Create an account"),
        setupToken && h("p", {class: "muted"}, "The account you make now owns the site: it can change its settings."),
        form({
            action: "Create account",
            children: [
                field({label: "Handle", name: "handle", autocomplete: "username", autocapitalize: "none",
                    spellcheck: "false", maxlength: "32", required: true, hint: HANDLE_HINT}),
                field({label: "Name (what people see)", name: "display_name", autocomplete: "name", maxlength: "64"}),
                field({label: "Password", name: "password", type: "password", autocomplete: "new-password",
                    required: true, hint: "At least 8 characters. A sentence is a good password."}),
            ],
            send: ({handle, display_name, password}) => api.register({
                handle: handleOf(handle),
                password,
                ...(display_name.trim() ? {display_name: display_name.trim()} : {}),
                ...(setupToken ? {setup_token: setupToken} : {}),
            }),
            done: onsigned,
        }),
        !setupToken && h("p", {class: "auth-switch"}, "Have an account? ",
            h("button", {type: "button", class: "link", onclick: change}, "Sign in")),
    ];
}

/** People type "@Ada " for ada. */
function handleOf(text) {
    return text.trim().replace(/^@/, "").toLowerCase();
}
