// Days, tax years and due days as India counts them: a day begins at half past six in the evening before in UTC, a tax
// year on the first of April.
import assert from "node:assert/strict";
import { DAY_MS, isDay } from "../../bank/days.ts";
import {
  beginningOf,
  dayOf,
  dayOfMonth,
  dueAfter,
  EXPIRING_DAYS,
  hasPassed,
  isExpiring,
  taxYearOf,
  taxYearSpan,
  taxYearText,
  yearsLater,
} from "../../bank/giving/calendar.ts";

const at = (text: string) => Date.parse(text);

function table<Given extends readonly unknown[], Answer>(
  rows: readonly (readonly [...Given, Answer])[],
  answer: (...given: Given) => Answer,
): void {
  const answered = rows.map((row) => [...row.slice(0, -1), answer(...row.slice(0, -1) as never)]);
  assert.deepEqual(answered, rows);
}

Deno.test("calendar: a day begins at midnight in India, which is half past six in the evening before", () => {
  table<[string], string>([
    ["2026-01-05T18:29:59.999Z", "2026-01-05"],
    ["2026-01-05T18:30:00.000Z", "2026-01-06"],
    ["2026-01-06T00:00:00.000Z", "2026-01-06"],
    ["2026-01-06T18:29:59.999Z", "2026-01-06"],
    ["2026-12-31T18:29:59.999Z", "2026-12-31"],
    ["2026-12-31T18:30:00.000Z", "2027-01-01"],
    ["2028-02-28T18:30:00.000Z", "2028-02-29"],
    ["2027-02-28T18:30:00.000Z", "2027-03-01"],
  ], (text) => dayOf(at(text)));
});

Deno.test("calendar: the day of the month is that of India", () => {
  table<[string], number>([
    ["2026-01-30T18:29:59.999Z", 30],
    ["2026-01-30T18:30:00.000Z", 31],
    ["2026-01-31T18:30:00.000Z", 1],
  ], (text) => dayOfMonth(at(text)));
});

Deno.test("calendar: a day is one of the calendar, written in full", () => {
  table<[string], boolean>([
    ["2026-11-25", true],
    ["2028-02-29", true],
    ["2027-02-29", false],
    ["2000-02-29", true],
    ["2100-02-29", false],
    ["2026-04-31", false],
    ["2026-13-01", false],
    ["2026-00-10", false],
    ["2026-01-00", false],
    ["2026-1-5", false],
    ["26-01-05", false],
    ["2026/01/05", false],
    ["05-01-2026", false],
    ["2026-01-05 ", false],
    ["2026-01-05T00:00", false],
    ["0026-01-05", false],
    ["", false],
  ], isDay);
});

Deno.test("calendar: years later is the same day, or the 28th where there is no 29th of February", () => {
  table<[string, number], string>([
    ["2026-04-01", 5, "2031-04-01"],
    ["2026-04-01", 3, "2029-04-01"],
    ["2026-04-01", 0, "2026-04-01"],
    ["2024-02-29", 4, "2028-02-29"],
    ["2024-02-29", 5, "2029-02-28"],
    ["2024-02-29", 3, "2027-02-28"],
    ["2024-02-28", 5, "2029-02-28"],
    ["2025-12-31", 3, "2028-12-31"],
  ], yearsLater);
});

Deno.test("calendar: what is valid until a day is valid through all of it, in India", () => {
  table<[string, string], boolean>([
    ["2026-01-05", "2026-01-05T00:00:00.000Z", false],
    ["2026-01-05", "2026-01-05T18:29:59.999Z", false],
    ["2026-01-05", "2026-01-05T18:30:00.000Z", true],
    ["2026-01-04", "2026-01-04T18:30:00.000Z", true],
    ["2027-01-01", "2026-12-31T23:00:00.000Z", false],
    ["2025-12-31", "2026-01-01T00:00:00.000Z", true],
  ], (last, text) => hasPassed(last, at(text)));
});

Deno.test("calendar: what ends within sixty days is expiring", () => {
  assert.equal(EXPIRING_DAYS, 60);
  table<[string, string], boolean>([
    // 2026-01-05 and sixty days are 2026-03-06.
    ["2026-03-07", "2026-01-05T09:00:00Z", false],
    ["2026-03-06", "2026-01-05T09:00:00Z", false],
    ["2026-03-05", "2026-01-05T09:00:00Z", true],
    ["2026-01-05", "2026-01-05T09:00:00Z", true],
    ["2026-03-06", "2026-01-05T18:29:59.999Z", false],
    ["2026-03-06", "2026-01-05T18:30:00.000Z", true],
  ], (last, text) => isExpiring(last, at(text)));
});

