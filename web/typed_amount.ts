// Amounts as people type them into forms, read like everywhere else; what is wrong is said in the words of the page.
import { parseAmount } from "../bank/amount.ts";
import { AmountError } from "../bank/money.ts";
import { Fault } from "../api/message.ts";
import type { Visit } from "./visitor.ts";

/** @returns minor units of the bank's currency, or what is wrong in the words of the page. */
export function typedAmount(visit: Visit, text: string): number | Fault {
  try {
    return parseAmount(text, visit.currency);
  } catch (error) {
    if (!(error instanceof AmountError)) throw error;
  }
  const about = visit.t('"{{text}}" is no amount: write it like 1250.50, and more than nothing', {
    text: text.slice(0, 40),
  });
  return new Fault("invalid_params", about);
}
