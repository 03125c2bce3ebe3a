// Whether the lines that are booked here make up the balances that the other bank tells. The books know each day's lines; the files
// say what was there at the end of some of them.
import { type Currency, moneyText } from "../bank/money.ts";
import type { MergedAccount, MergedLine } from "../bank/statement_files/merged_lines.ts";
import type { Result } from "../api/methods.ts";
import { line } from "../console/screen.ts";

type Days = Result<"lineDays">;

/** What was there before the first line, as a line of its own: staff say once that it is to be booked. */
export function withOpening(account: MergedAccount): MergedAccount {
  const { opening, currency, lines } = account;
  if (!opening || opening.amountMinor === 0) return account;
  const before = {
    // Before all lines: what is booked on their days is only what the files say of these.
    bookedOn: dayBefore(lines[0]?.line.bookedOn ?? opening.day, opening.day),
    amountMinor: opening.amountMinor,
    currency,
    bankReference: "OPENING BALANCE",
    endToEndId: null,
    counterparty: { name: null, account: null },
    text: "Opening balance",
    reversal: false,
    payments: 1,
  };
  return { ...account, lines: [{ line: before, identity: "", twin: 0, seen: 1 }, ...lines] };
}

/** The day before the earlier of two. */
function dayBefore(one: string, other: string): string {
  const first = Date.parse(one < other ? one : other);
  return new Date(first - 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}

/**
 * @param fresh lines that are not booked yet.
 * @returns a sentence where the books, with them, would not say what the latest balance says; nothing where that cannot be told.
 */
export function balanceProblem(
  { opening, closing, lines }: MergedAccount,
  { fresh, days, currency }: {
    readonly fresh: readonly MergedLine[];
    readonly days: Days;
    readonly currency: Currency;
  },
): string[] {
  if (!closing || !opening) return [];
  // A balance of the middle of a day of which more is booked by now.
  const onLast = lines.filter(({ line: { bookedOn } }) => bookedOn === closing.day).length;
  const booked = days.days.find(({ day }) => day === closing.day)?.lines ?? 0;
  if (fresh.length === 0 && booked > onLast) return [];
  const money = (minor: number) => moneyText(minor, currency);
  const atOnce = fresh.filter(({ line: { bookedOn } }) => bookedOn <= closing.day)
    .reduce((sum, { line: { amountMinor } }) => sum + amountMinor, 0);
  const hereMinor = balanceAfter(days, closing.day) + atOnce;
  const missingMinor = closing.amountMinor - hereMinor;
  if (missingMinor === 0) return [];
  if (days.days.length === 0 && missingMinor === opening.amountMinor) {
    return [
      line`These are the first lines, and ${
        money(opening.amountMinor)
      } were there before: add --opening to book that, too.`,
    ];
  }
  return [
    line`At the end of ${closing.day} the books would have ${money(hereMinor)}, the statement has ${
      money(closing.amountMinor)
    }: ${money(missingMinor)} is missing here, or was booked from another file with other words.`,
  ];
}

/** Of the account at the other bank, by what is booked here. */
function balanceAfter({ days }: Days, last: string): number {
  return days.findLast(({ day }) => day <= last)?.balanceMinor ?? 0;
}

/** @param days from the first day of the files on. @returns a sentence for each day on which books and files differ. */
export function dayProblems(
  account: MergedAccount,
  { days, currency }: { readonly days: Days; readonly currency: Currency },
): string[] {
  const money = (minor: number) => moneyText(minor, currency);
  const there = sumsByDay(account.lines);
  const here = new Map(days.days.map((day) => [day.day, day]));
  const problems: string[] = [];
  for (const [day, { lines, minor }] of there) {
    const booked = here.get(day);
    const bookedMinor = booked ? booked.inMinor - booked.outMinor : 0;
    if (booked?.lines === lines && bookedMinor === minor) continue;
    problems.push(
      line`${day}: ${money(minor)} in ${lines} lines of the files, ${money(bookedMinor)} in ${
        booked?.lines ?? 0
      } of the books.`,
    );
  }
  const { closing } = account;
  if (closing && days.days.length > 0) {
    const hereMinor = balanceAfter(days, closing.day);
    if (hereMinor !== closing.amountMinor) {
      problems.push(
        line`End of ${closing.day}: ${money(closing.amountMinor)} in the files, ${
          money(hereMinor)
        } in the books.`,
      );
    }
  }
  return problems;
}

function sumsByDay(lines: readonly MergedLine[]) {
  const days = new Map<string, { lines: number; minor: number }>();
  for (const { line: { bookedOn, amountMinor } } of lines) {
    const day = days.get(bookedOn) ?? { lines: 0, minor: 0 };
    day.lines++;
    day.minor += amountMinor;
    days.set(bookedOn, day);
  }
  return days;
}
