/*
 * Loading pages of a room's history into its timeline, one request at a time in each room.
 */

const PAGE = 50;

export class History {
    #api;
    #store;
    #loading = new Map();

    constructor({api, store}) {
        this.#api = api;
        this.#store = store;
    }

    loading(room) {
        return this.#loading.has(room);
    }

    /** From the first unread on, with some of what stands before it; the newest when there is none. */
    open(room) {
        const {unread, marker_seq: marker} = room.mine;
        return unread > 0 && marker > 0 ? this.around(room.id, marker) : this.newest(room.id);
    }

    newest(room) {
        return this.#load(room, "replace", {});
    }

    around(room, seq) {
        return this.#load(room, "replace", {around: seq});
    }

    async before(room) {
        const timeline = this.#store.timeline(room);
        if (timeline.loaded && timeline.moreBefore && !this.loading(room))
            await this.#load(room, "prepend", {before: timeline.first});
    }

    async after(room) {
        const timeline = this.#store.timeline(room);
        if (timeline.loaded && (timeline.moreAfter || timeline.behind) && !this.loading(room))
            await this.#load(room, "append", {after: timeline.last});
    }

    async #load(room, how, query) {
        const mine = {};
        this.#loading.set(room, mine);
        try {
            const page = await this.#api.messages(room, {...query, limit: PAGE});
            if (this.#loading.get(room) !== mine)
                return;
            this.#loading.delete(room);
            this.#store.putPage(room, how, page);
        } finally {
            if (this.#loading.get(room) === mine)
                this.#loading.delete(room);
        }
        if (this.#store.timeline(room).behind)
            await this.after(room);
    }
}
