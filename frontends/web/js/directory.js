/*
 * The directory of rooms as far as it was read: pages of what fits a topic and a text.
 */

import {Problem} from "./api.js";

const PAGE = 30;

export class Directory {
    rooms = [];
    hasMore = false;
    loaded = false;
    problem = null;
    #api;
    #changed;
    #filter = {topic: null, text: ""};
    #asked = 0;

    constructor(api, changed) {
        this.#api = api;
        this.#changed = changed;
    }

    /** From the beginning. Of two questions at once the later one counts. */
    read(filter) {
        this.#filter = {...filter};
        return this.#page(0, Math.max(PAGE, Math.min(this.rooms.length, 200)));
    }

    more() {
        return this.#page(this.rooms.length, PAGE);
    }

    async #page(offset, limit) {
        const mine = ++this.#asked;
        const {topic, text} = this.#filter;
        try {
            const page = await this.#api.rooms({topic, text, offset, limit});
            if (mine !== this.#asked)
                return;
            const known = new Set(offset > 0 ? this.rooms.map(({id}) => id) : []);
            const fresh = page.rooms.filter(({id}) => !known.has(id));
            this.rooms = offset > 0 ? [...this.rooms, ...fresh] : fresh;
            this.hasMore = page.more;
            this.problem = null;
        } catch (problem) {
            if (!(problem instanceof Problem))
                throw problem;
            this.problem = problem.detail;
        }
        this.loaded = true;
        this.#changed();
    }
}
