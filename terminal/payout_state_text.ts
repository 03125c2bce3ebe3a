// How a payout stands, in words.
import type { PayoutState } from "../bank/payouts/payout_record.ts";

const STATES: Readonly<Record<PayoutState, string>> = {
  waiting: "waits for the bank to send it",
  sent: "sent to the other bank",
  paid: "paid by the other bank",
  returned: "returned by the other bank; the money is back",
  cancelled: "cancelled; the money is back",
  taken_back: "taken back by the bank's staff; the money is back",
};

/** @param state of this release or a later one. */
export function payoutStateText(state: string): string {
  return Object.hasOwn(STATES, state) ? STATES[state as PayoutState] : state;
}
