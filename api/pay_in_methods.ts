// Methods about money from outside: where and with which reference it is paid in.
import * as z from "zod";
import { detailsProblem, HOLDER_CHARS_MAX, readDetails } from "../bank/pay_in/bank_details.ts";
import { amountMinor, password } from "./fields.ts";
import { lazily, once } from "./lazily.ts";
import { open } from "./answers.ts";

/** Longer than any code of an account, with what people put between its signs. */
const code = z.string().max(100).optional();

const GivenDetails = once(() =>
  z.strictObject({
    holder: z.string().max(2 * HOLDER_CHARS_MAX),
    account: code,
    ifsc: code,
    iban: code,
    bic: code,
    upi: z.string().max(400).optional(),
  }).transform((given, context) => {
    const details = readDetails(given);
    const wrong = detailsProblem(details);
    if (wrong !== null) {
      context.addIssue({ code: "custom", path: [wrong], message: "missing or of an unknown form" });
    }
    return details;
  })
);

const BankDetailsView = once(() =>
  z.object({
    holder: z.string(),
    account: z.string().optional(),
    ifsc: z.string().optional(),
    iban: z.string().optional(),
    bic: z.string().optional(),
    upi: z.string().optional(),
  })
);

export const PAY_IN_METHODS = lazily({
  payIn: () => ({
    access: "customer",
    summary: "Says how money is paid in",
    docs:
      "The bank's own account elsewhere, the reference of the caller's account, and what a QR code for a banking app says.",
    reads: true,
    params: z.strictObject({ amountMinor: amountMinor.optional() }),
    result: z.object({
      /** Of the caller's account: `RF` and 14 digits. */
      reference: z.string(),
      /** Null until staff have said where the bank's own account is. */
      details: BankDetailsView().nullable(),
      amountMinor: amountMinor.optional(),
      /** What a QR code says to a banking app, where there is one for this currency. */
      qr: z.object({ kind: open(["upi", "epc"]), text: z.string() }).optional(),
    }),
  }),
  setBankDetails: () => ({
    access: "staff",
    duty: "rules",
    summary: "Sets the account that money is paid in to",
    docs: "The bank's own, at another bank. Without `details` nothing is paid in any more.",
    /** Without `details` nothing is paid in any more. */
    params: z.strictObject({ details: GivenDetails().optional(), password }),
    result: z.object({ details: BankDetailsView().nullable() }),
  }),
});
