/*
 * One's own account: profile, password, where one is signed in, how the page looks; and for those who run the
 * site, its settings.
 */

import {Scope, h} from "../dom.js";
import {icon} from "../icons.js";
import {THEMES, setTheme, themeOf} from "../theme.js";
import {attempt, field, form} from "./form.js";
import {sessionsSection} from "./sessions.js";
import {openHelp} from "./help.js";
import {siteSection} from "./site_settings.js";

export function settingsPage(app) {
    const scope = new Scope();
    return {
        title: "Settings",
        close: () => scope.close(),
        element: h("main", {class: "page", id: "main", tabindex: "-1"}, h("div", {class: "page-body"},
            h("h1", null, "Settings"),
            profileSection(app), lookSection(app), passwordSection(app), sessionsSection(app, scope),
            app.isAdmin && siteSection(app),
            h("section", {class: "card"}, h("h2", null, "More"), h("div", {class: "card-buttons"},
                h("button", {type: "button", class: "button", onclick: openHelp}, icon("help"), "Keys and writing"),
                h("button", {type: "button", class: "button", onclick: () => attempt(app.notify, app.signOut)},
                    icon("leave"), "Sign out"))))),
    };
}

function profileSection(app) {
    const {me} = app.store;
    return h("section", {class: "card", "aria-labelledby": "profile-heading"}, h("h2", {id: "profile-heading"}, "Profile"),
        form({
            action: "Save profile",
            children: [
                field({label: "Name (what people see)", name: "display_name", value: me.display_name, maxlength: "64",
                    autocomplete: "name"}),
                field({label: "Status", name: "status_text", value: me.status_text, maxlength: "120", autocomplete: "off",
                    hint: "What you are up to."}),
                field({label: "About you", name: "bio", control: "textarea", value: me.bio, maxlength: "1000", rows: "4"}),
            ],
            send: (values) => app.api.editProfile(trimmed(values)),
            done: (user) => {
                app.store.setMe(user);
                app.notify("Your profile is saved.");
            },
        }));
}

function trimmed(values) {
    return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, text.trim()]));
}

function lookSection(app) {
    const chosen = themeOf(app.storage);
    return h("section", {class: "card"}, h("fieldset", {class: "choice-row"}, h("legend", null, "Appearance"),
        THEMES.map(([value, text]) => h("label", null,
            h("input", {type: "radio", name: "theme", value, checked: value === chosen,
                onchange: () => setTheme(app.storage, value)}), text))));
}

function passwordSection(app) {
    return h("section", {class: "card", "aria-labelledby": "password-heading"},
        h("h2", {id: "password-heading"}, "Password"),
        form({
            action: "Change password",
            children: [
                h("input", {type: "text", class: "hidden", autocomplete: "username", value: app.store.me.handle,
                    tabindex: "-1", "aria-hidden": "true", readonly: true}),
                field({label: "Present password", name: "old_password", type: "password", autocomplete: "current-password"}),
                field({label: "New password", name: "new_password", type: "password", autocomplete: "new-password",
                    hint: "At least 8 characters. Everywhere else you will be signed out."}),
            ],
            send: ({old_password, new_password}) => app.api.changePassword({old_password, new_password}),
            done: (_, element) => {
                element.reset();
                app.store.emit("sessions");
                app.notify("Your password is changed.");
            },
        }));
}
