// People at their browsers: what they do, in their words, and what they must never meet.
import assert from "node:assert/strict";
import {mkdirSync} from "node:fs";
import {join} from "node:path";
import {chromium} from "playwright-core";

const OUTPUT = process.env.CHAT_OUTPUT ?? "screenshots";
const WAIT_MS = 15000;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];
export const PHONE = {viewport: {width: 390, height: 780}, hasTouch: true, isMobile: true, deviceScaleFactor: 2};
export const PASSWORD = "a sentence as password";

export function openBrowser() {
    return chromium.launch({executablePath: process.env.CHAT_CHROMIUM ?? "/usr/bin/chromium", args: FLAGS});
}

/** Somebody with a browser of their own. */
export class Person {
    /** What went wrong in the page: errors, violations of the policy, requests to other places. */
    trouble = [];

    static async at(browser, server, options = {}) {
        const person = new Person();
        person.server = server;
        person.context = await browser.newContext({viewport: {width: 1280, height: 800}, locale: "en-GB",
            timezoneId: "Europe/Vienna", ...options});
        person.context.setDefaultTimeout(WAIT_MS);
        await person.context.addInitScript(() => {
            addEventListener("securitypolicyviolation", (event) =>
                console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
        });
        person.page = await person.#newPage();
        return person;
    }

    async #newPage() {
        const page = await this.context.newPage();
        page.on("pageerror", (error) => this.trouble.push(`error: ${error.stack}`));
        page.on("console", (message) => {
            if (message.type() === "error" && !/Failed to load resource|WebSocket connection/.test(message.text()))
                this.trouble.push(`console: ${message.text()}`);
        });
        page.on("dialog", (dialog) => {
            this.trouble.push(`dialog: ${dialog.message()}`);
            dialog.dismiss();
        });
        page.on("request", (request) => {
            if (!request.url().startsWith(this.server.url) && !/^(data|blob):/.test(request.url()))
                this.trouble.push(`request: ${request.url()}`);
        });
        return page;
    }

    async close() {
        await this.context.close();
        assert.deepEqual(this.trouble, []);
    }

    open(address = "/") {
        return this.page.goto(this.server.url + address);
    }

    async signUp(handle, name, {link = this.server.url + "/"} = {}) {
        await this.page.goto(link);
        if (!link.includes("#setup="))
            await this.page.getByRole("button", {name: "Create an account"}).click();
        await this.page.getByLabel("Handle").fill(handle);
        await this.page.getByLabel("Name (what people see)").fill(name);
        await this.page.getByLabel("Password").fill(PASSWORD);
        await this.page.getByRole("button", {name: "Create account"}).click();
        await this.atHome();
    }

    async signIn(handle, password = PASSWORD) {
        await this.open();
        await this.page.getByLabel("Handle").fill(handle);
        await this.page.getByLabel("Password").fill(password);
        await this.page.getByRole("button", {name: "Sign in"}).click();
    }

    atHome() {
        return this.page.getByRole("heading", {name: "Rooms", exact: true}).waitFor();
    }

    async createRoom({title, topic, description}) {
        await this.open("/#/");
        await this.page.getByRole("button", {name: "New room"}).first().click();
        const dialog = this.page.getByRole("dialog");
        await dialog.getByLabel("Title").fill(title);
        if (topic)
            await dialog.getByLabel("Topic").fill(topic);
        if (description)
            await dialog.getByLabel("Description").fill(description);
        await dialog.getByRole("button", {name: "Create room"}).click();
        await this.box(title).waitFor();
    }

    async openRoom(title) {
        await this.open("/#/");
        await this.page.getByRole("main").getByRole("link", {name: title}).first().click();
        await this.page.getByRole("heading", {level: 1, name: title}).waitFor({state: "attached"});
    }

    async joinRoom(title) {
        await this.openRoom(title);
        await this.page.getByRole("button", {name: "Join the room"}).click();
        await this.box(title).waitFor();
    }

    box(title) {
        return this.page.getByRole("textbox", {name: `Message to ${title}`});
    }

    get log() {
        return this.page.getByRole("log");
    }

    /** The messages that hold this text. */
    message(text) {
        return this.log.getByRole("article").filter({hasText: text});
    }

    /** Write and send; with `wait`, until the server has it, which is then seen as `shown`. */
    async say(text, {wait = true, shown = text} = {}) {
        await this.page.locator(".composer textarea").fill(text);
        await this.page.getByRole("button", {name: "Send"}).click();
        if (wait)
            await this.isSent(shown);
    }

    /** Shown as sent: it has its number. */
    isSent(text) {
        return this.log.locator("[data-seq]").filter({hasText: text}).last().waitFor();
    }

    sees(text) {
        return this.page.getByText(text).filter({visible: true}).first().waitFor();
    }

    /** The text of what is shown as sent, oldest first. */
    said() {
        return this.log.locator("[data-seq] .body").allInnerTexts();
    }

    unread(title) {
        return this.page.getByRole("link", {name: title}).first().locator(".badge");
    }

    /** A request as the page makes it; the answer as an object. */
    async ask(method, path, body) {
        return this.page.evaluate(async ([how, where, what]) => {
            const response = await fetch("/api/v1" + where, {method: how, credentials: "same-origin",
                headers: what ? {"Content-Type": "application/json"} : {}, body: what && JSON.stringify(what)});
            return {status: response.status, ...(response.status === 204 ? {} : await response.json())};
        }, [method, path, body]);
    }

    /** The id of the room that is open. */
    get roomId() {
        return /#\/room\/([0-9]+)/.exec(this.page.url())[1];
    }

    /** Many messages at once, as a program would send them. */
    async sayMany(room, texts) {
        for (const body of texts) {
            for (;;) {
                const answer = await this.ask("POST", `/rooms/${room}/messages`, {body});
                if (answer.status < 300)
                    break;
                assert.equal(answer.status, 429, JSON.stringify(answer));
                await new Promise((done) => setTimeout(done, answer.retry_after_ms ?? 200));
            }
        }
    }

    async picture(name) {
        mkdirSync(OUTPUT, {recursive: true});
        await this.page.evaluate(() => document.fonts.ready);
        await this.page.screenshot({path: join(OUTPUT, name + ".png"), animations: "disabled"});
    }
}

/** Wait until `check` holds; say what it was when it does not. */
export async function eventually(check, what = "it") {
    const end = Date.now() + WAIT_MS;
    let last;
    while (Date.now() < end) {
        try {
            last = await check();
            if (last)
                return last;
        } catch (error) {
            last = error;
        }
        await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`${what} did not come true: ${last?.stack ?? JSON.stringify(last)}`);
}
