// Rooms: changing, leaving, inviting, archiving, deleting; and getting about with the keyboard.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";

import {PHONE, Person, eventually, openBrowser} from "./people.mjs";
import {Server} from "./server.mjs";

const world = {};

before(async () => {
    world.server = await Server.start();
    world.browser = await openBrowser();
    world.ada = await Person.at(world.browser, world.server);
    world.bob = await Person.at(world.browser, world.server);
    await world.ada.signUp("ada", "Ada", {link: world.server.setupLink});
    await world.bob.signUp("bob", "Bob");
    await world.bob.createRoom({title: "Film club", topic: "Culture", description: "One film a fortnight."});
    await world.bob.createRoom({title: "Night trains", topic: "Travel"});
});

after(async () => {
    await world.ada.close();
    await world.bob.close();
    await world.browser.close();
    await world.server.close();
});

async function details(person) {
    const panel = person.page.getByRole("complementary", {name: "About this room"});
    if (!await panel.isVisible())
        await person.page.getByRole("button", {name: /^About this room/}).click();
    await panel.waitFor();
    return panel;
}

test("a room can be read before one joins it, and what is said there is seen at once", async () => {
    const {ada, bob} = world;
    await bob.openRoom("Film club");
    await bob.say("Next: Playtime, 1967");
    await ada.openRoom("Film club");
    await ada.message("Playtime").waitFor();
    await ada.sees("You are reading this room from outside.");
    await bob.say("on Sunday");
    await ada.message("on Sunday").waitFor();
    await ada.page.getByRole("button", {name: "Join the room"}).click();
    await ada.say("I will come");
    await bob.message("I will come").waitFor();
});

test("the host changes title, topic and description, and the others see it", async () => {
    const {ada, bob} = world;
    const panel = await details(bob);
    await panel.getByRole("button", {name: "Edit room"}).click();
    const dialog = bob.page.getByRole("dialog");
    await dialog.getByLabel("Title").fill("Film society");
    await dialog.getByLabel("Topic").fill("Cinema");
    await dialog.getByLabel("Description").fill("Two films a month.");
    await dialog.getByRole("button", {name: "Save"}).click();
    await ada.page.getByRole("heading", {level: 1, name: "Film society"}).waitFor();
    await ada.sees("Two films a month.");
    await ada.box("Film society").waitFor();
    await ada.page.getByRole("banner").getByRole("link", {name: "Cinema"}).or(ada.page.getByRole("link", {name: "Cinema"})).first().waitFor();
    await ada.open("/#/");
    await ada.page.getByRole("navigation", {name: "Topics"}).getByRole("link", {name: "Cinema"}).waitFor();
});

test("who is in the room is listed, with what they may do", async () => {
    const {bob} = world;
    const panel = await details(bob);
    await panel.getByText("2 members").waitFor();
    const list = await panel.locator(".people").innerText();
    assert.match(list, /Ada/);
    assert.match(list, /Bob/);
    assert.match(list, /host/);
    await bob.picture("details-light");
});

test("leaving a room takes it off my list, and I can come back", async () => {
    const {ada, bob} = world;
    await ada.openRoom("Film society");
    const panel = await details(ada);
    await panel.getByRole("button", {name: "Leave room"}).click();
    await ada.atHome();
    const mine = ada.page.locator("section").filter({has: ada.page.getByRole("heading", {name: "Your rooms"})});
    await eventually(async () => await mine.getByRole("link", {name: "Film society"}).count() === 0, "the room leaving my list");
    await bob.say("said without Ada");
    await ada.joinRoom("Film society");
    await ada.message("said without Ada").waitFor();
});

test("a private room is found by nobody but those who were invited", async () => {
    const {ada, bob} = world;
    await bob.open("/#/");
    await bob.page.getByRole("button", {name: "New room"}).click();
    await bob.page.getByLabel("Title").fill("Committee");
    await bob.page.getByLabel("Who can find it").selectOption("private");
    await bob.page.getByRole("button", {name: "Create room"}).click();
    await bob.box("Committee").waitFor();
    const carol = await Person.at(world.browser, world.server);
    await carol.signUp("carol", "Carol");
    await carol.page.getByLabel("Find rooms").fill("Committee");
    await carol.sees("No room matches");
    await carol.page.getByLabel("Find rooms").fill("");
    await carol.open("/#/room/" + bob.roomId);
    await carol.sees("There is no such room");
    await carol.open("/#/");
    const panel = await details(bob);
    await panel.getByLabel("Invite somebody").fill("@Carol");
    await panel.getByRole("button", {name: "Invite"}).click();
    await carol.page.getByRole("button", {name: "Join Committee"}).click();
    await carol.say("thank you for having me");
    await bob.message("thank you for having me").waitFor();
    world.carol = carol;
    assert.equal(await ada.page.getByRole("link", {name: "Committee"}).count(), 0);
});

test("somebody who is removed loses the room at once", async () => {
    const {bob, carol} = world;
    const panel = await details(bob);
    await panel.getByRole("button", {name: "Remove Carol from the room"}).click();
    await bob.page.getByRole("dialog").getByRole("button", {name: "Remove"}).click();
    await carol.atHome();
    await eventually(async () => await carol.page.getByRole("link", {name: "Committee"}).count() === 0, "the room going away");
    await carol.close();
});

