// apply for standing orders: total and deterministic, like bank/apply.ts. What a payment changes about the order that it names is
// changed here, too, so that money and order cannot disagree.
import type { Applying } from "../applying.ts";
import { type Day, daysLater } from "../days.ts";
import type { EventOf } from "../event.ts";
import { add, changing } from "../giving/apply_record.ts";
import type { Ledger } from "../ledger.ts";
import type { StandingEvent } from "./event.ts";
import {
  dayOfTurn,
  PAID_TURNS_KEPT,
  type StandingBook,
  type StandingNext,
  type StandingOrder,
  unpaidAfter,
} from "./standing_order.ts";
import type { StandingEnd } from "./standing_step.ts";

export function applyStandingOrder(ledger: Ledger, event: StandingEvent, applying: Applying): void {
  switch (event.type) {
    case "standing_order_made":
      return made(ledger, event, applying);
    case "standing_order_unpaid": {
      const { order: key, turn, next } = event;
      const again = next?.turn === turn;
      changeOrder(ledger, key, applying, (order) => {
        order.tries = again ? order.tries + 1 : 0;
        if (!again) order.missed++;
        goOn(order, next, applying);
      });
      return next ? undefined : countEnded(ledger, key, applying);
    }
    case "standing_order_ended":
      changeOrder(ledger, event.order, applying, (order) => end(order, event.why, applying));
      return countEnded(ledger, event.order, applying);
  }
}

function made(
  ledger: Ledger,
  event: EventOf<"standing_order_made">,
  applying: Applying,
): void {
  const { type: _, lastOn = null, times = null, ...about } = event;
  const record = {
    ...about,
    lastOn,
    times,
    madeAtMs: applying.atMs,
    turn: 0,
    nextOn: event.firstOn,
    tries: 0,
    missed: 0,
    paidTurns: [],
    paid: 0,
    ended: null,
    endedAtMs: null,
  };
  add(ledger.standingOrders, { name: "standingOrders", key: event.order, applying, record });
  changeBook(ledger, event.payer, applying, (book) => {
    book.made++;
    book.active++;
  });
}

/** A payment that names an order: its day is paid, or waits for the payer's word, which is no longer the order's business. */
export function applyStandingPayment(
  ledger: Ledger,
  { type, standing }: EventOf<"transferred" | "held" | "hold_confirmed">,
  applying: Applying,
): void {
  if (!standing || !ledger.standingOrders.get(standing.order)) return;
  const { order: key, turn, next } = standing;
  changeOrder(ledger, key, applying, (order) => {
    if (type !== "held") order.paid++;
    if (type === "hold_confirmed") return;
    const paidTurns = [...order.paidTurns.slice(1 - PAID_TURNS_KEPT), turn];
    Object.assign(order, { paidTurns, tries: 0, missed: 0 });
    goOn(order, next, applying);
  });
  if (type !== "hold_confirmed" && !next) countEnded(ledger, key, applying);
}

function goOn(order: StandingOrder, next: StandingNext | undefined, applying: Applying): void {
  if (!next) return end(order, "done", applying);
  order.turn = next.turn;
  order.nextOn = next.on;
}

function end(order: StandingOrder, why: StandingEnd, { atMs }: Applying): void {
  order.ended = why;
  order.endedAtMs = atMs;
}

/** Each event changes a record once: a view that has it says so with the event's number. */
function changeOrder(
  ledger: Ledger,
  key: string,
  applying: Applying,
  act: (order: StandingOrder) => void,
): void {
  const order = changing(ledger.standingOrders, { name: "standingOrders", key, applying });
  if (order) act(order);
}

function countEnded(ledger: Ledger, order: string, applying: Applying): void {
  const { payer } = ledger.standingOrders.get(order)!;
  changeBook(ledger, payer, applying, (book) => {
    book.active--;
  });
}

/** Books are made by the first order. */
function changeBook(
  ledger: Ledger,
  account: string,
  applying: Applying,
  act: (book: StandingBook) => void,
): void {
  const place = { name: "standingBooks", key: account, applying } as const;
  if (!ledger.standingBooks.get(account)) {
    add(ledger.standingBooks, { ...place, record: { account, made: 0, active: 0 } });
    return act(ledger.standingBooks.edit(account));
  }
  const book = changing(ledger.standingBooks, place);
  if (book) act(book);
}

/**
 * The clock had been ahead: days that it made come too early come at their time, and what was paid for such a day is not paid
 * again.
 * @param today the day on which it is set back.
 */
export function dateStandingOrders(ledger: Ledger, today: Day, applying: Applying): void {
  for (const [key, order] of ledger.standingOrders.rows()) {
    if (order.ended) continue;
    const next = orderAt(order, today);
    if (next.turn === order.turn && next.on === order.nextOn) continue;
    changeOrder(ledger, key, applying, (row) => {
      Object.assign(row, { turn: next.turn, nextOn: next.on, tries: 0 });
    });
  }
}

/** The first of its days after today that is not paid yet; where that is the one that waits, no later than it was to be tried. */
function orderAt(order: Readonly<StandingOrder>, today: Day): StandingNext {
  const { paidTurns } = order;
  const first = paidTurns.length === PAID_TURNS_KEPT ? Math.min(...paidTurns) : 0;
  let { turn } = order;
  while (turn > first && dayOfTurn(order, turn - 1) > today) turn--;
  const due = dayOfTurn(order, turn);
  if (paidTurns.includes(turn)) return unpaidAfter(order, turn) ?? { turn, on: due };
  const tomorrow = daysLater(today, 1);
  if (turn === order.turn && order.nextOn < tomorrow) return { turn, on: order.nextOn };
  return { turn, on: due > tomorrow ? due : tomorrow };
}
