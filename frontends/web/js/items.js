/*
 * From messages to the rows of a conversation: days, the unread line, and which messages stand together
 * under one name. Pure.
 */

import {dayKey, secondsApart} from "./time.js";

const TOGETHER_S = 300;

function follows(message, before) {
    return before !== undefined && before.author === message.author && !message.reply_to
        && Math.abs(secondsApart(before.created_at, message.created_at)) < TOGETHER_S;
}

/**
 * Rows in order, each with a key that stays the same while the row does.
 *
 * @param unreadAfter  the line stands before the first message above this number not written by `me`; null: no line
 */
export function rowsOf({messages, pending = [], unreadAfter = null, me, atStart = false, where}) {
    const rows = [];
    let before;
    let day = null;
    let lineDone = unreadAfter === null;
    if (atStart)
        rows.push({type: "start", key: "start"});
    for (const message of messages) {
        const messageDay = dayKey(message.created_at, where);
        if (messageDay !== day) {
            rows.push({type: "day", key: "day:" + messageDay, at: message.created_at});
            day = messageDay;
            before = undefined;
        }
        if (!lineDone && message.seq > unreadAfter && message.author !== me) {
            rows.push({type: "unread", key: "unread"});
            lineDone = true;
            before = undefined;
        }
        rows.push({type: "message", key: "m" + message.seq, message, together: follows(message, before)});
        before = message.deleted_at ? undefined : message;
    }
    for (const item of pending) {
        const message = {author: me, created_at: item.created_at, reply_to: item.reply_to};
        rows.push({type: "pending", key: "p" + item.client_id, item, together: follows(message, before)});
        before = message;
    }
    return rows;
}
