// The id under which a line of another bank's statement is booked: made from what never changes about the line, so that the same
// line has the same id in whatever file it comes again, and is booked once for ever. A UUID of version 8 (RFC 9562 §5.8) with the
// day of the booking in front: found like any other id, and no client can take it, because theirs are of version 7.
import { createHash } from "node:crypto";
import type { ForeignLine } from "../statement_files/foreign_statement.ts";
import { type TransferId, uuidOf } from "../transfer_id.ts";

/** What tells a line from all others of the same account. */
export type LineContent = Pick<
  ForeignLine,
  | "bookedOn"
  | "amountMinor"
  | "currency"
  | "bankReference"
  | "endToEndId"
  | "counterparty"
  | "text"
>;

/** As text; the amount is in it too, because some banks give one reference to all that they book at once. */
export function lineKey(line: LineContent): string {
  const { bookedOn, amountMinor, currency, bankReference, endToEndId, counterparty, text } = line;
  const about = bankReference === null
    ? ["", bookedOn, endToEndId, counterparty.name, counterparty.account, text]
    : [bankReference];
  return JSON.stringify([currency, amountMinor, ...about]);
}

/**
 * @param line `bookedOn` is a day of the calendar.
 * @param twin how many lines of one statement that are alike in everything came before it.
 */
export function lineIdOf(line: LineContent, twin: number): TransferId {
  const digest = createHash("sha256").update(JSON.stringify([lineKey(line), twin])).digest();
  return uuidOf(8, dayMs(line.bookedOn), digest);
}

/** Unix milliseconds of the beginning of a day `YYYY-MM-DD` in UTC; NaN when it is none of the calendar. */
export function dayMs(day: string): number {
  const atMs = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(day) ? Date.parse(day) : NaN;
  return Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 10) !== day ? NaN : atMs;
}
