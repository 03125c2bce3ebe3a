// Decides about limits: a customer's own are lower at once and higher after a day, so that a thief who raises them waits, and the
// owner is told; those of an account are set by staff. Pure, like bank/decide.ts.
import { firstOf, ownAccountRefusal, ownedRefusal } from "../checks.ts";
import { type Decision, NOTHING } from "../decision.ts";
import type { Ledger } from "../ledger.ts";
import { OWN_LIMITS_LATER_MS } from "../limits.ts";
import { Refusal } from "../refusal.ts";
import { agreed, agreementRefusal } from "../staff/agreement.ts";
import type { AccountLimitsCommand, LimitChanges, OwnLimitsCommand } from "./command.ts";
import { LIMIT_NAMES, type LimitSet } from "./limit_record.ts";
import { limitSetOf, ownLimit, pendingIn } from "./payment_limits.ts";

export function decideOwnLimits(
  ledger: Ledger,
  { owner: account, limits, raisesFromMs }: OwnLimitsCommand,
  nowMs: number,
): Decision {
  const refusal = ownedRefusal(ledger, account);
  if (refusal) return refusal;
  const known = ledger.paymentLimits.get(account);
  const now = limitSetOf((name) => ownLimit(known, name, nowMs));
  // What was to be higher later still is, unless this says otherwise.
  const pending = pendingIn(known, nowMs);
  const before = pending?.own ?? now;
  const wanted = someOf(changed(before, limits));
  const raises = !same(lowest(before, wanted), wanted);
  if (raises && nowMs < raisesFromMs) {
    return new Refusal("new_device", { readyAtMs: raisesFromMs });
  }
  const own = lowest(now, wanted);
  if (same(own, wanted)) {
    return same(own, now) && !pending ? NOTHING : [{ type: "own_limits_set", account, own }];
  }
  if (pending && same(wanted, pending.own)) return NOTHING;
  // To lower one leaves the time of another that was to be higher.
  const fromMs = pending && !raises ? pending.fromMs : nowMs + OWN_LIMITS_LATER_MS;
  return [{ type: "own_limits_set", account, own, later: { own: wanted, fromMs } }];
}

export function decideAccountLimits(ledger: Ledger, command: AccountLimitsCommand): Decision {
  const { account, limits: changes, reason, by, agreedBy } = command;
  const known = ledger.paymentLimits.get(account)?.set ?? {};
  const limits = changed(known, changes);
  if (same(known, limits)) return ownedRefusal(ledger, account) ?? NOTHING;
  const refusal = firstOf(
    ownAccountRefusal(by, account),
    agreementRefusal(ledger, command),
    ownedRefusal(ledger, account),
  );
  const both = { by, ...agreed(agreedBy) };
  return refusal ?? [{ type: "account_limits_set", account, limits, reason, ...both }];
}

/** 0 is none, as if it were not there. */
function someOf(limits: LimitSet): LimitSet {
  return limitSetOf((name) => limits[name] ?? 0);
}

function changed(before: LimitSet, changes: LimitChanges): LimitSet {
  const after: Record<string, number> = { ...before };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete after[name];
    else if (value !== undefined) after[name] = value;
  }
  return after;
}

/** The lower of each; 0 is none at all. */
function lowest(one: LimitSet, other: LimitSet): LimitSet {
  return limitSetOf((name) => {
    const [a = 0, b = 0] = [one[name], other[name]];
    return a === 0 || b === 0 ? a + b : Math.min(a, b);
  });
}

const same = (one: LimitSet, other: LimitSet) =>
  LIMIT_NAMES.every((name) => one[name] === other[name]);
