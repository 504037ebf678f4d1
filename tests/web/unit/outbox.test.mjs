// Messages on their way: kept, in order, offered again under the same id.
import assert from "node:assert/strict";
import {test} from "node:test";

import "./environment.mjs";
import {Problem} from "../../../frontends/web/js/api.js";
import {Outbox} from "../../../frontends/web/js/outbox.js";
import {Disconnected} from "../../../frontends/web/js/socket.js";
import {LocalStore} from "../../../frontends/web/js/storage.js";

/** Storage as a browser has it: what was stored are its own properties. */
class Storage {
    getItem(key) { return Object.hasOwn(this, key) ? this[key] : null; }
    setItem(key, value) { this[key] = value; }
    removeItem(key) { delete this[key]; }
}

/** A connection whose calls wait until the test answers them. */
class Line {
    up = true;
    calls = [];

    call(name, params) {
        if (!this.up)
            return Promise.reject(new Disconnected());
        return new Promise((resolve, reject) => this.calls.push({name, params, resolve, reject}));
    }

    cut() {
        this.up = false;
        this.calls.splice(0).forEach(({reject}) => reject(new Disconnected()));
    }
}

const turn = () => new Promise((done) => setImmediate(done));

function given(storage = new Storage()) {
    const line = new Line();
    const outbox = new Outbox({socket: line, storage: new LocalStore(storage), user: "10"});
    const sent = [];
    outbox.on("sent", (message) => sent.push(message.seq));
    return {line, outbox, sent, storage};
}

test("messages of a room go one after the other", async () => {
    const {line, outbox, sent} = given();
    outbox.add("20", "one");
    outbox.add("20", "two");
    outbox.add("21", "elsewhere");
    assert.deepEqual(line.calls.map(({params}) => params.body), ["one", "elsewhere"]);
    line.calls[0].resolve({seq: 1});
    await turn();
    assert.deepEqual(line.calls.map(({params}) => params.body), ["one", "elsewhere", "two"]);
    assert.deepEqual(sent, [1]);
    assert.deepEqual(outbox.in("20").map(({body}) => body), ["two"]);
    outbox.stop();
});

test("what was offered before the connection broke is offered again under the same id", async () => {
    const {line, outbox} = given();
    const item = outbox.add("20", "one");
    line.cut();
    await turn();
    assert.equal(outbox.in("20")[0].state, "sending");
    line.up = true;
    const settled = outbox.resume();
    assert.equal(line.calls[0].params.client_id, item.client_id);
    line.calls[0].resolve({seq: 1});
    await settled;
    assert.deepEqual(outbox.in("20"), []);
    outbox.stop();
});

test("a reload does not lose what was on its way", async () => {
    const {outbox, storage} = given();
    const item = outbox.add("20", "one");
    const {line, outbox: after} = given(storage);
    assert.equal(after.in("20")[0].client_id, item.client_id);
    const settled = after.resume();
    line.calls[0].resolve({seq: 1});
    await settled;
    assert.deepEqual(Object.keys(storage), []);
    outbox.stop();
    after.stop();
});

test("what the server refuses has failed, says why, and can be tried again or dropped", async () => {
    const {line, outbox} = given();
    const item = outbox.add("20", "one");
    line.calls[0].reject(new Problem({status: 403, code: "muted", detail: "you are muted in this room"}));
    await turn();
    assert.deepEqual([outbox.in("20")[0].state, outbox.in("20")[0].error], ["failed", "you are muted in this room"]);
    outbox.retry(item.client_id);
    assert.equal(line.calls[1].params.client_id, item.client_id);
    line.calls[1].reject(new Problem({status: 403, detail: "still"}));
    await turn();
    outbox.discard(item.client_id);
    assert.deepEqual(outbox.in("20"), []);
    outbox.stop();
});

test("a server that is busy is asked again, without a word", async () => {
    const {line, outbox} = given();
    const item = outbox.add("20", "one");
    line.calls[0].reject(new Problem({status: 503, code: "busy", detail: "busy", retry_after_ms: 1}));
    await new Promise((done) => setTimeout(done, 30));
    assert.equal(outbox.in("20")[0].state, "sending");
    assert.equal(line.calls[1].params.client_id, item.client_id);
    outbox.stop();
});
