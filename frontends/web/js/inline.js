/*
 * Markdown inside a paragraph. One pass from left to right; what an opening mark needs to know of what comes
 * later is looked up in tables made beforehand, so that no text makes it start over.
 */

const URL_MAX = 2048;
const SCHEMES = ["https://", "http://", "mailto:"];
const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const MARKS = {1: ["i"], 2: ["b"], 3: ["b", "i"]};

/** The address if it is one of the kinds that are safe to follow, else null. */
export function safeHref(text) {
    const lower = text.slice(0, 8).toLowerCase();
    if (!SCHEMES.some((scheme) => lower.startsWith(scheme)))
        return null;
    try {
        const url = new URL(text);
        return ["https:", "http:", "mailto:"].includes(url.protocol) ? url.href : null;
    } catch {
        return null;
    }
}

/** Nodes: text, {t: "br"}, {t: "code", text}, {t: "b" | "i" | "s", c}, {t: "a", href, c, named}. */
export function parseInline(text, inLink = false) {
    return new Scanner(text, inLink).run();
}

class Scanner {
    constructor(text, inLink) {
        this.text = text;
        this.at = 0;
        this.inLink = inLink;
        this.frames = [{mark: null, c: []}];
        this.open = {b: null, i: null, s: null};
        this.ticks = tickRuns(text);
        this.closing = inLink ? null : closingBrackets(text);
    }

    run() {
        while (this.at < this.text.length)
            this.step();
        while (this.frames.length > 1)
            this.dissolve();
        return this.frames[0].c;
    }

    step() {
        const {text, at} = this;
        switch (text[at]) {
        case "\n":
            this.push({t: "br"});
            this.at++;
            return;
        case "\\":
            return this.escape();
        case "`":
            return this.code();
        case "*": case "_": case "~":
            return this.marks();
        case "[":
            return this.namedLink() || this.take(1);
        case "<":
            return this.bracketedLink() || this.take(1);
        case "h": case "H":
            return this.bareLink() || this.take(1);
        default:
            return this.plain();
        }
    }

    /** Text up to the next character that may mean something. */
    plain() {
        let end = this.at + 1;
        while (end < this.text.length && !"\n\\`*_~[<hH".includes(this.text[end]))
            end++;
        this.take(end - this.at);
    }

    take(n) {
        this.push(this.text.slice(this.at, this.at + n));
        this.at += n;
        return true;
    }

    push(node) {
        const {c} = this.frames.at(-1);
        if (typeof node === "string" && typeof c.at(-1) === "string")
            c[c.length - 1] += node;
        else
            c.push(node);
    }

    escape() {
        const next = this.text[this.at + 1];
        if (next === undefined || !PUNCTUATION.includes(next))
            return this.take(1);
        this.push(next);
        this.at += 2;
    }

    code() {
        const n = runLength(this.text, this.at);
        const ends = this.ticks.get(n) ?? []; /* none: an escape took a part of the run */
        while (ends.at(-1) <= this.at)
            ends.pop();
        if (ends.length === 0)
            return this.take(n);
        const end = ends.at(-1);
        const inner = this.text.slice(this.at + n, end).replaceAll("\n", " ");
        const padded = inner.startsWith(" ") && inner.endsWith(" ") && inner.trim() !== "";
        this.push({t: "code", text: padded ? inner.slice(1, -1) : inner});
        this.at = end + n;
    }

    marks() {
        const mark = this.text[this.at];
        const n = runLength(this.text, this.at);
        const before = this.text[this.at - 1];
        const after = this.text[this.at + n];
        const names = mark === "~" ? (n === 2 ? ["s"] : undefined) : MARKS[n];
        if (!names)
            return this.take(n);
        const word = mark === "_";
        const closes = isInk(before) && !(word && isWord(after));
        const opens = isInk(after) && !(word && isWord(before));
        this.at += n;
        const inner = this.frames.at(-1).name;
        for (const name of inner === names[1] ? [...names].reverse() : names)
            this.mark(name, mark, closes, opens);
    }

