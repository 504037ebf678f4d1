/*
 * Times as people read them. Every function is pure: the present, and for tests the locale and the time
 * zone, are passed in.
 */

const formats = new Map();

function format(options, {locale, timeZone} = {}) {
    const key = JSON.stringify([options, locale, timeZone]);
    if (!formats.has(key))
        formats.set(key, new Intl.DateTimeFormat(locale, {...options, timeZone}));
    return formats.get(key);
}

/** "14:05". */
export function timeOfDay(text, where) {
    return format({hour: "2-digit", minute: "2-digit"}, where).format(new Date(text));
}

/** Date and time in full, for a title. */
export function fullTime(text, where) {
    return format({dateStyle: "full", timeStyle: "medium"}, where).format(new Date(text));
}

/** "2 March 2026". */
export function longDate(text, where) {
    return format({day: "numeric", month: "long", year: "numeric"}, where).format(new Date(text));
}

/** The local day as "2026-11-22": equal for two times of one day. */
export function dayKey(text, {timeZone} = {}) {
    return format({year: "numeric", month: "2-digit", day: "2-digit"}, {locale: "sv-SE", timeZone})
        .format(new Date(text));
}

function daysBetween(text, now, where) {
    const day = Date.parse(dayKey(text, where));
    return Math.round((Date.parse(dayKey(now, where)) - day) / 86400000);
}

/** "Today", "Yesterday", "Monday", "2 March", "2 March 2025". */
export function dayName(text, now, where) {
    const date = new Date(text);
    const days = daysBetween(text, now, where);
    if (days === 0)
        return "Today";
    if (days === 1)
        return "Yesterday";
    if (days > 1 && days < 7)
        return format({weekday: "long"}, where).format(date);
    const sameYear = dayKey(text, where).slice(0, 4) === dayKey(now, where).slice(0, 4);
    const year = sameYear ? undefined : "numeric";
    return format({weekday: "long", day: "numeric", month: "long", year}, where).format(date);
}

/** How long ago, in one short word: "now", "5 min", "3 h", "Mon", "2 Mar". */
export function ago(text, now, where) {
    const seconds = Math.max(0, (new Date(now) - new Date(text)) / 1000);
    if (seconds < 60)
        return "now";
    if (seconds < 3600)
        return `${Math.floor(seconds / 60)} min`;
    if (daysBetween(text, now, where) === 0)
        return `${Math.floor(seconds / 3600)} h`;
    if (daysBetween(text, now, where) < 7)
        return format({weekday: "short"}, where).format(new Date(text));
    const sameYear = dayKey(text, where).slice(0, 4) === dayKey(now, where).slice(0, 4);
    return format({day: "numeric", month: "short", year: sameYear ? undefined : "2-digit"}, where)
        .format(new Date(text));
}

/** Seconds between two times. */
export function secondsApart(earlier, later) {
    return (new Date(later) - new Date(earlier)) / 1000;
}
