/*
 * Telling those who asked that something changed.
 */

export class Emitter {
    #handlers = new Map();

    /** Call `handler` for each `name`; the answer is the function that stops it. */
    on(name, handler) {
        if (!this.#handlers.has(name))
            this.#handlers.set(name, new Set());
        this.#handlers.get(name).add(handler);
        return () => this.#handlers.get(name)?.delete(handler);
    }

    emit(name, value) {
        for (const handler of [...(this.#handlers.get(name) ?? [])])
            handler(value);
    }
}

/** One call of `run` after a burst of calls, on the next turn or after `ms`. */
export function coalesce(run, ms = 0) {
    let timer = null;
    return () => {
        timer ??= setTimeout(() => {
            timer = null;
            run();
        }, ms);
    };
}
