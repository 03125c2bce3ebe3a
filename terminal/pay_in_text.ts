// How money is paid in from another bank, as the terminal says it.
import { moneyText } from "../bank/money.ts";
import type { Currency } from "../bank/money.ts";
import { paymentReferenceText } from "../bank/pay_in/payment_reference.ts";
import type { Result } from "../api/methods.ts";
import { line } from "../console/screen.ts";
import { inFours } from "./qr_text.ts";

type Details = NonNullable<Result<"payIn">["details"]>;

const LABELS = [
  ["holder", "Name"],
  ["account", "Account"],
  ["ifsc", "IFSC"],
  ["iban", "IBAN"],
  ["bic", "BIC"],
  ["upi", "UPI id"],
] as const satisfies readonly (readonly [keyof Details, string])[];

export function detailsText(details: Details): string {
  return LABELS.flatMap(([name, label]) => {
    const value = details[name];
    if (value === undefined) return [];
    return [line`${label.padEnd(10)} ${name === "iban" ? inFours(value) : value}`];
  }).join("\n");
}

export function payInText(answer: Result<"payIn">, currency: Currency): string {
  const text = wayText(answer, currency);
  return answer.details ? `${text} By it the staff here see whose money it is.` : text;
}

/** Where to, how much, and with which reference. */
export function wayText(
  answer: Pick<Result<"payIn">, "reference" | "details" | "amountMinor">,
  currency: Currency,
): string {
  const { reference, details, amountMinor } = answer;
  const own = line`${"Reference".padEnd(10)} ${paymentReferenceText(reference)}`;
  if (!details) {
    return `${own}\nThis bank has not said yet where money is paid in; ask its staff.`;
  }
  return [
    "Pay from your account at another bank to:",
    detailsText(details),
    ...(amountMinor === undefined
      ? []
      : [line`${"Amount".padEnd(10)} ${moneyText(amountMinor, currency)}`]),
    own,
    "Write the reference where the payer's bank asks what the payment is for.",
  ].join("\n");
}
