// Decides about tills and the safe: opened with what is counted, closed with what is counted, and what differs from the books is booked
// at once, by two where it is much. Pure, like bank/decide.ts.
import { firstOf, houseRefusal, timeRefusal } from "../checks.ts";
import type { Command } from "../command.ts";
import { type Decision, NOTHING } from "../decision.ts";
import { again } from "../decide_transfer.ts";
import type { Event } from "../event.ts";
import type { Ledger } from "../ledger.ts";
import { Refusal } from "../refusal.ts";
import { agreed, agreementRefusal } from "../staff/agreement.ts";
import { hasDuty } from "../staff/members.ts";
import { rolesWith } from "../staff/roles.ts";
import type { CountCommand, TillCommand } from "./command.ts";
import { safeMinor } from "./cash.ts";
import { tillMinor } from "./till_record.ts";

const TYPES: Readonly<Record<TillCommand["type"], true>> = {
  open_till: true,
  close_till: true,
  count_safe: true,
};

export function isTillCommand(command: Command): command is TillCommand {
  return command.type in TYPES;
}

export function decideTill(ledger: Ledger, command: TillCommand, nowMs: number): Decision {
  if (command.type !== "open_till") return decideCount(ledger, command, nowMs);
  const { by: account, floatMinor } = command;
  const till = ledger.tills.get(account);
  if (!till || till.openedAtMs === null) return [{ type: "till_opened", account, floatMinor }];
  return till.floatMinor === floatMinor
    ? NOTHING
    : new Refusal("till_open", { floatMinor: till.floatMinor });
}

function decideCount(ledger: Ledger, command: CountCommand, nowMs: number): Decision {
  const { id, countedMinor, expectedMinor, reason, by, agreedBy } = command;
  const amountMinor = Math.abs(countedMinor - expectedMinor);
  const [from, to] = countedMinor > expectedMinor
    ? ["cash", "differences"] as const
    : ["differences", "cash"] as const;
  const kind = "cash_difference";
  const known = ledger.transfers.get(id);
  if (known) return again(known, { kind, from, to, amountMinor, memo: reason });
  const till = command.type === "close_till" ? ledger.tills.get(command.till) : undefined;
  if (till?.closing === id) return NOTHING;
  const refusal = firstOf(
    command.type === "close_till" ? handRefusal(ledger, command) : null,
    changedRefusal(ledger, command),
    agreementRefusal(ledger, command),
    houseRefusal(ledger, "cash", from === "cash" ? -amountMinor : amountMinor),
    houseRefusal(ledger, "differences", to === "cash" ? -amountMinor : amountMinor),
    timeRefusal(id, nowMs),
  );
  if (refusal) return refusal;
  const both = { by, ...agreed(agreedBy) };
  const about = { countedMinor, expectedMinor, reason, ...both };
  const counted: Event = command.type === "close_till"
    ? { type: "till_closed", account: command.till, closing: id, ...about }
    : { type: "safe_counted", ...about };
  if (amountMinor === 0) return [counted];
  return [
    ...opened(ledger),
    { type: "transferred", id, kind, from, to, amountMinor, memo: reason, ...both },
    { ...counted, transfer: id },
  ];
}

/** A till is closed by its teller, or by a manager: of one who has gone. */
function handRefusal(
  ledger: Ledger,
  { till, by }: Extract<CountCommand, { type: "close_till" }>,
): Refusal | null {
  if (till !== by && !hasDuty(ledger, by, "rules")) {
    return new Refusal("not_allowed", { needs: rolesWith("rules") });
  }
  const known = ledger.tills.get(till);
  return known && known.openedAtMs !== null ? null : new Refusal("no_open_till", { account: till });
}

/** Cash has come or gone since it was counted. */
function changedRefusal(ledger: Ledger, command: CountCommand): Refusal | null {
  const expectedMinor = expectedOf(ledger, command);
  return expectedMinor === command.expectedMinor
    ? null
    : new Refusal("cash_changed", { expectedMinor });
}

function expectedOf(ledger: Ledger, command: CountCommand): number {
  if (command.type === "count_safe") return safeMinor(ledger);
  const till = ledger.tills.get(command.till);
  return till ? tillMinor(till) : 0;
}

/** Banks of before have no such house account: it is opened by the first difference. */
function opened(ledger: Ledger): Event[] {
  if (ledger.accounts.get("differences")) return [];
  const ordinal = ledger.bank.get("bank")!.accounts;
  return [{ type: "account_opened", account: "differences", kind: "house", ordinal }];
}
