// One-time codes that can be read out loud and typed again: digits in groups.
import { randomAccountNumber } from "./account_number.ts";
import type { Host } from "./host.ts";
import { codeText } from "./pasted.ts";

/** @param twelves of digits, each 33 random bits with the check digits of an account number. */
export function spokenCode(random: Host["random"], twelves: number): string {
  let digits = "";
  for (let place = 0; place < twelves; place++) digits += randomAccountNumber(random(8));
  return codeText(digits);
}
