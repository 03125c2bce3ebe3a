// An open gift: a donor has said what to give to whom, and pays it from another bank. Until the money has come it is a wish, and no
// sum counts it. Its number is what its payment reference is made of: ten digits, the first of them 0, so that it is never an account's.
import { createHash } from "node:crypto";
import type { Ledger } from "../ledger.ts";
import { type TransferId, uuidOf } from "../transfer_id.ts";
import type { OpenGift } from "./record.ts";

/** Numbers that one open gift may have: with a million of them, all eight are taken once in 10^24. */
const NUMBERS = 8;

/** Digits of a number behind its 0. */
const DIGITS = 9;

const WRITTEN = /^0[0-9]{9}$/;

export function isOpenGiftNumber(text: string): boolean {
  return WRITTEN.test(text);
}

/** Made from its id, so that the same request has the same number again; the first one that is free is taken. */
function* numbersOf(openGift: string): Generator<string> {
  for (let place = 0; place < NUMBERS; place++) {
    const digest = createHash("sha256").update(`${place} ${openGift}`).digest();
    const number = digest.readUIntBE(0, 6) % 10 ** DIGITS;
    yield `0${String(number).padStart(DIGITS, "0")}`;
  }
}

export function openGiftOf(ledger: Ledger, openGift: string): Readonly<OpenGift> | null {
  for (const number of numbersOf(openGift)) {
    const known = ledger.openGifts.get(number);
    if (known?.openGift === openGift) return known;
  }
  return null;
}

/** @returns null when none is left. */
export function freeNumber(ledger: Ledger, openGift: string): string | null {
  for (const number of numbersOf(openGift)) if (!ledger.openGifts.get(number)) return number;
  return null;
}

/** The gift that a line of another bank pays has an id of its own, which nothing else can have: the line is booked once for ever. */
export function giftIdOf(line: TransferId): TransferId {
  return uuidOf(8, 0, createHash("sha256").update(`gift ${line}`).digest());
}
