// What events do to what the client knows, and how it sees that one is missing.
import assert from "node:assert/strict";
import {test} from "node:test";

import {Positions} from "../../../frontends/web/js/positions.js";
import {Store} from "../../../frontends/web/js/store.js";

const ME = {id: "10", handle: "ada", display_name: "Ada", role: "member"};
const BOB = {id: "11", handle: "bob", display_name: "Bob"};

function roomAt(head, mine = {}) {
    return {id: "20", title: "Garden", kind: "public", state: "open", members: 2, head_seq: head,
        mine: {state: "joined", role: "member", marker_seq: head, unread: 0, ...mine}};
}

/** A store that has read `head` events of room 20, and the list of what it asked for. */
function given(head, mine) {
    const asked = [];
    const store = new Store((kind, id) => asked.push(id ? `${kind} ${id}` : kind));
    store.reset({epoch: "e", session: "1", me: ME, site: {name: "S"}, rooms: [roomAt(head, mine)], people: [BOB],
        positions: [{log: "1", seq: 5}, {log: "10", seq: 3}, {log: "20", seq: head}]});
    return {store, asked, room: store.rooms.get("20")};
}

function said(seq, author = "11", body = "text") {
    return {log: "20", seq, kind: "message", actor: author, at: `2026-01-01T00:00:${seq % 60}Z`, n: seq,
        message: {room: "20", seq, n: seq, author, body, version: 1, created_at: `2026-01-01T00:00:${seq % 60}Z`}};
}

function deleted(seq, target) {
    const message = {...said(target).message, deleted_at: "2026-01-01T00:01:00Z"};
    delete message.body;
    return {log: "20", seq, kind: "message_deleted", actor: "11", at: "2026-01-01T00:01:00Z", target_seq: target, message};
}

test("the next number is applied, an old one is not, a later one is a gap", () => {
    const {store} = given(7);
    assert.equal(store.apply(said(8)), "next");
    assert.equal(store.apply(said(8)), "old");
    assert.equal(store.apply(said(10)), "gap");
    assert.equal(store.positions.get("20"), 8);
    assert.equal(store.apply(said(9)), "next");
    assert.equal(store.apply(said(10)), "next");
});

test("a skipped range counts as all its numbers, also when some of them are known", () => {
    const positions = new Positions();
    positions.reset([{log: "7", seq: 17}]);
    assert.equal(positions.take({log: "7", seq: 20, kind: "skipped", target_seq: 18}), "next");
    assert.equal(positions.get("7"), 20);
    assert.equal(positions.take({log: "7", seq: 22, kind: "skipped", target_seq: 19}), "next");
    assert.equal(positions.take({log: "7", seq: 30, kind: "skipped", target_seq: 25}), "gap");
    assert.equal(positions.get("7"), 22);
});

test("a log that was never seen begins with whatever comes first", () => {
    const positions = new Positions();
    assert.equal(positions.take({log: "9", seq: 4, kind: "message"}), "next");
    positions.raise("9", 2);
    assert.equal(positions.get("9"), 4);
});

test("what others say is unread, what I say means I have read", () => {
    const {store, room} = given(7);
    store.apply(said(8));
    store.apply(said(9));
    assert.equal(room.mine.unread, 2);
    assert.equal(store.unreadTotal(), 2);
    store.apply(said(10, "10"));
    assert.equal(room.mine.unread, 0);
    assert.equal(room.mine.marker_seq, 10);
});

test("a deleted message is not unread any more", () => {
    const {store, room} = given(7);
    store.apply(said(8));
    store.apply(said(9));
    store.apply(deleted(10, 8));
    assert.equal(room.mine.unread, 1);
});

test("a deleted message that was read changes no count", () => {
    const {store, room} = given(7);
    store.apply(said(8));
    store.apply(deleted(9, 6));
    assert.equal(room.mine.unread, 1);
});

test("a message that the room's count has already is not counted again", () => {
    const {store} = given(7);
    store.putRoom(roomAt(9, {marker_seq: 7, unread: 2}));
    store.apply(said(8));
    store.apply(said(9));
    assert.equal(store.rooms.get("20").mine.unread, 2);
    store.apply(said(10));
    assert.equal(store.rooms.get("20").mine.unread, 3);
});

