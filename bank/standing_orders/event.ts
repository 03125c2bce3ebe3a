// What happens to standing orders, as the journal has it. Each event says all that its alert says. That one was paid is told by the
// transfer, which names it (`standing` of bank/event.ts): there is no moment in which money has moved and the day is unpaid.
import {
  count,
  type Field,
  type Fields,
  oneOf,
  optional,
  positive,
  record,
  text,
} from "../event_fields.ts";
import type { StandingNext, StandingOrder } from "./standing_order.ts";
import {
  STANDING_ENDS,
  STANDING_STEPS,
  type StandingEnd,
  type StandingStep,
} from "./standing_step.ts";

type About = Pick<StandingOrder, "order" | "payer" | "payee" | "amountMinor" | "memo">;

export type StandingEvent =
  | About & {
    readonly type: "standing_order_made";
    readonly every: StandingStep;
    readonly firstOn: string;
    readonly lastOn?: string;
    readonly times?: number;
  }
  | About & {
    readonly type: "standing_order_unpaid";
    readonly turn: number;
    /** The day of that turn. */
    readonly dueOn: string;
    /** The code of a refusal, or `not_run`: the bank did not run on that day. */
    readonly why: string;
    /** The same turn again, or the one after; absent when that was its last one. */
    readonly next?: StandingNext;
  }
  | About & {
    readonly type: "standing_order_ended";
    readonly why: Exclude<StandingEnd, "done">;
  };

/** Of which order a payment is, and of which of its days. */
export interface StandingPayment {
  readonly order: string;
  readonly turn: number;
  /** What comes after it; absent when that was its last one. */
  readonly next?: StandingNext;
}

const isNext: Field = (value) => {
  if (!record(value)) return false;
  const { turn, on } = value as unknown as Record<keyof StandingNext, unknown>;
  return count(turn) && text(on);
};

/** The gate of the journal's decoder for the member of a payment. */
export const isStandingPayment: Field = (value) => {
  if (!record(value)) return false;
  const { order, turn, next } = value as unknown as Record<keyof StandingPayment, unknown>;
  return text(order) && count(turn) && optional(isNext)(next);
};

const ABOUT = { order: text, payer: text, payee: text, amountMinor: positive, memo: text };

/** The gate of the journal's decoder for these events, as in bank/event.ts. */
export const STANDING_FIELDS: Fields<StandingEvent["type"]> = {
  standing_order_made: {
    ...ABOUT,
    every: oneOf(STANDING_STEPS),
    firstOn: text,
    lastOn: optional(text),
    times: optional(positive),
  },
  standing_order_unpaid: { ...ABOUT, turn: count, dueOn: text, why: text, next: optional(isNext) },
  standing_order_ended: { ...ABOUT, why: oneOf(STANDING_ENDS) },
};
