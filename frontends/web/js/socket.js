/*
 * The WebSocket of chat.v1: one connection that is made again whenever it is lost, its heartbeat, and calls
 * with their answers. What the frames mean is not its business.
 */

import {Problem} from "./api.js";
import {Backoff} from "./backoff.js";
import {Emitter} from "./emitter.js";

const CALL_TIMEOUT_MS = 15000;
const HELLO_TIMEOUT_MS = 10000;
const STABLE_MS = 1000;

/** Rejects a call whose answer the connection did not live to bring: it may have been done or not. */
export class Disconnected extends Error {}

/** Tells of: "hello" (frame), "frame" (any other), "down", "waiting" (ms), "over" (close code: do not come back),
 * "refused" (no connection was made at all). */
export class Socket extends Emitter {
    #url;
    #WebSocket;
    #ws = null;
    #calls = new Map();
    #ref = 0;
    #backoff = new Backoff();
    #least = 0;
    #timers = {};
    #wanted = false;
    #heartbeatMs = 30000;
    up = false;

    constructor(url, WebSocketClass = WebSocket) {
        super();
        this.#url = url;
        this.#WebSocket = WebSocketClass;
    }

    open() {
        this.#wanted = true;
        if (this.#ws === null)
            this.#connect();
    }

    /** For good, until open() is called again. */
    close() {
        this.#wanted = false;
        this.#lost(null);
    }

    /** Now instead of at the end of the wait: the network came back, or somebody asked. */
    hurry() {
        if (!this.#wanted)
            return;
        if (this.#ws === null)
            this.#connect();
        else if (this.up)
            this.#ping();
    }

    send(frame) {
        if (this.up)
            this.#ws.send(JSON.stringify(frame));
    }

    /** An operation. Resolves with its result; rejects with a Problem or Disconnected. */
    call(name, params) {
        if (!this.up)
            return Promise.reject(new Disconnected());
        const ref = String(++this.#ref);
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => this.#lost(null), CALL_TIMEOUT_MS);
            this.#calls.set(ref, {resolve, reject, timer});
            this.send({op: "call", ref, name, params});
        });
    }

    #connect() {
        clearTimeout(this.#timers.again);
        const ws = new this.#WebSocket(this.#url, "chat.v1");
        this.#ws = ws;
        this.#timers.hello = setTimeout(() => this.#lost(null), HELLO_TIMEOUT_MS);
        ws.onmessage = ({data}) => {
            if (ws === this.#ws)
                this.#receive(JSON.parse(data));
        };
        ws.onclose = ({code}) => {
            if (ws === this.#ws)
                this.#lost(code);
        };
    }

    #receive(frame) {
        clearTimeout(this.#timers.silence);
        if (this.up)
            this.#expectPing();
        if (frame.op === "hello")
            this.#hello(frame);
        else if (frame.op === "result")
            this.#answer(frame.ref, (call) => call.resolve(frame.result));
        else if (frame.op === "error")
            this.#answer(frame.ref, (call) => call.reject(new Problem(frame.problem)));
        else if (frame.op === "bye")
            this.#least = frame.reconnect_ms ?? 0;
        else if (frame.op !== "pong")
            this.emit("frame", frame);
    }

    #hello(frame) {
        clearTimeout(this.#timers.hello);
        this.up = true;
        this.#heartbeatMs = frame.heartbeat_ms;
        this.#timers.stable = setTimeout(() => this.#backoff.reset(), STABLE_MS);
        this.#expectPing();
        this.emit("hello", frame);
    }

    #answer(ref, settle) {
        const call = this.#calls.get(ref);
        if (!call)
            return;
        this.#calls.delete(ref);
        clearTimeout(call.timer);
        settle(call);
    }

    #expectPing() {
        clearTimeout(this.#timers.ping);
        this.#timers.ping = setTimeout(() => this.#ping(), this.#heartbeatMs);
    }

    /** Ask for a sign of life; without one the connection is dead, whatever the network says. */
    #ping() {
        clearTimeout(this.#timers.ping);
        this.send({op: "ping", ref: "ping"});
        clearTimeout(this.#timers.silence);
        this.#timers.silence = setTimeout(() => this.#lost(null), Math.min(8000, this.#heartbeatMs));
    }

    #lost(code) {
        const ws = this.#ws;
        const wasUp = this.up;
        this.#ws = null;
        this.up = false;
        Object.values(this.#timers).forEach(clearTimeout);
        ws?.close();
        for (const ref of [...this.#calls.keys()])
            this.#answer(ref, (call) => call.reject(new Disconnected()));
        if (wasUp)
            this.emit("down", code);
        else if (this.#wanted)
            this.emit("refused");
        if (code !== null && code >= 4500 && code < 5000)
            this.#over(code);
        else if (this.#wanted && this.#ws === null)
            this.#again();
    }

    #over(code) {
        this.#wanted = false;
        this.emit("over", code);
    }

    #again() {
        const ms = this.#backoff.next(this.#least);
        this.#least = 0;
        this.#timers.again = setTimeout(() => this.#connect(), ms);
        this.emit("waiting", ms);
    }
}
