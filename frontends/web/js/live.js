/*
 * Keeping the store true: the snapshot, the stream that continues from it, gaps, and reading again what events
 * say has changed.
 */

import {Emitter, coalesce} from "./emitter.js";

const GONE = 404;
const REFRESH_MS = 60000;
const GAP_AGAIN_MS = 2000;

/** Tells of: "state" (connecting, online, offline), "over" (close code), "signed-out". */
export class Live extends Emitter {
    state = "connecting";
    retryAt = null;
    #api;
    #store;
    #socket;
    #outbox;
    #followed = new Map();
    #filling = new Map();
    #reads = new Map();
    #refused = 0;
    #refresh = null;
    #stopped = false;

    constructor({api, store, socket, outbox}) {
        super();
        this.#api = api;
        this.#store = store;
        this.#socket = socket;
        this.#outbox = outbox;
        socket.on("hello", (frame) => this.#hello(frame));
        socket.on("frame", (frame) => this.#frame(frame));
        socket.on("down", () => this.#setState("offline"));
        socket.on("waiting", (ms) => this.#waiting(ms));
        socket.on("refused", () => this.#checkSession());
        socket.on("over", (code) => this.emit("over", code));
        outbox.on("sent", (message) => store.putMessage(message));
    }

    start() {
        this.#socket.open();
        this.#refresh = setInterval(() => this.#refreshActivity(), REFRESH_MS);
    }

    stop() {
        this.#stopped = true;
        clearInterval(this.#refresh);
        this.#socket.close();
        this.#outbox.stop();
    }

    /** Events of a room one is not in, while it is looked at. */
    follow(room) {
        if (this.#store.isMember(room.id) || this.#followed.has(room.id))
            return;
        this.#followed.set(room.id, true);
        this.#store.positions.raise(room.id, room.head_seq);
        this.#socket.send({op: "follow", log: room.id, after: this.#store.positions.get(room.id)});
    }

    unfollow(id) {
        if (!this.#followed.delete(id) || this.#store.isMember(id))
            return;
        this.#socket.send({op: "unfollow", log: id});
        this.#store.forgetTimeline(id);
    }

    /** Read something again, once after a burst. */
    need(kind, id) {
        const key = kind + ":" + (id ?? "");
        if (!this.#reads.has(key))
            this.#reads.set(key, coalesce(() => this.#read(kind, id), kind === "room" ? 50 : 200));
        this.#reads.get(key)();
    }

    async #hello(frame) {
        this.#refused = 0;
        if (frame.epoch !== this.#store.epoch)
            return this.#resync();
        await this.#outbox.resume();
        this.#resume();
    }

    #resume() {
        const {epoch, positions} = this.#store;
        this.#socket.send({op: "resume", epoch, positions: positions.toObject()});
        if (this.#socket.up)
            this.#setState("online");
    }

    /** What was known may never have been: begin again from a snapshot. */
    async #resync() {
        try {
            this.#store.reset(await this.#api.sync());
        } catch {
            if (!this.#stopped)
                setTimeout(() => this.#socket.up && this.#resync(), 2000);
            return;
        }
        this.#followed.clear();
        this.#resume();
        this.#outbox.resume();
        for (const kind of ["topics", "activity"])
            this.need(kind);
    }

    #frame(frame) {
        if (frame.op === "event")
            this.#event(frame);
        else if (frame.op === "marker")
            this.#store.setMarker(frame.log, frame.marker_seq, frame.unread);
        else if (frame.op === "resync")
            this.#resync();
        else if (frame.op === "unfollowed")
            this.#unfollowed(frame);
    }

    #unfollowed({log, reason}) {
        this.#followed.delete(log);
        this.#filling.delete(log);
        if (reason === "resync")
            return this.#resync();
        this.#store.positions.delete(log);
        this.need("room", log);
    }

    #event(event) {
        if (this.#filling.has(event.log))
            this.#filling.get(event.log).push(event);
        else if (this.#store.apply(event) === "gap")
            this.#fillGap(event);
    }

    /** Numbers are missing: read them, then go on with what came meanwhile. */
    async #fillGap(event) {
        const {log} = event;
        const waiting = [event];
        this.#filling.set(log, waiting);
        let failed = false;
        try {
            await this.#readLog(log, event.seq);
        } catch (error) {
            if (error.code === "resync" || error.status === GONE)
                return this.#unfollowed({log, reason: error.code === "resync" ? "resync" : "gone"});
            failed = true;
        }
        this.#filling.delete(log);
        if (failed)
            setTimeout(() => this.#socket.up && this.#event(waiting.at(-1)), GAP_AGAIN_MS);
        else
            waiting.forEach((later) => this.#event(later));
    }

    async #readLog(log, until) {
        for (;;) {
            const after = this.#store.positions.get(log) ?? 0;
            if (after >= until)
                return;
            const page = await this.#api.events(log, {after, limit: 500});
            page.events.forEach((event) => this.#store.apply(event));
            if ((this.#store.positions.get(log) ?? 0) <= after)
                return;
        }
    }

    async #read(kind, id) {
        if (this.#stopped)
            return;
        try {
            await this.#readNow(kind, id);
        } catch (error) {
            if (kind === "room" && (error.status === GONE || error.status === 403))
                this.#store.dropRoom(id);
        }
    }

    async #readNow(kind, id) {
        const store = this.#store;
        if (kind === "room")
            store.putRoom(await this.#api.room(id));
        else if (kind === "person")
            store.putPeople([(await this.#api.profile({user: id})).user]);
        else if (kind === "me")
            store.setMe((await this.#api.profile({user: store.me.id})).user);
        else if (kind === "site")
            store.setSite(await this.#api.site());
        else if (kind === "topics")
            store.setTopics((await this.#api.topics()).topics);
        else if (kind === "activity")
            store.setActivity((await this.#api.activity({limit: 20})).activity);
    }

    #refreshActivity() {
        if (document.visibilityState === "visible" && this.state === "online")
            this.need("activity");
    }

    #waiting(ms) {
        this.retryAt = Date.now() + ms;
        this.#setState("offline");
    }

    #setState(state) {
        this.state = state;
        this.emit("state", state);
    }

    /** A refused handshake does not say why; an ordinary request does. */
    async #checkSession() {
        if (++this.#refused % 3 === 1)
            await this.#api.sessions().catch(() => {});
    }
}
