// A long room, and a server that dies.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";

import {PHONE, Person, eventually, openBrowser} from "./people.mjs";
import {Server} from "./server.mjs";

const LINES = 230;
const world = {};

before(async () => {
    world.server = await Server.start("--no-limits");
    world.browser = await openBrowser();
    world.ada = await Person.at(world.browser, world.server);
    world.bob = await Person.at(world.browser, world.server);
    await world.ada.signUp("ada", "Ada", {link: world.server.setupLink});
    await world.bob.signUp("bob", "Bob");
    await world.ada.createRoom({title: "Long", topic: "Reading"});
    await world.bob.joinRoom("Long");
    await world.bob.open("/#/");
    const texts = Array.from({length: LINES}, (_, i) => `line ${String(i + 1).padStart(3, "0")} of the book`);
    await world.ada.sayMany(world.ada.roomId, texts);
});

after(async () => {
    await world.ada.close();
    await world.bob.close();
    await world.browser.close();
    await world.server.close();
});

/** Scroll up by what a hand does, until this text is there. */
async function scrollUpTo(person, text) {
    await eventually(async () => {
        await person.page.locator(".timeline-scroll").hover();
        await person.page.mouse.wheel(0, -700);
        return await person.message(text).count() > 0;
    }, `scrolling up to ${text}`);
}

test("the room opens at the first message I have not read", async () => {
    const {bob} = world;
    await eventually(async () => /^\(230\)/.test(await bob.page.title()), "the count of all");
    await bob.page.reload();
    await bob.openRoom("Long");
    await bob.message("line 001").waitFor();
    assert.equal(await bob.log.locator(".unread-line").isVisible(), true);
    assert.equal(await bob.message("line 001").isVisible(), true);
    await bob.page.getByRole("button", {name: /new$/}).waitFor();
});

