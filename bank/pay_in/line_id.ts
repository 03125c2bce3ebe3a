// The id under which a line of another bank's statement is booked: made from what never changes about the line, so that the same
// line has the same id in whatever file it comes again, and is booked once for ever. A UUID of version 8 (RFC 9562 §5.8): no client
// can take it, because theirs are of version 7. In front is the day of the booking, where that is part of what tells the line.
import { createHash } from "node:crypto";
import { isDay } from "../days.ts";
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
  // A reference is for ever: a later file may date the line otherwise.
  return uuidOf(8, line.bankReference === null ? dayMs(line.bookedOn) : 0, digest);
}

/** Unix milliseconds of the beginning of a day `YYYY-MM-DD` in UTC; NaN when it is none of the calendar. */
export function dayMs(day: string): number {
  return isDay(day) ? Date.parse(day) : NaN;
}
