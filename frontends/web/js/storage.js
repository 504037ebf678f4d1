/*
 * What this browser keeps: drafts, messages on their way, the chosen theme. Storage may be full, forbidden
 * or cleared by the person at any time, so nothing here fails.
 */

const PREFIX = "chat:";

export class LocalStore {
    #storage;

    constructor(storage) {
        this.#storage = storage;
    }

    get(key) {
        try {
            return this.#storage.getItem(PREFIX + key);
        } catch {
            return null;
        }
    }

    set(key, value) {
        try {
            if (value === null || value === "")
                this.#storage.removeItem(PREFIX + key);
            else
                this.#storage.setItem(PREFIX + key, value);
        } catch {
            /* Kept in memory only, then. */
        }
    }

    keys(start) {
        try {
            return Object.keys(this.#storage)
                .filter((key) => key.startsWith(PREFIX + start))
                .map((key) => key.slice(PREFIX.length));
        } catch {
            return [];
        }
    }

    /** What belongs to an account goes when it signs out; the theme stays. */
    forgetAccount() {
        for (const key of [...this.keys("draft:"), ...this.keys("outbox:")])
            this.set(key, null);
    }
}

/** What was typed in a room and not sent. */
export class Drafts {
    #store;
    #user;

    constructor(store, user) {
        this.#store = store;
        this.#user = user;
    }

    get(room) {
        return this.#store.get(`draft:${this.#user}:${room}`) ?? "";
    }

    set(room, text) {
        this.#store.set(`draft:${this.#user}:${room}`, text.trim() === "" ? null : text);
    }
}
