// Two people, from the setup link to a conversation.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";

import {Person, eventually, openBrowser} from "./people.mjs";
import {Server} from "./server.mjs";

const world = {};

before(async () => {
    world.server = await Server.start();
    world.browser = await openBrowser();
    world.ada = await Person.at(world.browser, world.server);
    world.bob = await Person.at(world.browser, world.server);
});

after(async () => {
    await world.ada.close();
    await world.bob.close();
    await world.browser.close();
    assert.equal(await world.server.close(), 0);
});

test("before there is an owner, the page says what to do", async () => {
    const {bob} = world;
    await bob.open();
    await bob.sees("This site has no owner yet");
});

test("the setup link makes the account that owns the site", async () => {
    const {ada, server} = world;
    await ada.signUp("ada", "Ada Lovelace", {link: server.setupLink});
    assert.equal(new URL(ada.page.url()).hash.includes("setup"), false);
    const {me} = await ada.ask("GET", "/sync");
    assert.deepEqual([me.handle, me.display_name, me.role], ["ada", "Ada Lovelace", "owner"]);
});

test("empty places say what to do next", async () => {
    const {ada} = world;
    await ada.sees("No rooms here yet");
    await ada.sees("No topics yet");
    await ada.sees("Nothing was said yet");
});

test("what is wrong with a new account is said beside the field", async () => {
    const {bob} = world;
    await bob.open();
    await bob.page.getByRole("button", {name: "Create an account"}).click();
    await bob.page.getByLabel("Handle").fill("ada");
    await bob.page.getByLabel("Password").fill("short");
    await bob.page.getByRole("button", {name: "Create account"}).click();
    const password = bob.page.getByLabel("Password");
    await eventually(() => password.getAttribute("aria-invalid"), "the password being marked");
    assert.match(await bob.page.locator(".field", {has: password}).locator(".field-error").innerText(), /8/);
    await password.fill("a sentence as password");
    await bob.page.getByRole("button", {name: "Create account"}).click();
    await eventually(() => bob.page.getByLabel("Handle").getAttribute("aria-invalid"), "the handle being marked");
});

test("a second person makes an account", async () => {
    const {bob} = world;
    await bob.signUp("bob", "Bob Kahn");
});

test("a room comes with a new topic", async () => {
    const {ada} = world;
    await ada.createRoom({title: "Balcony gardens", topic: "Home and garden", description: "Pots, soil and pigeons."});
    await ada.sees("This is the beginning of the room.");
    await ada.open("/#/");
    const topic = ada.page.getByRole("navigation", {name: "Topics"}).getByRole("link", {name: "Home and garden"});
    await topic.waitFor();
    assert.match(await topic.innerText(), /1/);
});

test("a room without a title is refused beside the title", async () => {
    const {ada} = world;
    await ada.open("/#/");
    await ada.page.getByRole("button", {name: "New room"}).click();
    await ada.page.getByRole("button", {name: "Create room"}).click();
    await eventually(() => ada.page.getByLabel("Title").getAttribute("aria-invalid"), "the title being marked");
    await ada.page.keyboard.press("Escape");
    await eventually(async () => await ada.page.getByRole("dialog").count() === 0, "the dialog going away");
});

test("an existing topic is offered for the next room", async () => {
    const {ada} = world;
    await ada.page.getByRole("button", {name: "New room"}).click();
    const offered = await ada.page.locator("#topic-names option").evaluateAll((all) => all.map((one) => one.value));
    assert.deepEqual(offered, ["Home and garden"]);
    await ada.page.keyboard.press("Escape");
    await ada.createRoom({title: "Sourdough", topic: "Cooking", description: "Starters and ovens."});
});

test("the other finds the room by its topic", async () => {
    const {bob} = world;
    await bob.page.getByRole("navigation", {name: "Topics"}).getByRole("link", {name: "Home and garden"}).click();
    const rooms = bob.page.locator(".room-card");
    await eventually(async () => await rooms.count() === 1, "one room on the topic");
    assert.match(await rooms.innerText(), /Balcony gardens/);
});

