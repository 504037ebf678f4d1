// A chat-httpd of the test's own: a fresh folder, a free port, killed and started again at will.
import {spawn} from "node:child_process";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";

const PROGRAM = process.env.CHAT_HTTPD;
const START_MS = 30000;

export class Server {
    #child = null;
    #folder;
    #listen = "127.0.0.1:0";
    #options = [];
    output = "";

    /** `options`: more of what chat-httpd is told. */
    static async start(...options) {
        const server = new Server();
        server.#options = options;
        server.#folder = await mkdtemp(join(tmpdir(), "chat-web-"));
        await server.start();
        return server;
    }

    async start() {
        const args = ["--data", join(this.#folder, "data"), "--listen", this.#listen, ...this.#options];
        this.#child = spawn(PROGRAM, args, {stdio: ["ignore", "pipe", "pipe"]});
        this.output = "";
        const take = (text) => { this.output += text; };
        this.#child.stdout.setEncoding("utf8").on("data", take);
        this.#child.stderr.setEncoding("utf8").on("data", take);
        await this.#until(/listening on (http:\/\/[^\s/]+)/);
        this.url = /listening on (http:\/\/[^\s/]+)/.exec(this.output)[1];
        this.#listen = new URL(this.url).host;
        this.setupLink = /(http:\S+#setup=\S+)/.exec(this.output)?.[1] ?? null;
    }

    async #until(pattern) {
        const end = Date.now() + START_MS;
        while (!pattern.test(this.output)) {
            if (this.#child.exitCode !== null || Date.now() > end)
                throw new Error(`the server did not start:\n${this.output}`);
            await new Promise((done) => setTimeout(done, 20));
        }
        await new Promise((done) => setTimeout(done, 50)); /* the setup link is the next line */
    }

    /** As if the power went: no chance to finish anything. */
    kill() {
        return this.#end("SIGKILL");
    }

    async close() {
        const status = await this.#end("SIGTERM");
        await rm(this.#folder, {recursive: true, force: true});
        return status;
    }

    #end(signal) {
        const child = this.#child;
        if (child.exitCode !== null || child.signalCode !== null)
            return Promise.resolve(child.exitCode);
        return new Promise((done) => {
            child.once("exit", (status) => done(status));
            child.kill(signal);
        });
    }
}
