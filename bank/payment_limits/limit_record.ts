// What is limited, and what the ledger keeps of the limits of an account.
import type { Day } from "../days.ts";
import type { GivingRecord } from "../giving/record.ts";

export const LIMIT_NAMES = ["paymentMinor", "dayMinor", "monthMinor", "dayPayees"] as const;
export type LimitName = typeof LIMIT_NAMES[number];

/** Minor units, and customers in a day. 0: none; absent: that of the bank, or none of one's own. */
export type LimitSet = { readonly [N in LimitName]?: number };

/** One's own limits that are higher: in force from then on. */
export interface LaterLimits {
  readonly own: LimitSet;
  readonly fromMs: number;
}

/** Of an account for which limits were set or have counted anything. */
export interface PaymentLimits extends GivingRecord {
  readonly account: string;
  /** By staff, instead of those of the bank. Replaced, never changed in place; likewise what follows. */
  set: LimitSet;
  own: LimitSet;
  later: LaterLimits | null;
  /** The day that was counted last, what was paid in it, and how many payments to whom. */
  day: Day;
  dayMinor: number;
  payees: Readonly<Record<string, number>>;
  /** `2026-11`, and what was paid in it. */
  month: string;
  monthMinor: number;
}
