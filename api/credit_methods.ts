// Methods about credit: how far below zero accounts may go, and who is there.
import * as z from "zod";
import { CREDIT_MINOR_MAX } from "../bank/limits.ts";
import { atMs, minor } from "./answers.ts";
import { account, password, position, text } from "./fields.ts";
import { lazily, once } from "./lazily.ts";

const CreditView = once(() =>
  z.object({
    account: z.string(),
    /** Null when the customer has left. */
    accountName: z.string().nullable(),
    bookedMinor: minor,
    /** How far below zero it may go. */
    creditMinor: minor,
    /** Whether staff have said that of this account; otherwise it is the bank's policy for all. */
    own: z.boolean(),
    /** Since when it has been below zero; null where that is longer than its newest entries tell, absent where it is not. */
    belowSinceMs: atMs.nullable().optional(),
  })
);

export const CREDIT_METHODS = lazily({
  credits: () => ({
    access: "staff",
    duty: "books",
    summary: "Lists accounts that are below zero or have a credit of their own",
    docs: "Those furthest below zero come first.",
    reads: true,
    looks: true,
    params: z.strictObject({
      after: position.default(0),
      limit: z.int().min(1).max(100).default(100),
    }),
    result: z.object({
      accounts: z.array(CreditView()),
      count: z.int(),
      /** What all that are below zero are short of. */
      belowMinor: minor,
    }),
  }),
  setCredit: () => ({
    access: "staff",
    duty: "rules",
    summary: "Sets how far below zero an account may go",
    docs:
      "Null is the bank's policy for all again. Lowered below what is used, it takes nothing away: nothing more is paid until the account is above its floor. The owner is told, with the reason.",
    params: z.strictObject({
      account,
      creditMinor: z.int().min(0).max(CREDIT_MINOR_MAX).nullable(),
      reason: text.min(1),
      password,
    }),
    result: CreditView(),
  }),
});
