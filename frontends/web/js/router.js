/*
 * Addresses of the pages. They live in the fragment, so that the server needs to know only "/".
 */

/** "#/room/12/345" as {page: "room", room: "12", seq: 345}. An unknown address is home. */
export function parseRoute(hash) {
    const text = hash.replace(/^#/, "");
    if (text.startsWith("setup="))
        return {page: "setup", token: text.slice("setup=".length)};
    const [page, id, more] = text.split("/").slice(1);
    const known = /^[0-9]{1,19}$/.test(id ?? "");
    if (page === "topics" || page === "activity" || page === "settings")
        return {page};
    if (page === "topic" && known)
        return {page: "rooms", topic: id};
    if (page === "user" && known)
        return {page: "user", user: id};
    if (page === "room" && known)
        return {page: "room", room: id, seq: /^[0-9]{1,10}$/.test(more ?? "") ? Number(more) : null};
    return {page: "rooms", topic: null};
}

export const toRooms = () => "#/";
export const toTopics = () => "#/topics";
export const toTopic = (id) => "#/topic/" + id;
export const toActivity = () => "#/activity";
export const toRoom = (id, seq) => "#/room/" + id + (seq ? "/" + seq : "");
export const toUser = (id) => "#/user/" + id;
export const toSettings = () => "#/settings";
