// A ledger to try commands on: what they change is seen by those that are tried after them, and by nothing else.
import type { Ledger } from "./ledger.ts";
import { OverlayTable } from "./table.ts";

/** Payments between customers change no other tables than these. */
export function trialOf(ledger: Ledger): Ledger {
  return {
    ...ledger,
    accounts: new OverlayTable(ledger.accounts),
    transfers: new OverlayTable(ledger.transfers),
    paymentLimits: new OverlayTable(ledger.paymentLimits),
  };
}
