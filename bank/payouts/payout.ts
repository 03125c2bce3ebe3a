// Payouts and batches by their ids.
import { createHash } from "node:crypto";
import type { Ledger } from "../ledger.ts";
import { numbersOf } from "../pay_in/waiting_number.ts";
import { type TransferId, uuidOf } from "../transfer_id.ts";
import type { Payout, PayoutBatch } from "./payout_record.ts";

export function payoutOf(ledger: Ledger, payout: string): Readonly<Payout> | null {
  for (const number of numbersOf(payout)) {
    const known = ledger.payouts.get(number);
    if (known?.payout === payout) return known;
  }
  return null;
}

export function batchOf(ledger: Ledger, batch: string): Readonly<PayoutBatch> | null {
  for (const number of numbersOf(batch)) {
    const known = ledger.payoutBatches.get(number);
    if (known?.batch === batch) return known;
  }
  return null;
}

/** Of the transfer that gives a payout back: it happens once. */
export function backIdOf(payout: TransferId): TransferId {
  return uuidOf(8, 0, createHash("sha256").update(`payout back ${payout}`).digest());
}
