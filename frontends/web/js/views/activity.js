/*
 * What was said last, in each room the reader can see.
 */

import {h, reconcile} from "../dom.js";
import {coalesce} from "../emitter.js";
import {plainText} from "../markdown.js";
import {avatar, nameElement} from "../people.js";
import {toRoom} from "../router.js";
import {emptyState, timeElement} from "./rows.js";

const AGAIN_MS = 30000;

export function activityColumn({store}, scope) {
    const list = h("ul", {class: "activity-list"});
    const empty = h("div", {hidden: true},
        emptyState("Nothing was said yet", "The newest message of each room will stand here."));

    const paint = () => {
        const entries = store.activity ?? [];
        empty.hidden = !store.activity || entries.length > 0;
        reconcile(list, entries, {key: (entry) => entry.message.room, create: () => h("li", {class: "activity"}), update});
    };
    const update = (node, {message, room_title: title, topic_name: topic, author}) => {
        const shown = store.people.get(author.id) ?? author;
        const time = timeElement(message.created_at);
        const signature = [message.seq, message.version, title, topic, shown.display_name, time.textContent].join("\u0000");
        if (node.dataset.shows === signature)
            return;
        node.dataset.shows = signature;
        node.replaceChildren(h("a", {href: toRoom(message.room, message.seq)}, avatar(shown),
            h("span", {class: "activity-text"},
                h("span", {class: "activity-head"}, h("bdi", {class: "activity-room"}, title), time),
                h("span", {class: "activity-said", dir: "auto"}, nameElement(shown), ": ",
                    message.body ? plainText(message.body, 140) : "deleted what they said"),
                topic && h("bdi", {class: "chip"}, topic))));
    };
    const soon = coalesce(paint);
    for (const name of ["activity", "person"])
        scope.add(store.on(name, soon));
    scope.every(AGAIN_MS, paint);
    paint();
    return {
        element: h("section", {class: "column activity-column", "aria-labelledby": "activity-heading"},
            h("div", {class: "column-head"}, h("h2", {id: "activity-heading"}, "Recent activity")),
            h("div", {class: "column-body"}, list, empty)),
    };
}
