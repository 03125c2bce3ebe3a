// What a payer is told of standing orders: that there is one (it may be the work of a thief), that a day was not paid, that it is
// over. Read from the event alone, like every notice.
import type { StandingEvent } from "./event.ts";
import type { StandingOrder } from "./standing_order.ts";
import type { StandingEnd, StandingStep } from "./standing_step.ts";

export const STANDING_NOTICE_KINDS = [
  "standing_order_made",
  "standing_order_unpaid",
  "standing_order_ended",
] as const;

export interface StandingNotice
  extends Pick<StandingOrder, "order" | "payee" | "amountMinor" | "memo"> {
  /** Of one that was made. */
  readonly every?: StandingStep;
  readonly firstOn?: string;
  /** Of one that was not paid: its day, why, and when it is tried next; without that it was the last day. */
  readonly dueOn?: string;
  readonly why?: string;
  readonly nextOn?: string;
  /** Whether that is the same day's payment again. */
  readonly again?: boolean;
  /** Of one that is over. */
  readonly ended?: StandingEnd;
}

export interface StandingNoticeContent {
  readonly account: string;
  readonly kind: typeof STANDING_NOTICE_KINDS[number];
  readonly standing: StandingNotice;
}

export function standingNoticeOf(event: StandingEvent): StandingNoticeContent {
  const { type: kind, order, payer: account, payee, amountMinor, memo } = event;
  const about = { order, payee, amountMinor, memo };
  switch (event.type) {
    case "standing_order_made": {
      const { every, firstOn } = event;
      return { account, kind, standing: { ...about, every, firstOn } };
    }
    case "standing_order_unpaid": {
      const { dueOn, why, next, turn } = event;
      const then = next ? { nextOn: next.on, again: next.turn === turn } : {};
      return { account, kind, standing: { ...about, dueOn, why, ...then } };
    }
    case "standing_order_ended":
      return { account, kind, standing: { ...about, ended: event.why } };
  }
}
