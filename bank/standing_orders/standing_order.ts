// What the ledger keeps of standing orders: one record for each order, and one book for each customer who has made some. An order
// never moves money: what it pays is a transfer like any other, which names it and its day.
import { type Day, daysLater, monthsLater } from "../days.ts";
import type { GivingRecord } from "../giving/record.ts";
import type { StandingEnd, StandingStep } from "./standing_step.ts";

/** On which days it is paid, in the bank's zone. */
export interface StandingPlan {
  readonly every: StandingStep;
  readonly firstOn: Day;
  /** No day after this one; null where it has no end. */
  readonly lastOn: Day | null;
  /** So many days at most; null where they are not counted. */
  readonly times: number | null;
}

/** One customer pays another one on certain days. */
export interface StandingOrder extends StandingPlan, GivingRecord {
  readonly order: string;
  readonly payer: string;
  readonly payee: string;
  /** 1 to 2^53−1 minor units. */
  readonly amountMinor: number;
  readonly memo: string;
  madeAtMs: number;
  /** Which of its days comes next, or came last when it has ended: 0 is the first. */
  turn: number;
  /** When that is tried: on its day, or later when there was no money. */
  nextOn: Day;
  /** How often this day has been tried in vain. */
  tries: number;
  /** Days in a row that were not paid. */
  missed: number;
  /** The newest turns that were paid, or wait for the payer's word; oldest first. Replaced, never changed in place. */
  paidTurns: readonly number[];
  /** Payments so far. */
  paid: number;
  ended: StandingEnd | null;
  endedAtMs: number | null;
}

/** How many orders a customer has made, and how many of them go on. */
export interface StandingBook extends GivingRecord {
  readonly account: string;
  made: number;
  active: number;
}

const MONTHS: Readonly<Record<Exclude<StandingStep, "once" | "week">, number>> = {
  month: 1,
  quarter: 3,
  year: 12,
};

/** Counted from the first day: one on the 31st comes back to it after a shorter month. */
export function dayOfTurn({ every, firstOn }: StandingPlan, turn: number): Day {
  if (every === "once") return firstOn;
  return every === "week"
    ? daysLater(firstOn, 7 * turn)
    : monthsLater(firstOn, MONTHS[every] * turn);
}

/** A day of an order that comes next: the turn, and when it is tried. */
export interface StandingNext {
  readonly turn: number;
  readonly on: Day;
}

/** Turns that are kept in `paidTurns`: a clock that had been ahead is set back over no more of them. */
export const PAID_TURNS_KEPT = 16;

/** The turn after this one that is not paid, or null when there is none: days of a clock that was ahead may be paid already. */
export function unpaidAfter(
  order: Pick<StandingOrder, keyof StandingPlan | "paidTurns">,
  turn: number,
): StandingNext | null {
  let next = turnAfter(order, turn);
  while (next && order.paidTurns.includes(next.turn)) next = turnAfter(order, next.turn);
  return next;
}

/** The turn after this one, or null when there is none. */
function turnAfter(plan: StandingPlan, turn: number): StandingNext | null {
  const { every, lastOn, times } = plan;
  const next = turn + 1;
  if (every === "once" || next >= (times ?? Infinity)) return null;
  const on = dayOfTurn(plan, next);
  return on <= (lastOn ?? on) ? { turn: next, on } : null;
}
