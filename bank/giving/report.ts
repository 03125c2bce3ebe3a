// What visitors report about a page, without an account: confidential, for officers alone. The number with which it is followed is made
// of its id with the bank's key, so that the same report has the same number and no other can be tried.

export const REPORT_REASONS = [
  "child",
  "pay_elsewhere",
  "untrue",
  "misused",
  "other",
] as const;
export type ReportReason = typeof REPORT_REASONS[number];

/** Letters and digits that cannot be taken for one another (Crockford's base 32). */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const NUMBER_CHARS = 16;

/**
 * The number by which a visitor follows a report.
 * @param hash hex digits of a keyed hash of the report's id: 80 bits of it become `K7QD-2MXA-9PRT-04FZ`.
 */
export function reportNumber(hash: string): string {
  let bits = BigInt(`0x${hash.slice(0, NUMBER_CHARS * 5 / 4)}`);
  let number = "";
  for (let place = 0; place < NUMBER_CHARS; place++) {
    number = ALPHABET[Number(bits % 32n)]! + (place > 0 && place % 4 === 0 ? "-" : "") + number;
    bits /= 32n;
  }
  return number;
}

/** As it is read from paper. @param code in capitals without spaces. */
export function reportNumberOf(code: string): string | null {
  const plain = code.replaceAll("-", "").replaceAll("O", "0").replace(/[IL]/g, "1");
  if (plain.length !== NUMBER_CHARS || [...plain].some((sign) => !ALPHABET.includes(sign))) {
    return null;
  }
  return plain.replace(/(.{4})(?=.)/g, "$1-");
}
