// decide(ledger, command, nowMs) → events | Refusal. Pure and synchronous: no I/O, no clock, no random.
// A refused command changes nothing. Refusals follow the order of bank/refusal.ts.
import {
  customerRefusal,
  firstOf,
  fundsRefusal,
  houseRefusal,
  openRefusal,
  ownedRefusal,
  payRefusal,
  receiveRefusal,
  timeRefusal,
} from "./checks.ts";
import type { Command, CommandOf } from "./command.ts";
import type { Event, EventOf } from "./event.ts";
import { decideConfirm, decideEndHold } from "./decide_hold.ts";
import { decideGiving } from "./giving/decide_giving.ts";
import { type Account, availableMinor, HOUSE_ACCOUNTS } from "./ledger.ts";
import type { Ledger, Transfer } from "./ledger.ts";
import { HOLD_LIFETIME_MS, OPEN_HOLDS_MAX } from "./limits.ts";
import { Refusal } from "./refusal.ts";
import { assess, policyOf } from "./suspicion.ts";

/** No events and no refusal: it had happened before (the same id, the same content). */
export type Decision = readonly Event[] | Refusal;

const NOTHING: readonly Event[] = [];

export function decide(ledger: Ledger, command: Command, nowMs: number): Decision {
  switch (command.type) {
    case "found":
      return decideFound(ledger, command);
    case "open_account":
      return decideOpen(ledger, command);
    case "transfer":
      return decideTransfer(ledger, command, nowMs);
    case "cash_in":
    case "cash_out":
      return decideCash(ledger, command);
    case "reverse":
      return decideReverse(ledger, command);
    case "confirm_hold":
      return decideConfirm(ledger, command, nowMs);
    case "cancel_hold":
    case "expire_hold":
      return decideEndHold(ledger, command, nowMs);
    case "void_transfer":
      return decideVoid(ledger, command, nowMs);
    case "notice":
      return decideNotice(ledger, command);
    case "set_policy":
      return [{ type: "policy_set", policy: command.policy, by: command.by }];
    case "freeze":
    case "unfreeze":
      return decideFreeze(ledger, command);
    case "close_account":
      return decideClose(ledger, command, nowMs);
    default:
      return decideGiving(ledger, command, nowMs);
  }
}

function decideFound(ledger: Ledger, command: CommandOf<"found">): Decision {
  if (ledger.bank.get("bank")) return NOTHING;
  const { name, currency, scale } = command;
  return [
    { type: "founded", name, currency, scale },
    ...HOUSE_ACCOUNTS.map((account, ordinal): Event => (
      { type: "account_opened", account, kind: "house", ordinal }
    )),
  ];
}

