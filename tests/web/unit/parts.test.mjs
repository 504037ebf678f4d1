// Addresses, requests and their problems, names: the small parts.
import assert from "node:assert/strict";
import {test} from "node:test";

import "./environment.mjs";
import {Problem, createApi} from "../../../frontends/web/js/api.js";
import {RepeatId, newClientId} from "../../../frontends/web/js/ids.js";
import {initials, toneOf} from "../../../frontends/web/js/people.js";
import {parseRoute, toRoom, toTopic, toUser} from "../../../frontends/web/js/router.js";

test("an address leads where it was made for", () => {
    assert.deepEqual(parseRoute(toRoom("12")), {page: "room", room: "12", seq: null});
    assert.deepEqual(parseRoute(toRoom("12", 345)), {page: "room", room: "12", seq: 345});
    assert.deepEqual(parseRoute(toTopic("3")), {page: "rooms", topic: "3"});
    assert.deepEqual(parseRoute(toUser("5")), {page: "user", user: "5"});
    assert.deepEqual(parseRoute("#setup=abc"), {page: "setup", token: "abc"});
});

test("an address that nobody made is home", () => {
    for (const hash of ["", "#", "#/", "#/nothing", "#/room/", "#/room/x", "#/user/1e5", "#/room/-1", "#/room/" + "9".repeat(40)])
        assert.deepEqual(parseRoute(hash), {page: "rooms", topic: null}, hash);
});

/** An api whose requests are noted and answered by `answer`. */
function given(answer) {
    const asked = [];
    const over = [];
    const api = createApi({
        fetch: async (url, options) => {
            asked.push({url, ...options});
            return answer(url);
        },
        onSignedOut: () => over.push(1),
    });
    return {api, asked, over};
}

const json = (status, body) => new Response(body === undefined ? null : JSON.stringify(body), {status});

test("what is not given is left out of a query", async () => {
    const {api, asked} = given(() => json(200, {rooms: []}));
    await api.rooms({text: "", topic: null, offset: 0, limit: 30});
    assert.equal(asked[0].url, "/api/v1/rooms?offset=0&limit=30");
    assert.equal(asked[0].credentials, "same-origin");
    assert.equal(asked[0].body, undefined);
});

test("signing in asks for a cookie and sends JSON", async () => {
    const {api, asked} = given(() => json(201, {}));
    await api.signIn({handle: "ada", password: "x"});
    assert.equal(asked[0].headers["Chat-Session"], "cookie");
    assert.equal(asked[0].headers["Content-Type"], "application/json");
});

test("a problem keeps its code, its sentence, its field and its wait", async () => {
    const {api} = given(() => json(429, {code: "slow_mode", detail: "wait", field: "body", retry_after_ms: 900}));
    const problem = await api.topics().catch((error) => error);
    assert.ok(problem instanceof Problem);
    assert.deepEqual([problem.status, problem.code, problem.detail, problem.field, problem.retryAfterMs, problem.passing],
        [429, "slow_mode", "wait", "body", 900, false]);
});

test("no answer, and an answer that is not ours, are problems, too", async () => {
    const broken = await given(() => { throw new TypeError("failed to fetch"); }).api.topics().catch((error) => error);
    assert.deepEqual([broken.status, broken.passing], [0, true]);
    assert.match(broken.detail, /cannot be reached/);
    const proxy = await given(() => new Response("<html>", {status: 502})).api.topics().catch((error) => error);
    assert.deepEqual([proxy.status, proxy.passing, proxy.detail], [502, true, "The server answered 502."]);
    const login = await given(() => new Response("<html>", {status: 200})).api.topics().catch((error) => error);
    assert.ok(login instanceof Problem);
});

test("an ended session is told once it is noticed, but not at the door", async () => {
    const {api, over} = given(() => json(401, {code: "unauthenticated", detail: "sign in"}));
    await api.topics().catch(() => {});
    assert.equal(over.length, 1);
    await api.signIn({}).catch(() => {});
    await api.trySync().catch(() => {});
    assert.equal(over.length, 1);
});

test("an answer without a body is nothing", async () => {
    assert.equal(await given(() => json(204)).api.leaveRoom("1"), null);
});

test("ids of this client are printable, without blanks, short enough and never the same", () => {
    const ids = Array.from({length: 200}, newClientId);
    assert.equal(new Set(ids).size, 200);
    assert.ok(ids.every((id) => /^[\x21-\x7e]{1,64}$/.test(id)));
});

test("the same request asked again has the same id, another one has another", () => {
    const repeat = new RepeatId();
    const first = repeat.for({title: "a"});
    assert.equal(repeat.for({title: "a"}), first);
    assert.notEqual(repeat.for({title: "b"}), first);
});

test("initials are of the first and the last name, whatever the script", () => {
    assert.equal(initials("Ada Lovelace"), "AL");
    assert.equal(initials("  ada  king  lovelace "), "AL");
    assert.equal(initials("Bob"), "B");
    assert.equal(initials("\u{1f600} x"), "\u{1f600}X");
    assert.equal(initials("\u64a8"), "\u64a8");
    assert.equal(initials(""), "?");
});

test("neighbours have different colours, and each keeps their own", () => {
    for (let id = 1; id < 50; id++) {
        assert.equal(toneOf(String(id)), toneOf(id));
        assert.notEqual(toneOf(id), toneOf(id + 1));
        assert.ok(toneOf(id) >= 0 && toneOf(id) < 10);
    }
});
