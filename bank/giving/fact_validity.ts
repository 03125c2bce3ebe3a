// The days between which a fact holds, and how long it may.
import { type Day, isDay } from "../days.ts";
import { dayOf, hasPassed, yearsLater } from "./calendar.ts";
import { wrong, type WrongFact } from "./fact_problem.ts";
import type { FactFields } from "./facts.ts";

interface Span {
  readonly from: string;
  readonly nowMs: number;
  /** It may hold for so many years at most. */
  readonly years?: 3 | 5;
}

export const notDay = (name: string, text: string): WrongFact =>
  wrong(name, "day_form", `"${text}" is not a day: expected a form such as 2026-04-01`);

export const toCome = (name: string, day: Day): WrongFact =>
  wrong(name, "to_come", `${day} is still to come: hand it in when it is valid`);

/** @returns what is wrong with a validity, or null. */
export function checkSpan(fields: FactFields, { from, nowMs, years }: Span): WrongFact | null {
  const [first, last] = [fields[from]!, fields.validTo!];
  for (const [name, day] of [[from, first], ["validTo", last]] as const) {
    if (!isDay(day)) return notDay(name, day);
  }
  if (first > last) return wrong("validTo", "ends_before", `is before ${from}`);
  if (first > dayOf(nowMs)) return toCome(from, first);
  if (hasPassed(last, nowMs)) {
    return wrong(
      "validTo",
      "passed",
      `${last} has passed: expected a document that is still valid`,
    );
  }
  if (years !== undefined && last > yearsLater(first, years)) {
    return wrong("validTo", `over_${years}_years`, `is more than ${years} years after ${from}`);
  }
  return fields.provisional === undefined || ["yes", "no"].includes(fields.provisional)
    ? null
    : wrong("provisional", "provisional_form", 'is neither "yes" nor "no"');
}
