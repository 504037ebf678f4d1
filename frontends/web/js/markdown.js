/*
 * Markdown as people type it in a chat, from text to a small tree: paragraphs with line breaks, quotes, lists,
 * fenced code; strong, emphasis, strike, code, links. Anything else is text. The time it takes grows with
 * the length of the text and with nothing else; there is no markup in and none out.
 */

import {parseInline} from "./inline.js";

const QUOTES_MAX = 4;

/** Blocks: {t: "p", c}, {t: "quote", c: blocks}, {t: "code", text, lang}, {t: "list", start, items}. */
export function parseMarkdown(source, depth = 0) {
    const lines = source.replaceAll("\r\n", "\n").split("\n");
    const blocks = [];
    let at = 0;
    while (at < lines.length) {
        const line = lines[at];
        const fence = fenceOf(line);
        if (line.trim() === "")
            at++;
        else if (fence)
            at = code(lines, at, fence, blocks);
        else if (line.startsWith(">") && depth < QUOTES_MAX)
            at = quote(lines, at, depth, blocks);
        else if (bulletOf(line))
            at = list(lines, at, blocks);
        else
            at = paragraph(lines, at, depth, blocks);
    }
    return blocks;
}

function fenceOf(line) {
    const mark = line[0];
    let n = 0;
    if (mark === "`" || mark === "~")
        while (line[n] === mark)
            n++;
    if (n < 3 || (mark === "`" && line.includes("`", n)))
        return null;
    return {mark, n, lang: line.slice(n).trim().slice(0, 20)};
}

function closes(line, fence) {
    let n = 0;
    while (line[n] === fence.mark)
        n++;
    return n >= fence.n && line.slice(n).trim() === "";
}

function code(lines, at, fence, blocks) {
    const text = [];
    at++;
    while (at < lines.length && !closes(lines[at], fence))
        text.push(lines[at++]);
    blocks.push({t: "code", text: text.join("\n"), lang: fence.lang});
    return at + 1;
}

function quote(lines, at, depth, blocks) {
    const inner = [];
    for (; at < lines.length && lines[at].startsWith(">"); at++)
        inner.push(lines[at].slice(lines[at][1] === " " ? 2 : 1));
    blocks.push({t: "quote", c: parseMarkdown(inner.join("\n"), depth + 1)});
    return at;
}

/** "- text", "* text", "+ text", "3. text", "3) text": the number (null for a bullet) and the text. */
function bulletOf(line) {
    if ((line[0] === "-" || line[0] === "*" || line[0] === "+") && line[1] === " ")
        return {number: null, text: line.slice(2)};
    let n = 0;
    while (n < 9 && line[n] >= "0" && line[n] <= "9")
        n++;
    if (n > 0 && (line[n] === "." || line[n] === ")") && line[n + 1] === " ")
        return {number: Number(line.slice(0, n)), text: line.slice(n + 2)};
    return null;
}

function list(lines, at, blocks) {
    const first = bulletOf(lines[at]);
    const items = [];
    for (; at < lines.length; at++) {
        const bullet = bulletOf(lines[at]);
        if (bullet && (bullet.number === null) === (first.number === null))
            items.push([bullet.text]);
        else if (lines[at].startsWith("  ") && lines[at].trim() !== "")
            items.at(-1).push(lines[at].trim());
        else
            break;
    }
    blocks.push({t: "list", start: first.number, items: items.map((item) => parseInline(item.join("\n")))});
    return at;
}

function paragraph(lines, at, depth, blocks) {
    const text = [lines[at++]];
    while (at < lines.length && lines[at].trim() !== "" && !fenceOf(lines[at]) && !bulletOf(lines[at])
        && !(lines[at].startsWith(">") && depth < QUOTES_MAX))
        text.push(lines[at++]);
    blocks.push({t: "p", c: parseInline(text.join("\n").trim())});
    return at;
}

/** The text of a message on one line, for lists and quotes. */
export function plainText(source, max = 200) {
    const out = [];
    for (const block of parseMarkdown(source.slice(0, max * 4)))
        blockText(block, out);
    const text = out.join(" ").replaceAll("\n", " ").trim();
    const characters = Array.from(text);
    return characters.length > max ? characters.slice(0, max - 1).join("") + "\u2026" : text;
}

function blockText(block, out) {
    if (block.t === "code")
        out.push(block.text);
    else if (block.t === "quote")
        block.c.forEach((inner) => blockText(inner, out));
    else if (block.t === "list")
        block.items.forEach((item) => out.push(inlineText(item)));
    else
        out.push(inlineText(block.c));
}

function inlineText(nodes) {
    return nodes.map((node) => {
        if (typeof node === "string")
            return node;
        if (node.t === "br")
            return " ";
        return node.t === "code" ? node.text : inlineText(node.c);
    }).join("");
}
