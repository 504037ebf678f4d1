/*
 * The topics with the number of rooms on each.
 */

import {h, reconcile, setAttribute, setText} from "../dom.js";
import {toRooms, toTopic} from "../router.js";
import {emptyState} from "./rows.js";

export function topicsColumn({store}, scope) {
    const list = h("ul", {class: "topic-list"});
    const empty = h("div", {class: "topics-empty", hidden: true},
        emptyState("No topics yet", "A topic comes into being with the first room on it."));
    const all = h("a", {href: toRooms(), class: "topic"}, h("span", null, "All rooms"));
    let chosen = null;

    const paint = () => {
        setAttribute(all, "aria-current", chosen === null ? "true" : null);
        empty.hidden = !store.topics || store.topics.length > 0;
        reconcile(list, store.topics ?? [], {
            key: (topic) => topic.id,
            create: (topic) => h("li", null, h("a", {href: toTopic(topic.id), class: "topic"},
                h("bdi", {class: "topic-name"}), h("span", {class: "count"}))),
            update: (node, topic) => {
                setText(node.querySelector(".topic-name"), topic.name);
                setText(node.querySelector(".count"), String(topic.rooms));
                setAttribute(node.querySelector(".count"), "aria-label", topic.rooms === 1 ? "1 room" : `${topic.rooms} rooms`);
                setAttribute(node.firstChild, "title", topic.description);
                setAttribute(node.firstChild, "aria-current", topic.id === chosen ? "true" : null);
            },
        });
    };
    scope.add(store.on("topics", paint));
    paint();
    return {
        element: h("nav", {class: "column topics", "aria-labelledby": "topics-heading"},
            h("div", {class: "column-head"}, h("h2", {id: "topics-heading"}, "Topics")),
            h("div", {class: "column-body"}, all, list, empty)),
        choose: (topic) => {
            chosen = topic;
            paint();
        },
    };
}
