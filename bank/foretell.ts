// What would become of payments if they were asked for now, with the rules that decide them and in the order in which they stand.
// Changes nothing.
import { apply } from "./apply.ts";
import type { CommandOf, PaymentTo } from "./command.ts";
import type { Decision } from "./decision.ts";
import { decideTransfer } from "./decide_transfer.ts";
import { availableMinor, type Ledger } from "./ledger.ts";
import { Refusal } from "./refusal.ts";
import { assess } from "./suspicion.ts";
import type { Transfer } from "./transfer.ts";
import { trialOf } from "./trial.ts";

export interface Foretold {
  /** Of each payment, in their order: its events, the transfer that it has been before, or why not. */
  readonly each: readonly (Decision | Readonly<Transfer>)[];
  /** Sum of what would be booked or held. */
  readonly sumMinor: number;
  /** Of the payer, before and after all of them. */
  readonly availableMinor: number;
  readonly leftMinor: number;
  /** Why one payment of that sum, to a payee who is new, would be held; empty when it would not. */
  readonly reasons: readonly string[];
}

export function foretell(
  ledger: Ledger,
  { from, payments }: Omit<CommandOf<"transfer_together">, "type">,
  nowMs: number,
): Foretold {
  const trial = trialOf(ledger);
  const payer = ledger.accounts.get(from);
  const before = payer ? availableMinor(ledger, payer) : 0;
  let sumMinor = 0;
  const each = payments.map((payment: PaymentTo) => {
    const decision = decideTransfer(trial, { type: "transfer", from, ...payment }, nowMs);
    if (decision instanceof Refusal) return decision;
    const known = trial.transfers.get(payment.id);
    if (known) return known;
    for (const event of decision) apply(trial, event, { atMs: nowMs, ref: 0 });
    sumMinor += payment.amountMinor;
    return decision;
  });
  const after = trial.accounts.get(from);
  const whole = { to: "", amountMinor: sumMinor };
  const assessed = payer && sumMinor > 0 ? assess(payer, whole, { ledger, nowMs }) : null;
  return {
    each,
    sumMinor,
    availableMinor: before,
    leftMinor: after ? availableMinor(trial, after) : 0,
    reasons: assessed?.verdict === "hold" ? assessed.reasons : [],
  };
}
