// Times as people read them.
import assert from "node:assert/strict";
import {test} from "node:test";

import {ago, dayKey, dayName, fullTime, timeOfDay} from "../../../frontends/web/js/time.js";

const where = {locale: "en-GB", timeZone: "Europe/Vienna"};
const now = "2026-11-22T17:40:00.123456Z";

test("a day is the local one", () => {
    assert.equal(dayKey("2026-11-22T23:30:00Z", where), "2026-11-23");
    assert.equal(dayKey("2026-11-22T22:30:00Z", where), "2026-11-22");
});

test("days near the present have names", () => {
    assert.equal(dayName("2026-11-22T01:00:00Z", now, where), "Today");
    assert.equal(dayName("2026-11-21T01:00:00Z", now, where), "Yesterday");
    assert.equal(dayName("2026-11-18T12:00:00Z", now, where), "Wednesday");
    assert.match(dayName("2026-11-15T12:00:00Z", now, where), /^Sunday,? 15 November$/); // as the runtime writes dates
    assert.match(dayName("2025-03-02T12:00:00Z", now, where), /2 March 2025/);
});

test("how long ago is one short word", () => {
    assert.equal(ago("2026-11-22T17:39:30Z", now, where), "now");
    assert.equal(ago("2026-11-22T18:39:30Z", now, where), "now");
    assert.equal(ago("2026-11-22T17:35:00Z", now, where), "5 min");
    assert.equal(ago("2026-11-22T10:40:00Z", now, where), "7 h");
    assert.equal(ago("2026-11-21T22:30:00Z", now, where), "Sat");
    assert.equal(ago("2026-03-02T12:00:00Z", now, where), "2 Mar");
    assert.equal(ago("2025-03-02T12:00:00Z", now, where), "2 Mar 25");
});

test("the time of day and the full time are local", () => {
    assert.equal(timeOfDay(now, where), "18:40");
    assert.match(fullTime(now, where), /Sunday.* 22 November 2026.* 18:40:00/);
});
