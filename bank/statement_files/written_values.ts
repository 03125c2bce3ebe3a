// Amounts and days as files of banks write them. Strict: what could be read in two ways is an error, never a guess.
import { AmountError, type Currency, currencyOf } from "../money.ts";
import { StatementFileError } from "./foreign_statement.ts";

/** Finds currencies by their codes; each is asked for once, because `Intl` is slow and a file has one or two. */
export type Currencies = (code: string) => Currency;

/** @returns what throws {StatementFileError} for a code that ISO 4217 does not know. */
export function currenciesOfFile(): Currencies {
  const known = new Map<string, Currency>();
  return (code) => {
    const found = known.get(code) ?? foundCurrency(code);
    known.set(code, found);
    return found;
  };
}

function foundCurrency(code: string): Currency {
  try {
    return currencyOf(code);
  } catch (error) {
    if (!(error instanceof AmountError)) throw error;
    throw new StatementFileError(`"${code.slice(0, 8)}" is no currency of ISO 4217`);
  }
}

export interface Written {
  readonly currency: Currency;
  /** What stands before the decimals. */
  readonly decimal: "." | ",";
}

/** Groups are of three digits, in India of two but for the last. */
const WHOLE = /^(?:[0-9]*|[0-9]{1,3}(?:[.,][0-9]{2,3})*[.,][0-9]{3})$/;

/** Longer ones no number keeps. */
const DIGITS_MAX = 15;

/**
 * Minor units; signs in front or, as some banks write it, behind, and thousands in groups.
 * @throws {StatementFileError} for anything else, also for more decimals than the currency has.
 */
export function minorOf(text: string, { currency, decimal }: Written): number {
  const { code, scale } = currency;
  const bare = text.replace(/[\s\u00a0'’₹€]/g, "").replace("\u2212", "-");
  const [, before, digits = "", behind] = /^([+-]?)([0-9.,]+)([+-]?)$/.exec(bare) ?? [];
  const [whole = "", decimals = "", ...more] = digits.split(decimal);
  const fits = digits !== "" && digits !== decimal && more.length === 0 && !(before && behind) &&
    WHOLE.test(whole) && /^[0-9]*$/.test(decimals);
  const wholeDigits = whole.replace(/[.,]/g, "");
  if (!fits || wholeDigits.length > DIGITS_MAX || /[1-9]/.test(decimals.slice(scale))) {
    throw new StatementFileError(`"${text.slice(0, 40)}" is no amount in ${code}`);
  }
  const minor = Number(wholeDigits + decimals.slice(0, scale).padEnd(scale, "0"));
  if (!Number.isSafeInteger(minor)) {
    throw new StatementFileError(`"${text.slice(0, 40)}" is more than this bank can count`);
  }
  return before === "-" || behind === "-" ? -minor || 0 : minor;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** How a day is written: which parts in which order. */
export type DayOrder = "ymd" | "dmy" | "mdy";

/**
 * `YYYY-MM-DD` of a day in digits or with an English month, with or without a time behind it.
 * @throws {StatementFileError} for a day that there is not.
 */
export function dayOf(text: string, order: DayOrder): string {
  const [date = ""] = text.replace(/^\s+/, "").split(/[T,]|\s+(?=\d+:)/);
  const parts = /^\d{8}$/.test(date)
    ? order === "ymd"
      ? [date.slice(0, 4), date.slice(4, 6), date.slice(6)]
      : [date.slice(0, 2), date.slice(2, 4), date.slice(4)]
    : date.split(/[\s./-]+/).filter((part) => part !== "");
  const [y, m, d] = order === "ymd" ? [0, 1, 2] : order === "dmy" ? [2, 1, 0] : [2, 0, 1];
  const month = MONTHS.indexOf((parts[m] ?? "").slice(0, 3).toLowerCase()) + 1 || Number(parts[m]);
  const year = Number(parts[y]) + (parts[y]?.length === 2 ? 2_000 : 0);
  return calendarDay({ year, month, day: Number(parts[d]) }, parts.length === 3 ? text : null);
}

export interface DayParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** @throws {StatementFileError} with the text, when there is no such day. */
export function calendarDay({ year, month, day }: DayParts, text: string | null): string {
  const at = new Date(Date.UTC(year, month - 1, day));
  const there = text !== null && year >= 1970 && year < 2_100 && at.getUTCMonth() === month - 1 &&
    at.getUTCDate() === day;
  if (!there) throw new StatementFileError(`"${(text ?? "").slice(0, 40)}" is no day`);
  return at.toISOString().slice(0, 10);
}
