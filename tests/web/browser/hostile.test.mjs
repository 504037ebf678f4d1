// Text that would like to be code: in every place where people can type.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";

import {Person, eventually, openBrowser} from "./people.mjs";
import {Server} from "./server.mjs";

const PAYLOADS = [
    "<script>window.ran=1</script>", "<img src=x onerror=window.ran=1>", "\"><svg onload=window.ran=1>",
    "'-alert(1)-'", "javascript:alert(1)", "{{constructor.constructor('alert(1)')()}}", "</title><script>alert(1)</script>",
];
const BODIES = [
    ...PAYLOADS, "[click](javascript:alert(1))", "[click](JaVaScRiPt:alert(1))", "[click](data:text/html,<script>alert(1)</script>)",
    "![x](https://evil.example/x.png)", "<https://evil.example/\"onmouseover=alert(1)>", "https://evil.example/\"><script>alert(1)</script>",
    "```html\n<script>alert(1)</script>\n```", "`<img src=x onerror=alert(1)>`", "> <iframe src=//evil.example></iframe>",
    "<a href=\"javascript:alert(1)\">x</a>", "<style>*{display:none}</style>", "<base href=//evil.example/>",
    "<form action=//evil.example><input name=q></form>", "<meta http-equiv=refresh content=\"0;url=//evil.example\">",
    "\u202etxt.exe\u202c and \u2066more", "a\u0301".repeat(200), "[" + "a".repeat(500) + "](https://evil.example)",
];
const world = {};

before(async () => {
    world.server = await Server.start();
    world.browser = await openBrowser();
    world.ada = await Person.at(world.browser, world.server);
    world.bob = await Person.at(world.browser, world.server);
    await world.ada.signUp("ada", PAYLOADS[1], {link: world.server.setupLink});
    await world.bob.signUp("bob", PAYLOADS[2]);
});

after(async () => {
    await world.ada.close();
    await world.bob.close();
    await world.browser.close();
    await world.server.close();
});

/** Nothing ran, nothing was fetched from elsewhere, the policy was not even tried. */
async function unharmed(person) {
    assert.equal(await person.page.evaluate(() => window.ran), undefined);
    assert.deepEqual(person.trouble, []);
    const foreign = await person.page.evaluate(() => [...document.querySelectorAll("script, iframe, object, embed, base, style, img, form[action]")]
        .map((element) => element.outerHTML).filter((html) => !/^<script type="module" src="|^<img src="icon.svg"/.test(html)));
    assert.deepEqual(foreign, []);
    const links = await person.page.evaluate(() => [...document.querySelectorAll("a")].map((link) => link.getAttribute("href")));
    for (const href of links)
        assert.match(href, /^(#|https?:\/\/|mailto:)/);
}

test("titles, topics and descriptions stay text", async () => {
    const {ada, bob} = world;
    for (const text of PAYLOADS) {
        const answer = await ada.ask("POST", "/rooms", {title: text.slice(0, 64), topic: text.slice(0, 64), description: text});
        assert.ok(answer.id, JSON.stringify(answer));
        world.room ??= answer.id;
    }
    for (const person of [ada, bob]) {
        await person.open("/#/");
        await eventually(async () => await person.page.locator(".room-card").count() === PAYLOADS.length, "all rooms");
        await unharmed(person);
    }
    await ada.picture("hostile-home");
});

test("messages stay text, for who writes and for who reads", async () => {
    const {ada, bob} = world;
    await ada.open("/#/room/" + world.room);
    await bob.open("/#/room/" + world.room);
    await bob.page.getByRole("button", {name: "Join the room"}).click();
    await bob.page.locator(".composer").waitFor();
    await ada.page.locator(".composer").waitFor();
    for (const body of BODIES)
        await ada.say(body, {wait: false});
    for (const person of [ada, bob]) {
        await eventually(async () => await person.log.locator("[data-seq]").count() === BODIES.length, "all messages");
        await unharmed(person);
    }
    await bob.picture("hostile-room");
});

test("a link in a message cannot reach back, and says where it goes", async () => {
    const {bob} = world;
    const links = await bob.log.locator(".body a").evaluateAll((all) => all.map((link) => ({rel: link.rel, target: link.target,
        shown: link.parentElement.textContent})));
    assert.ok(links.length > 0);
    for (const {rel, target} of links) {
        assert.equal(rel, "noopener noreferrer nofollow ugc");
        assert.equal(target, "_blank");
    }
    assert.ok(links.some(({shown}) => shown.includes("(evil.example)")));
});

test("text that runs from right to left cannot turn what stands beside it", async () => {
    const {bob} = world;
    const isolated = await bob.log.locator(".message-head .name").first().evaluate((element) => getComputedStyle(element).unicodeBidi);
    assert.match(isolated, /isolate/);
    const width = await bob.page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(width, 1280);
});

test("profiles, the switcher, activity and answers stay text", async () => {
    const {ada, bob} = world;
    for (const text of PAYLOADS) {
        const answer = await ada.ask("PATCH", "/me", {display_name: text.slice(0, 64), bio: text, status_text: text});
        assert.ok(answer.id, JSON.stringify(answer));
        const {me} = await ada.ask("GET", "/sync");
        await bob.open("/#/user/" + me.id);
        await bob.page.reload();
        await bob.page.getByRole("heading", {level: 1, name: text.slice(0, 64), exact: true}).waitFor();
        await unharmed(bob);
    }
    await bob.page.keyboard.press("Control+k");
    await bob.page.getByRole("combobox").fill("script");
    await bob.page.getByRole("option").first().waitFor();
    await unharmed(bob);
    await bob.page.keyboard.press("Escape");
    await bob.open("/#/");
    await bob.page.locator(".activity").first().waitFor();
    await unharmed(bob);
});

test("the name of the site stays text, also at the door", async () => {
    const {ada, bob} = world;
    for (const text of PAYLOADS) {
        await ada.ask("PATCH", "/settings", {site_name: text.slice(0, 64)});
        await bob.page.reload();
        await bob.page.getByRole("banner").getByText(text.slice(0, 64)).first().waitFor();
        await unharmed(bob);
    }
    const guest = await Person.at(world.browser, world.server);
    await guest.open();
    await guest.page.getByRole("heading", {level: 1}).waitFor();
    await unharmed(guest);
    await guest.open("/#setup=\"><img src=x onerror=window.ran=1>");
    await guest.page.reload();
    await guest.page.getByRole("heading", {level: 1}).waitFor();
    await unharmed(guest);
    await guest.close();
});

test("addresses that nobody made lead home or to a word about it", async () => {
    const {bob} = world;
    for (const address of ["/#/room/999999", "/#/room/abc", "/#/user/999999", "/#/topic/999999", "/#/<script>", "/#//evil.example",
        "/#/room/1/2/3", "/#/room/../../x"]) {
        await bob.open(address);
        await bob.page.waitForTimeout(150);
        await unharmed(bob);
        assert.ok((await bob.page.getByRole("main").innerText()).length > 0, address);
    }
});
