// bank/time_zone.ts against what the zones have done in the past, written down by hand, and against itself for any day.
import assert from "node:assert/strict";
import fc from "fast-check";
import { daysLater } from "../../bank/days.ts";
import { TimeZone, timeZoneNamed } from "../../bank/time_zone.ts";

const at = (text: string) => Date.parse(text);

const MOMENTS: readonly (readonly [zone: string, moment: string, iso: string])[] = [
  ["Asia/Kolkata", "2026-03-31T20:30:00.007Z", "2026-04-01T02:00:00.007+05:30"],
  ["UTC", "2026-03-31T20:30:00Z", "2026-03-31T20:30:00.000Z"],
  ["America/New_York", "2026-03-08T06:59:59Z", "2026-03-08T01:59:59.000-05:00"],
  ["America/New_York", "2026-03-08T07:00:00Z", "2026-03-08T03:00:00.000-04:00"],
  ["Asia/Kathmandu", "2026-01-01T00:00:00Z", "2026-01-01T05:45:00.000+05:45"],
  ["Pacific/Kiritimati", "2026-11-29T12:00:00Z", "2026-11-30T02:00:00.000+14:00"],
  ["Etc/GMT+12", "2026-11-29T11:00:00Z", "2026-11-28T23:00:00.000-12:00"],
];

Deno.test("time zone: moments are written as the clocks there show them, with the offset", () => {
  for (const [zone, moment, iso] of MOMENTS) {
    assert.equal(new TimeZone(zone).isoOf(at(moment)), iso);
    assert.equal(at(iso), at(moment), "what was written down by hand");
  }
});

/** Days whose midnight was skipped, or came twice. */
const BEGINNINGS: readonly (readonly [zone: string, day: string, moment: string])[] = [
  ["Asia/Kolkata", "2026-04-01", "2026-03-31T18:30:00Z"],
  ["America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"],
  ["Asia/Beirut", "2021-03-28", "2021-03-27T22:00:00Z"],
  ["America/Havana", "2024-11-03", "2024-11-03T04:00:00Z"],
  ["Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z"],
];

Deno.test("time zone: a day begins with its first moment, also where clocks skip midnight", () => {
  for (const [zone, day, moment] of BEGINNINGS) {
    assert.equal(
      new Date(new TimeZone(zone).beginningOf(day)).toISOString(),
      new Date(moment).toISOString(),
      zone,
    );
  }
});

Deno.test("time zone: every moment lies between the beginning of its day and that of the next", () => {
  const zones = [
    "Asia/Kolkata",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "UTC",
  ]
    .map((name) => new TimeZone(name));
  const moments = fc.integer({ min: at("1990-01-01T00:00Z"), max: at("2060-01-01T00:00Z") });
  fc.assert(fc.property(fc.constantFrom(...zones), moments, (zone, moment) => {
    const day = zone.dayOf(moment);
    assert.ok(zone.beginningOf(day) <= moment);
    assert.ok(moment < zone.beginningOf(daysLater(day, 1)));
    assert.equal(zone.dayOf(zone.beginningOf(day)), day);
    assert.notEqual(zone.dayOf(zone.beginningOf(day) - 1), day);
    assert.equal(at(zone.isoOf(moment)), moment);
  }));
});

Deno.test("time zone: the days of other ages have a beginning, too", () => {
  for (const zone of ["America/New_York", "Pacific/Kiritimati", "UTC"]) {
    for (const day of ["1000-01-01", "1969-12-31", "1970-01-01", "1970-01-03", "9999-12-31"]) {
      const moment = new TimeZone(zone).beginningOf(day);
      assert.ok(Math.abs(moment - at(`${day}T00:00Z`)) <= 24 * 3_600_000, `${zone} ${day}`);
    }
    for (const moment of [-8.64e15, -1, 0, 8.64e15, Number.MAX_SAFE_INTEGER]) {
      assert.match(new TimeZone(zone).minuteOf(moment), /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
    }
  }
});

Deno.test("time zone: what is none is none", () => {
  for (const name of ["", "Mars/Olympus", "IST-5:30", ":Europe/Berlin", "+05:30", "-00:00"]) {
    assert.equal(timeZoneNamed(name), null, name);
  }
});
