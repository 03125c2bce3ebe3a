// Amounts as people type and paste them: one grammar for the terminal, the command line and the pages. What the program prints
// is read as what it was; what could be two amounts is refused. By digits only: no floating point ever touches an amount.
import { ISSUED_MINOR_MAX } from "./limits.ts";
import { AmountError, type Currency } from "./money.ts";
import { plainCode } from "./pasted.ts";

/** Characters that are looked at: the longest amount, grouped, with a currency around it, is far shorter. */
const CHARS_MAX = 80;

/** What else people write for a currency, in lower case; its code and the sign that Intl has go without saying. */
const OTHER_SIGNS: Readonly<Record<string, readonly string[]>> = {
  INR: ["rs.", "rs", "re.", "re", "रु.", "रु", "रू.", "रू", "ரூ.", "ரூ", "rupees", "rupee"],
  JPY: ["円", "￥"],
  USD: ["us$"],
};

const NOT_A_NUMBER = "expected digits, and at most one decimal point between them";

const DIGITS = /^\d+$/;
const BY_THOUSANDS = /^[1-9]\d{0,2}(?:([,' ])\d{3})(?:\1\d{3})*$/;
const BY_LAKHS = /^[1-9]\d?(?:([,' ])\d{2})(?:\1\d{2})*\1\d{3}$/;

/**
 * Reads an amount typed by a person, e.g. `25`, `25.5`, `1,250.00`, `₹ 1,00,000.00` or `1 000.00 INR`: grouped by thousands or
 * by lakhs, with the sign or the code of the bank's currency, in the digits of any script of India.
 * @returns minor units, from 1 to 2^53-1.
 * @throws {AmountError} on signs, exponents, other currencies, groups that do not fit, more decimals than the currency has, zero.
 */
export function parseAmount(text: string, currency: Currency): number {
  const refuse = (reason: string) =>
    new AmountError(
      `Cannot read amount "${text.slice(0, 40)}": ${reason}; write it like ${exampleOf(currency)}`,
    );
  if (text.trim().length > CHARS_MAX) throw refuse(NOT_A_NUMBER);
  const plain = plainCode(text).replaceAll("\u2019", "'");
  if (plain === "") {
    throw new AmountError(`Cannot read amount "": type an amount such as ${exampleOf(currency)}`);
  }
  const bare = withoutCurrency(plain, currency);
  if (/^[-+]/.test(plain) || /^[-+]|-$/.test(bare)) {
    throw refuse("an amount is positive and has no sign");
  }
  if (/^[0-9.]+[eE]/.test(bare)) throw refuse("exponents are not used");
  if (/^[0-9]{17,}/.test(bare)) throw refuse("it is larger than the bank can hold");
  if (namesCurrency(bare)) {
    throw refuse(`it is not in the bank's currency, ${currency.code}`);
  }
  const [, grouped = "", decimals] = /^([\d,' ]*\d)(?:\.(\d+))?$/.exec(bare) ?? [];
  if (grouped === "") throw refuse(notANumber(bare));
  const digits = ungrouped(grouped, { currency, whole: decimals === undefined });
  if (digits === null) throw refuse(notGrouped(grouped, currency));
  return minorOf(digits, { decimals: decimals ?? "", currency, refuse });
}

/** Of cash that is counted: nothing is an amount, too. @returns minor units. @throws {AmountError} */
export function parseCash(text: string, currency: Currency): number {
  return /^0+(\.0+)?$/.test(plainCode(text)) ? 0 : parseAmount(text, currency);
}

function exampleOf({ scale }: Currency): string {
  return scale === 0 ? "25" : `25.${"0".repeat(scale)}`;
}

/** One sign or code in front and one behind, of the bank's own currency; `/-` behind rupees says that there are no paise. */
function withoutCurrency(text: string, { code }: Currency): string {
  const signs = [code.toLowerCase(), signOf(code), ...OTHER_SIGNS[code] ?? []];
  let bare = text;
  const front = signs.find((sign) => bare.toLowerCase().startsWith(sign));
  if (front !== undefined) bare = bare.slice(front.length).trimStart();
  const behind = signs.find((sign) => bare.toLowerCase().endsWith(sign));
  if (behind !== undefined) bare = bare.slice(0, -behind.length).trimEnd();
  return code === "INR" ? bare.replace(/(\d) ?\/-$/, "$1") : bare;
}

function signOf(code: string): string {
  const style = { style: "currency", currency: code, currencyDisplay: "narrowSymbol" } as const;
  const parts = new Intl.NumberFormat("en", style).formatToParts(0);
  return parts.find(({ type }) => type === "currency")?.value.toLowerCase() ?? code.toLowerCase();
}

function namesCurrency(text: string): boolean {
  const [, front, behind] = /^([a-z]{3})\b|(?<![a-z])([a-z]{3})$/i.exec(text) ?? [];
  const code = (front ?? behind ?? "").toUpperCase();
  return /\p{Sc}/u.test(text) || Intl.supportedValuesOf("currency").includes(code);
}

/** @returns digits alone, or null where the groups fit no custom or could be decimals. */
function ungrouped(
  grouped: string,
  { currency, whole }: { readonly currency: Currency; readonly whole: boolean },
): string | null {
  if (DIGITS.test(grouped)) return grouped;
  if (!BY_THOUSANDS.test(grouped) && !BY_LAKHS.test(grouped)) return null;
  if (mayBeDecimals(grouped, currency) && whole) return null;
  return grouped.replace(/[,' ]/g, "");
}

/** `1,250` of a currency with three decimals: elsewhere a comma stands before them. */
function mayBeDecimals(grouped: string, { scale }: Currency): boolean {
  return scale === 3 && /^\d+,\d{3}$/.test(grouped);
}

function notANumber(bare: string): string {
  return /^[\d.]+,\d+$/.test(bare)
    ? "commas stand between thousands or lakhs, decimals come after a point"
    : NOT_A_NUMBER;
}

function notGrouped(grouped: string, currency: Currency): string {
  const example = `1,250${currency.scale === 0 ? "" : `.${"0".repeat(currency.scale)}`}`;
  if (mayBeDecimals(grouped, currency)) {
    return `a comma could stand before its decimals here: type them after a point, such as ${example}`;
  }
  const customs = currency.code === "INR" ? "1,00,000 or 100,000" : "100,000";
  return grouped.includes(",")
    ? `commas stand between thousands (${customs}), decimals come after a point`
    : `expected digits, or groups of them such as ${customs}`;
}

interface Found {
  readonly decimals: string;
  readonly currency: Currency;
  readonly refuse: (reason: string) => AmountError;
}

function minorOf(digits: string, { decimals, currency: { code, scale }, refuse }: Found): number {
  if (decimals.length > scale) {
    throw refuse(scale === 0 ? `${code} has no decimals` : `${code} has ${scale} decimals at most`);
  }
  const minor = BigInt(digits + decimals.padEnd(scale, "0"));
  if (minor === 0n) throw refuse("it must be more than zero");
  if (minor > BigInt(ISSUED_MINOR_MAX)) throw refuse("it is larger than the bank can hold");
  return Number(minor);
}
