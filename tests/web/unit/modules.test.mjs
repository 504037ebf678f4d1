// The client as a set of files: what refers to what, and what may not be in any of them.
import assert from "node:assert/strict";
import {readFileSync, readdirSync} from "node:fs";
import {dirname, join, relative, resolve} from "node:path";
import {test} from "node:test";
import {fileURLToPath} from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../../frontends/web");
const LINES_MAX = 400;

function filesIn(folder) {
    return readdirSync(folder, {withFileTypes: true}).flatMap((entry) =>
        entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]);
}

const files = filesIn(root);
const texts = new Map(files.map((file) => [relative(root, file), readFileSync(file, "utf8")]));
const scripts = [...texts].filter(([name]) => name.endsWith(".js"));

function importsOf(name, text) {
    return [...text.matchAll(/^import [^;]*?from "([^"]+)";/gm)].map(([, to]) => {
        assert.match(to, /^\.\.?\//, `${name} imports ${to}`);
        return relative(root, resolve(root, dirname(name), to));
    });
}

test("every module that is imported is there, and every one is reached from main.js", () => {
    const reached = new Set();
    const visit = (name) => {
        assert.ok(texts.has(name), name);
        if (!reached.has(name)) {
            reached.add(name);
            importsOf(name, texts.get(name)).forEach(visit);
        }
    };
    visit("js/main.js");
    assert.deepEqual(scripts.map(([name]) => name).filter((name) => !reached.has(name)), []);
});

test("no module leads back to itself", () => {
    const done = new Set();
    const visit = (name, path) => {
        assert.ok(!path.includes(name), [...path, name].join(" -> "));
        if (!done.has(name))
            importsOf(name, texts.get(name)).forEach((to) => visit(to, [...path, name]));
        done.add(name);
    };
    visit("js/main.js", []);
});

test("nothing turns text into code or markup, and nothing comes from elsewhere", () => {
    const banned = new RegExp(["innerHTML", "outerHTML", "insertAdjacentHTML", "document\\.write", "\\beval\\(", "new Function",
        "srcdoc", "\\bimport\\(", "createContextualFragment", "DOMParser", "setAttribute\\(\"on", "javascript:"].join("|"));
    for (const [name, text] of scripts)
        assert.doesNotMatch(text, banned, name);
    for (const [name, text] of texts) {
        const foreign = text.replaceAll("http://www.w3.org/2000/svg", "").match(/(?:https?:)?\/\/[a-z0-9-]+\.[a-z]+/i);
        assert.equal(foreign, null, `${name}: ${foreign}`);
    }
});

test("the page has no script, style or handler of its own", () => {
    const page = texts.get("index.html");
    assert.doesNotMatch(page, /<style|style=|\son[a-z]+=|<script(?![^>]* src=)/);
    for (const [, to] of page.matchAll(/(?:href|src)="([^"]+)"/g))
        assert.ok(texts.has(to), to);
});

test("every style sheet is linked", () => {
    const sheets = [...texts.keys()].filter((name) => name.endsWith(".css"));
    assert.deepEqual(sheets.filter((name) => !texts.get("index.html").includes(`href="${name}"`)), []);
});

test("no file is longer than a person reads in one go", () => {
    for (const [name, text] of texts)
        assert.ok(text.split("\n").length <= LINES_MAX, name);
});

test("every module is asked for with the page, not one after the other", () => {
    const asked = [...texts.get("index.html").matchAll(/<link rel="modulepreload" href="([^"]+)">/g)].map(([, name]) => name);
    assert.deepEqual(asked.sort(), scripts.map(([name]) => name).filter((name) => name !== "js/main.js").sort());
});
