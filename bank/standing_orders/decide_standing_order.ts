// Decides about standing orders: who may make one, and what becomes of one that is due: a payment, a payment that waits for its
// payer, another try on the next day, or its end. Pure, like bank/decide.ts.
import { zoneOf } from "../bank_zone.ts";
import {
  customerRefusal,
  firstOf,
  moneyRefusal,
  ownedRefusal,
  payRefusal,
  receiveRefusal,
  timeRefusal,
} from "../checks.ts";
import type { Command } from "../command.ts";
import { type Day, DAY_MS, daysLater } from "../days.ts";
import { type Decision, NOTHING } from "../decision.ts";
import type { Event, EventOf } from "../event.ts";
import type { Ledger } from "../ledger.ts";
import {
  OPEN_HOLDS_MAX,
  STANDING_FIRST_DAYS_MAX,
  STANDING_MISSED_MAX,
  STANDING_ORDERS_MADE_MAX,
  STANDING_ORDERS_MAX,
  STANDING_TRIES_MAX,
} from "../limits.ts";
import { alwaysOver, type Counted, counting } from "../payment_limits/payment_limits.ts";
import { Refusal } from "../refusal.ts";
import { assess, holdUntilMs, policyOf } from "../suspicion.ts";
import type { StandingCommand, StandingCommandOf } from "./command.ts";
import { dayOfTurn, type StandingNext, type StandingOrder, unpaidAfter } from "./standing_order.ts";
import type { StandingEnd } from "./standing_step.ts";

const TYPES: Readonly<Record<StandingCommand["type"], true>> = {
  make_standing_order: true,
  stop_standing_order: true,
  run_standing_order: true,
};

export function isStandingCommand(command: Command): command is StandingCommand {
  return command.type in TYPES;
}

export function decideStandingOrder(
  ledger: Ledger,
  command: StandingCommand,
  nowMs: number,
): Decision {
  switch (command.type) {
    case "make_standing_order":
      return decideMake(ledger, command, nowMs);
    case "stop_standing_order":
      return decideStop(ledger, command);
    case "run_standing_order":
      return decideRun(ledger, command, nowMs);
  }
}

function decideMake(
  ledger: Ledger,
  command: StandingCommandOf<"make_standing_order">,
  nowMs: number,
): Decision {
  const { type: _, owner: payer, ...about } = command;
  const { order, payee, firstOn } = about;
  const known = ledger.standingOrders.get(order);
  if (known) return again(known, command);
  const refusal = firstOf(
    customerRefusal(ledger, payer),
    payRefusal(ledger, payer),
    ownedRefusal(ledger, payee),
    receiveRefusal(ledger, payee),
    payer === payee ? new Refusal("same_account") : null,
    firstDayRefusal(zoneOf(ledger).dayOf(nowMs), firstOn),
    budgetRefusal(ledger, payer),
    alwaysOver(ledger, { from: payer, amountMinor: about.amountMinor }, nowMs),
    timeRefusal(order, nowMs),
  );
  return refusal ?? [{ type: "standing_order_made", payer, ...about }];
}

function again(
  known: Readonly<StandingOrder>,
  command: StandingCommandOf<"make_standing_order">,
): Decision {
  const { order, owner, payee, amountMinor, memo, every, firstOn } = command;
  const { lastOn = null, times = null } = command;
  const same = known.payer === owner && known.payee === payee &&
    known.amountMinor === amountMinor && known.memo === memo && known.every === every &&
    known.firstOn === firstOn && known.lastOn === lastOn && known.times === times;
  return same ? NOTHING : new Refusal("id_reused", { id: order });
}

function firstDayRefusal(today: Day, firstOn: Day): Refusal | null {
  const days = Math.round((Date.parse(firstOn) - Date.parse(today)) / DAY_MS);
  if (days >= 0 && days <= STANDING_FIRST_DAYS_MAX) return null;
  return new Refusal("limit_exceeded", {
    limit: days < 0 ? "first_days_behind" : "first_days",
    max: days < 0 ? 0 : STANDING_FIRST_DAYS_MAX,
    used: Math.abs(days),
  });
}

function budgetRefusal(ledger: Ledger, payer: string): Refusal | null {
  const { made = 0, active = 0 } = ledger.standingBooks.get(payer) ?? {};
  const bounds = [
    ["standing_orders", STANDING_ORDERS_MAX, active],
    ["standing_orders_made", STANDING_ORDERS_MADE_MAX, made],
  ] as const;
  for (const [limit, max, used] of bounds) {
    if (used >= max) return new Refusal("limit_exceeded", { limit, max, used });
  }
  return null;
}

function decideStop(
  ledger: Ledger,
  { order: name, owner }: StandingCommandOf<"stop_standing_order">,
): Decision {
  const order = ledger.standingOrders.get(name);
  if (order?.payer !== owner) return new Refusal("no_such_standing_order", { order: name });
  return order.ended ? NOTHING : [ended(order, "stopped")];
}

