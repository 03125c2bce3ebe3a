// What the bank remembers of another bank's statement: which lines have found no account yet, and what each day has moved.
import type { GivingRecord } from "../giving/record.ts";
import type { TransferId } from "../transfer_id.ts";

/** A line that waits in `suspense` until staff say whose it is. Its key is the id of the booking that put it there. */
export interface UnmatchedLine extends GivingRecord {
  readonly line: TransferId;
  /** Positive came in, negative went out. */
  readonly amountMinor: number;
  /** What the other bank says about it, or why a booking was taken back. */
  readonly memo: string;
  readonly sinceMs: number;
  /** The transfer that took it out of `suspense`; null while it waits. */
  assignedBy: TransferId | null;
}

/** All lines of one day of the other bank. */
export interface LineDay extends GivingRecord {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  lines: number;
  inMinor: number;
  outMinor: number;
}
