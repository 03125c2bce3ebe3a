// Decides and applies what staff do with the account of a customer besides money: a look, a freeze, which only staff let go again. Pure,
// like bank/decide.ts, and total, like bank/apply.ts.
import type { Applying } from "../applying.ts";
import { customerRefusal, firstOf, openRefusal, ownAccountRefusal } from "../checks.ts";
import type { Command } from "../command.ts";
import { type Decision, NOTHING } from "../decision.ts";
import { add, changing } from "../giving/apply_record.ts";
import type { Ledger } from "../ledger.ts";
import { Refusal } from "../refusal.ts";
import type { AccountActCommand, AccountActEvent } from "./account_event.ts";

const EVENTS: Readonly<Record<AccountActCommand["type"], AccountActEvent["type"]>> = {
  view_account: "account_viewed",
  staff_freeze: "staff_froze",
  staff_unfreeze: "staff_unfroze",
};

export function isAccountAct(command: Command): command is AccountActCommand {
  return command.type in EVENTS;
}

export function decideAccountAct(ledger: Ledger, command: AccountActCommand): Decision {
  const { type, account, reason, by } = command;
  const known = ledger.accounts.get(account);
  // Also accounts of people who have left can be looked at.
  const open = type === "view_account" && known ? null : openRefusal(ledger, account);
  const refusal = firstOf(customerRefusal(ledger, account), ownAccountRefusal(by, account), open);
  if (refusal) return refusal;
  if (type === "staff_freeze" && staffFreezeOf(ledger, account) !== null) return NOTHING;
  if (type === "staff_unfreeze") {
    const state = ledger.organisations.get(account)?.stopped ?? null;
    if (known?.status !== "frozen") return NOTHING;
    if (state !== null) {
      return new Refusal("organisation_not_live", { organisation: account, state });
    }
  }
  return [{ type: EVENTS[type], account, reason, by }];
}

/** Why staff have frozen the account: its owner cannot let it go; null where they have not. */
export function staffFreezeOf({ freezes }: Pick<Ledger, "freezes">, account: string) {
  const known = freezes.get(account);
  return known?.frozen ? known.reason : null;
}

/** Before everything. */
const NEVER_MS = -1;

/** Whether staff have frozen the account since: then a session that began at this time has ended, whatever became of its record. */
export function frozenSince(
  { freezes }: Pick<Ledger, "freezes">,
  account: string,
  atMs: number,
): boolean {
  return atMs <= (freezes.get(account)?.frozeAtMs ?? NEVER_MS);
}

/** Remembers whose freeze it is; what it means for the account is done in bank/apply.ts. */
export function applyStaffFreeze(
  ledger: Ledger,
  { type, account, reason }: AccountActEvent,
  applying: Applying,
): void {
  const place = { name: "freezes", key: account, applying } as const;
  const froze = type === "staff_froze";
  const before = ledger.freezes.get(account);
  const frozeAtMs = froze ? applying.atMs : before?.frozeAtMs ?? NEVER_MS;
  const now = { frozen: froze, reason, frozeAtMs };
  if (!before) return add(ledger.freezes, { ...place, record: { account, ...now } });
  const known = changing(ledger.freezes, place);
  if (known) Object.assign(known, now);
}
