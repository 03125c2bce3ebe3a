// The life of an account: opened, told something, frozen, closed. The same rules as bank/decide.ts: pure, and a refused command
// changes nothing.
import {
  customerRefusal,
  firstOf,
  houseRefusal,
  openRefusal,
  ownedRefusal,
  payRefusal,
  receiveRefusal,
  timeRefusal,
} from "./checks.ts";
import type { CommandOf } from "./command.ts";
import type { Decision } from "./decision.ts";
import type { Event } from "./event.ts";
import type { Ledger } from "./ledger.ts";
import { Refusal } from "./refusal.ts";
import { staffFreezeOf } from "./staff/account_acts.ts";

const NOTHING: Decision = [];

export function decideAccount(
  ledger: Ledger,
  command: CommandOf<"open_account" | "notice" | "freeze" | "unfreeze" | "close_account">,
  nowMs: number,
): Decision {
  switch (command.type) {
    case "open_account":
      return decideOpen(ledger, command);
    case "notice":
      return decideNotice(ledger, command);
    case "freeze":
    case "unfreeze":
      return decideFreeze(ledger, command);
    case "close_account":
      return decideClose(ledger, command, nowMs);
  }
}

function decideOpen(ledger: Ledger, command: CommandOf<"open_account">): Decision {
  const { account, welcome } = command;
  if (ledger.accounts.get(account)) return NOTHING;
  const ordinal = ledger.bank.get("bank")!.accounts;
  const events: Event[] = [{ type: "account_opened", account, kind: "customer", ordinal }];
  if (welcome) {
    const { id } = welcome;
    const refusal = firstOf(
      ledger.bank.get("bank")!.mutual ? new Refusal("mutual_bank") : null,
      ledger.transfers.get(id) ? new Refusal("id_reused", { id }) : null,
      houseRefusal(ledger, "welcome", -welcome.amountMinor),
    );
    if (refusal) return refusal;
    events.push({
      type: "transferred",
      id: welcome.id,
      kind: "welcome",
      from: "welcome",
      to: account,
      amountMinor: welcome.amountMinor,
      memo: "",
    });
  }
  return events;
}

function decideNotice(ledger: Ledger, command: CommandOf<"notice">): Decision {
  const { type: _, account, ...about } = command;
  const refusal = openRefusal(ledger, account);
  if (refusal) return refusal;
  return [{ type: "noticed", account, ...about }];
}

function decideFreeze(ledger: Ledger, command: CommandOf<"freeze" | "unfreeze">): Decision {
  const { account } = command;
  const refusal = ownedRefusal(ledger, account);
  if (refusal) return refusal;
  const [wanted, type] = command.type === "freeze"
    ? ["frozen", "account_frozen"] as const
    : ["open", "account_unfrozen"] as const;
  const organisation = ledger.organisations.get(account);
  const state = organisation?.stopped ?? null;
  // Its own freeze outlives the one of the officers.
  if (state !== null && type === "account_frozen" && !organisation!.frozen) {
    return [{ type, account }];
  }
  if (ledger.accounts.get(account)!.status === wanted) return NOTHING;
  const reason = staffFreezeOf(ledger, account);
  if (reason !== null) return new Refusal("frozen_by_staff", { reason });
  if (state !== null) return new Refusal("organisation_not_live", { organisation: account, state });
  return [{ type, account }];
}

function decideClose(
  ledger: Ledger,
  command: CommandOf<"close_account">,
  nowMs: number,
): Decision {
  const { account: number, sweep } = command;
  const account = ledger.accounts.get(number);
  if (account?.status === "closed") return NOTHING;
  if (sweep && ledger.transfers.get(sweep.id)) return new Refusal("id_reused", { id: sweep.id });
  const { bookedMinor = 0, heldMinor = 0, holds = [] } = account ?? {};
  const refusal = firstOf(
    customerRefusal(ledger, number),
    payRefusal(ledger, number),
    sweep ? receiveRefusal(ledger, sweep.to) : null,
    sweep?.to === number ? new Refusal("same_account") : null,
    sweep ? timeRefusal(sweep.id, nowMs) : null,
    bookedMinor > 0 && !sweep ? new Refusal("account_not_empty", { bookedMinor }) : null,
    holds.length > 0 ? new Refusal("holds_open", { heldMinor }) : null,
    closingOrganisation(ledger, number),
    openPayouts(ledger, number),
    bookedMinor < 0 ? new Refusal("account_in_debt", { bookedMinor }) : null,
  );
  if (refusal) return refusal;
  const closed: Event = { type: "account_closed", account: number };
  if (bookedMinor <= 0 || !sweep) return [closed];
  return [{
    type: "transferred",
    id: sweep.id,
    kind: "sweep",
    from: number,
    to: sweep.to,
    amountMinor: bookedMinor,
    memo: "",
  }, closed];
}

/** What comes back from the other bank would find no one. */
function openPayouts(ledger: Ledger, number: string): Refusal | null {
  const { open = 0 } = ledger.payoutAccounts.get(number) ?? {};
  return open > 0 ? new Refusal("payouts_open", { open }) : null;
}

/** Foreign contributions may not go elsewhere, so they have to be spent first. */
function closingOrganisation(ledger: Ledger, number: string): Refusal | null {
  const foreign = ledger.organisations.get(number)?.foreignAccount ?? "";
  const { bookedMinor = 0 } = ledger.accounts.get(foreign) ?? {};
  return bookedMinor > 0 ? new Refusal("account_not_empty", { bookedMinor }) : null;
}
