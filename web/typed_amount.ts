// Amounts as people type them into forms: with or without the sign of the rupee, grouped by lakhs or by thousands, in the
// digits of their script. What is grouped in no known way is not guessed at.
import { AmountError, parseAmount } from "../bank/money.ts";
import { Fault } from "../net/message.ts";
import type { Visit } from "./visitor.ts";

const PLAIN = /^\d+(\.\d+)?$/;
const BY_LAKHS = /^\d{1,2}(,\d{2})*,\d{3}(\.\d+)?$/;
const BY_THOUSANDS = /^\d{1,3}(,\d{3})+(\.\d+)?$/;

/** The first digits of Devanagari and of Tamil. */
const ZEROS = [0x0966, 0x0be6];

function inAscii(text: string): string {
  return text.replace(/[\u0966-\u096F\u0BE6-\u0BEF]/g, (digit) => {
    const code = digit.charCodeAt(0);
    const zero = ZEROS.find((zero) => code >= zero && code < zero + 10)!;
    return String(code - zero);
  });
}

/** @returns minor units of the bank's currency, or what is wrong in the words of the page. */
export function typedAmount(visit: Visit, text: string): number | Fault {
  const bare = inAscii(text.trim()).replace(/^(?:₹|Rs\.?|INR)\s*/i, "");
  const known = [PLAIN, BY_LAKHS, BY_THOUSANDS].some((form) => form.test(bare));
  try {
    if (known) return parseAmount(bare.replaceAll(",", ""), visit.currency);
  } catch (error) {
    if (!(error instanceof AmountError)) throw error;
  }
  const about = visit.t('"{{text}}" is no amount: write it like 1250.50, and more than nothing', {
    text: text.slice(0, 40),
  });
  return new Fault("invalid_params", about);
}
