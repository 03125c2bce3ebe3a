// The account at another bank that payouts go to: how it is read, and when it is fit for that.
import { type BankDetails, detailsProblem, readDetails } from "../pay_in/bank_details.ts";
import type { PayeeAccount } from "../ports/payee_accounts.ts";
import { isLatinName } from "./latin_text.ts";

/** Read as it was meant; whether it is fit is looked at by `payeeProblem`. */
export function readPayee(given: PayeeAccount): PayeeAccount {
  return readDetails(given);
}

type Field = Exclude<keyof BankDetails, "upi">;

/** As the schemas of ISO 20022 have it, which is narrower than what a customer may be paid in by. */
const BIC = /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/;

export function isPayableBic(bic: string): boolean {
  return BIC.test(bic);
}

/** @returns the field that has an unknown form, or that is missing; null when all is well. */
export function payeeProblem(payee: PayeeAccount): Field | null {
  // Payments between banks carry Latin letters alone, and one number.
  if (!isLatinName(payee.holder)) return "holder";
  const wrong = detailsProblem(payee);
  if (wrong !== null) return wrong === "upi" ? "account" : wrong;
  if (payee.bic !== undefined && !isPayableBic(payee.bic)) return "bic";
  return payee.account !== undefined && payee.iban !== undefined ? "iban" : null;
}

/**
 * Payments in euros go to an IBAN, and in rupees to an account with its IFSC.
 * @param currency its code. @returns the field that is missing for that, or null.
 */
export function unpayableIn(currency: string, { account, iban }: PayeeAccount): Field | null {
  if (currency === "EUR" && iban === undefined) return "iban";
  return currency === "INR" && account === undefined ? "account" : null;
}
