// The forms in which a batch of payouts is written for another bank.
import type { Currency } from "../money.ts";

export const PAYOUT_FORMS = ["pain.001.001.09", "pain.001.001.03", "neft", "csv"] as const;
export type PayoutForm = typeof PAYOUT_FORMS[number];

/** The form that banks of the currency take most often. */
export function usualForm({ code }: Currency): PayoutForm {
  return code === "INR" ? "neft" : "pain.001.001.09";
}
