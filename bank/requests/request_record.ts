// What the ledger keeps of payment requests: one record for each request of each payer, and one book for each customer who has
// asked or has blocked. A request never moves money: its payment is a transfer like any other, which names it.
import type { GivingRecord } from "../giving/record.ts";
import type { TransferId } from "../transfer_id.ts";

const REQUEST_ENDS = ["paid", "declined", "withdrawn", "lapsed"] as const;
export type RequestEnd = typeof REQUEST_ENDS[number];

export const REQUEST_STATES = ["open", ...REQUEST_ENDS] as const;
export type RequestState = typeof REQUEST_STATES[number];

/** One customer asks another for an amount, all of it or nothing. */
export interface PaymentRequest extends GivingRecord {
  readonly request: string;
  /** Who wants the money, and who is asked for it. */
  readonly asker: string;
  readonly payer: string;
  readonly amountMinor: number;
  readonly memo: string;
  /** The asker's own, such as the number of an invoice; may be empty. */
  readonly reference: string;
  /** `YYYY-MM-DD` in the bank's zone. */
  readonly dueOn: string;
  lapsesAtMs: number;
  askedAtMs: number;
  status: RequestState;
  /** The transfer that has paid it, or that waits for the payer's word while it is open. */
  transfer: TransferId | null;
  /** What the payer said who declined it; may be empty. */
  word: string;
  endedAtMs: number | null;
}

/** Of one customer: how much they have asked for, and who may not ask them. */
export interface RequestBook extends GivingRecord {
  readonly account: string;
  /** The last day on which something was asked for, and how often. */
  day: string;
  asked: number;
  /** Open requests of this customer by the payer. Replaced, never changed in place. */
  openTo: Readonly<Record<string, number>>;
  /** Customers whose requests this one does not want. Likewise. */
  blocked: readonly string[];
}

/** What both statements say when it is paid: reference and memo, which together fit into one. */
export function memoOf({ memo, reference }: Pick<PaymentRequest, "memo" | "reference">): string {
  return [reference, memo].filter((part) => part !== "").join(" ");
}