test("the other finds the room by a word of its description and joins", async () => {
    const {bob} = world;
    await bob.open("/#/");
    await eventually(async () => await bob.page.locator(".room-card").count() === 2, "both rooms");
    await bob.page.getByLabel("Find rooms").fill("pigeons");
    await eventually(async () => await bob.page.locator(".room-card").count() === 1, "one room found");
    await bob.page.getByRole("button", {name: "Join Balcony gardens"}).click();
    await bob.box("Balcony gardens").waitFor();
});

test("a search that finds nothing says so", async () => {
    const {bob} = world;
    await bob.open("/#/");
    await bob.page.getByLabel("Find rooms").fill("nothing like this");
    await bob.sees("No room matches");
    await bob.page.getByLabel("Find rooms").fill("");
});

test("two people talk, and each sees the other at once", async () => {
    const {ada, bob} = world;
    await ada.openRoom("Balcony gardens");
    await bob.openRoom("Balcony gardens");
    await ada.say("Has anyone grown *Physalis* here?", {shown: "Has anyone grown Physalis here?"});
    await bob.message("Has anyone grown Physalis here?").waitFor();
    await bob.say("I did. They want **light** more than warmth.", {shown: "They want light"});
    await ada.message("They want light more than warmth.").waitFor();
    assert.equal(await ada.message("They want light").locator("strong").innerText(), "light");
    assert.equal(await bob.message("They want light").count(), 1);
});

test("Enter sends, Shift-Enter makes a new line", async () => {
    const {ada, bob} = world;
    const box = ada.box("Balcony gardens");
    await box.fill("");
    await box.pressSequentially("first line");
    await box.press("Shift+Enter");
    await box.pressSequentially("second line");
    await box.press("Enter");
    await bob.message("second line").waitFor();
    assert.equal(await bob.message("second line").locator("br").count(), 1);
    assert.equal(await box.inputValue(), "");
});

test("while characters are composed, Enter belongs to the input method", async () => {
    const {ada} = world;
    const box = ada.box("Balcony gardens");
    const client = await ada.context.newCDPSession(ada.page);
    await box.focus();
    await client.send("Input.imeSetComposition", {text: "\u306b", selectionStart: 1, selectionEnd: 1});
    await box.evaluate((element) => element.dispatchEvent(new KeyboardEvent("keydown",
        {key: "Enter", isComposing: true, bubbles: true, cancelable: true})));
    await client.send("Input.insertText", {text: "\u65e5\u672c"});
    assert.equal(await box.inputValue(), "\u65e5\u672c");
    assert.equal(await ada.message("\u65e5\u672c").count(), 0);
    await box.fill("");
});

test("what others say while I am elsewhere is counted, and the count falls when I read it", async () => {
    const {ada, bob} = world;
    await bob.openRoom("Sourdough");
    await ada.say("one");
    await ada.say("two");
    await eventually(async () => (await bob.unread("Balcony gardens").innerText()).startsWith("2"), "two unread");
    assert.match(await bob.page.title(), /^\(2\)/);
    await bob.openRoom("Balcony gardens");
    await bob.message("two").waitFor();
    await bob.log.locator(".unread-line").waitFor();
    await eventually(async () => await bob.unread("Balcony gardens").count() === 0, "the count falling");
    await eventually(async () => (await bob.ask("GET", `/rooms/${bob.roomId}`)).mine.unread === 0, "the server knowing");
});

test("what comes while nobody looks at the window is not taken as read", async () => {
    const {ada, bob} = world;
    await bob.page.evaluate(() => { document.hasFocus = () => false; });
    await ada.say("are you there?");
    await bob.message("are you there?").waitFor();
    await eventually(async () => (await bob.unread("Balcony gardens").innerText()).startsWith("1"), "one unread");
    await bob.log.locator(".unread-line").waitFor();
    await bob.page.waitForTimeout(2200);
    assert.equal((await bob.ask("GET", `/rooms/${bob.roomId}`)).mine.unread, 1);
    await bob.page.evaluate(() => {
        delete document.hasFocus;
        window.dispatchEvent(new Event("focus"));
    });
    await eventually(async () => await bob.unread("Balcony gardens").count() === 0, "the count falling");
    assert.equal(await bob.log.locator(".unread-line").count(), 1);
});

