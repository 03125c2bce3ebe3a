// What happens to payouts, as the journal has it: numbers, amounts and digests, no names and no account numbers of other banks. Money
// is moved by the transfers beside these events.
import { count, type Fields, oneOf, optional, positive, text, texts } from "../event_fields.ts";
import type { Payout, PayoutState } from "./payout_record.ts";

/** How a payout is over. */
export const PAYOUT_ENDS = ["paid", "returned", "cancelled", "taken_back"] as const;
export type PayoutEnd = typeof PAYOUT_ENDS[number];

/** What it was before. */
const BEFORE = ["waiting", "sent", "paid", "returned"] as const satisfies readonly PayoutState[];

type About = Pick<Payout, "payout" | "number" | "account" | "amountMinor" | "shown">;

export type PayoutEvent =
  | {
    readonly type: "payout_account_set";
    readonly account: string;
    /** The digest of a payee account; "" where payouts go nowhere any more. */
    readonly destination: string;
    readonly shown: string;
    readonly usableFromMs: number;
  }
  | About & Pick<Payout, "destination" | "memo" | "countedOn"> & { readonly type: "payout_asked" }
  | {
    readonly type: "payout_batch_made";
    readonly batch: string;
    readonly number: string;
    readonly payouts: readonly string[];
    readonly amountMinor: number;
    readonly by: string;
    readonly agreedBy?: string;
  }
  | About & {
    readonly type: "payout_ended";
    /** `paid` after `returned`: the line that it left was read after the one that it is back. */
    readonly why: PayoutEnd;
    readonly before: typeof BEFORE[number];
    /** What took the money out of `payouts`: to the other bank, or back. */
    readonly transfer: string;
  };

export type PayoutEventOf<T extends PayoutEvent["type"]> = Extract<PayoutEvent, { type: T }>;

const ABOUT = { payout: text, number: text, account: text, amountMinor: positive, shown: text };

/** The gate of the journal's decoder for these events, as in bank/event.ts. */
export const PAYOUT_FIELDS: Fields<PayoutEvent["type"]> = {
  payout_account_set: { account: text, destination: text, shown: text, usableFromMs: count },
  payout_asked: { ...ABOUT, destination: text, memo: text, countedOn: optional(text) },
  payout_batch_made: {
    batch: text,
    number: text,
    payouts: texts,
    amountMinor: positive,
    by: text,
    agreedBy: optional(text),
  },
  payout_ended: {
    ...ABOUT,
    why: oneOf(PAYOUT_ENDS),
    before: oneOf(BEFORE),
    transfer: text,
  },
};
