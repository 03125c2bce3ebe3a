// The end-of-day report as CSV for spreadsheets, and as PDF for the folder. The signed JSON is the truth; both show what it says.
import { accountNumberText, isAccountNumber } from "../bank/account_number.ts";
import { csvLine, harmless } from "../bank/csv_line.ts";
import { decimalOf, moneyText } from "../bank/money.ts";
import { TimeZone, timeZoneNamed } from "../bank/time_zone.ts";
import type { Result } from "../api/methods.ts";
import { type Paper, paperPdf } from "./paper_pdf.ts";

export type DayReport = Result<"dayReport">;

const COLUMNS = [
  "section",
  "item",
  "name",
  "at",
  "count",
  "opening",
  "in",
  "out",
  "closing",
  "expected",
  "counted",
  "difference",
  "reason",
  "by",
  "agreed_by",
] as const;

type Cells = Partial<Readonly<Record<typeof COLUMNS[number], string>>>;

/** One table with a row for each balance, kind of booking, member of staff, till and count. */
export function dayReportCsv(report: DayReport): string {
  const money = (minor: number) => decimalOf(minor, report.currency);
  const at = timesOf(report);
  const rows: Cells[] = [
    ...report.balances.map((one) => ({
      section: "balance",
      item: one.account,
      opening: money(one.openingMinor),
      in: money(one.inMinor),
      out: money(one.outMinor),
      closing: money(one.closingMinor),
    })),
    ...report.movements.map(({ kind, count, amountMinor }) => ({
      section: "kind",
      item: kind,
      count: String(count),
      in: money(amountMinor),
    })),
    ...report.counter.map((one) => ({
      section: "counter",
      item: one.account,
      name: one.accountName ?? "",
      count: String(one.inCount + one.outCount),
      in: money(one.inMinor),
      out: money(one.outMinor),
    })),
    ...report.opened.map((one) => ({
      section: "till_opened",
      item: one.account,
      name: one.accountName ?? "",
      at: at(one.atMs),
      counted: money(one.floatMinor),
    })),
    ...report.counted.map((one) => ({
      section: one.account === undefined ? "safe_counted" : "till_closed",
      item: one.account ?? "safe",
      name: one.accountName ?? "",
      at: at(one.atMs),
      expected: money(one.expectedMinor),
      counted: money(one.countedMinor),
      difference: money(one.differenceMinor),
      reason: one.reason,
      by: one.by,
      agreed_by: one.agreedBy ?? "",
    })),
    { section: "sum", item: "all accounts", closing: money(report.sumMinor) },
    { section: "head", item: `block ${report.head.seq}`, name: report.head.hash },
  ];
  const lines = rows.map((row) => COLUMNS.map((column) => cell(column, row[column] ?? "")));
  return [COLUMNS, ...lines].map(csvLine).join("");
}

/** Amounts may begin with a minus; what people have written must not begin a formula. */
function cell(column: typeof COLUMNS[number], text: string): string {
  return column === "name" || column === "reason" ? harmless(text) : text;
}

export function dayReportPdf(report: DayReport): Promise<Uint8Array> {
  const { bank, day, zone, over, head, sumMinor, signedBy, currency } = report;
  return paperPdf({
    title: "End of day",
    about: `${bank} · ${day} (${zone})`,
    bank,
    day,
    stamp: over ? null : "Not complete: the day is not over",
    rows: [
      ...balanceRows(report),
      ...movementRows(report),
      ...cashRows(report),
      ["All accounts", `add up to ${moneyText(sumMinor, currency)}`],
      ["Journal", head.seq < 0 ? "empty" : `up to block ${head.seq}, ${head.hash}`],
      ["Signed by", signedBy],
    ],
    foot: "Check it without the bank: bank verify report.json",
    check: null,
  });
}

type Rows = Paper["rows"];

function balanceRows({ balances, currency }: DayReport): Rows {
  const money = (minor: number) => moneyText(minor, currency);
  return balances.map(({ account, openingMinor, inMinor, outMinor, closingMinor }) => [
    account,
    `${money(openingMinor)} + ${money(inMinor)} − ${money(outMinor)} = ${money(closingMinor)}`,
  ]);
}

function movementRows({ movements, currency }: DayReport): Rows {
  return movements.map(({ kind, count, amountMinor }) => [
    String(kind).replaceAll("_", " "),
    `${count} ${count === 1 ? "booking" : "bookings"}, ${moneyText(amountMinor, currency)}`,
  ]);
}

function cashRows(report: DayReport): Rows {
  const { counter, opened, counted, currency } = report;
  const money = (minor: number) => moneyText(minor, currency);
  const at = timesOf(report);
  return [
    ...counter.map((one) =>
      [
        `Counter: ${nameOf(one)}`,
        `${one.inCount} in, ${money(one.inMinor)}; ${one.outCount} out, ${money(one.outMinor)}`,
      ] as const
    ),
    ...opened.map((one) =>
      [`Till of ${nameOf(one)}`, `opened ${at(one.atMs)} with ${money(one.floatMinor)}`] as const
    ),
    ...counted.map((one) =>
      [
        one.account === undefined ? "Safe" : `Till of ${nameOf({ ...one, account: one.account })}`,
        `${one.account === undefined ? "counted" : "closed"} ${at(one.atMs)}: ${
          countText(one, money)
        }`,
      ] as const
    ),
  ];
}

type Counted = DayReport["counted"][number];

/** `98.00 INR counted, 100.00 INR expected, 2.00 INR missing: "wrong change"`. */
export function countText(
  { countedMinor, expectedMinor, differenceMinor, reason, agreedBy }: Counted,
  money: (minor: number) => string,
): string {
  const both = `${money(countedMinor)} counted, ${money(expectedMinor)} expected`;
  if (differenceMinor === 0) return both;
  const way = differenceMinor < 0 ? "missing" : "too much";
  const second = agreedBy === undefined ? "" : " (agreed to by a second person)";
  return `${both}, ${money(Math.abs(differenceMinor))} ${way}: "${reason}"${second}`;
}

/** The name, or the number of those who have none any more. */
export function nameOf(
  { account, accountName = null }: {
    readonly account: string;
    readonly accountName?: string | null | undefined;
  },
): string {
  return accountName ?? (isAccountNumber(account) ? accountNumberText(account) : account);
}

/** In the zone of the bank, whatever that of the reader is. */
export function timesOf({ zone }: DayReport): (atMs: number) => string {
  const known = timeZoneNamed(zone) ?? new TimeZone("UTC");
  return (atMs) => known.minuteOf(atMs);
}
