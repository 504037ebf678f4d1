/*
 * Requests to the server, one function for each operation. What goes wrong is always a Problem with a
 * sentence for a person.
 */

export class Problem extends Error {
    constructor({status = 0, code = "unreachable", detail = "", field, retry_after_ms} = {}) {
        super(detail);
        this.name = "Problem";
        this.status = status;
        this.code = code;
        this.detail = detail;
        this.field = field;
        this.retryAfterMs = retry_after_ms;
    }

    /** Whether asking again later may help: nothing was wrong with what was asked. */
    get passing() {
        return this.status === 0 || this.status === 503 || this.status === 502 || this.status === 504;
    }
}

const UNREACHABLE = "The server cannot be reached. Check the connection and try again.";

async function readProblem(response) {
    let problem = {};
    try {
        problem = await response.json();
    } catch {
        /* A proxy answered with something else: the status has to do. */
    }
    const detail = problem.detail || problem.title || `The server answered ${response.status}.`;
    return new Problem({...problem, status: response.status, code: problem.code ?? "http", detail});
}

function queryOf(params) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(params ?? {}))
        if (value !== undefined && value !== null && value !== "")
            query.set(name, String(value));
    const text = query.toString();
    return text ? "?" + text : "";
}

/** `fetch` and the function told of an ended session are given, so that this can be tried without a browser. */
export function createApi({fetch, onSignedOut = () => {}}) {
    async function request(method, path, {query, body, headers, signedIn = true} = {}) {
        let response;
        try {
            response = await fetch("/api/v1" + path + queryOf(query), {
                method,
                credentials: "same-origin",
                headers: {
                    Accept: "application/json",
                    ...(body === undefined ? {} : {"Content-Type": "application/json"}),
                    ...headers,
                },
                body: body === undefined ? undefined : JSON.stringify(body),
            });
        } catch {
            throw new Problem({detail: UNREACHABLE});
        }
        if (!response.ok) {
            const problem = await readProblem(response);
            if (problem.status === 401 && signedIn)
                onSignedOut();
            throw problem;
        }
        if (response.status === 204)
            return null;
        try {
            return await response.json();
        } catch {
            throw new Problem({detail: UNREACHABLE});
        }
    }

    const get = (path, query) => request("GET", path, {query});
    const send = (method, path, body) => request(method, path, {body});
    const room = (id) => "/rooms/" + encodeURIComponent(id);
    const signing = {headers: {"Chat-Session": "cookie"}, signedIn: false};

    return {
        site: () => request("GET", "/site", {signedIn: false}),
        sync: () => get("/sync"),
        /** As sync, but being signed out is an ordinary answer. */
        trySync: () => request("GET", "/sync", {signedIn: false}),
        register: (params) => request("POST", "/accounts", {body: params, ...signing}),
        signIn: (params) => request("POST", "/sessions", {body: params, ...signing}),
        signOut: () => request("DELETE", "/sessions/current"),
        sessions: () => get("/sessions"),
        revokeSession: (id) => send("DELETE", "/sessions/" + encodeURIComponent(id)),
        changePassword: (params) => send("POST", "/me/password", params),
        settings: () => get("/settings"),
        editSettings: (params) => send("PATCH", "/settings", params),
        users: (query) => get("/users", query),
        profile: (query) => get("/profile", query),
        editProfile: (params) => send("PATCH", "/me", params),
        topics: (query) => get("/topics", query),
        rooms: (query) => get("/rooms", query),
        createRoom: (params) => send("POST", "/rooms", params),
        room: (id) => get(room(id)),
        editRoom: (id, params) => send("PATCH", room(id), params),
        deleteRoom: (id) => send("DELETE", room(id)),
        archiveRoom: (id) => send("PUT", room(id) + "/archive"),
        unarchiveRoom: (id) => send("DELETE", room(id) + "/archive"),
        joinRoom: (id) => send("PUT", room(id) + "/members/me"),
        leaveRoom: (id) => send("DELETE", room(id) + "/members/me"),
        members: (id, query) => get(room(id) + "/members", query),
        invite: (id, params) => send("POST", room(id) + "/invitations", params),
        removeMember: (id, user) => send("DELETE", room(id) + "/members/" + encodeURIComponent(user)),
        setRole: (id, user, role) =>
            send("PUT", room(id) + "/members/" + encodeURIComponent(user) + "/role", {role}),
        messages: (id, query) => get(room(id) + "/messages", query),
        message: (id, seq) => get(`${room(id)}/messages/${seq}`),
        editMessage: (id, seq, params) => send("PATCH", `${room(id)}/messages/${seq}`, params),
        deleteMessage: (id, seq) => send("DELETE", `${room(id)}/messages/${seq}`),
        activity: (query) => get("/activity", query),
        events: (log, query) => get("/logs/" + encodeURIComponent(log) + "/events", query),
    };
}
