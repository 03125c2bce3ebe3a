// What staff tell all customers: the record, what the journal has of it, and what staff want of it. Numbered from 1 in the order in
// which it was said.
import type { AccountNumber } from "../account_number.ts";
import { count, type Fields, text } from "../event_fields.ts";
import type { GivingRecord } from "../giving/record.ts";

export interface Announcement extends GivingRecord {
  readonly number: number;
  /** One line, as staff have written it. */
  readonly text: string;
  /** Unix milliseconds. */
  atMs: number;
  untilMs: number;
  /** Taken back before its time. */
  ended: boolean;
}

export type AnnouncementEvent =
  | {
    readonly type: "announced";
    readonly number: number;
    readonly text: string;
    readonly untilMs: number;
    readonly by: string;
  }
  | { readonly type: "announcement_ended"; readonly number: number; readonly by: string };

export type AnnouncementCommand =
  | {
    readonly type: "announce";
    readonly text: string;
    /** How long it is shown, in days of 24 hours. */
    readonly days: number;
    readonly by: AccountNumber;
  }
  | {
    readonly type: "end_announcement";
    readonly number: number;
    readonly by: AccountNumber;
  };

/** The gate of the journal's decoder for these events, as in bank/event.ts. */
export const ANNOUNCEMENT_FIELDS: Fields<AnnouncementEvent["type"]> = {
  announced: { number: count, text, untilMs: count, by: text },
  announcement_ended: { number: count, by: text },
};
