// What people want to happen to payouts. As in bank/command.ts: shapes have been checked, ids were made before.
import type { TransferId } from "../transfer_id.ts";

export type PayoutCommand =
  | {
    readonly type: "set_payout_account";
    readonly owner: string;
    /** The digest of a payee account, and the last signs of its number; both "" for none. */
    readonly destination: string;
    readonly shown: string;
    /** Not before: the machine that asks is new until then. */
    readonly setsFromMs: number;
  }
  | {
    readonly type: "ask_payout";
    /** Of the transfer. */
    readonly id: TransferId;
    readonly owner: string;
    /** 1 to 2^53−1 minor units. */
    readonly amountMinor: number;
    readonly memo: string;
  }
  | { readonly type: "cancel_payout"; readonly payout: string; readonly owner: string };

/** Staff put payouts into a file for the other bank. */
export interface PayoutBatchCommand {
  readonly type: "make_payout_batch";
  readonly batch: string;
  /** Numbers of payouts, each once. */
  readonly payouts: readonly string[];
  readonly by: string;
  /** The second one; set by an agreement alone. */
  readonly agreedBy?: string;
}

export type PayoutCommandOf<T extends PayoutCommand["type"]> = Extract<PayoutCommand, { type: T }>;
