// Text can be read on what it stands on, in both themes (WCAG 2.2, AA).
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {test} from "node:test";

const css = readFileSync(new URL("../../../frontends/web/css/tokens.css", import.meta.url), "utf8");
const tokens = new Map([...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)]
    .map(([, name, light, dark]) => [name, {light, dark}]));
const tones = [...css.matchAll(/\.tone-[0-9]+ \{ background: (#[0-9a-f]{6})/g)].map(([, colour]) => colour);

function luminance(hex) {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
}

function atLeast(ratio, front, back) {
    for (const theme of ["light", "dark"]) {
        const found = contrast(tokens.get(front)[theme], tokens.get(back)[theme]);
        assert.ok(found >= ratio, `${front} on ${back}, ${theme}: ${found.toFixed(2)}`);
    }
}

test("words are readable on every surface", () => {
    for (const back of ["page", "surface", "raised", "sunken", "hover", "chosen"])
        for (const front of ["text", "muted"])
            atLeast(4.5, front, back);
    for (const back of ["page", "surface", "raised", "hover"])
        for (const front of ["accent", "danger", "new"])
            atLeast(4.5, front, back);
    atLeast(4.5, "accent-strong", "chosen");
    atLeast(4.5, "danger", "danger-soft");
    atLeast(4.5, "warn-text", "warn-soft");
});

test("words are readable on buttons", () => {
    atLeast(4.5, "on-accent", "accent");
    atLeast(4.5, "on-accent", "accent-strong");
    atLeast(4.5, "on-danger", "danger");
});

test("the edges of fields can be seen", () => {
    for (const back of ["page", "surface", "raised"])
        atLeast(3, "line-strong", back);
});

test("initials are readable on the colour of every person", () => {
    assert.equal(tones.length, 10);
    for (const tone of tones)
        assert.ok(contrast("#ffffff", tone) >= 4.5, tone);
});
