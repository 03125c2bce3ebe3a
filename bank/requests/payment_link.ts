// A link that says whom to pay how much and what for: `bank:` with an account number, in the manner of RFC 8905 (payto). It asks
// for nothing by itself; who opens it sees what would be paid and says yes or no.
import { isAccountNumber } from "../account_number.ts";
import { UNSAFE_TEXT } from "../credentials.ts";
import { MEMO_CHARS_MAX } from "../limits.ts";

export interface PaymentLink {
  /** Account number of who is paid. */
  readonly to: string;
  /** As `12.50`, with the currency's code; absent where the payer says how much. */
  readonly amount?: { readonly code: string; readonly decimal: string };
  /** One line for both statements; may be empty. */
  readonly memo: string;
}

/** `bank:121212121212?amount=INR:12.50&message=Tea`. */
export function paymentUri({ to, amount, memo }: PaymentLink): string {
  const parts = [
    ...(amount ? [`amount=${amount.code}:${amount.decimal}`] : []),
    ...(memo === "" ? [] : [`message=${encodeURIComponent(memo)}`]),
  ];
  return `bank:${to}${parts.length > 0 ? `?${parts.join("&")}` : ""}`;
}

/** @returns null unless it is such a link whole, with nothing in it that may not be shown. */
export function readPaymentUri(text: string): PaymentLink | null {
  const found = /^bank:([0-9]{12})(?:\?(.*))?$/i.exec(text.trim());
  if (!found || !isAccountNumber(found[1]!)) return null;
  const query = new URLSearchParams(found[2] ?? "");
  const memo = query.get("message") ?? "";
  if ([...memo].length > MEMO_CHARS_MAX || UNSAFE_TEXT.test(memo)) return null;
  const given = query.get("amount");
  if (given === null) return { to: found[1]!, memo };
  const amount = /^([A-Z]{3}):([0-9]{1,16}(?:\.[0-9]{1,4})?)$/.exec(given);
  if (!amount) return null;
  return { to: found[1]!, memo, amount: { code: amount[1]!, decimal: amount[2]! } };
}
