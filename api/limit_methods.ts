// Methods about payment limits: what is in force and how much of it is used; a customer's own, and those that staff set.
import * as z from "zod";
import { DAY_PAYEES_MAX } from "../bank/limits.ts";
import { atMs } from "./answers.ts";
import { account, nothing, password, text } from "./fields.ts";
import { lazily, once } from "./lazily.ts";

const minor = z.int().min(0);
const payees = z.int().min(0).max(DAY_PAYEES_MAX);

const LimitSetView = once(() =>
  z.object({
    /** Minor units in one payment, in a day and in a month of the bank's zone; customers paid in a day. 0: no limit. */
    paymentMinor: minor.optional(),
    dayMinor: minor.optional(),
    monthMinor: minor.optional(),
    dayPayees: payees.optional(),
  })
);

export const LimitsView = once(() =>
  z.object({
    /** The lower of the bank's and the customer's own; what has no limit is not there. */
    limits: LimitSetView(),
    /** By the bank, or by its staff for this account. */
    bank: LimitSetView(),
    /** Those that staff have set for this account alone. */
    set: LimitSetView(),
    own: LimitSetView(),
    /** One's own from then on. */
    later: z.object({ own: LimitSetView(), fromMs: atMs }).optional(),
    /** What counts today and in this month: payments that are booked or held, without those that were taken back. */
    used: z.object({
      dayMinor: minor,
      monthMinor: minor,
      dayPayees: z.int(),
      /** The days on which they begin anew, `YYYY-MM-DD`. */
      dayEndsOn: z.string(),
      monthEndsOn: z.string(),
    }),
  })
);

/** What is absent stays as it is. */
const changes = () =>
  z.strictObject({
    paymentMinor: minor.nullable().optional(),
    dayMinor: minor.nullable().optional(),
    monthMinor: minor.nullable().optional(),
    dayPayees: payees.nullable().optional(),
  });

export const LIMIT_METHODS = lazily({
  limits: () => ({
    access: "customer",
    summary: "Shows one's payment limits",
    docs:
      "Payments to others count when they are booked or held, from the moment at which there is a limit; gifts and standing orders do, cash and sweeps do not.",
    reads: true,
    params: nothing,
    result: LimitsView(),
  }),
  setLimits: () => ({
    access: "customer",
    summary: "Sets one's own payment limits",
    docs:
      "Lower ones are in force at once, higher ones after a day; null takes one away. Never above those of the bank. The owner is told.",
    params: z.strictObject({ password, limits: changes() }),
    result: LimitsView(),
  }),
  accountLimits: () => ({
    access: "staff",
    duty: "books",
    summary: "Shows the payment limits of an account",
    docs: "As its owner sees them.",
    reads: true,
    params: z.strictObject({ account }),
    result: LimitsView(),
  }),
  setAccountLimits: () => ({
    access: "staff",
    duty: "rules",
    summary: "Sets the payment limits of an account",
    docs:
      "Instead of the bank's, at once; 0 is none, null the bank's again. The owner is told, with the reason.",
    params: z.strictObject({ account, limits: changes(), reason: text.min(1), password }),
    result: LimitsView(),
  }),
});
