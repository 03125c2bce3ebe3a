// Methods about standing orders: one customer pays another on certain days, by itself.
import * as z from "zod";
import { isDay } from "../bank/days.ts";
import { STANDING_ENDS, STANDING_STEPS } from "../bank/standing_orders/standing_step.ts";
import { atMs, minor, open } from "./answers.ts";
import { amountMinor, memo, payee, transferId } from "./fields.ts";
import { lazily, once } from "./lazily.ts";
import { STANDING_TIMES_MAX } from "./limits.ts";

const day = z.string().refine(isDay, "expected a day such as 2026-12-31");

const StandingOrderView = once(() =>
  z.object({
    order: z.string(),
    payee: z.string(),
    payeeName: z.string().nullable(),
    amountMinor: minor,
    memo: z.string(),
    every: open(STANDING_STEPS),
    /** `YYYY-MM-DD` in the bank's zone. */
    firstOn: z.string(),
    lastOn: z.string().optional(),
    /** Days in all, at most. */
    times: z.int().optional(),
    madeAtMs: atMs,
    /** Payments so far. */
    paid: z.int(),
    /** Days in a row that were not paid. */
    missed: z.int(),
    /** When it is paid next, and on which days after that, as far as they are shown; empty when it has ended. */
    next: z.array(z.string()),
    /** The day for which it is tried again, where it was not paid on that day. */
    lateFor: z.string().optional(),
    ended: open(STANDING_ENDS).optional(),
    endedAtMs: atMs.optional(),
  })
);

const order = z.string().min(1).max(64);

export const STANDING_ORDER_METHODS = lazily({
  makeStandingOrder: () => ({
    access: "customer",
    summary: "Makes a standing order",
    docs:
      "It is paid soon after its day has begun in the bank's zone, with the checks of every payment. Without money it is tried again on the next three days; three days in a row that are not paid end it.",
    params: z.strictObject({
      order: transferId,
      /** User name or account number. */
      payee,
      amountMinor,
      memo,
      every: z.enum(STANDING_STEPS),
      firstOn: day,
      /** No day after this one. */
      lastOn: day.optional(),
      /** So many days. */
      times: z.int().min(1).max(STANDING_TIMES_MAX).optional(),
    }).refine(
      ({ firstOn, lastOn = firstOn }) => lastOn >= firstOn,
      { path: ["lastOn"], message: "lies before firstOn" },
    ).refine(
      ({ every, lastOn, times }) => every !== "once" || lastOn === undefined && times === undefined,
      { path: ["every"], message: "what happens once has neither lastOn nor times" },
    ),
    result: StandingOrderView(),
  }),
  standingOrders: () => ({
    access: "customer",
    summary: "Lists standing orders, newest first",
    docs: "One's own, with the days that come next.",
    reads: true,
    params: z.strictObject({
      /** Those alone that go on. */
      active: z.boolean().default(false),
      after: z.int().min(0).default(0),
      limit: z.int().min(1).max(100).default(100),
    }),
    result: z.object({
      orders: z.array(StandingOrderView()),
      /** Of that kind in all. */
      count: z.int(),
    }),
  }),
  stopStandingOrder: () => ({
    access: "customer",
    summary: "Stops a standing order",
    docs: "A payment of it that is held waits on.",
    params: z.strictObject({ order }),
    result: StandingOrderView(),
  }),
});
