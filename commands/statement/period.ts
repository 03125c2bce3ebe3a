// A statement: one account's entries of a period between two balances. Fetched page by page and added up here: what
// does not add up is never shown as a statement.
import type { Currency } from "../../bank/money.ts";
import type { Result } from "../../net/methods.ts";
import type { EntryView } from "../../net/views.ts";
import type { Customer } from "../customer.ts";
import { CommandError, EXIT, usageError } from "../exit.ts";
import { line } from "../screen.ts";

/** From the beginning of the first to the end of the last day, in local time. */
export interface Period {
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
}

export interface Statement extends Period {
  readonly bank: string;
  readonly currency: Currency;
  readonly account: Result<"account">;
  readonly openingMinor: number;
  readonly closingMinor: number;
  /** Oldest first. */
  readonly entries: readonly EntryView[];
  readonly madeAtMs: number;
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** @returns the first moment of a day written as `2026-11-25`, or null. */
export function dayMs(text: string): number | null {
  const [, year, month, day] = DAY.exec(text.trim()) ?? [];
  if (year === undefined) return null;
  const at = new Date(Number(year), Number(month) - 1, Number(day));
  // JavaScript reads years before 100 as those of the last century.
  const same = at.getFullYear() === Number(year) && at.getMonth() === Number(month) - 1 &&
    at.getDate() === Number(day);
  return same ? at.getTime() : null;
}

/** @param to the last day, included; both in local time. Without them: this month. */
export function periodOf(from: string | undefined, to: string | undefined, nowMs: number): Period {
  const now = new Date(nowMs);
  const fromMs = from === undefined
    ? new Date(now.getFullYear(), now.getMonth(), 1).getTime()
    : requireDay(from);
  const last = to === undefined ? now : new Date(requireDay(to));
  const toMs = new Date(last.getFullYear(), last.getMonth(), last.getDate() + 1).getTime();
  if (toMs <= fromMs) {
    throw usageError(
      line`The period ends before it begins: from ${from ?? dayText(fromMs)} to ${to ?? "today"}`,
    );
  }
  return { fromMs, toMs };
}

function requireDay(text: string): number {
  const ms = dayMs(text);
  if (ms === null) throw usageError(line`Cannot read day "${text}": expected YYYY-MM-DD`);
  return ms;
}

/** @throws {CommandError} when opening balance and entries do not make the closing balance. */
export async function fetchStatement(customer: Customer, period: Period): Promise<Statement> {
  const account = await customer.call("account", {});
  const entries: EntryView[] = [];
  let page: Result<"statement">;
  let after: number | null = null;
  do {
    page = await customer.call("statement", { ...period, ...(after === null ? {} : { after }) });
    entries.push(...page.entries);
    after = page.next;
  } while (after !== null);
  const { openingMinor, closingMinor } = page;
  let booked = openingMinor;
  for (const [place, entry] of entries.entries()) {
    booked += entry.amountMinor;
    const number = (entries[0]?.number ?? 0) + place;
    if (booked !== entry.bookedMinor || entry.number !== number) throw wrong(entry.number);
  }
  if (booked !== closingMinor) throw wrong(entries.at(-1)?.number ?? 0);
  const madeAtMs = customer.world.host.clock();
  const { bankName: bank, currency } = customer;
  return { bank, currency, account, ...period, openingMinor, closingMinor, entries, madeAtMs };
}

function wrong(number: number): CommandError {
  return new CommandError(
    EXIT.refused,
    line`The statement does not add up at entry ${number}; nothing was written. Tell the bank's staff.`,
  );
}

/** Local day as `2026-11-25`. */
export function dayText(ms: number): string {
  const at = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
