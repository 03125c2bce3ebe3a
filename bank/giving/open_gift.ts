// An open gift: a donor has said what to give to whom, and pays it from another bank. Until the money has come it is a wish, and no
// sum counts it.
import { createHash } from "node:crypto";
import type { Ledger } from "../ledger.ts";
import { numbersOf } from "../pay_in/waiting_number.ts";
import { type TransferId, uuidOf } from "../transfer_id.ts";
import type { OpenGift } from "./record.ts";

export function openGiftOf(ledger: Ledger, openGift: string): Readonly<OpenGift> | null {
  for (const number of numbersOf(openGift)) {
    const known = ledger.openGifts.get(number);
    if (known?.openGift === openGift) return known;
  }
  return null;
}

/** The gift that a line of another bank pays has an id of its own, which nothing else can have: the line is booked once for ever. */
export function giftIdOf(line: TransferId): TransferId {
  return uuidOf(8, 0, createHash("sha256").update(`gift ${line}`).digest());
}
