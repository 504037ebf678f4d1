/*
 * The first page: topics, rooms and recent activity, side by side, or one at a time on a phone.
 */

import {Scope, h} from "../dom.js";
import {activityColumn} from "./activity.js";
import {roomsColumn} from "./rooms.js";
import {topicsColumn} from "./topics.js";

const TITLES = {topics: "Topics", rooms: "Rooms", activity: "Recent activity"};

export function homePage(app) {
    const scope = new Scope();
    const topics = topicsColumn(app, scope);
    const rooms = roomsColumn(app, scope);
    const activity = activityColumn(app, scope);
    const element = h("main", {class: "home", id: "main", tabindex: "-1"},
        h("h1", {class: "hidden"}, "Home"),
        topics.element, rooms.element, activity.element);
    const page = {
        element,
        title: "Rooms",
        close: () => scope.close(),
        update: (route) => {
            const column = TITLES[route.page] ? route.page : "rooms";
            element.dataset.column = column;
            page.title = TITLES[column];
            topics.choose(route.topic ?? null);
            rooms.choose(route.topic ?? null);
        },
    };
    return page;
}
