// A transfer, as the ledger has it.
import type { Day } from "./days.ts";
import type { TransferKind } from "./transfer_kind.ts";
import type { Gift, Spending } from "./giving/record.ts";
import type { Ref } from "./ref.ts";
import type { StandingPayment } from "./standing_orders/event.ts";
import type { TransferId } from "./transfer_id.ts";

export type TransferStatus = "booked" | "held" | "cancelled" | "expired" | "void";

export interface Transfer {
  readonly id: TransferId;
  readonly kind: TransferKind;
  readonly from: string;
  readonly to: string;
  readonly amountMinor: number;
  readonly memo: string;
  atMs: number;
  /** The event that booked it, or what else happened to it last. */
  ref: Ref;
  status: TransferStatus;
  readonly reverses?: TransferId;
  reversedBy?: TransferId;
  expiresAtMs?: number;
  readonly reasons?: readonly string[];
  /** Complete with its receipt once it is booked. */
  gift?: Gift;
  readonly spending?: Spending;
  /** The payment request that it pays. */
  readonly request?: string;
  /** The standing order that it is a payment of. */
  readonly standing?: StandingPayment;
  /** The day in whose sums it counts, where its payer had limits. */
  readonly countedOn?: Day;
}
