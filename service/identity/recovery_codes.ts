// Recovery codes: each stands in once for a code of the app, when the telephone is lost. The bank keeps their hashes; who has
// the second factor sees the codes once.
import type { Host } from "../../bank/host.ts";
import { sha256 } from "./digest.ts";

const CODES = 10;

/** Digits of one: an app's has six, so that they cannot be mistaken for each other. */
const DIGITS = 12;

export interface RecoveryCodes {
  /** In groups of four, as they are shown. */
  readonly codes: readonly string[];
  readonly hashes: readonly string[];
}

/** @param code with nothing but its digits. */
export function isRecoveryCode(code: string): boolean {
  return code.length === DIGITS;
}

export function newRecoveryCodes({ random }: Pick<Host, "random">): RecoveryCodes {
  const plain = Array.from({ length: CODES }, () => digitsFrom(random));
  return {
    codes: plain.map((code) => code.match(/.{4}/g)!.join("-")),
    hashes: plain.map(sha256),
  };
}

/** Every digit equally often: bytes from 250 on are drawn again. */
function digitsFrom(random: Host["random"]): string {
  let digits = "";
  while (digits.length < DIGITS) {
    for (const byte of random(DIGITS)) {
      if (byte < 250 && digits.length < DIGITS) digits += byte % 10;
    }
  }
  return digits;
}
