// Account numbers: ten digits and two check digits, ISO 7064 MOD 97-10 (the scheme of IBAN), so that a
// single mistyped or two swapped digits are caught before they become a payment.
import { bareDigits, plainCode } from "./pasted.ts";

/** Twelve digits as a string, never shorter, e.g. `482913057719`. */
export type AccountNumber = string;

const DIGITS = 12;

/** The number with its two check digits at the end (ISO 7064 MOD 97-10). @param body ten digits, the first of them not zero. */
export function accountNumberOf(body: string): AccountNumber {
  const check = 98 - (Number(body) * 100) % 97;
  return body + String(check).padStart(2, "0");
}

/** Ten digits drawn from random bytes (at least 8) without a leading zero, with their check digits. */
export function randomAccountNumber(bytes: Uint8Array): AccountNumber {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const body = 1_000_000_000n + view.getBigUint64(0) % 9_000_000_000n;
  return accountNumberOf(body.toString());
}

/** Takes spaces and hyphens out, as people copy numbers from paper; digits of any script are as good. */
export function normalAccountNumber(text: string): string {
  return bareDigits(text);
}

/** True when the text is meant as a number rather than a user name (user names begin with a letter). */
export function looksLikeAccountNumber(text: string): boolean {
  return /^[0-9][0-9\s-]*$/.test(plainCode(text));
}

/** Twelve digits whose check digits are right. Whether there is such an account, the ledger knows. */
export function isAccountNumber(text: string): text is AccountNumber {
  return text.length === DIGITS && /^[1-9][0-9]{11}$/.test(text) && Number(text) % 97 === 1;
}

/** Groups of four for the eye: `4829 1305 7719`. House accounts keep their names. */
export function accountNumberText(number: AccountNumber): string {
  return isAccountNumber(number) ? number.replace(/(\d{4})(?=\d)/g, "$1 ") : number;
}
