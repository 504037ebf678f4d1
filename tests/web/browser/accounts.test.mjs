// An account: profile, password, sessions, signing out, and running the site.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";

import {PASSWORD, PHONE, Person, eventually, openBrowser} from "./people.mjs";
import {Server} from "./server.mjs";

const NEW_PASSWORD = "another sentence, longer";
const world = {};

before(async () => {
    world.server = await Server.start();
    world.browser = await openBrowser();
    world.ada = await Person.at(world.browser, world.server);
    world.bob = await Person.at(world.browser, world.server);
    await world.ada.signUp("ada", "Ada", {link: world.server.setupLink});
    await world.bob.signUp("bob", "Bob");
    await world.ada.createRoom({title: "Engines", topic: "History", description: "Difference and analytical."});
    await world.bob.joinRoom("Engines");
});

after(async () => {
    await world.ada.close();
    await world.bob.close();
    await world.browser.close();
    await world.server.close();
});

function section(person, heading) {
    return person.page.locator("section").filter({has: person.page.getByRole("heading", {name: heading, exact: true})});
}

test("my new name, status and story are seen by others without a reload", async () => {
    const {ada, bob} = world;
    await ada.say("a word from me");
    await bob.message("a word from me").waitFor();
    await ada.open("/#/settings");
    await ada.page.getByLabel("Name (what people see)").fill("Ada, Countess of Lovelace");
    await ada.page.getByLabel("Status").fill("Writing notes");
    await ada.page.getByLabel("About you").fill("Looms and birds.\nAsk me about Bernoulli.");
    await ada.page.getByRole("button", {name: "Save profile"}).click();
    await ada.sees("Your profile is saved.");
    await bob.message("a word from me").getByText("Ada, Countess of Lovelace").waitFor();
});

test("a profile shows who somebody is, their rooms and what they said lately", async () => {
    const {bob} = world;
    await bob.message("a word from me").getByRole("link", {name: "Ada, Countess of Lovelace"}).click();
    await bob.page.getByRole("heading", {level: 1, name: "Ada, Countess of Lovelace"}).waitFor();
    const text = await bob.page.getByRole("main").innerText();
    for (const part of ["@ada", "Writing notes", "Looms and birds.", "Owner of the site", "Engines", "a word from me"])
        assert.ok(text.includes(part), part);
    await bob.picture("profile-light");
    await bob.page.getByRole("main").getByRole("link", {name: /a word from me/}).click();
    await bob.message("a word from me").waitFor();
});

test("a status can be taken away again", async () => {
    const {ada} = world;
    await ada.page.getByLabel("Status").fill("");
    await ada.page.getByRole("button", {name: "Save profile"}).click();
    await eventually(async () => !(await ada.ask("GET", "/profile?handle=ada")).user.status_text, "no status");
});

test("an empty name is refused beside the name", async () => {
    const {ada} = world;
    await ada.page.getByLabel("Name (what people see)").fill("");
    await ada.page.getByRole("button", {name: "Save profile"}).click();
    await eventually(() => ada.page.getByLabel("Name (what people see)").getAttribute("aria-invalid"), "the name being marked");
    await ada.page.reload();
});

test("the theme can be chosen and stays chosen", async () => {
    const {ada} = world;
    await ada.page.getByLabel("Dark", {exact: true}).check();
    await ada.page.reload();
    await ada.page.getByRole("heading", {name: "Settings"}).waitFor();
    assert.equal(await ada.page.getByLabel("Dark", {exact: true}).isChecked(), true);
    const colour = await ada.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(colour, "rgb(18, 21, 23)");
    await ada.picture("settings-dark");
    await ada.page.getByLabel("As the system").check();
});

test("a wrong password is told in words, and the same for a handle that is nobody's", async () => {
    const {browser, server} = world;
    const guest = await Person.at(browser, server);
    const answers = [];
    for (const handle of ["ada", "nobody-at-all"]) {
        await guest.signIn(handle, "not the password");
        const error = guest.page.getByRole("alert");
        await eventually(() => error.isVisible(), "a word about it");
        answers.push(await error.innerText());
        await guest.page.reload();
    }
    assert.equal(answers[0], answers[1]);
    await guest.picture("sign-in-light");
    await guest.page.emulateMedia({colorScheme: "dark"});
    await guest.page.setViewportSize(PHONE.viewport);
    await guest.picture("phone-sign-in-dark");
    await guest.close();
});

