// Decides about the reversal of a booking: once, and only while the money is there.
import {
  firstOf,
  fundsRefusal,
  houseRefusal,
  openRefusal,
  ownAccountRefusal,
  timeRefusal,
} from "./checks.ts";
import type { CommandOf } from "./command.ts";
import type { Ledger } from "./ledger.ts";
import { endedBy } from "./payouts/decide_payout.ts";
import { payoutOf } from "./payouts/payout.ts";
import { OPEN_PAYOUT_STATES, type Payout } from "./payouts/payout_record.ts";
import { agreed, agreementRefusal } from "./staff/agreement.ts";
import { Refusal } from "./refusal.ts";
import { type Decision, NOTHING } from "./decision.ts";
import type { Transfer } from "./transfer.ts";
import type { TransferKind } from "./transfer_kind.ts";

export function decideReverse(
  ledger: Ledger,
  command: CommandOf<"reverse">,
  nowMs: number,
): Decision {
  const { id, transfer, reason, by, agreedBy } = command;
  const original = ledger.transfers.get(transfer);
  const known = ledger.transfers.get(id);
  if (known) {
    return known.reverses === transfer && known.memo === reason
      ? NOTHING
      : new Refusal("id_reused", { id });
  }
  if (!original) return new Refusal("no_such_transfer", { id: transfer });
  const { to, amountMinor, gift, spending, countedOn } = original;
  const { kind, status, reversedBy } = original;
  // What the other bank has is there: the money waits for another account.
  const from = kind === "paid_in" ? "suspense" : original.from;
  // An organisation gives its own gifts back.
  const isStaff = gift?.organisation !== by;
  const payout = kind === "payout" ? payoutOf(ledger, transfer) : null;
  const refusal = firstOf(
    isStaff ? ownAccountRefusal(by, from) : null,
    isStaff ? agreementRefusal(ledger, command) : null,
    openRefusal(ledger, to),
    openRefusal(ledger, from),
    fundsRefusal(ledger, to, amountMinor),
    houseRefusal(ledger, to, -amountMinor),
    houseRefusal(ledger, from, amountMinor),
    status !== "booked" || STAYS.includes(kind) || to === from ||
      !staysWithBank(original, payout)
      ? new Refusal("not_reversible", { id: transfer, kind })
      : null,
    reversedBy !== undefined ? new Refusal("already_reversed", { id: transfer, reversedBy }) : null,
    timeRefusal(id, nowMs),
  );
  return refusal ?? [{
    type: "transferred",
    id,
    kind: "reversal",
    from: to,
    to: from,
    amountMinor,
    memo: reason,
    reverses: transfer,
    by,
    ...agreed(agreedBy),
    ...(gift ? { gift } : {}),
    ...(spending ? { spending } : {}),
    ...(countedOn === undefined ? {} : { countedOn }),
  }, ...(payout ? [endedBy(payout, "taken_back", id)] : [])];
}

/** What was taken back stays so, what the other bank has is there, and what was counted was counted. */
const STAYS: readonly TransferKind[] = ["reversal", "paid_out", "cash_difference"];

/** A payout that has not left for the other bank; what lines have made of payouts stays as it is. */
function staysWithBank(
  { kind, from, to }: Pick<Transfer, "kind" | "from" | "to">,
  payout: Readonly<Payout> | null,
): boolean {
  if (kind === "payout") return payout !== null && OPEN_PAYOUT_STATES.includes(payout.state);
  return from !== "payouts" && to !== "payouts";
}