function decideRun(
  ledger: Ledger,
  { order: name, id }: StandingCommandOf<"run_standing_order">,
  nowMs: number,
): Decision {
  const order = ledger.standingOrders.get(name);
  if (!order || order.ended || ledger.transfers.get(id)) return NOTHING;
  if (hasLeft(ledger, order.payer)) return [ended(order, "payer_left")];
  if (hasLeft(ledger, order.payee)) return [ended(order, "payee_left")];
  const today = zoneOf(ledger).dayOf(nowMs);
  if (order.nextOn > today) return NOTHING;
  const turn = newestTurn(order, today);
  const passed = turn === order.turn ? [] : [notRun(order, turn)];
  const { payer, payee, amountMinor } = order;
  const booking = { from: payer, to: payee, amountMinor };
  const counted = counting(ledger, booking, nowMs);
  const refusal = firstOf(
    payRefusal(ledger, payer),
    receiveRefusal(ledger, payee),
    moneyRefusal(ledger, booking),
    counted instanceof Refusal ? counted : null,
  );
  if (refusal) return [...passed, unpaid(order, { turn, today, why: refusal.code })];
  return [...passed, paid(ledger, order, { id, turn, today, nowMs, counted: counted as Counted })];
}

/** Whether the account is closed. */
export function hasLeft(ledger: Pick<Ledger, "accounts">, account: string): boolean {
  return (ledger.accounts.get(account)?.status ?? "closed") === "closed";
}

/** A bank that was down for a while pays for the newest of the days that are over, and leaves the others out. */
function newestTurn(order: Readonly<StandingOrder>, today: Day): number {
  let { turn } = order;
  for (let next = unpaidAfter(order, turn); next && next.on <= today;) {
    turn = next.turn;
    next = unpaidAfter(order, turn);
  }
  return turn;
}

function notRun(order: Readonly<StandingOrder>, turn: number): EventOf<"standing_order_unpaid"> {
  const next = { turn, on: dayOfTurn(order, turn) };
  return {
    type: "standing_order_unpaid",
    ...aboutOf(order),
    turn: order.turn,
    dueOn: dayOfTurn(order, order.turn),
    why: "not_run",
    next,
  };
}

/** Tried again on the next days, as long as the following day of the order is not reached; then left out; in the end it ends. */
function unpaid(
  order: Readonly<StandingOrder>,
  { turn, today, why }: { readonly turn: number; readonly today: Day; readonly why: string },
): Event {
  // What was left out just now is another turn: its tries do not count.
  const tries = turn === order.turn ? order.tries + 1 : 1;
  const then = unpaidAfter(order, turn);
  const tomorrow = daysLater(today, 1);
  const again = tries < STANDING_TRIES_MAX && (!then || tomorrow < then.on);
  if (!again && order.missed + 1 >= STANDING_MISSED_MAX && then) return ended(order, "unpaid");
  const next: StandingNext | null = again ? { turn, on: tomorrow } : then;
  return {
    type: "standing_order_unpaid",
    ...aboutOf(order),
    turn,
    dueOn: dayOfTurn(order, turn),
    why,
    ...(next ? { next } : {}),
  };
}

/** Booked, or held as any other payment of this payer would be. */
function paid(
  ledger: Ledger,
  order: Readonly<StandingOrder>,
  { id, turn, today, nowMs, counted }: {
    readonly counted: Counted;
    readonly id: string;
    readonly turn: number;
    readonly today: Day;
    readonly nowMs: number;
  },
): Event {
  const { order: name, payer: from, payee: to, amountMinor, memo } = order;
  const next = unpaidAfter(order, turn);
  const standing = { order: name, turn, ...(next ? { next } : {}) };
  const booking = { id, from, to, amountMinor, memo, ...counted };
  const payer = ledger.accounts.get(from)!;
  const policy = policyOf(ledger);
  const { verdict, reasons } = assess(payer, booking, { ledger, nowMs });
  if (verdict !== "hold") {
    const booked = { type: "transferred", kind: "transfer", ...booking, standing } as const;
    return verdict === "allow" ? booked : { ...booked, reasons: [...reasons] };
  }
  if (payer.holds.length >= OPEN_HOLDS_MAX) {
    return unpaid(order, { turn, today, why: "limit_exceeded" });
  }
  const expiresAtMs = holdUntilMs(payer, policy, nowMs);
  return { type: "held", ...booking, expiresAtMs, reasons: [...reasons], standing };
}

function ended(
  order: Readonly<StandingOrder>,
  why: Exclude<StandingEnd, "done">,
): EventOf<"standing_order_ended"> {
  return { type: "standing_order_ended", ...aboutOf(order), why };
}

function aboutOf({ order, payer, payee, amountMinor, memo }: Readonly<StandingOrder>) {
  return { order, payer, payee, amountMinor, memo };
}