    mark(name, mark, closes, opens) {
        const text = name === "i" ? mark : mark + mark;
        if (closes && this.open[name] === mark) {
            while (this.frames.at(-1).name !== name)
                this.dissolve();
            const {c} = this.frames.pop();
            this.open[name] = null;
            this.push({t: name, c});
        } else if (opens && this.open[name] === null) {
            this.open[name] = mark;
            this.frames.push({name, text, c: []});
        } else {
            this.push(text);
        }
    }

    /** A mark that was never closed is text. At most three are open, so each text moves at most thrice. */
    dissolve() {
        const {name, text, c} = this.frames.pop();
        this.open[name] = null;
        this.push(text);
        c.forEach((node) => this.push(node));
    }

    namedLink() {
        const close = this.closing?.get(this.at);
        if (close === undefined || this.text[close + 1] !== "(")
            return false;
        const end = endOfUrl(this.text, close + 2);
        const href = end < 0 ? null : safeHref(this.text.slice(close + 2, end));
        const label = this.text.slice(this.at + 1, close);
        if (!href || label.trim() === "")
            return false;
        this.push({t: "a", href, c: parseInline(label, true), named: true});
        this.at = end + 1;
        return true;
    }

    bracketedLink() {
        if (this.inLink)
            return false;
        const end = Math.min(this.text.length, this.at + URL_MAX);
        for (let i = this.at + 1; i < end && isInk(this.text[i]) && this.text[i] !== "<"; i++)
            if (this.text[i] === ">")
                return this.link(this.at + 1, i, i + 1);
        return false;
    }

    bareLink() {
        const lower = this.text.slice(this.at, this.at + 8).toLowerCase();
        if (this.inLink || isWord(this.text[this.at - 1])
            || !(lower.startsWith("http://") || lower.startsWith("https://")))
            return false;
        let end = this.at + 7;
        let round = 0;
        for (; end < this.text.length && isInk(this.text[end]) && !"<>\"`".includes(this.text[end]); end++) {
            round += this.text[end] === "(" ? 1 : this.text[end] === ")" ? -1 : 0;
            if (round < 0)
                break;
        }
        while (end > this.at && ".,:;!?'*_~".includes(this.text[end - 1]))
            end--;
        return this.link(this.at, end, end) || this.take(end - this.at);
    }

    link(start, end, next) {
        const href = end - start > URL_MAX ? null : safeHref(this.text.slice(start, end));
        if (!href)
            return false;
        this.push({t: "a", href, c: [this.text.slice(start, end)], named: false});
        this.at = next;
        return true;
    }
}

function isInk(character) {
    return character !== undefined && character.trim() !== "";
}

function isWord(character) {
    return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

function runLength(text, at) {
    let n = 1;
    while (text[at + n] === text[at])
        n++;
    return n;
}

/** From a length of a run of backticks to where such runs begin, the last one first. */
function tickRuns(text) {
    const runs = new Map();
    for (let at = text.indexOf("`"); at >= 0; at = text.indexOf("`", at)) {
        const n = runLength(text, at);
        if (!runs.has(n))
            runs.set(n, []);
        runs.get(n).push(at);
        at += n;
    }
    for (const starts of runs.values())
        starts.reverse();
    return runs;
}

/** From each "[" to its "]". */
function closingBrackets(text) {
    const closing = new Map();
    const open = [];
    for (let at = 0; at < text.length; at++) {
        if (text[at] === "\\")
            at++;
        else if (text[at] === "[")
            open.push(at);
        else if (text[at] === "]" && open.length > 0)
            closing.set(open.pop(), at);
    }
    return closing;
}

/** Index of the ")" that ends an address, or -1. Round brackets inside it must match. */
function endOfUrl(text, start) {
    const end = Math.min(text.length, start + URL_MAX);
    let depth = 0;
    for (let at = start; at < end && isInk(text[at]); at++) {
        if (text[at] === "(")
            depth++;
        else if (text[at] === ")" && depth-- === 0)
            return at;
    }
    return -1;
}
