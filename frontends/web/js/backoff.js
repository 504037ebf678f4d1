/*
 * How long to wait before trying again: longer each time, and never the same for two clients, so that a server
 * which starts again is not met by all of them at once.
 */

const FIRST_MS = 400;
const MOST_MS = 15000;

export class Backoff {
    #tries = 0;
    #random;

    constructor(random = Math.random) {
        this.#random = random;
    }

    /** The next wait in milliseconds; not below `least`, which the server may have named. */
    next(least = 0) {
        const most = Math.min(MOST_MS, FIRST_MS * 2 ** this.#tries);
        this.#tries++;
        return Math.round(least + most / 2 + this.#random() * most / 2);
    }

    reset() {
        this.#tries = 0;
    }
}
