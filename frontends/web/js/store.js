/*
 * What this client knows: people, rooms, topics, activity, and the timelines in memory; and how each event
 * changes it. It asks for what it lacks through `need` and tells views what changed; it never talks to
 * the server itself.
 */

import {Emitter} from "./emitter.js";
import {Positions} from "./positions.js";
import {Timeline} from "./timeline.js";
import {unreadAfterDeletion, unreadAfterMessage} from "./unread.js";

const SITE_LOG = "1";
const ROOM_CHANGES = new Set(["room_edited", "room_archived", "room_unarchived", "member_joined", "member_left",
    "member_removed", "member_banned", "member_role", "member_invited"]);

/** Tells of: "me", "site", "rooms", "room:<id>", "timeline:<id>", "person", "topics", "activity", "directory",
 * "gone" (a room id). */
export class Store extends Emitter {
    me = null;
    session = null;
    site = null;
    epoch = null;
    rooms = new Map();
    people = new Map();
    topics = null;
    activity = null;
    positions = new Positions();
    #timelines = new Map();
    #need;

    /** `need(kind, id)`: something has to be read again; kinds: room, person, topics, activity, site, me. */
    constructor(need = () => {}) {
        super();
        this.#need = need;
    }

    /** Begin from a snapshot. Timelines are forgotten: their views load them again. */
    reset(sync) {
        this.epoch = sync.epoch;
        this.session = sync.session;
        this.me = sync.me;
        this.site = sync.site;
        this.positions.reset(sync.positions);
        this.rooms = new Map(sync.rooms.map((room) => [room.id, room]));
        this.#timelines.clear();
        this.putPeople([...sync.people, sync.me]);
        for (const name of ["me", "site", "rooms", "reset"])
            this.emit(name);
    }

    timeline(room) {
        if (!this.#timelines.has(room))
            this.#timelines.set(room, new Timeline());
        return this.#timelines.get(room);
    }

    /** Nothing more is heard of a room: what was read of it will not stay true. */
    forgetTimeline(room) {
        this.positions.delete(room);
        this.#timelines.delete(room);
    }

    /** Rooms one is in, the newest activity first. */
    joinedRooms() {
        return this.#roomsIn("joined");
    }

    invitedRooms() {
        return this.#roomsIn("invited");
    }

    #roomsIn(state) {
        return [...this.rooms.values()].filter((room) => room.mine.state === state).sort(byActivity);
    }

    unreadTotal() {
        return this.joinedRooms().reduce((sum, room) => sum + (room.mine.unread ?? 0), 0);
    }

    isMember(room) {
        return this.rooms.get(room)?.mine.state === "joined";
    }

    person(id) {
        const known = this.people.get(id);
        if (!known && id)
            this.#need("person", id);
        return known;
    }

    putPeople(people) {
        for (const person of people)
            this.people.set(person.id, person);
        this.emit("person");
    }

    setMe(user) {
        this.me = user;
        this.putPeople([user]);
        this.emit("me");
    }

    setSite(site) {
        this.site = site;
        this.emit("site");
    }

    setTopics(topics) {
        this.topics = topics;
        this.emit("topics");
    }

    setActivity(activity) {
        this.activity = activity;
        this.putPeople(activity.map((entry) => entry.author));
        this.emit("activity");
    }

    /** A room as the server told it. When events told of more meanwhile, it is read once more. */
    putRoom(room) {
        const known = this.rooms.get(room.id);
        const readSince = (known?.mine.marker_seq ?? 0) > (room.mine.marker_seq ?? 0) && room.mine.state === "joined";
        if (known && known.head_seq > room.head_seq)
            this.#need("room", room.id);
        this.rooms.set(room.id, readSince ? withCounts(room, known) : room);
        this.#roomChanged(room.id);
    }

    dropRoom(id) {
        if (!this.rooms.delete(id))
            return;
        this.positions.delete(id);
        this.#timelines.delete(id);
        this.activity = this.activity?.filter((entry) => entry.message.room !== id) ?? null;
        this.emit("activity");
        this.emit("rooms");
        this.emit("directory");
        this.emit("gone", id);
    }

    /** A page of history. `how`: replace, prepend or append. */
    putPage(room, how, page) {
        this.putPeople(page.people);
        this.timeline(room)[how](page);
        this.emit("timeline:" + room);
    }

    /** A message as an answer or an event gave it. */
    putMessage(message) {
        const timeline = this.timeline(message.room);
        if (!timeline.update(message))
            timeline.add(message);
        this.emit("timeline:" + message.room);
    }

