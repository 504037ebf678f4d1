/*
 * Messages on their way. Each has a client id and is offered again under that id until the server has said yes or
 * no, over lost connections and reloads, so that none is lost and none is there twice. One at a time in each
 * room, so that they stay in order.
 */

import {Emitter} from "./emitter.js";
import {newClientId} from "./ids.js";
import {Disconnected} from "./socket.js";

const AGAIN_MS = 2000;
const SETTLE_MS = 2000;
const WAIT_MOST_MS = 5000;

/** Tells of: "room" (id whose list changed), "sent" (the message as stored). */
export class Outbox extends Emitter {
    #items = [];
    #busy = new Map();
    #timers = new Map();
    #socket;
    #storage;
    #prefix;

    constructor({socket, storage, user}) {
        super();
        this.#socket = socket;
        this.#storage = storage;
        this.#prefix = `outbox:${user}:`;
        for (const key of storage.keys(this.#prefix))
            this.#restore(storage.get(key));
        this.#items.sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
    }

    in(room) {
        return this.#items.filter((item) => item.room === room);
    }

    add(room, body, replyTo) {
        const item = {client_id: newClientId(), room, body, state: "sending", created_at: new Date().toISOString()};
        if (replyTo)
            item.reply_to = replyTo;
        this.#items.push(item);
        this.#changed(item);
        this.#pump(room);
        return item;
    }

    retry(clientId) {
        const item = this.#items.find((one) => one.client_id === clientId);
        if (item?.state !== "failed")
            return;
        item.state = "sending";
        delete item.error;
        this.#changed(item);
        this.#pump(item.room);
    }

    discard(clientId) {
        const item = this.#items.find((one) => one.client_id === clientId);
        if (item)
            this.#remove(item);
    }

    /** The connection is back: offer what waits. Resolves when everything that was offered before, without an
     * answer, has one, so that it is known before the events of the time between are read. */
    async resume() {
        const rooms = new Set(this.#items.map((item) => item.room));
        const doubtful = [...rooms].filter((room) => this.in(room).some((item) => item.doubt));
        for (const room of rooms)
            this.#pump(room);
        const answers = doubtful.map((room) => this.#busy.get(room));
        await Promise.race([Promise.allSettled(answers), new Promise((done) => setTimeout(done, SETTLE_MS))]);
    }

    stop() {
        this.#timers.forEach((timer) => clearTimeout(timer));
        this.#items = [];
    }

    #pump(room) {
        const item = this.#items.find((one) => one.room === room && one.state === "sending");
        if (!item || this.#busy.has(room) || !this.#socket.up)
            return;
        clearTimeout(this.#timers.get(room));
        this.#busy.set(room, this.#offer(item).then((again) => {
            this.#busy.delete(room);
            if (again === 0)
                this.#pump(room);
            else
                this.#timers.set(room, setTimeout(() => this.#pump(room), again));
        }));
    }

    /** Resolves with the wait before the next: 0 when this one is settled. */
    async #offer(item) {
        const {client_id, room, body, reply_to} = item;
        try {
            const message = await this.#socket.call("message.send", {client_id, room, body, reply_to});
            this.#remove(item);
            this.emit("sent", message);
            return 0;
        } catch (error) {
            if (error instanceof Disconnected) {
                item.doubt = true;
                return AGAIN_MS;
            }
            return this.#refused(item, error);
        }
    }

    #refused(item, problem) {
        const wait = problem.retryAfterMs ?? AGAIN_MS;
        if (problem.passing || (problem.status === 429 && wait <= WAIT_MOST_MS))
            return wait;
        item.state = "failed";
        item.error = problem.detail || "The message was not accepted.";
        item.doubt = false;
        this.#changed(item);
        return 0;
    }

    #restore(text) {
        try {
            const item = JSON.parse(text);
            if (item?.client_id && item.room && item.body)
                this.#items.push({...item, doubt: true});
        } catch {
            /* Not ours to repair. */
        }
    }

    #changed(item) {
        const {doubt, ...kept} = item;
        this.#storage.set(this.#prefix + item.client_id, JSON.stringify(kept));
        this.emit("room", item.room);
    }

    #remove(item) {
        this.#items = this.#items.filter((one) => one !== item);
        this.#storage.set(this.#prefix + item.client_id, null);
        this.emit("room", item.room);
    }
}