test("an archived room can be read and not written in", async () => {
    const {ada, bob} = world;
    await bob.openRoom("Night trains");
    await ada.joinRoom("Night trains");
    const panel = await details(bob);
    await panel.getByRole("button", {name: "Archive"}).click();
    await ada.sees("This room is archived");
    assert.equal(await ada.box("Night trains").count(), 0);
    await panel.getByRole("button", {name: "Open again"}).click();
    await ada.box("Night trains").waitFor();
});

test("Ctrl-K finds a room by a few letters", async () => {
    const {ada} = world;
    await ada.page.keyboard.press("Control+k");
    await ada.page.getByRole("combobox", {name: "Room or person"}).fill("soci");
    await ada.page.getByRole("option", {name: /Film society/}).waitFor();
    await ada.picture("switcher-light");
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("heading", {level: 1, name: "Film society"}).waitFor();
    await eventually(() => ada.box("Film society").evaluate((box) => box === document.activeElement), "the focus in the box");
});

test("Ctrl-K finds a person, too", async () => {
    const {ada} = world;
    await ada.page.keyboard.press("Control+k");
    await ada.page.getByRole("combobox", {name: "Room or person"}).fill("bob");
    await ada.page.getByRole("option", {name: /Bob/}).waitFor();
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("heading", {level: 1, name: "Bob"}).waitFor();
});

test("Alt and an arrow go from room to room", async () => {
    const {ada} = world;
    await ada.openRoom("Film society");
    await ada.page.keyboard.press("Alt+ArrowDown");
    await ada.page.getByRole("heading", {level: 1, name: "Night trains"}).waitFor();
    await ada.page.keyboard.press("Alt+ArrowUp");
    await ada.page.getByRole("heading", {level: 1, name: "Film society"}).waitFor();
});

test("the question mark shows the keys, but not while I write", async () => {
    const {ada} = world;
    await ada.box("Film society").waitFor();
    await ada.box("Film society").focus();
    await ada.page.keyboard.type("?");
    assert.equal(await ada.page.getByRole("dialog").count(), 0);
    await ada.box("Film society").fill("");
    await ada.page.getByRole("heading", {level: 1}).click();
    await ada.page.evaluate(() => document.activeElement.blur());
    await ada.page.keyboard.press("?");
    await ada.page.getByRole("dialog", {name: "Keys and writing"}).waitFor();
    await ada.picture("help-light");
    await ada.page.keyboard.press("Escape");
});

test("messages can be reached and used with the keyboard alone", async () => {
    const {ada} = world;
    await ada.say("to be edited by keys");
    await ada.box("Film society").focus();
    await ada.page.keyboard.press("Shift+Tab");
    await eventually(() => ada.page.evaluate(() => document.activeElement.closest(".message") !== null), "the focus on a message");
    await ada.message("to be edited by keys").focus();
    await ada.page.keyboard.press("ArrowUp");
    await ada.page.keyboard.press("ArrowDown");
    await ada.page.keyboard.press("e");
    assert.equal(await ada.box("Film society").inputValue(), "to be edited by keys");
    await ada.page.keyboard.press("Escape");
    assert.equal(await ada.box("Film society").inputValue(), "");
});

test("deleting a room asks for its name, and it is gone for everybody", async () => {
    const {ada, bob} = world;
    await ada.openRoom("Film society");
    await bob.openRoom("Film society");
    const panel = await details(bob);
    await panel.getByRole("button", {name: "Delete room"}).click();
    const dialog = bob.page.getByRole("dialog");
    const button = dialog.getByRole("button", {name: "Delete room"});
    assert.equal(await button.isDisabled(), true);
    await dialog.getByRole("textbox").fill("film");
    assert.equal(await button.isDisabled(), true);
    await dialog.getByRole("textbox").fill("Film society");
    await button.click();
    await bob.atHome();
    await ada.atHome();
    await eventually(async () => await ada.page.getByRole("link", {name: "Film society"}).count() === 0, "the room going away");
});

test("the forms fit a phone, in the dark, too", async () => {
    const {browser, server, bob} = world;
    const phone = await Person.at(browser, server, {...PHONE, colorScheme: "dark", storageState: await bob.context.storageState()});
    await phone.open();
    await phone.page.getByRole("button", {name: "New room"}).click();
    await phone.page.getByRole("dialog").waitFor();
    await phone.picture("phone-new-room-dark");
    await phone.page.keyboard.press("Escape");
    await phone.open("/#/settings");
    await phone.page.getByRole("heading", {name: "Settings"}).waitFor();
    await phone.picture("phone-settings-dark");
    assert.equal(await phone.page.evaluate(() => document.documentElement.scrollWidth), PHONE.viewport.width);
    await phone.close();
});

test("every control is large enough to hit and has a name", async () => {
    const {bob} = world;
    for (const address of ["/#/", "/#/settings", "/#/room/" + (await bob.ask("GET", "/rooms?mine=true")).rooms[0].id]) {
        await bob.open(address);
        await bob.page.waitForTimeout(400);
        const faults = await bob.page.evaluate(() => [...document.querySelectorAll("button, a, input, select, textarea")]
            .filter((element) => element.checkVisibility({visibilityProperty: true}) && !element.closest(".hidden, .skip, .body")
                && element.tabIndex >= 0)
            .filter((element) => {
                const {width, height} = element.getBoundingClientRect();
                const name = element.getAttribute("aria-label") || element.textContent.trim() || element.labels?.[0]?.textContent;
                const inline = element.matches("p a, .person-link, input[type=radio]");
                return !name || (!inline && (width < 24 || height < 24));
            })
            .map((element) => element.outerHTML.slice(0, 160)));
        assert.deepEqual(faults, [], address);
    }
});
