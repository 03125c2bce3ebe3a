// What a line of another bank means for payouts: it paid one, or a whole batch, or it brings one back. Only where reference and
// amount are those of the payout; everything else waits for staff. Pure, like bank/decide.ts.
import { openRefusal } from "../checks.ts";
import type { Event } from "../event.ts";
import type { Ledger } from "../ledger.ts";
import type { TransferId } from "../transfer_id.ts";
import { payoutsMinor } from "../staff/agreement.ts";
import { endedBy, givenBack } from "./decide_payout.ts";
import { isUnsettled, type Payout } from "./payout_record.ts";

interface NamedLine {
  /** Of a payout or a batch, as a payment reference in its text has it. */
  readonly number?: string | undefined;
  /** Positive came in, negative went out. */
  readonly amountMinor: number;
}

/** @returns the payouts that the line has paid, or the one that it brings back; none where it is not about payouts. */
export function payoutsOfLine(
  ledger: Ledger,
  { number, amountMinor }: NamedLine,
): readonly Readonly<Payout>[] {
  if (number === undefined) return [];
  return amountMinor < 0
    ? paidBy(ledger, number, -amountMinor)
    : backBy(ledger, number, amountMinor);
}

function paidBy(ledger: Ledger, number: string, amountMinor: number): readonly Readonly<Payout>[] {
  const batch = ledger.payoutBatches.get(number);
  const named = (batch?.payouts ?? [number]).flatMap((one) => ledger.payouts.get(one) ?? []);
  // Of a batch those that the bank has taken back, or that lines of their own have paid, are not in its sum.
  const left = named.filter(isUnsettled);
  const same = payoutsMinor(ledger, left.map((one) => one.number)) === amountMinor;
  return same ? left : [];
}

function backBy(ledger: Ledger, number: string, amountMinor: number): readonly Readonly<Payout>[] {
  const payout = ledger.payouts.get(number);
  if (payout?.amountMinor !== amountMinor) return [];
  const { state, account } = payout;
  const returns = state === "sent" || state === "paid";
  return returns && !openRefusal(ledger, account) ? [payout] : [];
}

/** @param transfer the booking of the line, or its assignment. @param memo what the other bank says, for the owner. */
export function afterLine(
  payouts: readonly Readonly<Payout>[],
  { amountMinor, transfer, memo }: {
    readonly amountMinor: number;
    readonly transfer: TransferId;
    readonly memo: string;
  },
): Event[] {
  return amountMinor < 0
    ? payouts.map((payout) => endedBy(payout, "paid", transfer))
    : payouts.flatMap((payout) => givenBack(payout, "returned", memo));
}
