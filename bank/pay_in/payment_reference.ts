// Payment references: what a payer writes on a transfer from another bank so that it finds its account here. A creditor
// reference of ISO 11649, `RF35 8548 2913 0577`: the ten digits of an account number behind two pairs of check digits, both of
// ISO 7064 MOD 97-10. The first pair weighs digits from the right, the second from the left. A wrong digit at place p changes
// the two sums in the ratio 10^(2p), which is another one at each place: so two wrong digits never give another reference. Open gifts
// and payouts have numbers that begin with 0, where an account's never does: their references look the same, and are found in the same way.
import { type AccountNumber, accountNumberOf, isAccountNumber } from "../account_number.ts";
import { plainCode } from "../pasted.ts";
import { isWaitingNumber } from "./waiting_number.ts";

/** `RF` and 14 digits, without spaces. */
export type PaymentReference = string;

/** Digits of the account that come first in its number; the last two only check them. */
const BODY_DIGITS = 10;

const MODULUS = 97;

/** What `RF00` is at the end of the digits (ISO 11649: letters count from A = 10). */
const RF = "271500";

/** @param of an account's number, or the ten digits of bank/pay_in/waiting_number.ts. */
export function paymentReferenceOf(of: AccountNumber): PaymentReference {
  const body = of.slice(0, BODY_DIGITS);
  const digits = reversed(checkOf(`${reversed(body)}00`)) + body;
  return `RF${checkOf(digits + RF)}${digits}`;
}

/** Groups of four for the eye: `RF35 8548 2913 0577`. */
export function paymentReferenceText(reference: PaymentReference): string {
  return reference.replace(/(.{4})(?=.)/g, "$1 ");
}

/** What references mean that stand in a text. */
export interface NamedInText {
  readonly accounts: readonly AccountNumber[];
  /** Of open gifts, payouts and batches of payouts. */
  readonly numbers: readonly string[];
}

/** Signs of a text that are looked at: bounds the work, and is more than any bank's line has. */
export const REFERENCE_TEXT_CHARS_MAX = 4_000;

/** Between its signs a reference may be broken by what banks and people put there; a digit more makes it another text. */
const BETWEEN = "[\\s./:,_+'-]*";
const DIGIT = "[0-9oil|]";
const WRITTEN = new RegExp(
  `r${BETWEEN}f((?:${BETWEEN}${DIGIT}){${2 + BODY_DIGITS + 2}})(?![0-9])`,
  "gi",
);

/**
 * What is named by references in a text, each once, in the order in which they come.
 * @param text of any length; what comes after `REFERENCE_TEXT_CHARS_MAX` signs is not looked at.
 */
export function namedIn(text: string): NamedInText {
  const accounts = new Set<AccountNumber>();
  const numbers = new Set<string>();
  const plain = plainCode(text.slice(0, REFERENCE_TEXT_CHARS_MAX));
  for (const [, written = ""] of plain.matchAll(WRITTEN)) {
    const digits = written.replace(/o/gi, "0").replace(/[il|]/gi, "1").replace(/[^0-9]/g, "");
    const body = digits.slice(-BODY_DIGITS);
    if (paymentReferenceOf(body) !== `RF${digits}`) continue;
    const account = accountNumberOf(body);
    if (isWaitingNumber(body)) numbers.add(body);
    else if (isAccountNumber(account)) accounts.add(account);
  }
  return { accounts: [...accounts], numbers: [...numbers] };
}

/** The two digits that, in place of the last two zeros, make the remainder 1. */
function checkOf(digits: string): string {
  return String(MODULUS + 1 - remainder(digits)).padStart(2, "0");
}

function reversed(digits: string): string {
  return [...digits].reverse().join("");
}

/** Of a number of any length. */
function remainder(digits: string): number {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % MODULUS;
  return rest;
}
