// What a QR code says, so that a banking app on a telephone fills in its own form: UPI for rupees, EPC069-12 for euros.
import { decimalOf } from "../money.ts";
import type { Currency } from "../money.ts";
import type { BankDetails } from "./bank_details.ts";
import type { PaymentReference } from "./payment_reference.ts";

export interface PayingIn {
  readonly details: BankDetails;
  readonly reference: PaymentReference;
  readonly currency: Currency;
  /** The payer's app asks for it unless given. */
  readonly amountMinor?: number | undefined;
}

export interface PaymentCode {
  readonly kind: "upi" | "epc";
  /** What the QR code holds. */
  readonly text: string;
}

/** The code that fits the bank's currency and account, or null where there is none. */
export function paymentCode(paying: PayingIn): PaymentCode | null {
  const { details: { upi, iban }, currency: { code } } = paying;
  if (code === "INR" && upi !== undefined) return { kind: "upi", text: upiText(paying, upi) };
  if (code === "EUR" && iban !== undefined) return { kind: "epc", text: epcText(paying, iban) };
  return null;
}

/** NPCI, UPI Linking Specifications: `tn` is what the statement of the account shows. */
function upiText({ details, reference, currency, amountMinor }: PayingIn, upi: string): string {
  const fields: readonly (readonly [name: string, value: string | null])[] = [
    ["pa", upi],
    ["pn", details.holder],
    ["am", amountMinor === undefined ? null : decimalOf(amountMinor, currency)],
    ["cu", currency.code],
    ["tn", reference],
  ];
  const query = fields.filter(([, value]) => value !== null)
    // The at sign stays: some apps do not decode it.
    .map(([name, value]) => `${name}=${encodeURIComponent(value!).replaceAll("%40", "@")}`);
  return `upi://pay?${query.join("&")}`;
}

/** Above it EPC069-12 has no form: 999999999.99 euros. */
const EPC_MINOR_MAX = 99_999_999_999;

/** EPC069-12 version 2.1: lines in a fixed order, UTF-8, a structured reference of ISO 11649. */
function epcText({ details, reference, currency, amountMinor }: PayingIn, iban: string): string {
  const { bic = "", holder } = details;
  const amount = amountMinor === undefined || amountMinor > EPC_MINOR_MAX
    ? ""
    : `EUR${decimalOf(amountMinor, currency)}`;
  return ["BCD", "002", "1", "SCT", bic, holder, iban, amount, "", reference].join("\n");
}
