// Every page by the rules of WCAG 2.2 AA as far as a program can tell, in both themes, on the desk and on a phone.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {after, before, test} from "node:test";

import {PHONE, Person, openBrowser} from "./people.mjs";
import {Server} from "./server.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const world = {};

before(async () => {
    world.server = await Server.start();
    world.browser = await openBrowser();
    world.ada = await Person.at(world.browser, world.server, {colorScheme: "dark"});
    world.bob = await Person.at(world.browser, world.server);
    await world.ada.signUp("ada", "Ada", {link: world.server.setupLink});
    await world.bob.signUp("bob", "Bob");
    await world.ada.createRoom({title: "Engines", topic: "History", description: "Difference and analytical."});
    world.room = world.ada.roomId;
    await world.bob.joinRoom("Engines");
    await world.ada.say("**Notes** on `the` [Engine](https://example.org):\n\n```c\nint a;\n```\n\n> quoted\n\n- one\n- two",
        {shown: "Notes on"});
    await world.bob.say("an answer to that");
    world.phone = await Person.at(world.browser, world.server, {...PHONE, storageState: await world.bob.context.storageState()});
    await world.phone.open();
    await world.phone.atHome();
});

after(async () => {
    for (const person of [world.ada, world.bob, world.phone])
        await person.close();
    await world.browser.close();
    await world.server.close();
});

/** What the checker has to say about what is on screen. */
async function complaints(person) {
    await person.page.waitForTimeout(250); /* what moves into place has arrived */
    await person.page.evaluate(axe);
    const {violations} = await person.page.evaluate((tags) => window.axe.run(document, {runOnly: tags, resultTypes: ["violations"]}), TAGS);
    return violations.flatMap(({id, nodes}) => nodes.map(({html, failureSummary}) => `${id}: ${html.slice(0, 140)}: ${failureSummary}`));
}

const PAGES = [
    ["the first page", () => "/#/", ".room-card"],
    ["a room", () => "/#/room/" + world.room, ".message"],
    ["a profile", () => "/#/user/" + world.me, ".profile-head"],
    ["the settings", () => "/#/settings", ".session"],
];

for (const [name, address, ready] of PAGES)
    test(`${name} can be used by everybody`, async () => {
        world.me ??= (await world.ada.ask("GET", "/sync")).me.id;
        for (const [who, person] of Object.entries({dark: world.ada, light: world.bob, phone: world.phone})) {
            await person.open(address());
            await person.page.locator(ready).first().waitFor({state: "attached"});
            assert.deepEqual(await complaints(person), [], who);
        }
    });

test("the particulars of a room can be used by everybody", async () => {
    for (const person of [world.ada, world.bob, world.phone]) {
        await person.open("/#/room/" + world.room);
        await person.page.getByRole("button", {name: /^About this room/}).click();
        await person.page.locator(".people li").first().waitFor();
        assert.deepEqual(await complaints(person), []);
    }
});

test("the dialogs can be used by everybody", async () => {
    for (const person of [world.ada, world.bob]) {
        await person.open("/#/");
        await person.page.getByRole("button", {name: "New room"}).click();
        await person.page.getByRole("button", {name: "Create room"}).click();
        await person.page.locator(".field-error").filter({visible: true}).first().waitFor();
        assert.deepEqual(await complaints(person), []);
        await person.page.keyboard.press("Escape");
        await person.page.keyboard.press("Control+k");
        await person.page.getByRole("option").first().waitFor();
        assert.deepEqual(await complaints(person), []);
        await person.page.keyboard.press("Escape");
    }
});

test("the door can be used by everybody", async () => {
    const guest = await Person.at(world.browser, world.server);
    await guest.signIn("ada", "wrong password");
    await guest.page.getByRole("alert").filter({visible: true}).waitFor();
    assert.deepEqual(await complaints(guest), []);
    await guest.page.getByRole("button", {name: "Create an account"}).click();
    assert.deepEqual(await complaints(guest), []);
    await guest.close();
});
