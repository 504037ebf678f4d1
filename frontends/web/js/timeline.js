/*
 * The part of a room's history that is in memory: one unbroken run of messages, perhaps with more before
 * and after it. Live messages join it only when it reaches the newest.
 */

export const WINDOW_MAX = 500;

export class Timeline {
    messages = [];       /* by seq, without holes among messages */
    loaded = false;
    moreBefore = false;
    moreAfter = false;
    newest = 0;          /* highest seq of a message known to be in the room, shown here or not */

    get first() {
        return this.messages[0]?.seq ?? 0;
    }

    get last() {
        return this.messages.at(-1)?.seq ?? 0;
    }

    /** Whether messages that came while a page was read are missing at the end. */
    get behind() {
        return this.loaded && !this.moreAfter && this.newest > this.last;
    }

    find(seq) {
        const at = this.#indexFrom(seq);
        return this.messages[at]?.seq === seq ? this.messages[at] : undefined;
    }

    replace(page) {
        this.messages = [];
        this.loaded = true;
        this.moreBefore = page.more_before;
        this.moreAfter = page.more_after;
        this.#merge(page.messages);
    }

    prepend(page) {
        this.moreBefore = page.more_before;
        this.#merge(page.messages);
        if (this.messages.length > WINDOW_MAX) {
            this.messages.length = WINDOW_MAX;
            this.moreAfter = true;
        }
    }

    append(page) {
        this.moreAfter = page.more_after;
        this.#merge(page.messages);
        this.trimStart();
    }

    /** A message that was just sent, here or elsewhere. Whether it is shown. */
    add(message) {
        this.newest = Math.max(this.newest, message.seq);
        if (!this.loaded || (this.moreAfter && message.seq > this.last))
            return false;
        if (message.seq < this.first && this.moreBefore)
            return false;
        this.#merge([message]);
        if (this.messages.length > 2 * WINDOW_MAX)
            this.trimStart();
        return true;
    }

    /** A message as it is now. An answer that is older than what is known changes nothing. */
    update(message) {
        const at = this.#indexFrom(message.seq);
        const known = this.messages[at];
        if (known?.seq !== message.seq || !newer(message, known))
            return false;
        this.messages[at] = message;
        return true;
    }

    /** Forget the oldest when there are too many: while the reader is at the end, or nobody reads at all. */
    trimStart() {
        const excess = this.messages.length - WINDOW_MAX;
        if (excess > 0) {
            this.messages.splice(0, excess);
            this.moreBefore = true;
        }
    }

    #merge(messages) {
        for (const message of messages) {
            const at = this.#indexFrom(message.seq);
            if (this.messages[at]?.seq !== message.seq)
                this.messages.splice(at, 0, message);
            else if (newer(message, this.messages[at]))
                this.messages[at] = message;
            this.newest = Math.max(this.newest, message.seq);
        }
    }

    /** Index of the first message at or above `seq`. */
    #indexFrom(seq) {
        let low = 0;
        let high = this.messages.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.messages[middle].seq < seq)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}

function newer(message, known) {
    if (known.deleted_at)
        return false;
    return Boolean(message.deleted_at) || message.version >= known.version;
}
