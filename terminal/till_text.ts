// Cash and the end of a day, as tables for the terminal.
import { type Currency, groupedOf, moneyText } from "../bank/money.ts";
import type { Result } from "../api/methods.ts";
import { dateTime } from "../console/bank_time.ts";
import { line } from "../console/screen.ts";
import { countText, type DayReport, nameOf, timesOf } from "../papers/day_report.ts";
import { left, right, tableText } from "./table_text.ts";

export function tillsText({ tills, safeMinor, cashMinor }: Result<"tills">, currency: Currency) {
  const money = (minor: number) => groupedOf(minor, currency);
  const table = tills.length === 0 ? ["No till is open."] : [tableText(
    [
      left("Till of"),
      left("Since"),
      right("Float"),
      right("In"),
      right("Out"),
      right("Should have"),
    ],
    tills.map((one) => [
      line`${nameOf(one)}`,
      dateTime(one.openedAtMs),
      money(one.floatMinor),
      money(one.inMinor),
      money(one.outMinor),
      money(one.expectedMinor),
    ]),
  )];
  const both = `The safe should have ${moneyText(safeMinor, currency)}, all together ${
    moneyText(cashMinor, currency)
  }.`;
  return [...table, both].join("\n");
}

export function tillText({ floatMinor, openedAtMs }: Result<"openTill">, currency: Currency) {
  return line`Your till is open since ${dateTime(openedAtMs)}, with ${
    moneyText(floatMinor, currency)
  }.`;
}

/** `2.00 INR are missing`, or that it is right. */
export function differenceText(differenceMinor: number, currency: Currency): string {
  if (differenceMinor === 0) return "It is what it should be";
  const money = moneyText(Math.abs(differenceMinor), currency);
  return differenceMinor < 0 ? `${money} are missing` : `${money} are too much`;
}

const BELOW_ZERO =
  "\nThe bank's own accounts are below zero by what customers have from them: cash of -100 is 100 in tills and safe.";

export function dayReportText(report: DayReport): string {
  const { bank, day, zone, over, currency, movements, counter, head, sumMinor } = report;
  const money = (minor: number) => groupedOf(minor, currency);
  return [
    line`${bank}: ${day}, a day of ${zone}; amounts in ${currency.code}` +
    (over ? "" : "\nThe day is not over: more may be booked."),
    balancesText(report) + BELOW_ZERO,
    movements.length === 0 ? "Nothing was booked." : tableText(
      [left("Booked"), right("Times"), right("Amount")],
      movements.map(({ kind, count, amountMinor }) => [
        line`${String(kind).replaceAll("_", " ")}`,
        String(count),
        money(amountMinor),
      ]),
    ),
    ...(counter.length === 0 ? [] : [tableText(
      [left("Cash by"), right("Times in"), right("In"), right("Times out"), right("Out")],
      counter.map((one) => [
        line`${nameOf(one)}`,
        String(one.inCount),
        money(one.inMinor),
        String(one.outCount),
        money(one.outMinor),
      ]),
    )]),
    ...tillLines(report),
    line`All accounts add up to ${moneyText(sumMinor, currency)}.` +
    (head.seq < 0 ? "" : line` Journal up to block ${head.seq}: ${head.hash}`),
  ].join("\n\n");
}

function balancesText({ balances, currency }: DayReport): string {
  const money = (minor: number) => groupedOf(minor, currency);
  return tableText(
    [left("Account"), right("Before"), right("In"), right("Out"), right("After")],
    balances.map((one) => [
      line`${one.account}`,
      money(one.openingMinor),
      money(one.inMinor),
      money(one.outMinor),
      money(one.closingMinor),
    ]),
  );
}

function tillLines(report: DayReport): string[] {
  const { opened, counted, currency } = report;
  const at = timesOf(report);
  const money = (minor: number) => moneyText(minor, currency);
  const lines = [
    ...opened.map((one) =>
      line`${at(one.atMs)}  till of ${nameOf(one)} opened with ${money(one.floatMinor)}`
    ),
    ...counted.map((one) => {
      const { account } = one;
      const what = account === undefined
        ? "safe counted"
        : `till of ${nameOf({ ...one, account })} closed`;
      return line`${at(one.atMs)}  ${what}: ${countText(one, money)}`;
    }),
  ];
  return lines.length === 0 ? [] : [lines.join("\n")];
}
