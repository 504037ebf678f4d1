/*
 * From the tree of markdown.js to elements. Every element and every attribute that a message can have is
 * named here; text stays text.
 */

import {h} from "./dom.js";
import {parseMarkdown} from "./markdown.js";

const TAGS = {b: "strong", i: "em", s: "s"};

/** The nodes of a message body. */
export function renderMarkdown(source) {
    return parseMarkdown(source).map(block);
}

function block(node) {
    switch (node.t) {
    case "code":
        return codeBlock(node);
    case "quote":
        return h("blockquote", {dir: "auto"}, node.c.map(block));
    case "list":
        return h(node.start === null ? "ul" : "ol", {dir: "auto", start: node.start},
            node.items.map((item) => h("li", null, item.map(inline))));
    default:
        return h("p", {dir: "auto"}, node.c.map(inline));
    }
}

function codeBlock({text, lang}) {
    const copy = h("button", {type: "button", class: "copy-code", "data-action": "copy-code"}, "Copy");
    return h("div", {class: "code-block", dir: "ltr"},
        h("div", {class: "code-head"}, h("span", null, lang || "code"), copy),
        h("pre", {tabindex: "0", "aria-label": "Code"}, h("code", null, text)));
}

function inline(node) {
    if (typeof node === "string")
        return node;
    if (node.t === "br")
        return h("br");
    if (node.t === "code")
        return h("code", {dir: "ltr"}, node.text);
    if (node.t === "a")
        return link(node);
    return h(TAGS[node.t], null, node.c.map(inline));
}

/** A link with a text of its own also shows where it really goes. */
function link({href, c, named}) {
    const anchor = h("a", {
        href,
        title: href,
        target: "_blank",
        rel: "noopener noreferrer nofollow ugc",
    }, h("bdi", null, c.map(inline)));
    if (!named)
        return anchor;
    const url = new URL(href);
    return h("span", null, anchor, h("span", {class: "link-host", dir: "ltr"}, ` (${url.host || url.pathname})`));
}
