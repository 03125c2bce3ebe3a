// Days of the calendar: what comes after a day, and after months of other lengths.
import assert from "node:assert/strict";
import fc from "fast-check";
import { daysLater, isDay, monthsLater } from "../../bank/days.ts";

Deno.test("days: months later, on the last day where the month is shorter", () => {
  const rows = [
    ["2026-01-31", 1, "2026-02-28"],
    ["2028-01-31", 1, "2028-02-29"],
    ["2026-01-31", 3, "2026-04-30"],
    ["2026-11-30", 3, "2027-02-28"],
    ["2026-12-31", 1, "2027-01-31"],
    ["2028-02-29", 12, "2029-02-28"],
    ["2028-02-29", 48, "2032-02-29"],
    ["2026-03-15", -3, "2025-12-15"],
  ] as const;
  for (const [day, months, later] of rows) assert.equal(monthsLater(day, months), later);
  assert.equal(monthsLater("2026-02-28", 1, 31), "2026-03-31");
});

Deno.test("days: days later, over months, years and leap days", () => {
  assert.equal(daysLater("2028-02-28", 1), "2028-02-29");
  assert.equal(daysLater("2027-02-28", 1), "2027-03-01");
  assert.equal(daysLater("2027-01-01", -1), "2026-12-31");
});

Deno.test("days: whatever is added is a day, goes forward, and comes back", () => {
  const day = fc.date({
    min: new Date("1000-01-01"),
    max: new Date("2900-12-31"),
    noInvalidDate: true,
  })
    .map((date) => date.toISOString().slice(0, 10));
  fc.assert(fc.property(day, fc.integer({ min: 1, max: 400 }), (from, count) => {
    const [later, month] = [daysLater(from, count), monthsLater(from, count)];
    assert.ok(isDay(later) && isDay(month) && from < later && from < month);
    assert.equal(daysLater(later, -count), from);
    // Never the month after the one that is meant.
    const months = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
    assert.equal(months(month) - months(from), count);
  }));
});
