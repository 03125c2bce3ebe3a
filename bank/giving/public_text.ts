// What an organisation says in its own words stands beside the word "verified", and no officer has read it: so it may not lead money
// past the bank, and has no telephone numbers, which are a fact that officers check.
import { plainCode } from "../pasted.ts";

export const TEXT_RULES = ["payment_address", "link", "number"] as const;
export type TextRule = typeof TEXT_RULES[number];

export interface TextProblem {
  readonly rule: TextRule;
  /** The part of the text that it is about. */
  readonly found: string;
}

/** An address of UPI is like that of e-mail without a dot behind the sign: `home@okbank`. */
const PAYMENT_ADDRESS = /[\p{L}\p{N}._-]{2,}\s?@\s?[\p{L}]{2,}(?![\p{L}\p{N}]*[.@])[\p{L}\p{N}]*/u;

/** The code of an Indian bank's branch. */
const IFSC = /\b[A-Z]{4}0[A-Z0-9]{6}\b/i;

const LINK =
  /\b(?:upi|https?|whatsapp|paytm|phonepe|gpay|tez):\/\/\S*|\bwww\.\S+|\b[a-z0-9-]+\.(?:com|in|org|net|me|page|link|io)\/\S*/i;

/** Of an account, a telephone, a card: nine digits and more, however they are grouped. Commas are those of amounts. */
const NUMBER = /\+?\d(?:[ ().-]{0,2}\d){8,}/;

const RULES: readonly (readonly [TextRule, RegExp])[] = [
  ["link", LINK],
  ["payment_address", PAYMENT_ADDRESS],
  ["payment_address", IFSC],
  ["number", NUMBER],
];

/** @returns null for a text that may stand in public. */
export function publicTextProblem(text: string): TextProblem | null {
  const plain = plainCode(text.normalize("NFKC"));
  for (const [rule, pattern] of RULES) {
    const [found] = pattern.exec(plain) ?? [];
    if (found !== undefined) return { rule, found };
  }
  return null;
}
