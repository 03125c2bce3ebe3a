// What may never be true of tills and the safe, whatever the rules of their time were: an audit asks this of every event.
import type { Event } from "../event.ts";
import type { Ledger } from "../ledger.ts";
import type { TillEvent, TillEventOf } from "./event.ts";
import { safeMinor } from "./cash.ts";
import { tillMinor } from "./till_record.ts";

/** @param ledger before the event. @returns what is wrong, or null. */
export function tillProblem(ledger: Ledger, event: TillEvent): string | null {
  switch (event.type) {
    case "till_opened": {
      const { account } = event;
      if (!ledger.accounts.get(account)) return `there is no account ${account}`;
      const till = ledger.tills.get(account);
      return till && till.openedAtMs !== null ? `the till of ${account} is open already` : null;
    }
    case "till_closed": {
      const { account, expectedMinor } = event;
      const till = ledger.tills.get(account);
      if (!till || till.openedAtMs === null) return `the till of ${account} is not open`;
      const isMinor = tillMinor(till);
      if (isMinor !== expectedMinor) return `the till has ${isMinor}, not ${expectedMinor}`;
      return countedProblem(ledger, event);
    }
    case "safe_counted": {
      // What differed has been booked.
      const isMinor = safeMinor(ledger);
      const { countedMinor } = event;
      if (isMinor !== countedMinor) return `the safe has ${isMinor}, not ${countedMinor}`;
      return countedProblem(ledger, event);
    }
  }
}

/** @param events of the block in which `transfer` has booked a difference: one count of them tells of it. */
export function differenceProblem(events: readonly Event[], transfer: string): string | null {
  const told = events.filter((event) =>
    (event.type === "till_closed" || event.type === "safe_counted") && event.transfer === transfer
  );
  return told.length === 1 ? null : `${told.length} counts tell of this difference, not 1`;
}

/** What differs has been booked, and nothing else. */
function countedProblem(
  ledger: Ledger,
  event: TillEventOf<"till_closed" | "safe_counted">,
): string | null {
  const { countedMinor, expectedMinor, transfer, by } = event;
  if (!ledger.accounts.get(by)) return `there is no account ${by}`;
  if (transfer === undefined) {
    return countedMinor === expectedMinor ? null : "what differs was not booked";
  }
  const booked = ledger.transfers.get(transfer);
  const over = countedMinor - expectedMinor;
  const right = booked?.kind === "cash_difference" && booked.amountMinor === Math.abs(over) &&
    booked.from === (over > 0 ? "cash" : "differences") &&
    booked.to === (over > 0 ? "differences" : "cash");
  return right ? null : `${transfer} did not book what differs`;
}
