// A statement: one account's entries of a period between two balances. Fetched page by page and added up here: what
// does not add up is never shown as a statement.
import { daysLater, isDay } from "../../bank/days.ts";
import type { Currency } from "../../bank/money.ts";
import { plainCode } from "../../bank/pasted.ts";
import type { Result } from "../../api/methods.ts";
import type { EntryView } from "../../api/answers.ts";
import { dayText, shownZone } from "../../console/bank_time.ts";
import type { Customer } from "../customer.ts";
import { CommandError, EXIT, usageError } from "../../console/exit.ts";
import { line } from "../../console/screen.ts";

/** From the beginning of the first to the end of the last day, in the zone that is shown (console/bank_time.ts). */
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

/** No bank is older; and what comes later has no year of four digits. */
const FIRST_DAY = "1971-01-01";
const LAST_DAY = "9998-12-31";

/** @returns the first moment of a day written as `2026-11-25`, or null. */
export function dayMs(text: string): number | null {
  const day = plainCode(text);
  const written = isDay(day) && day >= FIRST_DAY && day <= LAST_DAY;
  return written ? shownZone().beginningOf(day) : null;
}

/** @param to the last day, included. Without them: this month. */
export function periodOf(from: string | undefined, to: string | undefined, nowMs: number): Period {
  const zone = shownZone();
  const today = zone.dayOf(nowMs);
  const fromMs = requireDay(from ?? `${today.slice(0, 8)}01`);
  const last = to === undefined ? today : zone.dayOf(requireDay(to));
  const toMs = zone.beginningOf(daysLater(last, 1));
  if (toMs <= fromMs) {
    throw usageError(
      line`The period ends before it begins: from ${from ?? dayText(fromMs)} to ${to ?? "today"}`,
    );
  }
  return { fromMs, toMs };
}

function requireDay(text: string): number {
  const ms = dayMs(text);
  if (ms === null) {
    throw usageError(line`Cannot read day "${text}": expected YYYY-MM-DD, from ${FIRST_DAY} on`);
  }
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
