// Days and tax years as Indian law counts them: a day ends at midnight in India, a tax year runs from April to March.
import { type Day, DAY_MS, monthsLater } from "../days.ts";

/** Indian Standard Time is five and a half hours ahead of UTC, all the year round. */
const INDIA_AHEAD_MS = 5.5 * 3_600_000;

/** Days before the end of a validity from which it is said to be expiring. */
export const EXPIRING_DAYS = 60;

/** Days by their numbers: they are asked for with every gift, and nearly always for the same few. */
const known = new Map<number, Day>();

const KNOWN_MAX = 1_000;

/** 31 December 9999: what lies beyond has no day of ten characters. */
const LAST_DAY_MS = Date.UTC(9999, 11, 31);

/** Total: the journal is read with it, whatever times are in there. */
export function dayOf(atMs: number): Day {
  const number = Math.floor(Math.min(LAST_DAY_MS, Math.max(0, atMs + INDIA_AHEAD_MS)) / DAY_MS);
  let day = known.get(number);
  if (day === undefined) {
    day = new Date(number * DAY_MS).toISOString().slice(0, 10);
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(number, day);
  }
  return day;
}

/** The same day some years later; the 29th of February becomes the 28th where there is none. */
export function yearsLater(day: Day, years: number): Day {
  return monthsLater(day, 12 * years);
}

/** Valid through the whole of its last day. */
export function hasPassed(last: Day, nowMs: number): boolean {
  return dayOf(nowMs) > last;
}

export function isExpiring(last: Day, nowMs: number): boolean {
  return dayOf(nowMs + EXPIRING_DAYS * DAY_MS) > last;
}

/** Unix milliseconds at which the day begins in India. */
export function beginningOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) - INDIA_AHEAD_MS;
}

/** The year in which the tax year began: 2026 for April 2026 to March 2027. */
export function taxYearOf(atMs: number): number {
  const day = dayOf(atMs);
  const year = Number(day.slice(0, 4));
  return day.slice(5, 7) < "04" ? year - 1 : year;
}

/** `2026-27`. */
export function taxYearText(year: number): string {
  return `${year}-${String((year + 1) % 100).padStart(2, "0")}`;
}

/** First and one past the last millisecond of a tax year. */
export function taxYearSpan(year: number): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: beginningOf(`${year}-04-01`), toMs: beginningOf(`${year + 1}-04-01`) };
}

/** When a recurring gift is due next: a week later, or on the same day of the following month (its last, if shorter). */
export function dueAfter(atMs: number, every: "week" | "month", dayOfMonth: number): number {
  if (every === "week") return atMs + 7 * DAY_MS;
  const time = (atMs + INDIA_AHEAD_MS) % DAY_MS;
  return beginningOf(monthsLater(dayOf(atMs), 1, dayOfMonth)) + time;
}

export function dayOfMonth(atMs: number): number {
  return Number(dayOf(atMs).slice(8));
}
