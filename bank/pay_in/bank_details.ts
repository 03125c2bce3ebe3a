// The bank's own account at a commercial bank: where customers pay in from outside. Staff set it; it is an event of the journal,
// because a change of it decides where all customers send their money: it is chained, proved by audits, and the same on every server. It
// says nothing about a customer.
import { UNSAFE_TEXT } from "../credentials.ts";
import { compactCode, plainCode, plainName } from "../pasted.ts";

export interface BankDetails {
  /** Whose account it is, as the commercial bank writes it. */
  readonly holder: string;
  /** In India: number of the account, and IFSC of its branch. */
  readonly account?: string | undefined;
  readonly ifsc?: string | undefined;
  /** ISO 13616, and where it is needed ISO 9362. */
  readonly iban?: string | undefined;
  readonly bic?: string | undefined;
  /** Virtual payment address, such as `bank@upi`. */
  readonly upi?: string | undefined;
}

/** Signs of the holder's name: EPC069-12 has no room for more. */
export const HOLDER_CHARS_MAX = 70;

/** For each field: how it is read from what people paste, and its form. */
const FORMS: Readonly<
  Record<
    keyof BankDetails,
    { readonly read: (given: string) => string; readonly fits: (text: string) => boolean }
  >
> = {
  holder: {
    read: plainName,
    fits: (text) => text !== "" && [...text].length <= HOLDER_CHARS_MAX && !UNSAFE_TEXT.test(text),
  },
  account: {
    read: (given) => compactCode(given).replaceAll("-", ""),
    fits: (text) => /^[0-9]{6,20}$/.test(text),
  },
  ifsc: { read: compactCode, fits: (text) => /^[A-Z]{4}0[A-Z0-9]{6}$/.test(text) },
  iban: { read: compactCode, fits: isIban },
  bic: { read: compactCode, fits: (text) => /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(text) },
  upi: {
    read: plainCode,
    fits: (text) => /^[A-Za-z0-9._-]{2,256}@[A-Za-z][A-Za-z0-9.-]{1,63}$/.test(text),
  },
};

export const BANK_DETAILS = Object.keys(FORMS) as readonly (keyof BankDetails)[];

/** Read as it was meant; its form is looked at by `detailsProblem`. */
export function readDetails(given: BankDetails): BankDetails {
  const read: Partial<Record<keyof BankDetails, string>> = {};
  for (const name of BANK_DETAILS) {
    const text = given[name];
    if (text !== undefined) read[name] = FORMS[name].read(text);
  }
  return read as BankDetails;
}

/** @returns the field that has an unknown form, or that is missing; null when all is well. */
export function detailsProblem(details: BankDetails): keyof BankDetails | null {
  for (const name of BANK_DETAILS) {
    const text = details[name];
    if (text !== undefined && !FORMS[name].fits(text)) return name;
  }
  const { account, ifsc, iban, upi } = details;
  if (ifsc === undefined && account !== undefined) return "ifsc";
  if (account === undefined && (ifsc !== undefined || (iban ?? upi) === undefined)) {
    return "account";
  }
  return null;
}

export function sameDetails(one: BankDetails | null, other: BankDetails | null): boolean {
  if (one === null || other === null) return one === other;
  return BANK_DETAILS.every((name) => one[name] === other[name]);
}

/** ISO 13616: the first four signs behind all others, letters counted from A = 10, leave 1 (MOD 97-10). */
function isIban(text: string): boolean {
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  let rest = 0;
  for (const sign of text.slice(4) + text.slice(0, 4)) {
    const value = parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