function decideOpen(ledger: Ledger, command: CommandOf<"open_account">): Decision {
  const { account, welcome } = command;
  if (ledger.accounts.get(account)) return NOTHING;
  const ordinal = ledger.bank.get("bank")!.accounts;
  const events: Event[] = [{ type: "account_opened", account, kind: "customer", ordinal }];
  if (welcome) {
    const { id } = welcome;
    const refusal = firstOf(
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

function decideTransfer(
  ledger: Ledger,
  command: CommandOf<"transfer">,
  nowMs: number,
): Decision {
  const { id, from, to, amountMinor, memo } = command;
  const known = ledger.transfers.get(id);
  if (known) return again(known, { kind: "transfer", from, to, amountMinor, memo });
  const payer = ledger.accounts.get(from);
  const refusal = soundPayment(payer, ledger.accounts.get(to), amountMinor)
    ? timeRefusal(id, nowMs)
    : firstOf(
      customerRefusal(ledger, from),
      payRefusal(ledger, from),
      receiveRefusal(ledger, to),
      from === to ? new Refusal("same_account") : null,
      fundsRefusal(ledger, from, amountMinor),
      timeRefusal(id, nowMs),
    );
  if (refusal || !payer) return refusal ?? new Refusal("no_such_account", { account: from });
  const { verdict, reasons } = assess(payer, command, { policy: policyOf(ledger), nowMs });
  if (verdict !== "hold") {
    const booked: Event = {
      type: "transferred",
      id,
      kind: "transfer",
      from,
      to,
      amountMinor,
      memo,
    };
    return verdict === "allow" ? [booked] : [{ ...booked, reasons: [...reasons] }];
  }
  const openHolds = payer.holds.length;
  if (openHolds >= OPEN_HOLDS_MAX) {
    return new Refusal("limit_exceeded", {
      limit: "open_holds",
      max: OPEN_HOLDS_MAX,
      used: openHolds,
    });
  }
  const expiresAtMs = nowMs + HOLD_LIFETIME_MS;
  return [{ type: "held", id, from, to, amountMinor, memo, expiresAtMs, reasons: [...reasons] }];
}

/** Almost all are: then no reason to refuse need be looked for one by one. */
function soundPayment(
  payer: Readonly<Account> | undefined,
  payee: Readonly<Account> | undefined,
  amountMinor: number,
): boolean {
  return payer !== undefined && payee !== undefined && payer !== payee &&
    payer.kind === "customer" && payee.kind === "customer" &&
    payer.status === "open" && payee.status === "open" && amountMinor <= availableMinor(payer);
}

function decideCash(ledger: Ledger, command: CommandOf<"cash_in" | "cash_out">): Decision {
  const { id, account, amountMinor, memo, by } = command;
  const kind = command.type;
  const [from, to] = kind === "cash_in" ? ["cash", account] : [account, "cash"];
  const known = ledger.transfers.get(id);
  if (known) return again(known, { kind, from, to, amountMinor, memo });
  const refusal = kind === "cash_in"
    ? firstOf(ownedRefusal(ledger, account), houseRefusal(ledger, "cash", -amountMinor))
    : firstOf(
      payRefusal(ledger, account),
      customerRefusal(ledger, account),
      fundsRefusal(ledger, account, amountMinor),
      houseRefusal(ledger, "cash", amountMinor),
    );
  return refusal ?? [{ type: "transferred", id, kind, from, to, amountMinor, memo, by }];
}

export function decideReverse(ledger: Ledger, command: CommandOf<"reverse">): Decision {
  const { id, transfer, reason, by } = command;
  const original = ledger.transfers.get(transfer);
  const known = ledger.transfers.get(id);
  if (known) {
    return known.reverses === transfer && known.memo === reason
      ? NOTHING
      : new Refusal("id_reused", { id });
  }
  if (!original) return new Refusal("no_such_transfer", { id: transfer });
  const { from, to, amountMinor, gift, spending } = original;
  const { kind, status, reversedBy } = original;
  const refusal = firstOf(
    openRefusal(ledger, to),
    openRefusal(ledger, from),
    fundsRefusal(ledger, to, amountMinor),
    houseRefusal(ledger, to, -amountMinor),
    houseRefusal(ledger, from, amountMinor),
    status !== "booked" || kind === "reversal"
      ? new Refusal("not_reversible", { id: transfer, kind })
      : null,
    reversedBy !== undefined ? new Refusal("already_reversed", { id: transfer, reversedBy }) : null,
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
    ...(gift ? { gift } : {}),
    ...(spending ? { spending } : {}),
  }];
}

function decideVoid(
  ledger: Ledger,
  command: CommandOf<"void_transfer">,
  nowMs: number,
): Decision {
  const { id, owner } = command;
  const known = ledger.transfers.get(id);
  if (!known) return timeRefusal(id, nowMs) ?? [{ type: "voided", id, from: owner }];
  return known.from === owner ? NOTHING : new Refusal("id_reused", { id });
}

function decideNotice(ledger: Ledger, command: CommandOf<"notice">): Decision {
  const { account, notice, count } = command;
  const refusal = openRefusal(ledger, account);
  if (refusal) return refusal;
  return [{ type: "noticed", account, notice, ...(count === undefined ? {} : { count }) }];
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
  );
  if (refusal) return refusal;
  const closed: Event = { type: "account_closed", account: number };
  if (bookedMinor === 0 || !sweep) return [closed];
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

/** Foreign contributions may not go elsewhere, so they have to be spent first. */
function closingOrganisation(ledger: Ledger, number: string): Refusal | null {
  const foreign = ledger.organisations.get(number)?.foreignAccount ?? "";
  const { bookedMinor = 0 } = ledger.accounts.get(foreign) ?? {};
  return bookedMinor > 0 ? new Refusal("account_not_empty", { bookedMinor }) : null;
}

type Content = Pick<EventOf<"transferred">, "kind" | "from" | "to" | "amountMinor" | "memo">;

/** The same id: the same content means it has happened already, anything else is a mistake. */
function again(known: Readonly<Transfer>, wanted: Content): Decision {
  const { id } = known;
  if (known.status === "void" && known.from === wanted.from) {
    return new Refusal("transfer_void", { id });
  }
  const same = known.kind === wanted.kind && known.from === wanted.from &&
    known.to === wanted.to && known.amountMinor === wanted.amountMinor &&
    known.memo === wanted.memo;
  return same ? NOTHING : new Refusal("id_reused", { id });
}
