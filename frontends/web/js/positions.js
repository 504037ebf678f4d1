/*
 * How far this client is in each log, and whether an event is the next one. Numbers have no holes, so a
 * client that counts needs to trust nobody.
 */

export class Positions {
    #last = new Map();

    reset(list) {
        this.#last = new Map(list.map(({log, seq}) => [log, seq]));
    }

    get(log) {
        return this.#last.get(log);
    }

    set(log, seq) {
        this.#last.set(log, seq);
    }

    /** Know at least `seq`, without going back. */
    raise(log, seq) {
        if (!((this.#last.get(log) ?? -1) >= seq))
            this.#last.set(log, seq);
    }

    delete(log) {
        this.#last.delete(log);
    }

    /** As the `resume` frame wants it. */
    toObject() {
        return Object.fromEntries(this.#last);
    }

    /**
     * Count an event: "next" (apply it), "old" (had already) or "gap" (something before it is missing; not
     * counted). A log that was never seen begins with whatever comes first.
     */
    take(event) {
        const last = this.#last.get(event.log);
        const first = event.kind === "skipped" ? event.target_seq ?? event.seq : event.seq;
        if (last !== undefined && event.seq <= last)
            return "old";
        if (last !== undefined && first > last + 1)
            return "gap";
        this.#last.set(event.log, event.seq);
        return "next";
    }
}
