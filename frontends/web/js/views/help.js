/*
 * The sheet of keys and of what can be written in a message.
 */

import {h} from "../dom.js";
import {openDialog} from "./dialog.js";

const KEYS = [
    ["Enter", "Send"], ["Shift Enter", "New line"], ["\u2191 in an empty box", "Edit your last message"],
    ["Esc", "Cancel, or go to the newest message"], ["Ctrl K", "Go to a room or person"],
    ["Alt \u2191 \u2193", "Room above or below"], ["Alt Shift \u2191 \u2193", "Next room with something to read"],
    ["\u2191 \u2193 on a message", "Message above or below"], ["R, E, Del on a message", "Reply, edit, delete"],
    ["?", "This sheet"],
];
const MARKS = [
    ["**strong**", "Strong"], ["*emphasis*", "Emphasis"], ["~~strike~~", "Struck out"], ["`code`", "Code"],
    ["```", "Lines of code, until the next ```"], ["> text", "Quote"], ["- text", "List"],
    ["[text](https://\u2026)", "Link"],
];

export function openHelp() {
    openDialog({
        title: "Keys and writing",
        className: "dialog-help",
        build: () => [
            h("h3", null, "Keys"), table(KEYS), h("h3", null, "Writing"), table(MARKS),
        ],
    });
    return true;
}

function table(rows) {
    return h("dl", {class: "keys"}, rows.map(([key, text]) => [h("dt", null, h("kbd", null, key)), h("dd", null, text)]));
}
