/*
 * How the site is run: for its admins.
 */

import {fill, h} from "../dom.js";
import {attempt, field, form} from "./form.js";

const REGISTRATION = [["open", "Everybody"], ["invite", "People who were invited"], ["closed", "Nobody"]];
const CREATE = [["member", "Everybody"], ["moderator", "Moderators"], ["admin", "Administrators"]];
const EDIT = [["-1", "Always"], ["86400", "For a day"], ["3600", "For an hour"], ["300", "For five minutes"], ["0", "Never"]];
const YES_NO = [["0", "No"], ["1", "Yes"]];

export function siteSection(app) {
    const place = h("div", null, h("p", {class: "muted"}, "Loading"));
    attempt(app.notify, async () => fill(place, siteForm(app, await app.api.settings())));
    return h("section", {class: "card", "aria-labelledby": "site-heading"}, h("h2", {id: "site-heading"}, "This site"), place);
}

function siteForm(app, settings) {
    const window = String(settings.edit_window_s);
    const windows = EDIT.some(([value]) => value === window) ? EDIT : [[window, `For ${window} seconds`], ...EDIT];
    const select = (label, name, options, value, hint) => field({label, name, control: "select", options, value, hint});
    return form({
        action: "Save site settings",
        children: [
            field({label: "Name of the site", name: "site_name", value: settings.site_name, maxlength: "64"}),
            select("Who may make an account", "registration", REGISTRATION, settings.registration),
            select("Who may create rooms", "room_create", CREATE, settings.room_create),
            select("How long people may edit what they wrote", "edit_window_s", windows, window),
            select("Public rooms can be read without an account", "anonymous_read", YES_NO, settings.anonymous_read ? "1" : "0"),
            select("Lockdown: nobody registers, only moderators make rooms", "lockdown", YES_NO, settings.lockdown ? "1" : "0"),
        ],
        send: (values) => app.api.editSettings({
            site_name: values.site_name.trim(),
            registration: values.registration,
            room_create: values.room_create,
            edit_window_s: Number(values.edit_window_s),
            anonymous_read: Number(values.anonymous_read),
            lockdown: Number(values.lockdown),
        }),
        done: async () => {
            app.live.need("site");
            app.notify("The settings are saved.");
        },
    });
}