test("a wrong present password is refused beside it", async () => {
    const {bob} = world;
    await bob.open("/#/settings");
    await bob.page.getByLabel("Present password").fill("not the password");
    await bob.page.getByLabel("New password").fill(NEW_PASSWORD);
    await bob.page.getByRole("button", {name: "Change password"}).click();
    await eventually(() => section(bob, "Password").locator(".field-error, .form-error").filter({visible: true}).count(), "a word about it");
});

test("changing the password signs me out everywhere else, and the new one works", async () => {
    const {bob, browser, server} = world;
    const elsewhere = await Person.at(browser, server);
    await elsewhere.signIn("bob");
    await elsewhere.atHome();
    await bob.page.getByLabel("Present password").fill(PASSWORD);
    await bob.page.getByLabel("New password").fill(NEW_PASSWORD);
    await bob.page.getByRole("button", {name: "Change password"}).click();
    await bob.sees("Your password is changed.");
    await elsewhere.page.getByRole("heading", {name: "Sign in"}).waitFor();
    await elsewhere.signIn("bob", NEW_PASSWORD);
    await elsewhere.atHome();
    world.elsewhere = elsewhere;
});

test("I see where I am signed in and can end it there, at once", async () => {
    const {bob, elsewhere} = world;
    const list = section(bob, "Where you are signed in");
    await eventually(async () => await list.locator(".session").count() === 2, "two sessions");
    await list.getByText("this browser").waitFor();
    await list.getByRole("button", {name: /^Sign out/}).click();
    await elsewhere.page.getByRole("heading", {name: "Sign in"}).waitFor();
    await elsewhere.sees("You were signed out");
    await eventually(async () => await list.locator(".session").count() === 1, "one session");
    await elsewhere.close();
});

test("signing out forgets drafts and closes the other tabs of the session", async () => {
    const {bob, browser, server} = world;
    await bob.openRoom("Engines");
    await bob.box("Engines").fill("nobody else should read this");
    const tab = await Person.at(browser, server, {storageState: await bob.context.storageState()});
    await tab.open();
    await tab.atHome();
    await bob.open("/#/settings");
    await bob.page.getByRole("button", {name: "Sign out", exact: true}).click();
    await bob.page.getByRole("heading", {name: "Sign in"}).waitFor();
    assert.deepEqual(await bob.page.evaluate(() => Object.keys(localStorage)), []);
    assert.deepEqual((await bob.context.cookies()).filter(({name}) => name.includes("chat")), []);
    await tab.page.getByRole("heading", {name: "Sign in"}).waitFor();
    await tab.close();
    await bob.page.goBack();
    await bob.page.getByRole("heading", {name: "Sign in"}).waitFor();
});

test("the owner names the site and closes the door for new accounts", async () => {
    const {ada, bob} = world;
    await ada.open("/#/settings");
    const site = section(ada, "This site");
    await site.getByLabel("Name of the site").fill("The Analytical Society");
    await site.getByLabel("Who may make an account").selectOption("closed");
    await site.getByRole("button", {name: "Save site settings"}).click();
    await ada.page.getByRole("link", {name: "The Analytical Society"}).waitFor();
    await bob.page.reload();
    await bob.page.getByRole("heading", {name: "The Analytical Society"}).waitFor();
    await bob.sees("New accounts cannot be made here");
});

test("somebody who does not run the site has no settings of it", async () => {
    const {bob} = world;
    await bob.signIn("bob", NEW_PASSWORD);
    await bob.atHome();
    await bob.open("/#/settings");
    await bob.page.getByRole("heading", {name: "Password"}).waitFor();
    assert.equal(await bob.page.getByRole("heading", {name: "This site"}).count(), 0);
});