    /** How one stands to a room now: read elsewhere, or an answer to marker.move. */
    setMarker(id, marker, unread) {
        const room = this.rooms.get(id);
        if (!room)
            return;
        room.mine.marker_seq = Math.max(marker, room.mine.marker_seq ?? 0);
        room.mine.unread = unread;
        if (unread > 0)
            this.#need("room", id);
        this.#roomChanged(id);
    }

    /** Count and apply an event: "next", "old" or "gap" as in Positions.take(). */
    apply(event) {
        const verdict = this.positions.take(event);
        if (verdict === "next" && event.kind !== "skipped")
            this.#applyNext(event);
        return verdict;
    }

    #applyNext(event) {
        if (event.log === SITE_LOG)
            this.#applySite(event);
        else if (event.log === this.me?.id)
            this.#applyOwn(event);
        else
            this.#applyRoom(event);
    }

    #applySite(event) {
        if (event.kind === "user_changed" && event.subject === this.me.id)
            this.#need("me");
        else if (event.kind === "user_changed" && this.people.has(event.subject))
            this.#need("person", event.subject);
        else if (event.kind === "settings_changed")
            this.#need("site");
        else if (event.kind === "topic_changed")
            this.#need("topics");
        else if (event.kind === "room_listed")
            this.#listed();
    }

    #listed() {
        this.#need("topics");
        this.#need("activity");
        this.emit("directory");
    }

    #applyOwn(event) {
        if (event.kind === "joined_room") {
            this.positions.raise(event.subject, event.room_seq);
            this.#need("room", event.subject);
        } else if (event.kind === "invited_to_room" || event.kind === "left_room") {
            if (event.kind === "left_room" && this.rooms.has(event.subject))
                this.rooms.get(event.subject).mine.state = "left";
            this.#need("room", event.subject);
            this.#roomChanged(event.subject);
        } else if (event.kind === "account_changed") {
            this.#need("me");
        } else if (event.kind === "session_opened" || event.kind === "session_ended") {
            this.emit("sessions");
        }
    }

    #applyRoom(event) {
        const room = this.rooms.get(event.log);
        const counted = room !== undefined && event.seq <= room.head_seq;
        if (room && !counted)
            room.head_seq = event.seq;
        if (event.kind === "room_deleted")
            this.dropRoom(event.log);
        else if (event.kind === "message")
            this.#message(event, room, counted);
        else if (event.kind === "message_edited" || event.kind === "message_deleted")
            this.#messageChanged(event, room, counted);
        else if (ROOM_CHANGES.has(event.kind))
            this.#need("room", event.log);
    }

    /** `counted`: the room was read after this happened, so its unread count has it already. */
    #message(event, room, counted) {
        const {message} = event;
        this.timeline(event.log).add(message);
        if (room) {
            room.last_activity_at = event.at;
            if (!counted)
                Object.assign(room.mine, unreadAfterMessage(room.mine, message, this.me.id));
            this.#active(room, message);
            this.#roomChanged(room.id);
        }
        this.emit("timeline:" + event.log);
        if (message.author !== this.me.id)
            this.emit("said", message);
    }

    #messageChanged(event, room, counted) {
        const {message} = event;
        if (room && !counted && event.kind === "message_deleted") {
            Object.assign(room.mine, unreadAfterDeletion(room.mine, event.target_seq));
            this.#roomChanged(room.id);
        }
        if (message)
            this.timeline(event.log).update(message);
        const entry = this.activity?.find(({message: shown}) => shown.room === event.log
            && shown.seq === event.target_seq);
        if (entry && message)
            this.#activeChanged(entry, message);
        this.emit("timeline:" + event.log);
    }

    /** The newest message of a room goes to the top of recent activity. */
    #active(room, message) {
        const author = this.person(message.author);
        if (!this.activity || message.deleted_at)
            return;
        if (!author)
            return this.#need("activity");
        const entry = {message, room_title: room.title, topic_name: room.topic_name, author};
        this.activity = [entry, ...this.activity.filter((other) => other.message.room !== room.id)].slice(0, 20);
        this.emit("activity");
    }

    #activeChanged(entry, message) {
        if (message.deleted_at) {
            this.activity = this.activity.filter((other) => other !== entry);
            this.#need("activity");
        } else {
            entry.message = message;
        }
        this.emit("activity");
    }

    #roomChanged(id) {
        this.emit("room:" + id);
        this.emit("rooms");
    }
}

/** The room, with what was read here since the server was asked; counting goes on from the same number. */
function withCounts(room, {head_seq, mine: {marker_seq, unread}}) {
    return {...room, head_seq, mine: {...room.mine, marker_seq, unread}};
}

function byActivity(a, b) {
    const left = a.last_activity_at ?? "";
    const right = b.last_activity_at ?? "";
    return left === right ? Number(b.id) - Number(a.id) : left < right ? 1 : -1;
}
