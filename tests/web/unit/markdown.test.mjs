// What people type, as the tree that is shown.
import assert from "node:assert/strict";
import {test} from "node:test";

import {safeHref} from "../../../frontends/web/js/inline.js";
import {parseMarkdown, plainText} from "../../../frontends/web/js/markdown.js";

const BODY_MAX = 16384;

/** The inline nodes of a text that is one paragraph. */
function inline(source) {
    const blocks = parseMarkdown(source);
    assert.equal(blocks.length, 1);
    assert.equal(blocks[0].t, "p");
    return blocks[0].c;
}

test("plain text stays as it is", () => {
    assert.deepEqual(inline("hello, <b>world</b> & co"), ["hello, <b>world</b> & co"]);
});

test("a line break in a paragraph is a line break", () => {
    assert.deepEqual(inline("one\ntwo"), ["one", {t: "br"}, "two"]);
});

test("an empty line separates paragraphs", () => {
    assert.deepEqual(parseMarkdown("one\n\n\ntwo").map((block) => block.c), [["one"], ["two"]]);
});

test("strong, emphasis and strike are marked, also inside each other", () => {
    assert.deepEqual(inline("**a** *b* _c_ ~~d~~"),
        [{t: "b", c: ["a"]}, " ", {t: "i", c: ["b"]}, " ", {t: "i", c: ["c"]}, " ", {t: "s", c: ["d"]}]);
    assert.deepEqual(inline("**a *b* c**"), [{t: "b", c: ["a ", {t: "i", c: ["b"]}, " c"]}]);
    assert.deepEqual(inline("***a***"), [{t: "b", c: [{t: "i", c: ["a"]}]}]);
});

test("marks that are not closed, stand alone or cross are text", () => {
    assert.deepEqual(inline("2 * 3 * 4"), ["2 * 3 * 4"]);
    assert.deepEqual(inline("**open"), ["**open"]);
    assert.deepEqual(inline("snake_case_name"), ["snake_case_name"]);
    assert.deepEqual(inline("**a *b** c*"), [{t: "b", c: ["a *b"]}, " c*"]);
});

test("a backslash takes the meaning of a mark away", () => {
    assert.deepEqual(inline("\\*a\\* \\n"), ["*a* \\n"]);
});

test("code keeps every mark inside it as text", () => {
    assert.deepEqual(inline("`**a** <b>`"), [{t: "code", text: "**a** <b>"}]);
    assert.deepEqual(inline("`` a`b ``"), [{t: "code", text: "a`b"}]);
    assert.deepEqual(inline("`open"), ["`open"]);
    assert.deepEqual(inline("``a` b"), ["``a` b"]);
});

test("a fence keeps lines of code, to its end or to the end of the message", () => {
    assert.deepEqual(parseMarkdown("```c\nint a;\n\n  **b**\n```\nafter"),
        [{t: "code", text: "int a;\n\n  **b**", lang: "c"}, {t: "p", c: ["after"]}]);
    assert.deepEqual(parseMarkdown("~~~\na\n```"), [{t: "code", text: "a\n```", lang: ""}]);
});

test("quotes nest, but not without end", () => {
    assert.deepEqual(parseMarkdown("> a\n> > b"),
        [{t: "quote", c: [{t: "p", c: ["a"]}, {t: "quote", c: [{t: "p", c: ["b"]}]}]}]);
    const deep = JSON.stringify(parseMarkdown(">".repeat(1000) + "a"));
    assert.equal(deep.split("quote").length - 1, 4);
});

test("lists are lists, with their numbers and their following lines", () => {
    assert.deepEqual(parseMarkdown("- a\n  b\n- c"),
        [{t: "list", start: null, items: [["a", {t: "br"}, "b"], ["c"]]}]);
    assert.deepEqual(parseMarkdown("3. a\n4. b"), [{t: "list", start: 3, items: [["a"], ["b"]]}]);
});

test("addresses become links, without what ends the sentence", () => {
    assert.deepEqual(inline("see https://example.org/a_b_c?d=1."),
        ["see ", {t: "a", href: "https://example.org/a_b_c?d=1", c: ["https://example.org/a_b_c?d=1"], named: false}, "."]);
    assert.deepEqual(inline("(https://example.org/x_(y))").map((node) => node.href ?? node),
        ["(", "https://example.org/x_(y)", ")"]);
    assert.deepEqual(inline("<https://example.org>").map((node) => node.href ?? node), ["https://example.org/"]);
    assert.deepEqual(inline("xhttps://example.org"), ["xhttps://example.org"]);
});

test("a named link knows that its text is not its address", () => {
    assert.deepEqual(inline("[a **b**](https://example.org/)"),
        [{t: "a", href: "https://example.org/", c: ["a ", {t: "b", c: ["b"]}], named: true}]);
    assert.equal(inline("[https://bank.example](https://evil.example)")[0].named, true);
    assert.deepEqual(inline("[a](mailto:ada@example.org)")[0].href, "mailto:ada@example.org");
});

test("a link inside a link is only text", () => {
    const [link] = inline("[a https://b.example c](https://d.example)");
    assert.deepEqual(link.c, ["a https://b.example c"]);
});

test("addresses that could run something are text", () => {
    for (const href of ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
        "//example.org", "/path", " https://example.org", "java\nscript:alert(1)", "https:example", "\u0001javascript:x"]) {
        const found = JSON.stringify(parseMarkdown(`[a](${href})`));
        assert.doesNotMatch(found, /"href":"(?!https?:|mailto:)/);
    }
    assert.equal(safeHref("javascript:alert(1)"), null);
    assert.equal(safeHref("https://"), null);
    assert.equal(safeHref("HTTPS://Example.org"), "https://example.org/");
});

/* The limit is there for what would take minutes: work that grows with the square of the length. */
test("the longest message of any pattern is read", {timeout: 60_000}, () => {
    const patterns = ["*", "**", "_", "~~", "`", "[", "]", "[](", "[a](https://", "<", "<https://", "> ", ">", "- ", "1. ", "```\n",
        "**a *b _c ~~d ", "*a **b ", "`a``b```c", "\\", "https://", "h", "(", "[[[]]](", "\n\n", "![](", "a_", "***", "((https://a"];
    for (const pattern of patterns) {
        const source = pattern.repeat(Math.ceil(BODY_MAX / pattern.length)).slice(0, BODY_MAX);
        assert.ok(Array.isArray(parseMarkdown(source)), JSON.stringify(pattern));
    }
});

test("no text is lost, whatever the marks around it", () => {
    const letters = (source) => [...source].filter((character) => /[a-z]/.test(character)).join("");
    const alphabet = ["a", "b", "c", "*", "**", "_", "~~", "`", "[", "]", "(", ")", "\n", " ", "> ", "\\", "- "];
    let seed = 7;
    for (let round = 0; round < 3000; round++) {
        let source = "";
        for (let i = 0; i < 24; i++) {
            seed = (seed * 1103515245 + 12345) % 2147483648;
            source += alphabet[seed % alphabet.length];
        }
        if (!/~~~|```/.test(source)) /* the word after a fence is a language, not a text */
            assert.equal(letters(plainText(source, 1000)), letters(source), JSON.stringify(source));
    }
});

test("a message on one line has no marks and an end", () => {
    assert.equal(plainText("> **a**\n\n- b\n- `c`"), "a b c");
    assert.equal(plainText("x".repeat(300), 10), "x".repeat(9) + "\u2026");
});