test("going down loads what follows, without a double or a hole, and reading clears the count", async () => {
    const {bob} = world;
    await eventually(async () => {
        await bob.page.locator(".timeline-scroll").hover();
        await bob.page.mouse.wheel(0, 900);
        return await bob.message(`line ${LINES}`).count() > 0;
    }, "scrolling down to the end");
    const lines = (await bob.said()).map((text) => Number(/line ([0-9]+)/.exec(text)[1]));
    assert.deepEqual(lines, lines.map((_, i) => lines[0] + i));
    await bob.page.locator(".timeline-scroll").evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await eventually(async () => !/^\(/.test(await bob.page.title()), "the count falling");
});

test("scrolling back through all of it never moves what I am looking at", async () => {
    const {ada} = world;
    await ada.page.reload();
    await ada.message(`line ${LINES}`).waitFor();
    assert.equal(await ada.message("line 001").count(), 0);
    const before = await ada.log.locator("[data-seq]").count();
    const moved = await ada.page.evaluate(watchPlaces);
    await scrollUpTo(ada, "line 001");
    assert.ok(await ada.log.locator("[data-seq]").count() > before);
    const jumps = await ada.page.evaluate((key) => window[key](), moved);
    assert.deepEqual(jumps, []);
    assert.deepEqual((await ada.said()).map((text) => Number(/line ([0-9]+)/.exec(text)[1])),
        Array.from({length: LINES}, (_, i) => i + 1));
});

/** In the page: whenever messages are put in above, the ones on screen may not change their place. */
function watchPlaces() {
    const scroller = document.querySelector(".timeline-scroll");
    const list = scroller.querySelector(".timeline");
    const jumps = [];
    let shown = null;
    const look = () => {
        const node = [...list.querySelectorAll("[data-seq]")].find((row) =>
            row.getBoundingClientRect().top > scroller.getBoundingClientRect().top + 50);
        shown = node ? {node, top: node.getBoundingClientRect().top} : null;
    };
    scroller.addEventListener("scroll", look);
    const observer = new MutationObserver((changes) => {
        const added = changes.some(({addedNodes}) => addedNodes.length > 0);
        if (added && shown?.node.isConnected) {
            const moved = Math.abs(shown.node.getBoundingClientRect().top - shown.top);
            if (moved > 2)
                jumps.push({seq: shown.node.dataset.seq, moved});
        }
        look();
    });
    observer.observe(list, {childList: true});
    look();
    window.jumpsSeen = () => jumps;
    return "jumpsSeen";
}

test("the pill leads back to the newest message", async () => {
    const {ada} = world;
    await ada.page.getByRole("button", {name: "Jump to newest"}).click();
    await eventually(() => ada.message(`line ${LINES}`).isVisible(), "the newest line");
    await eventually(() => ada.page.locator(".timeline-scroll").evaluate((element) =>
        element.scrollHeight - element.scrollTop - element.clientHeight < 5), "being at the end");
    await eventually(async () => !(await ada.page.getByRole("button", {name: "Jump to newest"}).isVisible()), "no pill");
});

test("what comes while I read further up does not pull me down", async () => {
    const {ada, bob} = world;
    await scrollUpTo(ada, "line 150");
    const place = () => ada.page.locator(".timeline-scroll").evaluate((element) => Math.round(element.scrollTop));
    await ada.page.waitForTimeout(300);
    const before = await place();
    await bob.say("something new");
    await ada.page.getByRole("button", {name: "1 new"}).waitFor();
    assert.equal(await place(), before);
    await ada.page.getByRole("button", {name: "1 new"}).click();
    await eventually(() => ada.message("something new").isVisible(), "the new message");
});

test("a link to a message opens the room there", async () => {
    const {ada, bob} = world;
    const page = await ada.ask("GET", `/rooms/${ada.roomId}/messages?limit=1&before=60`);
    const {seq, body} = page.messages[0];
    await bob.open(`/#/room/${ada.roomId}/${seq}`);
    await bob.page.reload();
    await eventually(() => bob.message(body).isVisible(), "the linked message");
    await bob.page.getByRole("button", {name: "Jump to newest"}).click();
    await bob.message("something new").waitFor();
});

test("when the server is killed and comes back, everything shown as sent is there once, and nobody did anything", async () => {
    const {ada, bob, server} = world;
    await bob.message("something new").waitFor();
    const loads = [];
    for (const person of [ada, bob])
        person.page.on("framenavigated", () => loads.push(person));
    await ada.say("before the crash");
    const burst = Array.from({length: 12}, (_, i) => `burst ${String(i).padStart(2, "0")}`);
    for (const text of burst)
        await ada.say(text, {wait: false});
    await server.kill();
    await ada.sees("No connection");
    const shownAsSent = (await ada.said()).filter((text) => text.startsWith("burst"));
    await ada.say("written without a server", {wait: false});
    await bob.say("me too", {wait: false});
    await ada.message("written without a server").getByText("Waiting for the connection").waitFor();
    await ada.picture("offline-light");
    await server.start();
    for (const person of [ada, bob]) {
        for (const text of [...burst, "before the crash", "written without a server", "me too"])
            await person.isSent(text);
        await eventually(async () => !(await person.page.getByText("No connection").isVisible()), "the banner going away");
        const said = await person.said();
        for (const text of [...burst, "before the crash", "written without a server", "me too"])
            assert.equal(said.filter((one) => one === text).length, 1, text);
        assert.deepEqual(said.filter((text) => text.startsWith("burst")), burst);
    }
    assert.ok(shownAsSent.every((text) => burst.includes(text)));
    assert.deepEqual(loads, []);
    await bob.say("and on we go");
    await ada.message("and on we go").waitFor();
});

test("two people keep writing through three crashes: each message is there once, in the order of its writer", async () => {
    const {ada, bob, server} = world;
    const written = {ada: [], bob: []};
    const stop = {};
    const write = async (person, name) => {
        while (!stop.now) {
            const text = `${name} ${String(written[name].length).padStart(3, "0")} through`;
            written[name].push(text);
            await person.say(text, {wait: false});
            await person.page.waitForTimeout(20);
        }
    };
    const writers = [write(ada, "ada"), write(bob, "bob")];
    for (const ms of [1700, 1300, 2100]) {
        await ada.page.waitForTimeout(ms);
        await server.kill();
        await ada.page.waitForTimeout(300);
        await server.start();
        await eventually(async () => (await ada.ask("GET", "/site")).status === 200, "the server being back");
        await ada.isSent(written.ada.at(-1));
    }
    stop.now = true;
    await Promise.all(writers);
    for (const person of [ada, bob])
        for (const name of ["ada", "bob"]) {
            await person.isSent(written[name].at(-1));
            const said = (await person.said()).filter((text) => text.startsWith(name + " ") && text.endsWith("through"));
            assert.deepEqual(said, written[name].slice(-said.length));
            assert.ok(said.length === written[name].length || said.length > 100, `${said.length} of ${written[name].length}`);
        }
    const stored = [];
    for (let after = 0, more = true; more;) {
        const page = await ada.ask("GET", `/rooms/${ada.roomId}/messages?limit=200&after=${after}`);
        stored.push(...page.messages.map(({body}) => body ?? ""));
        after = page.messages.at(-1)?.seq ?? after;
        more = page.more_after;
    }
    for (const name of ["ada", "bob"])
        assert.deepEqual(stored.filter((text) => text.startsWith(name + " ") && text.endsWith("through")), written[name]);
});

test("a message on its way survives a reload of the page, too", async () => {
    const {ada, bob, server} = world;
    await server.kill();
    await ada.sees("No connection");
    await ada.say("kept over a reload", {wait: false});
    await server.start();
    await ada.page.reload();
    await ada.isSent("kept over a reload");
    await bob.isSent("kept over a reload");
    assert.equal((await bob.said()).filter((text) => text === "kept over a reload").length, 1);
});

test("a message that the server refuses has failed, in words, and can be tried again", async () => {
    const {ada, bob} = world;
    await bob.ask("GET", "/sync");
    await ada.ask("PUT", `/rooms/${ada.roomId}/archive`);
    await bob.sees("This room is archived");
    await ada.ask("DELETE", `/rooms/${ada.roomId}/archive`);
    await bob.box("Long").waitFor();
    await bob.context.setOffline(true);
    await bob.say("too late", {wait: false});
    await ada.ask("PUT", `/rooms/${ada.roomId}/archive`);
    await bob.context.setOffline(false);
    await bob.message("too late").getByText("Not sent").waitFor();
    await bob.picture("failed-light");
    await ada.ask("DELETE", `/rooms/${ada.roomId}/archive`);
    await bob.box("Long").waitFor();
    await bob.message("too late").getByRole("button", {name: "Try again"}).click();
    await bob.isSent("too late");
    await ada.isSent("too late");
});

test("on a phone there is one column at a time, and a way to each", async () => {
    const {browser, server, ada} = world;
    const phone = await Person.at(browser, server, {...PHONE, storageState: await ada.context.storageState()});
    await phone.open();
    await phone.page.getByRole("heading", {name: "Rooms", exact: true}).waitFor();
    assert.equal(await phone.page.getByRole("heading", {name: "Topics", exact: true}).isVisible(), false);
    await phone.page.locator(".room-card").first().waitFor();
    await phone.picture("phone-rooms-light");
    const tabs = phone.page.getByRole("navigation", {name: "Main"});
    await tabs.getByRole("link", {name: "Topics"}).click();
    await phone.page.getByRole("link", {name: "Reading"}).waitFor();
    assert.equal(await phone.page.getByRole("heading", {name: "Rooms", exact: true}).isVisible(), false);
    await tabs.getByRole("link", {name: "Activity"}).click();
    await phone.page.getByRole("heading", {name: "Recent activity"}).waitFor();
    await phone.page.locator(".activity a").first().click();
    await phone.message("too late").waitFor();
    assert.equal(await tabs.isVisible(), false);
    const width = await phone.page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(width, PHONE.viewport.width);
    await phone.page.emulateMedia({colorScheme: "dark"});
    await phone.picture("phone-room-dark");
    await phone.page.getByRole("link", {name: "Back to the rooms"}).click();
    await phone.page.getByRole("heading", {name: "Rooms", exact: true}).waitFor();
    await phone.close();
});