test("reading in one browser clears the count in the other", async () => {
    const {ada, bob} = world;
    const phone = await Person.at(world.browser, world.server, {storageState: await bob.context.storageState()});
    await phone.openRoom("Sourdough");
    await phone.page.evaluate(() => { document.hasFocus = () => false; });
    await bob.page.evaluate(() => { document.hasFocus = () => false; });
    await ada.say("one more");
    await eventually(async () => (await phone.unread("Balcony gardens").innerText()).startsWith("1"), "one unread");
    await bob.page.evaluate(() => {
        delete document.hasFocus;
        window.dispatchEvent(new Event("focus"));
    });
    await eventually(async () => await phone.unread("Balcony gardens").count() === 0, "the count falling there, too");
    await phone.close();
});

test("an answer shows what it answers", async () => {
    const {ada, bob} = world;
    await bob.message("two").hover();
    await bob.message("two").getByRole("button", {name: "Reply"}).click();
    await bob.say("I count three");
    const answer = ada.message("I count three");
    await answer.waitFor();
    assert.match(await answer.locator(".reply-quote").innerText(), /Ada Lovelace\s*two/);
});

test("Up in an empty box edits my last message, for both", async () => {
    const {ada, bob} = world;
    await ada.say("I meen it");
    await ada.box("Balcony gardens").press("ArrowUp");
    assert.equal(await ada.box("Balcony gardens").inputValue(), "I meen it");
    await ada.box("Balcony gardens").fill("I mean it");
    await ada.box("Balcony gardens").press("Enter");
    await bob.message("I mean it").waitFor();
    await bob.message("I mean it").getByText("edited").waitFor();
    await ada.message("I mean it").waitFor();
    assert.equal(await ada.message("I meen it").count(), 0);
});

test("a deleted message leaves its place and nothing else, for both", async () => {
    const {ada, bob} = world;
    await ada.say("delete me");
    await bob.message("delete me").waitFor();
    await ada.message("delete me").hover();
    await ada.message("delete me").getByRole("button", {name: "Delete"}).click();
    await ada.page.getByRole("dialog").getByRole("button", {name: "Delete"}).click();
    await bob.message("This message was deleted.").waitFor();
    await ada.message("This message was deleted.").waitFor();
    assert.equal(await bob.message("delete me").count(), 0);
});

test("recent activity shows the newest message of each room, and leads to it", async () => {
    const {bob} = world;
    await bob.open("/#/");
    const entry = bob.page.locator(".activity").filter({hasText: "Balcony gardens"});
    await eventually(async () => /Ada Lovelace: I mean it/.test(await entry.innerText()), "the newest message");
    await entry.getByRole("link").click();
    await bob.message("I mean it").waitFor();
});

test("an unfinished message is there after a reload", async () => {
    const {bob} = world;
    await bob.box("Balcony gardens").fill("half a tho");
    await bob.page.reload();
    await eventually(async () => await bob.box("Balcony gardens").inputValue() === "half a tho", "the draft");
    await bob.box("Balcony gardens").fill("");
});

test("in two tabs of one account both show what was said and read", async () => {
    const {ada, bob} = world;
    const tab = await Person.at(world.browser, world.server, {storageState: await bob.context.storageState()});
    await tab.openRoom("Balcony gardens");
    await bob.say("from the first tab");
    await tab.message("from the first tab").waitFor();
    await tab.say("from the second tab");
    await bob.message("from the second tab").waitFor();
    await ada.message("from the second tab").waitFor();
    assert.equal(await bob.message("from the second tab").count(), 1);
    await tab.close();
});

test("the conversation looks well on the desk, in light and in the dark", async () => {
    const {ada} = world;
    await ada.say("```c\nwhile (winter())\n    lamp_on();\n```\n> light more than warmth\n\nSee https://example.org/lamps",
        {shown: "example.org/lamps"});
    await ada.page.mouse.move(0, 0);
    await ada.picture("room-light");
    await ada.page.emulateMedia({colorScheme: "dark"});
    await ada.picture("room-dark");
    await ada.open("/#/");
    await ada.page.locator(".room-card").first().waitFor();
    await ada.picture("home-dark");
    await ada.page.emulateMedia({colorScheme: "light"});
    await ada.picture("home-light");
});
