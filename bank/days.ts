// Days of the calendar, as texts such as `2026-11-25`, which compare in the order of time. Which day a moment belongs to depends on a
// zone (bank/time_zone.ts, bank/giving/calendar.ts); what comes after a day does not.

export const DAY_MS = 24 * 3_600_000;

/** `YYYY-MM-DD`. */
export type Day = string;

/** Whether the text is a day of the calendar: the 29th of February only in leap years. */
export function isDay(text: string): boolean {
  if (!/^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const atMs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(atMs) && dayOf(atMs) === text;
}

/** @param days may be negative. */
export function daysLater(day: Day, days: number): Day {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
}

/** Some months later on this day of the month, or on the last one of a month that is shorter. */
export function monthsLater(day: Day, months: number, dayOfMonth = Number(day.slice(8))): Day {
  const [year = 0, month = 0] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dayOf(Date.UTC(year, month - 1 + months, Math.min(dayOfMonth, last)));
}

function dayOf(midnightMs: number): Day {
  return new Date(midnightMs).toISOString().slice(0, 10);
}
