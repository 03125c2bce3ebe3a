// Numbers of what waits for a line of another bank: an open gift for money that comes in, a payout and a batch of payouts for money
// that goes out. Their payment references are made of them: ten digits, the first of them 0, so that it is never an account's.
import { createHash } from "node:crypto";
import type { Ledger } from "../ledger.ts";

/** Numbers that one of them may have: with a million of them, all eight are taken once in 10^24. */
const NUMBERS = 8;

/** Digits of a number behind its 0. */
const DIGITS = 9;

const WRITTEN = /^0[0-9]{9}$/;

export function isWaitingNumber(text: string): boolean {
  return WRITTEN.test(text);
}

/** Made from its id, so that the same request has the same number again; the first one that is free is taken. */
export function* numbersOf(id: string): Generator<string> {
  for (let place = 0; place < NUMBERS; place++) {
    const digest = createHash("sha256").update(`${place} ${id}`).digest();
    const number = digest.readUIntBE(0, 6) % 10 ** DIGITS;
    yield `0${String(number).padStart(DIGITS, "0")}`;
  }
}

export function isTaken({ openGifts, payouts, payoutBatches }: Ledger, number: string): boolean {
  return [openGifts, payouts, payoutBatches].some((table) => table.get(number));
}

/** @returns null when none is left. */
export function freeNumber(ledger: Ledger, id: string): string | null {
  for (const number of numbersOf(id)) if (!isTaken(ledger, number)) return number;
  return null;
}
