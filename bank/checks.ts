// The reasons to refuse that several commands share: who may pay, who may receive, what is there to spend.
// Each looks at one thing and returns null when it has no objection.
import { availableMinor, issuedMinor, type Ledger } from "./ledger.ts";
import { ID_AHEAD_MS_MAX, ID_BEHIND_MS_MAX, ISSUED_MINOR_MAX } from "./limits.ts";
import { timeOfId, type TransferId } from "./transfer_id.ts";
import { Refusal, REFUSALS } from "./refusal.ts";

/** Of several reasons to refuse, the one that comes first in the order of bank/refusal.ts. */
export function firstOf(...refusals: (Refusal | null)[]): Refusal | null {
  let first: Refusal | null = null;
  for (const refusal of refusals) {
    if (refusal && (!first || PRECEDENCE[refusal.code]! < PRECEDENCE[first.code]!)) first = refusal;
  }
  return first;
}

const PRECEDENCE: Readonly<Record<string, number>> = Object.fromEntries(
  Object.keys(REFUSALS).map((code, place) => [code, place]),
);

export function openRefusal(ledger: Ledger, number: string): Refusal | null {
  const account = ledger.accounts.get(number);
  if (!account) return new Refusal("no_such_account", { account: number });
  return account.status === "closed" ? new Refusal("account_closed", { account: number }) : null;
}

export function payRefusal(ledger: Ledger, number: string): Refusal | null {
  const frozen = ledger.accounts.get(number)?.status === "frozen";
  return frozen ? new Refusal("account_frozen", { account: number }) : openRefusal(ledger, number);
}

/** House and designated accounts are not addressed by number: only the commands that belong to them move their money. */
export function customerRefusal(ledger: Ledger, number: string): Refusal | null {
  const { kind = "customer" } = ledger.accounts.get(number) ?? {};
  return kind !== "customer" ? new Refusal("no_such_account", { account: number }) : null;
}

export function ownedRefusal(ledger: Ledger, number: string): Refusal | null {
  return customerRefusal(ledger, number) ?? openRefusal(ledger, number);
}

/** Staff do not move money to or from their own account: a colleague does. */
export function ownAccountRefusal(by: string, ...accounts: readonly string[]): Refusal | null {
  return accounts.includes(by) ? new Refusal("same_staff", { account: by }) : null;
}

export function receiveRefusal(ledger: Ledger, number: string): Refusal | null {
  return ownedRefusal(ledger, number) ?? stoppedRefusal(ledger, number);
}

/** A stopped organisation is not paid either, whatever the payment is called. */
function stoppedRefusal(ledger: Ledger, number: string): Refusal | null {
  const state = ledger.organisations.get(number)?.stopped;
  return state ? new Refusal("organisation_not_live", { organisation: number, state }) : null;
}

/** What is available may be spent; house accounts have their own bound. */
export function fundsRefusal(ledger: Ledger, number: string, amountMinor: number): Refusal | null {
  const account = ledger.accounts.get(number);
  if (!account || account.kind === "house" || amountMinor <= availableMinor(ledger, account)) {
    return null;
  }
  const { bookedMinor, heldMinor } = account;
  return new Refusal("insufficient_funds", {
    amountMinor,
    availableMinor: availableMinor(ledger, account),
    bookedMinor,
    heldMinor,
  });
}

interface Payment {
  readonly from: string;
  readonly to: string;
  readonly amountMinor: number;
}

/** What customers pay each other is there on one side, and has room on the other. */
export function moneyRefusal(ledger: Ledger, { from, to, amountMinor }: Payment): Refusal | null {
  return fundsRefusal(ledger, from, amountMinor) ?? roomRefusal(ledger, to, amountMinor);
}

/** With credit the money in customers' hands is more than what the house is short of: no balance may leave the safe integers. */
function roomRefusal(ledger: Ledger, number: string, amountMinor: number): Refusal | null {
  const used = ledger.accounts.get(number)?.bookedMinor ?? 0;
  if (amountMinor <= ISSUED_MINOR_MAX - used) return null;
  return new Refusal("limit_exceeded", { limit: "issued_minor", max: ISSUED_MINOR_MAX, used });
}

/** Some house accounts are opened when they are needed; who asks here has looked whether customers' accounts are there. */
const NOT_OPENED = { kind: "house", bookedMinor: 0 };

/** Neither the money in customers' hands nor a house account may leave the safe integers. */
export function houseRefusal(ledger: Ledger, number: string, changeMinor: number): Refusal | null {
  const { kind, bookedMinor } = ledger.accounts.get(number) ?? NOT_OPENED;
  if (kind !== "house") return null;
  const used = changeMinor < 0 ? Math.max(issuedMinor(ledger), -bookedMinor) : bookedMinor;
  if (Math.abs(changeMinor) <= ISSUED_MINOR_MAX - used) return null;
  return new Refusal("limit_exceeded", { limit: "issued_minor", max: ISSUED_MINOR_MAX, used });
}

/**
 * An id that nothing has used yet and that a clock far from ours has made: one that is ahead would have to be remembered in
 * memory until its time has come, one from long ago may be a copy that got lost.
 */
export function timeRefusal(id: TransferId, nowMs: number): Refusal | null {
  const ahead = aheadRefusal(id, nowMs);
  if (ahead) return ahead;
  const used = timeOfId(id) - nowMs;
  if (!(-used > ID_BEHIND_MS_MAX)) return null;
  return new Refusal("limit_exceeded", {
    limit: "id_behind_ms",
    max: ID_BEHIND_MS_MAX,
    used: -used,
  });
}

/** For what may be old: that an id is never used at all. */
export function aheadRefusal(id: TransferId, nowMs: number): Refusal | null {
  const used = timeOfId(id) - nowMs;
  if (!(used > ID_AHEAD_MS_MAX)) return null;
  return new Refusal("limit_exceeded", { limit: "id_ahead_ms", max: ID_AHEAD_MS_MAX, used });
}
