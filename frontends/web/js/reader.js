/*
 * Telling the server how far one has read, at most once in two seconds for each room.
 */

import {Disconnected} from "./socket.js";

const LEAST_MS = 2000;

export class Reader {
    #store;
    #socket;
    #rooms = new Map();

    constructor({store, socket}) {
        this.#store = store;
        this.#socket = socket;
    }

    /** Everything up to `seq` was seen. */
    saw(id, seq) {
        const room = this.#store.rooms.get(id);
        const entry = this.#rooms.get(id) ?? {wanted: 0, told: 0, timer: null};
        this.#rooms.set(id, entry);
        if (room?.mine.state !== "joined" || seq <= Math.max(entry.wanted, room.mine.marker_seq ?? 0))
            return;
        entry.wanted = seq;
        if (room.mine.unread > 0)
            this.#store.setMarker(id, seq, 0);
        entry.timer ??= setTimeout(() => this.#tell(id, entry), Math.max(0, entry.told + LEAST_MS - Date.now()));
    }

    async #tell(id, entry) {
        const seq = entry.wanted;
        entry.told = Date.now();
        try {
            const standing = await this.#socket.call("marker.move", {room: id, seq});
            if (seq === entry.wanted)
                this.#store.setMarker(id, standing.marker_seq ?? seq, standing.unread ?? 0);
            entry.timer = null;
        } catch (error) {
            const later = error instanceof Disconnected || error.passing;
            entry.timer = later ? setTimeout(() => this.#tell(id, entry), LEAST_MS) : null;
        }
        if (entry.timer === null && entry.wanted > seq)
            entry.timer = setTimeout(() => this.#tell(id, entry), LEAST_MS);
    }
}
