/*
 * Ids that this client chooses.
 */

/** A client id: unique, printable, without blanks. */
export function newClientId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return "web-" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The same id while the same parameters are asked for again, so that a repeat is not done twice. */
export class RepeatId {
    #params = null;
    #id = null;

    for(params) {
        const text = JSON.stringify(params);
        if (text !== this.#params) {
            this.#params = text;
            this.#id = newClientId();
        }
        return this.#id;
    }
}
