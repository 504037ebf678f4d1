/*
 * The frame around every page: the bar at the top, the note when the connection is lost, the page of the
 * address, and on a phone the tabs at the bottom.
 */

import {Scope, fill, h, setAttribute, setText} from "../dom.js";
import {coalesce} from "../emitter.js";
import {icon} from "../icons.js";
import {listenKeys} from "../keys.js";
import {avatar} from "../people.js";
import {parseRoute, toActivity, toRooms, toSettings, toTopics, toUser} from "../router.js";
import {closeDialogs} from "./dialog.js";
import {homePage} from "./home.js";
import {profilePage} from "./profile.js";
import {RoomPage} from "./room.js";
import {settingsPage} from "./settings.js";
import {sidebar} from "./sidebar.js";
import {openSwitcher} from "./switcher.js";

const HOME = new Set(["rooms", "topics", "activity", "setup"]);
const OFFLINE_AFTER_MS = 1200;
const KEYBOARD_LEAST = 100;

export class Shell {
    #app;
    #scope = new Scope();
    #page = null;
    #pageKey = null;
    #title = null;
    #offline = null;

    constructor(app) {
        this.#app = app;
        this.side = sidebar(app, this.#scope);
        this.main = h("div", {class: "page-place"});
        this.banner = h("div", {class: "banner", role: "status", hidden: true});
        this.back = h("a", {class: "icon-button back", href: toRooms(), "aria-label": "Back to the rooms"}, icon("back"));
        this.brand = h("bdi", null);
        this.heading = h("span", {class: "bar-title"});
        this.menu = h("div", {class: "bar-me"});
        this.tabs = tabs(app.store.me.id);
        this.element = h("div", {class: "shell"},
            h("button", {type: "button", class: "skip", onclick: () => this.focusMain()}, "Skip to the content"),
            h("header", {class: "topbar"}, this.back,
                h("a", {class: "brand", href: toRooms()}, h("img", {src: "icon.svg", alt: "", width: "28", height: "28"}),
                    this.brand),
                this.heading,
                h("button", {type: "button", class: "bar-search", onclick: () => openSwitcher(app)}, icon("search"),
                    h("span", {class: "label"}, "Go to a room or person"), h("kbd", {"aria-hidden": "true"}, "Ctrl K")),
                this.menu),
            this.banner, h("div", {class: "page-host"}, this.side.element, this.main), this.tabs);
    }

    start() {
        const {store, live} = this.#app;
        this.#scope.listen(window, "hashchange", () => {
            closeDialogs();
            this.#route();
        });
        for (const name of ["me", "site"])
            this.#scope.add(store.on(name, () => this.#paint()));
        this.#scope.add(store.on("rooms", coalesce(() => this.#paintTitle())));
        if (window.visualViewport)
            this.#scope.listen(window.visualViewport, "resize", () => this.#fitAboveKeyboard());
        this.#scope.add(store.on("gone", (id) => this.#gone(id)));
        this.#scope.add(live.on("state", (state) => this.#connection(state)));
        this.#scope.add(listenKeys(this.#app));
        this.#paint();
        this.#route();
    }

    close() {
        this.#page?.close();
        this.#scope.close();
        clearTimeout(this.#offline);
    }

    focusMain() {
        this.main.querySelector("main").focus({preventScroll: true});
    }

    #route() {
        const route = parseRoute(location.hash);
        const key = HOME.has(route.page) ? "home" : [route.page, route.room, route.user].join(":");
        this.element.dataset.page = HOME.has(route.page) ? "home" : route.page;
        const moved = key !== this.#pageKey;
        if (moved) {
            this.#page?.close();
            this.#pageKey = key;
            this.#page = this.#make(route);
            fill(this.main, this.#page.element);
            this.side.choose(route.room ?? null);
            this.focusMain();
            this.#page.mounted?.();
        }
        this.#page.update?.(route);
        this.#mark(route);
        this.setTitle(this.#page.title);
    }

    #make(route) {
        const setTitle = (title) => this.setTitle(title);
        if (route.page === "room")
            return new RoomPage(this.#app, route, setTitle);
        if (route.page === "user")
            return profilePage(this.#app, route, setTitle);
        if (route.page === "settings")
            return settingsPage(this.#app);
        return homePage(this.#app);
    }

    setTitle(title) {
        this.#title = title;
        this.#paintTitle();
    }

    #paint() {
        const {me, site} = this.#app.store;
        setText(this.brand, site.name);
        fill(this.menu,
            h("a", {class: "icon-button", href: toSettings(), "aria-label": "Settings", title: "Settings"}, icon("settings")),
            h("a", {class: "me-link", href: toUser(me.id), "aria-label": "Your profile", title: me.display_name}, avatar(me)));
        this.#paintTitle();
    }

    #paintTitle() {
        const {store} = this.#app;
        const unread = store.unreadTotal();
        const parts = [this.#title, store.site.name].filter(Boolean).join(" \u00b7 ");
        document.title = unread > 0 ? `(${unread}) ${parts}` : parts;
        setText(this.heading, this.#title ?? store.site.name);
    }

    #mark(route) {
        for (const tab of this.tabs.querySelectorAll("a"))
            setAttribute(tab, "aria-current", tab.dataset.tab === route.page ? "page" : null);
    }

    /** Where the keyboard on the screen covers the page instead of making it smaller, the frame ends above it. */
    #fitAboveKeyboard() {
        const {height, scale} = window.visualViewport;
        const covered = scale === 1 && window.innerHeight - height > KEYBOARD_LEAST;
        this.element.style.height = covered ? `${height}px` : "";
        if (covered)
            window.scrollTo(0, 0);
    }

    #gone(id) {
        if (this.#pageKey !== `room:${id}:`)
            return;
        this.#app.notify("This room is not there any more, or not open to you.");
        this.#app.go(toRooms());
    }

    /** A short break is nobody's business; a longer one is told, with a way to hurry. */
    #connection(state) {
        clearTimeout(this.#offline);
        if (state === "online") {
            this.banner.hidden = true;
            return;
        }
        this.#offline = setTimeout(() => {
            fill(this.banner, icon("warning"), h("span", null, "No connection. What you write is kept and sent when it is back."),
                h("button", {type: "button", class: "link", onclick: () => this.#app.socket.hurry()}, "Try now"));
            this.banner.hidden = false;
        }, this.banner.hidden ? OFFLINE_AFTER_MS : 0);
    }
}

function tabs(me) {
    const tab = (page, href, name, text) =>
        h("a", {href, "data-tab": page}, icon(name), h("span", null, text));
    return h("nav", {class: "tabs", "aria-label": "Main"},
        tab("topics", toTopics(), "topics", "Topics"), tab("rooms", toRooms(), "room", "Rooms"),
        tab("activity", toActivity(), "activity", "Activity"), tab("user", toUser(me), "person", "You"));
}
