// Money as whole minor units of one currency. Text is turned into a number here and nowhere else, by
// digits only: no floating point ever touches an amount.
import { ISSUED_MINOR_MAX } from "./limits.ts";

/** ISO 4217 code and the number of decimals its amounts have (0 for JPY, 2 for INR, 3 for KWD). */
export interface Currency {
  readonly code: string;
  readonly scale: number;
}

export class AmountError extends Error {
  override readonly name = "AmountError";
}

/** ISO 4217 list one, where the locale data that Intl reads rounds to what shops use. */
const ISO_SCALES: Readonly<Record<string, number>> = {
  ...{ AFN: 2, ALL: 2, IQD: 3, IRR: 2, KPW: 2, LAK: 2, LBP: 2, MGA: 2, MMK: 2, RSD: 2 },
  ...{ SLE: 2, SOS: 2, SYP: 2, UYW: 4, YER: 2, CLF: 4 },
};

/**
 * Finds a currency by its ISO 4217 code.
 * @throws {AmountError} when the code is not one that ISO 4217 knows.
 */
export function currencyOf(code: string): Currency {
  if (!Intl.supportedValuesOf("currency").includes(code)) {
    throw new AmountError(
      `Cannot use currency "${code}": expected an ISO 4217 code in capitals such as INR, EUR or JPY`,
    );
  }
  const known = ISO_SCALES[code];
  if (known !== undefined) return { code, scale: known };
  const format = new Intl.NumberFormat("en", { style: "currency", currency: code });
  return { code, scale: format.resolvedOptions().maximumFractionDigits ?? 2 };
}

/**
 * Reads an amount typed by a person, e.g. `25`, `25.5` or `1250.00`.
 * @returns minor units, from 1 to 2^53-1.
 * @throws {AmountError} on signs, exponents, separators, more decimals than the currency has, zero.
 */
export function parseAmount(text: string, currency: Currency): number {
  const example = currency.scale === 0 ? "25" : `25.${"0".repeat(currency.scale)}`;
  const refuse = (reason: string) =>
    new AmountError(
      `Cannot read amount "${text.slice(0, 40)}": ${reason}; write it like ${example}`,
    );
  const trimmed = text.trim();
  if (/^[-−+]/.test(trimmed)) throw refuse("an amount is positive and has no sign");
  if (trimmed.includes(",")) throw refuse("commas are not used, decimals come after a point");
  if (/^[0-9.]+[eE]/.test(trimmed)) throw refuse("exponents are not used");
  if (/^[0-9]{17,}/.test(trimmed)) throw refuse("it is larger than the bank can hold");
  const match = /^([0-9]{1,16})(?:\.([0-9]+))?$/.exec(trimmed);
  if (!match) throw refuse("expected digits, and at most one decimal point between them");
  const decimals = match[2] ?? "";
  if (decimals.length > currency.scale) {
    throw refuse(
      currency.scale === 0
        ? `${currency.code} has no decimals`
        : `${currency.code} has ${currency.scale} decimals at most`,
    );
  }
  const minor = BigInt(match[1] + decimals.padEnd(currency.scale, "0"));
  if (minor === 0n) throw refuse("it must be more than zero");
  if (minor > BigInt(ISSUED_MINOR_MAX)) throw refuse("it is larger than the bank can hold");
  return Number(minor);
}

/** Minor units as plain decimal digits without grouping, e.g. `-1250.00`; the form scripts can read. */
export function decimalOf(minor: number, currency: Currency): string {
  const digits = String(Math.abs(minor)).padStart(currency.scale + 1, "0");
  const sign = minor < 0 ? "-" : "";
  if (currency.scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -currency.scale)}.${digits.slice(-currency.scale)}`;
}

/** Minor units for a person: grouped in the currency's custom (lakhs for INR) with its code. */
export function moneyText(minor: number, currency: Currency): string {
  return `${groupedOf(minor, currency)} ${currency.code}`;
}

/** As `moneyText`, without the code: for columns. */
export function groupedOf(minor: number, currency: Currency): string {
  const [whole = "0", decimals] = decimalOf(Math.abs(minor), currency).split(".");
  const grouped = currency.code === "INR"
    ? whole.replace(/\B(?=(\d{2})*\d{3}$)/g, ",")
    : whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${minor < 0 ? "-" : ""}${grouped}${decimals ? `.${decimals}` : ""}`;
}