test("a room that was read before the last event is read again", () => {
    const {store, asked} = given(7);
    store.apply(said(8));
    store.putRoom(roomAt(7));
    assert.ok(asked.includes("room 20"));
});

test("an answer that was under way while I read does not make it unread again", () => {
    const {store} = given(7);
    store.apply(said(8));
    store.setMarker("20", 8, 0);
    store.putRoom({...roomAt(9, {marker_seq: 7, unread: 2}), title: "Renamed"});
    assert.equal(store.rooms.get("20").title, "Renamed");
    assert.equal(store.rooms.get("20").mine.unread, 0);
    store.apply(said(9));
    assert.equal(store.rooms.get("20").mine.unread, 1);
});

test("reading on another device clears the count here", () => {
    const {store, room} = given(7);
    store.apply(said(8));
    store.setMarker("20", 8, 0);
    assert.equal(room.mine.unread, 0);
});

test("a message joins the timeline only when that reaches the newest", () => {
    const {store} = given(7);
    store.putPage("20", "replace", {messages: [said(3).message], people: [], more_before: false, more_after: true});
    store.apply(said(8));
    const timeline = store.timeline("20");
    assert.deepEqual(timeline.messages.map(({seq}) => seq), [3]);
    store.putPage("20", "append", {messages: [said(7).message], people: [], more_before: true, more_after: false});
    assert.equal(timeline.behind, true);
    store.putPage("20", "append", {messages: [said(8).message], people: [], more_before: true, more_after: false});
    assert.equal(timeline.behind, false);
    store.apply(said(9));
    assert.deepEqual(timeline.messages.map(({seq}) => seq), [3, 7, 8, 9]);
});

test("an answer that comes before the events it overtook leaves room for them", () => {
    const {store} = given(7);
    store.putPage("20", "replace", {messages: [said(7).message], people: [], more_before: false, more_after: false});
    store.putMessage(said(10, "10").message);
    for (const seq of [8, 9, 10])
        store.apply(said(seq, seq === 10 ? "10" : "11"));
    assert.deepEqual(store.timeline("20").messages.map(({seq}) => seq), [7, 8, 9, 10]);
});

test("an edit shows the newer version, an older answer does not undo it", () => {
    const {store} = given(7);
    const first = said(7).message;
    store.putPage("20", "replace", {messages: [first], people: [], more_before: false, more_after: false});
    const edited = {...first, body: "better", version: 2};
    store.apply({log: "20", seq: 8, kind: "message_edited", target_seq: 7, at: "2026-01-01T00:00:08Z", message: edited});
    store.putMessage(first);
    assert.equal(store.timeline("20").find(7).body, "better");
    store.apply(deleted(9, 7));
    store.putMessage(edited);
    assert.ok(store.timeline("20").find(7).deleted_at);
});

test("joining elsewhere asks for the room, leaving too, and a deleted room is gone", () => {
    const {store, asked, room} = given(7);
    store.apply({log: "10", seq: 4, kind: "joined_room", subject: "30", room_seq: 12});
    assert.equal(store.positions.get("30"), 12);
    store.apply({log: "10", seq: 5, kind: "left_room", subject: "20"});
    assert.equal(room.mine.state, "left");
    assert.deepEqual(asked, ["room 30", "room 20"]);
    const gone = [];
    store.on("gone", (id) => gone.push(id));
    store.apply({log: "20", seq: 8, kind: "room_deleted"});
    assert.deepEqual(gone, ["20"]);
    assert.equal(store.positions.get("20"), undefined);
});

test("the newest message of each room is at the top of recent activity", () => {
    const {store} = given(7);
    store.setActivity([{message: {...said(2).message, room: "99"}, room_title: "Other", author: BOB}]);
    store.apply(said(8, "11", "fresh"));
    assert.deepEqual(store.activity.map(({room_title: title, message}) => [title, message.body]),
        [["Garden", "fresh"], ["Other", "text"]]);
});

test("a name that is not known is asked for once it is shown", () => {
    const {store, asked} = given(7);
    assert.equal(store.person("77"), undefined);
    assert.deepEqual(asked, ["person 77"]);
});
