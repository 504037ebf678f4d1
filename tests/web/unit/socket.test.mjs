// One connection that is made again, and calls that get one answer.
import assert from "node:assert/strict";
import {after, test} from "node:test";

import {Clock} from "./environment.mjs";
import {Backoff} from "../../../frontends/web/js/backoff.js";
import {Disconnected, Socket} from "../../../frontends/web/js/socket.js";

/** A server at the other end: what the client opened and sent, and ways to answer. */
class Wire {
    static all = [];
    sent = [];

    constructor(url, protocol) {
        Object.assign(this, {url, protocol});
        Wire.all.push(this);
    }

    send(text) { this.sent.push(JSON.parse(text)); }
    close() { this.closed = true; }
    say(frame) { this.onmessage({data: JSON.stringify(frame)}); }
    hello() { this.say({op: "hello", epoch: "e", heartbeat_ms: 30000}); }
    end(code) { this.onclose({code}); }
}

const clock = new Clock();
after(() => clock.putBack());

function given() {
    Wire.all = [];
    const socket = new Socket("ws://x/api/v1/ws", Wire);
    const told = [];
    for (const name of ["hello", "down", "refused", "over"])
        socket.on(name, (value) => told.push(name === "hello" || value === undefined ? name : `${name} ${value}`));
    socket.open();
    return {socket, told, wire: () => Wire.all.at(-1)};
}

test("it speaks chat.v1 and is up after hello", () => {
    const {socket, told, wire} = given();
    assert.equal(wire().protocol, "chat.v1");
    assert.equal(socket.up, false);
    wire().hello();
    assert.equal(socket.up, true);
    assert.deepEqual(told, ["hello"]);
    socket.close();
});

test("each call gets its own answer", async () => {
    const {socket, wire} = given();
    wire().hello();
    const first = socket.call("a", {});
    const second = socket.call("b", {});
    const [one, two] = wire().sent;
    wire().say({op: "error", ref: two.ref, problem: {status: 403, code: "denied", detail: "no"}});
    wire().say({op: "result", ref: one.ref, status: 200, result: {ok: 1}});
    assert.deepEqual(await first, {ok: 1});
    await assert.rejects(second, {code: "denied", detail: "no"});
    socket.close();
});

test("a lost connection settles its calls and is made again", async () => {
    const {socket, told, wire} = given();
    wire().hello();
    const call = socket.call("a", {});
    wire().end(1006);
    await assert.rejects(call, Disconnected);
    await assert.rejects(socket.call("b", {}), Disconnected);
    clock.tick(1000);
    assert.equal(Wire.all.length, 2);
    wire().end(1006);
    clock.tick(2000);
    assert.equal(Wire.all.length, 3);
    assert.deepEqual(told, ["hello", "down 1006", "refused"]);
    socket.close();
});

test("codes of 4500 and above mean: do not come back", () => {
    const {socket, told, wire} = given();
    wire().hello();
    wire().end(4501);
    clock.tick(60000);
    assert.equal(Wire.all.length, 1);
    assert.deepEqual(told, ["hello", "down 4501", "over 4501"]);
    socket.close();
});

test("the wait that the server named is kept", () => {
    const {socket, wire} = given();
    wire().hello();
    wire().say({op: "bye", reconnect_ms: 5000});
    wire().end(1001);
    clock.tick(4900);
    assert.equal(Wire.all.length, 1);
    clock.tick(1000);
    assert.equal(Wire.all.length, 2);
    socket.close();
});

test("silence after a heartbeat means the connection is dead", () => {
    const {socket, told, wire} = given();
    wire().hello();
    clock.tick(30000);
    assert.deepEqual(wire().sent, [{op: "ping", ref: "ping"}]);
    wire().say({op: "pong", ref: "ping"});
    clock.tick(30000);
    assert.equal(wire().sent.length, 2);
    clock.tick(9000);
    assert.deepEqual(told.slice(0, 2), ["hello", "down null"]);
    socket.close();
});

test("a frame of a connection that was given up is not heard", () => {
    const {socket, told, wire} = given();
    const first = wire();
    socket.close();
    first.hello();
    first.end(1006);
    clock.tick(60000);
    assert.deepEqual(told, []);
    assert.equal(Wire.all.length, 1);
});

test("waits grow, have an end, and are never the same for two", () => {
    const low = new Backoff(() => 0);
    const high = new Backoff(() => 1);
    const waits = Array.from({length: 12}, () => [low.next(), high.next()]);
    assert.deepEqual(waits[0], [200, 400]);
    assert.ok(waits.every(([a, b]) => a < b));
    assert.deepEqual(waits.at(-1), [7500, 15000]);
    low.reset();
    assert.equal(low.next(), 200);
});
