/*
 * Making a room and changing one.
 */

import {h} from "../dom.js";
import {RepeatId} from "../ids.js";
import {toRoom} from "../router.js";
import {openDialog} from "./dialog.js";
import {field, form} from "./form.js";

const KINDS = [["public", "Everybody, who may also join"], ["private", "Only people who are invited"]];

/** With `room`, change it; else make one, on `topic` if that is given. */
export function openRoomForm(app, {room, topic} = {}) {
    const repeat = new RepeatId();
    openDialog({
        title: room ? "Edit the room" : "Create a room",
        build: (close) => form({
            action: room ? "Save" : "Create room",
            cancel: close,
            children: fields(app, room, topic),
            send: (values) => room ? save(app, room, values) : create(app, values, repeat),
            done: (stored) => {
                app.store.putRoom(stored);
                app.live.need("topics");
                close();
                if (!room)
                    app.go(toRoom(stored.id));
            },
        }),
    });
}

function fields({store}, room, topic) {
    const topics = h("datalist", {id: "topic-names"}, (store.topics ?? []).map(({name}) => h("option", {value: name})));
    return [
        field({label: "Title", name: "title", value: room?.title, maxlength: "64", required: true, autocomplete: "off",
            autofocus: true}),
        field({label: "Topic", name: "topic", value: room?.topic_name ?? topic, maxlength: "64", list: "topic-names",
            autocomplete: "off", hint: "Choose one, or name a new one. People look for rooms by topic."}),
        topics,
        field({label: "Description", name: "description", control: "textarea", value: room?.description, maxlength: "500",
            rows: "3"}),
        field({label: "Who can find it", name: "kind", control: "select", options: KINDS, value: room?.kind ?? "public"}),
    ];
}

function create({api}, {title, topic, description, kind}, repeat) {
    const params = {title: title.trim(), kind, ...given({topic, description})};
    return api.createRoom({client_id: repeat.for(params), ...params});
}

/** Empty members are left out. */
function given(members) {
    return Object.fromEntries(Object.entries(members).map(([name, text]) => [name, text.trim()]).filter(([, text]) => text));
}

/** Only what was changed is sent, so that two people who edit different things do not undo each other. */
function save({api}, room, values) {
    const was = {title: room.title, topic: room.topic_name ?? "", description: room.description ?? "", kind: room.kind};
    const changed = Object.keys(was).filter((name) => values[name].trim() !== was[name]);
    const params = Object.fromEntries(changed.map((name) => [name, values[name].trim()]));
    if (params.kind)
        params.joining = params.kind === "private" ? "invite" : "open";
    return changed.length > 0 ? api.editRoom(room.id, params) : Promise.resolve(room);
}
