// A slip to take to one's other bank, or to give to the person who pays: where to, with which reference, and the code for a banking app.
import type { Day } from "../bank/days.ts";
import { type Currency, moneyText } from "../bank/money.ts";
import type { BankDetails } from "../bank/pay_in/bank_details.ts";
import { paymentReferenceText } from "../bank/pay_in/payment_reference.ts";
import type { Result } from "../api/methods.ts";
import { paperPdf } from "./paper_pdf.ts";

export interface PayInSlip {
  readonly bank: string;
  readonly currency: Currency;
  /** On which it is made. */
  readonly day: Day;
  readonly details: BankDetails;
  /** Of the account, or of the gift, that it is for. */
  readonly reference: string;
  /** What it is for, such as `For the account of Maya Iyer`. */
  readonly about: string;
  readonly amountMinor?: number | undefined;
  /** Paid later it does not do what it should; absent where it always does. */
  readonly payBy?: Day | undefined;
  readonly qr?: Result<"payIn">["qr"];
}

export function payInSlip(slip: PayInSlip): Promise<Uint8Array> {
  const { bank, currency, day, details, reference, about, amountMinor, payBy, qr } = slip;
  const { holder, account, ifsc, iban, bic, upi } = details;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Pay to", holder],
    ["Account number", account],
    ["IFSC (branch)", ifsc],
    ["IBAN", iban?.replace(/(.{4})(?=.)/g, "$1 ")],
    ["BIC", bic],
    ["UPI id", upi],
    ["Amount", amountMinor === undefined ? undefined : moneyText(amountMinor, currency)],
    ["Reference", paymentReferenceText(reference)],
    ["Pay it by", payBy],
  ];
  return paperPdf({
    title: "Pay in",
    about: `${bank} · ${about}`,
    bank,
    day,
    stamp: null,
    rows: rows.flatMap(([name, text]) => text === undefined ? [] : [[name, text] as const]),
    foot:
      "Write the reference where your bank asks what the payment is for: by it the money is found.",
    // EPC069-12 wants a code that may be spoilt by 15 %.
    check: qr ? { address: qr.text, words: "Scan it with your banking app.", spoilt: "M" } : null,
  });
}
