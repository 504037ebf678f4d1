/*
 * Counting what one has not read, as the server counts it: messages of others after the marker that were not
 * deleted. Pure.
 */

/** After a message was said in the room. Saying something means one has read up to there. */
export function unreadAfterMessage(standing, message, me) {
    const marker = standing.marker_seq ?? 0;
    if (message.author === me && message.seq > marker)
        return {marker_seq: message.seq, unread: 0};
    if (message.seq <= marker || message.deleted_at)
        return {};
    return {unread: (standing.unread ?? 0) + 1};
}

/** After message `seq` was deleted. */
export function unreadAfterDeletion(standing, seq) {
    if (seq <= (standing.marker_seq ?? 0))
        return {};
    return {unread: Math.max(0, (standing.unread ?? 0) - 1)};
}
