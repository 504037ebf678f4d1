/*
 * Keys that work everywhere. None of them acts while something is being composed, or takes a letter from
 * somebody who is typing.
 */

import {isComposing} from "./composing.js";
import {toRoom} from "./router.js";
import {openHelp} from "./views/help.js";
import {openSwitcher} from "./views/switcher.js";

function isTyping(target) {
    return target.closest?.("input, textarea, select, [contenteditable]") !== null;
}

/** Listen until the answer is called. */
export function listenKeys(app) {
    const handler = (event) => {
        if (!isComposing(event) && !event.defaultPrevented && act(app, event))
            event.preventDefault();
    };
    document.addEventListener("keydown", handler);
    return () => document.removeEventListener("keydown", handler);
}

function act(app, event) {
    const command = event.ctrlKey || event.metaKey;
    const open = document.querySelector("dialog[open]") !== null;
    if (command && !event.altKey && event.key.toLowerCase() === "k")
        return openSwitcher(app);
    if (open)
        return false;
    if (command && event.key === "/")
        return openHelp();
    if (event.key === "?" && !command && !event.altKey && !isTyping(event.target))
        return openHelp();
    if (event.altKey && !command && (event.key === "ArrowUp" || event.key === "ArrowDown"))
        return stepRoom(app, event.key === "ArrowUp" ? -1 : 1, event.shiftKey);
    return false;
}

/** To the next room of the list, or with `unread` to the next one with something to read. */
function stepRoom({store, go}, step, unread) {
    const current = /^#\/room\/([0-9]+)/.exec(location.hash)?.[1];
    const rooms = store.joinedRooms();
    const at = rooms.findIndex((room) => room.id === current);
    const order = rooms.map((_, i) => rooms[(at + step * (i + 1) + rooms.length * 2) % rooms.length]);
    const next = at < 0 && !unread ? rooms[0] : order.find((room) => !unread || room.mine.unread > 0);
    if (next && next.id !== current)
        go(toRoom(next.id));
    return true;
}
