// Payouts: money that leaves for a customer's own account at another bank. It is out of the customer's account as soon as it is asked
// for, waits in the house account `payouts` until staff have put it into a batch and a line of the other bank says that it was paid,
// and comes back to the customer where it was not.
import type { Day } from "../days.ts";
import type { GivingRecord } from "../giving/record.ts";
import type { TransferId } from "../transfer_id.ts";

/**
 * `waiting` for a batch; `sent` in one; `paid`, as a line of the other bank says; `returned` by the other bank; `cancelled` by its
 * owner; `taken_back` by staff.
 */
export const PAYOUT_STATES = [
  "waiting",
  "sent",
  "paid",
  "returned",
  "cancelled",
  "taken_back",
] as const;
export type PayoutState = typeof PAYOUT_STATES[number];

/** Those that may still be sent, or are under way. */
export const OPEN_PAYOUT_STATES: readonly PayoutState[] = ["waiting", "sent"];

/** Its key is its number, of which its payment reference is made. */
export interface Payout extends GivingRecord {
  /** Of the transfer that took the money out of the account. */
  readonly payout: TransferId;
  readonly number: string;
  readonly account: string;
  readonly amountMinor: number;
  readonly memo: string;
  /** Where it goes to: the digest of a payee account (bank/ports/payee_accounts.ts). */
  readonly destination: string;
  /** The last signs of that account's number. */
  readonly shown: string;
  readonly askedAtMs: number;
  /** The day in whose sums it counts, where its owner has limits. */
  readonly countedOn?: Day;
  /** The number of its batch. */
  batch: string | null;
  state: PayoutState;
  /** A line of the other bank has said that it left. */
  left: boolean;
  endedAtMs: number | null;
}

/** Where a customer's payouts go, and how many there are. */
export interface PayoutAccount extends GivingRecord {
  readonly account: string;
  /** "" where there is none. */
  destination: string;
  shown: string;
  /** Before that nothing is paid out there. */
  usableFromMs: number;
  /** Payouts that wait or are under way. */
  open: number;
  /** All there were. */
  made: number;
}

/** Payouts that one file tells the other bank to pay. Its key is its number. */
export interface PayoutBatch extends GivingRecord {
  readonly batch: string;
  readonly number: string;
  /** Numbers of payouts. */
  readonly payouts: readonly string[];
  readonly amountMinor: number;
  readonly by: string;
  readonly agreedBy: string | null;
  readonly madeAtMs: number;
}

/**
 * The line that says that it left is still to come. What has come back may be told of before: files of the other bank come in any
 * order.
 */
export function isUnsettled({ state, left }: Pick<Payout, "state" | "left">): boolean {
  return !left && (OPEN_PAYOUT_STATES.includes(state) || state === "returned");
}
