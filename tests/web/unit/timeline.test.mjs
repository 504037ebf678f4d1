// The window of messages in memory, and the rows made of it.
import assert from "node:assert/strict";
import {test} from "node:test";

import {rowsOf} from "../../../frontends/web/js/items.js";
import {Timeline, WINDOW_MAX} from "../../../frontends/web/js/timeline.js";

const where = {locale: "en-GB", timeZone: "UTC"};

function message(seq, {author = "11", at = "2026-01-01T10:00:00Z", ...more} = {}) {
    return {room: "20", seq, author, body: "m" + seq, version: 1, created_at: at, ...more};
}

function page(from, to, more = {}) {
    const messages = [];
    for (let seq = from; seq <= to; seq++)
        messages.push(message(seq));
    return {messages, people: [], more_before: true, more_after: true, ...more};
}

function keys(rows) {
    return rows.map((row) => row.key);
}

test("pages before and after join without doubles", () => {
    const timeline = new Timeline();
    timeline.replace(page(50, 60));
    timeline.prepend(page(40, 52, {more_before: false}));
    timeline.append(page(59, 70, {more_after: false}));
    assert.deepEqual([timeline.first, timeline.last, timeline.messages.length], [40, 70, 31]);
    assert.deepEqual([timeline.moreBefore, timeline.moreAfter], [false, false]);
});

test("the window is bounded: scrolling up forgets the newest, coming down the oldest", () => {
    const timeline = new Timeline();
    timeline.replace(page(1000, 1000 + WINDOW_MAX - 1, {more_after: false}));
    timeline.prepend(page(950, 999));
    assert.equal(timeline.messages.length, WINDOW_MAX);
    assert.equal(timeline.first, 950);
    assert.equal(timeline.moreAfter, true);
    timeline.append(page(timeline.last + 1, timeline.last + 50, {more_after: false}));
    assert.equal(timeline.messages.length, WINDOW_MAX);
    assert.equal(timeline.first, 1000);
    assert.equal(timeline.moreBefore, true);
});

test("a room nobody looks at does not grow without end", () => {
    const timeline = new Timeline();
    timeline.replace(page(1, 10, {more_before: false, more_after: false}));
    for (let seq = 11; seq < 3000; seq++)
        timeline.add(message(seq));
    assert.ok(timeline.messages.length <= 2 * WINDOW_MAX);
    assert.equal(timeline.last, 2999);
    assert.equal(timeline.moreBefore, true);
});

test("messages of one person stand together for five minutes", () => {
    const rows = rowsOf({where, me: "10", messages: [
        message(1), message(2, {at: "2026-01-01T10:04:00Z"}), message(3, {at: "2026-01-01T10:20:00Z"}),
        message(4, {author: "12", at: "2026-01-01T10:20:01Z"}), message(5, {author: "12", at: "2026-01-01T10:20:02Z", reply_to: 1}),
    ]});
    assert.deepEqual(rows.filter(({type}) => type === "message").map(({together}) => together),
        [false, true, false, false, false]);
});

test("each day has its line", () => {
    const rows = rowsOf({where, me: "10", messages: [
        message(1, {at: "2026-01-01T23:59:00Z"}), message(2, {at: "2026-01-02T00:01:00Z"})]});
    assert.deepEqual(keys(rows), ["day:2026-01-01", "m1", "day:2026-01-02", "m2"]);
});

test("the unread line stands before the first message of others above the marker", () => {
    const rows = rowsOf({where, me: "10", unreadAfter: 1, messages: [message(1), message(2, {author: "10"}), message(3)]});
    assert.deepEqual(keys(rows), ["day:2026-01-01", "m1", "m2", "unread", "m3"]);
});

test("there is no unread line when everything was read", () => {
    const rows = rowsOf({where, me: "10", unreadAfter: 3, messages: [message(3)]});
    assert.deepEqual(keys(rows), ["day:2026-01-01", "m3"]);
});

test("messages on their way stand last, under the name that is there already", () => {
    const pending = [{client_id: "a", created_at: "2026-01-01T10:00:30Z"}];
    const rows = rowsOf({where, me: "11", messages: [message(1)], pending});
    assert.deepEqual(keys(rows).at(-1), "pa");
    assert.equal(rows.at(-1).together, true);
});