Deno.test("calendar: a day begins where the one before it ends", () => {
  assert.equal(beginningOf("2026-01-06"), at("2026-01-05T18:30:00Z"));
  for (const day of ["2026-04-01", "2028-02-29", "2026-12-31"]) {
    const beginsMs = beginningOf(day);
    assert.deepEqual([dayOf(beginsMs), dayOf(beginsMs + DAY_MS - 1)], [day, day]);
    assert.notEqual(dayOf(beginsMs - 1), day);
    assert.notEqual(dayOf(beginsMs + DAY_MS), day);
  }
});

Deno.test("calendar: a tax year begins on the first of April in India", () => {
  table<[string], number>([
    ["2026-03-31T18:29:59.999Z", 2025],
    ["2026-03-31T18:30:00.000Z", 2026],
    ["2026-04-01T00:00:00.000Z", 2026],
    ["2026-12-31T12:00:00.000Z", 2026],
    ["2027-01-01T12:00:00.000Z", 2026],
    ["2027-03-31T18:29:59.999Z", 2026],
    ["2027-03-31T18:30:00.000Z", 2027],
  ], (text) => taxYearOf(at(text)));
});

Deno.test("calendar: tax years are written with both their years and have no gaps between them", () => {
  table<[number], string>([
    [2026, "2026-27"],
    [2098, "2098-99"],
    [2099, "2099-00"],
    [2008, "2008-09"],
  ], taxYearText);
  for (const year of [2024, 2026, 2027]) {
    const { fromMs, toMs } = taxYearSpan(year);
    assert.deepEqual([fromMs - 1, fromMs, toMs - 1, toMs].map(taxYearOf), [
      year - 1,
      year,
      year,
      year + 1,
    ]);
    assert.equal(toMs, taxYearSpan(year + 1).fromMs);
  }
});

/** Due days one after the other, as days in India. */
function dueDays(first: string, every: "week" | "month", count: number): string[] {
  let dueMs = at(first);
  const wanted = dayOfMonth(dueMs);
  return Array.from({ length: count }, () => {
    dueMs = dueAfter(dueMs, every, wanted);
    return dayOf(dueMs);
  });
}

Deno.test("calendar: the 31st is the last day of shorter months, and the 31st again after them", () => {
  table<[string, "week" | "month"], string>([
    ["2026-12-31T06:00:00Z", "month", "2027-01-31 2027-02-28 2027-03-31 2027-04-30 2027-05-31"],
    ["2027-12-31T06:00:00Z", "month", "2028-01-31 2028-02-29 2028-03-31 2028-04-30 2028-05-31"],
    ["2026-11-30T06:00:00Z", "month", "2026-12-30 2027-01-30 2027-02-28 2027-03-30 2027-04-30"],
    ["2026-01-29T06:00:00Z", "month", "2026-02-28 2026-03-29 2026-04-29 2026-05-29 2026-06-29"],
    ["2026-10-05T06:00:00Z", "month", "2026-11-05 2026-12-05 2027-01-05 2027-02-05 2027-03-05"],
    ["2026-12-28T06:00:00Z", "week", "2027-01-04 2027-01-11 2027-01-18 2027-01-25 2027-02-01"],
    // The last evening of January in UTC is the first of February in India.
    ["2026-01-31T19:00:00Z", "month", "2026-03-01 2026-04-01 2026-05-01 2026-06-01 2026-07-01"],
    // And that of the 30th is the 31st.
    ["2026-01-30T19:00:00Z", "month", "2026-02-28 2026-03-31 2026-04-30 2026-05-31 2026-06-30"],
  ], (first, every) => dueDays(first, every, 5).join(" "));
});

Deno.test("calendar: what is due keeps its time of the day", () => {
  for (
    const time of ["00:00:00.000", "06:00:00.001", "18:29:59.999", "18:30:00.000", "23:59:59.999"]
  ) {
    for (const every of ["week", "month"] as const) {
      const firstMs = at(`2026-01-15T${time}Z`);
      let dueMs = firstMs;
      for (let month = 0; month < 14; month++) {
        const next = dueAfter(dueMs, every, dayOfMonth(firstMs));
        assert.ok(next > dueMs, `${time} ${every}`);
        assert.equal((next - firstMs) % DAY_MS, 0, `${time} ${every}`);
        dueMs = next;
      }
    }
  }
});

Deno.test("calendar: every number has a day, whatever a journal says", () => {
  for (const ms of [0, -1, -(2 ** 53), 8_640_000_000_000_001, 2 ** 53 - 1, Infinity]) {
    assert.match(dayOf(ms), /^\d{4}-\d\d-\d\d$/, String(ms));
  }
});
