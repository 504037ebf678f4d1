/*
 * One signed-in account in one tab: puts the parts together and takes them apart again.
 */

import {History} from "./history.js";
import {Live} from "./live.js";
import {Outbox} from "./outbox.js";
import {Reader} from "./reader.js";
import {Socket} from "./socket.js";
import {Drafts} from "./storage.js";
import {Store} from "./store.js";
import {Scope} from "./dom.js";
import {Shell} from "./views/shell.js";
import {toast} from "./views/dialog.js";

export class App {
    #scope = new Scope();
    #shell;

    constructor({api, storage, sync, onSignOut, onOver}) {
        this.api = api;
        this.storage = storage;
        this.signOut = onSignOut;
        this.notify = toast;
        this.store = new Store((kind, id) => this.live.need(kind, id));
        this.socket = new Socket(socketUrl(location));
        this.outbox = new Outbox({socket: this.socket, storage, user: sync.me.id});
        this.live = new Live({api, store: this.store, socket: this.socket, outbox: this.outbox});
        this.history = new History({api, store: this.store});
        this.reader = new Reader({store: this.store, socket: this.socket});
        this.drafts = new Drafts(storage, sync.me.id);
        this.store.reset(sync);
        this.live.on("over", onOver);
        this.#shell = new Shell(this);
        this.element = this.#shell.element;
    }

    start() {
        this.#scope.listen(window, "online", () => this.socket.hurry());
        this.#scope.listen(document, "visibilitychange", () => {
            if (document.visibilityState === "visible")
                this.socket.hurry();
        });
        this.#shell.start();
        this.live.start();
        this.live.need("topics");
        this.live.need("activity");
    }

    close() {
        this.#scope.close();
        this.#shell.close();
        this.live.stop();
    }

    go(address) {
        location.hash = address;
    }

    /** Whether the account may change a room that is not its own. */
    get isAdmin() {
        return ["admin", "owner"].includes(this.store.me.role);
    }
}

function socketUrl({protocol, host}) {
    return `${protocol === "https:" ? "wss:" : "ws:"}//${host}/api/v1/ws`;
}
