// Money as whole minor units of one currency, and how it is written. Numbers become text by digits only: no floating point
// ever touches an amount. The other way is bank/amount.ts.

/** ISO 4217 code and the number of decimals its amounts have (0 for JPY, 2 for INR, 3 for KWD). */
export interface Currency {
  readonly code: string;
  readonly scale: number;
}

/** An amount that cannot be read, in words for the person who typed it. */
export class AmountError extends Error {
  override readonly name = "AmountError";
}

/** ISO 4217 list one, where the locale data that Intl reads rounds to what shops use. */
const ISO_SCALES: Readonly<Record<string, number>> = {
  AFN: 2,
  ALL: 2,
  IQD: 3,
  IRR: 2,
  KPW: 2,
  LAK: 2,
  LBP: 2,
  MGA: 2,
  MMK: 2,
  RSD: 2,
  SLE: 2,
  SOS: 2,
  SYP: 2,
  UYW: 4,
  YER: 2,
  CLF: 4,
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
