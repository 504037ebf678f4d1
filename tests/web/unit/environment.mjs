// What browsers have and older versions of Node lack, and a clock that tests turn by hand.
import {webcrypto} from "node:crypto";

globalThis.crypto ??= webcrypto;

/** Takes the place of setTimeout and clearTimeout until put back. */
export class Clock {
    #now = 0;
    #next = 1;
    #waiting = new Map();
    #real = {setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout};

    constructor() {
        globalThis.setTimeout = (run, ms = 0) => {
            this.#waiting.set(this.#next, {run, at: this.#now + ms});
            return this.#next++;
        };
        globalThis.clearTimeout = (id) => this.#waiting.delete(id);
    }

    tick(ms) {
        const until = this.#now + ms;
        for (;;) {
            const due = [...this.#waiting].filter(([, {at}]) => at <= until).sort(([, a], [, b]) => a.at - b.at)[0];
            if (!due)
                break;
            this.#waiting.delete(due[0]);
            this.#now = due[1].at;
            due[1].run();
        }
        this.#now = until;
    }

    putBack() {
        Object.assign(globalThis, this.#real);
    }
}
