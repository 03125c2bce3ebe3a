// Methods for looking back on days of the bank.
import * as z from "zod";
import { lazily } from "./lazily.ts";
import { atMs, minor } from "./answers.ts";
import { bankDay } from "./fields.ts";

export const LOOK_BACK_METHODS = lazily({
  balanceAt: () => ({
    access: "customer",
    summary: "Shows what was booked at the end of a day",
    docs: "Of a day in the bank's time zone. What was taken back later had been booked then.",
    reads: true,
    looks: true,
    params: z.strictObject({ day: bankDay }),
    result: z.object({
      day: z.string(),
      /** The bank's, in which it is a day. */
      zone: z.string(),
      /** What is booked from then on belongs to later days. */
      endsAtMs: atMs,
      /** False while more may still be booked on it. */
      over: z.boolean(),
      bookedMinor: minor,
      /** Number of the last entry up to then; 0 before the first. */
      entry: z.int(),
    }),
  }),
});
